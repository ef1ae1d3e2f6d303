"""Templates and style sheets keep to the strict Content Security Policy and mirror for right-to-left languages."""

import re

from tests.architecture.tracked import lines_matching, text_files


def blank(comment: re.Match[str]) -> str:
    """Return the comment's line breaks alone, so that line numbers stay right."""
    return "\n" * comment.group().count("\n")


def without(comments: str, files: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the files with the comments that the regular expression finds taken out."""
    return [(name, re.sub(comments, blank, text, flags=re.DOTALL)) for name, text in files]


WHOLE_TEMPLATES = text_files(".html", ".svg", ".txt", under="templates/")
TEMPLATES = without(r"\{% comment.*?endcomment %\}|\{#.*?#\}", WHOLE_TEMPLATES)
STYLE_SHEETS = without(r"/\*.*?\*/", text_files(".css", under="static/css/"))

PHYSICAL = (
    r"(?<![\w-])(?:"
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?![\w])(?:-(?:width|style|color))?\s*:"
    r"|border-(?:top|bottom)-(?:left|right)-radius\s*:"
    r"|(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
    r")"
)


def test_no_template_has_an_inline_style() -> None:
    assert lines_matching(r"\sstyle\s*=|<style\b", TEMPLATES) == []


def test_no_template_has_an_inline_script() -> None:
    without_source = r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"

    assert lines_matching(rf"\son[a-z]+\s*=\s*[\"']|javascript:|{without_source}", TEMPLATES) == []


def test_no_template_switches_escaping_off() -> None:
    assert lines_matching(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off", TEMPLATES) == []


def test_no_page_loads_anything_from_another_place() -> None:
    loads = r"<(?:script|img|iframe|audio|video|source|embed)\b[^>]*\b(?:src|srcset)\s*=\s*[\"'](?:https?:)?//"

    assert lines_matching(rf"{loads}|<link\b[^>]*href\s*=\s*[\"'](?:https?:)?//", TEMPLATES) == []
    assert lines_matching(r"url\(\s*[\"']?(?:https?:)?//|@import", STYLE_SHEETS) == []


def test_style_sheets_use_logical_directions_only() -> None:
    # The margin boxes of a printed page have physical names only, and what stands in them follows.
    margin_box = r"@(?:top|bottom|left|right)-[a-z-]+\s*\{[^}]*\}"

    assert lines_matching(PHYSICAL, without(margin_box, STYLE_SHEETS)) == []


def first_line(text: str) -> str:
    return text.lstrip().split("\n", 1)[0]


def test_a_fragment_extends_nothing_and_names_its_inputs() -> None:
    fragments = [(name, text) for name, text in WHOLE_TEMPLATES if name.rsplit("/", 1)[-1].startswith("_")]

    assert [name for name, text in fragments if "{% extends" in text] == []
    assert [name for name, text in fragments if not re.search(r"\{#|\{% comment", first_line(text))] == []
