"""What the country changed since the submission that was sent back to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from assessments.lifecycle import Move, Status
from assessments.models import Assessment, AssessmentEvent, Participation
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.context import ValueView, value_view
from assessments.queries.framework import KnownFramework
from assessments.queries.seen import readable_agencies
from assessments.scoring.types import Value
from ibm_platform.accounts.models import User

_REFERENCES = (
    "evidence_added",
    "evidence_changed",
    "evidence_removed",
    "evidence_restored",
    "file_added",
    "file_replaced",
    "file_used",
)
_ANSWERS = ("answer_saved", "answer_carried", "answer_confirmed")


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """``before`` and ``after`` are the national level then and now; ``references`` and ``answers`` count what was touched."""

    code: str
    title: str
    before: ValueView | None
    after: ValueView | None
    has_new_reason: bool
    references: int
    answers: int
    """Agencies that answered anew."""

    @property
    def has_moved(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """``at`` and ``by``: the submission that was sent back. ``questions`` in the framework's order."""

    at: datetime
    by: str
    questions: tuple[ChangedQuestion, ...]


def changed_since(person: User, at: datetime, assessment_id: int) -> ChangedSince | None:
    """
    Return what changed since the submission that was sent back; None where none was, or where it is accepted by now.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person does not read national levels in this state.
    """
    return changed_of(see(person, at, assessment_id, Action.READ_SETTLED))


def changed_of(seen: Seen) -> ChangedSince | None:
    """The same for an assessment that was looked up for its national levels; two queries at most, and none in other states."""
    if seen.status not in (Status.RETURNED, Status.SUBMITTED):
        return None
    rows = list(
        _since_submission(seen.assessment)
        .order_by("number")
        .values_list("number", "kind", "at", "actor__name", "details")
    )
    if not rows:
        return None
    _number, _kind, at, by, _details = rows[0]
    told = [(kind, details) for _number, kind, _at, _by, details in rows if kind != Move.SUBMIT.value]
    return ChangedSince(at, by, tuple(_questions(seen, told)))


def _since_submission(assessment: Assessment) -> QuerySet[AssessmentEvent]:
    """The submission before the last return, and what touched a question after it; nothing where nothing was returned."""
    events = AssessmentEvent.objects.filter(assessment=assessment)
    returned = events.filter(kind=Move.RETURN.value).order_by().values("assessment").annotate(last=Max("number"))
    submitted = (
        events.filter(kind=Move.SUBMIT.value, number__lt=Subquery(returned.values("last")))
        .order_by("-number")
        .values("number")
    )
    return events.filter(
        kind__in=[Move.SUBMIT.value, "level_settled", *_REFERENCES, *_ANSWERS], number__gte=Subquery(submitted[:1])
    )


def _questions(seen: Seen, told: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterable[ChangedQuestion]:
    levels: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    references: dict[str, set[Any]] = defaultdict(set)
    answers: dict[str, set[int]] = defaultdict(set)
    of_agencies = [details["agency"] for _kind, details in told if details.get("agency") is not None]
    # What an agency touched is told where its answers may be read.
    readable = set(readable_agencies(seen).values_list("agency_id", flat=True)) if of_agencies else set()
    for kind, details in told:
        code, agency = details["indicator"], details.get("agency")
        if agency is not None and agency not in readable:
            continue
        if kind == "level_settled":
            levels[code].append(details)
        elif kind in _ANSWERS:
            answers[code].add(agency)
        elif "evidence" in details:
            references[code].add(details["evidence"])
        else:
            # A new version of a file stands behind every question that uses it.
            for one in details["indicators"]:
                references[one].add((details["file"], kind))
    for indicator in seen.spec.indicators:
        code = indicator.code
        before, after, has_new_reason = _moved(seen.framework, levels[code])
        if before != after or has_new_reason or references[code] or answers[code]:
            yield ChangedQuestion(
                code=code,
                title=indicator.title,
                before=before,
                after=after,
                has_new_reason=has_new_reason,
                references=len(references[code]),
                answers=len(answers[code]),
            )


def _moved(
    framework: KnownFramework, settled: list[Mapping[str, Any]]
) -> tuple[ValueView | None, ValueView | None, bool]:
    """From the first "from" to the last "to": what was changed and changed back did not change."""
    if not settled:
        return None, None, False
    before, after = settled[0].get("from") or {}, settled[-1].get("to") or {}
    return _value(framework, before), _value(framework, after), before.get("reason", "") != after.get("reason", "")


def _value(framework: KnownFramework, said: Mapping[str, Any]) -> ValueView | None:
    return value_view(framework, Value(said["kind"], said.get("level"))) if said.get("kind") else None


def with_submission(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Participations with the country's last submission: ``submitted_at`` and ``submitted_by``, None before the first."""
    last = AssessmentEvent.objects.filter(assessment=OuterRef("assessment"), kind=Move.SUBMIT.value).order_by("-number")
    return rows.annotate(
        submitted_at=Subquery(last.values("at")[:1]), submitted_by=Subquery(last.values("actor__name")[:1])
    )
