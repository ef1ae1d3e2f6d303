"""Releases of one agency: who may make and open one, and what the agency's people are told of the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import Participation, Release
from assessments.permissions import Action, granted_by
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.context import AgencyRef, AssessmentContext, agency_ref, context_of
from assessments.queries.delegated import leads
from ibm_platform.accounts.models import Membership, Role, User
from ibm_platform.common.errors import NotAllowed, NotVisible


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """``reopened_at`` is None while it holds; the three texts after it are empty then."""

    reference: str
    number: int
    at: datetime
    by: str
    reopened_at: datetime | None
    reopened_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReopeningPage:
    """Before a release is opened again; ``release`` is None when the answers are with the agency."""

    context: AssessmentContext
    agency: AgencyRef
    release: ReleaseView | None
    is_own: bool
    """The reader leads the agency; else it is the focal point who asks."""


def own_to_hand_over(seen: Seen, agency_id: int) -> Participation:
    """
    Return the part of the agency that the person leads, with the agency.

    Raises:
        NotVisible: it is not the person's agency, or takes no part.
        NotAllowed: the person does not lead it.
    """
    require_own_agency(seen, agency_id)
    participation = _part(seen, agency_id)
    _require_lead(seen, agency_id)
    return participation


def part_to_reopen(seen: Seen, agency_id: int) -> Participation:
    """
    Return the part of an agency whose release the person may open again: the own one for its lead, any for the focal point.

    Raises:
        NotVisible: there is no such agency for the person, or it takes no part.
        NotAllowed: the person works for the agency and does not lead it.
    """
    if _reopens_all(seen):
        return _part(seen, agency_id)
    return own_to_hand_over(seen, agency_id)


def reopening_page(person: User, at: datetime, assessment_id: int, agency_id: int) -> ReopeningPage:
    """
    Return the page on which a release is opened again; five queries.

    Raises:
        NotVisible, NotAllowed: as ``part_to_reopen``; or collection is over.
    """
    seen = see(person, at, assessment_id, Action.REOPEN_RELEASE)
    participation = part_to_reopen(seen, agency_id)
    return ReopeningPage(
        context=context_of(seen),
        agency=agency_ref(participation.agency),
        release=last_release(seen, participation) if participation.released_at is not None else None,
        is_own=leads(seen, agency_id),
    )


def last_release(seen: Seen, participation: Participation) -> ReleaseView | None:
    """Return the agency's last release, opened again or not; None when it has not released yet; one query."""
    rows = Release.objects.filter(participation=participation).select_related("by", "reopened_by")
    row = rows.order_by("-number").first()
    if row is None:
        return None
    participation.assessment = seen.assessment
    row.participation = participation
    return ReleaseView(
        reference=row.reference,
        number=row.number,
        at=row.at,
        by=row.by.name,
        reopened_at=row.reopened_at,
        reopened_by=row.reopened_by.name if row.reopened_by else "",
        reason=row.reason,
    )


def names_of_leads(agency_id: int, at: datetime) -> tuple[str, ...]:
    """Who can release the agency's answers now, by name; one query."""
    rows = Membership.objects.in_force(at).filter(role=Role.AGENCY_LEAD, agency_id=agency_id)
    return tuple(rows.order_by("person__name").values_list("person__name", flat=True).distinct())


def _reopens_all(seen: Seen) -> bool:
    return Role.FOCAL_POINT in granted_by(Action.REOPEN_RELEASE, rights=seen.rights, assessment=seen.assessment)


def _require_lead(seen: Seen, agency_id: int) -> None:
    if not leads(seen, agency_id):
        raise NotAllowed(_("Only the lead of your agency may do this; speak to the lead."))


def _part(seen: Seen, agency_id: int) -> Participation:
    rows = Participation.objects.standing().filter(assessment=seen.assessment, agency_id=agency_id)
    participation = rows.select_related("agency").first()
    if participation is None:
        raise NotVisible(_("There is no such agency for you in this assessment."))
    # A reference names country and cycle; they are loaded already.
    participation.assessment = seen.assessment
    return participation
