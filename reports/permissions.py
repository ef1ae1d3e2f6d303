"""Who may ask for which edition. States and roles stand in ``assessments.permissions``; the donor's consent stands here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.models import Assessment, Consent
from assessments.permissions import Action, granted_by, require
from ibm_platform.accounts.models import Role, User
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import NotAllowed
from reports.models import Edition


def chosen_edition(*, actor: User, at: datetime, assessment: Assessment, edition: str | None) -> str:
    """
    Return the edition that the person gets: the one that is named, else the fullest that the person may read.

    Raises:
        NotAllowed: no role of the person allows a report of this assessment now, or a donor asks for the internal one.
    """
    rights = rights_of(actor, at)
    require(Action.REQUEST_REPORT, rights=rights, assessment=assessment)
    if granted_by(Action.REQUEST_REPORT, rights=rights, assessment=assessment) - {Role.DONOR}:
        return edition or Edition.INTERNAL.value
    if edition == Edition.INTERNAL:
        raise NotAllowed(_("The internal edition is for the country and the coordinator; ask for the shared one."))
    if not report_opened_to(actor, assessment):
        raise NotAllowed(_("The country has opened its scores, not its report; ask its signatory."))
    return Edition.SHARED.value


def report_opened_to(person: User, assessment: Assessment) -> bool:
    """Whether a consent in force opens the report of this assessment to a donor."""
    return (
        Consent.objects.filter(assessment=assessment, withdrawn_at__isnull=True, report=True)
        .filter(Q(all_donors=True) | Q(donors=person))
        .exists()
    )
