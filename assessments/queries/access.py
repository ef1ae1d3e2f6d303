"""The first step of every query: may this person see the assessment, and this part of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import Assessment, ReviewerAssignment, ReviewRound
from assessments.permissions import Action, allowed_actions, require
from assessments.queries.framework import KnownFramework, known_framework
from frameworks.spec import FrameworkSpec
from ibm_platform.accounts.models import Role, User
from ibm_platform.accounts.queries import Rights, rights_of
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Seen:
    """An assessment that the person may see, with everything that further steps ask of it."""

    person: User
    at: datetime
    assessment: Assessment
    rights: Rights
    framework: KnownFramework

    @property
    def spec(self) -> FrameworkSpec:
        return self.framework.spec

    @property
    def status(self) -> Status:
        return Status(self.assessment.status)

    @property
    def allowed(self) -> frozenset[Action]:
        return allowed_actions(rights=self.rights, assessment=self.assessment)

    @property
    def own_agencies(self) -> frozenset[int]:
        """Ids of the agencies of this country that the person works for."""
        return self.rights.agencies_in(self.assessment.country_id)

    def may(self, action: Action) -> bool:
        return action in self.allowed

    def today(self) -> date:
        """The date in the country's own time zone."""
        return self.at.astimezone(ZoneInfo(self.assessment.country.time_zone)).date()


def see(person: User, at: datetime, assessment_id: int, action: Action | None = None, *, lock: bool = False) -> Seen:
    """
    Return the assessment when the person may see it and do ``action`` to it; two queries.

    For a reviewer a third says which fields are theirs.

    Args:
        lock: hold the row until the transaction ends (the operations).

    Raises:
        NotVisible: there is no such assessment for this person.
        NotAllowed: the person sees it but may not do this now.
    """
    rights = rights_of(person, at)
    waiting = ReviewRound.objects.filter(assessment=OuterRef("pk"), sent_at__isnull=False, confirmed_at__isnull=True)
    rows = Assessment.objects.open_to(person, rights).with_context().filter(pk=assessment_id)
    rows = rows.annotate(awaits_reply=Exists(waiting))
    # By key there is one row at most; an order would only cost.
    assessment = next(iter((rows.lock() if lock else rows).order_by()), None)
    if assessment is None:
        raise NotVisible(_("There is no such assessment."))
    _look_at_review(assessment, person, rights)
    if action is not None:
        require(action, rights=rights, assessment=assessment)
    return Seen(person, at, assessment, rights, known_framework(assessment.framework_version))


def _look_at_review(assessment: Assessment, person: User, rights: Rights) -> None:
    roles = rights.roles_in(assessment.country_id)
    if Role.REVIEWER in roles:
        mine = ReviewerAssignment.objects.declared().filter(assessment=assessment, person=person)
        assessment.declared_fields = frozenset(mine.order_by().values_list("field", flat=True))


def require_own_agency(seen: Seen, agency_id: int) -> None:
    """
    Pass for the person's own agency.

    Raises:
        NotVisible: another agency's answers do not exist for this person (blind rule).
    """
    if agency_id not in seen.own_agencies:
        raise NotVisible(_("There is no such agency for you in this assessment."))
