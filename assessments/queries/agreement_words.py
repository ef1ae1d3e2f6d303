"""How the agreement of self and peer is told, on a page and in a report: kappa never without exact agreement beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scoring.agreement import SMALL_KAPPA_PAIRS, Agreement, Kappa, KappaReading, kappa_reading
from assessments.scoring.display import shown_coefficient, shown_percent

READINGS: Mapping[KappaReading, Promise] = {
    "slight": gettext_lazy("slight agreement"),
    "fair": gettext_lazy("fair agreement"),
    "moderate": gettext_lazy("moderate agreement"),
    "substantial": gettext_lazy("substantial agreement"),
    "almost_perfect": gettext_lazy("almost perfect agreement"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement as it is shown; "-" where nothing is compared."""

    pairs: int
    bias: str
    error: str
    exact: str
    within_one: str


@dataclass(frozen=True, slots=True)
class ShownKappa:
    """``value`` is empty where none is shown; ``exact`` stands beside it always."""

    value: str
    words: str
    exact: str


def shown_agreement(figures: Agreement) -> Figures:
    """Return bias with its sign and the error in levels, and the two shares in percent."""
    return Figures(
        figures.pairs,
        _signed(figures.bias),
        _levels(figures.mean_absolute_error),
        shown_percent(figures.exact),
        shown_percent(figures.within_one),
    )


def shown_kappa(kappa: Kappa) -> ShownKappa:
    """Return kappa with its reading, or why there is none."""
    exact = shown_percent(kappa.exact)
    if kappa.caution == "no_pairs":
        return ShownKappa("", _("Not computable: nothing is compared yet."), exact)
    if kappa.caution == "no_variation":
        return ShownKappa("", _("Not computable (no variation)."), exact)
    if kappa.value is None or kappa.caution == "small_sample":
        words = _("Not shown: small sample, fewer than %(limit)d questions are compared.")
        return ShownKappa("", words % {"limit": SMALL_KAPPA_PAIRS}, exact)
    return ShownKappa(shown_coefficient(kappa.value), str(READINGS[kappa_reading(kappa.value)]), exact)


def _signed(value: Fraction | None) -> str:
    if value is None:
        return "-"
    text = shown_coefficient(value)
    return f"+{text}" if value > 0 else text


def _levels(value: Fraction | None) -> str:
    return "-" if value is None else shown_coefficient(value)
