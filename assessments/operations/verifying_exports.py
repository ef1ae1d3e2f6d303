"""A record that left the house is checked without the database: what it shows fits its seals, and the seals hang together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.operations.events import seal
from ibm_platform.common.errors import Invalid

FORMAT = "ibm-record-1"


@dataclass(frozen=True, slots=True)
class CheckedExport:
    """
    ``proved`` entries fit their seals; ``withheld`` ones only hang in the chain; ``unsealed`` ones came before salts were kept and
    show no seal. ``breaks`` are sentences in the order of the entries.
    """

    assessment_id: int
    name: str
    events: int
    proved: int
    withheld: int
    unsealed: int
    breaks: tuple[str, ...]


def verify_export(text: str) -> CheckedExport:
    """
    Check a record as ``history/export.json`` gives it.

    Raises:
        Invalid: the text is no such document.
    """
    try:
        document = json.loads(text)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError
        return _verified(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid(_("This is not an exported record of an assessment.")) from None


def _verified(document: Mapping[str, Any]) -> CheckedExport:
    assessment_id, length, events = int(document["assessment"]), int(document["length"]), list(document["events"])
    breaks: list[str] = []
    proved = withheld = unsealed = 0
    expected, previous = 1, ""
    for event in events:
        number = int(event["number"])
        if number != expected:
            breaks.append(f"Event {expected} is missing.")
        if not event["hash"]:
            unsealed += 1
        else:
            # The first sealed one after those without a seal shows neither what it follows nor its salt.
            if event["previous"] != previous and (event["previous"] or unsealed != number - 1):
                breaks.append(f"Event {number} does not follow from the event before it.")
            if "details" not in event or (not event["salt"] and unsealed == number - 1):
                withheld += 1
            elif _sealed(assessment_id, number, event) == event["hash"]:
                proved += 1
            else:
                breaks.append(f"Event {number} is not what was sealed.")
        expected, previous = number + 1, event["hash"]
    if expected != length + 1:
        breaks.append(f"The record ends at event {expected - 1}; it says that it has {length}.")
    elif previous != document["head"]:
        breaks.append("The last event is not the one that the record names as its end.")
    return CheckedExport(assessment_id, str(document["name"]), len(events), proved, withheld, unsealed, tuple(breaks))


def _sealed(assessment_id: int, number: int, event: Mapping[str, Any]) -> str:
    return seal(
        assessment_id,
        number,
        datetime.fromisoformat(event["at"]),
        event["actor"],
        event["kind"],
        event["details"],
        event["previous"],
        event.get("on_behalf_of"),
        event["salt"],
    )
