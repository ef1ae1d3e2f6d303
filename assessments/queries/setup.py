"""What the focal point prepares: the country's profile, the agencies that take part, and what each is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from assessments.models import AgencyAnswer, Assignment, Participation
from assessments.permissions import Action
from assessments.queries.access import see
from assessments.queries.assigning import LastChange, last_change
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
class NotAsked:
    """A type of agency that the framework names for a question, with the country's agencies of this type; none is asked."""

    name: str
    agencies: tuple[AgencyRef, ...]


@dataclass(frozen=True, slots=True)
class TypeCover:
    """A type of agency of the framework, how many questions name it, and the country's agencies that carry it."""

    code: str
    name: str
    questions: int
    agencies: tuple[AgencyRef, ...]


@dataclass(frozen=True, slots=True)
class SetupIndicator:
    indicator: Indicator
    asked: tuple[AgencyRef, ...]
    not_asked: tuple[NotAsked, ...]
    """Types named for it that exist in the country and are not asked; empty where the question does not apply."""
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
    types: tuple[TypeCover, ...]
    """The framework's types of agencies, in its order."""
    last_change: LastChange | None
    """The last change of the questions while the reader can take it back."""


def setup(person: User, at: datetime, assessment_id: int, *, action: Action = Action.READ_PROGRESS) -> SetupPage:
    """
    Return profile, agencies and assignments; seven queries. National people and the coordinator read it in every state.

    Args:
        action: what the page is for, where that is more than reading.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person may not do ``action``, by itself to read progress.
    """
    seen = see(person, at, assessment_id, action)
    codes = seen.framework.indicator_codes
    participations = {row.agency_id: row for row in Participation.objects.standing().filter(assessment=seen.assessment)}
    asked: dict[int, set[str]] = defaultdict(set)
    for agency_id, indicator_id in (
        Assignment.objects.standing().filter(assessment=seen.assessment).values_list("agency_id", "indicator_id")
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
    of_type: dict[str, list[int]] = defaultdict(list)
    for agency in agencies:
        for code in agency.types if agency.is_active else ():
            of_type[code].append(agency.pk)
    named = Counter(
        code for one in seen.spec.indicators if one.code not in not_applicable for code in set(one.agency_types)
    )
    names = {one.code: one.name for one in seen.spec.agency_types}

    def not_asked(indicator: Indicator) -> tuple[NotAsked, ...]:
        return tuple(
            NotAsked(names.get(code, code), tuple(refs[pk] for pk in of_type[code]))
            for code in indicator.agency_types
            if of_type[code] and not any(indicator.code in asked[pk] for pk in of_type[code])
        )

    indicators = tuple(
        SetupIndicator(
            indicator=indicator,
            asked=tuple(ref for pk, ref in refs.items() if indicator.code in asked[pk]),
            not_asked=() if indicator.code in not_applicable else not_asked(indicator),
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
        types=tuple(
            TypeCover(one.code, one.name, named[one.code], tuple(refs[pk] for pk in of_type[one.code]))
            for one in seen.spec.agency_types
        ),
        last_change=last_change(seen, participations, answered),
    )
