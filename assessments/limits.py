"""How many, how large: the numbers about evidence files that ``assessments.inspection`` does not know, and about comments."""

from __future__ import annotations

from typing import Final

from assessments.inspection import MAX_FILE_BYTES
from assessments.inspection.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_IMAGE_PIXELS,
    MAX_IMAGE_SIDE,
    MAX_NAME_CHARACTERS,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    MEGABYTE,
)
from ibm_platform.common.uploads import FILES_A_REQUEST, REQUEST_BYTES

FILES_PER_QUESTION: Final = 25
"""Standing references with a file behind one agency's answer, or behind one national level."""
BYTES_PER_ASSESSMENT: Final = 2 * 1024 * MEGABYTE
"""All versions of all files of one assessment, as stored."""
VERSIONS_PER_FILE: Final = 50
FILES_PER_REQUEST: Final = FILES_A_REQUEST
BYTES_PER_REQUEST: Final = REQUEST_BYTES

SWEEP_AGE_HOURS: Final = 24
"""A stored file without a row is deleted when it is older: a younger one may belong to an upload that is still under way."""
SCAN_CONNECT_SECONDS: Final = 5.0
SCAN_SECONDS: Final = 120.0
"""From the first byte sent to the verdict."""
RESCAN_SECONDS: Final = 600

COMMENT_CHARACTERS: Final = 2000
COMMENTS_PER_HOUR: Final = 60
"""Of one person, answers included, in all assessments together."""

WORKSHOP_TITLE_CHARACTERS: Final = 120
WORKSHOP_QUESTION_CHARACTERS: Final = 200
"""Of what the chair asks the room: it must be read from the last row."""
DISSENT_CHARACTERS: Final = 1000
VOTES_SHOWN: Final = 2
"""Votes on one question that are shown to the room; then the lower level stands (methodology 5.2)."""
STAYS_PER_WORKSHOP: Final = 500
POLL_SECONDS: Final = 1

REMINDER_UNDO_MINUTES: Final = 10
REMINDER_PAUSE_HOURS: Final = 20
"""Between two reminders of the focal point in one assessment: the same hour of the next day must do."""


def limits_document() -> str:
    """Return the part of ``docs/limits.md`` about files and comments."""
    rows = [
        ("One file", f"{MAX_FILE_BYTES // MEGABYTE} MB"),
        ("Kinds of files", "PDF, PNG, JPEG, DOCX, XLSX, ODT, CSV, TXT"),
        ("Name of a file, in characters", str(MAX_NAME_CHARACTERS)),
        ("Files behind one answer, or behind one national level", str(FILES_PER_QUESTION)),
        ("All files of one assessment with their versions", f"{BYTES_PER_ASSESSMENT // (1024 * MEGABYTE)} GB"),
        ("Versions of one file", str(VERSIONS_PER_FILE)),
        ("Files in one request", str(FILES_PER_REQUEST)),
        ("One request with files", f"{BYTES_PER_REQUEST // MEGABYTE} MB"),
        ("Parts packed into one document", f"{MAX_ARCHIVE_ENTRIES:,}"),
        ("One document, unpacked", f"{MAX_UNPACKED_BYTES // MEGABYTE} MB"),
        ("A packed part grows at most", f"{MAX_RATIO} : 1"),
        ("One picture", f"{MAX_IMAGE_PIXELS // 1_000_000} million dots, {MAX_IMAGE_SIDE:,} on a side"),
        ("The virus scanner answers within", f"{SCAN_SECONDS:.0f} s"),
        ("Files that it has not checked are sent to it again every", f"{RESCAN_SECONDS // 60} min"),
        ("A stored file that belongs to nothing is deleted after", f"{SWEEP_AGE_HOURS} h"),
    ]
    return "\n".join(
        [
            "",
            "# Limits of evidence files",
            "",
            "Printed from `assessments/limits.py` and `assessments/inspection/limits.py` in the same way.",
            "",
            "| what | limit |",
            "|---|---|",
            *(f"| {what} | {limit} |" for what, limit in rows),
            "",
            "# Limits of comments",
            "",
            "| what | limit |",
            "|---|---|",
            f"| One comment, in characters | {COMMENT_CHARACTERS:,} |",
            f"| Comments of one person within an hour | {COMMENTS_PER_HOUR} |",
            "",
            "# Limits of workshops",
            "",
            "| what | limit |",
            "|---|---|",
            f"| Title of a workshop, in characters | {WORKSHOP_TITLE_CHARACTERS} |",
            f"| A question to the room, in characters | {WORKSHOP_QUESTION_CHARACTERS} |",
            f"| An agency's dissent, in characters | {DISSENT_CHARACTERS:,} |",
            f"| Votes on one question that are shown | {VOTES_SHOWN} |",
            f"| Comings of people to one workshop | {STAYS_PER_WORKSHOP} |",
            f"| The screens of the room ask for news every | {POLL_SECONDS} s |",
            "",
            "# Limits of reminders",
            "",
            "| what | limit |",
            "|---|---|",
            f"| A focal point takes a reminder back within | {REMINDER_UNDO_MINUTES} min |",
            f"| Between two reminders in one assessment | {REMINDER_PAUSE_HOURS} h |",
            "",
        ]
    )
