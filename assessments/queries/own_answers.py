"""What one agency has said so far, for its own people to check: one section, or all of it, and what was handed over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

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
    judgement_view,
    with_cycle,
)
from assessments.queries.delegated import leads
from assessments.queries.layout import layout
from assessments.queries.previous import cycle_handed_over
from assessments.queries.releases import ReleaseView, last_release, names_of_leads
from assessments.queries.tasks import officers_asked, own_participation, returned_codes
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import NotVisible


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One question of the agency with its answer; ``answer`` is None while there is none."""

    code: str
    title: str
    question: str
    critical: bool
    answer: JudgementView | None
    references: tuple[str, ...]
    """Titles, in the order in which they were added."""
    lacks_evidence: bool
    """Answered at a level that needs a reference before submission, without one."""
    is_returned: bool
    given_to: str
    """The officer to whom the lead gave the question; empty for nobody in particular."""
    can_edit: bool
    """The reader may change it now."""

    @property
    def is_open(self) -> bool:
        """The reader can answer it, and nobody has."""
        return self.answer is None and self.can_edit

    @property
    def is_carried(self) -> bool:
        """Its answer was carried over from an earlier cycle and is not confirmed."""
        return self.answer is not None and bool(self.answer.carried_from)

    @property
    def alone(self) -> tuple[OwnAnswer, ...]:
        """Itself, where one or several are asked for."""
        return (self,)


@dataclass(frozen=True, slots=True)
class Section:
    """The agency's questions in one cell (for IBM: one field of one pillar)."""

    code: str
    name: str
    group: str
    answers: tuple[OwnAnswer, ...]

    @property
    def missing(self) -> tuple[OwnAnswer, ...]:
        return tuple(one for one in self.answers if one.answer is None)

    @property
    def own_open(self) -> tuple[OwnAnswer, ...]:
        """What the reader has to answer before this section is complete; a colleague's questions do not stand here."""
        return tuple(one for one in self.answers if one.is_open)

    @property
    def carried(self) -> tuple[OwnAnswer, ...]:
        """Answers that wait for a confirmation."""
        return tuple(one for one in self.answers if one.is_carried)

    @property
    def to_confirm(self) -> tuple[OwnAnswer, ...]:
        """Those of them that the reader can confirm."""
        return tuple(one for one in self.carried if one.can_edit)

    @property
    def without_evidence(self) -> tuple[OwnAnswer, ...]:
        return tuple(one for one in self.answers if one.lacks_evidence)


@dataclass(frozen=True, slots=True)
class OwnAnswersPage:
    context: AssessmentContext
    agency: AgencyRef
    sections: tuple[Section, ...]
    asked: int
    answered: int
    released_at: datetime | None
    released_by: str
    release: ReleaseView | None
    """The last one, opened again or not; None before the first."""
    is_lead: bool
    leads: tuple[str, ...]
    """Who can release, or open again, the agency's answers: by name."""
    workshop_from: date | None

    @property
    def is_handed_over(self) -> bool:
        return self.released_at is not None and self.release is not None


@dataclass(frozen=True, slots=True)
class SectionCheck:
    """One section before its person calls it complete."""

    context: AssessmentContext
    agency: AgencyRef
    section: Section
    position: int
    """Place among the agency's sections, from 1."""
    of: int
    next_open: str | None
    """
    The first question that the reader can still answer or confirm outside this section, from here on and round; None when there
    is none.
    """
    is_complete: bool
    """Every question of the agency is answered."""
    released_at: datetime | None
    released_by: str
    earlier_cycle: str
    """Code of the cycle whose answers can be taken over for the questions that have none; empty without one."""
    can_edit: bool
    """The reader may change at least one answer of the section."""
    why_locked: str


def section_check(person: User, at: datetime, assessment_id: int, agency_id: int, section_code: str) -> SectionCheck:
    """
    Return the answers of one section of the person's agency; seven queries at most.

    Raises:
        NotVisible: no such assessment, agency or section for the person.
        NotAllowed: collection has not begun.
    """
    seen = see(person, at, assessment_id, Action.READ_OWN_ANSWERS)
    require_own_agency(seen, agency_id)
    participation = own_participation(seen, agency_id)
    sections = _sections(seen, agency_id, is_active=participation.agency.is_active, released=participation.released_at)
    place = next((number for number, one in enumerate(sections) if one.code == section_code), None)
    if place is None:
        raise NotVisible(_("Your agency is asked nothing in this section."))
    section = sections[place]
    afterwards = (*sections[place + 1 :], *sections[:place])
    can_edit = any(one.can_edit for one in section.answers)
    may_copy = seen.status == Status.COLLECTION and bool(section.own_open)
    return SectionCheck(
        context=context_of(seen, extended_until=participation.extended_until),
        agency=agency_ref(participation.agency),
        section=section,
        position=place + 1,
        of=len(sections),
        next_open=next((one.code for other in afterwards for one in (*other.own_open, *other.to_confirm)), None),
        is_complete=not any(one.missing or one.carried for one in sections),
        released_at=participation.released_at,
        released_by=participation.released_by.name if participation.released_by else "",
        earlier_cycle=cycle_handed_over(seen.assessment, agency_id) if may_copy else "",
        can_edit=can_edit,
        why_locked=""
        if can_edit
        else why_locked(
            seen,
            is_active=participation.agency.is_active,
            is_released=participation.released_at is not None,
            is_returned=False,
            is_for_others=True,
        ),
    )


def own_answers(person: User, at: datetime, assessment_id: int, agency_id: int) -> OwnAnswersPage:
    """
    Return all answers of the person's agency, section by section, and its last release; eight queries, nine while returned.

    Raises:
        NotVisible: no such assessment or agency for the person.
        NotAllowed: collection has not begun.
    """
    seen = see(person, at, assessment_id, Action.READ_OWN_ANSWERS)
    require_own_agency(seen, agency_id)
    participation = own_participation(seen, agency_id)
    sections = _sections(seen, agency_id, is_active=participation.agency.is_active, released=participation.released_at)
    return OwnAnswersPage(
        context=context_of(seen, extended_until=participation.extended_until),
        agency=agency_ref(participation.agency),
        sections=sections,
        asked=sum(len(one.answers) for one in sections),
        answered=sum(len(one.answers) - len(one.missing) - len(one.carried) for one in sections),
        released_at=participation.released_at,
        released_by=participation.released_by.name if participation.released_by else "",
        release=last_release(seen, participation),
        is_lead=leads(seen, agency_id),
        leads=names_of_leads(agency_id, at),
        workshop_from=seen.assessment.workshop_from,
    )


def _sections(seen: Seen, agency_id: int, *, is_active: bool, released: datetime | None) -> tuple[Section, ...]:
    """The agency's own questions and answers in the framework's layout; three queries, four while returned."""
    framework, person = seen.framework, seen.person.pk
    officers = officers_asked(seen, agency_id)
    codes = framework.indicator_codes
    answers = {
        codes[row.indicator_id]: row
        for row in with_cycle(AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id))
    }
    references: dict[str, list[str]] = defaultdict(list)
    kept = EvidenceReference.objects.filter(assessment=seen.assessment, agency_id=agency_id, removed_at__isnull=True)
    for indicator_id, title in kept.order_by("added_at", "pk").values_list("indicator_id", "title"):
        references[codes[indicator_id]].append(title)
    returned = returned_codes(seen)
    is_bound = any(officer == person for officer, _name in officers.values()) and not leads(seen, agency_id)
    may_answer = seen.may(Action.ANSWER)

    def one(code: str) -> OwnAnswer:
        indicator, row = framework.indicators[code], answers.get(code)
        officer, name = officers[code]
        locked = why_locked(
            seen,
            is_active=is_active,
            is_released=released is not None,
            is_returned=code in returned,
            is_for_others=is_bound and officer != person,
        )
        return OwnAnswer(
            code=code,
            title=indicator.title,
            question=indicator.question,
            critical=indicator.critical,
            answer=None if row is None else judgement_view(framework, row),
            references=tuple(references[code]),
            lacks_evidence=(
                row is not None
                and not references[code]
                and framework.needs_evidence(framework.value(row.kind, row.level_id))
            ),
            is_returned=code in returned,
            given_to=name or "",
            can_edit=may_answer and not locked,
        )

    return tuple(
        Section(row.code, row.name, group.name, tuple(one(code) for code in row.indicators if code in officers))
        for group in layout(seen.spec)
        for row in group.rows
        if any(code in officers for code in row.indicators)
    )
