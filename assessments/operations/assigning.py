"""What each agency is asked: proposed, changed by one or in bulk, and taken back within ten minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Move, Status
from assessments.models import AgencyAnswer, Assignment, AssignmentChange, Delegation, Participation
from assessments.operations.entry import enter
from assessments.operations.errors import ConditionsNotMet
from assessments.operations.events import record
from assessments.operations.judgement import indicator_id_of
from assessments.permissions import Action
from assessments.queries.access import Seen
from assessments.queries.assigning import UNDO, Pair, Wish, plan_of
from assessments.queries.conditions import applicable_codes, problems_of
from assessments.scoring.canonical import Json
from ibm_platform.accounts.models import Agency, User
from ibm_platform.common.errors import Conflict, NotVisible
from ibm_platform.common.isolation import isolated, isolated_code


class AgencyHasAnswers(Conflict):
    """What an agency has said stays; it cannot be put outside the assessment."""

    code = "agency_has_answers"


class AlreadyReleased(Conflict):
    code = "already_released"


class UndoRefused(Conflict):
    """Ten minutes have passed, or something was built upon the change."""

    code = "undo_refused"


@transaction.atomic
def propose_assignments(*, actor: User, at: datetime, assessment_id: int) -> int:
    """
    Ask every applicable indicator of the agencies whose type the framework names for it. Nothing is taken away.

    Returns:
        How many questions were assigned anew.
    """
    seen = enter(Action.ASSIGN, actor=actor, at=at, assessment_id=assessment_id)
    framework = seen.framework
    # Who has released is not asked anything more.
    agencies = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, released_at__isnull=True)
        .values_list("agency_id", "agency__types")
    )
    wishes = [
        Wish(agency_id, code, asked=True)
        for code in applicable_codes(seen)
        for agency_id, types in agencies
        if set(types) & set(framework.indicators[code].agency_types)
    ]
    plan = plan_of(seen, wishes)
    if plan.added:
        write_change(seen, plan.added, ())
        record(seen.assessment, "assignments_proposed", actor, at, {"added": _by_agency(plan.added)})
    return len(plan.added)


@transaction.atomic
def set_assignments(
    *, actor: User, at: datetime, assessment_id: int, agency_id: int, indicator_codes: Collection[str]
) -> None:
    """
    Ask one agency exactly these questions.

    Raises:
        NotVisible: the agency does not take part.
        Invalid: this version has no such indicator.
        AlreadyReleased: the agency has released its answers.
        AgencyHasAnswers: a question that the agency has answered would be taken away.
        ConditionsNotMet: in collection, an applicable question would be asked of nobody.
    """
    seen = enter(Action.ASSIGN, actor=actor, at=at, assessment_id=assessment_id)
    parts = Participation.objects.standing().filter(assessment=seen.assessment, agency_id=agency_id)
    if not parts.exists():
        raise NotVisible(_("This agency does not take part; add it first."))
    wanted = set(indicator_codes)
    for code in sorted(wanted):
        indicator_id_of(seen.framework, code)
    made = _change(seen, [Wish(agency_id, code, code in wanted) for code in seen.framework.indicator_ids])
    if made is not None:
        added, removed = ([code for _agency, code in pairs] for pairs in (made.added, made.removed))
        record(
            seen.assessment,
            "assignments_set",
            actor,
            at,
            {"agency": agency_id, "added": sorted(added), "removed": sorted(removed)},
        )


@transaction.atomic
def change_assignments(
    *, actor: User, at: datetime, assessment_id: int, wishes: Collection[Wish]
) -> AssignmentChange | None:
    """
    Ask agencies questions, or ask them no longer, all of it or nothing; what the wishes do not name stays.

    Returns:
        The change, which can be taken back for ten minutes; None when everything was so already.

    Raises:
        NotVisible: an agency does not take part.
        Invalid: this version has no such indicator.
        AlreadyReleased: an agency has released its answers.
        AgencyHasAnswers: a question that its agency has answered would be taken away.
        ConditionsNotMet: in collection, an applicable question would be asked of nobody.
    """
    seen = enter(Action.ASSIGN, actor=actor, at=at, assessment_id=assessment_id)
    made = _change(seen, wishes)
    if made is not None:
        record(
            seen.assessment,
            "assignments_changed",
            actor,
            at,
            {"added": _by_agency(made.added), "removed": _by_agency(made.removed)},
        )
    return made


@transaction.atomic
def undo_assignments(*, actor: User, at: datetime, assessment_id: int, change_id: int) -> AssignmentChange:
    """
    Take the last change of the questions back, within ten minutes.

    Raises:
        NotVisible: there is no such change here.
        UndoRefused: it was taken back before, ten minutes have passed, somebody changed the questions since, or an agency has
            answered what it was asked anew, has released, or takes part no longer.
        ConditionsNotMet: in collection, an applicable question would be asked of nobody.
    """
    seen = enter(Action.ASSIGN, actor=actor, at=at, assessment_id=assessment_id)
    change = AssignmentChange.objects.filter(assessment=seen.assessment, pk=change_id).first()
    if change is None:
        raise NotVisible(_("There is no such change of the questions."))
    _require_undoable(seen, change)
    added, removed = _pairs(change.added), _pairs(change.removed)
    end_assignments(seen, added)
    _make(seen, removed)
    # What a lead had given to an officer before the question was taken away is that officer's again.
    for agency_id, code in removed:
        Delegation.objects.filter(
            assessment=seen.assessment,
            agency_id=agency_id,
            indicator_id=seen.framework.indicator_ids[code],
            ended_at=change.made_at,
        ).update(ended_at=None, ended_by=None)
    require_scope(seen)
    change.undone_at, change.undone_by = at, actor
    change.save(update_fields=["undone_at", "undone_by"])
    record(
        seen.assessment,
        "assignments_undone",
        actor,
        at,
        {"change": change.pk, "added": _by_agency(removed), "removed": _by_agency(added)},
    )
    return change


def require_scope(seen: Seen) -> None:
    """Pass while the scope that the signatory approved still holds; in set-up nobody has approved anything yet."""
    if seen.status == Status.COLLECTION and (problems := problems_of(seen, Move.APPROVE_SCOPE)):
        raise ConditionsNotMet(problems)


def write_change(seen: Seen, added: Collection[Pair], removed: Collection[Pair]) -> AssignmentChange:
    """Write a change that the caller has checked; the caller records it."""
    _make(seen, added)
    end_assignments(seen, removed)
    return AssignmentChange.objects.create(
        assessment=seen.assessment,
        made_by=seen.person,
        made_at=seen.at,
        added=[list(pair) for pair in added],
        removed=[list(pair) for pair in removed],
    )


def end_assignments(seen: Seen, pairs: Collection[Pair]) -> None:
    """Let agencies be asked these no longer; what a lead gave to officers of them ends too. The rows stay."""
    by_agency: dict[int, list[int]] = defaultdict(list)
    for agency_id, code in pairs:
        by_agency[agency_id].append(seen.framework.indicator_ids[code])
    for agency_id, indicators in by_agency.items():
        for rows in (
            Assignment.objects.standing(),
            Delegation.objects.filter(ended_at__isnull=True),
        ):
            rows.filter(assessment=seen.assessment, agency_id=agency_id, indicator_id__in=indicators).update(
                ended_at=seen.at, ended_by=seen.person
            )


def _change(seen: Seen, wishes: Collection[Wish]) -> AssignmentChange | None:
    plan = plan_of(seen, wishes)
    if plan.released:
        raise AlreadyReleased(
            _("%(agency)s has released its answers; its questions stand.")
            % {"agency": isolated(Agency.objects.get(pk=plan.released[0]).name)}
        )
    if plan.answered:
        codes = sorted({code for _agency, code in plan.answered})
        raise AgencyHasAnswers(
            _("The agency has answered %(codes)s; these questions stay.") % {"codes": ", ".join(codes)},
            indicators=codes,
        )
    made = write_change(seen, plan.added, plan.removed) if plan.added or plan.removed else None
    require_scope(seen)
    return made


def _require_undoable(seen: Seen, change: AssignmentChange) -> None:
    if change.undone_at is not None:
        raise UndoRefused(_("This change was taken back already."))
    if seen.at - change.made_at > UNDO:
        raise UndoRefused(_("Ten minutes have passed; change the questions by hand."))
    later = AssignmentChange.objects.filter(assessment=seen.assessment, pk__gt=change.pk, undone_at__isnull=True)
    if later.exists():
        raise UndoRefused(_("Somebody changed the questions since; nothing was taken back."))
    added, removed = _pairs(change.added), _pairs(change.removed)
    parts = dict(
        Participation.objects.standing().filter(assessment=seen.assessment).values_list("agency_id", "released_at")
    )
    for agency_id in {agency_id for agency_id, _code in (*added, *removed)}:
        if agency_id not in parts:
            raise UndoRefused(_("An agency of this change takes part no longer; nothing was taken back."))
        if parts[agency_id] is not None:
            raise UndoRefused(_("An agency of this change has released its answers since; nothing was taken back."))
    codes = seen.framework.indicator_codes
    said = {
        (agency_id, codes[indicator_id])
        for agency_id, indicator_id in AgencyAnswer.objects.filter(assessment=seen.assessment).values_list(
            "agency_id", "indicator_id"
        )
    }
    if answered := sorted({code for agency_id, code in added if (agency_id, code) in said}):
        raise UndoRefused(
            _("%(codes)s was answered since; nothing was taken back.")
            % {"codes": ", ".join(isolated_code(code) for code in answered)}
        )


def _make(seen: Seen, pairs: Iterable[Pair]) -> None:
    Assignment.objects.bulk_create(
        Assignment(assessment=seen.assessment, agency_id=agency_id, indicator_id=seen.framework.indicator_ids[code])
        for agency_id, code in pairs
    )


def _pairs(stored: Iterable[Iterable[int | str]]) -> list[Pair]:
    return [(int(agency_id), str(code)) for agency_id, code in stored]


def _by_agency(pairs: Iterable[Iterable[int | str]]) -> dict[str, Json]:
    found: dict[int, list[str]] = defaultdict(list)
    for agency_id, code in _pairs(pairs):
        found[agency_id].append(code)
    return {str(agency_id): sorted(codes) for agency_id, codes in sorted(found.items())}
