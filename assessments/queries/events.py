"""
What happened, for whoever reads the record.

An entry is told whole or not at all: with its details goes the salt that proves them; of one whose details stay closed only that it
happened is told, and its seal. Without the salt nobody can try out what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from assessments.models import AssessmentEvent, ReviewRound
from assessments.permissions import Action
from assessments.queries.access import Seen, see
from assessments.queries.seen import readable_parts, reads_unsent
from ibm_platform.accounts.models import User

AT_A_TIME = 500  # entries that an export reads at once

# Entries about one agency that hold nothing of what it says. Every other one that names an agency is closed like its answers.
_ABOUT_AN_AGENCY = frozenset(
    {
        "answers_released",
        "assignments_set",
        "extension_asked",
        "extension_decided",
        "person_invited",
        "questions_delegated",
        "release_reopened",
        "vote_cast",
    }
)
# What the reviewing side does in a round of which the country knows nothing yet.
_OF_UNSENT_ROUNDS = frozenset({"peer_level_proposed", "remark_written", "remark_closed"})
_OPEN_DETAILS = ("agency", "indicator", "revision")


@dataclass(frozen=True, slots=True)
class EventView:
    """
    One entry. ``is_withheld``: only that it happened is told; ``details`` are then agency, question and revision alone.

    ``salt`` is empty while the details are withheld. An entry from before salts were kept, whose seal could be guessed, shows none.
    """

    number: int
    at: datetime
    actor: str
    actor_id: int
    kind: str
    details: Mapping[str, Any]
    is_withheld: bool
    salt: str
    previous_hash: str
    hash: str
    on_behalf_of: str = ""
    """In whose stead; empty where the actor had the right."""
    on_behalf_of_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which entries are wanted; what is empty asks for all."""

    person: int | None = None
    """Who did it, or in whose stead it was done."""
    kind: str = ""
    indicator: str = ""

    def __bool__(self) -> bool:
        return bool(self.person or self.kind or self.indicator)


@dataclass(frozen=True, slots=True)
class RecordExport:
    """A whole record, oldest first. ``head`` is the last seal; ``entries`` are read while they are written out."""

    assessment_id: int
    name: str
    length: int
    head: str
    entries: Iterator[EventView]
    agencies: Mapping[int, str]
    """Agency id → name, for every agency that an entry may name."""


def events(
    person: User,
    at: datetime,
    assessment_id: int,
    *,
    wanted: EventFilter | None = None,
    limit: int = 200,
    before: int | None = None,
) -> list[EventView]:
    """
    Return the record of the assessment, newest first.

    What agencies said before they released is shown as the fact that they said it, without its content.

    Args:
        limit: most events returned.
        before: only events with a smaller number, for the next page.

    Raises:
        NotVisible: no such assessment for the person.
        NotAllowed: the person's role does not read the record in this state.
    """
    seen = see(person, at, assessment_id, Action.READ_HISTORY)
    return events_seen(seen, wanted=wanted, limit=limit, before=before)


def events_seen(
    seen: Seen, *, wanted: EventFilter | None = None, limit: int, before: int | None = None
) -> list[EventView]:
    """The same for an assessment that was looked up for its record."""
    rows = _wanted(seen, wanted)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return _views(seen, rows.order_by("-number")[:limit])


def exported(seen: Seen, *, wanted: EventFilter | None = None) -> Iterator[EventView]:
    """Return every entry that stands now, oldest first, a few at a time."""
    last, opened = 0, _Opened(seen)
    while True:
        rows = _wanted(seen, wanted).filter(number__gt=last, number__lte=seen.assessment.chain_length)
        found = _views(seen, rows.order_by("number")[:AT_A_TIME], opened)
        yield from found
        if len(found) < AT_A_TIME:
            return
        last = found[-1].number


def head_seen(seen: Seen) -> str:
    """The last seal, where it may be shown."""
    return seen.assessment.chain_head if _Opened(seen).last_without_salt < seen.assessment.chain_length else ""


def _wanted(seen: Seen, wanted: EventFilter | None) -> QuerySet[AssessmentEvent]:
    rows = AssessmentEvent.objects.filter(assessment=seen.assessment)
    if wanted is None:
        return rows
    if wanted.person:
        rows = rows.filter(Q(actor_id=wanted.person) | Q(on_behalf_of_id=wanted.person))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.indicator and not reads_unsent(seen):
        unsent = ReviewRound.objects.filter(assessment=seen.assessment, sent_at__isnull=True).values_list("number")
        rows = rows.exclude(kind__in=_OF_UNSENT_ROUNDS, details__round__in=[number for (number,) in unsent])
    if wanted.indicator:
        rows = rows.filter(Q(details__indicator=wanted.indicator) | Q(details__questions__has_key=wanted.indicator))
    return rows


class _Opened:
    """Which entries are told whole to one person; two queries and one where agencies have released."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        readable = set(readable_parts(seen).values_list("agency_id", flat=True)) - seen.own_agencies
        of_assessment = AssessmentEvent.objects.filter(assessment=seen.assessment).order_by()
        self.released_by: dict[int, int] = {}
        """Agency whose answers the person may read → number of the entry that tells of its last release."""
        if readable:
            for number, agency_id in of_assessment.filter(kind="answers_released").values_list(
                "number", "details__agency"
            ):
                if agency_id in readable:
                    self.released_by[agency_id] = max(number, self.released_by.get(agency_id, 0))
        rounds = ReviewRound.objects.filter(assessment=seen.assessment, sent_at__isnull=True)
        self.unsent = frozenset() if reads_unsent(seen) else frozenset(rounds.values_list("number", flat=True))
        """Review rounds of which the country knows nothing yet."""
        self.last_without_salt: int = of_assessment.filter(salt="").aggregate(last=Max("number"))["last"] or 0

    def tells(self, row: AssessmentEvent) -> bool:
        """Whether the details may be read: an agency's own words by its people, by others what it said after it released."""
        if row.kind in _OF_UNSENT_ROUNDS:
            return row.details.get("round") not in self.unsent
        if row.kind in _ABOUT_AN_AGENCY or "agency" not in row.details:
            return True
        agency_id = row.details["agency"]
        if agency_id is None:
            return self.seen.may(Action.READ_SETTLED)
        if agency_id in self.seen.own_agencies:
            return True
        # What was said before the release is the agency's draft, also when it is read afterwards. What it says after it changes
        # what was handed over, so neither "from" nor "to" is a draft.
        released = self.released_by.get(agency_id)
        return released is not None and row.number > released


def _views(seen: Seen, rows: Iterable[AssessmentEvent], opened: _Opened | None = None) -> list[EventView]:
    opened = opened or _Opened(seen)
    loaded = rows.select_related("actor", "on_behalf_of") if isinstance(rows, QuerySet) else rows
    return [_view(opened, row) for row in loaded]


def _open_details(row: AssessmentEvent) -> dict[str, Any]:
    if row.kind in _OF_UNSENT_ROUNDS:
        return {}
    return {name: row.details[name] for name in _OPEN_DETAILS if name in row.details}


def _view(opened: _Opened, row: AssessmentEvent) -> EventView:
    is_told = opened.tells(row)
    # A seal without a salt can be guessed, and through the entry after it, too: that one keeps its salt back.
    first_salted = opened.last_without_salt + 1
    return EventView(
        number=row.number,
        at=row.at,
        actor=row.actor.name,
        actor_id=row.actor_id,
        kind=row.kind,
        details=row.details if is_told else _open_details(row),
        is_withheld=not is_told,
        salt=row.salt if is_told and (row.number > first_salted or first_salted == 1) else "",
        previous_hash=row.previous_hash if row.number > first_salted else "",
        hash=row.hash if row.number >= first_salted else "",
        on_behalf_of=row.on_behalf_of.name if row.on_behalf_of else "",
        on_behalf_of_id=row.on_behalf_of_id,
    )
