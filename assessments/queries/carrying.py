"""What an agency handed over of the same questions in the cycle before, and how much of it can be taken over as a start."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from assessments.lifecycle import Status
from assessments.models import AgencyAnswer, EvidenceReference
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.conditions import why_locked
from assessments.queries.context import (
    AgencyRef,
    AssessmentContext,
    JudgementView,
    agency_ref,
    context_of,
    earlier_value_view,
)
from assessments.queries.delegated import leads
from assessments.queries.layout import layout
from assessments.queries.previous import earlier_results
from assessments.queries.seen import handed_over_answers
from assessments.queries.tasks import officers_asked, own_participation
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible
from ibm_platform.common.isolation import isolated, isolated_code


@dataclass(frozen=True, slots=True)
class PreviousAnswer:
    """What the same agency handed over of the same question in an earlier cycle."""

    answer_id: int
    assessment_id: int
    cycle_code: str
    cycle_name: str
    answer: JudgementView
    is_on_scale: bool
    """The present version has its level; else ``answer`` names a level of the version of that time."""
    references: int
    """Of the agency behind it, those taken away not counted."""
    why_not_copied: str
    """Why it cannot be taken over as it is; empty where it can."""


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """One unanswered question of a section with what was said before; None where nothing was."""

    code: str
    title: str
    previous: PreviousAnswer | None

    @property
    def can_copy(self) -> bool:
        return self.previous is not None and not self.previous.why_not_copied


@dataclass(frozen=True, slots=True)
class CopyPage:
    """The unanswered questions of one section, before their earlier answers are taken over."""

    context: AssessmentContext
    agency: AgencyRef
    section: str
    name: str
    group: str
    choices: tuple[CopyChoice, ...]
    why_locked: str

    @property
    def copyable(self) -> tuple[CopyChoice, ...]:
        return tuple(one for one in self.choices if one.can_copy)

    @property
    def left(self) -> tuple[CopyChoice, ...]:
        return tuple(one for one in self.choices if not one.can_copy)

    @property
    def cycles(self) -> tuple[str, ...]:
        """Codes of the cycles that the answers come from."""
        return tuple(sorted({one.previous.cycle_code for one in self.copyable if one.previous}))


def copy_page(person: User, at: datetime, assessment_id: int, agency_id: int, section_code: str) -> CopyPage:
    """
    Return the unanswered questions of one section that the person can answer, with the answers of before; six queries.

    Raises:
        NotVisible: no such assessment, agency or section for the person.
        NotAllowed: collection has not begun.
    """
    seen = see(person, at, assessment_id, Action.READ_OWN_ANSWERS)
    require_own_agency(seen, agency_id)
    participation = own_participation(seen, agency_id)
    officers = officers_asked(seen, agency_id)
    found = next(
        ((group, row) for group in layout(seen.spec) for row in group.rows if row.code == section_code),
        None,
    )
    asked = [] if found is None else [code for code in found[1].indicators if code in officers]
    if found is None or not asked:
        raise NotVisible(_("Your agency is asked nothing in this section."))
    group, row = found
    is_bound = any(officer == person.pk for officer, _name in officers.values()) and not leads(seen, agency_id)
    codes = seen.framework.indicator_codes
    answered = {
        codes[indicator_id]
        for indicator_id in AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id).values_list(
            "indicator_id", flat=True
        )
    }
    open_codes = [code for code in asked if code not in answered and (not is_bound or officers[code][0] == person.pk)]
    earlier = previous_answers(seen, agency_id, open_codes)
    return CopyPage(
        context=context_of(seen, extended_until=participation.extended_until),
        agency=agency_ref(participation.agency),
        section=row.code,
        name=row.name,
        group=group.name,
        choices=tuple(
            CopyChoice(code, seen.framework.indicators[code].title, earlier.get(code)) for code in open_codes
        ),
        why_locked=why_not_now(seen)
        or why_locked(
            seen,
            is_active=participation.agency.is_active,
            is_released=participation.released_at is not None,
            is_returned=False,
        ),
    )


def previous_answer(
    person: User, at: datetime, assessment_id: int, agency_id: int, indicator_code: str
) -> PreviousAnswer | None:
    """
    Return what the person's own agency handed over of a question in the cycle before; three queries.

    Raises:
        NotVisible: no such assessment, agency or question for the person.
        NotAllowed: collection has not begun.
    """
    seen = see(person, at, assessment_id, Action.READ_OWN_ANSWERS)
    require_own_agency(seen, agency_id)
    own_participation(seen, agency_id)
    if indicator_code not in seen.framework.indicators:
        raise NotVisible(_("This version of the framework has no such question."))
    return previous_answers(seen, agency_id, [indicator_code]).get(indicator_code)


def why_not_now(seen: Seen) -> str:
    """Return why no earlier answer can be taken over in this state; empty when it can: a release asks for every confirmation."""
    if seen.status == Status.COLLECTION:
        return ""
    return _("Earlier answers can be copied only while answers are collected.")


def previous_answers(seen: Seen, agency_id: int, indicator_codes: Collection[str]) -> Mapping[str, PreviousAnswer]:
    """
    Return the last handed-over answer to each of the questions, by code; one query. The caller has checked whose agency it is.

    A code keeps its meaning from version to version; where its level is of the present scale no longer, that is said.
    """
    if not indicator_codes:
        return {}
    rows = (
        handed_over_answers()
        .filter(
            agency_id=agency_id,
            indicator__code__in=indicator_codes,
            assessment__in=earlier_results(seen.assessment).order_by().values("pk"),
        )
        .order_by("-assessment__reference_date", "-assessment_id")
        .values("pk", "assessment_id", "kind", "reason", "comment", "revision", "saved_at")
        .annotate(
            code=F("indicator__code"),
            level_code=F("level__code"),
            level_value=F("level__value"),
            level_name=F("level__name"),
            by=F("saved_by__name"),
            cycle_code=F("assessment__cycle__code"),
            cycle_name=F("assessment__cycle__name"),
            references=Subquery(_references()),
        )
    )
    found: dict[str, PreviousAnswer] = {}
    for row in rows:
        if row["code"] not in found:
            found[row["code"]] = _previous(seen, row)
    return found


def _references() -> Any:
    beside = EvidenceReference.objects.filter(
        assessment=OuterRef("assessment"),
        agency=OuterRef("agency"),
        indicator=OuterRef("indicator"),
        removed_at__isnull=True,
    )
    return beside.order_by().values("assessment").annotate(number=Count("pk")).values("number")


def _previous(seen: Seen, row: Mapping[str, Any]) -> PreviousAnswer:
    level = row["level_code"]
    is_on_scale = level is None or level in seen.framework.level_ids
    shown = earlier_value_view(
        seen.framework, row["kind"], level, value=row["level_value"], name=row["level_name"] or ""
    )
    return PreviousAnswer(
        answer_id=row["pk"],
        assessment_id=row["assessment_id"],
        cycle_code=row["cycle_code"],
        cycle_name=row["cycle_name"],
        answer=JudgementView(
            kind=shown.kind,
            level=shown.level,
            level_name=shown.level_name,
            label=shown.label,
            reason=row["reason"],
            comment=row["comment"],
            revision=row["revision"],
            saved_at=row["saved_at"],
            saved_by=row["by"],
        ),
        is_on_scale=is_on_scale,
        references=row["references"] or 0,
        why_not_copied=_why_not(seen, row, is_on_scale=is_on_scale),
    )


def _why_not(seen: Seen, row: Mapping[str, Any], *, is_on_scale: bool) -> str:
    cycle = isolated(row["cycle_code"])
    if not is_on_scale:
        return _(
            "Level %(level)s of the %(cycle)s version is not in the present one: choose a level, and copy the text by hand."
        ) % {"level": isolated_code(str(row["level_value"])), "cycle": cycle}
    if row["kind"] == "not_applicable" and not seen.framework.indicators[row["code"]].may_be_not_applicable:
        return _(
            "In %(cycle)s the question did not apply; now it applies to every country: choose a level, and copy the text by hand."
        ) % {"cycle": cycle}
    return ""
