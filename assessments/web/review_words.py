"""The review in words as people read it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.queries import PeerReviewPage, RemarkFilter, RemarksPage

STATES: Mapping[str, Promise] = {
    "open": gettext_lazy("Without a reply"),
    "replied": gettext_lazy("With a reply"),
    "closed": gettext_lazy("Closed"),
}


def filter_of(asked: QueryDict) -> RemarkFilter:
    """Return the filter that an address asks for."""
    return RemarkFilter(
        kind=asked.get("kind", ""),
        state=asked.get("state", ""),
        field=asked.get("field", ""),
        only_blocking=bool(asked.get("blocking")),
    )


def finding(page: PeerReviewPage) -> str:
    """Return the heading of the list of questions."""
    proposed = [row for row in page.rows if row.peer is not None]
    apart = sum(row.difference != 0 for row in proposed)
    if not proposed:
        return _("No peer level stands beside the country's yet")
    if not apart:
        return _("Self and peer agree wherever both have spoken")
    return ngettext(
        "Self and peer differ on %(count)d of %(total)d questions",
        "Self and peer differ on %(count)d of %(total)d questions",
        apart,
    ) % {"count": apart, "total": len(proposed)}


def remarks_finding(page: RemarksPage) -> str:
    """Return the heading of the list of remarks."""
    waiting = sum(one.state == "open" for one in page.remarks)
    if not page.total:
        return _("No remark to read yet")
    if not waiting:
        return _("Every remark has its reply")
    return ngettext("%(count)d remark has no reply yet", "%(count)d remarks have no reply yet", waiting) % {
        "count": waiting
    }
