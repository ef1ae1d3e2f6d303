"""The first sentences of a scorecard, made from its numbers by rule. A country is never weak: a field stands at 2.1."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import ScorecardPage
from assessments.scoring.display import shown
from assessments.scoring.types import NodeScore
from assessments.web.scorecard_figures import critical_counted, profile_of
from frameworks.spec import Category
from ibm_platform.common.isolation import isolated


@dataclass(frozen=True, slots=True)
class Standing:
    """One category with a score and a target, both in levels, unrounded."""

    category: Category
    score: Fraction
    target: Fraction

    @property
    def gap(self) -> Fraction:
        return self.target - self.score


@dataclass(frozen=True, slots=True)
class Finding:
    """What the page says first. ``strongest`` and ``widest`` are empty where there is nothing to single out."""

    heading: str
    strongest: str
    strongest_score: str
    widest: str
    widest_range: str
    critical: str
    profile: str
    """Heading of the radar."""


def finding(page: ScorecardPage) -> Finding:
    """Return the sentences of one scorecard."""
    standings = _standings(page)
    reached = sum(one.gap <= 0 for one in standings)
    best = max(standings, key=lambda one: one.score, default=None)
    far = max(standings, key=lambda one: one.gap, default=None)
    wide = far if far is not None and far.gap > 0 else None
    even = best is not None and all(shown(one.score) == shown(best.score) for one in standings)
    return Finding(
        heading=_heading(page, standings, best, wide, even=even),
        strongest="" if best is None or even else best.category.name,
        strongest_score="" if best is None or even else shown(best.score),
        widest="" if wide is None else wide.category.name,
        widest_range="" if wide is None else f"{shown(wide.score)} → {shown(wide.target)}",
        critical=_critical(page),
        profile=_profile(page, reached, len(standings)),
    )


def _standings(page: ScorecardPage) -> list[Standing]:
    found = []
    for category in profile_of(page.context.spec).categories:
        now = page.result.nodes.get(("category", category.code))
        target = page.targets.nodes.get(("category", category.code))
        if _scored(now) and _scored(target):
            found.append(Standing(category, now.score, target.score))  # type: ignore[union-attr,arg-type]
    return found


def _scored(node: NodeScore | None) -> bool:
    return node is not None and node.score is not None


def _heading(
    page: ScorecardPage, standings: list[Standing], best: Standing | None, wide: Standing | None, *, even: bool
) -> str:
    if best is None:
        if page.counts.settled:
            return _("No score: no question that applies has a level")
        return _("No score yet: no national level is settled")
    if len(standings) == 1 or even:
        return _("All that is scored stands at %(score)s") % {"score": shown(best.score)}
    if wide is None:
        return _("%(strongest)s stands highest, and every target is reached") % {
            "strongest": isolated(best.category.name)
        }
    if wide.category == best.category:
        return _("%(field)s stands highest and is still furthest from its target") % {
            "field": isolated(best.category.name)
        }
    return _("%(strongest)s stands highest, %(widest)s furthest from its target") % {
        "strongest": isolated(best.category.name),
        "widest": isolated(wide.category.name),
    }


def _critical(page: ScorecardPage) -> str:
    """ "5 of 12 critical questions stand below 3."; empty for whoever reads no single level."""
    counted = critical_counted(page)
    if not page.shows_levels or not counted:
        return ""
    general = next(level for level in page.context.spec.levels if level.code == page.context.spec.planning.target)
    below = len(page.critical_below)
    if not below:
        return _("No critical question stands below %(level)d.") % {"level": general.value}
    return ngettext(
        "%(below)d of %(all)d critical questions stands below %(level)d.",
        "%(below)d of %(all)d critical questions stand below %(level)d.",
        below,
    ) % {"below": below, "all": counted, "level": general.value}


def _profile(page: ScorecardPage, reached: int, number: int) -> str:
    name = profile_of(page.context.spec).plural
    if not number:
        return name
    plural = isolated(name)
    if reached == number:
        return _("%(plural)s: all %(all)d have reached their target") % {"plural": plural, "all": number}
    if not reached:
        return _("%(plural)s: none of %(all)d has reached its target") % {"plural": plural, "all": number}
    return ngettext(
        "%(plural)s: %(reached)d of %(all)d has reached its target",
        "%(plural)s: %(reached)d of %(all)d have reached their target",
        reached,
    ) % {"plural": plural, "reached": reached, "all": number}
