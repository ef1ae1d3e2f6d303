"""What is asked of whom, arranged for the pages of set-up: by the framework's layout, agencies by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assessments.queries.context import AgencyRef
from assessments.queries.layout import layout, row_of
from assessments.queries.setup import SetupAgency, SetupPage
from frameworks.spec import Indicator


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """One agency to tick. ``is_bound``: it has answered, so it stays."""

    agency: AgencyRef
    types: str
    is_chosen: bool
    is_bound: bool
    suggested: int


@dataclass(frozen=True, slots=True)
class ProposedNotApplicable:
    code: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class AgencyCount:
    agency: str
    questions: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """``counts`` in the order of the matrix's agencies; ``unasked`` applicable questions of the row have nobody."""

    name: str
    questions: int
    counts: tuple[AgencyCount, ...]
    unasked: int


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    name: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    agencies: tuple[SetupAgency, ...]
    groups: tuple[MatrixGroup, ...]
    totals: tuple[AgencyCount, ...]


@dataclass(frozen=True, slots=True)
class Unasked:
    """A question of nobody, with the kinds of agency that the framework names for it."""

    code: str
    title: str
    expected: str
    cell: str


@dataclass(frozen=True, slots=True)
class QuestionChoice:
    code: str
    title: str
    is_chosen: bool
    is_bound: bool
    is_suggested: bool
    also_asked: int
    not_applicable: str
    """The profile's reason; empty when the question applies."""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    code: str
    name: str
    questions: tuple[QuestionChoice, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    name: str
    rows: tuple[QuestionRow, ...]


def agency_choices(page: SetupPage, chosen: Collection[int]) -> tuple[AgencyChoice, ...]:
    """Every agency of the country, those in ``chosen`` and those that have answered ticked."""
    names = {one.code: one.name for one in page.context.spec.agency_types}
    return tuple(
        AgencyChoice(
            agency=one.agency,
            types=", ".join(names.get(code, code) for code in one.types),
            is_chosen=one.agency.id in chosen or bool(one.answered),
            is_bound=bool(one.answered),
            suggested=len(one.suggested),
        )
        for one in page.agencies
    )


def proposed_not_applicable(page: SetupPage) -> tuple[ProposedNotApplicable, ...]:
    """The questions that the profile as it is saved makes not applicable."""
    return tuple(
        ProposedNotApplicable(one.indicator.code, one.indicator.title, one.proposed_not_applicable)
        for one in page.indicators
        if one.proposed_not_applicable
    )


def matrix(page: SetupPage) -> Matrix:
    """Counts of questions, rows of the layout by agencies that take part."""
    taking_part = tuple(one for one in page.agencies if one.takes_part)
    unassigned = set(page.unassigned)
    return Matrix(
        agencies=taking_part,
        groups=tuple(
            MatrixGroup(
                group.name,
                tuple(
                    MatrixRow(
                        name=row.name,
                        questions=len(row.indicators),
                        counts=tuple(
                            AgencyCount(one.agency.name, sum(code in one.asked for code in row.indicators))
                            for one in taking_part
                        ),
                        unasked=sum(code in unassigned for code in row.indicators),
                    )
                    for row in group.rows
                ),
            )
            for group in layout(page.context.spec)
        ),
        totals=tuple(AgencyCount(one.agency.name, len(one.asked)) for one in taking_part),
    )


def unasked(page: SetupPage) -> tuple[Unasked, ...]:
    """The applicable questions that nobody is asked, in the framework's order."""
    open_codes = set(page.unassigned)
    cells = row_of(page.context.spec)
    return tuple(
        Unasked(
            one.indicator.code, one.indicator.title, _type_names(page, one.indicator), cells[one.indicator.code].code
        )
        for one in page.indicators
        if one.indicator.code in open_codes
    )


def agency_questions(page: SetupPage, agency: SetupAgency, chosen: Collection[str]) -> tuple[QuestionGroup, ...]:
    """Every question in the framework's layout, those in ``chosen`` and those the agency has answered ticked."""
    of_code = {one.indicator.code: one for one in page.indicators}
    groups = []
    for group in layout(page.context.spec):
        rows = []
        for row in group.rows:
            questions = tuple(
                QuestionChoice(
                    code=code,
                    title=of_code[code].indicator.title,
                    is_chosen=code in chosen or code in agency.answered,
                    is_bound=code in agency.answered,
                    is_suggested=code in agency.suggested,
                    also_asked=sum(other.id != agency.agency.id for other in of_code[code].asked),
                    not_applicable=of_code[code].proposed_not_applicable,
                )
                for code in row.indicators
            )
            rows.append(QuestionRow(row.code, row.name, questions, sum(one.is_chosen for one in questions)))
        groups.append(QuestionGroup(group.name, tuple(rows)))
    return tuple(groups)


def _type_names(page: SetupPage, indicator: Indicator) -> str:
    names = {one.code: one.name for one in page.context.spec.agency_types}
    return ", ".join(names.get(code, code) for code in indicator.agency_types)
