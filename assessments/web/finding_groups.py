"""The findings as the page lists them: by kind, each kind with what it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.queries import WarningView

_TITLES: Mapping[str, str | Promise] = {
    "prerequisite": _("Levels that rest on something not yet there"),
    "evidence": _("Levels without a reference"),
    "target": _("Targets below the present level"),
    "movement": _("Levels that moved without new evidence"),
}
_LEADS: Mapping[str, str | Promise] = {
    "prerequisite": _("Change one of the two levels, or say why both are true."),
    "evidence": _("Add a reference. Where the level does not require one, a sentence will do."),
    "target": _("Change the target, or say why it lies below."),
    "movement": _("Add what is new since the cycle before, change the level, or say why it moved."),
}


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """``waiting``: those that the reader can explain now."""

    kind: str
    title: str | Promise
    lead: str | Promise
    findings: tuple[WarningView, ...]
    waiting: tuple[WarningView, ...]

    @property
    def several(self) -> bool:
        """Some may be explained together."""
        return len(self.waiting) > 1


def groups(found: Iterable[WarningView], *, may_explain: bool) -> list[FindingGroup]:
    """Return the findings by kind; kinds without one are left out."""
    rows = tuple(found)
    return [
        FindingGroup(
            kind=kind,
            title=title,
            lead=_LEADS[kind],
            findings=of_kind,
            waiting=tuple(one for one in of_kind if may_explain and one.waits_for_words),
        )
        for kind, title in _TITLES.items()
        if (of_kind := tuple(one for one in rows if one.kind == kind))
    ]
