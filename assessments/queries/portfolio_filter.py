"""Which countries of the board a reader wants to see: by state, by whose turn it is, and by time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from assessments.lifecycle import FINAL, Status
from assessments.queries.portfolio import WAITING_FOR, PortfolioRow

Lateness = Literal["", "over", "week", "still"]
LATENESS: tuple[str, ...] = get_args(Lateness)
ROLES = frozenset(role.value for role in WAITING_FOR.values() if role is not None)
SOON_DAYS = 7
STILL_DAYS = 30
"""A country that has stood in one state for so long is asked about."""


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """
    Each part empty: leave every row.

    ``lateness``: "over" past its date, "week" due within seven days, "still" in one state for thirty days or more.
    """

    status: str = ""
    waiting_for: str = ""
    lateness: str = ""

    @classmethod
    def read(cls, status: str, waiting_for: str, lateness: str) -> PortfolioFilter:
        """Take words from an address; an unknown one counts as none, so that an old link still opens the board."""
        return cls(
            status if status in set(Status) else "",
            waiting_for if waiting_for in ROLES else "",
            lateness if lateness in LATENESS else "",
        )

    @property
    def is_set(self) -> bool:
        return bool(self.status or self.waiting_for or self.lateness)

    def kept(self, rows: Iterable[PortfolioRow], at: datetime) -> tuple[PortfolioRow, ...]:
        return tuple(row for row in rows if self._keeps(row, at))

    def _keeps(self, row: PortfolioRow, at: datetime) -> bool:
        if self.status and row.status != self.status:
            return False
        if self.waiting_for and (row.waiting_for is None or row.waiting_for.value != self.waiting_for):
            return False
        return not self.lateness or self._is_timely(row, at)

    def _is_timely(self, row: PortfolioRow, at: datetime) -> bool:
        if self.lateness == "over":
            return row.is_late
        if row.status in FINAL:
            return False
        if self.lateness == "week":
            return row.days_left is not None and 0 <= row.days_left <= SOON_DAYS
        return row.days_in_state(at) >= STILL_DAYS
