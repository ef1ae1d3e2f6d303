"""Comments on pages: beside a question, in lists, with and without a script."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import operations
from assessments.models import Assessment, Comment, CommentMention, CommentRead
from ibm_platform.accounts.models import User
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db

CODE = "P1.F1.01"


def signed_in(person: User, *, csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(person)
    return client


def write(assessment: Assessment, who: User, agency: str | None, text: str, **more: object) -> Comment:
    side = cast_of(assessment).agencies[agency].pk if agency else None
    wanted = {"actor": who, "at": now(), "assessment_id": assessment.pk, "indicator_code": CODE, **more}
    return operations.write_comment(text=text, agency_id=side, **wanted)


def address(name: str, assessment: Assessment, *args: object) -> str:
    return reverse(f"assessments:{name}", args=[assessment.pk, *args])


@pytest.fixture
def assessment(db: None) -> Assessment:
    return make_assessment()


def test_a_thread_from_the_question_to_its_answer_without_a_script(assessment: Assessment) -> None:
    cast = cast_of(assessment)
    officer, customs = signed_in(cast.officers["CUS"]), cast.agencies["CUS"].pk
    lead = a_lead(cast.agencies["CUS"])
    question = officer.get(address("question", assessment, customs, CODE)).content.decode()
    wall = address("comments", assessment) + f"?question={CODE}"
    assert f'href="{wall}"' in question

    form = officer.get(wall)
    offered = form.context["form"]
    # The narrowest circle stands chosen; the warning stands beside the wide one.
    assert offered["audience"].value() == f"{customs}.agency"
    page = form.content.decode()
    assert "before the answers are released" in page
    sent = {
        "audience": f"{customs}.agency",
        "text": "Does the order bind Plant Health too?",
        "mentions": [lead.pk],
        "idempotency_key": offered["idempotency_key"].value(),
    }
    # A double click sends the same form twice.
    for _time in range(2):
        assert officer.post(wall, sent).status_code == 302
    begun = Comment.objects.get()
    assert CommentMention.objects.get().person == lead

    reader = signed_in(lead)
    tasks = reader.get(address("tasks", assessment, customs)).content.decode()
    assert "1 new comment" in tasks and "1 comment waits for you" in tasks
    thread = reader.get(address("comment", assessment, begun.pk)).content.decode()
    assert "You were asked to look" in thread and "Customs\u2069 only" in thread
    assert (
        reader.post(address("comment", assessment, begun.pk), {"text": "Yes, article 3 names it."}).status_code == 302
    )
    beside = officer.get(address("question", assessment, customs, CODE)).content.decode()
    assert "Yes, article 3 names it." in beside and 'Comments (<bdi dir="ltr">2</bdi>)' in beside


def test_what_was_written_stays_on_the_page_when_it_is_refused(assessment: Assessment) -> None:
    cast = cast_of(assessment)
    officer, customs = signed_in(cast.officers["CUS"]), cast.agencies["CUS"].pk
    wall = address("comments", assessment) + f"?question={CODE}"

    refused = officer.post(
        wall, {"audience": f"{customs}.agency", "text": "My words", "mentions": [cast.focal_point.pk]}
    )

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "My words" in page and "Name only people who read this comment" in page
    begun = write(assessment, cast.officers["CUS"], "CUS", "Is it?", visibility="agencies")
    operations.resolve_comment(actor=cast.focal_point, at=now(), assessment_id=assessment.pk, comment_id=begun.pk)
    late = officer.post(address("comment", assessment, begun.pk), {"text": "My late words"})
    assert (late.status_code, "My late words" in late.content.decode()) == (409, True)


def test_looking_marks_nothing_and_the_button_does(assessment: Assessment) -> None:
    cast = cast_of(assessment)
    begun = write(assessment, cast.focal_point, None, "Read me.", visibility="agencies")
    officer = signed_in(cast.officers["CUS"], csrf=True)
    wall = address("comments", assessment)

    page = officer.get(wall)
    officer.get(address("comment", assessment, begun.pk))
    assert "1 comment waits for you" in page.content.decode()
    assert not CommentRead.objects.exists()

    token = page.context["csrf_token"]
    read = address("read_comments", assessment)
    assert officer.post(read, {"comment": begun.pk}).status_code == 403
    by_script = officer.post(read, {"comment": begun.pk}, headers={"HX-Request": "true", "X-CSRFToken": str(token)})
    assert (by_script.status_code, "Marked as read." in by_script.content.decode()) == (200, True)
    assert CommentRead.objects.get().comment == begun
    without = officer.post(read, {"comment": begun.pk, "question": CODE, "csrfmiddlewaretoken": str(token)})
    assert without["Location"] == f"{wall}?question={CODE}"


def test_filters_stand_in_the_address(assessment: Assessment) -> None:
    cast = cast_of(assessment)
    officer, guard = cast.officers["CUS"], cast.officers["BG"]
    write(assessment, guard, "BG", "Named", visibility="agencies", mentions=[officer.pk])
    own = write(assessment, officer, "CUS", "Own")
    done = write(assessment, guard, "BG", "Done", visibility="agencies", indicator_code="P1.F2.01")
    operations.resolve_comment(actor=guard, at=now(), assessment_id=assessment.pk, comment_id=done.pk)
    client = signed_in(officer)

    def shown(query: str) -> list[str]:
        page = client.get(address("comments", assessment) + query).context["page"]
        return [thread.root.text for thread in page.threads]

    assert shown("") == ["Done", "Own", "Named"]
    assert shown("?show=unread") == ["Done", "Named"]
    assert shown("?show=mentioned") == ["Named"]
    assert shown("?show=open") == ["Own", "Named"]
    assert shown(f"?question={CODE}&show=unread") == ["Named"]
    assert client.get(address("comments", assessment) + "?question=P9").status_code == 404
    assert own.pk


def test_the_national_pages_tell_of_comments() -> None:
    assessment = make_assessment(upto="submitted")
    cast = cast_of(assessment)
    write(assessment, cast.coordinator, None, "Is there a newer order?")
    focal = signed_in(cast.focal_point)

    settle = focal.get(address("settle", assessment, CODE)).content.decode()
    listed = focal.get(address("settling_list", assessment)).content.decode()
    review = focal.get(address("review", assessment)).content.decode()
    officer = signed_in(cast.officers["CUS"])

    assert "Is there a newer order?" in settle and "1 new comment" in listed and "1 comment waits for you" in review
    beside = officer.get(address("question", assessment, cast.agencies["CUS"].pk, CODE)).content.decode()
    assert "newer order" not in beside and "No comments yet." in beside


def test_pages_cost_the_same_with_more_threads_and_stay_within_twelve(assessment: Assessment) -> None:
    cast = cast_of(assessment)
    officer, guard, customs = cast.officers["CUS"], cast.officers["BG"], cast.agencies["CUS"].pk
    client = signed_in(officer)
    begun = write(assessment, guard, "BG", "One", visibility="agencies", mentions=[officer.pk])
    pages = [
        address("tasks", assessment, customs),
        address("question", assessment, customs, CODE),
        address("comments", assessment) + f"?question={CODE}",
        address("comment", assessment, begun.pk),
    ]

    def asked() -> dict[str, int]:
        found = {}
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            found[page] = len(captured)
        return found

    before = asked()
    for number in range(3):
        write(assessment, officer, "CUS", f"Own {number}", mentions=[a_lead(cast.agencies["CUS"]).pk])
        operations.answer_comment(
            actor=guard, at=now(), assessment_id=assessment.pk, comment_id=begun.pk, text=f"Answer {number}"
        )

    assert asked() == before
    assert max(before.values()) <= 12, before
