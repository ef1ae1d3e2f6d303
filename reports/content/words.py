"""How dates, money and lists are written in a report, in the language that is active."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.scoring.roadmap import Month

NARROW = "\u00a0"
MILLION = 1_000_000


def day(moment: date) -> str:
    return date_format(moment, "j F Y").replace(" ", NARROW)


def month(moment: Month) -> str:
    return date_format(date(moment.year, moment.month, 1), "F Y").replace(" ", NARROW)


def span(start: Month, end: Month) -> str:
    """Return "January 2028 to June 2029", the year once where both are the same."""
    if start == end:
        return month(start)
    first = date_format(date(start.year, start.month, 1), "F") if start.year == end.year else month(start)
    return _("%(start)s to %(end)s") % {"start": first, "end": month(end)}


def euros(amount: int) -> str:
    """Return whole EUR in groups of three with no-break spaces."""
    return f"{amount:,}".replace(",", NARROW)


def euro_range(low: int, high: int) -> str:
    """Return "EUR 5 000–50 000"; from ten million on in millions with one decimal, half up."""
    return f"EUR{NARROW}{figures(low, high)}"


def figures(low: int, high: int) -> str:
    """Return the range without its currency, for a column that names it in its head."""
    if high < 10 * MILLION:
        return f"{euros(low)}–{euros(high)}"
    return _("%(low)s to %(high)s%(space)smillion") % {
        "low": _millions(low),
        "high": _millions(high),
        "space": NARROW,
    }


def _millions(amount: int) -> str:
    tenths = (amount * 10 + MILLION // 2) // MILLION
    return f"{tenths // 10}.{tenths % 10}"


def listed(items: Iterable[str]) -> str:
    """Return "a, b and c"."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return pgettext("last two of a list", "%(first)s and %(last)s") % {
        "first": ", ".join(words[:-1]),
        "last": words[-1],
    }


def bound(heading: str) -> str:
    """Bind the last two words, so that no heading ends with one word on a line of its own."""
    start, space, last = heading.rpartition(" ")
    return f"{start}{NARROW}{last}" if space and len(last) < 12 else heading


def low_to_high(pair: Sequence[int] | None) -> str:
    """Return "2" or "1–3"; "–" for nothing."""
    if pair is None:
        return "–"
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]}–{pair[1]}"


def short_hash(digest: str) -> str:
    """Return the first eight digits of a hash in two groups, as printed on each page."""
    return f"{digest[:4]} {digest[4:8]}"
