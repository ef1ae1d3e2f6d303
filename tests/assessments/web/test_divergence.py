"""Where the agencies differ: order, figures and filters of the page, and who is shown what."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments import operations, queries
from assessments.models import Assessment
from assessments.queries import shown_alpha
from assessments.scoring.divergence import Alpha
from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations import grant_membership
from tests.assessments.api.calls import Program
from tests.builders import a_coordinator, a_focal_point, a_lead, cast_of, make_assessment
from tests.people import any_admin, make_agency, make_country, make_donor, make_reviewer, make_stranger, now
from tests.reading import as_read

pytestmark = pytest.mark.django_db

# What Border Guard, Customs and Police say; Customs is not asked P1.F1.02.
ANSWERS = {
    "P1.F1.01": {"BG": 3, "CUS": 4, "POL": 3},
    "P1.F1.02": {"BG": 2, "POL": 2},
    "P1.F2.01": {"BG": "INSUFFICIENT", "CUS": 4, "POL": 3},
    "P2.F1.01": {"BG": 2, "CUS": 4, "POL": 3},
    "P2.F2.01": {"BG": 1, "CUS": 4, "POL": 4},
    "P2.F2.02": {"BG": "NA", "CUS": 5, "POL": 5},
}
# Code, range, mean deviation, lower median, flag: critical first, then range, then deviation (3 levels: 1 against 1), then code.
FIGURES = [
    ("P2.F1.01", "2", "0.67", "3", True),
    ("P1.F1.01", "1", "0.33", "3", False),
    ("P1.F2.01", "3", "1.00", "3", True),
    ("P2.F2.01", "3", "1.00", "4", True),
    ("P1.F1.02", "0", "0.00", "2", False),
    ("P2.F2.02", "0", "0.00", "5", True),
]


def three_agencies(upto: str = "consolidation", answers=ANSWERS, at: datetime | None = None) -> Assessment:
    home = make_country()
    agencies = [
        make_agency(home, "BG", "Border Guard", ("BG",)),
        make_agency(home, "CUS", "Customs", ("CUS",)),
        make_agency(home, "POL", "Police", ("BG", "CUS")),
    ]
    return make_assessment(upto=upto, agencies=agencies, answers=answers, at=at)


def release(assessment: Assessment, *codes: str) -> None:
    for code in codes:
        agency = cast_of(assessment).agencies[code]
        operations.release_answers(actor=a_lead(agency), at=now(), assessment_id=assessment.pk, agency_id=agency.pk)


def address(assessment: Assessment, name: str = "divergence", *more: str) -> str:
    return reverse(f"assessments:{name}", args=[assessment.pk, *more])


def opened(person: User, assessment: Assessment, **query: str):
    client = Client()
    client.force_login(person)
    return client.get(address(assessment), query)


def codes(page) -> list[str]:
    return [one.row.code for one in page.context["rows"]]


def test_rows_and_figures_are_those_of_the_methodology_in_the_workshops_order():
    assessment = three_agencies()

    page = opened(cast_of(assessment).focal_point, assessment)
    text = as_read(page.text)

    shown = page.context["rows"]
    assert [(one.row.code, one.range, one.deviation, one.middle, one.row.is_flagged) for one in shown] == FIGURES
    assert "<h1>4 of 6 questions need a talk between the agencies</h1>" in text
    assert (
        "Of 6 questions that two agencies or more answered, they agree on 1, lie one level apart on 1, lie two levels or "
        "more apart on 3 and differ on whether it applies on 1."
    ) in text
    # Insufficient information and "not applicable" have marks of their own, and words beside them.
    assert text.count('<i class="star">BG*</i><b>1</b>') == 1
    assert text.count('<span class="beside"><i>BG</i><b>n/a</b></span>') == 1
    code = '<bdi class="code" dir="ltr">'
    assert f"Border Guard {code}1*</bdi> insufficient · Customs {code}4</bdi> · Police {code}3</bdi>" in text
    assert "Border Guard not applicable · Customs" in text


def test_the_summary_counts_every_row_of_the_table_once():
    assessment = three_agencies()

    page = opened(cast_of(assessment).focal_point, assessment)

    kinds = Counter(one.apart for one in page.context["rows"])
    assert kinds == {
        "agree": 1,
        "one level apart": 1,
        "two levels apart": 1,
        "three levels apart": 2,
        "applies or not?": 1,
    }


def test_the_numbers_say_the_same_as_the_marks():
    assessment = three_agencies()

    page = opened(cast_of(assessment).focal_point, assessment, **{"as": "numbers"})

    of_agency = {one.row.code: [said and said.value.label for said in one.by_agency] for one in page.context["rows"]}
    assert of_agency["P1.F2.01"] == ["1*", "4", "3"]
    assert of_agency["P2.F2.02"] == ["n/a", "5", "5"]
    assert of_agency["P1.F1.02"] == ["2", None, "2"]
    assert 'class="on-scale"' not in page.text


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"part": "P1"}, ["P1.F1.01", "P1.F2.01", "P1.F1.02"]),
        ({"field": "F1"}, ["P2.F1.01", "P1.F1.01", "P1.F1.02"]),
        ({"part": "P2", "field": "F2", "flagged": "1"}, ["P2.F2.01", "P2.F2.02"]),
        ({"critical": "1", "flagged": "1"}, ["P2.F1.01"]),
        ({"part": "nonsense"}, []),
    ],
)
def test_the_address_filters_the_rows(query, kept):
    assessment = three_agencies()

    page = opened(cast_of(assessment).focal_point, assessment, **query)

    assert codes(page) == kept
    assert f"<span>{len(kept)} of 6 shown</span>" in page.text
    assert ("Nothing is left under this filter." in page.text) is (kept == [])
    assert page.context["finding"].startswith("4 of 6")


def test_the_walk_from_question_to_question_keeps_order_and_filter():
    assessment = three_agencies()
    client = Client()
    client.force_login(cast_of(assessment).focal_point)
    query = "?flagged=1&order=divergence"

    page = client.get(address(assessment, "settle", "P2.F2.01") + query)
    saved = client.post(
        address(assessment, "settle", "P2.F2.01") + query,
        {
            "choice": "4",
            "reason": "Agreed.",
            "expected_revision": "0",
            "following": page.context["page"].next_code,
            "then": "continue",
        },
    )
    alone = client.get(address(assessment, "settle", "P1.F1.02") + query)

    walk = page.context["page"]
    assert (walk.position, walk.of, walk.previous_code, walk.next_code) == (3, 4, "P1.F2.01", "P2.F2.02")
    assert f'href="{address(assessment)}?flagged=1"' in page.text
    assert saved.headers["Location"] == address(assessment, "settle", "P2.F2.02") + query
    # It is not flagged: the framework's order stands, and leads out of the walk.
    assert (alone.context["page"].walks_divergence, alone.context["page"].of, alone.context["walk"]) == (False, 6, "")


def test_in_collection_the_focal_point_compares_what_is_released_and_nobody_else_is_shown_anything():
    assessment = three_agencies("collection")
    cast = cast_of(assessment)
    nothing = opened(cast.focal_point, assessment)
    release(assessment, "BG")
    one = opened(cast.focal_point, assessment)
    release(assessment, "CUS")

    two = opened(cast.focal_point, assessment)

    assert (nothing.context["finding"], codes(nothing)) == ("There is nothing to compare yet", [])
    assert "No agency has released its answers yet." in nothing.text
    assert one.context["finding"].replace("\u2068", "").replace("\u2069", "") == "Only Border Guard stands here so far"
    assert {said.agency.code for row in two.context["rows"] for said in row.row.said} == {"BG", "CUS"}
    assert "Not released: \u2068Police\u2069." in two.text
    assert two.context["rows"][0].range == "2"
    for person in (a_lead(cast.agencies["BG"]), cast.officers["BG"], cast.signatory, a_coordinator(), make_donor()):
        assert opened(person, assessment).status_code in (403, 404)
        assert Program(person).get(f"assessments/{assessment.pk}/divergence/").status in (403, 404)


def test_a_focal_point_with_two_hats_compares_nothing_before_the_own_agency_has_released():
    assessment = three_agencies("collection")
    focal, agency = a_focal_point(assessment.country), cast_of(assessment).agencies["CUS"]
    grant_membership(
        person_id=focal.pk, role="officer", agency_id=agency.pk, actor=any_admin(), at=now(), proved_at=now()
    )
    release(assessment, "BG", "POL")
    before = opened(focal, assessment)
    release(assessment, "CUS")

    after = opened(focal, assessment)

    assert (codes(before), len(codes(after))) == ([], 6)


def test_from_consolidation_on_an_agency_compares_once_it_has_handed_over():
    assessment = three_agencies("collection", at=now() - timedelta(days=40))
    cast = cast_of(assessment)
    release(assessment, "BG", "CUS")
    operations.start_consolidation(
        actor=cast.focal_point, at=now(), assessment_id=assessment.pk, reason="Police did not answer in time."
    )

    lead, officer, absent = (
        opened(person, assessment)
        for person in (a_lead(cast.agencies["BG"]), cast.officers["CUS"], a_lead(cast.agencies["POL"]))
    )

    assert {said.agency.code for row in lead.context["rows"] for said in row.row.said} == {"BG", "CUS"}
    assert codes(lead) == codes(officer)
    # An agency's people do not settle: no way leads to the national levels.
    assert "/settle/" not in lead.text
    # The absent agency's drafts are its own, and the others' answers stay closed to it.
    assert codes(absent) == []
    assert "Your agency did not hand over its answers" in absent.text


def test_after_submission_the_coordinator_alone_is_shown_alpha():
    assessment = three_agencies("submitted")
    cast = cast_of(assessment)

    coordinator, focal = opened(a_coordinator(), assessment), opened(cast.focal_point, assessment)
    by_program = Program(a_coordinator()).get(f"assessments/{assessment.pk}/divergence/").body
    lead = Program(a_lead(cast.agencies["BG"])).get(f"assessments/{assessment.pk}/divergence/")

    assert "Krippendorff" in coordinator.text and "<strong>small sample</strong>" in coordinator.text
    assert "Krippendorff" not in focal.text
    assert (by_program["alpha"]["units"], by_program["alpha"]["ratings"], by_program["alpha"]["caution"]) == (
        6,
        16,
        "small_sample",
    )
    assert (lead.status, lead.body["alpha"], len(lead.body["rows"])) == (200, None, 6)
    assert opened(make_reviewer(assessment.country), assessment).status_code == 403
    assert opened(make_donor(), assessment).status_code == 404
    assert opened(make_stranger(), assessment).status_code == 404


def test_a_program_reads_the_same_rows():
    assessment = three_agencies()

    found = Program(cast_of(assessment).focal_point).get(
        f"assessments/{assessment.pk}/divergence/", part="P1", flagged="true"
    )

    assert found.body == {
        "alpha": None,
        "rows": [
            {
                "indicator": "P1.F2.01",
                "critical": False,
                "answers": [
                    {"agency": "BG", "kind": "insufficient", "level": None},
                    {"agency": "CUS", "kind": "level", "level": "4"},
                    {"agency": "POL", "kind": "level", "level": "3"},
                ],
                "range": 3,
                "mean_absolute_deviation": "1",
                "lower_median": 3,
                "flagged": True,
            }
        ],
    }


@pytest.mark.parametrize(
    ("alpha", "value", "words", "small"),
    [
        (Alpha(Fraction(4, 5), 30, 90, None), "0.800", "Reliable", False),
        (Alpha(Fraction(79999, 100000), 30, 90, None), "0.799", "For tentative", False),
        (Alpha(Fraction(667, 1000), 10, 30, None), "0.667", "For tentative", False),
        (Alpha(Fraction(-1, 8), 9, 30, "small_sample"), "-0.125", "Not reliable", True),
        (Alpha(None, 12, 30, "no_variation"), "", "Not computable (no variation).", False),
        (Alpha(None, 0, 0, "no_pairs"), "", "Not computable: no question", False),
    ],
)
def test_alpha_is_shown_with_its_reading_or_why_there_is_none(alpha, value, words, small):
    shown = shown_alpha(alpha)

    assert (shown.value, shown.small_sample) == (value, small)
    assert str(shown.words).startswith(words)


def test_where_all_agree_the_page_says_so():
    assessment = three_agencies(answers={})

    page = opened(cast_of(assessment).focal_point, assessment)

    assert page.context["finding"] == "The agencies agree wherever two have answered"
    assert "they agree on 6." in page.text
    assert {one.range for one in page.context["rows"]} == {"0"}


def test_88_questions_of_four_agencies_cost_four_queries_and_the_page_no_more_than_twelve(
    django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries
):
    home = make_country()
    agencies = [
        make_agency(home, code, name, types)
        for code, name, types in (
            ("BG", "Border Guard", ("BG", "IMM", "CG", "POL")),
            ("CUS", "Customs", ("CUS", "VET", "PHY")),
            ("GOV", "Government office", ("CAB", "MFA", "MOI", "MOF", "MOJ", "MOT")),
            ("HEA", "Health service", ("HEA", "BG", "CUS")),
        )
    ]
    assessment = make_assessment(upto="submitted", framework="ibm", agencies=agencies)
    client, focal = Client(), cast_of(assessment).focal_point
    client.force_login(focal)
    client.get(address(assessment))

    with django_assert_num_queries(4):
        page = queries.divergence_page(focal, now(), assessment.pk)
    with django_assert_max_num_queries(12):
        shown = client.get(address(assessment))

    assert (len(page.rows), len(page.agencies), shown.status_code) == (88, 4, 200)
