"""
Ways round work that WeasyPrint does twice: about 0.8 of the processor time and of the memory, and the same bytes.

They replace private functions, so they hold for the versions that they were read in and for no other; with another version,
or with ``REPORT_QUICK_RENDERING`` off, WeasyPrint works as it comes. Only a child that ends after one report takes them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pydyf
import weasyprint
from django.conf import settings
from weasyprint import html as weasyprint_html
from weasyprint.layout import percent
from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

WEASYPRINT, PYDYF = "70.0", "0.13.0"
# Their rules name no element, so each of thousands gets five styles; our sheet has no note of either kind.
NOTES = {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"margin_{side}" for side in SIDES),
    *(f"padding_{side}" for side in SIDES),
    "width",
    "min_width",
    "max_width",
    "height",
    "min_height",
    "max_height",
)
FEATURES = (
    "font_kerning",
    "font_variant_ligatures",
    "font_variant_position",
    "font_variant_caps",
    "font_variant_numeric",
    "font_variant_alternates",
    "font_variant_east_asian",
    "font_feature_settings",
)


def hurry() -> bool:
    """Put the shorter ways in place for the rest of this process; False when they are not for it."""
    if not settings.REPORT_QUICK_RENDERING or (weasyprint.__version__, pydyf.VERSION) != (WEASYPRINT, PYDYF):
        return False
    _leave_notes_out()
    _everywhere(percent.resolve_percentages, _resolve_percentages)
    _everywhere(line_break.strut, _strut)
    line_break.Layout.setup = _setup
    pydyf.PDF.page_references = property(_page_references)
    return True


def _everywhere(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.") and getattr(module, old.__name__, None) is old:
            setattr(module, old.__name__, new)


def _leave_notes_out() -> None:
    matcher = weasyprint_html.UA_STYLESHEET.matcher
    kept = []
    for test, specificity, order, pseudo_element, declarations in matcher.other_selectors:
        if pseudo_element in NOTES:
            continue
        if pseudo_element == "marker":
            test = _is_list_item
        kept.append((test, specificity, order, pseudo_element, declarations))
    matcher.other_selectors[:] = kept


def _is_list_item(element: Any) -> bool:
    return bool(element.local_name == "li")


# --- Lengths: without a percentage or a calculation they are the same for every box of one style.

_plain_resolve_percentages = percent.resolve_percentages


def _resolve_percentages(box: Any, containing_block: Any) -> None:
    style = box.style
    try:
        plan = style.quick_lengths
    except AttributeError:
        plan = style.quick_lengths = _lengths(style)
    if plan is None:
        _plain_resolve_percentages(box, containing_block)
        return
    lengths, borders, collapses = plan
    have = box.__dict__
    have.update(lengths)
    if collapses:
        # Borders of such a box may have been settled between neighbours already.
        for name, width in borders.items():
            have.setdefault(name, width)
    else:
        have.update(borders)


def _lengths(style: Any) -> tuple[dict[str, Any], dict[str, Any], bool] | None:
    if style["box_sizing"] != "content-box":
        return None
    lengths = {}
    for name in LENGTHS:
        value = style[name]
        if value != "auto":
            if getattr(value, "unit", None) != "px":
                return None
            value = value.value
        elif name in ("min_width", "min_height"):
            value = 0
        lengths[name] = value
    borders = {f"border_{side}_width": style[f"border_{side}_width"] for side in SIDES}
    return lengths, borders, style["border_collapse"] == "collapse"


# --- Lines: height and baseline are one for each style, and so are the context and the font of Pango.

_plain_strut = line_break.strut
_plain_setup = line_break.Layout.setup


def _strut(style: Any) -> tuple[float, float]:
    try:
        return style.quick_strut  # type: ignore[no-any-return]
    except AttributeError:
        found = style.quick_strut = _plain_strut(style)
        return found


def _setup(self: Any, style: Any) -> None:
    try:
        common = style.quick_pango
    except AttributeError:
        common = style.quick_pango = None if _changes_its_own(style) else _pango(style)
    if common is None or self.justification_spacing:
        _plain_setup(self, style)
        return
    context, description, attributes, self.language = common
    self.style = style
    self.first_line_direction = 0
    self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(self.layout, False)
    pango.pango_layout_set_font_description(self.layout, description)
    self.ascent = self.underline_position = self.strikethrough_position = None
    if attributes is not None:
        pango.pango_layout_set_attributes(self.layout, attributes)


def _changes_its_own(style: Any) -> bool:
    """Whether a layout adds to what it was set up with, or needs more than others."""
    return (
        style["letter_spacing"] not in ("normal", 0)
        or style["word_spacing"] != 0
        or style["overflow_wrap"] in ("anywhere", "break-word")
        or style["text_decoration_line"] != "none"
        or style["font_language_override"] != "normal"
        or not style["lang"]
    )


def _pango(style: Any) -> tuple[Any, Any, Any, Any]:
    """Context, font, features and language, as ``Layout.setup`` makes them."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    name, _kept_alive = unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(name)
    pango.pango_context_set_language(context, language)
    features = line_break.font_features(*(style[name] for name in FEATURES))
    attributes = None
    if features:
        words = ",".join(f"{key} {value}" for key, value in features.items()).encode()
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(words))
    return context, line_break.get_font_description(style), attributes, language


# --- Writing: the page tree is asked for once for each tag.


def _page_references(pdf: pydyf.PDF) -> tuple[bytes, ...]:
    kids = pdf.pages["Kids"]
    known: tuple[int, tuple[bytes, ...]] = getattr(pdf, "quick_references", (0, ()))
    if known[0] != len(kids):
        known = pdf.quick_references = (len(kids), tuple(f"{number} 0 R".encode("ascii") for number in kids[::3]))
    return known[1]
