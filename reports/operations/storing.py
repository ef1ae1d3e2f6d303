"""Where finished files go: a name that nobody can guess, and never half a file under it."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages

FOLDER = "reports"


def store(pdf: bytes) -> str:
    """
    Store a finished file and return its name.

    On a local disk: written beside its place, forced to the disk, then renamed, so that a power cut leaves the whole file
    or none. An object store writes whole objects by itself.

    Raises:
        OSError: the disk is full or the store does not answer.
    """
    name = f"{FOLDER}/{uuid4().hex}.pdf"
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        _write(storage, name, pdf)
        return name
    return str(storage.save(name, ContentFile(pdf)))


def forget(name: str) -> None:
    """Delete a stored file; one that is not there is fine."""
    if name:
        default_storage.delete(name)


def _write(storage: FileSystemStorage, name: str, pdf: bytes) -> None:
    path = Path(storage.path(name))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
