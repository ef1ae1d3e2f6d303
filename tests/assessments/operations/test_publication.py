"""What the signatory opens, to whom, and that it can be closed again."""

import pytest

from assessments import operations
from assessments.models import Assessment, Consent
from ibm_platform.common.errors import Invalid
from tests.builders import cast_of, make_assessment
from tests.people import make_donor, make_officer, now

pytestmark = pytest.mark.django_db


def publish(assessment, **words):
    return operations.publish(
        actor=cast_of(assessment).signatory, at=now(), proved_at=now(), assessment_id=assessment.pk, **words
    )


def test_named_donors_see_it_and_others_do_not():
    assessment = make_assessment(upto="accepted")
    named, other = make_donor("Dona One"), make_donor("Dona Two")

    publish(assessment, profile=True, donor_ids=[named.pk])

    visible = [
        Assessment.objects.visible_to(person, now()).filter(pk=assessment.pk).exists() for person in (named, other)
    ]
    assert visible == [True, False]


@pytest.mark.parametrize("words", [{}, {"all_donors": True}, {"profile": True}, {"profile": True, "donor_ids": [0]}])
def test_a_publication_that_opens_nothing_or_to_nobody_is_refused(words):
    assessment = make_assessment(upto="accepted")

    with pytest.raises(Invalid):
        publish(assessment, **words)

    assert not Consent.objects.exists()


def test_only_donors_are_named():
    assessment = make_assessment(upto="accepted")

    with pytest.raises(Invalid):
        publish(assessment, profile=True, donor_ids=[make_officer().pk])


def test_withdrawn_publication_closes_to_donors_and_the_consent_stays_as_a_record():
    assessment = make_assessment(upto="published")
    donor = make_donor()
    before = Assessment.objects.visible_to(donor, now()).exists()

    operations.withdraw_publication(
        actor=cast_of(assessment).signatory,
        at=now(),
        proved_at=now(),
        assessment_id=assessment.pk,
        reason="A correction follows.",
    )
    after = Assessment.objects.visible_to(donor, now()).exists()
    publish(assessment, report=True, all_donors=True)

    assert (before, after) == (True, False)
    assert list(Consent.objects.order_by("pk").values_list("profile", "report")) == [(True, True), (False, True)]
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 1
