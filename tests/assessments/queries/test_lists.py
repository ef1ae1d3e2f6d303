"""Lists over many assessments: my work, the coordinator's board, what donors read."""

from fractions import Fraction

import pytest

from assessments import operations, queries
from ibm_platform.accounts.models import Role
from ibm_platform.common.errors import NotAllowed
from tests.builders import a_coordinator, a_lead, answer_questions, cast_of, make_assessment, make_cycle
from tests.people import make_country, make_donor, make_focal_point, make_officer, make_stranger, now

pytestmark = pytest.mark.django_db


def tasks_of(person) -> list[tuple[str, str, bool]]:
    work = queries.my_work(person, now())
    return [(card.role.value, card.task, card.is_mine) for card in (*work.cards, *work.waiting, *work.earlier)]


@pytest.mark.parametrize(
    ("upto", "officer", "focal_point", "signatory", "coordinator"),
    [
        ("setup", "wait", "prepare", "approve_scope", None),
        ("collection", "answer", "collect", "wait", None),
        ("consolidation", "wait", "settle", "wait", None),
        ("validated", "wait", "wait", "submit", None),
        ("submitted", "wait", "wait", "wait", "review"),
        ("returned", "returned", "returned", "submit", None),
        ("accepted", "read", "read", "publish", None),
        ("published", "read", "read", "read", None),
    ],
)
def test_every_state_is_somebodys_turn(upto, officer, focal_point, signatory, coordinator):
    assessment = make_assessment(upto=upto)
    cast = cast_of(assessment)

    found = {
        "officer": tasks_of(cast.officers["CUS"]),
        "focal_point": tasks_of(cast.focal_point),
        "signatory": tasks_of(cast.signatory),
        "coordinator": tasks_of(cast.coordinator),
    }

    expected = {"officer": officer, "focal_point": focal_point, "signatory": signatory, "coordinator": coordinator}
    assert found == {
        role: [(role, task, task not in ("wait", "read"))] if task else [] for role, task in expected.items()
    }


def test_officers_card_counts_and_leads_to_the_next_question():
    assessment = make_assessment(answers={"P1.F1.01": {"CUS": 2}})

    card = queries.my_work(cast_of(assessment).officers["CUS"], now()).cards[0]

    assert (card.agency.code, card.asked, card.answered, card.continue_code) == ("CUS", 5, 1, "P1.F2.01")


def test_all_answered_means_release_and_all_released_means_closing():
    assessment = make_assessment()
    cast = cast_of(assessment)
    answer_questions(assessment, {}, level=2)
    lead = a_lead(cast.agencies["CUS"])
    ready = tasks_of(lead)

    for code, agency in cast.agencies.items():
        operations.release_answers(actor=cast.leads[code], at=now(), assessment_id=assessment.pk, agency_id=agency.pk)

    assert ready == [("agency_lead", "release", True)]
    assert tasks_of(lead) == [("agency_lead", "wait", False)]
    assert tasks_of(cast.focal_point) == [("focal_point", "close_collection", True)]


def test_returned_questions_stand_on_the_cards_of_those_who_mend_them():
    assessment = make_assessment(upto="returned")

    card = queries.my_work(cast_of(assessment).officers["CUS"], now()).cards[0]

    assert [(item.code, item.comment) for item in card.returned] == [("P1.F1.01", "Is there a newer order?")]
    assert card.continue_code == "P1.F1.01"


def test_portfolio_shows_states_counts_and_from_acceptance_bands():
    cycle = make_cycle()
    make_assessment(cycle=cycle)
    make_assessment(upto="submitted", country=make_country("XB", "Belmara"), cycle=cycle, answers={"P2.F2.02": "NA"})
    levels = {"P1.F1.01": 4, "P2.F2.02": "NA"}
    make_assessment(upto="accepted", country=make_country("XC", "Cordovia"), cycle=cycle, answers=levels)

    page = queries.portfolio(a_coordinator(), now())

    rows = {row.country_code: row for row in page.rows}
    assert list(rows) == ["XA", "XB", "XC"]
    assert [column.code for column in page.columns] == ["P1.F1", "P1.F2", "P2.F1", "P2.F2"]
    assert (rows["XA"].settled, rows["XA"].evidence_share, set(rows["XA"].bands)) == (0, None, {None})
    assert (rows["XB"].settled, rows["XB"].applicable, rows["XB"].open_problems) == (5, 5, 1)
    assert (rows["XB"].evidence_share, rows["XB"].waiting_for) == (Fraction(1), Role.COORDINATOR)
    assert [band.display for band in rows["XC"].bands] == ["3.5", "3.0", "3.0", "3.0"]
    assert rows["XC"].evidence_share == Fraction(1)


def test_portfolios_evidence_share_counts_what_has_a_reference():
    make_assessment(upto="submitted", level=2, evidence=False)
    row = queries.portfolio(a_coordinator(), now()).rows[0]

    assert (row.evidence_share, row.evidence_display) == (Fraction(0), "0 %")


def test_portfolio_is_filtered_by_cycle_state_and_turn():
    cycle = make_cycle()
    make_assessment(cycle=cycle)
    make_assessment(upto="submitted", country=make_country("XB", "Belmara"), cycle=cycle)
    make_cycle(code="2029")
    coordinator = a_coordinator()

    def shown(**words):
        page = queries.portfolio(coordinator, now(), cycle_id=cycle.pk)
        return [row.country_code for row in queries.PortfolioFilter(**words).kept(page.rows, now())]

    assert shown(status="submitted") == ["XB"]
    assert shown(waiting_for="coordinator") == ["XB"]
    assert shown(waiting_for="officer") == ["XA"]
    assert shown(status="nonsense") == []
    assert len(queries.portfolio(coordinator, now()).cycles) == 2


def test_portfolio_is_the_coordinators_alone():
    make_assessment()

    for person in (make_focal_point(), make_officer(), make_donor(), make_stranger()):
        with pytest.raises(NotAllowed):
            queries.portfolio(person, now())


def test_donors_list_holds_what_was_published_to_them_by_country():
    make_assessment(upto="published", country=make_country("XB", "Belmara"))
    make_assessment(upto="accepted")
    donor = make_donor()

    items = queries.published(donor, now())

    assert [(item.country_code, item.profile, item.report, item.total_display) for item in items] == [
        ("XB", True, True, "3.0")
    ]
    assert queries.published(a_coordinator(), now()) == []
