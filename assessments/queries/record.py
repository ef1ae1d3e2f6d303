"""Pages of what was said before and what happened: the lists of ``history`` with the context that a page shows above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import Participation
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.context import AgencyRef, AssessmentContext, JudgementView, agency_ref, context_of
from assessments.queries.history import EventView, answer_history, events, settled_history
from assessments.queries.warnings import WarningView, warnings
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


@dataclass(frozen=True, slots=True)
class RevisionsPage:
    """Every state of one judgement, newest first; ``agency`` is None for the national level."""

    context: AssessmentContext
    agency: AgencyRef | None
    indicator: Indicator
    revisions: tuple[JudgementView, ...]


@dataclass(frozen=True, slots=True)
class WarningsPage:
    context: AssessmentContext
    warnings: tuple[WarningView, ...]
    may_explain: bool


def record_page(person: User, at: datetime, assessment_id: int, *, before: int | None = None) -> RecordPage:
    """
    Return one page of the record, newest first.

    Raises:
        NotVisible, NotAllowed: as ``events``.
    """
    rows = events(person, at, assessment_id, limit=EVENTS_ON_A_PAGE + 1, before=before)
    seen = see(person, at, assessment_id)
    shown = tuple(rows[:EVENTS_ON_A_PAGE])
    return RecordPage(
        context=context_of(seen),
        events=shown,
        earlier=shown[-1].number if len(rows) > EVENTS_ON_A_PAGE else None,
        agencies=dict(Agency.objects.filter(country_id=seen.assessment.country_id).values_list("pk", "name")),
    )


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
    return RevisionsPage(context_of(seen), agency, seen.framework.indicators[indicator_code], revisions)


def settled_revisions(person: User, at: datetime, assessment_id: int, indicator_code: str) -> RevisionsPage:
    """
    Return the page of one national level as it changed.

    Raises:
        NotVisible, NotAllowed: as ``settled_history``.
    """
    revisions = settled_history(person, at, assessment_id, indicator_code)
    seen = see(person, at, assessment_id)
    return RevisionsPage(context_of(seen), None, seen.framework.indicators[indicator_code], revisions)


def warnings_page(person: User, at: datetime, assessment_id: int) -> WarningsPage:
    """
    Return the page of the consistency warnings.

    Raises:
        NotVisible, NotAllowed: as ``warnings``.
    """
    found = warnings(person, at, assessment_id)
    seen = see(person, at, assessment_id)
    return WarningsPage(context_of(seen), tuple(found), seen.may(Action.EXPLAIN_WARNING))
