"""
How far the country's own levels and the peer reviewers' agree.

Shares are exact Fractions from 0 to 1, differences are in levels, and a quotient without pairs is None, never zero.
Source: methodology 5.2 (label) and 6.1 to 6.3.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from frameworks.spec import FrameworkSpec

from .compiled import compile_framework
from .types import NodeKind, Settled

AgreementLabel = Literal["self_assessed", "peer_agreed", "peer_differs"]
KappaCaution = Literal["no_pairs", "no_variation", "small_sample"]
KappaReading = Literal["slight", "fair", "moderate", "substantial", "almost_perfect"]

SMALL_KAPPA_PAIRS: Final = 30
"""With fewer pairs kappa is shown with the words "small sample" or not at all."""
LARGE_DIFFERENCE: Final = 2
"""Self and peer this many levels apart are listed one by one."""
_READINGS: Final[tuple[tuple[Fraction, KappaReading], ...]] = (
    (Fraction(20, 100), "slight"),
    (Fraction(40, 100), "fair"),
    (Fraction(60, 100), "moderate"),
    (Fraction(80, 100), "substantial"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides' level values on one Indicator, insufficient information as the level it counts as."""

    indicator: str
    own: int
    peer: int

    @property
    def difference(self) -> int:
        """Own minus peer, in levels; positive when the country sees itself higher."""
        return self.own - self.peer


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    What both sides judged, in the framework's order.

    ``pairs`` are the Indicators on which both gave a level. The codes of those that one side alone, or both, call
    not applicable stand apart and enter no figure.
    """

    pairs: tuple[Pair, ...]
    one_not_applicable: tuple[str, ...]
    both_not_applicable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    Agreement of some pairs; all but their number None when there are none.

    ``bias`` is the mean of own minus peer (positive: the country sees itself higher) and ``mean_absolute_error`` the
    mean distance, both in levels. ``exact`` and ``within_one`` are shares of the pairs.
    """

    pairs: int
    bias: Fraction | None
    mean_absolute_error: Fraction | None
    exact: Fraction | None
    within_one: Fraction | None


@dataclass(frozen=True, slots=True)
class Kappa:
    """
    Quadratically weighted kappa: 1 is full agreement, 0 what chance gives.

    ``value`` is None with caution "no_pairs" or "no_variation" (all ratings are equal). "small_sample" stands beside a
    value that is never shown without these words. ``exact`` is the share of equal pairs: kappa falls when most ratings
    are in one category and is never shown without it.
    """

    value: Fraction | None
    pairs: int
    exact: Fraction | None
    caution: KappaCaution | None


def compare(spec: FrameworkSpec, own: Settled, peer: Settled) -> Comparison:
    """
    Put the country's settled values beside the reviewers'; what one side has not judged is left out.

    Raises:
        ValueError: an Indicator or a Level is not of this version.
    """
    framework = compile_framework(spec)
    own_sheet, peer_sheet = framework.sheet(own), framework.sheet(peer)
    pairs: list[Pair] = []
    one_sided: list[str] = []
    both: list[str] = []
    for position, code in enumerate(framework.codes):
        if code not in own or code not in peer:
            continue
        own_value, peer_value = own_sheet.values[position], peer_sheet.values[position]
        if own_value is not None and peer_value is not None:
            pairs.append(Pair(code, own_value, peer_value))
        elif own_value is None and peer_value is None:
            both.append(code)
        else:
            one_sided.append(code)
    return Comparison(tuple(pairs), tuple(one_sided), tuple(both))


def agreement(pairs: Iterable[Pair]) -> Agreement:
    """Return bias, mean absolute error, and the shares of equal pairs and of those at most one level apart."""
    differences = [pair.difference for pair in pairs]
    number = len(differences)
    if not number:
        return Agreement(0, None, None, None, None)
    distances = [abs(difference) for difference in differences]
    return Agreement(
        pairs=number,
        bias=Fraction(sum(differences), number),
        mean_absolute_error=Fraction(sum(distances), number),
        exact=Fraction(distances.count(0), number),
        within_one=Fraction(sum(distance <= 1 for distance in distances), number),
    )


def agreement_of_parts(spec: FrameworkSpec, comparison: Comparison) -> Mapping[tuple[NodeKind, str], Agreement]:
    """
    Return the Agreement of every cell, every Category and the whole, in document order.

    A part is the Indicators in it, each once: unlike scores, pillars and fields are not means of their cells, because
    agreement is a matter of single judgements.
    """
    framework = compile_framework(spec)
    pair_of = {framework.position[pair.indicator]: pair for pair in comparison.pairs}
    return {
        (node.kind, node.code): agreement(pair_of[position] for position in node.positions if position in pair_of)
        for node in framework.nodes
    }


def large_differences(spec: FrameworkSpec, comparison: Comparison) -> tuple[Pair, ...]:
    """Return the pairs two levels or more apart: the widest first, then critical ones, then by code."""
    indicators = compile_framework(spec).indicators
    far = [pair for pair in comparison.pairs if abs(pair.difference) >= LARGE_DIFFERENCE]
    return tuple(
        sorted(far, key=lambda pair: (-abs(pair.difference), not indicators[pair.indicator].critical, pair.indicator))
    )


def weighted_kappa(pairs: Sequence[Pair]) -> Kappa:
    """
    Return kappa = 1 - sum(v*O)/sum(v*E) with v = squared difference of the level values.

    O are the observed joint shares, E those expected from each side's own shares. The methodology divides v by the
    square of the scale's width; that factor is in both sums and left out, so any scale will do.
    """
    number = len(pairs)
    if not number:
        return Kappa(None, 0, None, "no_pairs")
    exact = agreement(pairs).exact
    own, peer = Counter(pair.own for pair in pairs), Counter(pair.peer for pair in pairs)
    observed = sum(pair.difference**2 for pair in pairs)
    expected = sum(
        own_number * peer_number * (own_value - peer_value) ** 2
        for own_value, own_number in own.items()
        for peer_value, peer_number in peer.items()
    )
    if not expected:
        return Kappa(None, number, exact, "no_variation")
    value = 1 - Fraction(number * observed, expected)
    return Kappa(value, number, exact, "small_sample" if number < SMALL_KAPPA_PAIRS else None)


def kappa_reading(value: Fraction) -> KappaReading:
    """Return Landis and Koch's word for an unrounded kappa; each word reaches up to and with its limit."""
    return next((reading for limit, reading in _READINGS if value <= limit), "almost_perfect")


def agreement_label(comparison: Comparison) -> AgreementLabel:
    """
    Return how far peers confirm the country's levels, for the public as well.

    Without a judgement of peers to compare it is "self_assessed". "peer_agreed" needs every compared level to be equal;
    "not applicable" beside a level is a difference, "not applicable" on both sides alone confirms no level.
    """
    if comparison.one_not_applicable or any(pair.difference for pair in comparison.pairs):
        return "peer_differs"
    return "peer_agreed" if comparison.pairs else "self_assessed"
