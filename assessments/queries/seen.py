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
from assessments.models import (
    AgencyAnswer,
    Assignment,
    Comment,
    EvidenceReference,
    Participation,
    PeerLevelRevision,
    Remark,
    StoredFile,
    Workshop,
    WorkshopVote,
)
from assessments.models.assessment import ParticipationQuerySet
from assessments.models.comment import Visibility
from assessments.permissions import Action, granted_by
from assessments.queries.access import Seen
from assessments.queries.layout import column_of
from ibm_platform.accounts.models import AGENCY_ROLES, Role


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
        if seen.own_agencies and seen.status == Status.COLLECTION:
            released &= ~Exists(_own_to_release(seen))
        if not reads_beside_agency(seen):
            # Whoever reads for an agency alone: once that one, and each other of theirs, has handed over.
            released &= Exists(_own_released(seen)) & ~Exists(_own_to_release(seen))
        readable |= released
    later = Participation.objects.filter(
        assessment=OuterRef("assessment"), agency=OuterRef("agency"), pk__gt=OuterRef("pk")
    )
    return Participation.objects.filter(~Exists(later), readable, assessment=seen.assessment)


def reads_beside_agency(seen: Seen) -> bool:
    """Whether a national or reviewing role opens released answers to the person, and not an agency's alone."""
    granting = granted_by(Action.READ_RELEASED_ANSWERS, rights=seen.rights, assessment=seen.assessment)
    return bool(granting - set(AGENCY_ROLES))


def _own(seen: Seen) -> ParticipationQuerySet:
    return Participation.objects.standing().filter(assessment=seen.assessment, agency_id__in=seen.own_agencies)


def _own_to_release(seen: Seen) -> ParticipationQuerySet:
    return _own(seen).filter(released_at__isnull=True)


def _own_released(seen: Seen) -> ParticipationQuerySet:
    return _own(seen).filter(released_at__isnull=False)


def answers_seen(seen: Seen) -> QuerySet[AgencyAnswer]:
    """Agencies' answers that the person may read now."""
    return AgencyAnswer.objects.filter(
        assessment=seen.assessment, agency_id__in=readable_agencies(seen).values("agency_id")
    )


def released_seen(seen: Seen) -> QuerySet[AgencyAnswer]:
    """What was handed over and the person may read now: the ground on which agencies are compared, without own drafts."""
    return released_answers(seen.assessment.pk).filter(agency_id__in=readable_agencies(seen).values("agency_id"))


def evidence_seen(seen: Seen) -> QuerySet[EvidenceReference]:
    """
    References that the person may read now: those of readable agencies, and the country's own.

    Other agencies read what was answered, not the documents behind it: those are for whoever settles and checks.
    """
    agencies = readable_agencies(seen)
    if not reads_beside_agency(seen):
        agencies = agencies.filter(agency_id__in=seen.own_agencies)
    readable = Q(agency_id__in=agencies.values("agency_id"))
    if seen.may(Action.READ_SETTLED):
        readable |= Q(agency__isnull=True)
    if Role.REVIEWER in granted_by(Action.READ_REVIEW, rights=seen.rights, assessment=seen.assessment):
        behind_levels = Q(agency__isnull=True) | Exists(_handing_over())
        readable |= behind_levels & Q(indicator_id__in=indicators_reviewed(seen))
    return EvidenceReference.objects.filter(readable, assessment=seen.assessment, removed_at__isnull=True)


def files_seen(seen: Seen) -> QuerySet[StoredFile]:
    """
    Files that the person may have now: those behind a standing reference that the person reads, and, referred to or not, those of
    the own agency and, for whoever gives the country's own references, those of the country.
    """
    referred = Exists(evidence_seen(seen).filter(file=OuterRef("pk")))
    visible = Q(referred)
    if seen.may(Action.READ_OWN_ANSWERS):
        visible |= Q(agency_id__in=seen.own_agencies)
    if seen.may(Action.ADD_NATIONAL_EVIDENCE):
        visible |= Q(agency__isnull=True)
    return StoredFile.objects.filter(visible, assessment=seen.assessment)


def released_answers(assessment_id: int) -> QuerySet[AgencyAnswer]:
    """What agencies have handed over: the ground of national levels, for whoever may read those (``READ_SETTLED``)."""
    asked = Assignment.objects.standing().filter(
        assessment_id=assessment_id, agency=OuterRef("agency"), indicator=OuterRef("indicator")
    )
    # What an agency is asked no longer, or said before it was taken out, stands behind no national level.
    return AgencyAnswer.objects.filter(
        Exists(asked), assessment_id=assessment_id, agency_id__in=_handed_over(assessment_id)
    )


def handed_over_answers() -> QuerySet[AgencyAnswer]:
    """What agencies have handed over, in whatever assessment; for what was said in earlier cycles."""
    return AgencyAnswer.objects.filter(Exists(_handing_over()))


def handed_over_evidence(*assessment_ids: int) -> QuerySet[EvidenceReference]:
    """References that stand behind national levels: the released agencies' and the country's own."""
    return EvidenceReference.objects.filter(
        Q(agency__isnull=True) | Exists(_handing_over()), assessment_id__in=assessment_ids, removed_at__isnull=True
    )


def _handing_over() -> ParticipationQuerySet:
    """The released participation of a row's agency in the row's assessment."""
    return Participation.objects.standing().filter(
        assessment=OuterRef("assessment"), agency=OuterRef("agency"), released_at__isnull=False
    )


def _handed_over(assessment_id: int) -> QuerySet[Participation, dict[str, int]]:
    released = Participation.objects.standing().filter(assessment_id=assessment_id, released_at__isnull=False)
    return released.values("agency_id")


def comments_seen(seen: Seen) -> QuerySet[Comment]:
    """
    Comments that the person may read now; whatever lists, counts or names them starts here.

    An agency's own thread is read by its people alone, whatever it has released; the focal point and the signatory read those of
    their office, what was written to all agencies, and what stands before the reviewers.
    """
    roles = granted_by(Action.READ_COMMENTS, rights=seen.rights, assessment=seen.assessment)
    readable = Q(pk__in=[])
    if roles & set(AGENCY_ROLES):
        own = _own(seen)
        readable |= Q(visibility=Visibility.AGENCY, agency_id__in=own.values("agency_id"))
        readable |= Q(Exists(own), visibility=Visibility.AGENCIES)
    if roles & {Role.FOCAL_POINT, Role.SIGNATORY}:
        readable |= Q(visibility=Visibility.AGENCY, agency__isnull=True) | Q(visibility=Visibility.AGENCIES)
        readable |= Q(visibility=Visibility.REVIEWERS)
    if Role.COORDINATOR in roles:
        readable |= Q(visibility=Visibility.REVIEWERS)
    elif Role.REVIEWER in roles:
        readable |= Q(visibility=Visibility.REVIEWERS, indicator_id__in=indicators_reviewed(seen))
    return Comment.objects.filter(readable, assessment=seen.assessment)


def indicators_reviewed(seen: Seen) -> frozenset[int]:
    """Indicators that the person reads in the review: a reviewer those of the declared fields, everybody else all."""
    roles = granted_by(Action.READ_REVIEW, rights=seen.rights, assessment=seen.assessment)
    ids = seen.framework.indicator_ids
    if not roles:
        return frozenset()
    if roles - {Role.REVIEWER}:
        return frozenset(ids.values())
    column, fields = column_of(seen.spec), seen.assessment.declared_fields
    return frozenset(pk for code, pk in ids.items() if column[code] in fields)


def reads_unsent(seen: Seen) -> bool:
    """Whether the person is on the reviewing side, which reads a round while it is at work; the country waits until it is sent."""
    roles = granted_by(Action.READ_REVIEW, rights=seen.rights, assessment=seen.assessment)
    return bool(roles & {Role.COORDINATOR, Role.REVIEWER})


def peer_revisions_seen(seen: Seen) -> QuerySet[PeerLevelRevision]:
    """States of peer levels that the person may read now, the latest of each last."""
    rows = PeerLevelRevision.objects.filter(
        peer_level__assessment=seen.assessment, peer_level__indicator_id__in=indicators_reviewed(seen)
    )
    return (rows if reads_unsent(seen) else rows.filter(round__sent_at__isnull=False)).order_by("revision")


def remarks_seen(seen: Seen) -> QuerySet[Remark]:
    """Remarks that the person may read now; whatever lists, counts or names them starts here."""
    rows = Remark.objects.filter(assessment=seen.assessment, indicator_id__in=indicators_reviewed(seen))
    return rows if reads_unsent(seen) else rows.filter(round__sent_at__isnull=False)


def votes_seen(workshop: Workshop, own_agencies: frozenset[int] = frozenset()) -> QuerySet[WorkshopVote]:
    """
    Votes of a workshop that may be shown: those that the chair has revealed, and the own agency's where they are asked for.

    The wall and the chair's screen ask for no own ones: what stands there the room reads.
    """
    return WorkshopVote.objects.filter(
        Q(revealed_at__isnull=False) | Q(agency_id__in=own_agencies), item__workshop=workshop
    )
