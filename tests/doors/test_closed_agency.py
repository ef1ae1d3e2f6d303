"""The people of a closed agency read what they could read, at both doors, and change nothing until it is opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessments import queries
from assessments.models import AgencyAnswer, Assessment, EvidenceReference, Participation
from ibm_platform.accounts.operations import change_agency
from tests.assessments.api.calls import Program
from tests.builders import answer_questions, cast_of, make_assessment, make_cycle
from tests.people import any_admin, now

pytestmark = pytest.mark.django_db

CODE = "P1.F1.01"
REFERENCE = {"title": "Order 12", "kind": "E1", "strength": "A", "marking": "internal"}


def close(assessment: Assessment, *, is_active: bool = False) -> None:
    """The agency Customs is closed, or opened again."""
    customs = cast_of(assessment).agencies["CUS"]
    change_agency(
        agency_id=customs.pk,
        name=customs.name,
        types=customs.types,
        is_active=is_active,
        actor=any_admin(),
        at=now(),
    )


def answers_of(assessment: Assessment) -> tuple[Client, Program, dict[str, str]]:
    """Both doors for an officer of Customs, and the addresses of its pages."""
    cast = cast_of(assessment)
    page, args = Client(), [assessment.pk, cast.agencies["CUS"].pk]
    page.force_login(cast.officers["CUS"])
    addresses = {name: reverse(f"assessments:{name}", args=args) for name in ("tasks", "release")}
    addresses["question"] = reverse("assessments:question", args=[*args, CODE])
    return page, Program(cast.officers["CUS"]), addresses


@pytest.mark.parametrize("upto", ["collection", "returned"])
def test_the_people_of_a_closed_agency_read_and_write_nothing(upto: str) -> None:
    assessment = make_assessment(upto=upto, answers={CODE: 3})
    page, program, address = answers_of(assessment)
    one = f"assessments/{assessment.pk}/answers/CUS/{CODE}/"
    close(assessment)

    read = [page.get(address["question"]).status_code, page.get(address["tasks"]).status_code, program.get(one).status]
    written = [
        page.post(address["question"], {"choice": "5", "expected_revision": 1}).status_code,
        page.post(
            address["question"],
            {"then": "add_reference", **{f"evidence-{name}": value for name, value in REFERENCE.items()}},
        ).status_code,
        program.put(one, {"kind": "level", "level": "5"}, if_match='"1"').status,
        program.post(
            f"assessments/{assessment.pk}/evidence/", {**REFERENCE, "agency": "CUS", "indicator": CODE}
        ).status,
    ]

    assert (read, written) == ([200, 200, 200], [403, 403, 403, 403])
    assert AgencyAnswer.objects.get(agency__code="CUS", indicator__code=CODE).revision == 1
    assert not EvidenceReference.objects.filter(agency__code="CUS").exists()


def test_a_closed_agency_releases_nothing_and_everything_once_it_is_opened() -> None:
    assessment = make_assessment()
    cast = cast_of(assessment)
    _page, _program, address = answers_of(assessment)
    page, program = Client(), Program(cast.leads["CUS"])
    page.force_login(cast.leads["CUS"])
    answer_questions(assessment, {}, level=3)
    close(assessment)

    refused = [
        page.post(address["release"]).status_code,
        program.post(f"assessments/{assessment.pk}/answers/CUS/release/").status,
    ]
    tasks = queries.tasks(cast.officers["CUS"], now(), assessment.pk, cast.agencies["CUS"].pk)
    work = queries.my_work(cast.officers["CUS"], now())
    close(assessment, is_active=True)
    released = program.post(f"assessments/{assessment.pk}/answers/CUS/release/").status

    assert (refused, released) == ([403, 403], 200)
    assert (tasks.can_answer, tasks.can_release, work.cards, len(work.waiting)) == (False, False, (), 1)
    assert Participation.objects.get(agency__code="CUS").released_at is not None


def test_the_focal_point_sees_which_agency_is_closed() -> None:
    assessment = make_assessment(cycle=make_cycle(code="2031"))
    focal = cast_of(assessment).focal_point
    close(assessment)
    page = Client()
    page.force_login(focal)

    board = page.get(reverse("assessments:board", args=[assessment.pk]))
    closing = page.get(reverse("assessments:move", args=[assessment.pk, "start_consolidation"]))

    rows = {row.agency.code: {cell.words for cell in row.cells} for row in board.context["rows"]}
    assert "Agency closed" in rows["CUS"]
    late = queries.board(focal, now() + timedelta(days=90), assessment.pk)
    behind = {agency.code for agency in late.behind}
    assert ("BG" in behind, "CUS" in behind) == (True, False)
    assert "Agency closed" not in rows["BG"]
    assert "is closed and cannot release its answers: open it again, take it out if it has answered" in closing.text
