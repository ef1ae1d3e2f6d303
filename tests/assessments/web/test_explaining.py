"""The page of findings, and what officer and coordinator see of a submission that came back."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import operations
from assessments.models import WarningExplanation
from tests.assessments.api.calls import Program
from tests.builders import a_coordinator, cast_of, make_assessment
from tests.people import now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

Q = "P1.F1.01"
LEVELS = {Q: 2, "P1.F2.01": 2, "P2.F1.01": 1, "P2.F2.01": 3}


@pytest.fixture
def assessment(db):
    """Two levels of 2 and one of 3 without a reference, and a prerequisite that is not met."""
    return make_assessment(upto="consolidation", settled=LEVELS, evidence=False)


def address(assessment) -> str:
    return reverse("assessments:warnings", args=[assessment.pk])


def text_of(response) -> str:
    return " ".join(as_read(response.content.decode()).split())


def test_findings_stand_by_kind_and_lead_to_their_questions(client, assessment):
    client.force_login(cast_of(assessment).focal_point)

    with CaptureQueriesContext(connection) as captured:
        page = text_of(client.get(address(assessment)))

    assert len(captured) <= 12
    assert "<h1>4 findings are open</h1>" in page
    kinds = ["Levels that rest on something not yet there", "Levels without a reference"]
    assert [page.index(kind) for kind in kinds] == sorted(page.index(kind) for kind in kinds)
    for code in LEVELS:
        assert f'href="{reverse("assessments:settle", args=[assessment.pk, code])}"' in page
    # What only a reference mends has nothing to tick and nowhere to write.
    ticks = [
        f'name="warnings" value="evidence:{code}@{level}" form="several-evidence"' for code, level in LEVELS.items()
    ]
    assert [tick in page for tick in ticks] == [True, True, False, False]
    assert "An explanation does not replace it." in page


def test_those_ticked_are_explained_together(client, assessment):
    client.force_login(cast_of(assessment).focal_point)
    codes = [f"evidence:{Q}@2", "evidence:P1.F2.01@2"]

    answer = client.post(
        address(assessment), {"kind": "evidence", "warnings": codes, "text": "An order is being written."}, follow=True
    )

    page = text_of(answer)
    assert "2 findings are explained. The report prints the sentence for each." in page
    assert "<h1>2 findings are open</h1>" in page
    assert page.count('<blockquote class="prose">An order is being written.</blockquote>') == 2


def test_all_that_the_page_showed_are_explained_by_one_button(client, assessment):
    client.force_login(cast_of(assessment).focal_point)
    shown = re.findall(r'name="shown" value="(evidence:[^"]+)"', client.get(address(assessment)).text)

    answer = client.post(
        address(assessment),
        {"kind": "evidence", "shown": shown[:2], "all": "yes", "text": "An order is being written."},
        follow=True,
    )

    assert len(shown) >= 2
    assert "2 findings are explained. The report prints the sentence for each." in text_of(answer)
    assert set(WarningExplanation.objects.values_list("warning", flat=True)) == set(shown[:2])


def test_refused_sentence_keeps_ticks_and_words(client, assessment):
    client.force_login(cast_of(assessment).focal_point)
    sent = {"kind": "evidence", "warnings": [f"evidence:{Q}@2"]}

    empty = client.post(address(assessment), {**sent, "text": " "})
    none = client.post(address(assessment), {"kind": "evidence", "text": "Because."})

    assert (empty.status_code, none.status_code) == (422, 422)
    assert f'value="evidence:{Q}@2" form="several-evidence" checked' in text_of(empty)
    assert "Write one or two sentences." in text_of(empty)
    assert "Choose at least one finding." in text_of(none) and ">Because.</textarea>" in text_of(none)


def test_stale_sentence_stands_beside_the_new_finding(client, assessment):
    focal = cast_of(assessment).focal_point
    one = {"actor": focal, "at": now(), "assessment_id": assessment.pk}
    operations.explain_warning(warning="evidence:P1.F2.01@2", text="A circular says so.", **one)
    client.force_login(focal)
    holds = text_of(client.get(address(assessment)))
    operations.settle_level(
        indicator_code="P1.F2.01", kind="level", level="4", reason="Seen again.", expected_revision=1, **one
    )

    moved = text_of(client.get(address(assessment)))

    words = '<blockquote class="prose">A circular says so.</blockquote>'
    assert words in holds and "The levels have moved since" not in holds
    assert words in moved and "The levels have moved since" in moved
    assert "<h1>3 findings are open</h1>" in holds and "<h1>4 findings are open</h1>" in moved


def test_history_tells_what_was_explained_at_once(client, assessment):
    focal = cast_of(assessment).focal_point
    codes = [f"evidence:{Q}@2", "evidence:P1.F2.01@2"]
    operations.explain_warnings(
        actor=focal, at=now(), assessment_id=assessment.pk, warnings=codes, text="An order is being written."
    )
    client.force_login(focal)

    page = text_of(client.get(reverse("assessments:history", args=[assessment.pk])))

    assert "explained 2 warnings at once" in page and "An order is being written." in page


def returned_and_changed():
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)
    operations.settle_level(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code=Q,
        kind="level",
        level="4",
        reason="A newer order.",
        expected_revision=1,
    )
    operations.submit(actor=cast.signatory, at=now(), assessment_id=assessment.pk)
    return assessment


def test_coordinator_reads_what_changed_through_both_doors(client):
    assessment = returned_and_changed()
    client.force_login(a_coordinator())

    with CaptureQueriesContext(connection) as captured:
        page = text_of(client.get(reverse("assessments:review", args=[assessment.pk])))
    told = Program(a_coordinator()).get(f"assessments/{assessment.pk}/changes/").body

    assert len(captured) <= 12
    assert "Changed since the last submission: 1" in page
    assert f'<li><a href="#{Q}">' in page and "The reason was changed." in page
    assert (told["number"], told["by"]) == (1, cast_of(assessment).signatory.name)
    assert told["questions"] == [
        {
            "indicator": Q,
            "before": {"kind": "level", "level": "3"},
            "after": {"kind": "level", "level": "4"},
            "new_reason": True,
            "references": 0,
            "answers": 0,
        }
    ]


def test_nothing_is_said_to_have_changed_on_a_first_submission(client):
    assessment = make_assessment(upto="submitted")
    client.force_login(a_coordinator())

    page = text_of(client.get(reverse("assessments:review", args=[assessment.pk])))
    told = Program(a_coordinator()).get(f"assessments/{assessment.pk}/changes/").body

    assert "Changed since the last submission" not in page
    assert told == {"since": None, "by": None, "number": 0, "questions": []}


def test_officer_sees_who_submitted_and_when_on_what_is_locked(client):
    assessment = make_assessment(upto="returned")
    cast = cast_of(assessment)
    client.force_login(cast.officers["CUS"])

    def page(code: str) -> str:
        return text_of(client.get(reverse("assessments:question", args=[assessment.pk, cast.agencies["CUS"].pk, code])))

    locked, unlocked = page("P1.F2.01"), page(Q)

    assert "Only the returned questions can be changed now." in locked
    assert f"Submitted for the country by {cast.signatory.name} on" in locked
    assert "Submitted for the country" not in unlocked
    assert "Is there a newer order?" in unlocked
