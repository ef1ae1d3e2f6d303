"""References: who gives them, what they need, and that a removed one can be put back."""

import pytest

from assessments import operations
from assessments.models import EvidenceReference
from assessments.operations import TooManyReferences
from assessments.operations.evidence import REFERENCES_PER_QUESTION
from ibm_platform.common.errors import Invalid, NotAllowed, NotVisible
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import make_stranger, now

pytestmark = pytest.mark.django_db


def add(assessment, actor, agency="CUS", **changed):
    words = {"indicator_code": "P1.F1.01", "title": "Law 12/2020", "kind": "E1", **changed}
    agency_id = cast_of(assessment).agencies[agency].pk if agency else None
    return operations.add_evidence(actor=actor, at=now(), assessment_id=assessment.pk, agency_id=agency_id, **words)


def test_officer_adds_a_reference_with_the_usual_strength_and_the_narrowest_marking():
    assessment = make_assessment()

    evidence = add(assessment, cast_of(assessment).officers["CUS"], kind="E2")

    assert (evidence.strength, evidence.marking) == ("B", "restricted")


def test_removed_reference_is_kept_and_can_be_put_back():
    assessment = make_assessment()
    cast = cast_of(assessment)
    evidence = add(assessment, cast.officers["CUS"])

    operations.remove_evidence(actor=cast.officers["CUS"], at=now(), evidence_id=evidence.pk)
    removed = EvidenceReference.objects.get().removed_at
    operations.restore_evidence(actor=a_lead(cast.agencies["CUS"]), at=now(), evidence_id=evidence.pk)

    assert removed is not None
    assert EvidenceReference.objects.get().removed_at is None


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"kind": "E99"}, "kind"),
        ({"strength": "D"}, "strength"),
        ({"marking": "secret"}, "marking"),
        ({"holder": "x" * 151}, "holder"),
    ],
)
def test_wrong_values_are_named_by_field(words, field):
    assessment = make_assessment()

    with pytest.raises(Invalid) as caught:
        add(assessment, cast_of(assessment).officers["CUS"], **words)

    assert list(caught.value.details["fields"]) == [field]


def test_references_of_a_question_are_limited():
    assessment = make_assessment()
    officer = cast_of(assessment).officers["CUS"]
    for number in range(REFERENCES_PER_QUESTION):
        add(assessment, officer, title=f"Law {number}")

    with pytest.raises(TooManyReferences):
        add(assessment, officer)


def test_only_the_own_agencys_people_touch_its_references():
    assessment = make_assessment()
    cast = cast_of(assessment)
    evidence = add(assessment, cast.officers["CUS"])

    for person, error in (
        (cast.officers["BG"], NotVisible),
        (make_stranger("officer"), NotVisible),
        (cast.focal_point, NotAllowed),
        (cast.coordinator, NotAllowed),
    ):
        with pytest.raises(error):
            add(assessment, person)
        with pytest.raises(error):
            operations.remove_evidence(actor=person, at=now(), evidence_id=evidence.pk)

    assert EvidenceReference.objects.get().removed_at is None


def test_after_the_release_references_stand():
    assessment = make_assessment(release=True)

    with pytest.raises(NotAllowed):
        add(assessment, cast_of(assessment).officers["CUS"])


def test_focal_point_adds_the_countrys_own_reference_from_consolidation_on():
    assessment = make_assessment(upto="consolidation")
    cast = cast_of(assessment)

    evidence = add(assessment, cast.focal_point, agency=None)

    assert evidence.agency_id is None
    for person in (cast.signatory, cast.coordinator, cast.officers["CUS"]):
        with pytest.raises(NotAllowed):
            add(assessment, person, agency=None)


def test_in_returned_the_countrys_references_follow_the_returned_question():
    assessment = make_assessment(upto="returned")
    focal = cast_of(assessment).focal_point

    evidence = add(assessment, focal, agency=None, title="Law 13/2021")

    assert evidence.title == "Law 13/2021"
    with pytest.raises(NotAllowed, match="returned"):
        add(assessment, focal, agency=None, indicator_code="P1.F2.01")


@pytest.mark.parametrize("upto", ["submitted", "accepted", "published"])
def test_nothing_is_added_to_what_was_handed_in(upto):
    assessment = make_assessment(upto=upto)
    cast = cast_of(assessment)

    with pytest.raises(NotAllowed):
        add(assessment, cast.focal_point, agency=None)
    with pytest.raises(NotAllowed):
        add(assessment, cast.officers["CUS"])
