"""Days that people give: near enough to be no slip of the keyboard."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

# A slip of the keyboard would stand as a deadline that nobody reaches, or as the base of every later year of a roadmap.
FIRST_YEAR, YEARS_AHEAD = 2000, 10


def is_of_our_time(day: date, at: datetime) -> bool:
    return FIRST_YEAR <= day.year <= at.year + YEARS_AHEAD


def not_of_our_time(at: datetime) -> str:
    """The sentence for a day that is not."""
    return _("Give a day between %(first)d and %(last)d, such as %(today)s.") % {
        "first": FIRST_YEAR,
        "last": at.year + YEARS_AHEAD,
        "today": at.date().isoformat(),
    }
