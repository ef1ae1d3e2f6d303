"""How the demo countries agree: the services meet over what they see differently, and a peer from outside reviews a result."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assessments import operations, queries

if TYPE_CHECKING:
    from assessments.management.demo_story import Told
    from assessments.queries.divergence import DivergenceRow
    from assessments.queries.settling_list import SettlingRow
    from ibm_platform.accounts.models import User

DISCUSSED = 3
"""Questions of the workshop; the first is put to the vote."""
REVIEWED = ("F1", "F2", "F3")
"""Fields that the coordinator gives to the reviewer."""
MINUTE = timedelta(minutes=1)


def hold_workshop(told: Told, assessment_id: int, at: datetime) -> None:
    """The signatory chairs a day on the questions that the services see most differently, and signs the minutes."""
    focal, chair = told.focal_point, told.signatory
    apart = [row for row in queries.divergence_page(focal, at, assessment_id).rows if len(row.said) > 1][:DISCUSSED]
    settled = {row.code: row for row in queries.settling_list(focal, at, assessment_id).rows}
    one = {"at": at, "assessment_id": assessment_id}
    workshop = operations.plan_workshop(
        actor=focal,
        title="National workshop",
        begins_on=at.date(),
        chair_id=chair.pk,
        rapporteur_id=focal.pk,
        indicator_codes=[row.code for row in apart],
        **one,
    )
    here = {"workshop_id": workshop.pk, "assessment_id": assessment_id}
    operations.open_workshop(actor=chair, at=at, **here)
    for person in (chair, focal, *told.leading.values()):
        operations.arrive(actor=chair, at=at, person_id=person.pk, **here)
    for number, row in enumerate(apart):
        moment = at + (1 + 20 * number) * MINUTE
        operations.go_to_item(actor=chair, at=moment, indicator_code=row.code, **here)
        dissenting = vote(told, row, settled[row.code], moment, here) if number == 0 else {}
        value = settled[row.code].settled
        assert value is not None
        operations.settle_in_workshop(
            actor=chair,
            at=moment + 15 * MINUTE,
            indicator_code=row.code,
            kind=value.kind,
            level=value.level,
            reason="The services read the order and the figures together; this is what all crossings do today.",
            dissent=dissenting,
            expected_revision=1,
            **here,
        )
    operations.close_workshop(actor=chair, at=at + 90 * MINUTE, **here)
    operations.sign_minutes(actor=chair, at=at + 100 * MINUTE, **here)


def vote(told: Told, row: DivergenceRow, settled: SettlingRow, at: datetime, here: dict[str, int]) -> dict[int, str]:
    """One vote in which the last service stays below the others; returns its dissent."""
    chair, item = told.signatory, {"indicator_code": row.code, **here}
    operations.ask_room(actor=chair, at=at, text="Which crossings do this every day?", **item)
    operations.start_vote(actor=chair, at=at + MINUTE, expected_round=0, **item)
    agreed = int(settled.settled.level) if settled.settled and settled.settled.level else 1
    codes = [one.agency.code for one in row.said]
    for code in codes:
        level = max(1, agreed - 1) if code == codes[-1] else agreed
        operations.cast_vote(
            actor=told.leading[code],
            at=at + 2 * MINUTE,
            agency_id=told.agencies[code].pk,
            kind="level",
            level=str(level),
            expected_round=1,
            **item,
        )
    operations.reveal_votes(actor=chair, at=at + 5 * MINUTE, expected_round=1, **item)
    if agreed == 1:
        return {}
    return {told.agencies[codes[-1]].pk: "Two of our posts do not do this yet; we would wait for the next inspection."}


def review(told: Told, coordinator: User, reviewer: User, assessment_id: int, at: datetime) -> None:
    """A peer reviews three fields; the country has been sent the remarks and has replied to the first of two."""
    one = {"assessment_id": assessment_id}
    for field in REVIEWED:
        operations.assign_reviewer(actor=coordinator, at=at, field=field, person_id=reviewer.pk, **one)
    operations.declare_interests(actor=reviewer, at=at + MINUTE, has_conflict=False, **one)
    operations.open_round(actor=coordinator, at=at + 2 * MINUTE, **one)
    rows = [
        row for row in queries.peer_review(reviewer, at + 3 * MINUTE, assessment_id).rows if row.own and row.own.level
    ]
    for number, row in enumerate(rows):
        own = int(row.own.level) if row.own and row.own.level else 1
        operations.propose_peer_level(
            actor=reviewer,
            at=at + (4 + number) * MINUTE,
            indicator_code=row.code,
            kind="level",
            level=str(max(1, own - 1) if number % 4 == 0 else own),
            reason="The documents show it at most crossings, not at all."
            if number % 4 == 0
            else "The documents show it.",
            expected_revision=0,
            **one,
        )
    first, second = rows[0].code, rows[4].code
    operations.write_remark(
        actor=reviewer,
        at=at + 60 * MINUTE,
        indicator_code=first,
        kind="scoring",
        text="The order names four crossings. What holds at the fifth?",
        is_blocking=True,
        **one,
    )
    operations.write_remark(
        actor=reviewer,
        at=at + 61 * MINUTE,
        indicator_code=second,
        kind="evidence",
        text="Please name the document that shows the yearly check.",
        **one,
    )
    operations.send_round(actor=coordinator, at=at + 90 * MINUTE, **one)
    operations.reply_remark(
        actor=told.focal_point,
        at=at + 300 * MINUTE,
        number=1,
        decision="explain",
        text="The fifth crossing opens for goods next year; until then nobody passes there.",
        **one,
    )
