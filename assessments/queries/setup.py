"""What the focal point prepares: the country's profile, the agencies that take part, and what each is asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from assessments.models import AgencyAnswer, Assignment, Participation
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from assessments.scoring.applicability import proposed_not_applicable
from frameworks.spec import Indicator, ProfileQuestion
from ibm_platform.accounts.models import Agency, User


@dataclass(frozen=True, slots=True)
class ProfileLine:
    question: ProfileQuestion
    answer: str
    """Empty when there is none."""


@dataclass(frozen=True, slots=True)
class SetupAgency:
    """One agency of the country. ``suggested`` counts the questions that the framework names its types for."""

    agency: AgencyRef
    types: tuple[str, ...]
    takes_part: bool
    is_released: bool
    asked: frozenset[str]
    answered: frozenset[str]
    suggested: frozenset[str]


@dataclass(frozen=True, slots=True)
class SetupIndicator:
    indicator: Indicator
    asked: tuple[AgencyRef, ...]
    proposed_not_applicable: str
    """The profile's reason; empty when the question applies."""


@dataclass(frozen=True, slots=True)
class SetupPage:
    context: AssessmentContext
    profile: tuple[ProfileLine, ...]
    agencies: tuple[SetupAgency, ...]
    """All active agencies of the country, by name."""
    indicators: tuple[SetupIndicator, ...]
    unassigned: tuple[str, ...]
    """Applicable questions that no agency is asked."""


def setup(person: User, at: datetime, assessment_id: int) -> SetupPage:
    """
    Return profile, agencies and assignments; six queries. National people and the coordinator read it in every state.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person's role does not read progress.
    """
    seen = see(person, at, assessment_id, Action.READ_PROGRESS)
    codes = seen.framework.indicator_codes
    participations = {row.agency_id: row for row in Participation.objects.filter(assessment=seen.assessment)}
    asked: dict[int, set[str]] = defaultdict(set)
    for agency_id, indicator_id in Assignment.objects.filter(assessment=seen.assessment).values_list(
        "agency_id", "indicator_id"
    ):
        asked[agency_id].add(codes[indicator_id])
    answered: dict[int, set[str]] = defaultdict(set)
    for agency_id, indicator_id in AgencyAnswer.objects.filter(assessment=seen.assessment).values_list(
        "agency_id", "indicator_id"
    ):
        answered[agency_id].add(codes[indicator_id])
    not_applicable = proposed_not_applicable(seen.spec, seen.assessment.profile)
    agencies = [
        agency
        for agency in Agency.objects.filter(country_id=seen.assessment.country_id).order_by("name")
        if agency.is_active or agency.pk in participations
    ]
    refs = {agency.pk: agency_ref(agency) for agency in agencies}
    indicators = tuple(
        SetupIndicator(
            indicator=indicator,
            asked=tuple(ref for pk, ref in refs.items() if indicator.code in asked[pk]),
            proposed_not_applicable=not_applicable.get(indicator.code, ""),
        )
        for indicator in seen.spec.indicators
    )
    return SetupPage(
        context=context_of(seen),
        profile=tuple(
            ProfileLine(question, seen.assessment.profile.get(question.code, "")) for question in seen.spec.profile
        ),
        agencies=tuple(
            SetupAgency(
                agency=refs[agency.pk],
                types=tuple(agency.types),
                takes_part=agency.pk in participations,
                is_released=agency.pk in participations and participations[agency.pk].released_at is not None,
                asked=frozenset(asked[agency.pk]),
                answered=frozenset(answered[agency.pk]),
                suggested=frozenset(
                    one.code
                    for one in seen.spec.indicators
                    if one.code not in not_applicable and set(agency.types) & set(one.agency_types)
                ),
            )
            for agency in agencies
        ),
        indicators=indicators,
        unassigned=tuple(one.indicator.code for one in indicators if not one.asked and not one.proposed_not_applicable),
    )
