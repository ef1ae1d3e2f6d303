"""The record of an assessment as sentences: who did what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.lifecycle import Move
from assessments.queries.history import EventView
from assessments.queries.record import RecordPage
from ibm_platform.common.isolation import isolated, isolated_code, isolated_list


@dataclass(frozen=True, slots=True)
class EventLine:
    """``quote`` is what the person wrote as a reason, empty where none was asked for."""

    number: int
    at: datetime
    words: str
    quote: str


def lines(page: RecordPage) -> tuple[EventLine, ...]:
    """Return the events of a page as lines."""
    return tuple(
        EventLine(event.number, event.at, _words(event, page.agencies), _quote(event.details)) for event in page.events
    )


def _words(event: EventView, agencies: Mapping[int, str]) -> str:
    sentence = _SENTENCES.get(event.kind)
    if sentence is not None:
        return sentence(event, agencies)
    try:
        words = _MOVES[Move(event.kind)]
    except (ValueError, KeyError):
        return _("%(actor)s: %(kind)s") % {"actor": isolated(event.actor), "kind": event.kind}
    return str(words) % {"actor": isolated(event.actor)}


_MOVES: Mapping[Move, Promise] = {
    Move.APPROVE_SCOPE: gettext_lazy("%(actor)s approved the scope; collection began"),
    Move.START_CONSOLIDATION: gettext_lazy("%(actor)s closed collection; consolidation began"),
    Move.VALIDATE: gettext_lazy("%(actor)s marked the national result validated"),
    Move.REOPEN_CONSOLIDATION: gettext_lazy("%(actor)s opened the national levels again"),
    Move.SUBMIT: gettext_lazy("%(actor)s submitted the assessment"),
    Move.RETURN: gettext_lazy("%(actor)s returned questions to the country"),
    Move.ACCEPT: gettext_lazy("%(actor)s accepted the assessment; the scorecard was frozen"),
    Move.PUBLISH: gettext_lazy("%(actor)s published to donors"),
    Move.WITHDRAW_PUBLICATION: gettext_lazy("%(actor)s withdrew the publication"),
    Move.WITHDRAW: gettext_lazy("%(actor)s withdrew the assessment"),
}


def _opened(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s opened the assessment") % {"actor": isolated(event.actor)}


def _profile_saved(event: EventView, agencies: Mapping[int, str]) -> str:
    count = len(event.details.get("answers", {}))
    return ngettext(
        "%(actor)s answered %(count)d profile question",
        "%(actor)s answered %(count)d profile questions",
        count,
    ) % {"actor": isolated(event.actor), "count": count}


def _agencies_set(event: EventView, agencies: Mapping[int, str]) -> str:
    added, removed = (
        _names(event.details.get("added", ()), agencies),
        _names(event.details.get("removed", ()), agencies),
    )
    values = {"actor": isolated(event.actor), "added": added, "removed": removed}
    if added and removed:
        return _("%(actor)s added %(added)s and took %(removed)s out") % values
    return (_("%(actor)s added %(added)s") if added else _("%(actor)s took %(removed)s out")) % values


def _assignments_proposed(event: EventView, agencies: Mapping[int, str]) -> str:
    added = event.details.get("added", {})
    return _("%(actor)s assigned questions by agency type to %(agencies)s") % {
        "actor": isolated(event.actor),
        "agencies": _names([int(agency_id) for agency_id in added], agencies),
    }


def _assignments_set(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s changed the questions of %(agency)s: %(added)d more, %(removed)d fewer") % {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
        "added": len(event.details.get("added", ())),
        "removed": len(event.details.get("removed", ())),
    }


def _answer_saved(event: EventView, agencies: Mapping[int, str]) -> str:
    values = {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
        "indicator": _code(event.details.get("indicator")),
    }
    if event.details.get("revision") == 1:
        return _("%(actor)s (%(agency)s) answered %(indicator)s") % values
    return _("%(actor)s (%(agency)s) changed the answer to %(indicator)s") % values


def _answers_released(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s released the answers of %(agency)s") % {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
    }


def _evidence(words: Promise) -> Callable[[EventView, Mapping[int, str]], str]:
    def sentence(event: EventView, agencies: Mapping[int, str]) -> str:
        return str(words) % {"actor": isolated(event.actor), "indicator": _code(event.details.get("indicator"))}

    return sentence


def _level_settled(event: EventView, agencies: Mapping[int, str]) -> str:
    said = event.details.get("to", {})
    values = {
        "actor": isolated(event.actor),
        "indicator": _code(event.details.get("indicator")),
        "level": said.get("level"),
    }
    if said.get("kind") == "not_applicable":
        return _("%(actor)s settled %(indicator)s as not applicable") % values
    if said.get("kind") == "insufficient":
        return _("%(actor)s settled %(indicator)s as information insufficient") % values
    return _("%(actor)s settled %(indicator)s at level %(level)s") % values


def _warning_explained(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s explained the warning %(warning)s") % {
        "actor": isolated(event.actor),
        "warning": _code(event.details.get("warning")),
    }


def _not_applicable_approved(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s approved that %(indicator)s does not apply") % {
        "actor": isolated(event.actor),
        "indicator": _code(event.details.get("indicator")),
    }


_SENTENCES: Mapping[str, Callable[[EventView, Mapping[int, str]], str]] = {
    "opened": _opened,
    "profile_saved": _profile_saved,
    "agencies_set": _agencies_set,
    "assignments_proposed": _assignments_proposed,
    "assignments_set": _assignments_set,
    "answer_saved": _answer_saved,
    "answers_released": _answers_released,
    "evidence_added": _evidence(gettext_lazy("%(actor)s added a reference to %(indicator)s")),
    "evidence_removed": _evidence(gettext_lazy("%(actor)s took a reference of %(indicator)s away")),
    "evidence_restored": _evidence(gettext_lazy("%(actor)s brought a reference of %(indicator)s back")),
    "level_settled": _level_settled,
    "warning_explained": _warning_explained,
    "not_applicable_approved": _not_applicable_approved,
}


def _quote(details: Mapping[str, Any]) -> str:
    said = details.get("to")
    reason = details.get("reason") or details.get("text") or (said.get("reason") if isinstance(said, Mapping) else "")
    return reason if isinstance(reason, str) else ""


def _name(agency_id: int | None, agencies: Mapping[int, str]) -> str:
    return isolated(agencies.get(agency_id, "")) if agency_id is not None else ""


def _names(agency_ids: Iterable[int], agencies: Mapping[int, str]) -> str:
    return isolated_list(agencies.get(agency_id, "") for agency_id in agency_ids)


def _code(code: str | None) -> str:
    return isolated_code(code or "")
