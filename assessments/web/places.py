"""Where on the pages a problem is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from assessments.permissions import Action
from assessments.queries import AssessmentContext, Problem


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    message: str
    url: str
    """Empty when the reader cannot mend it."""


def placed(problems: Iterable[Problem], context: AssessmentContext) -> list[PlacedProblem]:
    """Give each problem the address of the page that mends it, where this reader may open that page."""
    return [PlacedProblem(problem.message, _url(problem, context)) for problem in problems]


def _url(problem: Problem, context: AssessmentContext) -> str:
    allowed = context.allowed_actions
    if problem.profile_question and Action.EDIT_PROFILE in allowed:
        return reverse("assessments:profile", args=[context.id]) + f"#{problem.profile_question}"
    if problem.code == "no_agency" and Action.MANAGE_AGENCIES in allowed:
        return reverse("assessments:agencies", args=[context.id])
    if problem.code == "unassigned" and Action.ASSIGN in allowed:
        return reverse("assessments:assignments", args=[context.id])
    if problem.code == "not_released" and Action.READ_PROGRESS in allowed:
        return reverse("assessments:board", args=[context.id])
    if problem.code in ("not_applicable_unapproved", "returned_open"):
        return reverse("assessments:review", args=[context.id]) + f"#{problem.indicator}"
    if problem.warning and Action.READ_SETTLED in allowed:
        return reverse("assessments:warnings", args=[context.id]) + f"#{problem.warning}"
    if problem.indicator and Action.READ_SETTLED in allowed:
        return reverse("assessments:settle", args=[context.id, problem.indicator])
    return ""
