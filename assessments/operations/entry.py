"""The first two steps of every write: lock, then permit."""

from __future__ import annotations

from datetime import datetime

from assessments.permissions import Action, granted_by
from assessments.queries.access import Seen, see
from ibm_platform.accounts.models import User


def enter(action: Action, *, actor: User, at: datetime, assessment_id: int) -> Seen:
    """
    Lock the assessment until the transaction ends and check that the actor may do this to it now.

    Every write passes here, so two writers of one assessment stand in line.

    Raises:
        NotVisible: there is no such assessment for this person.
        NotAllowed: the person's roles, or the present state, do not allow it.
    """
    seen = see(actor, at, assessment_id, action, lock=True)
    # Asked now: a move changes the state, and with it what the roles allow, before it is recorded.
    roles = granted_by(action, rights=seen.rights, assessment=seen.assessment)
    seen.assessment.entered_by = (roles, seen.rights)
    return seen
