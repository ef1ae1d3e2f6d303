"""The record of an assessment in words, and every state of an answer and of a national level."""

import pytest
from django.db import transaction
from django.urls import reverse

from assessments import operations
from assessments.models import Assessment, AssessmentEvent
from assessments.operations.events import record
from assessments.operations.verifying import verify_chain
from assessments.web import event_kinds, event_words
from frameworks.queries import spec_of
from tests.builders import answer_questions, cast_of, make_assessment, make_cycle
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
    assert "Lead Customs released the answers of Customs" in lines
    assert "Agreed in the workshop." in page.text


def changed(page, place: int = 0) -> list[tuple[str, str]]:
    """What the entry at this place changed: each thing, and from what to what."""
    return [
        (as_read(one.label), f"{as_read(one.before or '')} → {as_read(one.after or '')}")
        if not one.pieces
        else (as_read(one.label), " ".join(f"{piece.change}:{piece.text.strip()}" for piece in one.pieces))
        for one in page.context["lines"][place].changes
    ]


def test_each_entry_shows_from_what_to_what(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    focal = cast_of(assessment).focal_point
    where = {"actor": focal, "at": now(), "assessment_id": assessment.pk, "indicator_code": "P1.F1.01"}
    operations.settle_level(kind="level", level="2", reason="Agreed at the border.", expected_revision=1, **where)
    client.force_login(focal)

    page = client.get(address("history", assessment.pk))

    assert changed(page) == [
        ("Level", "4 → 2"),
        ("Reason", "same:Agreed gone:in added:at same:the gone:workshop. added:border."),
    ]
    assert "from <bdi>" in page.text
    assert address("settled_history", assessment.pk, "P1.F1.01") in page.text


def test_the_profile_shows_from_what_to_what(client):
    assessment = make_assessment(upto="setup")
    focal = cast_of(assessment).focal_point
    number = next(one for one in spec_of(assessment.framework_version).profile if one.kind == "number")
    operations.save_profile(actor=focal, at=now(), assessment_id=assessment.pk, answers={number.code: "12"})
    client.force_login(focal)

    page = client.get(address("history", assessment.pk))

    assert changed(page) == [(number.question, "3 → 12")]
    assert said(page)[0] == "Focal Arvenia answered 1 profile question"


def test_an_entry_from_before_contents_were_kept_still_reads(client):
    assessment = make_assessment(upto="returned")
    focal = cast_of(assessment).focal_point
    customs = cast_of(assessment).agencies["CUS"].pk
    said_then = {"kind": "level", "level": "2", "reason": "", "comment": "An older text."}
    for kind, details in (
        ("answer_saved", {"agency": customs, "indicator": "P1.F1.01", "revision": 2, "from": {"revision": 1}}),
        ("profile_saved", {"answers": {"crossings": "7", "gone": None}}),
        ("evidence_added", {"agency": None, "indicator": "P1.F1.01", "evidence": 1, "title": "Order 7"}),
        ("warning_explained", {"warning": "P1.F1.01", "text": "So it was.", "revision": 1}),
        ("extension_decided", {"agency": customs, "days": 5, "until": "2027-05-14"}),
        ("questions_delegated", {"agency": customs, "officer": None, "indicators": ["P1.F1.01"]}),
    ):
        told = {**details, "to": said_then} if kind == "answer_saved" else details
        with transaction.atomic():
            record(Assessment.objects.get(pk=assessment.pk), kind, focal, now(), told)
    client.force_login(focal)

    page = client.get(address("history", assessment.pk))

    assert [changed(page, place) for place in range(6)] == [
        [("P1.F1.01", " → everybody of the agency")],
        [("Last day", " → 14 May 2027")],
        [("Explanation", "same:So it was.")],
        [],
        [(next(one.question for one in page.context["context"].spec.profile if one.code == "crossings"), " → 7")],
        [("Level", " → 2"), ("Explanation", "same:An older text.")],
    ]


def test_the_record_is_filtered_by_the_address(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4, "P1.F2.01": 2})
    cast = cast_of(assessment)
    client.force_login(cast.focal_point)
    here = address("history", assessment.pk)

    levels = client.get(f"{here}?kind=level_settled&question=P1.F1.01&person={cast.focal_point.pk}")
    nobody = client.get(f"{here}?person=999999&before=nonsense&kind=%27")

    assert said(levels) == ["Focal Arvenia settled P1.F1.01 at level 4"]
    export = f"{address('history_table', assessment.pk)}?person={cast.focal_point.pk}&amp;kind=level_settled"
    assert export in levels.text
    assert said(nobody) == []
    assert "Nothing of this kind." in nobody.text


def test_each_kind_that_the_record_tells_in_words_can_be_filtered_for():
    assert event_words.kinds() - event_kinds.LABELS.keys() == set()


def test_an_officer_brings_an_earlier_answer_back(client):
    assessment = make_assessment(upto="collection", answers={"P1.F1.01": {"CUS": 2}})
    cast = cast_of(assessment)
    customs = cast.agencies["CUS"]
    where = {"at": now(), "assessment_id": assessment.pk, "agency_id": customs.pk, "indicator_code": "P1.F1.01"}
    operations.save_answer(
        actor=cast.officers["CUS"], kind="level", level="3", comment="In force.", expected_revision=1, **where
    )
    client.force_login(cast.officers["CUS"])
    here = address("answer_history", assessment.pk, customs.pk, "P1.F1.01")
    restore = address("restore_answer", assessment.pk, customs.pk, "P1.F1.01")

    before = client.get(here)
    done = client.post(restore, {"revision": "1", "expected_revision": "2"}, follow=True)
    late = client.post(restore, {"revision": "2", "expected_revision": "2"})

    assert before.text.count("Restore this answer") == 1
    assert [one.revision.label for one in done.context["revisions"]] == ["2", "3", "2"]
    assert "The earlier answer stands again." in done.text
    event = AssessmentEvent.objects.filter(assessment=assessment).latest("number")
    assert (event.details["restored_from"], event.details["from"]["comment"]) == (1, "In force.")
    # Somebody was first: both texts side by side, and the choice is saved where the question is.
    assert late.status_code == 409
    assert f'action="{address("question", assessment.pk, customs.pk, "P1.F1.01")}"' in late.text
    assert verify_chain(assessment.pk) == []


def test_no_page_offers_to_restore_what_would_be_refused(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    cast = cast_of(assessment)
    focal = cast.focal_point
    operations.settle_level(
        actor=focal,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.01",
        kind="level",
        level="2",
        reason="Agreed again.",
        expected_revision=1,
    )
    here = address("settled_history", assessment.pk, "P1.F1.01")

    def offered(person) -> int:
        client.force_login(person)
        return client.get(here).text.count("Restore this level")

    assert (offered(focal), offered(cast.signatory)) == (1, 0)
    done = client.post(address("restore_settled", assessment.pk, "P1.F1.01"), {"revision": 1, "expected_revision": 2})
    assert done.status_code == 403
    client.force_login(focal)
    done = client.post(
        address("restore_settled", assessment.pk, "P1.F1.01"), {"revision": 1, "expected_revision": 2}, follow=True
    )
    assert [one.revision.label for one in done.context["revisions"]] == ["4", "2", "4"]


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
    operations.release_answers(actor=cast.leads["CUS"], at=now(), assessment_id=assessment.pk, agency_id=customs.pk)
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


def test_an_officer_reads_neither_the_record_nor_national_levels_and_another_agency_from_consolidation_on(client):
    collecting = make_assessment(answers={"P1.F1.01": 2})
    client.force_login(cast_of(collecting).officers["BG"])
    assert [client.get(page).status_code for page in addresses(collecting)] == [403, 404, 403]

    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4}, cycle=make_cycle(code="2029"))
    assert [client.get(page).status_code for page in addresses(assessment)] == [403, 200, 403]


def test_a_reviewer_sees_nothing_before_submission(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})
    client.force_login(make_reviewer(assessment.country))

    assert [client.get(page).status_code for page in addresses(assessment)] == [404, 404, 404]


def test_nobody_is_sent_to_sign_in(client):
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4})

    for page in addresses(assessment):
        assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"
