"""Workshops in any state, reached through the real operations."""

from __future__ import annotations

from assessments import operations
from assessments.models import Assessment, Workshop
from ibm_platform.accounts.models import User
from tests.builders import cast_of, make_assessment
from tests.people import now

Q = "P1.F1.01"
OTHER = "P1.F2.01"
REASON = "The room read the order together."


def make_room(
    *, answers: dict | None = None, opened: bool = True, chair: User | None = None
) -> tuple[Assessment, Workshop]:
    """An assessment in consolidation with a workshop on two questions, led by the officer of the Border Guard."""
    assessment = make_assessment(upto="consolidation", answers=answers or {Q: {"BG": 5, "CUS": 2}})
    return assessment, make_workshop(assessment, opened=opened, chair=chair)


def make_workshop(assessment: Assessment, *, opened: bool = True, chair: User | None = None) -> Workshop:
    cast = cast_of(assessment)
    leader = chair or cast.officers.get("BG") or cast.focal_point
    workshop = operations.plan_workshop(
        actor=cast.focal_point,
        at=now(),
        assessment_id=assessment.pk,
        title="National workshop",
        begins_on=now().date(),
        chair_id=leader.pk,
        indicator_codes=[Q, OTHER],
    )
    if opened:
        operations.open_workshop(actor=leader, at=now(), assessment_id=assessment.pk, workshop_id=workshop.pk)
    workshop.refresh_from_db()
    return workshop


def step(act, assessment: Assessment, workshop: Workshop, actor: User | None = None, code: str = Q, **more):
    """Do one step of the chair at a question."""
    return act(
        actor=actor or workshop.chair,
        at=now(),
        assessment_id=assessment.pk,
        workshop_id=workshop.pk,
        indicator_code=code,
        **more,
    )


def vote(
    assessment: Assessment,
    workshop: Workshop,
    agency: str,
    level: str,
    *,
    number: int = 1,
    reason: str = "",
    code: str = Q,
):
    """The lead of an agency votes."""
    cast = cast_of(assessment)
    return step(
        operations.cast_vote,
        assessment,
        workshop,
        cast.leads[agency],
        code,
        agency_id=cast.agencies[agency].pk,
        kind="level",
        level=level,
        reason=reason,
        expected_round=number,
    )


def vote_through(
    assessment: Assessment, workshop: Workshop, levels: dict[str, str], *, number: int = 1, reason: str = ""
) -> None:
    """One whole vote: opened, cast by each agency, and shown."""
    step(operations.start_vote, assessment, workshop, expected_round=number - 1)
    for agency, level in levels.items():
        vote(assessment, workshop, agency, level, number=number, reason=reason)
    step(operations.reveal_votes, assessment, workshop, expected_round=number)
