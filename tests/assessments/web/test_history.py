"""The record of an assessment in words, and every state of an answer and of a national level."""

import pytest
from django.urls import reverse

from assessments import operations
from tests.builders import answer_questions, cast_of, make_assessment
from tests.people import make_reviewer, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

CODES = ("P1.F1.01", "P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02")


def address(name: str, *parts: object) -> str:
    return reverse(f"assessments:{name}", args=parts)


def said(page) -> list[str]:
    return [as_read(line.words) for line in page.context["lines"]]


def test_the_record_tells_who_did_what_newest_first(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    cast = cast_of(assessment)
    client.force_login(cast.focal_point)

    page = client.get(address("history", assessment.pk))

    lines = said(page)
    assert lines[0] == "Focal Arvenia added a reference to P1.F1.01"
    assert lines[1] == "Focal Arvenia settled P1.F1.01 at level 4"
    assert lines[2] == "Focal Arvenia closed collection; consolidation began"
    assert lines[-1] == "Focal Arvenia opened the assessment"
    assert "Officer Customs released the answers of Customs" in lines
    assert "Agreed in the workshop." in page.text


def test_the_record_says_that_an_agency_answered_never_what(client):
    assessment = make_assessment(upto="collection")
    cast = cast_of(assessment)
    operations.save_answer(
        actor=cast.officers["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast.agencies["CUS"].pk,
        indicator_code="P1.F1.01",
        kind="insufficient",
        reason="A sentence of Customs alone",
        expected_revision=0,
    )
    client.force_login(cast.focal_point)

    page = client.get(address("history", assessment.pk))

    assert said(page)[0] == "Officer Customs (Customs) answered P1.F1.01"
    assert "A sentence of Customs alone" not in page.text


def test_a_long_record_goes_on_on_the_next_page(client):
    assessment = make_assessment(upto="setup")
    focal = cast_of(assessment).focal_point
    for number in range(60):
        operations.save_profile(
            actor=focal, at=now(), assessment_id=assessment.pk, answers={"crossings": str(number + 10)}
        )
    client.force_login(focal)

    first = client.get(address("history", assessment.pk))
    second = client.get(f"{address('history', assessment.pk)}?before={first.context['page'].earlier}")

    assert len(first.context["lines"]) == 50
    assert "Earlier" in first.text
    assert second.context["page"].earlier is None
    assert {line.number for line in first.context["lines"]} & {line.number for line in second.context["lines"]} == set()
    assert client.get(f"{address('history', assessment.pk)}?before=nonsense").status_code == 200


def test_an_officer_reads_how_the_own_answer_changed(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": {"CUS": 2}})
    cast = cast_of(assessment)
    customs = cast.agencies["CUS"]
    operations.save_answer(
        actor=cast.officers["CUS"],
        at=now(),
        assessment_id=assessment.pk,
        agency_id=customs.pk,
        indicator_code="P1.F1.01",
        kind="level",
        level="3",
        comment="The order is in force.",
        expected_revision=1,
    )
    client.force_login(cast.officers["CUS"])

    page = client.get(address("answer_history", assessment.pk, customs.pk, "P1.F1.01"))

    assert [one.revision.label for one in page.context["revisions"]] == ["3", "2"]
    assert [one.before.label if one.before else None for one in page.context["revisions"]] == ["2", None]
    assert "<ins>The order is in force.</ins>" in page.text


def test_the_focal_point_reads_an_answers_history_only_after_the_release(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": {"CUS": 2}})
    cast = cast_of(assessment)
    customs = cast.agencies["CUS"]
    client.force_login(cast.focal_point)
    page = address("answer_history", assessment.pk, customs.pk, "P1.F1.01")

    before = client.get(page)
    answer_questions(assessment, {code: {"CUS": 3} for code in CODES})
    operations.release_answers(actor=cast.officers["CUS"], at=now(), assessment_id=assessment.pk, agency_id=customs.pk)
    after = client.get(page)

    assert before.context["revisions"] == ()
    assert [one.revision.label for one in after.context["revisions"]] == ["2"]


def test_the_national_levels_history_shows_each_state(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    focal = cast_of(assessment).focal_point
    operations.settle_level(
        actor=focal,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.01",
        kind="level",
        level="2",
        reason="Agreed again in the workshop.",
        expected_revision=1,
    )
    client.force_login(focal)

    page = client.get(address("settled_history", assessment.pk, "P1.F1.01"))

    assert [one.revision.label for one in page.context["revisions"]] == ["2", "4"]
    assert "<ins>" in page.text and "revision 2" in page.text


def addresses(assessment) -> list[str]:
    customs = cast_of(assessment).agencies["CUS"]
    return [
        address("history", assessment.pk),
        address("answer_history", assessment.pk, customs.pk, "P1.F1.01"),
        address("settled_history", assessment.pk, "P1.F1.01"),
    ]


def test_nothing_is_there_for_another_country(client, stranger):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    client.force_login(stranger)

    assert [client.get(page).status_code for page in addresses(assessment)] == [404, 404, 404]


def test_an_officer_reads_neither_the_record_nor_another_agency_nor_national_levels(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    client.force_login(cast_of(assessment).officers["BG"])

    assert [client.get(page).status_code for page in addresses(assessment)] == [403, 404, 403]


def test_a_reviewer_sees_nothing_before_submission(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    client.force_login(make_reviewer(assessment.country))

    assert [client.get(page).status_code for page in addresses(assessment)] == [404, 404, 404]


def test_nobody_is_sent_to_sign_in(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})

    for page in addresses(assessment):
        assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"
