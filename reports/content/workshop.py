"""
The national workshop: what was agreed, by which votes, who did not agree, and who was in the room.

Partners read how many questions were settled there and on how many somebody disagreed: who that was is never public
(methodology 5.3).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import SnapshotItem, SnapshotPresence, SnapshotWorkshop
from reports.content.apart import AgencyPlace
from reports.content.sheet import Plate, Sheet
from reports.content.texts import Text, flow, line
from reports.content.words import day

NAME = 120


@dataclass(frozen=True, slots=True)
class VoteLine:
    """One vote that was shown to the room; ``name`` is "First vote" or "Second vote"."""

    name: str
    places: tuple[AgencyPlace, ...]


@dataclass(frozen=True, slots=True)
class DissentLine:
    """``plate`` None: the agency named no level."""

    agency: str
    plate: Plate | None
    text: Text


@dataclass(frozen=True, slots=True)
class AgreedItem:
    """``plate`` None: the question was put off."""

    code: str
    title: str
    critical: bool
    plate: Plate | None
    reason: Text
    votes: tuple[VoteLine, ...]
    dissent: tuple[DissentLine, ...]
    present: str


@dataclass(frozen=True, slots=True)
class Meeting:
    title: str
    when: str
    led: str
    signed: str
    finding: str
    items: tuple[AgreedItem, ...]
    """Empty for partners."""
    presence: tuple[str, ...]
    """Empty for partners."""


def build_workshops(sheet: Sheet) -> tuple[Meeting, ...]:
    """Return the minutes of each workshop; none where the country held none."""
    return tuple(_meeting(sheet, one) for one in sheet.snapshot.workshops)


def _meeting(sheet: Sheet, one: SnapshotWorkshop) -> Meeting:
    return Meeting(
        title=line(one.title, NAME),
        when=day(one.begins_on) if one.begins_on == one.ends_on else f"{day(one.begins_on)} – {day(one.ends_on)}",
        led="" if sheet.shared else _led(one),
        signed=_signed(one, shared=sheet.shared),
        finding=_finding(one),
        items=() if sheet.shared else tuple(_item(sheet, item) for item in one.items),
        presence=() if sheet.shared else tuple(_person(sheet, person) for person in one.presence),
    )


def _led(one: SnapshotWorkshop) -> str:
    if not one.rapporteur:
        return _("Chair: %(chair)s.") % {"chair": line(one.chair)}
    return _("Chair: %(chair)s. Rapporteur: %(rapporteur)s.") % {
        "chair": line(one.chair),
        "rapporteur": line(one.rapporteur),
    }


def _signed(one: SnapshotWorkshop, *, shared: bool) -> str:
    if one.signed_on is None:
        return _("The minutes are not signed.")
    if shared:
        return _("The chair signed the minutes on %(day)s.") % {"day": day(one.signed_on)}
    return _("%(chair)s signed the minutes on %(day)s.") % {"chair": line(one.signed_by), "day": day(one.signed_on)}


def _finding(one: SnapshotWorkshop) -> str:
    settled = [item for item in one.items if item.value is not None]
    said = ngettext(
        "%(number)d question was settled in the room", "%(number)d questions were settled in the room", len(settled)
    ) % {"number": len(settled)}
    dissenting = sum(bool(item.dissent) for item in settled)
    if not dissenting:
        return _("%(settled)s, without dissent") % {"settled": said}
    return ngettext(
        "%(settled)s, on %(number)d of them with dissent",
        "%(settled)s, on %(number)d of them with dissent",
        dissenting,
    ) % {"settled": said, "number": dissenting}


def _item(sheet: Sheet, item: SnapshotItem) -> AgreedItem:
    indicator = sheet.indicators[item.indicator]
    names = {1: _("First vote"), 2: _("Second vote")}
    rounds = dict.fromkeys(vote.round for vote in item.votes)
    return AgreedItem(
        code=item.indicator,
        title=indicator.title,
        critical=indicator.critical,
        plate=None if item.value is None else sheet.value_plate(item.value),
        reason=flow(item.reason),
        votes=tuple(
            VoteLine(
                names[number],
                tuple(
                    AgencyPlace(_agency(sheet, vote.agency), sheet.value_plate(vote.value))
                    for vote in item.votes
                    if vote.round == number
                ),
            )
            for number in rounds
        ),
        dissent=tuple(
            DissentLine(
                _agency(sheet, one.agency), None if one.value is None else sheet.value_plate(one.value), flow(one.text)
            )
            for one in item.dissent
        ),
        present=ngettext("%(number)d person in the room", "%(number)d people in the room", item.present)
        % {"number": item.present}
        if item.value is not None
        else "",
    )


def _person(sheet: Sheet, one: SnapshotPresence) -> str:
    beside = [text for text in (_agency(sheet, one.agency) if one.agency else "", line(one.role, NAME)) if text]
    return f"{line(one.name, NAME)} ({', '.join(beside)})" if beside else line(one.name, NAME)


def _agency(sheet: Sheet, code: str) -> str:
    """An agency that was taken out since keeps its code in the minutes."""
    return sheet.agencies.get(code, code)
