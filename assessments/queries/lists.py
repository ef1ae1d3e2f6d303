"""Lists of assessments and cycles, for pages and the API alike."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from assessments.models import Assessment, Cycle
from assessments.models.assessment import AssessmentQuerySet
from assessments.queries.opening import require_cycle_reader
from ibm_platform.accounts.models import User
from ibm_platform.accounts.queries import rights_of


def assessments_visible_to(person: User, at: datetime) -> AssessmentQuerySet:
    """Assessments whose existence the person may know, with country, cycle, framework and its version."""
    rows = Assessment.objects.visible_to(person, at).with_context().select_related("framework_version__framework")
    return rows.order_by("country__name", "-reference_date", "pk")


def cycles(person: User, at: datetime) -> QuerySet[Cycle]:
    """
    Every cycle, newest first.

    Raises:
        NotAllowed: the person is neither coordinator nor a national person of a country.
    """
    require_cycle_reader(rights_of(person, at))
    return Cycle.objects.select_related("framework_version__framework").defer("framework_version__document")
