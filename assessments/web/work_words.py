"""Words of the first pages: the dates beside the work, and where one assessment stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.lifecycle import Move, Status
from assessments.queries import MyWork, OverviewPage
from ibm_platform.common.isolation import isolated

STANDING: Mapping[Status, Promise] = {
    Status.SETUP: gettext_lazy("The scope of %(country)s is being prepared"),
    Status.COLLECTION: gettext_lazy("The agencies of %(country)s answer"),
    Status.CONSOLIDATION: gettext_lazy("%(country)s settles its national levels"),
    Status.VALIDATED: gettext_lazy("The levels of %(country)s wait for the signatory"),
    Status.SUBMITTED: gettext_lazy("The coordinator checks what %(country)s submitted"),
    Status.RETURNED: gettext_lazy("%(country)s answers what was returned"),
    Status.ACCEPTED: gettext_lazy("The scorecard of %(country)s is frozen"),
    Status.PUBLISHED: gettext_lazy("The result of %(country)s is published"),
    Status.WITHDRAWN: gettext_lazy("%(country)s has withdrawn this assessment"),
}


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    words: str


def dates_of(work: MyWork) -> tuple[Day, ...]:
    """The deadlines of everything that is under way, nearest first, each once."""
    found = set()
    for card in (*work.cards, *work.waiting):
        if card.deadline is None:
            continue
        words = _("Answers of %(country)s due") if _asks_agencies(card.status) else _("%(country)s submits")
        found.add((card.deadline, words % {"country": isolated(card.country_name)}))
    return tuple(Day(day, words) for day, words in sorted(found))


def standing(page: OverviewPage) -> str:
    """One sentence: what happens to the assessment now."""
    return str(STANDING[page.context.status]) % {"country": isolated(page.context.country_name)}


def ripe_moves(page: OverviewPage) -> frozenset[Move]:
    """Steps to offer first; the others are there too, but something usually comes before them."""
    unripe = {Move.ACCEPT}
    if page.released < page.agencies:
        unripe.add(Move.START_CONSOLIDATION)
    if page.settled < page.indicators:
        unripe.add(Move.VALIDATE)
    if not page.agencies:
        unripe.add(Move.APPROVE_SCOPE)
    return frozenset(page.moves) - unripe


def _asks_agencies(status: Status) -> bool:
    return status in (Status.SETUP, Status.COLLECTION)
