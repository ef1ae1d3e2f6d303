"""What a reference may say: its fields checked once, for adding and for changing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.models.evidence import Marking
from assessments.queries.access import Seen
from ibm_platform.common.errors import Invalid
from ibm_platform.common.text import clean_text

STRENGTHS = ("A", "B", "C")
PAGE_REFERENCE_LIMIT = 60  # characters


def checked_fields(
    seen: Seen,
    indicator_code: str,
    *,
    title: str,
    kind: str,
    strength: str,
    issued_by: str,
    holder: str,
    marking: str,
    page_reference: str,
    proves: Sequence[str],
) -> dict[str, Any]:
    """
    Return the fields as they are stored: texts cleaned, the usual strength of the kind where none is given.

    Raises:
        Invalid: a value is not known or too long; ``fields`` names each.
    """
    kinds = {one.code: one for one in seen.spec.evidence_kinds}
    wrong: dict[str, str] = {}
    texts = {}
    given = (
        ("title", title, 200),
        ("issued_by", issued_by, 150),
        ("holder", holder, 150),
        ("page_reference", page_reference, PAGE_REFERENCE_LIMIT),
    )
    for name, text, limit in given:
        try:
            texts[name] = clean_text(text, limit=limit)
        except Invalid as error:
            wrong[name] = str(error)
    if "title" not in wrong and not texts["title"]:
        wrong["title"] = _("Name the document.")
    if kind not in kinds:
        wrong["kind"] = _("Choose one of the kinds of evidence.")
    if marking not in Marking.values:
        wrong["marking"] = _("Choose who may read the title: public, internal or restricted.")
    if not strength and kind in kinds:
        usual = kinds[kind].strength[:1]
        strength = usual if usual in STRENGTHS else "C"
    if strength and strength not in STRENGTHS:
        wrong["strength"] = _("Choose the strength A, B or C.")
    facts = seen.framework.indicators[indicator_code].facts
    if not set(proves) <= set(facts):
        wrong["proves"] = _("Choose among the statements of this question.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    # In the scale's order, each once.
    proved = [level.code for level in seen.spec.levels if level.code in proves]
    return {**texts, "kind": kind, "strength": strength, "marking": marking, "proves": proved}
