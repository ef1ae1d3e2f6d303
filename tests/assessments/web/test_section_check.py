"""The end of a section and the receipt of a release: what is missing is named, nothing is written, no other agency reads it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from assessments import operations
from assessments.models import AssessmentEvent
from tests.builders import answer_questions, cast_of, make_assessment
from tests.people import now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

SECTION = "P2.F2"


def at(name: str, assessment, *more) -> str:
    return reverse(f"assessments:{name}", args=[assessment.pk, cast_of(assessment).agencies["CUS"].pk, *more])


def main_of(response) -> str:
    return response.text.split('<main id="main"')[1].split("</main>")[0]


def read(response) -> str:
    return " ".join(as_read(main_of(response)).split())


def test_the_check_names_what_is_missing_and_leads_on_without_writing(client):
    assessment = make_assessment(answers={"P2.F2.01": 3})
    cast = cast_of(assessment)
    check = at("section_check", assessment, SECTION)
    client.force_login(cast.officers["CUS"])

    page = client.get(check)
    written = AssessmentEvent.objects.count()
    silent, early = client.post(check, {}), client.post(check, {"completed": "yes"})
    later = client.post(check, {"completed": "no"})

    # Its own level 3 has no document; the question without an answer stands as a link in place of the answer.
    assert "Level 3 needs a document or a link" in read(page)
    missing = at("question", assessment, "P2.F2.02")
    assert re.search(rf'<a href="{missing}">Answer', main_of(page))
    assert "Change" in read(page)
    assert (silent.status_code, "Say whether you have completed this section." in read(silent)) == (422, True)
    summary = main_of(early).split('class="errors"')[1].split("</div>")[0]
    assert (early.status_code, missing in summary) == (422, True)
    assert (later.status_code, later.url) == (302, at("tasks", assessment))
    assert AssessmentEvent.objects.count() == written


def test_yes_leads_to_the_next_open_question_and_at_the_end_to_the_release(client):
    assessment = make_assessment(answers={"P2.F2.01": 2, "P2.F2.02": 2})
    cast = cast_of(assessment)
    check = at("section_check", assessment, SECTION)
    client.force_login(cast.leads["CUS"])

    onward = client.post(check, {"completed": "yes"})
    answer_questions(assessment, {}, level=2)
    done = client.post(check, {"completed": "yes"})
    released = client.post(done.url)
    receipt = client.get(released.url)
    locked = client.get(check)
    question = client.get(at("question", assessment, "P2.F2.01"))

    assert onward.url == at("question", assessment, "P1.F1.01")
    assert done.url == at("release", assessment)
    assert released.url == at("handed_over", assessment)
    assert "XA-2027-CUS-1" in read(receipt)
    assert "Europe/Vienna" in read(receipt)
    assert 'name="completed"' not in locked.text
    assert "Released by Lead Customs on" in read(locked)
    assert "Released by Lead Customs on" in read(question)


def test_the_last_question_of_a_section_leads_to_its_check(client):
    assessment = make_assessment()
    client.force_login(cast_of(assessment).officers["CUS"])
    followed = {}
    for code in ("P2.F2.01", "P2.F2.02"):
        page = client.get(at("question", assessment, code)).text
        sent = dict(
            re.findall(r'<input type="hidden" name="(following|section|expected_revision)" value="([^"]*)">', page)
        )
        followed[code] = client.post(at("question", assessment, code), {**sent, "choice": "2", "then": "continue"}).url

    assert followed == {
        "P2.F2.01": at("question", assessment, "P2.F2.02"),
        "P2.F2.02": at("section_check", assessment, SECTION),
    }


def test_a_colleagues_question_neither_holds_an_officer_up_nor_is_offered(client):
    assessment = make_assessment(answers={"P2.F2.01": 2})
    cast = cast_of(assessment)
    operations.delegate(
        actor=cast.leads["CUS"], at=now(), assessment_id=assessment.pk, agency_id=cast.agencies["CUS"].pk,
        officer_id=cast.officers["CUS"].pk, indicator_codes=["P2.F2.01"],
    )  # fmt: skip
    check = at("section_check", assessment, SECTION)
    client.force_login(cast.officers["CUS"])

    page, done = client.get(check), client.post(check, {"completed": "yes"})

    assert at("question", assessment, "P2.F2.02") not in main_of(page)
    assert "Not answered" in read(page)
    assert done.url == at("tasks", assessment)


def test_all_answers_stand_on_one_page_and_no_other_agencys(client):
    assessment = make_assessment(answers={"P2.F2.01": {"CUS": 2, "BG": 5}})
    cast = cast_of(assessment)
    for code, words in (("CUS", "Customs seal the gate."), ("BG", "Guards hold the tower.")):
        operations.save_answer(
            actor=cast.officers[code], at=now(), assessment_id=assessment.pk, agency_id=cast.agencies[code].pk,
            indicator_code="P2.F2.01", kind="level", level="4", comment=words, expected_revision=1,
        )  # fmt: skip
    client.force_login(cast.officers["CUS"])

    draft, unreleased = client.get(at("own_answers", assessment)), client.get(at("handed_over", assessment))

    assert "Customs seal the gate." in read(draft)
    assert "Guards hold" not in draft.text
    assert "DRAFT" in read(draft)
    assert (unreleased.status_code, unreleased.url) == (302, at("release", assessment))


def test_a_release_that_was_opened_again_says_so_on_its_receipt(client):
    assessment = make_assessment(release=True)
    cast = cast_of(assessment)
    operations.reopen_release(
        actor=cast.leads["CUS"], at=now(), assessment_id=assessment.pk, agency_id=cast.agencies["CUS"].pk,
        reason="The new order came today.",
    )  # fmt: skip
    client.force_login(cast.officers["CUS"])

    page = read(client.get(at("handed_over", assessment)))

    assert "are open again" in page
    assert "The new order came today." in page
    assert "XA-2027-CUS-1" in page
