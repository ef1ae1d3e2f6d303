"""Composition: the kinds of notices with their sentences, and what is open to whom; accounts know neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.queries import open_ids
from ibm_platform.accounts.noticing import Kind, Words
from ibm_platform.common.isolation import isolated

SHOWN_CODES = 10


def subjects(person: Any, rights: Any) -> Any:
    """Return the ids of the assessments whose existence the person may know, as a query."""
    return open_ids(person, rights)


def kinds() -> Mapping[str, Kind]:
    """Return every kind of notice. No sentence holds an answer, a level, a score or what somebody wrote: it goes by mail."""
    return _KINDS


def _where(words: Words) -> dict[str, Any]:
    return {
        "country": isolated(words["country"]),
        "cycle": isolated(words["cycle"]),
        "agency": isolated(words.get("agency", "")),
    }


def _day(words: Words) -> str:
    return isolated(date_format(date.fromisoformat(words["day"]), "j F Y"))


def _returned(words: Words) -> str:
    codes = words["codes"]
    shown = ", ".join(isolated(code) for code in codes[:SHOWN_CODES]) + (" …" if len(codes) > SHOWN_CODES else "")
    return ngettext(
        "%(country)s, %(cycle)s: %(count)d question was returned and is open again: %(codes)s.",
        "%(country)s, %(cycle)s: %(count)d questions were returned and are open again: %(codes)s.",
        len(codes),
    ) % {**_where(words), "count": len(codes), "codes": shown}


def _answers_due(words: Words) -> str:
    named = {**_where(words), "day": _day(words), "count": words["days"]}
    if words["days"] < 0:
        return (
            _(
                "%(country)s, %(cycle)s: the answers of %(agency)s were due on %(day)s. Hand them over, or ask the focal point for "
                "more time."
            )
            % named
        )
    return (
        ngettext(
            "%(country)s, %(cycle)s: the answers of %(agency)s are due on %(day)s, in %(count)d day.",
            "%(country)s, %(cycle)s: the answers of %(agency)s are due on %(day)s, in %(count)d days.",
            words["days"],
        )
        % named
    )


def _submission_due(words: Words) -> str:
    named = {**_where(words), "day": _day(words), "count": words["days"]}
    if words["days"] < 0:
        return _("%(country)s, %(cycle)s: the national result was due on %(day)s and is not submitted.") % named
    return (
        ngettext(
            "%(country)s, %(cycle)s: the national result is to be submitted by %(day)s, in %(count)d day.",
            "%(country)s, %(cycle)s: the national result is to be submitted by %(day)s, in %(count)d days.",
            words["days"],
        )
        % named
    )


def _due(words: Words) -> str:
    return _answers_due(words) if words.get("agency") else _submission_due(words)


def _report_ready(words: Words) -> str:
    return _("%(country)s, %(cycle)s: the report that you asked for is ready.") % _where(words)


def _reminded(words: Words) -> str:
    return ngettext(
        "%(country)s, %(cycle)s: the focal point reminds %(agency)s of %(count)d open question; answers are due on %(day)s.",
        "%(country)s, %(cycle)s: the focal point reminds %(agency)s of %(count)d open questions; answers are due on %(day)s.",
        words["count"],
    ) % {**_where(words), "count": words["count"], "day": _day(words)}


def _released(words: Words) -> str:
    return _("%(country)s, %(cycle)s: %(agency)s has handed over.") % _where(words)


def _extension_asked(words: Words) -> str:
    return ngettext(
        "%(country)s, %(cycle)s: %(agency)s asks for %(count)d more day.",
        "%(country)s, %(cycle)s: %(agency)s asks for %(count)d more days.",
        words["count"],
    ) % {**_where(words), "count": words["count"]}


def _extension_decided(words: Words) -> str:
    if not words.get("day"):
        return _("%(country)s, %(cycle)s: %(agency)s was not given more time.") % _where(words)
    return _("%(country)s, %(cycle)s: %(agency)s has time until %(day)s.") % {**_where(words), "day": _day(words)}


def _reopened(words: Words) -> str:
    return _("%(country)s, %(cycle)s: the answers of %(agency)s were opened again, and can be changed.") % _where(words)


def _begun(words: Words) -> str:
    return ngettext(
        "%(country)s, %(cycle)s: %(count)d question waits for %(agency)s; answers are due on %(day)s.",
        "%(country)s, %(cycle)s: %(count)d questions wait for %(agency)s; answers are due on %(day)s.",
        words["count"],
    ) % {**_where(words), "count": words["count"], "day": _day(words)}


def _delegated(words: Words) -> str:
    return ngettext(
        "%(country)s, %(cycle)s: the lead of %(agency)s gave you %(count)d question.",
        "%(country)s, %(cycle)s: the lead of %(agency)s gave you %(count)d questions.",
        words["count"],
    ) % {**_where(words), "count": words["count"]}


def _mentioned(words: Words) -> str:
    return _("%(country)s, %(cycle)s: you are named in a comment on %(code)s.") % _about_one(words)


def _answered(words: Words) -> str:
    return _("%(country)s, %(cycle)s: a comment on %(code)s was answered.") % _about_one(words)


def _about_one(words: Words) -> dict[str, Any]:
    return {**_where(words), "code": isolated(words["codes"][0])}


def _submitted(words: Words) -> str:
    return _("%(country)s, %(cycle)s: the national result is submitted and waits for your check.") % _where(words)


def _accepted(words: Words) -> str:
    return _("%(country)s, %(cycle)s: the national result is accepted.") % _where(words)


def _workshop(words: Words) -> str:
    return _("%(country)s, %(cycle)s: the agencies meet in a workshop from %(day)s on.") % {
        **_where(words),
        "day": _day(words),
    }


def _review_assigned(words: Words) -> str:
    return _("%(country)s, %(cycle)s: you are asked to review the field %(code)s.") % _about_one(words)


def _round_sent(words: Words) -> str:
    return _("%(country)s, %(cycle)s: the reviewers' remarks wait for your reply.") % _where(words)


def _round_answered(words: Words) -> str:
    return _("%(country)s, %(cycle)s: the country has replied to the remarks.") % _where(words)


_KINDS: Mapping[str, Kind] = {
    "returned": Kind(gettext_lazy("Questions were returned"), True, _returned),
    "deadline_soon": Kind(gettext_lazy("A deadline is in two days"), True, _due),
    "report_ready": Kind(gettext_lazy("A report that you asked for is ready"), True, _report_ready),
    "deadline": Kind(gettext_lazy("A deadline comes nearer, or has passed"), False, _due),
    "reminded": Kind(gettext_lazy("The focal point reminds you"), False, _reminded),
    "released": Kind(gettext_lazy("An agency has handed over"), False, _released),
    "extension_asked": Kind(gettext_lazy("An agency asks for more time"), False, _extension_asked),
    "extension_decided": Kind(gettext_lazy("More time was given or refused"), False, _extension_decided),
    "begun": Kind(gettext_lazy("Questions wait for your agency"), False, _begun),
    "delegated": Kind(gettext_lazy("Your lead gives you questions"), False, _delegated),
    "mentioned": Kind(gettext_lazy("You are named in a comment"), False, _mentioned),
    "answered": Kind(gettext_lazy("A comment of yours was answered"), False, _answered),
    "reopened": Kind(gettext_lazy("Released answers were opened again"), False, _reopened),
    "workshop": Kind(gettext_lazy("A workshop is planned or moved"), False, _workshop),
    "review_assigned": Kind(gettext_lazy("You are asked to review a field"), False, _review_assigned),
    "round_sent": Kind(gettext_lazy("Reviewers' remarks wait for a reply"), False, _round_sent),
    "round_answered": Kind(gettext_lazy("A country has replied to remarks"), False, _round_answered),
    "submitted": Kind(gettext_lazy("A national result waits for your check"), False, _submitted),
    "accepted": Kind(gettext_lazy("A national result was accepted"), False, _accepted),
}
