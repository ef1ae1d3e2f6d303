"""What each agency holds on a question of a workshop: its last vote that was shown, else what it had handed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import WorkshopItem, WorkshopVote
from assessments.models.judgement import Kind
from assessments.queries.access import Seen
from assessments.queries.framework import KnownFramework
from assessments.queries.seen import released_answers


@dataclass(frozen=True, slots=True)
class Position:
    kind: str
    level_id: int | None
    reason: str


def positions(seen: Seen, item: WorkshopItem, *, votes_alone: bool = False) -> dict[int, Position]:
    """
    Return agency id → what it holds; one query for the answers, one for the votes.

    Args:
        votes_alone: only the agencies of the last vote that was shown.
    """
    found: dict[int, Position] = {}
    columns = ("agency_id", "kind", "level_id", "reason")
    if not votes_alone:
        answers = released_answers(seen.assessment.pk).filter(indicator_id=item.indicator_id)
        found = {agency_id: Position(*rest) for agency_id, *rest in answers.values_list(*columns)}
    votes = WorkshopVote.objects.filter(item=item, revealed_at__isnull=False).order_by("-round", "agency_id")
    last = None
    for number, agency_id, *rest in votes.values_list("round", *columns):
        last = number if last is None else last
        if number == last:
            found[agency_id] = Position(*rest)
    return found


def lower_of(framework: KnownFramework, voted: Iterable[Position]) -> Position | None:
    """
    Return the lower of the levels that are disputed; None where nothing is, or where nobody gave one.

    "Not applicable" is no level; "information insufficient" stands at the level it counts as, after a level given there.
    """
    given = {(one.kind, one.level_id): one for one in voted}
    if len(given) < 2:
        return None
    levels = [one for one in given.values() if one.kind != Kind.NOT_APPLICABLE]
    return min(
        levels,
        key=lambda one: (framework.standing(framework.value(one.kind, one.level_id)), one.kind != Kind.LEVEL),
        default=None,
    )
