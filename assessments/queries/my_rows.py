"""The rows behind one person's cards: the assessments, and what the person's own agencies are asked and have said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, Assessment, Assignment, Participation, ReturnedQuestion, SettledLevel
from assessments.queries.delegated import with_own
from ibm_platform.accounts.models import User
from ibm_platform.accounts.permissions import Rights

CARDS = 60


def own_assessments(person: User, at: datetime, rights: Rights) -> Sequence[Assessment]:
    """Assessments of the person's own countries; a coordinator's are those that were submitted and wait for it."""
    countries = {holding.country_id for holding in rights.holdings if holding.country_id is not None}
    wanted = Q(country_id__in=countries)
    if rights.is_coordinator:
        wanted |= Q(status=Status.SUBMITTED)
    settled = SettledLevel.objects.filter(assessment=OuterRef("pk")).order_by().values("assessment")
    participations = Participation.objects.standing().filter(assessment=OuterRef("pk")).order_by().values("assessment")
    rows = (
        Assessment.objects.visible_to(person, at)
        .filter(wanted, is_current=True)
        .annotate(
            settled=settled.annotate(number=Count("pk")).values("number"),
            agencies=participations.annotate(number=Count("pk")).values("number"),
            released=participations.annotate(number=Count("released_at")).values("number"),
        )
        .with_context()
        .order_by("-reference_date", "country__name")
    )
    return list(rows[:CARDS])


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """``is_own``: the lead of the agency gave it to the person."""

    indicator_id: int
    answered: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What the person's own agencies are asked and have said, and what was returned."""

    participations: Mapping[int, Sequence[Participation]]
    asked: Mapping[tuple[int, int], Sequence[AskedQuestion]]
    """By (assessment, agency)."""
    last: Mapping[tuple[int, int], datetime]
    returned: Mapping[int, Sequence[tuple[int, str, str, datetime]]]

    @classmethod
    def load(cls, person: User, rights: Rights, by_id: Mapping[int, Assessment]) -> Parts:
        own = rights.agency_ids()
        participations: dict[int, list[Participation]] = defaultdict(list)
        for row in (
            Participation.objects.standing()
            .filter(assessment_id__in=by_id, agency_id__in=own)
            .select_related("agency")
            .order_by("agency__name")
        ):
            participations[row.assessment_id].append(row)
        # What was carried over and not confirmed is still to do.
        answers = AgencyAnswer.objects.filter(
            assessment=OuterRef("assessment"),
            agency=OuterRef("agency"),
            indicator=OuterRef("indicator"),
            carried_from__isnull=True,
        )
        asked: dict[tuple[int, int], list[AskedQuestion]] = defaultdict(list)
        for assessment_id, agency_id, *question in (
            with_own(Assignment.objects.standing(), person)
            .filter(assessment_id__in=by_id, agency_id__in=own)
            .annotate(answered=Exists(answers))
            .order_by("indicator__position")
            .values_list("assessment_id", "agency_id", "indicator_id", "answered", "is_own")
        ):
            asked[assessment_id, agency_id].append(AskedQuestion(*question))
        last: dict[tuple[int, int], datetime] = {}
        for assessment_id, agency_id, saved_at in (
            AgencyAnswer.objects.filter(assessment_id__in=by_id, agency_id__in=own)
            .order_by("saved_at")
            .values_list("assessment_id", "agency_id", "saved_at")
        ):
            last[assessment_id, agency_id] = saved_at
        returned: dict[int, list[tuple[int, str, str, datetime]]] = defaultdict(list)
        for assessment_id, *item in ReturnedQuestion.objects.filter(
            assessment_id__in=by_id, closed_at__isnull=True
        ).values_list("assessment_id", "indicator_id", "comment", "returned_by__name", "returned_at"):
            returned[assessment_id].append((item[0], item[1], item[2], item[3]))
        return cls(participations, asked, last, returned)
