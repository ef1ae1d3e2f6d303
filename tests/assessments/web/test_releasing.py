"""Pages of the release: who can hand over, and what agencies read of each other once collection is over."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessments import operations, queries
from ibm_platform.accounts.operations import end_membership, grant_membership
from tests.builders import answer_questions, cast_of, make_assessment, make_cycle
from tests.people import make_admin, make_agency, make_officer, now

pytestmark = pytest.mark.django_db

QUESTION = "P1.F1.01"


def test_an_officer_is_told_who_can_release_and_the_focal_point_whose_lead_is_missing(client):
    assessment = make_assessment()
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=3)
    lead, customs = cast.leads["CUS"], cast.agencies["CUS"].pk
    address = reverse("assessments:release", args=[assessment.pk, customs])
    client.force_login(cast.officers["CUS"])
    led = client.get(address).content.decode()
    end_membership(membership_id=lead.memberships.get().pk, actor=make_admin(), at=now(), proved_at=now())
    alone = client.get(address).content.decode()
    board = queries.board(cast.focal_point, now(), assessment.pk)

    assert f"Everything is answered. <bdi>{lead.name}</bdi> can release it." in led
    assert "Nobody leads your agency yet: ask the national focal point to name a lead" in alone
    assert "<button" not in alone.split("<main")[1].split("</main>")[0]
    assert [one.code for one in board.without_lead] == ["CUS"]


def test_agencies_that_handed_over_read_each_other_from_consolidation_on(client):
    cycle = make_cycle()
    assessment = make_assessment(
        upto="consolidation", cycle=cycle, answers={QUESTION: {"BG": 5, "CUS": 2}}, settled={QUESTION: 4}
    )
    cast = cast_of(assessment)
    client.force_login(cast.officers["CUS"])
    address = reverse("assessments:shared_answers", args=[assessment.pk])

    page = client.get(address, {"part": "P1.F1"}).content.decode()
    first = queries.shared_answers(cast.officers["CUS"], now(), assessment.pk).questions[0]

    assert [(one.agency.code, one.is_own, one.answer.label) for one in first.answers] == [
        ("BG", False, "5"),
        ("CUS", True, "2"),
    ]
    # The national level is none of it.
    assert "Agreed in the workshop." not in page
    assert client.get(address, {"part": "P9.F9"}).status_code == 404


def test_after_a_withdrawal_and_for_an_agency_that_took_no_part_nothing_is_open(client):
    withdrawn = make_assessment(release=True)
    cast = cast_of(withdrawn)
    operations.withdraw(actor=cast.signatory, at=now(), assessment_id=withdrawn.pk, reason="Begun too early.")
    published = make_assessment(upto="published", cycle=make_cycle(code="2029"))
    outsider = make_officer(make_agency(code="PHY", name="Plant Health", types=("HEA",)))
    # As a donor the officer sees that it was published; that alone opens no agency's answers.
    grant_membership(person_id=outsider.pk, role="donor", actor=make_admin(), at=now(), proved_at=now())

    assert {row.agency for row in queries.answers(cast.officers["CUS"], now(), withdrawn.pk)} == {"CUS"}
    assert queries.answers(outsider, now(), published.pk) == []
