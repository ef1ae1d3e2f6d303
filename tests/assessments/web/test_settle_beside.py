"""Beside the agencies' answers: what was said in the last cycle, and the sentence that says what they come to."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assessments import operations
from assessments.models import Assessment
from tests.builders import a_lead, answer_questions, cast_of, make_assessment, make_cycle
from tests.people import make_agency, make_country, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

CODE = "P1.F1.01"
UNSETTLED = "nothing is settled until you say so."


def settle_page(assessment: Assessment, code: str):
    client = Client()
    client.force_login(cast_of(assessment).focal_point)
    return client.get(reverse("assessments:settle", args=[assessment.pk, code]))


def consolidated(assessment: Assessment) -> None:
    """Every agency answers what is left, hands over, and collection closes."""
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=3)
    for agency in cast.agencies.values():
        operations.release_answers(actor=a_lead(agency), at=now(), assessment_id=assessment.pk, agency_id=agency.pk)
    operations.start_consolidation(actor=cast.focal_point, at=now(), assessment_id=assessment.pk)


def test_the_last_cycles_evidence_stands_beside_and_an_agencys_new_words_are_underlined():
    make_assessment(
        upto="accepted",
        cycle=make_cycle(code="2024"),
        reference_date=date(2024, 5, 1),
        answers={CODE: "INSUFFICIENT"},
    )
    assessment = make_assessment(upto="collection", cycle=make_cycle(code="2027"))
    for code, reason in (("BG", "Nobody we asked in the north knows."), ("CUS", "Nobody we asked knows.")):
        agency = cast_of(assessment).agencies[code]
        operations.save_answer(
            actor=cast_of(assessment).officers[code],
            at=now(),
            assessment_id=assessment.pk,
            agency_id=agency.pk,
            indicator_code=CODE,
            kind="insufficient",
            level=None,
            reason=reason,
            expected_revision=0,
        )
    consolidated(assessment)

    page = settle_page(assessment, CODE)
    text = as_read(page.text)

    assert "Words that are new since 2024 are underlined." in text
    assert "Nobody we asked <ins>in the north</ins> knows." in text
    assert text.count("<ins>") == 1
    assert page.context["page"].previous.evidence == (f"Order on {CODE}",)
    assert f"Order on {CODE}" in text


def test_in_a_first_cycle_nothing_is_underlined():
    page = settle_page(make_assessment(upto="consolidation", answers={CODE: "INSUFFICIENT"}), CODE)

    assert page.context["marked_since"] == ""
    assert "<ins>" not in page.text


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"BG": 3, "CUS": 2, "POL": 4},
            "The three answers lie two levels apart. The middle answer is 3; " + UNSETTLED,
        ),
        (
            {"BG": 3, "CUS": 3, "POL": "NA"},
            "The three answers differ on whether the question applies. The proposal is 3; " + UNSETTLED,
        ),
        (
            {"BG": 1, "CUS": 4, "POL": "NA"},
            "Two answers lie three levels apart; one says that the question does not apply. The lower answer is 1; "
            + UNSETTLED,
        ),
        (
            {"BG": 2, "CUS": 2, "POL": 2},
            "The three answers agree. The proposal is 2; " + UNSETTLED,
        ),
    ],
)
def test_the_sentence_is_true_of_the_answers(answers, sentence):
    home = make_country()
    agencies = [
        make_agency(home, "BG", "Border Guard", ("BG",)),
        make_agency(home, "CUS", "Customs", ("CUS",)),
        make_agency(home, "POL", "Police", ("BG", "CUS")),
    ]
    assessment = make_assessment(upto="consolidation", agencies=agencies, answers={"P2.F2.02": answers})

    assert settle_page(assessment, "P2.F2.02").context["spread_sentence"] == sentence
