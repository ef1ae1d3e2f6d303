"""Who may know that an assessment exists; another country's does not."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from assessments.models import AgencyAnswer, Assessment, Consent
from ibm_platform.accounts.queries import rights_of
from tests.builders import a_lead, cast_of, make_assessment
from tests.people import (
    make_admin,
    make_agency,
    make_coordinator,
    make_country,
    make_donor,
    make_officer,
    make_reviewer,
    make_stranger,
    now,
)

pytestmark = pytest.mark.django_db


def sees(person) -> bool:
    visible = Assessment.objects.visible_to(person, now()).exists()
    # Two ways to one set: by subqueries for lists, by rights already read for a single assessment.
    assert Assessment.objects.open_to(person, rights_of(person, now())).exists() == visible
    return visible


@pytest.mark.parametrize(
    ("upto", "reviewer", "donor"),
    [("setup", False, False), ("validated", False, False), ("submitted", True, False), ("published", True, True)],
)
def test_each_role_sees_it_from_its_own_moment_on(upto, reviewer, donor):
    assessment = make_assessment(upto=upto)
    cast = cast_of(assessment)

    seen = {
        "coordinator": sees(make_coordinator()),
        "focal point": sees(cast.focal_point),
        "signatory": sees(cast.signatory),
        "officer": sees(cast.officers["CUS"]),
        "lead": sees(a_lead(cast.agencies["BG"])),
        "reviewer": sees(make_reviewer()),
        "donor": sees(make_donor()),
    }

    own = dict.fromkeys(["coordinator", "focal point", "signatory", "officer", "lead"], True)
    assert seen == {**own, "reviewer": reviewer, "donor": donor}


def test_strangers_outsiders_the_administrator_and_nobody_see_nothing():
    assessment = make_assessment(upto="published")
    outside = make_officer(make_agency(assessment.country, "HEA", "Health", ("HEA",)))

    people = [make_stranger(role) for role in ("focal_point", "signatory", "officer", "agency_lead", "reviewer")]

    assert [sees(person) for person in (*people, outside, make_admin(), AnonymousUser())] == [False] * 8


def test_visible_rows_can_be_locked():
    assessment = make_assessment()

    with transaction.atomic():
        found = Assessment.objects.visible_to(cast_of(assessment).focal_point, now()).lock().get(pk=assessment.pk)

    assert found == assessment


def test_database_refuses_a_level_that_does_not_fit_its_kind():
    assessment = make_assessment(answers={"P1.F1.01": 2})
    answers = AgencyAnswer.objects.filter(assessment=assessment)

    for wrong in ({"level": None}, {"kind": "insufficient"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            answers.update(**wrong)


def test_database_refuses_a_second_current_assessment_and_a_second_consent():
    first = make_assessment(upto="withdrawn")
    make_assessment()

    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=first.pk).update(is_current=True)
    published = make_assessment(upto="published", country=make_country("XB", "Belmara", "Europe/Athens"))
    consent = Consent.objects.get(assessment=published)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(assessment=published, profile=True, signed_at=now(), signed_by_id=consent.signed_by_id)
