"""References beside an answer or a national level: whichever button is pressed, nothing typed on the page is lost."""

import re

import pytest
from django.urls import reverse

from assessments.models import AgencyAnswer, EvidenceReference, SettledLevel
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db

CODE = "P1.F1.01"
REFERENCE = {
    "evidence-title": "Order 12",
    "evidence-kind": "E1",
    "evidence-strength": "A",
    "evidence-marking": "internal",
    "evidence-holder": "Registry",
}


@pytest.fixture
def asked(client):
    """Customs has said 3; its officer is signed in. The address of the question, and of adding a reference to it."""
    assessment = make_assessment(answers={CODE: {"CUS": 3}})
    cast = cast_of(assessment)
    client.force_login(cast.officers["CUS"])
    args = [assessment.pk, cast.agencies["CUS"].pk, CODE]
    return reverse("assessments:question", args=args), reverse("assessments:add_evidence", args=args)


@pytest.fixture
def settled(client):
    """Nothing is settled yet; the focal point is signed in. The address of the level, and of adding a reference to it."""
    assessment = make_assessment(upto="consolidation")
    client.force_login(cast_of(assessment).focal_point)
    args = [assessment.pk, CODE]
    return reverse("assessments:settle", args=args), reverse("assessments:add_national_evidence", args=args)


ANSWER = {"choice": "insufficient", "reason": "Nobody\r\nknows.", "comment": "Seen on site.", "expected_revision": "1"}
LEVEL = {"choice": "4", "reason": "Agreed on site.", "expected_revision": "0"}


@pytest.mark.parametrize("where", ["asked", "settled"])
def test_every_field_and_button_of_the_reference_belongs_to_the_form_of_the_judgement(client, request, where):
    page = client.get(request.getfixturevalue(where)[0]).text

    section = page[page.index('<section id="evidence"') :]
    section = section[: section.index("</section>")]
    controls = re.findall(r"<(?:input|select|button|textarea)[^>]*>", section)
    assert len(controls) == 8
    assert all('form="judgement"' in control for control in controls)
    assert "required" not in "".join(controls)
    assert "<form" not in section


def test_adding_a_reference_keeps_the_answer_that_was_typed(client, asked):
    question, adding = asked

    added = client.post(adding, {**ANSWER, **REFERENCE})
    page = client.get(added["Location"])

    assert added["Location"] == question
    assert EvidenceReference.objects.get().title == "Order 12"
    assert page.context["chosen"] == "insufficient"
    assert "Nobody\nknows.</textarea>" in page.text.replace("\r\n", "\n")
    assert ">Seen on site.</textarea>" in page.text
    assert 'name="expected_revision" value="1"' in page.text
    assert "Your answer is not saved yet;" in page.text
    assert AgencyAnswer.objects.get(agency__code="CUS").level.code == "3"


def test_what_was_kept_is_shown_once(client, asked):
    question, adding = asked
    client.post(adding, {**ANSWER, **REFERENCE})
    client.get(question)

    again = client.get(question)

    assert again.context["chosen"] == "3"
    assert "Your answer is not saved yet;" not in again.text


def test_an_answer_as_it_stands_is_not_called_unsaved(client, asked):
    question, adding = asked

    client.post(adding, {"choice": "3", "reason": "", "comment": "", "expected_revision": "1", **REFERENCE})

    assert "Your answer is not saved yet;" not in client.get(question).text


def test_adding_a_reference_keeps_the_reason_that_was_typed(client, settled):
    level, adding = settled

    added = client.post(adding, {**LEVEL, **REFERENCE})
    page = client.get(added["Location"])

    assert added["Location"] == level
    assert (page.status_code, page.context["chosen"], page.context["reason"]) == (200, "4", "Agreed on site.")
    assert ">Agreed on site.</textarea>" in page.text
    assert "The level is not settled yet" in page.text
    assert not SettledLevel.objects.exists()


def test_the_proposal_that_nobody_touched_is_not_called_unsaved(client, settled):
    level, adding = settled
    offered = client.get(level).context

    client.post(
        adding, {"choice": offered["chosen"], "reason": offered["reason"], "expected_revision": "0", **REFERENCE}
    )

    assert "not settled yet;" not in client.get(level).text


def test_a_refused_reference_keeps_the_reason_until_it_is_mended(client, settled):
    level, adding = settled

    refused = client.post(adding, {**LEVEL, **REFERENCE, "evidence-title": " "})
    mended = client.post(adding, REFERENCE)

    assert (refused.status_code, mended["Location"]) == (422, level)
    assert client.get(level).context["reason"] == "Agreed on site."


def test_taking_a_reference_away_and_back_keeps_the_reason(client, settled):
    level, adding = settled
    client.post(adding, REFERENCE)
    reference = EvidenceReference.objects.get()

    for name in ("remove_evidence", "restore_evidence"):
        address = reverse(f"assessments:{name}", args=[reference.assessment_id, reference.pk])
        gone = client.post(address, {**LEVEL, "next": level + "#evidence"})

        assert gone["Location"] == level + "#evidence"
        assert client.get(level).context["reason"] == "Agreed on site."


@pytest.mark.parametrize("elsewhere", ["", "https://elsewhere.example/", "//elsewhere.example/"])
def test_after_taking_away_nobody_is_led_to_another_site(client, settled, elsewhere):
    client.post(settled[1], REFERENCE)
    reference = EvidenceReference.objects.get()

    gone = client.post(
        reverse("assessments:remove_evidence", args=[reference.assessment_id, reference.pk]), {"next": elsewhere}
    )

    assert gone["Location"] == reverse("assessments:assessment", args=[reference.assessment_id])


@pytest.mark.parametrize("where", ["asked", "settled"])
def test_saving_keeps_a_reference_that_was_typed_and_not_added(client, request, where):
    page, _adding = request.getfixturevalue(where)
    said = {"choice": "3", "reason": "Agreed.", "expected_revision": "1" if where == "asked" else "0"}

    saved = client.post(page, {**said, **REFERENCE, "then": "continue", "following": "P1.F2.01"})
    shown = client.get(saved["Location"])

    assert saved["Location"] == page + "#evidence"
    assert "The reference is not added yet" in shown.text
    assert 'value="Order 12"' in shown.text
    assert shown.context["evidence_form"]["holder"].value() == "Registry"
    assert not EvidenceReference.objects.exists()


def test_a_refused_answer_keeps_a_reference_that_was_typed(client, asked):
    refused = client.post(asked[0], {"choice": "insufficient", "reason": "", "expected_revision": "1", **REFERENCE})

    assert refused.status_code == 422
    assert 'value="Order 12"' in refused.text


def test_a_conflict_keeps_a_reference_that_was_typed(client, asked):
    conflict = client.post(asked[0], {"choice": "2", "reason": "", "expected_revision": "0", **REFERENCE})

    assert conflict.status_code == 409
    assert 'value="Order 12"' in client.get(asked[0]).text


def test_what_was_kept_for_one_question_is_not_shown_on_another(client, settled):
    level, adding = settled
    client.post(adding, {**LEVEL, **REFERENCE})

    other = client.get(level.replace(CODE, "P1.F1.02"))

    assert "Agreed on site." not in other.text
    assert client.get(level).context["reason"] == "Agreed on site."


def test_a_revision_that_is_no_number_is_kept_as_the_present_one(client, asked):
    client.post(asked[1], {**ANSWER, **REFERENCE, "expected_revision": "one"})

    page = client.get(asked[0])

    assert 'name="expected_revision" value="1"' in page.text
    assert ">Seen on site.</textarea>" in page.text
