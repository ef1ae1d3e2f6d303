"""
The blind rule, in its one place: which agencies' answers and evidence a person may read.

An agency's people read their own agency's. National people, coordinator and reviewers read what agencies have released, in the
states that ``assessments.permissions`` names. What an absent agency never released is read by that agency alone. Every query
that touches another one's answers or evidence starts here.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.models import AgencyAnswer, EvidenceReference, Participation
from assessments.permissions import Action
from assessments.queries.access import Seen


def readable_agencies(seen: Seen) -> QuerySet[Participation]:
    """Participations whose answers the person may read now."""
    readable = Q(pk__in=[])
    if seen.may(Action.READ_OWN_ANSWERS):
        readable |= Q(agency_id__in=seen.own_agencies)
    if seen.may(Action.READ_RELEASED_ANSWERS):
        readable |= Q(released_at__isnull=False)
    return Participation.objects.filter(readable, assessment=seen.assessment)


def answers_seen(seen: Seen) -> QuerySet[AgencyAnswer]:
    """Agencies' answers that the person may read now."""
    return AgencyAnswer.objects.filter(
        assessment=seen.assessment, agency_id__in=readable_agencies(seen).values("agency_id")
    )


def evidence_seen(seen: Seen) -> QuerySet[EvidenceReference]:
    """References that the person may read now: those of readable agencies, and the country's own."""
    readable = Q(agency_id__in=readable_agencies(seen).values("agency_id"))
    if seen.may(Action.READ_SETTLED):
        readable |= Q(agency__isnull=True)
    return EvidenceReference.objects.filter(readable, assessment=seen.assessment, removed_at__isnull=True)


def released_answers(assessment_id: int) -> QuerySet[AgencyAnswer]:
    """What agencies have handed over: the ground of national levels, for whoever may read those (``READ_SETTLED``)."""
    released = Participation.objects.filter(assessment_id=assessment_id, released_at__isnull=False)
    return AgencyAnswer.objects.filter(assessment_id=assessment_id, agency_id__in=released.values("agency_id"))


def handed_over_evidence(assessment_id: int) -> QuerySet[EvidenceReference]:
    """References that stand behind national levels: the released agencies' and the country's own."""
    released = Participation.objects.filter(assessment_id=assessment_id, released_at__isnull=False)
    return EvidenceReference.objects.filter(
        Q(agency__isnull=True) | Q(agency_id__in=released.values("agency_id")),
        assessment_id=assessment_id,
        removed_at__isnull=True,
    )
