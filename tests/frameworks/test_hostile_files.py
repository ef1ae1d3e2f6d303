"""Files that want to harm: each is refused in words, and nothing is changed."""

import random

import pytest
from django.core.management import CommandError, call_command

from frameworks.canonical import to_yaml
from frameworks.loader import FrameworkProblems, load
from frameworks.models import Framework, FrameworkVersion
from frameworks.spec import FrameworkSpec
from tests.frameworks.documents import TINY, tiny

ALIAS_BOMB = b"a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n"

HOSTILE = {
    "larger than 2 MB": (b"#" * 10_000_000, 1, "The file is larger than 2 MB."),
    "alias bomb": (ALIAS_BOMB, 1, "Anchors (&name) are not allowed; write the value out where it is needed."),
    "tag": (b"format: !!python/object/apply:os.system [id]\n", 1, "Tags (!name) are not allowed; every value is text."),
    "field twice": (
        tiny(("language: en", "language: en\nlanguage: fr")),
        6,
        "The field 'language' stands here again; it is on line 5.",
    ),
    "deep": (b"[" * 100_000, 1, "Lists and fields stand inside each other more than 20 deep."),
    "many values": (b"[" + b"a," * 300_000 + b"]", 1, "The file holds more than 200000 values."),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "The file is not text in UTF-8."),
    "other encoding": ("format: Größe".encode("latin-1"), 1, "The file is not text in UTF-8."),
    "zero byte": (b"format: '1'\nversion: \x00", 2, "The file holds a character that YAML does not allow."),
    "broken": (b"format: '1'\nframework: {code: [\n", 3, None),
    "empty": (b"", 1, "The document is empty."),
    "only a comment": (b"# nothing\n", 1, "The document is empty."),
    "a list": (b"- format\n", 1, None),
    "a word": (b"framework", 1, None),
    "two documents": (b"format: '1'\n---\nformat: '1'\n", 2, "The file holds more than one document."),
    "list as name": (b"? [a, b]\n: c\n", 1, "The name of a field is a word, not a list or fields."),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name):
    source, line, message = HOSTILE[name]

    with pytest.raises(FrameworkProblems) as caught:
        load(source)

    first = caught.value.problems[0]
    assert first.line == line
    assert message is None or first.message == message


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_importing_a_hostile_file_changes_nothing(name, tmp_path):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(HOSTILE[name][0])

    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_framework", str(path), "--publish")

    assert not Framework.objects.exists()
    assert not FrameworkVersion.objects.exists()


def test_a_very_wrong_file_is_not_answered_with_a_book():
    with pytest.raises(FrameworkProblems) as caught:
        load(b"".join(b"field%d: x\n" % number for number in range(50_000)))

    assert len(caught.value.problems) == 1001


def test_a_mark_of_byte_order_is_no_problem():
    assert load(b"\xef\xbb\xbf" + tiny()) == load(tiny())


PIECES = ["\x00", "&a ", "*a", "!!int ", "{", "}", "[", "]", ": ", "- ", "\n", "  ", '"', "'", "|", ">", "#", "---\n", "NO: ",
          "\t", "%", "@", "?", "\u202e", "é", "\\", "1e999", "~", "code: Q1", "x" * 300, "", ","]  # fmt: skip


@pytest.mark.parametrize("seed", range(400))
def test_a_damaged_document_is_loaded_or_refused_but_never_breaks_the_loader(seed):
    chance = random.Random(seed)
    text = TINY
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(PIECES) + text[at + chance.choice([0, 0, 1, 3, 20, 400]) :]

    outcome = outcome_of(text)

    if isinstance(outcome, FrameworkProblems):
        assert outcome.problems
        assert all(problem.line >= 1 and problem.message for problem in outcome.problems)
    else:
        assert outcome_of(to_yaml(outcome)) == outcome


def outcome_of(text: str) -> FrameworkSpec | FrameworkProblems:
    try:
        return load(text.encode())
    except FrameworkProblems as refused:
        return refused
