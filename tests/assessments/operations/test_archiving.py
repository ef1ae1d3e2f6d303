"""A finished assessment leaves the lists, is read by its address, and comes back."""

from __future__ import annotations

import pytest

from assessments import operations, queries
from assessments.models import Assessment
from assessments.operations.verifying import verify_chain
from ibm_platform.common.errors import NotAllowed, NotVisible
from tests.assessments.api.calls import Program
from tests.builders import cast_of, make_assessment
from tests.people import make_donor, make_stranger, now

pytestmark = pytest.mark.django_db


def archive(assessment: Assessment, actor=None):
    return operations.archive_assessment(
        actor=actor or cast_of(assessment).focal_point, at=now(), assessment_id=assessment.pk
    )


def listed(assessment: Assessment) -> dict[str, bool]:
    """In which lists the assessment stands."""
    cast, at, pk = cast_of(assessment), now(), assessment.pk
    work = queries.my_work(cast.focal_point, at)
    board = queries.portfolio(cast.coordinator, at, cycle_id=assessment.cycle_id)
    return {
        "my work": any(card.assessment_id == pk for card in (*work.cards, *work.waiting, *work.earlier)),
        "portfolio": any(row.assessment_id == pk for row in board.rows),
        "published": any(row.assessment_id == pk for row in queries.published(make_donor(), at)),
        "cycles": any(row.assessments for row in queries.cycles_page(cast.coordinator, at).cycles),
        "program": Program(cast.focal_point).get("assessments/").body["count"] == 1,
    }


def test_an_archived_assessment_stands_in_no_list_and_is_read_as_before():
    assessment = make_assessment(upto="published")
    focal = cast_of(assessment).focal_point
    before = listed(assessment)

    archive(assessment)

    assert (set(before.values()), set(listed(assessment).values())) == ({True}, {False})
    assert queries.scorecard(focal, now(), assessment.pk).context.archived_at is not None
    assert [row.assessment_id for row in queries.archived(focal, now())] == [assessment.pk]
    assert queries.my_work(focal, now()).has_archived
    assert Program(focal).get("assessments/", archived="true").body["count"] == 1


def test_it_comes_back_into_every_list_and_the_record_tells_both():
    assessment = make_assessment(upto="published")
    before = listed(assessment)
    archive(assessment)

    operations.unarchive_assessment(actor=cast_of(assessment).coordinator, at=now(), assessment_id=assessment.pk)

    assert listed(assessment) == before
    kinds = [event.kind for event in queries.events(cast_of(assessment).focal_point, now(), assessment.pk)]
    assert kinds[:2] == ["unarchived", "archived"]
    assert verify_chain(assessment.pk) == []


@pytest.mark.parametrize("upto", ["setup", "collection", "consolidation", "validated", "submitted", "returned"])
def test_what_goes_on_is_not_archived(upto):
    assessment = make_assessment(upto=upto)

    with pytest.raises(NotAllowed):
        archive(assessment)


def test_strangers_neither_archive_nor_see_what_is_archived():
    assessment = make_assessment(upto="accepted")

    with pytest.raises(NotVisible):
        archive(assessment, make_stranger())
    archive(assessment)

    assert queries.archived(make_stranger(), now()) == ()
