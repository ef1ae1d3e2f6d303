"""
The rows of the board of countries as one ready string.

A template needs about a millisecond a row, and a programme can have two hundred; written here, with the same escaping, a row
costs a tenth of it. The table around them stands in ``assessments/_country_rows.html``.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.lifecycle import Status
from assessments.scoring.display import NO_SCORE
from assessments.web.country_board import BoardRow

NONE = "–"
ROW = (
    '<tr><th scope="row"><a href="{}"><bdi>{}</bdi></a></th><td data-field="{}">{}</td><td data-field="{}"><span>{}</span></td>'
    '<td data-field="{}">{}</td><td data-field="{}"><bdi dir="ltr">{}</bdi></td><td data-field="{}"><span>{}</span></td>'
    '<td data-field="{}"{}><span>{}</span><small>{}</small></td></tr>'
)


def column_heads() -> tuple[str, ...]:
    """The words over the columns after the first; on small screens each stands beside its value."""
    return (_("Map"), _("State"), _("Answered or settled"), _("Evidence"), _("Open"), _("Next"))


def country_rows(rows: Sequence[BoardRow]) -> SafeString:
    """Return the ``<tr>`` of every country, in the order given."""
    heads, tags = column_heads(), {status: _tag(status, label) for status, label in _labels(rows).items()}
    late = format_html(' class="{}"', "late")
    return format_html_join(
        "\n",
        ROW,
        (
            (
                reverse("assessments:assessment", args=[one.row.assessment_id]),
                one.row.country_name,
                heads[0],
                one.map,
                heads[1],
                tags[one.row.status],
                heads[2],
                _settled(one),
                heads[3],
                NONE if one.row.evidence_display == NO_SCORE else one.row.evidence_display,
                heads[4],
                _open(one),
                heads[5],
                late if one.is_late else "",
                one.next,
                _when(one),
            )
            for one in rows
        ),
    )


def _labels(rows: Sequence[BoardRow]) -> dict[Status, str | Promise]:
    return {one.row.status: one.row.status_label for one in rows}


def _tag(status: Status, label: str | Promise) -> SafeString:
    return render_to_string("components/_tag.html", {"status": status.value, "label": label})


def _settled(one: BoardRow) -> str:
    if one.row.asked:
        return _("%(given)d of %(asked)d answers") % {"given": one.row.given, "asked": one.row.asked}
    if not one.has_levels:
        return NONE
    return _("%(settled)d of %(all)d") % {"settled": one.row.settled, "all": one.row.applicable}


def _open(one: BoardRow) -> str:
    if one.row.returned:
        return ngettext("%(number)d question back", "%(number)d questions back", one.row.returned) % {
            "number": one.row.returned
        }
    if one.row.unapproved:
        return ngettext(
            "%(number)d “not applicable” to check", "%(number)d “not applicable” to check", one.row.unapproved
        ) % {"number": one.row.unapproved}
    return NONE


def _when(one: BoardRow) -> str:
    if one.is_late:
        return ngettext("%(days)d day over", "%(days)d days over", one.days_over) % {"days": one.days_over}
    if one.row.deadline is not None:
        return _("due %(day)s") % {"day": date_format(one.row.deadline, "D j F")}
    return ngettext("for %(days)d day", "for %(days)d days", one.since_days) % {"days": one.since_days}
