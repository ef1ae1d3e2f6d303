"""
Parts of a question's page that are the same at every visit, drawn once in a process.

The small map changes with the cell, the blank form of evidence with the language and the version's kinds; drawn anew they were a
third of the page's time. What is kept is escaped text that holds nothing of a person or a country.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.charts import cell_map
from assessments.web.forms import EvidenceForm
from frameworks.spec import FrameworkSpec

VERSIONS = 32
_maps: OrderedDict[int, tuple[FrameworkSpec, dict[str, SafeString]]] = OrderedDict()
_lock = Lock()


def place_map(spec: FrameworkSpec, here: str) -> SafeString:
    """Return the small map of cells as an ``<svg>`` with one of them marked; nothing for a framework without cells."""
    with _lock:
        # By identity, as the specs themselves are kept: the entry holds its spec, so that no other takes its number.
        _spec, drawn = _maps.setdefault(id(spec), (spec, {}))
        while len(_maps) > VERSIONS:
            _maps.popitem(last=False)
    if here not in drawn:
        drawn[here] = render_to_string("components/_cell_map.html", {"map": cell_map(spec, here=here)})
    return drawn[here]


def evidence_fields(form: EvidenceForm) -> SafeString:
    """Return the fields of the form; a blank one is drawn once for each language, list of kinds and question."""
    if form.is_bound or form.initial:
        return _draw(form)
    return _blank(form.kinds, form.facts, form.beside, get_language())


@lru_cache(maxsize=400)
def _blank(
    kinds: tuple[tuple[str, str], ...], facts: tuple[tuple[str, SafeString], ...], beside: bool, language: str | None
) -> SafeString:
    """``language`` is the active one; it stands here because the drawn words depend on it."""
    return _draw(EvidenceForm(kinds=kinds, facts=facts, beside=beside))


def _draw(form: EvidenceForm) -> SafeString:
    return format_html_join("", "{}", ((field.as_field_group(),) for field in form))
