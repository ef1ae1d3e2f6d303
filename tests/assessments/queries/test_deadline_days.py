"""A deadline is a day of its country: nobody is late before it ends there, and everybody is as soon as it has."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments import queries
from assessments.models import Assessment
from assessments.web.country_board import country_board
from tests.builders import a_coordinator, cast_of, make_assessment, make_cycle
from tests.people import make_country

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def days_told(assessment: Assessment, at: datetime) -> set[int | None]:
    """The days that are left as each page counts them."""
    cast = cast_of(assessment)
    agency = cast.agencies["CUS"]
    (row,) = queries.portfolio(a_coordinator(), at, cycle_id=assessment.cycle_id).rows
    return {
        row.days_left,
        queries.board(cast.focal_point, at, assessment.pk).context.days_left,
        queries.tasks(cast.officers["CUS"], at, assessment.pk, agency.pk).context.days_left,
        *(card.days_left for card in queries.my_work(cast.officers["CUS"], at).cards),
    }


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        # The first and the last place where a day ends, on a leap day; then the two nights in which a clock is moved.
        ("Pacific/Kiritimati", date(2028, 2, 29)),
        ("Pacific/Pago_Pago", date(2028, 2, 29)),
        ("Europe/Vienna", date(2027, 3, 28)),
        ("Europe/Vienna", date(2027, 10, 31)),
    ],
)
def test_days_are_counted_in_the_countrys_own_calendar(zone: str, due: date) -> None:
    country = make_country(time_zone=zone)
    assessment = make_assessment(country=country, cycle=make_cycle(answers_due=due))
    here = ZoneInfo(zone)

    def midnight(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=here)

    day_ends = midnight(due + timedelta(days=1))
    moments = {
        1: midnight(due).astimezone(ZoneInfo("UTC")) - SECOND,
        0: day_ends.astimezone(ZoneInfo("UTC")) - SECOND,
        -1: day_ends.astimezone(ZoneInfo("UTC")),
    }

    assert {left: days_told(assessment, at) for left, at in moments.items()} == {1: {1}, 0: {0}, -1: {-1}}
    late = {}
    for left, at in moments.items():
        context = queries.board(cast_of(assessment).focal_point, at, assessment.pk).context
        portfolio = queries.portfolio(a_coordinator(), at, cycle_id=assessment.cycle_id)
        board = country_board(portfolio, at, queries.PortfolioFilter())
        late[left] = (context.days_late, board.late, [row.days_over for row in board.rows])
    assert late == {1: (0, 0, [0]), 0: (0, 0, [0]), -1: (1, 1, [1])}
