"""
The second half of ``docs/access.md``: every address, and who gets what of it, printed from ``access_registry``.

When the document is out of date: ``DJANGO_SETTINGS_MODULE=ibm_platform.settings.test python -m tests.architecture.access_document``
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import django
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.access_registry import (
    BY_ROLE,
    EVERYBODY,
    NATIONAL,
    POSTED_BY_ROLE,
    PUBLIC,
    REPORT,
    REPORT_READERS,
    SIGNED_IN,
    sees,
)

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "access.md"
INTRODUCTION = """
## Every address

Printed from `tests/architecture/access_registry.py`, which `tests/architecture/test_access_matrix.py` compares with the resolver
(an address that it does not name fails the build) and with the answers to {people} people and to nobody. `test_access_cells.py`
asks for every address of an assessment for the own one, an archived one, another country's and none, by all seven methods (those
that no page takes as one person alone) and through the API with everybody's token. Whoever stands under "reads" gets 200 for GET.

| person | who it is |
|---|---|
| `focal`, `signatory` | the country's focal point and its signatory |
| `customs`, `guard`, `lead` | officers of two of its services, and the lead of the first |
| `coordinator`, `reviewer`, `donor`, `admin` | people of the whole platform; the reviewer and the donor for this country |
| `plants`, `former` | an officer of a service that takes no part, and somebody whose role has ended |
| `stranger`, `stranger signatory`, `stranger officer` | people of another country |

"""


def addresses(
    patterns: Sequence[URLPattern | URLResolver], space: str = "", start: str = "/"
) -> Iterator[tuple[str, str]]:
    """Every URL name of the product with its address."""
    for pattern in patterns:
        here = start + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner, here)
        else:
            yield f"{space}{pattern.name}", here


def addresses_document() -> str:
    """Return the tables of addresses as Markdown."""
    where = dict(addresses(get_resolver().url_patterns))
    lines = [INTRODUCTION.format(people=len(EVERYBODY))]
    lines += _table("Open to everybody", ("address", "GET"), _public(where))
    lines += _table("Open to whoever signed in; shows them their own", ("address", "GET"), _signed_in(where))
    lines += _table(
        "Open to roles, wherever they are held", ("address", "reads", "gets 404; all others 403"), _by_role(where)
    )
    lines += _table(
        "Of one country's assessment; in which state it is asked for",
        ("address", "state", "reads", "changes", "sees the assessment and gets 403 or 404; all others 404"),
        _national(where),
    )
    lines += _table("Of one report", ("address", "reads; all others 404"), _reports(where))
    return "\n".join(lines)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = "|".join("---" for _head in heads)
    return [
        f"### {title}",
        "",
        f"| {' | '.join(heads)} |",
        f"|{rule}|",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
    ]


def _address(where: dict[str, str], name: str) -> str:
    return f"`{where[name].replace('|', chr(92) + '|')}`"


def _public(where: dict[str, str]) -> list[list[str]]:
    return [[_address(where, name), ", ".join(map(str, sorted(answers)))] for name, (_args, answers) in PUBLIC.items()]


def _signed_in(where: dict[str, str]) -> list[list[str]]:
    return [[_address(where, name), str(status)] for name, (_args, status) in SIGNED_IN.items()]


def _by_role(where: dict[str, str]) -> list[list[str]]:
    rows = [[_address(where, name), _people(door.allowed), _people(door.hides)] for name, door in BY_ROLE.items()]
    return rows + [[_address(where, name), "takes POST alone", "–"] for name in POSTED_BY_ROLE]


def _national(where: dict[str, str]) -> list[list[str]]:
    rows = []
    for name, door in NATIONAL.items():
        readers = door.readers or ()
        refused = [
            person for person in EVERYBODY if person in sees(door.scene) and person not in (*readers, *door.writers)
        ]
        rows.append([_address(where, name), door.scene, _people(readers), _people(door.writers), _people(refused)])
    return rows


def _reports(where: dict[str, str]) -> list[list[str]]:
    return [
        [_address(where, name), "takes POST alone" if status == 405 else _people(REPORT_READERS)]
        for name, status in REPORT.items()
    ]


def _people(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


if __name__ == "__main__":
    django.setup()
    from assessments.permissions import access_document

    DOCUMENT.write_text(access_document() + addresses_document())
