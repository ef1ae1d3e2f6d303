"""What a change of the questions would do, before it is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, Assignment, AssignmentChange, Participation
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.conditions import applicable_codes
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from ibm_platform.accounts.models import Agency, User
from ibm_platform.common.errors import Invalid, NotVisible

UNDO = timedelta(minutes=10)
Pair = tuple[int, str]
"""Agency id and indicator code."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One question that one agency is to be asked, or to be asked no longer."""

    agency_id: int
    indicator: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as it would be written. Nothing of it is written while ``answered`` or ``released`` name something."""

    added: tuple[Pair, ...]
    removed: tuple[Pair, ...]
    answered: tuple[Pair, ...]
    """Questions to be taken away that the agency has answered."""
    released: tuple[int, ...]
    """Agencies of the change that have released their answers."""
    uncovered: tuple[str, ...]
    """Applicable questions that somebody is asked now and nobody would be asked."""


@dataclass(frozen=True, slots=True)
class BoundQuestion:
    indicator: str
    agency: AgencyRef


@dataclass(frozen=True, slots=True)
class AssignmentPreview:
    """``questions`` and ``agencies`` count what the change touches; with ``answered`` or ``released`` it is refused."""

    context: AssessmentContext
    questions: int
    agencies: int
    added: tuple[BoundQuestion, ...]
    removed: tuple[BoundQuestion, ...]
    uncovered: tuple[str, ...]
    answered: tuple[BoundQuestion, ...]
    released: tuple[AgencyRef, ...]
    is_possible: bool
    """Nothing is refused; in collection no question may be left to nobody."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of the questions while it can be taken back."""

    id: int
    made_by: str
    made_at: datetime
    until: datetime
    added: int
    removed: int


def preview_assignments(person: User, at: datetime, assessment_id: int, wishes: Collection[Wish]) -> AssignmentPreview:
    """
    Say what a change of the questions would do; nothing is written.

    Raises:
        NotVisible: no such assessment for the person, or an agency takes no part.
        NotAllowed: the person does not assign questions, or not now.
        Invalid: this version has no such indicator.
    """
    seen = see(person, at, assessment_id, Action.ASSIGN)
    plan = plan_of(seen, wishes)
    touched = {*plan.added, *plan.removed, *plan.answered}
    ids = {agency_id for agency_id, _code in touched} | set(plan.released)
    refs = {one.pk: agency_ref(one) for one in Agency.objects.filter(pk__in=ids)}
    return AssignmentPreview(
        context=context_of(seen),
        questions=len({code for _agency, code in touched}),
        agencies=len({agency_id for agency_id, _code in touched}),
        added=tuple(BoundQuestion(code, refs[agency_id]) for agency_id, code in plan.added),
        removed=tuple(BoundQuestion(code, refs[agency_id]) for agency_id, code in plan.removed),
        uncovered=plan.uncovered,
        answered=tuple(BoundQuestion(code, refs[agency_id]) for agency_id, code in plan.answered),
        released=tuple(refs[agency_id] for agency_id in plan.released),
        is_possible=not (plan.answered or plan.released or (plan.uncovered and seen.status != "setup")),
    )


def plan_of(seen: Seen, wishes: Collection[Wish]) -> Plan:
    """
    Return what the wishes change, in the framework's order; three queries.

    Raises:
        NotVisible: an agency takes no part.
        Invalid: this version has no such indicator.
    """
    ids, codes = seen.framework.indicator_ids, seen.framework.indicator_codes
    if unknown := sorted({wish.indicator for wish in wishes} - set(ids)):
        raise Invalid(_("This version of the framework has no question %(codes)s.") % {"codes": ", ".join(unknown)})
    parts = dict(
        Participation.objects.standing().filter(assessment=seen.assessment).values_list("agency_id", "released_at")
    )
    if any(wish.agency_id not in parts for wish in wishes):
        raise NotVisible(_("This agency does not take part; add it first."))
    present = {
        (agency_id, codes[indicator_id])
        for agency_id, indicator_id in Assignment.objects.standing()
        .filter(assessment=seen.assessment)
        .values_list("agency_id", "indicator_id")
    }
    wanted = {(wish.agency_id, wish.indicator): wish.asked for wish in wishes}
    order = {code: place for place, code in enumerate(ids)}
    added = [pair for pair, asked in wanted.items() if asked and pair not in present]
    leaving = {pair for pair, asked in wanted.items() if not asked and pair in present}
    answered = leaving & _answered(seen, leaving)
    after = {code for _agency, code in present - leaving | set(added)}
    before = {code for _agency, code in present}
    return Plan(
        added=_sorted(added, order),
        removed=_sorted(leaving - answered, order),
        answered=_sorted(answered, order),
        released=tuple(sorted({agency_id for agency_id, _code in {*added, *leaving} if parts[agency_id] is not None})),
        uncovered=tuple(code for code in applicable_codes(seen) if code in before and code not in after),
    )


def last_change(
    seen: Seen, participations: Mapping[int, Participation], answered: Mapping[int, Collection[str]]
) -> LastChange | None:
    """
    Return the last change while it can be taken back, for those who assign; one query.

    Args:
        participations: those that stand, by agency.
        answered: agency → codes of the questions that it has answered.
    """
    if not seen.may(Action.ASSIGN):
        return None
    row = (
        AssignmentChange.objects.filter(assessment=seen.assessment, undone_at__isnull=True)
        .select_related("made_by")
        .order_by("-pk")
        .first()
    )
    if row is None or seen.at - row.made_at > UNDO:
        return None
    added, removed = ({(int(agency), str(code)) for agency, code in pairs} for pairs in (row.added, row.removed))
    parts = [participations.get(agency) for agency in {agency for agency, _code in added | removed}]
    if any(part is None or part.released_at is not None for part in parts):
        return None
    if any(code in answered.get(agency, ()) for agency, code in added):
        return None
    return LastChange(row.pk, row.made_by.name, row.made_at, row.made_at + UNDO, len(row.added), len(row.removed))


def _answered(seen: Seen, pairs: Collection[Pair]) -> set[Pair]:
    codes = seen.framework.indicator_codes
    rows = AgencyAnswer.objects.filter(
        assessment=seen.assessment, agency_id__in={agency_id for agency_id, _code in pairs}
    ).values_list("agency_id", "indicator_id")
    return {(agency_id, codes[indicator_id]) for agency_id, indicator_id in rows}


def _sorted(pairs: Collection[Pair], order: dict[str, int]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (order[pair[1]], pair[0])))
