"""Pages of what was said before and what happened: the lists of ``history`` with the context that a page shows above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import AssessmentEvent, Assignment, Participation, ReturnedQuestion
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.conditions import why_level_locked, why_locked
from assessments.queries.context import AgencyRef, AssessmentContext, JudgementView, agency_ref, context_of
from assessments.queries.delegated import leads, with_own
from assessments.queries.events import EventFilter, EventView, RecordExport, events_seen, exported, head_seen
from assessments.queries.ground import ground_of
from assessments.queries.history import answer_history, settled_history
from assessments.queries.warnings import WarningView, warnings_of
from frameworks.spec import Indicator
from ibm_platform.accounts.models import Agency, User
from ibm_platform.common.errors import NotVisible

EVENTS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class RecordPage:
    """``earlier`` is the number to ask ``before`` for the next page; None on the last one."""

    context: AssessmentContext
    events: tuple[EventView, ...]
    earlier: int | None
    agencies: Mapping[int, str]
    """Agency id → name, for every agency that an event may name."""
    officers: Mapping[int, str]
    """The same for the people to whom questions were given."""
    wanted: EventFilter
    people: Sequence[tuple[int, str]]
    """Whoever did something here: id and name."""
    kinds: Sequence[str]
    """Every kind of event that is in the record."""


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """Every state of one judgement, newest first; ``agency`` is None for the national level."""

    context: AssessmentContext
    agency: AgencyRef | None
    indicator: Indicator
    revisions: tuple[JudgementView, ...]
    can_restore: bool
    """Whether the person may bring an earlier one back now."""

    @property
    def present(self) -> int:
        """The revision that stands; 0 when nothing was said."""
        return self.revisions[0].revision if self.revisions else 0


@dataclass(frozen=True, slots=True)
class WarningsPage:
    context: AssessmentContext
    warnings: tuple[WarningView, ...]
    may_explain: bool


def record_page(
    person: User, at: datetime, assessment_id: int, *, wanted: EventFilter | None = None, before: int | None = None
) -> RecordPage:
    """
    Return one page of the record, newest first.

    Raises:
        NotVisible, NotAllowed: as ``events``.
    """
    seen = see(person, at, assessment_id, Action.READ_HISTORY)
    rows = events_seen(seen, wanted=wanted, limit=EVENTS_ON_A_PAGE + 1, before=before)
    shown = tuple(rows[:EVENTS_ON_A_PAGE])
    told = AssessmentEvent.objects.filter(assessment=seen.assessment).order_by()
    deeds = list(told.values_list("actor_id", "actor__name", "kind").distinct())
    return RecordPage(
        context=context_of(seen),
        events=shown,
        earlier=shown[-1].number if len(rows) > EVENTS_ON_A_PAGE else None,
        agencies=_agencies(seen),
        officers=_officers(shown),
        wanted=wanted or EventFilter(),
        people=sorted({(pk, name) for pk, name, _kind in deeds}, key=lambda one: (one[1].casefold(), one[0])),
        kinds=sorted({kind for _pk, _name, kind in deeds}),
    )


def record_export(person: User, at: datetime, assessment_id: int, *, wanted: EventFilter | None = None) -> RecordExport:
    """
    Return the whole record, or what is wanted of it, to be written out entry by entry.

    Raises:
        NotVisible, NotAllowed: as ``events``; now, not while it is written.
    """
    seen = see(person, at, assessment_id, Action.READ_HISTORY)
    return RecordExport(
        assessment_id=seen.assessment.pk,
        name=str(seen.assessment),
        length=seen.assessment.chain_length,
        head=head_seen(seen),
        entries=exported(seen, wanted=wanted),
        agencies=_agencies(seen),
    )


def _officers(shown: Sequence[EventView]) -> dict[int, str]:
    """One query where questions were given to somebody, else none."""
    told = [event.details for event in shown if event.kind == "questions_delegated"]
    ids = {one for details in told for one in (details.get("officer"), *details.get("from", {}).values()) if one}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _agencies(seen: Seen) -> dict[int, str]:
    return dict(Agency.objects.filter(country_id=seen.assessment.country_id).values_list("pk", "name"))


def answer_revisions(
    person: User, at: datetime, assessment_id: int, agency_id: int, indicator_code: str
) -> RevisionsPage:
    """
    Return the page of one agency's answer as it changed.

    Raises:
        NotVisible: as ``answer_history``.
    """
    revisions = answer_history(person, at, assessment_id, agency_id, indicator_code)
    seen = see(person, at, assessment_id)
    participations = Participation.objects.filter(assessment=seen.assessment, agency_id=agency_id)
    # Also of an agency that was taken out: what it said stays in the history.
    participation = participations.select_related("agency").order_by("-pk").first()
    if participation is None:
        raise NotVisible(_("There is no such agency for you in this assessment."))
    agency = agency_ref(participation.agency)
    indicator = seen.framework.indicators[indicator_code]
    return RevisionsPage(context_of(seen), agency, indicator, revisions, _may_answer(seen, participation, indicator))


def settled_revisions(person: User, at: datetime, assessment_id: int, indicator_code: str) -> RevisionsPage:
    """
    Return the page of one national level as it changed.

    Raises:
        NotVisible, NotAllowed: as ``settled_history``.
    """
    revisions = settled_history(person, at, assessment_id, indicator_code)
    seen = see(person, at, assessment_id)
    indicator = seen.framework.indicators[indicator_code]
    may_settle = seen.may(Action.SETTLE) and not why_level_locked(
        seen, is_returned=seen.status == Status.RETURNED and _is_returned(seen, indicator)
    )
    return RevisionsPage(context_of(seen), None, indicator, revisions, may_settle)


def _may_answer(seen: Seen, participation: Participation, indicator: Indicator) -> bool:
    """Whether ``save_answer`` would take an answer of this person now; two queries where the role allows it."""
    if not seen.may(Action.ANSWER) or participation.agency_id not in seen.own_agencies:
        return False
    asked = with_own(Assignment.objects.standing(), seen.person).filter(
        assessment=seen.assessment,
        agency_id=participation.agency_id,
        indicator_id=seen.framework.indicator_ids[indicator.code],
    )
    own = asked.values_list("is_own", "has_own").first()
    return (
        own is not None
        and participation.left_at is None
        and not why_locked(
            seen,
            is_active=participation.agency.is_active,
            is_released=participation.released_at is not None,
            is_returned=seen.status == Status.RETURNED and _is_returned(seen, indicator),
            is_for_others=own[1] and not own[0] and not leads(seen, participation.agency_id),
        )
    )


def _is_returned(seen: Seen, indicator: Indicator) -> bool:
    rows = ReturnedQuestion.objects.filter(assessment=seen.assessment, closed_at__isnull=True)
    return rows.filter(indicator_id=seen.framework.indicator_ids[indicator.code]).exists()


def warnings_page(person: User, at: datetime, assessment_id: int) -> WarningsPage:
    """
    Return the page of the consistency warnings.

    Raises:
        NotVisible, NotAllowed: as ``warnings``.
    """
    seen = see(person, at, assessment_id, Action.READ_SETTLED)
    found = warnings_of(seen.assessment, ground_of(seen.assessment))
    return WarningsPage(context_of(seen), tuple(found), seen.may(Action.EXPLAIN_WARNING))
