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


ADD = {"then": "add_reference", **REFERENCE}
ANSWER = {"choice": "insufficient", "reason": "Nobody\r\nknows.", "comment": "Seen on site.", "expected_revision": "1"}
LEVEL = {"choice": "4", "reason": "Agreed on site.", "expected_revision": "0"}


@pytest.fixture
def asked(client):
    """Customs has said 3; its officer is signed in. The address of the question."""
    assessment = make_assessment(answers={CODE: {"CUS": 3}})
    cast = cast_of(assessment)
    client.force_login(cast.officers["CUS"])
    return reverse("assessments:question", args=[assessment.pk, cast.agencies["CUS"].pk, CODE])


@pytest.fixture
def settled(client):
    """Nothing is settled yet; the focal point is signed in. The address of the level."""
    assessment = make_assessment(upto="consolidation")
    client.force_login(cast_of(assessment).focal_point)
    return reverse("assessments:settle", args=[assessment.pk, CODE])


@pytest.mark.parametrize("where", ["asked", "settled"])
def test_every_field_and_button_of_the_reference_belongs_to_the_form_of_the_judgement(client, request, where):
    page = client.get(request.getfixturevalue(where)).text

    section = page[page.index('<section id="evidence"') :]
    section = section[: section.index("</section>")]
    controls = re.findall(r"<(?:input|select|button|textarea)[^>]*>", section)
    assert len(controls) == 16
    assert all('form="judgement"' in control for control in controls)
    assert "required" not in "".join(controls)
    assert "<form" not in section


def test_a_reference_added_alone_leads_to_a_page_that_can_be_loaded_anew(client, asked):
    added = client.post(asked, ADD)

    assert (added.status_code, added["Location"]) == (302, asked + "#evidence")
    assert EvidenceReference.objects.get().title == "Order 12"


def test_adding_a_reference_keeps_the_answer_that_was_typed(client, asked):
    page = client.post(asked, {**ANSWER, **ADD})

    assert page.status_code == 200
    assert EvidenceReference.objects.get().title == "Order 12"
    assert page.context["chosen"] == "insufficient"
    assert "Nobody\nknows.</textarea>" in page.text.replace("\r\n", "\n")
    assert ">Seen on site.</textarea>" in page.text
    assert 'name="expected_revision" value="1"' in page.text
    assert "Your answer is not saved yet;" in page.text
    assert "data-autosave data-unsaved" in page.text
    assert "Written, not saved yet</span>" in page.text
    assert 'value="Order 12"' not in page.text
    assert AgencyAnswer.objects.get(agency__code="CUS").level.code == "3"


def test_an_answer_as_it_stands_is_not_called_unsaved(client, asked):
    added = client.post(asked, {"choice": "3", "reason": "", "comment": "", "expected_revision": "1", **ADD})

    assert added.status_code == 302
    assert "data-unsaved" not in client.get(asked).text


def test_adding_a_reference_keeps_the_reason_that_was_typed(client, settled):
    page = client.post(settled, {**LEVEL, **ADD})

    assert (page.status_code, page.context["chosen"], page.context["reason"]) == (200, "4", "Agreed on site.")
    assert ">Agreed on site.</textarea>" in page.text
    assert "The level is not settled yet" in page.text
    assert not SettledLevel.objects.exists()


def test_the_proposal_that_nobody_touched_is_not_called_unsaved(client, settled):
    offered = client.get(settled).context
    untouched = {"choice": offered["chosen"], "reason": offered["reason"], "expected_revision": "0"}

    assert client.post(settled, {**untouched, **ADD}).status_code == 302


def test_a_refused_reference_stands_beside_its_reason_and_beside_the_reason_of_the_level(client, settled):
    refused = client.post(settled, {**LEVEL, **ADD, "evidence-title": " "})

    assert refused.status_code == 422
    assert refused.context["reason"] == "Agreed on site."
    assert refused.context["evidence_form"].errors["title"]
    assert refused.context["evidence_form"]["holder"].value() == "Registry"
    assert not EvidenceReference.objects.exists()


def test_one_reference_too_many_keeps_what_was_typed(client, settled, monkeypatch):
    monkeypatch.setattr("assessments.operations.evidence.REFERENCES_PER_QUESTION", 1)
    client.post(settled, ADD)

    refused = client.post(settled, {**LEVEL, **ADD, "evidence-title": "Order 13"})

    assert (refused.status_code, refused.context["reason"]) == (422, "Agreed on site.")
    assert 'value="Order 13"' in refused.text
    assert EvidenceReference.objects.get().title == "Order 12"


def test_taking_a_reference_away_and_back_keeps_the_reason_and_another_reference(client, settled):
    client.post(settled, ADD)
    number = EvidenceReference.objects.get().pk
    typed = {**LEVEL, **REFERENCE, "evidence-title": "Order 13"}

    gone = client.post(settled, {**typed, "take_away": number})
    kept_away = EvidenceReference.objects.get().removed_at
    back = client.post(settled, {**typed, "bring_back": number})

    assert f'name="bring_back" value="{number}"' in gone.text
    for page in (gone, back):
        assert (page.status_code, page.context["reason"]) == (200, "Agreed on site.")
        assert 'value="Order 13"' in page.text
    assert (kept_away is None, EvidenceReference.objects.get().removed_at) == (False, None)


@pytest.mark.parametrize("number", ["0", "x", "²", "-1", "9" * 30])
def test_a_number_that_is_no_reference_is_nowhere(client, settled, number):
    assert client.post(settled, {"take_away": number}).status_code == 404


def test_enter_settles_nothing_for_a_country(client, settled):
    page = client.post(settled, {**LEVEL, "then": "enter"})
    added = client.post(settled, {**LEVEL, **REFERENCE, "then": "enter"})

    assert (page.status_code, page.context["reason"]) == (200, "Agreed on site.")
    assert (added.status_code, added.context["reason"]) == (200, "Agreed on site.")
    assert EvidenceReference.objects.get().title == "Order 12"
    assert not SettledLevel.objects.exists()


def test_enter_saves_an_answer_and_stays_and_adds_a_reference_that_stands_typed(client, asked):
    saved = client.post(asked, {"choice": "4", "expected_revision": "1", "then": "enter"})
    added = client.post(asked, {"choice": "4", "expected_revision": "2", **REFERENCE, "then": "enter"})

    assert (saved["Location"], added["Location"]) == (asked, asked + "#evidence")
    assert AgencyAnswer.objects.get(agency__code="CUS").level.code == "4"
    assert EvidenceReference.objects.get().title == "Order 12"


@pytest.mark.parametrize("where", ["asked", "settled"])
@pytest.mark.parametrize("left_out", ["", "evidence-title"])
def test_saving_keeps_a_reference_that_was_typed_and_not_added(client, request, where, left_out):
    page = request.getfixturevalue(where)
    said = {"choice": "3", "reason": "Agreed.", "expected_revision": "1" if where == "asked" else "0"}
    typed = {**REFERENCE, **({left_out: ""} if left_out else {})}

    shown = client.post(page, {**said, **typed, "then": "continue", "following": "P1.F2.01"})

    assert shown.status_code == 200
    assert "The reference is not added yet" in shown.text
    assert shown.context["form"] is None
    assert shown.context["evidence_form"]["title"].value() == typed["evidence-title"]
    assert shown.context["evidence_form"]["holder"].value() == "Registry"
    assert not EvidenceReference.objects.exists()
    assert AgencyAnswer.objects.exists() if where == "asked" else SettledLevel.objects.exists()


def test_a_refused_answer_keeps_a_reference_that_was_typed(client, asked):
    refused = client.post(asked, {"choice": "insufficient", "reason": "", "expected_revision": "1", **REFERENCE})

    assert refused.status_code == 422
    assert 'value="Order 12"' in refused.text


def test_a_reference_that_was_typed_goes_along_with_the_choice_after_a_conflict(client, asked):
    conflict = client.post(asked, {"choice": "2", "reason": "", "expected_revision": "0", **REFERENCE})
    hidden = dict(re.findall(r'<input type="hidden" name="(evidence-[a-z_]+)" value="([^"]*)">', conflict.text))

    chosen = client.post(asked, {"choice": "2", "expected_revision": "1", "then": "stay", **hidden})

    assert conflict.status_code == 409
    assert chosen.context["evidence_form"]["holder"].value() == "Registry"
    assert 'value="Order 12"' in chosen.text
    assert AgencyAnswer.objects.get(agency__code="CUS").level.code == "2"


def test_a_revision_that_is_no_number_is_taken_as_the_present_one(client, asked):
    page = client.post(asked, {**ANSWER, **ADD, "expected_revision": "one"})

    assert 'name="expected_revision" value="1"' in page.text
    assert ">Seen on site.</textarea>" in page.text


def test_nothing_typed_is_kept_in_the_session(client, settled):
    before = set(client.session.keys())

    client.post(settled, {**LEVEL, **ADD, "evidence-title": ""})

    assert set(client.session.keys()) == before
    assert LEVEL["reason"] and LEVEL["reason"] not in str(dict(client.session))
