"""How large, how many and how long: every number that decides about a file stands here."""

from typing import Final

MEGABYTE: Final = 1024 * 1024

MAX_FILE_BYTES: Final = 20 * MEGABYTE

MAX_NAME_CHARACTERS: Final = 150
"""Of the whole name with its ending, after cleaning."""

MAX_ARCHIVE_ENTRIES: Final = 2_000
MAX_UNPACKED_BYTES: Final = 200 * MEGABYTE
MAX_RATIO: Final = 100
"""Unpacked bytes for one packed byte, per entry."""
RATIO_FREE_BYTES: Final = 64 * 1024
"""An entry this small harms nobody, however well it packs: an empty style sheet may be all zeros."""

MAX_STRUCTURE_BYTES: Final = 2 * MEGABYTE
"""Of a part of an office file that is read as a whole: its list of contents or of relations."""
MAX_XML_ELEMENTS: Final = 2_000_000
"""Over all parts of a file whose elements are looked at; a book of a thousand pages has a tenth."""
MAX_XML_DEPTH: Final = 256
MAX_XML_TOKEN: Final = MEGABYTE
"""Bytes of one tag or comment. The parser keeps an unfinished one in memory and begins it anew with each piece."""

MAX_IMAGE_PIXELS: Final = 40_000_000
"""A4 at 600 dots per inch has 35 million."""
MAX_IMAGE_SIDE: Final = 20_000

# The child process that opens PDF files and images.
PROBE_MEMORY_BYTES: Final = 700 * MEGABYTE
PROBE_PROCESSOR_SECONDS: Final = 8
PROBE_WALL_SECONDS: Final = 20.0
PROBES_AT_ONCE: Final = 2
"""Per process, so that a handful of large photographs do not add up."""

CHUNK: Final = 64 * 1024
