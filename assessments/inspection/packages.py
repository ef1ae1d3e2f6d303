"""Which family a ZIP archive belongs to."""

from __future__ import annotations

from .archive import Archive
from .office import CONTENT_TYPES, examine_office
from .opendocument import MIMETYPE, examine_opendocument
from .source import Source
from .verdicts import Finding, Refused


def examine_package(source: Source) -> Finding:
    """
    Return what the document in this archive is.

    Raises:
        Refused: it is no document, or one that may not be kept.
    """
    archive = Archive(source)
    if CONTENT_TYPES in archive.by_name and MIMETYPE in archive.by_name:
        # Each family's programs open it as theirs; checking it as one would pass the other's macros.
        raise Refused("two_in_one", found="docx", other="odt")
    if CONTENT_TYPES in archive.by_name:
        return examine_office(archive)
    if MIMETYPE in archive.by_name:
        return examine_opendocument(archive)
    names = {entry.name.lower() for entry in archive.entries}
    if "meta-inf/manifest.mf" in names or "androidmanifest.xml" in names:
        raise Refused("program", found="java")
    raise Refused("archive", found="zip")
