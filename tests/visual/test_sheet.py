"""The sheet, the pictures and the scripts keep within what a thin line can carry, and the sheet to its own rules."""

import gzip
import hashlib
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings

STATIC = settings.BASE_DIR / "static"
SHEET = (STATIC / "css" / "app.css").read_text()
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("files", "kilobytes"),
    [
        (["css/app.css"], 12),
        (["js/app.js", "js/autosave.js"], 10),
        (["js/app.js", "js/autosave.js", "vendor/htmx.min.js"], 30),
        (["icons.svg"], 4),
    ],
)
def test_what_the_first_page_loads_stays_small(files, kilobytes):
    assert sum(len(gzip.compress((STATIC / name).read_bytes())) for name in files) <= kilobytes * 1024


def test_sheet_names_no_element_by_its_id_and_forces_nothing():
    selectors = re.findall(r"([^{};]+)\{", RULES)

    assert [selector for selector in selectors if re.search(r"#[A-Za-z]", selector)] == []
    assert "!important" not in RULES


def test_sheet_loads_nothing():
    assert "url(" not in RULES


def test_no_vendored_script_asks_for_a_map_that_is_not_here():
    assert [path.name for path in (STATIC / "vendor").glob("*.js") if "sourceMappingURL" in path.read_text()] == []


def test_every_font_is_listed_with_its_checksum_and_has_its_licence_beside_it():
    fonts = STATIC / "fonts"
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in (fonts / "README.md").read_text().splitlines()
    ]
    listed = {row[0]: row[3] for row in rows if len(row) == 4 and re.fullmatch(r"[0-9a-f]{64}", row[3])}

    present = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in fonts.iterdir() if path.name != "README.md"
    }
    assert listed == present
    families = {re.sub(r"-\d+\.ttf$", "", name) for name in present if name.endswith(".ttf")}
    assert {f"{family}.OFL.txt" for family in families} <= set(present)


def test_every_picture_that_a_template_or_script_asks_for_is_in_the_sprite():
    symbols = {
        symbol.get("id")
        for symbol in ElementTree.parse(STATIC / "icons.svg").iter("{http://www.w3.org/2000/svg}symbol")
    }
    asked = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = template.read_text()
        asked |= set(re.findall(r"icons\.svg' %\}#([a-z]+)", text))
        asked |= set(re.findall(r"_icon\.html\" with name=\"([a-z]+)\"", text))

    assert asked <= symbols
    assert {"check", "saving", "failed", "device"} <= symbols
