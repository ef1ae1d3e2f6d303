"""What a service of the demo keeps beside its answers: two files, and a thread between its officer and its lead."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assessments import operations, queries
from assessments.operations.preparing import Upload

if TYPE_CHECKING:
    from assessments.management.demo_story import Told
    from assessments.models import Assessment
    from ibm_platform.accounts.models import User

MINUTE = timedelta(minutes=1)
ORDER = """Order 14/2025 of the Director General of Customs (demonstration)

1. Each crossing keeps one list of the means of control and checks it every month.
2. The head of shift signs the list; headquarters compares the lists twice a year.
3. What is missing for more than 30 days is reported to the technical department.
"""
FIGURES = """Crossing,Lorries,Checked,Found\nArven North,41200,3900,212\nArven South,18750,2100,96\nRiver Gate,9300,1480,61\n"""


def add_papers(told: Told, assessment: Assessment, *, at: datetime) -> None:
    """
    Attach an order and a table of figures to the first two answers of Customs, and talk about the first.

    Must run outside a transaction, as every upload must.
    """
    officer, lead, service = told.answering["CUS"], told.leading["CUS"], told.agencies["CUS"]
    first, second = answered(officer, at, assessment.pk, service.pk)[:2]
    for number, (code, name, text) in enumerate(
        [(first, "Order 14-2025.txt", ORDER), (second, "Checks at crossings 2025.csv", FIGURES)]
    ):
        operations.attach_files(
            actor=officer,
            at=at + number * MINUTE,
            assessment_id=assessment.pk,
            agency_id=service.pk,
            indicator_code=code,
            uploads=[Upload(io.BytesIO(text.encode()), name, len(text.encode()))],
            marking="internal",
        )
    talk(officer, lead, at + 5 * MINUTE, assessment.pk, service.pk, first)


def answered(person: User, at: datetime, assessment_id: int, agency_id: int) -> list[str]:
    """Codes of the questions that the person's agency answered with a level, in the order of the questionnaire."""
    said = queries.own_answers(person, at, assessment_id, agency_id)
    answers = (one for section in said.sections for one in section.answers)
    return [one.code for one in answers if one.answer is not None and one.answer.kind == "level"]


def talk(officer: User, lead: User, at: datetime, assessment_id: int, agency_id: int, code: str) -> None:
    """The officer asks the lead by name; the lead answers, and the officer has not read it yet."""
    begun = operations.write_comment(
        actor=officer,
        at=at,
        assessment_id=assessment_id,
        agency_id=agency_id,
        indicator_code=code,
        text="River Gate does not apply the order yet. Do we still say that all crossings do?",
        mentions=[lead.pk],
    )
    operations.answer_comment(
        actor=lead,
        at=at + 20 * MINUTE,
        assessment_id=assessment_id,
        comment_id=begun.pk,
        text="No. Say what is true today; River Gate follows in spring.",
    )
