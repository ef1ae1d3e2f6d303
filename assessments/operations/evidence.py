"""References to what proves a level: given, changed, taken back, given again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import Assessment, EvidenceReference, Remark, ReturnedQuestion
from assessments.models.evidence import Marking
from assessments.operations.answers import require_open_question
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.evidence_fields import checked_fields
from assessments.operations.judgement import indicator_id_of
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency
from assessments.queries.conditions import why_level_locked
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, NotAllowed, NotVisible

# One reference more than anybody reads would only make pages and reports slow.
REFERENCES_PER_QUESTION = 30
CONTENT = (
    "title",
    "kind",
    "strength",
    "issued_by",
    "dated_on",
    "holder",
    "marking",
    "page_reference",
    "proves",
)


class TooManyReferences(Conflict):
    code = "too_many_references"


@transaction.atomic
def add_evidence(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int | None,
    indicator_code: str,
    title: str,
    kind: str,
    strength: str = "",
    issued_by: str = "",
    dated_on: date | None = None,
    holder: str = "",
    marking: str = Marking.RESTRICTED,
    page_reference: str = "",
    proves: Sequence[str] = (),
) -> EvidenceReference:
    """
    Add a reference behind an agency's answer, or, without ``agency_id``, behind the national level.

    Args:
        kind: code of one of the version's evidence kinds.
        strength: "A", "B" or "C"; empty takes the usual strength of the kind.
        marking: "public", "internal" or "restricted"; says who may read the title.
        page_reference: where in the document, such as "Art. 4, p. 12"; up to 60 characters.
        proves: codes of the levels whose facts the document proves; may be empty.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: the question is not open to the actor now.
        Invalid: a value is not known or too long.
    """
    action = Action.ADD_NATIONAL_EVIDENCE if agency_id is None else Action.ANSWER
    seen = enter(action, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    require_open(seen, agency_id, indicator_id)
    fields = checked_fields(
        seen,
        indicator_code,
        title=title,
        kind=kind,
        strength=strength,
        issued_by=issued_by,
        holder=holder,
        marking=marking,
        page_reference=page_reference,
        proves=proves,
    )
    beside = EvidenceReference.objects.filter(
        assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id, removed_at__isnull=True
    )
    if beside.count() >= REFERENCES_PER_QUESTION:
        raise TooManyReferences(
            _("This question has %(count)d references already; remove one first.") % {"count": REFERENCES_PER_QUESTION}
        )
    evidence = EvidenceReference.objects.create(
        assessment=seen.assessment,
        agency_id=agency_id,
        indicator_id=indicator_id,
        dated_on=dated_on,
        added_by=actor,
        added_at=at,
        **fields,
    )
    record(
        seen.assessment,
        "evidence_added",
        actor,
        at,
        {
            "agency": agency_id,
            "indicator": indicator_code,
            "evidence": evidence.pk,
            "to": content_of(evidence),
        },
    )
    return evidence


@transaction.atomic
def change_evidence(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    evidence_id: int,
    title: str,
    kind: str,
    strength: str = "",
    issued_by: str = "",
    dated_on: date | None = None,
    holder: str = "",
    marking: str = Marking.RESTRICTED,
    page_reference: str = "",
    proves: Sequence[str] = (),
) -> EvidenceReference:
    """
    Write every field of a standing reference anew; the record keeps what each changed one said before.

    What the fields may hold is said at ``add_evidence``. The file behind a reference, its agency and its question stay.

    Raises:
        NotVisible: no such reference for the actor, or it was taken away.
        NotAllowed: its question is not open to the actor now.
        Invalid: a value is not known or too long.
    """
    seen, evidence = _enter_by_evidence(actor, at, evidence_id, assessment_id)
    if evidence.removed_at is not None:
        raise NotVisible(_("There is no such reference."))
    code = seen.framework.indicator_codes[evidence.indicator_id]
    fields = checked_fields(
        seen,
        code,
        title=title,
        kind=kind,
        strength=strength,
        issued_by=issued_by,
        holder=holder,
        marking=marking,
        page_reference=page_reference,
        proves=proves,
    )
    fields["dated_on"] = dated_on
    before = {name: getattr(evidence, name) for name in fields}
    changed = [name for name, value in fields.items() if before[name] != value]
    if changed:
        for name in changed:
            setattr(evidence, name, fields[name])
        evidence.save(update_fields=changed)
        record(
            seen.assessment,
            "evidence_changed",
            actor,
            at,
            {
                "agency": evidence.agency_id,
                "indicator": code,
                "evidence": evidence.pk,
                "from": {name: _told(before[name]) for name in changed},
                "to": {name: _told(fields[name]) for name in changed},
            },
        )
    return evidence


@transaction.atomic
def remove_evidence(
    *, actor: User, at: datetime, evidence_id: int, assessment_id: int | None = None
) -> EvidenceReference:
    """
    Take a reference back. The record keeps it; ``restore_evidence`` puts it back.

    Args:
        assessment_id: where the caller believes the reference to be; an address that names another assessment is wrong.

    Raises:
        NotVisible: no such reference for the actor.
        NotAllowed: its question is not open to the actor now.
    """
    seen, evidence = _enter_by_evidence(actor, at, evidence_id, assessment_id)
    if evidence.removed_at is None:
        _mark(seen, evidence, removed_at=at, kind="evidence_removed")
    return evidence


@transaction.atomic
def restore_evidence(
    *, actor: User, at: datetime, evidence_id: int, assessment_id: int | None = None
) -> EvidenceReference:
    """
    Put a removed reference back where it was.

    Args:
        assessment_id: where the caller believes the reference to be; an address that names another assessment is wrong.

    Raises:
        NotVisible: no such reference for the actor.
        NotAllowed: its question is not open to the actor now.
    """
    seen, evidence = _enter_by_evidence(actor, at, evidence_id, assessment_id)
    if evidence.removed_at is not None:
        _mark(seen, evidence, removed_at=None, kind="evidence_restored")
    return evidence


def _enter_by_evidence(
    actor: User, at: datetime, evidence_id: int, assessment_id: int | None
) -> tuple[Seen, EvidenceReference]:
    visible = Assessment.objects.visible_to(actor, at)
    if assessment_id is not None:
        visible = visible.filter(pk=assessment_id)
    evidence = EvidenceReference.objects.filter(pk=evidence_id, assessment__in=visible).first()
    if evidence is None:
        raise NotVisible(_("There is no such reference."))
    action = Action.ADD_NATIONAL_EVIDENCE if evidence.agency_id is None else Action.ANSWER
    seen = enter(action, actor=actor, at=at, assessment_id=evidence.assessment_id)
    require_open(seen, evidence.agency_id, evidence.indicator_id)
    # Read again: only under the lock does it say what is true now.
    evidence.refresh_from_db()
    return seen, evidence


def _told(value: Any) -> Any:
    """As the record keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _mark(seen: Seen, evidence: EvidenceReference, *, removed_at: datetime | None, kind: str) -> None:
    evidence.removed_at = removed_at
    evidence.save(update_fields=["removed_at"])
    record(
        seen.assessment,
        kind,
        seen.person,
        seen.at,
        {
            "agency": evidence.agency_id,
            "indicator": seen.framework.indicator_codes[evidence.indicator_id],
            "evidence": evidence.pk,
            "to" if removed_at is None else "from": content_of(evidence),
        },
    )


def content_of(evidence: EvidenceReference) -> dict[str, Any]:
    """What a reference says, as the record keeps it."""
    return {name: _told(getattr(evidence, name)) for name in CONTENT}


def require_open(seen: Seen, agency_id: int | None, indicator_id: int) -> None:
    """
    Pass when references of the question may be changed now, those of the agency or the country's own.

    Raises:
        NotVisible, NotAllowed: they may not.
    """
    if agency_id is not None:
        require_own_agency(seen, agency_id)
        require_open_question(seen, agency_id, indicator_id)
    else:
        require_returned_if_returning(seen, indicator_id)


def require_returned_if_returning(seen: Seen, indicator_id: int) -> None:
    """
    Pass unless the assessment was returned and this question was not, or the review asks about others.

    Raises:
        NotAllowed: only the returned questions, or those with a remark, are open.
    """
    returned = ReturnedQuestion.objects.filter(
        assessment=seen.assessment, indicator_id=indicator_id, closed_at__isnull=True
    )
    remarked = Remark.objects.filter(
        assessment=seen.assessment, indicator_id=indicator_id, round__sent_at__isnull=False
    )
    reason = why_level_locked(
        seen,
        is_returned=seen.status == Status.RETURNED and returned.exists(),
        is_remarked=seen.status != Status.SUBMITTED or remarked.exists(),
    )
    if reason:
        raise NotAllowed(reason)
