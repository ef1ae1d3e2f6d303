"""A workshop in words and marks: what stands on which rung, and what is said above it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import AgencyRef, CurrentItem, LevelOption, RoomPage, WorkshopsPage, WorkshopState
from assessments.web.settling_words import in_words


@dataclass(frozen=True, slots=True)
class Mark:
    """One agency on a rung. ``note`` is "1*" where information was insufficient."""

    agency: AgencyRef
    note: str


@dataclass(frozen=True, slots=True)
class Rung:
    level: LevelOption
    marks: tuple[Mark, ...]


def rungs(current: CurrentItem | None) -> tuple[Rung, ...]:
    """The scale with who stands on which level; nobody while a vote is open."""
    if current is None:
        return ()
    return tuple(
        Rung(
            level,
            tuple(
                Mark(one.agency, one.value.label if one.value.level is None else "")
                for one in current.standing
                if one.standing == level.value
            ),
        )
        for level in current.levels
    )


def beside(current: CurrentItem | None) -> tuple[AgencyRef, ...]:
    """Who says that the question does not apply, and so stands on no rung."""
    return () if current is None else tuple(one.agency for one in current.standing if one.standing is None)


def apart(current: CurrentItem | None) -> str:
    """How far those on the rungs stand apart; empty where fewer than two do."""
    given = [] if current is None else [one.standing for one in current.standing if one.standing is not None]
    if len(given) < 2:
        return ""
    distance = max(given) - min(given)
    if not distance:
        return _("All say the same.")
    words = ngettext("%(levels)s level apart.", "%(levels)s levels apart.", distance) % {"levels": in_words(distance)}
    return words[:1].upper() + words[1:]


def count_of_votes(current: CurrentItem) -> str:
    """How many agencies have voted in the vote that is open."""
    voted = sum(one.id in current.voted for one in current.voters)
    return ngettext(
        "%(voted)d of %(total)d agency has voted", "%(voted)d of %(total)d agencies have voted", len(current.voters)
    ) % {"voted": voted, "total": len(current.voters)}


def heading(page: RoomPage) -> str:
    """What stands largest where no question is taken up."""
    if page.workshop.state == WorkshopState.CLOSED:
        return _("The workshop is closed. Thank you.")
    return _("The workshop begins soon.")


def settled(page: RoomPage) -> str:
    """How far the agenda has come."""
    done = sum(one.settled is not None for one in page.items)
    return ngettext(
        "%(done)d of %(total)d question settled", "%(done)d of %(total)d questions settled", len(page.items)
    ) % {"done": done, "total": len(page.items)}


def finding(page: WorkshopsPage) -> str:
    """The heading of the list."""
    if any(one.state == WorkshopState.OPEN for one in page.workshops):
        return _("A workshop is under way")
    if page.workshops:
        return ngettext("%(count)d workshop", "%(count)d workshops", len(page.workshops)) % {
            "count": len(page.workshops)
        }
    return _("No workshop is planned")
