"""What stands in the way of a step: every problem at once, with the place where it is mended (methodology 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Max, Q
from django.utils.translation import gettext as _

from assessments.lifecycle import Move, Status
from assessments.models import (
    AgencyAnswer,
    Assignment,
    Participation,
    ReturnedQuestion,
    ReviewRound,
    SettledLevel,
    WarningExplanation,
    Workshop,
)
from assessments.models.judgement import Kind
from assessments.queries.access import Seen
from assessments.queries.finding_words import advice_of, sentence_of
from assessments.queries.ground import ground_of
from assessments.queries.settled import settled_values
from assessments.scoring.applicability import proposed_not_applicable
from assessments.scoring.findings import still_open
from ibm_platform.accounts.models import Agency
from ibm_platform.common.isolation import isolated


@dataclass(frozen=True, slots=True)
class Problem:
    """``code`` is stable; the other codes, where given, say which page mends it."""

    code: str
    message: str
    indicator: str | None = None
    agency: str | None = None
    warning: str | None = None
    profile_question: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "indicator": self.indicator,
            "agency": self.agency,
            "warning": self.warning,
            "profile_question": self.profile_question,
            "message": self.message,
        }


def problems_of(seen: Seen, move: Move) -> list[Problem]:
    """Return the unmet conditions of a move; those without conditions have none."""
    check = _CHECKS.get(move)
    return check(seen) if check else []


def applicable_codes(seen: Seen) -> tuple[str, ...]:
    """Indicators that the country's profile does not propose as not applicable, in the framework's order."""
    proposed = proposed_not_applicable(seen.spec, seen.assessment.profile)
    return tuple(indicator.code for indicator in seen.spec.indicators if indicator.code not in proposed)


def why_locked(
    seen: Seen, *, is_active: bool, is_released: bool, is_returned: bool, is_for_others: bool = False
) -> str:
    """
    Return why an agency can write nothing on a question now; empty when it can. The one place of this rule.

    Args:
        is_active: the agency is not closed (docs/decisions/0006).
        is_released: it has handed its answers over.
        is_returned: the question was returned and is open.
        is_for_others: the lead gave the person other questions than this one.
    """
    if seen.status not in (Status.COLLECTION, Status.RETURNED):
        return _("Collection is over; the answer can be read but not changed.")
    if not is_active:
        return _("Your agency is closed here; its answers can be read but not changed. Ask the national focal point.")
    if seen.status == Status.COLLECTION and is_released:
        return _("Your agency has released its answers; they can be read but not changed.")
    if seen.status == Status.RETURNED and not is_returned:
        return _("Only the returned questions can be changed now.")
    if seen.status == Status.RETURNED and not is_released:
        return _("Your agency did not hand its answers over in time; speak to the national focal point.")
    if is_for_others:
        return _("Your lead gave you other questions; this one can be read but not changed. Ask your lead for it.")
    return ""


def why_level_locked(seen: Seen, *, is_returned: bool, is_remarked: bool = True) -> str:
    """Return why nothing of a national level can be written in this state; empty when it can. The table says who may."""
    if seen.status == Status.RETURNED and not is_returned:
        return _("Only the returned questions can be changed now.")
    if seen.status == Status.SUBMITTED and not is_remarked:
        return _("Only questions on which the review has a remark can be changed now.")
    return ""


def release_problems(seen: Seen, agency_id: int) -> list[Problem]:
    """Questions asked of the agency that it has not answered, or answered as before without confirming it; two queries."""
    asked = set(
        Assignment.objects.standing()
        .filter(assessment=seen.assessment, agency_id=agency_id)
        .values_list("indicator_id", flat=True)
    )
    # Indicator → what it repeats of an earlier cycle; None where somebody stands for it.
    answered = dict(
        AgencyAnswer.objects.filter(assessment=seen.assessment, agency_id=agency_id).values_list(
            "indicator_id", "carried_from"
        )
    )
    if not asked:
        return [Problem("nothing_asked", _("No question is asked of this agency yet; there is nothing to release."))]
    codes = seen.framework.indicator_codes
    missing = {codes[indicator_id] for indicator_id in asked - set(answered)}
    carried = {codes[indicator_id] for indicator_id in asked if answered.get(indicator_id) is not None}
    found: list[Problem] = []
    for code in (indicator.code for indicator in seen.spec.indicators):
        if code in missing:
            found.append(Problem("unanswered", _("%(code)s is not answered.") % {"code": code}, indicator=code))
        elif code in carried:
            message = _("The answer to %(code)s was carried over from an earlier cycle; confirm or change it.")
            found.append(Problem("carried_unconfirmed", message % {"code": code}, indicator=code))
    return found


def _approve_scope(seen: Seen) -> list[Problem]:
    found: list[Problem] = []
    profile = seen.assessment.profile
    for question in seen.spec.profile:
        # A text may be left empty: it names exceptions that need not exist.
        if question.kind != "text" and not profile.get(question.code):
            found.append(
                Problem(
                    "profile_unanswered",
                    _("The country profile has no answer to: %(question)s") % {"question": question.question},
                    profile_question=question.code,
                )
            )
    if not Participation.objects.standing().filter(assessment=seen.assessment).exists():
        found.append(Problem("no_agency", _("No agency takes part yet; add at least one.")))
        return found
    assigned = {
        seen.framework.indicator_codes[indicator_id]
        for indicator_id in Assignment.objects.standing()
        .filter(assessment=seen.assessment)
        .values_list("indicator_id", flat=True)
    }
    found.extend(
        Problem("unassigned", _("%(code)s is asked of no agency.") % {"code": code}, indicator=code)
        for code in applicable_codes(seen)
        if code not in assigned
    )
    return found


def _start_consolidation(seen: Seen) -> list[Problem]:
    waiting = (
        Participation.objects.standing()
        .filter(assessment=seen.assessment, released_at__isnull=True)
        .order_by("agency__name")
    )
    return [
        Problem(
            "not_released",
            _waiting_for(participation.agency),
            agency=participation.agency.code,
        )
        for participation in waiting.select_related("agency")
    ]


def _waiting_for(agency: Agency) -> str:
    if agency.is_active:
        return _("%(agency)s has not released its answers.") % {"agency": isolated(agency.name)}
    return _(
        "%(agency)s is closed and cannot release its answers: open it again, take it out if it has answered nothing, or go on "
        "without it after the deadline."
    ) % {"agency": isolated(agency.name)}


def _validate(seen: Seen) -> list[Problem]:
    held = Workshop.objects.filter(assessment=seen.assessment, opened_at__isnull=False, minutes_signed_at__isnull=True)
    unsigned = [
        Problem(
            "minutes_unsigned",
            _("The minutes of the workshop “%(title)s” are not signed by its chair.") % {"title": isolated(row.title)},
        )
        for row in held
    ]
    return [*_unsettled(seen, set(settled_values(seen.assessment))), *unsigned]


def _unsettled(seen: Seen, settled: set[str]) -> list[Problem]:
    return [
        Problem(
            "unsettled", _("%(code)s has no national level yet.") % {"code": indicator.code}, indicator=indicator.code
        )
        for indicator in seen.spec.indicators
        if indicator.code not in settled
    ]


def _submit(seen: Seen) -> list[Problem]:
    ground = ground_of(seen.assessment)
    waiting = ground.findings()
    to_fix = {one.indicators[0]: one for one in waiting if one.remedy == "fix"}
    rows = {seen.framework.indicator_codes[row.indicator_id]: row for row in ground.rows}
    found = _unsettled(seen, set(rows))
    for indicator in seen.spec.indicators:
        code, row = indicator.code, rows.get(indicator.code)
        if code in to_fix:
            found.append(
                Problem(
                    "evidence_missing",
                    _("%(code)s stands at level %(level)s without an evidence reference.")
                    % {"code": code, "level": to_fix[code].parameters["value"]},
                    indicator=code,
                )
            )
        if row is not None and row.kind == Kind.NOT_APPLICABLE and not row.reason:
            found.append(
                Problem(
                    "justification_missing",
                    _("%(code)s is not applicable; say why.") % {"code": code},
                    indicator=code,
                )
            )
    explained = set(WarningExplanation.objects.filter(assessment=seen.assessment).values_list("warning", flat=True))
    found.extend(
        Problem(
            "warning_unexplained",
            f"{sentence_of(one)} {advice_of(one)}",
            indicator=one.indicators[0],
            warning=one.code,
        )
        for one in still_open(waiting, explained)
        if one.remedy == "explain"
    )
    return found


def _accept(seen: Seen) -> list[Problem]:
    codes = seen.framework.indicator_codes
    waiting = SettledLevel.objects.filter(
        assessment=seen.assessment, kind="not_applicable", na_approved_at__isnull=True
    ).values_list("indicator_id", flat=True)
    unapproved = {codes[indicator_id] for indicator_id in waiting}
    returned = {
        codes[indicator_id]
        for indicator_id in ReturnedQuestion.objects.filter(
            assessment=seen.assessment, closed_at__isnull=True
        ).values_list("indicator_id", flat=True)
    }
    found: list[Problem] = []
    for indicator in seen.spec.indicators:
        if indicator.code in unapproved:
            found.append(
                Problem(
                    "not_applicable_unapproved",
                    _("%(code)s is not applicable; approve that or return the question.") % {"code": indicator.code},
                    indicator=indicator.code,
                )
            )
        if indicator.code in returned:
            found.append(
                Problem(
                    "returned_open",
                    _("%(code)s was returned and waits for the country.") % {"code": indicator.code},
                    indicator=indicator.code,
                )
            )
    return [*found, *_review_open(seen)]


def _review_open(seen: Seen) -> list[Problem]:
    """A round that is not closed, and the remarks that block; one query."""
    rounds = ReviewRound.objects.filter(assessment=seen.assessment).annotate(
        blocking=FilteredRelation("remarks", condition=Q(remarks__is_blocking=True, remarks__closed_at__isnull=True))
    )
    rows = list(
        rounds.order_by("number", "blocking__number").values_list(
            "number", "closed_at", "blocking__number", "blocking__indicator__code"
        )
    )
    standing = {number for number, closed_at, *_remark in rows if closed_at is None}
    return [
        *(_round_problem(number) for number in sorted(standing)),
        *(
            Problem(
                "remark_open",
                _("Remark %(number)d on %(code)s blocks acceptance until it is closed.")
                % {"number": remark, "code": code},
                indicator=code,
            )
            for _number, _closed_at, remark, code in rows
            if remark is not None
        ),
    ]


def _round_open(seen: Seen) -> list[Problem]:
    open_rounds = ReviewRound.objects.filter(assessment=seen.assessment, closed_at__isnull=True)
    return [_round_problem(number) for number in open_rounds.values_list("number", flat=True)]


def _round_problem(number: int) -> Problem:
    return Problem("round_open", _("Review round %(number)d is not closed yet.") % {"number": number})


_CHECKS: Mapping[Move, Callable[[Seen], list[Problem]]] = {
    Move.APPROVE_SCOPE: _approve_scope,
    Move.START_CONSOLIDATION: _start_consolidation,
    Move.VALIDATE: _validate,
    Move.SUBMIT: _submit,
    Move.ACCEPT: _accept,
    Move.RETURN: _round_open,
}


def deadline_passed(seen: Seen, extended_until: date | None = None) -> bool:
    """
    Whether the last day for answers lies behind, in the country's own time zone.

    Args:
        extended_until: the last day of an agency that was given more time.
    """
    return seen.status == Status.COLLECTION and seen.today() > last_day(seen.assessment.answers_due, extended_until)


def last_day(answers_due: date, extended_until: date | None) -> date:
    """Return an agency's last day for answers: a deadline moved beyond its own extension counts for it too."""
    return answers_due if extended_until is None else max(answers_due, extended_until)


def time_is_up(seen: Seen) -> bool:
    """Whether the last day of every agency that has not released lies behind; one query."""
    waiting = Participation.objects.standing().filter(assessment=seen.assessment, released_at__isnull=True)
    return deadline_passed(seen, waiting.aggregate(last=Max("extended_until"))["last"])
