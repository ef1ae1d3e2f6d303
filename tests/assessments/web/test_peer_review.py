"""The review on its pages and in the API: what is shown to whom, and when."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import operations, queries
from ibm_platform.accounts.models import User
from tests.assessments.api.calls import Program
from tests.people import make_donor, make_reviewer, now
from tests.reviewing import Review, assign

pytestmark = pytest.mark.django_db

CODE, OTHER_FIELD, ONLY_GUARD = "P1.F1.01", "P1.F2.01", "P1.F1.02"
PAGES = ("peer_review", "remarks", "agreement", "history", "history_document", "review", "scorecard")
CALLS = ("review/levels/", "review/remarks/", "review/rounds/", "review/agreement/", "events/", "scorecard/")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name: str, review: Review, *args: object) -> str:
    return reverse(f"assessments:{name}", args=[review.assessment.pk, *args])


def told(review: Review, who: User) -> str:
    """Everything that both doors tell the person about the review, in one text."""
    client, program = signed_in(who), Program(who)
    pages = [address(name, review) for name in PAGES]
    pages += [address("reviewed_question", review, code) for code in (CODE, ONLY_GUARD)]
    pages += [address("remark", review, 1), address("history", review) + f"?question={CODE}"]
    calls = [f"assessments/{review.assessment.pk}/{call}" for call in (*CALLS, f"review/levels/{CODE}/")]
    calls += [f"assessments/{review.assessment.pk}/review/remarks/1/"]
    texts = [
        b"".join(answer.streaming_content) if answer.streaming else answer.content for answer in map(client.get, pages)
    ]
    return " ".join([*(text.decode() for text in texts), *(str(program.get(call).body) for call in calls)])


def test_nothing_of_a_round_is_told_to_the_country_before_it_is_sent() -> None:
    review = Review()
    review.propose(reason="A reason like a zebra.")
    review.remark(text="A remark like a zebra.", is_blocking=True)

    for person in (review.focal, review.signatory):
        assert "zebra" not in told(review, person)
        page = queries.peer_review(person, now(), review.assessment.pk)
        assert ({row.peer for row in page.rows}, {row.remarks for row in page.rows}) == ({None}, {0})
        assert page.rounds.rounds == ()
    events = Program(review.focal).get(f"assessments/{review.assessment.pk}/events/").body["results"]
    assert all(event["details"] == {} for event in events if event["kind"] in ("peer_level_proposed", "remark_written"))
    assert told(review, review.coordinator).count("zebra") > 4
    review.send()

    for person in (review.focal, review.signatory):
        assert told(review, person).count("zebra") > 4
    assert queries.scorecard(review.focal, now(), review.assessment.pk).label == "self-assessed, peer view differs"


def test_a_reviewer_is_told_of_the_own_field_alone_and_before_declaring_of_nothing() -> None:
    review = Review()
    review.remark(review.coordinator, OTHER_FIELD, "A remark like a zebra.")
    other = make_reviewer(review.assessment.country, "Rova Lind")
    assign(review.assessment, other, "F2", declared=False)
    waiting = signed_in(other)

    pages = [address(name, review) for name in (*PAGES, "board", "comments", "shared_answers")]
    pages += [address("reviewed_question", review, OTHER_FIELD), address("remark", review, 1)]
    assert {waiting.get(page).status_code for page in pages} == {403}
    program = Program(other)
    calls = [f"assessments/{review.assessment.pk}/{call}" for call in (*CALLS, f"review/levels/{OTHER_FIELD}/")]
    assert {program.get(call).status for call in calls} == {403}
    assert program.get(f"assessments/{review.assessment.pk}/evidence/").body["results"] == []
    assert "Order on" not in waiting.get(address("files", review)).content.decode()
    asked = waiting.get(address("review_declare", review))
    assert (asked.status_code, "Do you have a conflict of interest?" in asked.content.decode()) == (200, True)
    assert waiting.get("/").status_code == waiting.get(address("assessment", review)).status_code == 200

    own = signed_in(review.reviewer)
    assert own.get(address("reviewed_question", review, OTHER_FIELD)).status_code == 404
    assert own.get(address("remark", review, 1)).status_code == 404
    assert "zebra" not in told(review, review.reviewer)
    assert {row.field for row in queries.peer_review(review.reviewer, now(), review.assessment.pk).rows} == {"F1"}


def test_a_review_from_its_first_page_to_acceptance_without_a_script() -> None:
    review = Review(opened=False)
    coordinator, reviewer, focal, signatory = (
        signed_in(one) for one in (review.coordinator, review.reviewer, review.focal, review.signatory)
    )
    check = coordinator.get(address("review", review)).content.decode()
    assert all(address(name, review) in check for name in ("peer_review", "remarks", "agreement", "review_assign"))
    assert address("review_declare", review) in reviewer.get("/").content.decode()

    rounds, question = address("review_round", review), address("reviewed_question", review, CODE)
    assert coordinator.post(rounds, {"step": "open"}).status_code == 302
    form = reviewer.get(question)
    said = {"then": "propose", "choice": "2", "expected_revision": form.context["peer"]["expected_revision"].value()}
    refused = reviewer.post(question, {**said, "reason": ""})
    assert (refused.status_code, "Give the reason in a sentence" in refused.content.decode()) == (422, True)
    assert reviewer.post(question, {**said, "reason": "The order is not applied."}).status_code == 302
    asked = {"then": "remark", "kind": "scoring", "text": "Is it applied?", "is_blocking": "on"}
    assert reviewer.post(question, asked).status_code == 302
    assert coordinator.post(rounds, {"step": "send"}).status_code == 302

    remark = address("remark", review, 1)
    wall = focal.get(address("remarks", review)).content.decode()
    assert remark in wall and "Blocks acceptance" in wall
    offered = focal.get(remark).context["form"]
    answered = {
        "decision": "accept",
        "text": "It is not applied everywhere.",
        "choice": "2",
        "expected_revision": offered["expected_revision"].value(),
    }
    assert focal.post(remark, answered).status_code == 302
    assert signatory.post(rounds, {"step": "confirm"}).status_code == 302
    assert reviewer.post(remark, {"then": "close", "words": "Thank you."}).status_code == 302
    assert coordinator.post(rounds, {"step": "close"}).status_code == 302
    assert "Nothing stands in the way of accepting" in coordinator.get(address("review", review)).content.decode()
    review.do(operations.accept, review.coordinator)

    assert queries.scorecard(review.focal, now(), review.assessment.pk).label == "peer-agreed"
    figures = focal.get(address("agreement", review)).content.decode()
    assert "peer-agreed" in figures and "no variation" in figures and '<bdi dir="ltr">100' in figures


def test_filters_stand_in_the_address() -> None:
    review = Review()
    review.remark(kind="scoring", is_blocking=True)
    review.remark(kind="wording", code=ONLY_GUARD)
    review.remark(review.coordinator, OTHER_FIELD, kind="factual")
    client = signed_in(review.coordinator)

    def shown(query: str) -> list[int]:
        return [one.number for one in client.get(address("remarks", review) + query).context["page"].remarks]

    assert shown("") == [1, 2, 3]
    assert shown("?kind=wording") == [2]
    assert shown("?blocking=1") == [1]
    assert shown("?field=F2") == [3]
    assert shown("?state=closed") == []
    rows = client.get(address("peer_review", review) + "?field=F2").context["page"].rows
    assert {row.field for row in rows} == {"F2"}


def test_a_donor_reads_the_label_and_no_name_of_a_reviewer() -> None:
    review = Review()
    review.propose()
    review.send()
    review.confirm()
    review.close()
    review.do(operations.accept, review.coordinator)
    donor = make_donor()
    review.do(operations.publish, review.signatory, proved_at=now(), profile=True, report=True, all_donors=True)

    page = signed_in(donor).get(address("scorecard", review)).content.decode()
    body = Program(donor).get(f"assessments/{review.assessment.pk}/scorecard/").body

    assert "self-assessed, peer view differs" in page and body["label"] == "self-assessed, peer view differs"
    assert review.reviewer.name not in page + str(body)
    for name in ("peer_review", "remarks", "agreement"):
        assert signed_in(donor).get(address(name, review)).status_code == 403


def test_pages_cost_the_same_with_more_remarks_and_stay_within_twelve() -> None:
    review = Review()
    review.propose()
    review.remark()
    pages = [address(name, review) for name in ("peer_review", "remarks", "agreement")]
    pages += [address("reviewed_question", review, CODE), address("remark", review, 1)]
    client = signed_in(review.reviewer)

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
        review.remark(text=f"And {number}?")
    review.propose(ONLY_GUARD)

    assert asked() == before
    assert max(before.values()) <= 12, before
