"""What a program writes: the same rules, the same errors with their stable words."""

from __future__ import annotations

import pytest

from assessments import operations
from assessments.models import AgencyAnswer, Assessment, EvidenceReference, SettledLevel
from ibm_platform.accounts.models import User
from ibm_platform.accounts.operations import end_membership
from tests.assessments.api.calls import Program
from tests.builders import a_coordinator, a_focal_point, cast_of, make_assessment, make_cycle, make_framework
from tests.people import any_admin, make_agency, make_country, make_donor, make_focal_point, now

pytestmark = pytest.mark.django_db

Q = "P1.F1.01"
LEVEL_2 = {"kind": "level", "level": "2"}


@pytest.fixture
def collection(db: None) -> Assessment:
    return make_assessment(upto="collection")


@pytest.fixture
def customs_officer(collection: Assessment) -> User:
    return cast_of(collection).officers["CUS"]


def address(assessment: Assessment, agency: str = "CUS", indicator: str = Q) -> str:
    return f"assessments/{assessment.pk}/answers/{agency}/{indicator}/"


def test_an_answer_is_saved_and_its_revision_is_the_etag(collection: Assessment, customs_officer: User) -> None:
    program = Program(customs_officer)

    saved = program.put(address(collection), {**LEVEL_2, "comment": "Order 4.", "expected_revision": 0})

    assert (saved.status, saved.headers["ETag"]) == (200, '"1"')
    row = AgencyAnswer.objects.get()
    assert saved.body == {
        "id": row.pk,
        "agency": "CUS",
        "indicator": Q,
        "kind": "level",
        "level": "2",
        "reason": "",
        "comment": "Order 4.",
        "revision": 1,
        "saved_at": saved.body["saved_at"],
        "saved_by": customs_officer.name,
        "carried": False,
    }
    assert program.get(address(collection)).body == saved.body


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', ' "1" '])
def test_if_match_says_what_a_save_starts_from(collection: Assessment, customs_officer: User, tag: str) -> None:
    program = Program(customs_officer)
    program.put(address(collection), LEVEL_2, if_match='"0"')

    again = program.put(address(collection), {"kind": "level", "level": "3"}, if_match=tag)

    assert (again.status, again.body["revision"], again.body["level"]) == (200, 2, "3")


def test_a_stale_revision_is_answered_with_all_three_texts(collection: Assessment, customs_officer: User) -> None:
    program = Program(customs_officer)
    program.put(address(collection), LEVEL_2, if_match='"0"')
    program.put(address(collection), {"kind": "level", "level": "3"}, if_match='"1"')

    late = program.put(address(collection), {"kind": "level", "level": "4", "comment": "Mine."}, if_match='"1"')

    assert (late.status, late.code) == (409, "answer_conflict")
    assert late.body["base"] == {"kind": "level", "level": "2", "reason": "", "comment": "", "revision": 1}
    assert {name: late.body["theirs"][name] for name in ("level", "revision", "by")} == {
        "level": "3",
        "revision": 2,
        "by": customs_officer.name,
    }
    assert late.body["mine"] == {"kind": "level", "level": "4", "reason": "", "comment": "Mine."}
    assert AgencyAnswer.objects.get().revision == 2


def test_a_save_that_came_twice_is_written_once_and_answered_as_the_first(
    collection: Assessment, customs_officer: User
) -> None:
    program = Program(customs_officer)
    first = program.put(address(collection), LEVEL_2, if_match='"0"', idempotency_key="save-1")
    program.put(address(collection), {"kind": "level", "level": "5"}, if_match='"1"', idempotency_key="save-2")

    again = program.put(address(collection), LEVEL_2, if_match='"0"', idempotency_key="save-1")
    other = program.put(address(collection), {"kind": "level", "level": "4"}, if_match='"0"', idempotency_key="save-1")

    assert (again.status, again.body, again.headers["ETag"]) == (200, first.body, '"1"')
    assert (other.status, other.code) == (422, "idempotency_key_used")
    assert AgencyAnswer.objects.get().revision == 2


@pytest.mark.parametrize(
    "headers",
    [{}, {"if_match": "*"}, {"if_match": "1"}, {"if_match": '"one"'}, {"if_match": '"²"'}, {"if_match": '"-1"'}],
)
def test_a_save_that_does_not_say_what_it_read_is_refused(
    collection: Assessment, customs_officer: User, headers: dict[str, str]
) -> None:
    answer = Program(customs_officer).put(address(collection), LEVEL_2, **headers)

    assert (answer.status, answer.code) == (422, "invalid")
    assert AgencyAnswer.objects.count() == 0


@pytest.mark.parametrize("key", ["x" * 65, "two words", "ü"])
def test_an_idempotency_key_is_short_and_plain(collection: Assessment, customs_officer: User, key: str) -> None:
    answer = Program(customs_officer).put(address(collection), LEVEL_2, if_match='"0"', idempotency_key=key)

    assert (answer.status, answer.code) == (422, "invalid")


def test_answers_are_handed_over_and_every_open_question_is_named(
    collection: Assessment, customs_officer: User
) -> None:
    program, lead = Program(customs_officer), Program(cast_of(collection).leads["CUS"])
    for indicator in (Q, "P1.F2.01", "P2.F1.01"):
        program.put(address(collection, indicator=indicator), LEVEL_2, if_match='"0"')

    early = lead.post(f"assessments/{collection.pk}/answers/CUS/release/")
    for indicator in ("P2.F2.01", "P2.F2.02"):
        program.put(address(collection, indicator=indicator), LEVEL_2, if_match='"0"')
    officer = program.post(f"assessments/{collection.pk}/answers/CUS/release/")
    released = lead.post(f"assessments/{collection.pk}/answers/CUS/release/", idempotency_key="one-press")
    again = lead.post(f"assessments/{collection.pk}/answers/CUS/release/", idempotency_key="one-press")
    anew = lead.post(f"assessments/{collection.pk}/answers/CUS/release/", idempotency_key="another")

    assert (early.status, early.code) == (422, "conditions_not_met")
    assert [(one["code"], one["indicator"]) for one in early.body["problems"]] == [
        ("unanswered", "P2.F2.01"),
        ("unanswered", "P2.F2.02"),
    ]
    assert (officer.status, officer.code) == (403, "not_allowed")
    assert (released.status, released.body["reference"]) == (200, "XA-2027-CUS-1")
    assert (again.status, again.body) == (200, released.body)
    assert (anew.status, anew.code) == (409, "released_already")


def test_another_agency_is_not_there_to_write_for(collection: Assessment, customs_officer: User) -> None:
    answer = Program(customs_officer).put(address(collection, "BG"), LEVEL_2, if_match='"0"')

    assert (answer.status, answer.code) == (404, "not_found")


def test_the_focal_point_does_not_answer_for_an_agency(collection: Assessment) -> None:
    answer = Program(cast_of(collection).focal_point).put(address(collection), LEVEL_2, if_match='"0"')

    assert (answer.status, answer.code) == (403, "not_allowed")


def test_evidence_is_added_listed_and_taken_away(collection: Assessment, customs_officer: User) -> None:
    program = Program(customs_officer)
    path = f"assessments/{collection.pk}/evidence/"
    body = {"agency": "CUS", "indicator": Q, "title": "Customs act", "kind": "E1", "dated_on": "2025-04-01"}

    added = program.post(path, body)
    listed = program.get(path).body["results"]
    removed = program.delete(f"{path}{added.body['id']}/")

    assert added.status == 201
    assert added.body == {
        **body,
        "id": EvidenceReference.objects.get().pk,
        "strength": "A",
        "issued_by": "",
        "holder": "",
        "marking": "restricted",
        "page_reference": "",
        "proves": [],
        "file": None,
        "carried_from": "",
    }
    assert listed == [added.body]
    assert (removed.status, program.get(path).body["results"]) == (204, [])


def test_a_reference_is_not_there_under_another_assessment(collection: Assessment, customs_officer: User) -> None:
    other = make_assessment(upto="collection", cycle=make_cycle(code="2028"))
    program = Program(customs_officer)
    body = {"agency": "CUS", "indicator": Q, "title": "Customs act", "kind": "E1"}
    added = program.post(f"assessments/{collection.pk}/evidence/", body)

    answer = program.delete(f"assessments/{other.pk}/evidence/{added.body['id']}/")

    assert (answer.status, answer.code) == (404, "not_found")
    assert EvidenceReference.objects.get().removed_at is None


def test_everything_wrong_with_a_reference_is_said_at_once(collection: Assessment, customs_officer: User) -> None:
    answer = Program(customs_officer).post(
        f"assessments/{collection.pk}/evidence/",
        {"agency": "CUS", "indicator": Q, "title": " \u202e ", "kind": "E9", "marking": "internal"},
    )

    assert (answer.status, answer.code) == (422, "invalid")
    assert set(answer.body["fields"]) == {"title", "kind"}


def test_a_level_is_settled_with_a_reason_where_it_differs() -> None:
    assessment = make_assessment(upto="consolidation", level=3)
    program = Program(cast_of(assessment).focal_point)
    path = f"assessments/{assessment.pk}/settled/{Q}/"

    unexplained = program.put(path, {"kind": "level", "level": "4", "expected_revision": 0})
    settled = program.put(path, {"kind": "level", "level": "4", "reason": "Shown on site.", "expected_revision": 0})
    late = program.put(path, {"kind": "level", "level": "3", "expected_revision": 0})

    assert (unexplained.status, set(unexplained.body["fields"])) == (422, {"reason"})
    assert (settled.status, settled.body["revision"], settled.body["indicator"]) == (200, 1, Q)
    assert (late.status, late.code, late.body["theirs"]["level"]) == (409, "settled_conflict", "4")
    assert SettledLevel.objects.get().reason == "Shown on site."


def test_the_coordinator_approves_what_does_not_apply() -> None:
    assessment = make_assessment(upto="submitted", settled={"P2.F2.02": "NA"})
    program = Program(a_coordinator())
    path = f"assessments/{assessment.pk}/"

    early = program.post(path + "transitions/", {"move": "accept"})
    approved = program.post(path + "settled/P2.F2.02/approve/")
    accepted = program.post(path + "transitions/", {"move": "accept"})

    assert [problem["code"] for problem in early.body["problems"]] == ["not_applicable_unapproved"]
    assert (approved.status, accepted.status, accepted.body["status"]) == (204, 200, "accepted")


def test_an_assessment_goes_its_whole_way_by_programs_alone() -> None:
    version, country, donor = make_framework(), make_country(), make_donor()
    make_agency(country, "BG", "Border Guard", ("BG",))
    make_agency(country, "CUS", "Customs", ("CUS",))
    focal = make_focal_point(country)
    coordinator, national = Program(a_coordinator()), Program(focal)

    cycle = coordinator.post(
        "cycles/",
        {
            "code": "2030",
            "name": "Campaign 2030",
            "framework_version_id": version.pk,
            "answers_due": "2030-09-14",
            "submission_due": "2030-11-30",
        },
    ).body
    opened = national.post(
        "assessments/", {"country_id": country.pk, "cycle_id": cycle["id"], "reference_date": "2030-06-30"}
    ).body
    one = f"assessments/{opened['id']}/"
    national.put(one + "profile/", {"answers": {"land_border": "yes", "crossings": "12"}})
    national.put(one + "agencies/", {"agencies": ["BG", "CUS"]})
    added = national.post(one + "assignments/").body
    national.put(one + "assignments/CUS/", {"indicators": ["P1.F1.01", "P2.F1.01"]})
    assessment = Assessment.objects.get()
    cast = cast_of(assessment)
    signatory = Program(cast.signatory)
    states = [signatory.post(one + "transitions/", {"move": "approve_scope"}).body["status"]]
    for agency, indicators in (
        ("BG", ["P1.F1.01", "P1.F1.02", "P1.F2.01", "P2.F1.01", "P2.F2.01", "P2.F2.02"]),
        ("CUS", ["P1.F1.01", "P2.F1.01"]),
    ):
        officer = Program(cast.officers[agency])
        for indicator in indicators:
            officer.put(address(assessment, agency, indicator), LEVEL_2, if_match='"0"')
        Program(cast.leads[agency]).post(f"{one}answers/{agency}/release/")
    states.append(national.post(one + "transitions/", {"move": "start_consolidation"}).body["status"])
    for row in national.get(one + "settled/").body["results"]:
        national.put(f"{one}settled/{row['id']}/", {**row["proposal"], "expected_revision": 0})
    found = national.get(one + "warnings/").body["results"]
    national.post(one + "warnings/", {"warnings": [row["id"] for row in found], "text": "Orders are being written."})
    for program, move in ((national, "validate"), (signatory, "submit"), (coordinator, "accept")):
        states.append(program.post(one + "transitions/", {"move": move}).body["status"])
    wish = {"move": "publish", "profile": True, "donor_ids": [donor.pk]}
    present = Program(cast.signatory, present=True)
    states.append(present.post(one + "transitions/", wish).body["status"])

    assert added == {"added": 11}
    assert {(row["kind"], row["remedy"]) for row in found} == {("evidence", "explain")}
    assert states == ["collection", "consolidation", "validated", "submitted", "accepted", "published"]
    assert Program(donor).get(one + "scorecard/").body["total"]["display"] == "2.0"


def test_what_exists_already_is_a_conflict() -> None:
    cycle, country = make_cycle(), make_country()
    program = Program(a_coordinator())
    wish = {"country_id": country.pk, "cycle_id": cycle.pk, "reference_date": "2027-06-30"}
    program.post("assessments/", wish)

    again = program.post("assessments/", wish)
    same_code = program.post(
        "cycles/",
        {
            "code": "2027",
            "name": "Again",
            "framework_version_id": cycle.framework_version_id,
            "answers_due": "2027-09-14",
            "submission_due": "2027-11-30",
        },
    )

    assert (again.status, again.code) == (409, "assessment_exists")
    assert (same_code.status, same_code.code) == (409, "cycle_exists")


def test_an_agency_with_answers_stays(collection: Assessment, customs_officer: User) -> None:
    Program(customs_officer).put(address(collection), LEVEL_2, if_match='"0"')
    program = Program(a_focal_point(collection.country))

    out = program.put(f"assessments/{collection.pk}/agencies/", {"agencies": ["BG"]})
    less = program.put(f"assessments/{collection.pk}/assignments/CUS/", {"indicators": []})

    assert (out.status, out.code) == (409, "agency_has_answers")
    assert (less.status, less.code, less.body["indicators"]) == (409, "agency_has_answers", [Q])


def test_agencies_of_another_country_have_no_code_here(collection: Assessment) -> None:
    make_agency(make_country("XB", "Belmara"), "BCU", "Belmara Customs", ("CUS",))

    answer = Program(a_focal_point(collection.country)).put(
        f"assessments/{collection.pk}/agencies/", {"agencies": ["BG", "CUS", "BCU"]}
    )

    assert (answer.status, answer.code) == (422, "invalid")


def test_a_right_that_ended_between_two_calls_is_gone(collection: Assessment, customs_officer: User) -> None:
    program = Program(customs_officer)
    before = program.put(address(collection), LEVEL_2, if_match='"0"').status

    end_membership(membership_id=customs_officer.memberships.get().pk, actor=any_admin(), at=now(), proved_at=now())
    after = program.put(address(collection), {"kind": "level", "level": "3"}, if_match='"1"')

    assert (before, after.status, after.code) == (200, 404, "not_found")


def test_a_consent_that_was_withdrawn_closes_at_once() -> None:
    donor = make_donor()
    assessment = make_assessment(upto="published")
    program = Program(donor)
    before = program.get(f"assessments/{assessment.pk}/scorecard/").status

    operations.withdraw_publication(
        actor=cast_of(assessment).signatory, at=now(), proved_at=now(), assessment_id=assessment.pk, reason="A mistake."
    )

    assert (before, program.get(f"assessments/{assessment.pk}/scorecard/").status) == (200, 404)
