"""Whom notices about an assessment go to, and which assessments are open to somebody at all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from assessments.models import Assessment
from ibm_platform.accounts.models import User
from ibm_platform.accounts.permissions import Rights


def open_ids(person: User, rights: Rights) -> QuerySet[Assessment, dict[str, Any]]:
    """Return the ids of the assessments whose existence the person may know, to be put into another query; asks nothing itself."""
    return Assessment.objects.open_to(person, rights).order_by().values("pk")
