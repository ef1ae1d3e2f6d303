"""
The blind rule, in its one place: which agencies' answers and evidence a person may read.

An agency's people read their own agency's. National people, coordinator and reviewers read what agencies have released, in the
states that ``assessments.permissions`` names. What an absent agency never released is read by that agency alone. Whoever stands
on both sides answers first: while answers are collected, nobody reads another agency's before the own one has released (methodology
5.1). Every query that touches another one's answers or evidence starts here.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, Assignment, EvidenceReference, Participation
from assessments.models.assessment import ParticipationQuerySet
from assessments.permissions import Action
from assessments.queries.access import Seen


def readable_agencies(seen: Seen) -> QuerySet[Participation]:
    """Participations whose answers the person may read now."""
    return readable_parts(seen).standing()


def readable_parts(seen: Seen) -> ParticipationQuerySet:
    """
    The same for the history: also of agencies that were taken out after their release.

    Of an agency that was added again the latest row decides, so that what it drafts anew stays its own.
    """
    readable = Q(pk__in=[])
    if seen.may(Action.READ_OWN_ANSWERS):
        readable |= Q(agency_id__in=seen.own_agencies)
    if seen.may(Action.READ_RELEASED_ANSWERS):
        released = Q(released_at__isnull=False)
        if seen.status == Status.COLLECTION and seen.own_agencies:
            released &= ~Exists(_own_to_release(seen))
        readable |= released
    later = Participation.objects.filter(
        assessment=OuterRef("assessment"), agency=OuterRef("agency"), pk__gt=OuterRef("pk")
    )
    return Participation.objects.filter(~Exists(later), readable, assessment=seen.assessment)


def _own_to_release(seen: Seen) -> ParticipationQuerySet:
    own = Participation.objects.standing().filter(assessment=seen.assessment, agency_id__in=seen.own_agencies)
    return own.filter(released_at__isnull=True)


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
    asked = Assignment.objects.standing().filter(
        assessment_id=assessment_id, agency=OuterRef("agency"), indicator=OuterRef("indicator")
    )
    # What an agency is asked no longer, or said before it was taken out, stands behind no national level.
    return AgencyAnswer.objects.filter(
        Exists(asked), assessment_id=assessment_id, agency_id__in=_handed_over(assessment_id)
    )


def handed_over_evidence(assessment_id: int) -> QuerySet[EvidenceReference]:
    """References that stand behind national levels: the released agencies' and the country's own."""
    return EvidenceReference.objects.filter(
        Q(agency__isnull=True) | Q(agency_id__in=_handed_over(assessment_id)),
        assessment_id=assessment_id,
        removed_at__isnull=True,
    )


def _handed_over(assessment_id: int) -> QuerySet[Participation, dict[str, int]]:
    released = Participation.objects.standing().filter(assessment_id=assessment_id, released_at__isnull=False)
    return released.values("agency_id")
