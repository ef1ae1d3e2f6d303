"""References to what proves a level: given, taken back, given again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import Assessment, EvidenceReference, ReturnedQuestion
from assessments.models.evidence import Marking
from assessments.operations.answers import require_open_question
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.judgement import indicator_id_of
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency
from assessments.queries.conditions import why_level_locked
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Conflict, Invalid, NotAllowed, NotVisible
from ibm_platform.common.text import clean_text

STRENGTHS = ("A", "B", "C")
# One reference more than anybody reads would only make pages and reports slow.
REFERENCES_PER_QUESTION = 30


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
) -> EvidenceReference:
    """
    Add a reference behind an agency's answer, or, without ``agency_id``, behind the national level.

    Args:
        kind: code of one of the version's evidence kinds.
        strength: "A", "B" or "C"; empty takes the usual strength of the kind.
        marking: "public", "internal" or "restricted"; says who may read the title.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: the question is not open to the actor now.
        Invalid: a value is not known or too long.
    """
    action = Action.ADD_NATIONAL_EVIDENCE if agency_id is None else Action.ANSWER
    seen = enter(action, actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    _require_open(seen, agency_id, indicator_id)
    fields = _checked(
        seen, title=title, kind=kind, strength=strength, issued_by=issued_by, holder=holder, marking=marking
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
            "title": evidence.title,
            "kind": evidence.kind,
            "marking": evidence.marking,
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
    _require_open(seen, evidence.agency_id, evidence.indicator_id)
    # Read again: only under the lock does it say what is true now.
    evidence.refresh_from_db(fields=["removed_at"])
    return seen, evidence


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
        },
    )


def _require_open(seen: Seen, agency_id: int | None, indicator_id: int) -> None:
    if agency_id is not None:
        require_own_agency(seen, agency_id)
        require_open_question(seen, agency_id, indicator_id)
    else:
        require_returned_if_returning(seen, indicator_id)


def require_returned_if_returning(seen: Seen, indicator_id: int) -> None:
    """
    Pass unless the assessment was returned and this question was not.

    Raises:
        NotAllowed: only the returned questions are open.
    """
    returned = ReturnedQuestion.objects.filter(
        assessment=seen.assessment, indicator_id=indicator_id, closed_at__isnull=True
    )
    reason = why_level_locked(seen, is_returned=seen.status == Status.RETURNED and returned.exists())
    if reason:
        raise NotAllowed(reason)


def _checked(
    seen: Seen, *, title: str, kind: str, strength: str, issued_by: str, holder: str, marking: str
) -> dict[str, Any]:
    kinds = {one.code: one for one in seen.spec.evidence_kinds}
    wrong: dict[str, str] = {}
    texts = {}
    for name, text, limit in (("title", title, 200), ("issued_by", issued_by, 150), ("holder", holder, 150)):
        try:
            texts[name] = clean_text(text, limit=limit)
        except Invalid as error:
            wrong[name] = str(error)
    if "title" not in wrong and not texts["title"]:
        wrong["title"] = _("Name the document.")
    if kind not in kinds:
        wrong["kind"] = _("Choose one of the kinds of evidence.")
    if marking not in Marking.values:
        wrong["marking"] = _("Choose who may read the title: public, internal or restricted.")
    if not strength and kind in kinds:
        usual = kinds[kind].strength[:1]
        strength = usual if usual in STRENGTHS else "C"
    if strength and strength not in STRENGTHS:
        wrong["strength"] = _("Choose the strength A, B or C.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    return {**texts, "kind": kind, "strength": strength, "marking": marking}
