"""The record shows when something in it was changed, removed or put in between."""

import pytest

from assessments.models import Assessment, AssessmentEvent
from assessments.operations.events import verify_chain
from tests.builders import make_assessment
from tests.people import now

pytestmark = pytest.mark.django_db


def chained() -> Assessment:
    assessment = make_assessment(upto="published")
    assert verify_chain(assessment.pk) == []
    return assessment


def test_every_step_from_opening_to_publication_is_in_the_record():
    assessment = chained()

    kinds = list(AssessmentEvent.objects.filter(assessment=assessment).values_list("kind", flat=True))

    moves = [kind for kind in kinds if kind in {"approve_scope", "start_consolidation", "validate", "submit", "accept"}]
    assert moves == ["approve_scope", "start_consolidation", "validate", "submit", "accept"]
    assert (kinds[0], kinds[-1]) == ("opened", "publish")
    assert kinds.count("level_settled") == 6


@pytest.mark.parametrize(
    "change",
    [
        {"details": {"from": "setup"}},
        {"kind": "accept"},
        {"at": now()},
        {"hash": "0" * 64},
        {"previous_hash": "0" * 64},
    ],
)
def test_a_changed_event_is_found(change):
    assessment = chained()

    AssessmentEvent.objects.filter(assessment=assessment, number=5).update(**change)

    assert verify_chain(assessment.pk) != []


def test_a_removed_event_is_found():
    assessment = chained()

    AssessmentEvent.objects.filter(assessment=assessment, number=5).delete()

    assert verify_chain(assessment.pk) == ["Event 5 is missing.", "Event 6 does not follow from the event before it."]
