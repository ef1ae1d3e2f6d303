"""Errors that several operations of an assessment raise."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import ngettext

from assessments.queries.conditions import Problem
from ibm_platform.common.errors import Invalid


class ConditionsNotMet(Invalid):
    """A step has conditions; ``details["problems"]`` names every one that is not met, with its place."""

    code = "conditions_not_met"

    def __init__(self, problems: Sequence[Problem]) -> None:
        message = ngettext(
            "One thing is missing before this step: %(first)s",
            "%(count)d things are missing before this step; the first: %(first)s",
            len(problems),
        ) % {"count": len(problems), "first": problems[0].message}
        super().__init__(message, problems=[problem.as_dict() for problem in problems])
        self.problems = tuple(problems)
