"""A finished assessment leaves the lists, and comes back to them. Nothing of it is deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.permissions import Action
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict


class ArchivedAlready(Conflict):
    code = "archived_already"


class NotArchived(Conflict):
    code = "not_archived"


@transaction.atomic
def archive_assessment(*, actor: User, at: datetime, assessment_id: int) -> Assessment:
    """
    Take an accepted, published or withdrawn assessment out of lists and boards; by its address it is read as before.

    Raises:
        ArchivedAlready: it is out of them.
    """
    assessment = enter(Action.ARCHIVE, actor=actor, at=at, assessment_id=assessment_id).assessment
    if assessment.archived_at is not None:
        raise ArchivedAlready(_("This assessment is archived already."))
    assessment.archived_at, assessment.archived_by = at, actor
    assessment.save(update_fields=["archived_at", "archived_by"])
    record(assessment, "archived", actor, at, {})
    return assessment


@transaction.atomic
def unarchive_assessment(*, actor: User, at: datetime, assessment_id: int) -> Assessment:
    """
    Bring an archived assessment back into lists and boards.

    Raises:
        NotArchived: it stands in them.
    """
    assessment = enter(Action.UNARCHIVE, actor=actor, at=at, assessment_id=assessment_id).assessment
    if assessment.archived_at is None:
        raise NotArchived(_("This assessment is not archived."))
    assessment.archived_at, assessment.archived_by = None, None
    assessment.save(update_fields=["archived_at", "archived_by"])
    record(assessment, "unarchived", actor, at, {})
    return assessment
