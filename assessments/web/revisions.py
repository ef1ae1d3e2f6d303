"""The states of a judgement, each with what changed since the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.queries.context import JudgementView
from assessments.web.word_difference import Piece, word_difference


@dataclass(frozen=True, slots=True)
class ShownRevision:
    """``before`` is the revision before; None for the first one. The texts stand as pieces, changes marked."""

    revision: JudgementView
    before: JudgementView | None
    reason: tuple[Piece, ...]
    comment: tuple[Piece, ...]


def shown_revisions(newest_first: Sequence[JudgementView]) -> tuple[ShownRevision, ...]:
    """Return the revisions in the same order, each compared with the one before it in time."""
    return tuple(
        ShownRevision(
            revision,
            before,
            word_difference(before.reason if before else revision.reason, revision.reason),
            word_difference(before.comment if before else revision.comment, revision.comment),
        )
        for revision, before in pairwise([*newest_first, None])
        if revision is not None
    )
