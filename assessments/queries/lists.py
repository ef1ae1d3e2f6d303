"""Lists of assessments and cycles, for pages and the API alike."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from assessments.models import Assessment, Cycle
from assessments.models.assessment import AssessmentQuerySet
from ibm_platform.accounts.models import User


def assessments_visible_to(person: User, at: datetime) -> AssessmentQuerySet:
    """Assessments whose existence the person may know, with country, cycle, framework and its version."""
    rows = Assessment.objects.visible_to(person, at).with_context().select_related("framework_version__framework")
    return rows.order_by("country__name", "-reference_date", "pk")


def cycles() -> QuerySet[Cycle]:
    """Every cycle; a campaign's code and dates are no secret of a country."""
    return Cycle.objects.select_related("framework_version__framework").defer("framework_version__document")
