"""The short label of an answer: a number says the same everywhere, words are the reader's."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from assessments import queries
from tests.builders import cast_of, make_assessment
from tests.invented import MIRRORED, OVERRIDE, invented_languages
from tests.people import now

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def catalogues() -> Iterator[None]:
    with invented_languages():
        yield


def test_not_applicable_is_labelled_in_the_language_of_the_reader():
    assessment = make_assessment(upto="consolidation", settled={"P1.F1.01": 4, "P2.F2.02": "NA"})
    focal_point = cast_of(assessment).focal_point

    labels = {}
    for language in ("en", MIRRORED):
        with translation.override(language):
            rows = queries.settling_list(focal_point, now(), assessment.pk).rows
        labels[language] = {row.code: row.settled.label for row in rows if row.settled}

    assert labels["en"] == {"P1.F1.01": "4", "P2.F2.02": "n/a"}
    assert labels[MIRRORED]["P1.F1.01"] == "4"
    assert labels[MIRRORED]["P2.F2.02"].startswith(OVERRIDE)
