"""The record of an assessment as sentences: who did what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.lifecycle import Move
from assessments.queries.calendar import LABELS
from assessments.queries.events import EventView
from assessments.queries.record import RecordPage
from assessments.web.event_changes import Change, changes
from ibm_platform.common.isolation import isolated, isolated_code, isolated_list


@dataclass(frozen=True, slots=True)
class EventLine:
    """
    ``quote`` is what the person wrote as a reason, empty where none was asked for; ``changes`` say from what to what.

    ``url`` leads to every state of the answer or level, empty for other events.
    """

    number: int
    at: datetime
    words: str
    quote: str
    changes: tuple[Change, ...]
    url: str


def lines(page: RecordPage) -> tuple[EventLine, ...]:
    """Return the events of a page as lines."""
    return tuple(_line(event, page) for event in page.events)


def kinds() -> set[str]:
    """Every kind of event that has a sentence."""
    return {*_SENTENCES, *(move.value for move in _MOVES)}


def _line(event: EventView, page: RecordPage) -> EventLine:
    changed = changes(event, page)
    return EventLine(
        number=event.number,
        at=event.at,
        words=sentence(event, page.agencies),
        quote="" if event.kind in _SAID_IN_CHANGES else _quote(event.details),
        changes=changed,
        url=_history_url(event, page.context.id),
    )


def _history_url(event: EventView, assessment_id: int) -> str:
    if event.is_withheld or event.kind not in _OF_STATES:
        return ""
    code = event.details["indicator"]
    if event.kind == "level_settled":
        return reverse("assessments:settled_history", args=[assessment_id, code])
    return reverse("assessments:answer_history", args=[assessment_id, event.details["agency"], code])


def sentence(event: EventView, agencies: Mapping[int, str]) -> str:
    """Return one event as a sentence of plain text."""
    return _words(_with_stead(event), agencies)


def _with_stead(event: EventView) -> EventView:
    """Let the sentence begin with "A for B" where a substitute acted."""
    if not event.on_behalf_of:
        return event
    names = {"actor": isolated(event.actor), "absent": isolated(event.on_behalf_of)}
    return replace(event, actor=_("%(actor)s for %(absent)s") % names)


def _words(event: EventView, agencies: Mapping[int, str]) -> str:
    say = _SENTENCES.get(event.kind)
    if say is not None:
        return say(event, agencies)
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
    count = len(event.details.get("to", event.details.get("answers", {})))
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


def _person_invited(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s invited somebody of %(agency)s") % {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
    }


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
    if restored := event.details.get("restored_from"):
        return _("%(actor)s (%(agency)s) brought revision %(number)d of the answer to %(indicator)s back") % {
            **values,
            "number": restored,
        }
    if event.details.get("revision") == 1:
        return _("%(actor)s (%(agency)s) answered %(indicator)s") % values
    return _("%(actor)s (%(agency)s) changed the answer to %(indicator)s") % values


def _answer_carried(event: EventView, agencies: Mapping[int, str]) -> str:
    values = {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
        "indicator": _code(event.details.get("indicator")),
    }
    if cycle := event.details.get("carried_from", {}).get("cycle"):
        return _("%(actor)s (%(agency)s) carried the answer to %(indicator)s over from %(cycle)s, to be confirmed") % {
            **values,
            "cycle": isolated(cycle),
        }
    return _("%(actor)s (%(agency)s) carried an earlier answer to %(indicator)s over, to be confirmed") % values


def _answer_confirmed(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s (%(agency)s) confirmed the carried answer to %(indicator)s") % {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
        "indicator": _code(event.details.get("indicator")),
    }


def _answers_released(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s released the answers of %(agency)s") % {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
    }


def _release_reopened(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s opened the answers of %(agency)s again") % {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
    }


def _evidence(words: Promise) -> Callable[[EventView, Mapping[int, str]], str]:
    def say(event: EventView, agencies: Mapping[int, str]) -> str:
        return str(words) % {"actor": isolated(event.actor), "indicator": _code(event.details.get("indicator"))}

    return say


def _level_settled(event: EventView, agencies: Mapping[int, str]) -> str:
    said = event.details.get("to", {})
    values = {
        "actor": isolated(event.actor),
        "indicator": _code(event.details.get("indicator")),
        "level": said.get("level"),
    }
    if restored := event.details.get("restored_from"):
        return _("%(actor)s brought revision %(number)d of the national level of %(indicator)s back") % {
            **values,
            "number": restored,
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


def _warnings_explained(event: EventView, agencies: Mapping[int, str]) -> str:
    codes = event.details.get("warnings", ())
    return ngettext(
        "%(actor)s explained the warning %(warnings)s",
        "%(actor)s explained %(count)d warnings at once: %(warnings)s",
        len(codes),
    ) % {
        "actor": isolated(event.actor),
        "count": len(codes),
        "warnings": ", ".join(isolated_code(code) for code in codes),
    }


def _not_applicable_approved(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s approved that %(indicator)s does not apply") % {
        "actor": isolated(event.actor),
        "indicator": _code(event.details.get("indicator")),
    }


def _assignments_changed(event: EventView, agencies: Mapping[int, str]) -> str:
    added, removed = event.details.get("added", {}), event.details.get("removed", {})
    words = (
        _("%(actor)s changed the questions of %(agencies)s: %(added)d more, %(removed)d fewer")
        if event.kind == "assignments_changed"
        else _("%(actor)s took a change of the questions of %(agencies)s back: %(added)d more, %(removed)d fewer")
    )
    return words % {
        "actor": isolated(event.actor),
        "agencies": _names(sorted({int(agency_id) for agency_id in (*added, *removed)}), agencies),
        "added": sum(len(codes) for codes in added.values()),
        "removed": sum(len(codes) for codes in removed.values()),
    }


def _calendar_changed(event: EventView, agencies: Mapping[int, str]) -> str:
    moved = [
        _("%(day)s from %(from)s to %(to)s")
        % {"day": LABELS.get(name, name), "from": _day(change.get("from")), "to": _day(change.get("to"))}
        for name, change in event.details.get("days", {}).items()
    ]
    return _("%(actor)s moved days: %(days)s") % {"actor": isolated(event.actor), "days": "; ".join(moved)}


def _day(text: str | None) -> str:
    return isolated(date_format(date.fromisoformat(text), "j M Y")) if text else _("no day")


def _extension_asked(event: EventView, agencies: Mapping[int, str]) -> str:
    days = int(event.details.get("days", 0))
    return ngettext(
        "%(actor)s asked for %(count)d more day for %(agency)s",
        "%(actor)s asked for %(count)d more days for %(agency)s",
        days,
    ) % {"actor": isolated(event.actor), "count": days, "agency": _name(event.details.get("agency"), agencies)}


def _extension_decided(event: EventView, agencies: Mapping[int, str]) -> str:
    values = {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
        "day": _day(event.details.get("until")),
    }
    if event.details.get("until") is None:
        return _("%(actor)s gave %(agency)s no more time") % values
    return _("%(actor)s gave %(agency)s time until %(day)s") % values


def _questions_delegated(event: EventView, agencies: Mapping[int, str]) -> str:
    count = len(event.details.get("indicators", ()))
    return ngettext(
        "%(actor)s shared %(count)d question of %(agency)s out",
        "%(actor)s shared %(count)d questions of %(agency)s out",
        count,
    ) % {"actor": isolated(event.actor), "count": count, "agency": _name(event.details.get("agency"), agencies)}


def _agencies_reminded(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s reminded %(agencies)s") % {
        "actor": isolated(event.actor),
        "agencies": _names(event.details.get("agencies", ()), agencies),
    }


def _reminder_undone(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s took a reminder back") % {"actor": isolated(event.actor)}


def _archived(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s archived the assessment") % {"actor": isolated(event.actor)}


def _unarchived(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s brought the assessment back into the lists") % {"actor": isolated(event.actor)}


def _of_round(words: Promise) -> Callable[[EventView, Mapping[int, str]], str]:
    def say(event: EventView, agencies: Mapping[int, str]) -> str:
        return str(words) % {"actor": isolated(event.actor), "round": event.details.get("round", "")}

    return say


def _of_field(words: Promise) -> Callable[[EventView, Mapping[int, str]], str]:
    def say(event: EventView, agencies: Mapping[int, str]) -> str:
        fields = event.details.get("fields") or [event.details.get("field")]
        return str(words) % {"actor": isolated(event.actor), "fields": ", ".join(_code(one) for one in fields)}

    return say


def _of_remark(words: Promise, unsent: Promise) -> Callable[[EventView, Mapping[int, str]], str]:
    """``unsent`` is said to whom the round was not sent yet."""

    def say(event: EventView, agencies: Mapping[int, str]) -> str:
        values = {
            "actor": isolated(event.actor),
            "remark": event.details.get("remark", ""),
            "indicator": _code(event.details.get("indicator")),
        }
        return str(unsent if event.is_withheld else words) % values

    return say


def _vote_cast(event: EventView, agencies: Mapping[int, str]) -> str:
    return _("%(actor)s voted for %(agency)s on %(indicator)s") % {
        "actor": isolated(event.actor),
        "agency": _name(event.details.get("agency"), agencies),
        "indicator": _code(event.details.get("indicator")),
    }


def _plain(words: Promise) -> Callable[[EventView, Mapping[int, str]], str]:
    return lambda event, agencies: str(words) % {"actor": isolated(event.actor)}


_SENTENCES: Mapping[str, Callable[[EventView, Mapping[int, str]], str]] = {
    "opened": _opened,
    "profile_saved": _profile_saved,
    "agencies_set": _agencies_set,
    "person_invited": _person_invited,
    "assignments_proposed": _assignments_proposed,
    "assignments_set": _assignments_set,
    "answer_saved": _answer_saved,
    "answer_carried": _answer_carried,
    "answer_confirmed": _answer_confirmed,
    "answers_released": _answers_released,
    "release_reopened": _release_reopened,
    "evidence_added": _evidence(gettext_lazy("%(actor)s added a reference to %(indicator)s")),
    "evidence_changed": _evidence(gettext_lazy("%(actor)s changed a reference of %(indicator)s")),
    "evidence_removed": _evidence(gettext_lazy("%(actor)s took a reference of %(indicator)s away")),
    "evidence_restored": _evidence(gettext_lazy("%(actor)s brought a reference of %(indicator)s back")),
    "file_added": _evidence(gettext_lazy("%(actor)s added a file to %(indicator)s")),
    "file_replaced": _evidence(gettext_lazy("%(actor)s uploaded a newer version of a file of %(indicator)s")),
    "file_used": _evidence(gettext_lazy("%(actor)s used a file for %(indicator)s too")),
    "file_infected": _evidence(gettext_lazy("A virus was found in a file that %(actor)s had uploaded; nobody gets it")),
    "level_settled": _level_settled,
    "warning_explained": _warning_explained,
    "warnings_explained": _warnings_explained,
    "not_applicable_approved": _not_applicable_approved,
    "assignments_changed": _assignments_changed,
    "assignments_undone": _assignments_changed,
    "calendar_changed": _calendar_changed,
    "extension_asked": _extension_asked,
    "extension_decided": _extension_decided,
    "questions_delegated": _questions_delegated,
    "comment_written": _evidence(gettext_lazy("%(actor)s wrote a comment on %(indicator)s")),
    "comment_answered": _evidence(gettext_lazy("%(actor)s answered a comment on %(indicator)s")),
    "comment_resolved": _evidence(gettext_lazy("%(actor)s resolved a thread about %(indicator)s")),
    "comment_reopened": _evidence(gettext_lazy("%(actor)s opened a thread about %(indicator)s again")),
    "comment_hidden": _evidence(gettext_lazy("%(actor)s hid a comment on %(indicator)s")),
    "comment_shown": _evidence(gettext_lazy("%(actor)s showed a comment on %(indicator)s again")),
    "reviewer_assigned": _of_field(gettext_lazy("%(actor)s gave %(fields)s to a reviewer")),
    "reviewer_ended": _of_field(gettext_lazy("%(actor)s took %(fields)s from a reviewer")),
    "interests_declared": _of_field(gettext_lazy("%(actor)s declared no conflict of interest about %(fields)s")),
    "review_declined": _of_field(gettext_lazy("%(actor)s declined to review %(fields)s")),
    "round_opened": _of_round(gettext_lazy("%(actor)s opened review round %(round)s")),
    "round_sent": _of_round(gettext_lazy("%(actor)s sent review round %(round)s to the country")),
    "response_confirmed": _of_round(gettext_lazy("%(actor)s confirmed the reply to review round %(round)s")),
    "round_closed": _of_round(gettext_lazy("%(actor)s closed review round %(round)s")),
    "peer_level_proposed": _of_remark(
        gettext_lazy("%(actor)s proposed a peer level of %(indicator)s"), gettext_lazy("%(actor)s worked on the review")
    ),
    "remark_written": _of_remark(
        gettext_lazy("%(actor)s wrote remark %(remark)s on %(indicator)s"),
        gettext_lazy("%(actor)s worked on the review"),
    ),
    "remark_replied": _of_remark(
        gettext_lazy("%(actor)s replied to remark %(remark)s on %(indicator)s"),
        gettext_lazy("%(actor)s worked on the review"),
    ),
    "remark_closed": _of_remark(
        gettext_lazy("%(actor)s closed remark %(remark)s on %(indicator)s"),
        gettext_lazy("%(actor)s worked on the review"),
    ),
    "workshop_planned": _plain(gettext_lazy("%(actor)s planned a workshop")),
    "workshop_changed": _plain(gettext_lazy("%(actor)s changed the plan of a workshop")),
    "workshop_opened": _plain(gettext_lazy("%(actor)s began a workshop")),
    "workshop_item_taken": _evidence(gettext_lazy("%(actor)s took the workshop to %(indicator)s")),
    "workshop_item_deferred": _evidence(gettext_lazy("%(actor)s put %(indicator)s off in the workshop")),
    "room_asked": _evidence(gettext_lazy("%(actor)s asked the room about %(indicator)s")),
    "vote_started": _evidence(gettext_lazy("%(actor)s opened a vote on %(indicator)s")),
    "vote_cast": _vote_cast,
    "votes_revealed": _evidence(gettext_lazy("%(actor)s showed the votes on %(indicator)s")),
    "person_arrived": _plain(gettext_lazy("%(actor)s noted that somebody came to the workshop")),
    "person_left": _plain(gettext_lazy("%(actor)s noted that somebody left the workshop")),
    "workshop_closed": _plain(gettext_lazy("%(actor)s closed a workshop")),
    "minutes_signed": _plain(gettext_lazy("%(actor)s signed the minutes of a workshop")),
    "agencies_reminded": _agencies_reminded,
    "reminder_undone": _reminder_undone,
    "archived": _archived,
    "unarchived": _unarchived,
}


# Their reasons and texts stand among the changes.
_SAID_IN_CHANGES = frozenset(
    {"answer_saved", "answer_carried", "answer_confirmed", "level_settled", "warning_explained", "warnings_explained"}
)
# They tell of one state of an answer or level; the address leads to all of them.
_OF_STATES = frozenset({"answer_saved", "answer_carried", "answer_confirmed", "level_settled"})


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
