"""What an uploaded file is and whether it may be kept: every file of the corpus, and files that nobody thought of."""

import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.inspection import FLAGS, FOUND, REFUSALS, Accepted, Flag, Kind, Refusal, confinement, inspect, words
from tests.uploads.corpus import GOOD, HOSTILE
from tests.uploads.hostile_packages import HOSTILE_PACKAGES, half_dense, lying
from tests.uploads.packages import docx, odt, xlsx
from tests.uploads.papers import pdf, pdf_bomb, picture

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "assessments" / "inspection"

ADVICE = re.compile(r"[Uu]pload|[Tt]ell whoever looks after")


def look(content: bytes, name: str) -> Accepted | Refusal:
    return inspect(io.BytesIO(content), name=name, size=len(content))


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_file_is_refused_in_words(label: str) -> None:
    name, make, code = HOSTILE[label]

    refusal = look(make(), name)

    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert "%(" not in words(refusal)


@pytest.mark.parametrize("label", GOOD)
def test_a_good_file_is_accepted_as_what_it_is(label: str) -> None:
    good = GOOD[label]
    content = good.make()

    seen = look(content, good.name)

    assert isinstance(seen, Accepted)
    assert (seen.kind, seen.flags, seen.parts, seen.name) == (good.kind, good.flags, good.parts, good.name)
    assert (seen.sha256, seen.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_corpus_is_large_enough_and_reaches_every_refusal() -> None:
    reached = {code for _name, _make, code in HOSTILE.values()}
    # What a file's bytes cannot bring about is tried below.
    by_circumstance = {"incomplete", "unreadable", "not_checked"}

    assert len(HOSTILE) >= 60
    assert len(GOOD) >= 15
    assert {good.kind for good in GOOD.values()} == set(Kind)
    assert reached == set(REFUSALS) - by_circumstance


def test_every_code_and_kind_that_is_raised_has_its_words() -> None:
    source = "".join(path.read_text() for path in PACKAGE.glob("*.py"))
    codes = set(re.findall(r'(?:Refused|Refusal)\(\s*"(\w+)"', source))
    found = set(re.findall(r'(?:found|other)="(\w+)"', source))

    assert codes <= set(REFUSALS)
    assert found <= set(FOUND)
    assert {kind.value for kind in Kind} <= set(FOUND)
    assert set(FLAGS) == set(Flag)


@pytest.mark.parametrize("code", REFUSALS)
def test_every_refusal_says_what_to_do(code: str) -> None:
    assert ADVICE.search(REFUSALS[code])


def test_the_words_of_a_refusal_are_translated_part_by_part() -> None:
    refusal = look(picture(), "scan.pdf")
    assert isinstance(refusal, Refusal)

    said = words(refusal, translate=lambda text: f"[{text}]")

    assert "[a PNG picture]" in said
    assert said.startswith("[The name of the file ends in .pdf")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("  a   b.txt", "a b.txt"),
        ("CON.txt", "_CON.txt"),
        ("ملاحظات.txt", "ملاحظات.txt"),
        ("م" * 120 + ".txt", "م" * 120 + ".txt"),
        ("cafe\u0301.TXT", "café.TXT"),
        ('a<b>:"c".txt', "a_b___c_.txt"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("می\u200cخواهم.txt", "می\u200cخواهم.txt"),
        ("list.txt. . ", "list.txt"),
        ("%s {0.__class__}.txt", "%s {0.__class__}.txt"),
    ],
)
def test_a_name_is_made_safe_to_show(sent: str, shown: str) -> None:
    seen = look(b"text", sent)

    assert isinstance(seen, Accepted)
    assert seen.name == shown


def test_a_file_of_exactly_the_largest_size_is_accepted() -> None:
    assert isinstance(look(b"a" * (20 * 1024 * 1024), "list.txt"), Accepted)


def test_an_upload_that_broke_off_is_said_to_be_incomplete() -> None:
    refusal = inspect(io.BytesIO(b"half"), name="list.txt", size=8)

    assert refusal == Refusal("incomplete", {"arrived": 4, "expected": 8})


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert inspect(tmp_path / "missing", name="list.txt") == Refusal("unreadable")


def test_a_text_is_served_with_its_encoding_and_an_old_one_without() -> None:
    unicode, old = look("нота".encode(), "a.txt"), look("нота".encode("cp1251"), "a.txt")

    assert isinstance(unicode, Accepted) and isinstance(old, Accepted)
    assert (unicode.media_type, old.media_type) == ("text/plain; charset=utf-8", "text/plain")


@pytest.mark.parametrize(("limit", "value"), [("PROBE_PROCESSOR_SECONDS", 1), ("PROBE_WALL_SECONDS", 0.05)])
def test_a_pdf_that_takes_too_long_is_given_up(limit: str, value: float, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = b"%PDF-1.4\n1 0 obj\n[" + b"<</A[]>>" * 2_400_000 + b"]\nendobj\n"

    monkeypatch.setattr(confinement, limit, value)

    assert look(pieces + b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n", "paper.pdf") == Refusal("too_complex")


def test_a_picture_that_needs_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    large, small = picture(sides=(6000, 6000)), picture()

    monkeypatch.setattr(confinement, "PROBE_MEMORY_BYTES", 160 * 2**20)

    assert look(large, "p.png") == Refusal("too_complex")
    assert isinstance(look(small, "p.png"), Accepted)


def test_a_picture_that_no_process_can_be_started_for_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement.sys, "executable", "/nowhere/python")

    assert look(picture(), "p.png") == Refusal("not_checked")


def test_bombs_are_refused_in_little_memory_and_time(tmp_path: Path) -> None:
    packed = {label: make for label, (_name, make, _code) in HOSTILE_PACKAGES.items()}
    makers = {
        "good": (docx, "accepted"),
        "zeros": (packed["200 MB of zeros"], "packed_too_densely"),
        "portions": (half_dense, "unpacks_too_large"),
        "lie": (lambda: lying(60_000), "wrong_directory"),
        "many": (packed["65,000 parts"], "too_many_entries"),
        "shared": (packed["parts that share bytes"], "wrong_directory"),
        "entities": (packed["entities in a document"], "entities"),
        "tag": (packed["a tag of 4 MB"], "too_complex"),
        "depth": (packed["elements without end"], "too_complex"),
    }
    files = []
    for name, (make, _code) in makers.items():
        (tmp_path / name).write_bytes(make())
        files += [str(tmp_path / name), "letter.docx"]

    ended = subprocess.run(
        [sys.executable, "-m", "tests.uploads.bombs", "20", "5", *files], cwd=ROOT, capture_output=True, check=False
    )

    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == [code for _make, code in makers.values()]


def test_a_pdf_bomb_does_not_reach_the_process_that_asked(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(pdf())
    (tmp_path / "bomb").write_bytes(pdf_bomb())

    ended = subprocess.run(
        [sys.executable, "-m", "tests.uploads.bombs", "400", "5"]
        + [str(tmp_path / "good"), "a.pdf", str(tmp_path / "bomb"), "b.pdf"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )

    assert json.loads(ended.stdout) == ["accepted", "damaged"]


def refused_or_accepted(content: bytes, name: str) -> None:
    seen = look(content, name)
    if isinstance(seen, Refusal):
        assert "%(" not in words(seen)
    else:
        assert seen.size == len(content)


ENDINGS = st.sampled_from(["a.pdf", "a.png", "a.jpg", "a.docx", "a.xlsx", "a.odt", "a.csv", "a.txt", "a"])
BEGINNINGS = st.sampled_from(
    [b"", b"PK\x03\x04", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"\xff\xfe", b"<?xml", b"BM"]
)
PACKED = {"a.docx": docx(), "a.xlsx": xlsx(), "a.odt": odt()}
DRAWN = {"a.pdf": pdf(), "a.png": picture(), "a.jpg": picture("JPEG")}


@settings(max_examples=500)
@given(content=st.binary(max_size=600), beginning=BEGINNINGS, name=ENDINGS)
def test_any_bytes_get_a_verdict(content: bytes, beginning: bytes, name: str) -> None:
    refused_or_accepted(beginning + content, name)


@settings(max_examples=200)
@given(name=st.text(max_size=60))
def test_any_name_gets_a_verdict(name: str) -> None:
    refused_or_accepted(b"text", name)


@settings(max_examples=500)
@given(name=st.sampled_from(sorted(PACKED)), keep=st.floats(0, 1), flips=st.lists(st.floats(0, 0.999), max_size=4))
def test_a_damaged_document_gets_a_verdict(name: str, keep: float, flips: list[float]) -> None:
    refused_or_accepted(damaged(PACKED[name], keep, flips), name)


# Each of these starts a child process.
@settings(max_examples=60)
@given(name=st.sampled_from(sorted(DRAWN)), keep=st.floats(0, 1), flips=st.lists(st.floats(0, 0.999), max_size=4))
def test_a_damaged_pdf_or_picture_gets_a_verdict(name: str, keep: float, flips: list[float]) -> None:
    refused_or_accepted(damaged(DRAWN[name], keep, flips), name)


def damaged(content: bytes, keep: float, flips: list[float]) -> bytes:
    """Cut off behind the share ``keep`` when nothing is to be flipped; otherwise flip one bit at each place."""
    if not flips:
        return content[: int(len(content) * keep)]
    changed = bytearray(content)
    for place in flips:
        changed[int(place * len(content))] ^= 1 << int(keep * 7)
    return bytes(changed)
