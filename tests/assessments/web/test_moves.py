"""A step that was refused comes back with what was written, each refusal beside its field."""

import pytest
from django.urls import reverse

from assessments.models import ReturnedQuestion
from tests.builders import cast_of, make_assessment

pytestmark = pytest.mark.django_db


def test_a_return_comment_that_is_too_long_is_blamed_beside_its_field(client):
    assessment = make_assessment(upto="submitted")
    client.force_login(cast_of(assessment).coordinator)
    address = reverse("assessments:move", args=[assessment.pk, "return"])

    answer = client.post(address, {"P1.F1.01": "Which order?", "P1.F2.01": "x" * 2001})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"P1.F2.01": ["The text has 2001 characters; shorten it to 2000."]}
    assert ">\nWhich order?</textarea>" in answer.text
    assert not ReturnedQuestion.objects.exists()


def test_a_withdrawal_without_end_is_blamed_beside_its_reason(client):
    assessment = make_assessment(upto="collection")
    client.force_login(cast_of(assessment).signatory)
    address = reverse("assessments:move", args=[assessment.pk, "withdraw"])

    answer = client.post(address, {"reason": "x" * 1001})

    assert answer.context["form"].errors == {"reason": ["The text has 1001 characters; shorten it to 1000."]}
