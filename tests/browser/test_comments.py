"""A comment that came into sight is marked as read by itself, under the strict policy of the pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assessments import operations
from assessments.models import CommentRead
from tests.browser.conftest import OpenBrowser
from tests.builders import cast_of, make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_in_sight_is_read(open_browser: OpenBrowser) -> None:
    assessment = make_assessment()
    cast = cast_of(assessment)
    officer, customs = cast.officers["CUS"], cast.agencies["CUS"].pk
    begun = operations.write_comment(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        indicator_code="P1.F1.01",
        text="Which crossings do you count?",
        visibility="agencies",
        mentions=[officer.pk],
    )
    page = open_browser(officer)

    page.goto(f"/assessments/{assessment.pk}/agencies/{customs}/questions/P1.F1.01/")

    expect(page.get_by_text("Marked as read.")).to_be_visible()
    assert list(CommentRead.objects.values_list("comment", "person")) == [(begun.pk, officer.pk)]
    page.goto(f"/assessments/{assessment.pk}/agencies/{customs}/")
    expect(page.get_by_text("Nothing new to read")).to_be_visible()
