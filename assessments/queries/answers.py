"""Agencies' answers and references as a program reads them: one row each, only those the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from assessments.models import AgencyAnswer, Assessment, EvidenceReference, Participation
from assessments.queries.access import Seen, see
from assessments.queries.attached import FileRef, file_ref, with_files
from assessments.queries.context import label_of
from assessments.queries.seen import answers_seen, evidence_seen
from ibm_platform.accounts.models import User
from ibm_platform.accounts.queries import rights_of
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """``agency`` and ``indicator`` are codes; ``label`` is "3", "1*" or "n/a"."""

    id: int
    agency: str
    indicator: str
    kind: str
    level: str | None
    label: str
    reason: str
    comment: str
    revision: int
    saved_at: datetime
    saved_by: str
    carried: bool
    """It repeats what was said in an earlier cycle, and nobody has confirmed it."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """``agency`` is a code, None for the country's own; ``indicator`` is a code."""

    id: int
    agency: str | None
    indicator: str
    title: str
    kind: str
    strength: str
    issued_by: str
    dated_on: date | None
    holder: str
    marking: str
    page_reference: str
    proves: tuple[str, ...]
    file: FileRef | None
    carried_from: str
    """Code of the earlier cycle that it was taken over from; empty where it was given anew."""


def agency_id(person: User, at: datetime, assessment_id: int, agency_code: str) -> int:
    """
    Return the id of an agency that takes part, by its code.

    Raises:
        NotVisible: no such assessment for the person, or no such agency in it.
    """
    seen = see(person, at, assessment_id)
    found = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, agency__code=agency_code)
        .values_list("agency_id", flat=True)
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no such agency for you in this assessment."))
    return found


def require_visible(person: User, at: datetime, assessment_id: int) -> None:
    """
    Pass when there is such an assessment for the person; two small queries.

    Rights first: asked in one statement for every role, they cost a call of the API a fifth of its time.

    Raises:
        NotVisible: there is not.
    """
    if not Assessment.objects.open_to(person, rights_of(person, at)).filter(pk=assessment_id).exists():
        raise NotVisible(_("There is no such assessment."))


def require_indicator(person: User, at: datetime, assessment_id: int, indicator_code: str) -> None:
    """
    Pass when the assessment's framework has this question; an address that names another one leads nowhere.

    Raises:
        NotVisible: no such assessment for the person, or no such question in it.
    """
    if indicator_code not in see(person, at, assessment_id).framework.indicators:
        raise NotVisible(_("This version of the framework has no such question."))


def answers(person: User, at: datetime, assessment_id: int) -> list[AnswerRow]:
    """Return the answers that the person may read, by agency and in the framework's order; three queries."""
    seen = see(person, at, assessment_id)
    rows = answers_seen(seen).select_related("agency", "saved_by").order_by("agency__code", "indicator__position")
    return [_row(seen, row) for row in rows]


def answer(person: User, at: datetime, assessment_id: int, agency_code: str, indicator_code: str) -> AnswerRow:
    """
    Return one answer.

    Raises:
        NotVisible: no such assessment, agency or answer for the person.
    """
    seen = see(person, at, assessment_id)
    found = (
        answers_seen(seen)
        .filter(agency__code=agency_code, indicator_id=seen.framework.indicator_ids.get(indicator_code))
        .select_related("agency", "saved_by")
        .first()
    )
    if found is None:
        raise NotVisible(_("There is no such answer for you."))
    return _row(seen, found)


def evidence(person: User, at: datetime, assessment_id: int) -> list[EvidenceRow]:
    """
    Return the references that the person may read, in the framework's order; three queries.

    Raises:
        NotVisible: no such assessment for the person.
    """
    seen = see(person, at, assessment_id)
    rows = with_files(evidence_seen(seen)).order_by("indicator__position", "added_at", "pk")
    return [_evidence_row(seen, row) for row in rows]


def evidence_row(person: User, at: datetime, assessment_id: int, evidence_id: int) -> EvidenceRow:
    """
    Return one reference.

    Raises:
        NotVisible: no such reference for the person.
    """
    seen = see(person, at, assessment_id)
    row = with_files(evidence_seen(seen)).filter(pk=evidence_id).first()
    if row is None:
        raise NotVisible(_("There is no such reference."))
    return _evidence_row(seen, row)


def _evidence_row(seen: Seen, row: EvidenceReference) -> EvidenceRow:
    return EvidenceRow(
        id=row.pk,
        agency=None if row.agency is None else row.agency.code,
        indicator=seen.framework.indicator_codes[row.indicator_id],
        title=row.title,
        kind=row.kind,
        strength=row.strength,
        issued_by=row.issued_by,
        dated_on=row.dated_on,
        holder=row.holder,
        marking=row.marking,
        page_reference=row.page_reference,
        proves=tuple(row.proves),
        file=file_ref(row),
        carried_from=row.carried_cycle or "",  # type: ignore[attr-defined]
    )


def _row(seen: Seen, row: AgencyAnswer) -> AnswerRow:
    value = seen.framework.value(row.kind, row.level_id)
    return AnswerRow(
        id=row.pk,
        agency=row.agency.code,
        indicator=seen.framework.indicator_codes[row.indicator_id],
        kind=row.kind,
        level=value.level,
        label=label_of(seen.framework, value),
        reason=row.reason,
        comment=row.comment,
        revision=row.revision,
        saved_at=row.saved_at,
        saved_by=row.saved_by.name,
        carried=row.carried_from_id is not None,
    )
