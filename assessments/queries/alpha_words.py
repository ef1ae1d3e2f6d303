"""How alpha is told, on a page and in a report: never without its reading, and never of a small sample without these words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.scoring.display import shown_coefficient
from assessments.scoring.divergence import RELIABLE_FROM, TENTATIVE_FROM, Alpha, alpha_reading

READINGS: Mapping[str, Promise] = {
    "reliable": gettext_lazy("Reliable: the agencies read the levels in the same way (0.800 or more)."),
    "tentative": gettext_lazy("For tentative conclusions only (0.667 or more, below 0.800)."),
    "not_reliable": gettext_lazy("Not reliable: the agencies do not read the levels in the same way (below 0.667)."),
}


@dataclass(frozen=True, slots=True)
class ShownAlpha:
    """``value`` is empty where there is none; then ``words`` say why."""

    value: str
    words: str | Promise
    small_sample: bool
    counted: str


def shown_alpha(alpha: Alpha) -> ShownAlpha:
    """Return alpha with its reading, or why there is none; and whether to say "small sample" beside it."""
    counted = ngettext(
        "%(ratings)d levels on %(count)d question",
        "%(ratings)d levels on %(count)d questions",
        alpha.units,
    ) % {"ratings": alpha.ratings, "count": alpha.units}
    if alpha.caution == "no_pairs":
        return ShownAlpha("", _("Not computable: no question has the levels of two agencies."), False, counted)
    if alpha.value is None:
        return ShownAlpha("", _("Not computable (no variation)."), False, counted)
    value = shown_coefficient(alpha.value, RELIABLE_FROM, TENTATIVE_FROM)
    return ShownAlpha(value, READINGS[alpha_reading(alpha.value)], alpha.caution == "small_sample", counted)
