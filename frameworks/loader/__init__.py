"""
From the bytes of a framework document to a FrameworkSpec, or to every problem of the document at once.

Files are not trusted: they are limited in size, depth and number of values, every scalar is text (a bare ``NO`` is Norway,
``3.10`` is not 3.1), and what YAML could expand or build (aliases, anchors, tags) is refused. Order of reading: ``document``
(bytes to a plain tree with lines), ``places`` (one place of the tree and what may stand there), ``parts``, ``indicators`` and
``measuring`` (the sections), ``prerequisites`` (the graph).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from frameworks.rule_names import PROPOSAL_RULES, SCORING_RULES
from frameworks.spec import FrameworkSpec

from .document import MAX_BYTES, Node, parse, tree_of
from .parts import read_version
from .places import Place
from .problems import FrameworkProblems, Problem, Problems

__all__ = ["MAX_BYTES", "FrameworkProblems", "Problem", "from_document", "load"]


def load(
    source: bytes | str,
    *,
    rule_names: Sequence[str] = SCORING_RULES,
    proposal_rules: Sequence[str] = PROPOSAL_RULES,
) -> FrameworkSpec:
    """
    Read a framework document (YAML, UTF-8, at most 2 MB).

    Args:
        rule_names: names of scoring rules that a step may use.
        proposal_rules: names of rules that propose a national level.

    Raises:
        FrameworkProblems: with every problem of the document, each with path, line and a sentence.
    """
    problems = Problems()
    return _read(parse(source, problems), problems, rule_names, proposal_rules)


def from_document(document: Mapping[str, Any]) -> FrameworkSpec:
    """
    Read the canonical form of a version back, as ``frameworks.canonical.to_document`` made it.

    Raises:
        FrameworkProblems: it is not such a form; lines are 0, because there is no text.
    """
    problems = Problems()
    return _read(tree_of(document), problems, SCORING_RULES, PROPOSAL_RULES)


def _read(
    root: Node | None, problems: Problems, rule_names: Sequence[str], proposal_rules: Sequence[str]
) -> FrameworkSpec:
    problems.stop_if_any()
    if root is None:
        raise FrameworkProblems([Problem("", 1, "The document is empty.")])
    spec = read_version(Place(root, "", problems), tuple(rule_names), tuple(proposal_rules))
    problems.stop_if_any()
    return spec
