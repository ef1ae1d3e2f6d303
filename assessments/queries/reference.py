"""One reference by itself: what it says, and whether it can be changed now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.models import EvidenceReference
from assessments.permissions import Action
from assessments.queries import conditions
from assessments.queries.access import Seen, see
from assessments.queries.attached import with_files
from assessments.queries.context import (
    AssessmentContext,
    EvidenceView,
    LevelOption,
    context_of,
    evidence_view,
    level_options,
)
from assessments.queries.question import asked_of, open_return
from assessments.queries.seen import evidence_seen
from assessments.queries.tasks import own_participation
from frameworks.spec import EvidenceKind, Indicator
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class ReferencePage:
    context: AssessmentContext
    indicator: Indicator
    evidence: EvidenceView
    levels: tuple[LevelOption, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    can_edit: bool
    can_replace: bool
    """A file is replaced by whoever put it there: its agency, or the country."""
    why_locked: str
    """Why whoever wrote it cannot change it now; empty for its readers."""


def reference(person: User, at: datetime, assessment_id: int, evidence_id: int) -> ReferencePage:
    """
    Return one standing reference; seven queries at most.

    Raises:
        NotVisible: no such reference for the person.
    """
    seen = see(person, at, assessment_id)
    row = with_files(evidence_seen(seen)).filter(pk=evidence_id).first()
    if row is None:
        raise NotVisible(_("There is no such reference."))
    code = seen.framework.indicator_codes[row.indicator_id]
    indicator = seen.framework.indicators[code]
    is_own, why_locked = _lock(seen, row, code)
    can_edit = is_own and not why_locked
    return ReferencePage(
        context=context_of(seen),
        indicator=indicator,
        evidence=evidence_view(seen.framework, row),
        levels=level_options(seen.framework, indicator),
        evidence_kinds=seen.spec.evidence_kinds,
        can_edit=can_edit,
        can_replace=can_edit and row.file is not None and row.file.agency_id == row.agency_id,
        why_locked=why_locked,
    )


def _lock(seen: Seen, row: EvidenceReference, code: str) -> tuple[bool, str]:
    """Whether the person is of those who wrote it, and why it cannot be changed now."""
    if row.agency_id is None:
        if not seen.may(Action.ADD_NATIONAL_EVIDENCE):
            return False, ""
        is_returned = open_return(seen, row.indicator_id) is not None
        return True, conditions.why_level_locked(seen, is_returned=is_returned)
    if row.agency_id not in seen.own_agencies:
        return False, ""
    participation = own_participation(seen, row.agency_id)
    asked, _others, _given_to, is_for_others = asked_of(seen, row.agency_id, code)
    if code not in asked:
        return False, ""
    return True, conditions.why_locked(
        seen,
        is_active=participation.agency.is_active,
        is_released=participation.released_at is not None,
        is_returned=open_return(seen, row.indicator_id) is not None,
        is_for_others=is_for_others,
    )
