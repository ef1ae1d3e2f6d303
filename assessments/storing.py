"""
Where the bytes of evidence lie: the storage "evidence", a local folder outside everything that is served, or an object store.

A stored file has a random name without an ending and is only ever read back by this platform. Whatever goes wrong with a
store leaves here as one of two errors in words.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.translation import gettext as _

from ibm_platform.common.errors import StorageFull, Unavailable

try:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:
    # Only production installs the client of object stores.
    _CLIENT_ERRORS: tuple[type[Exception], ...] = ()
else:
    _CLIENT_ERRORS = (Boto3Error, BotoCoreError, ClientError)

ALIAS = "evidence"
PART = ".part"
"""Ending of a file that is being written."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL_STATUS = 507
MISSING_CODES = ("404", "NoSuchKey")


class FileMissing(Unavailable):
    """The row is there and its bytes are not: the operator has to look."""

    code = "file_missing"


class LocalEvidence(FileSystemStorage):
    """
    Files on a local disk, each whole or not there at all.

    Written beside its place, forced to the disk, then renamed: a row that is committed afterwards survives a power cut together
    with its file.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(path.name + PART)
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                for piece in content.chunks():
                    file.write(piece)
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
        return name


def evidence_storage() -> Storage:
    return storages[ALIAS]


def temporary_folder() -> str | None:
    """Return where unfinished files lie, which is there afterwards; None for the system's own place."""
    folder: str | None = settings.FILE_UPLOAD_TEMP_DIR
    if folder:
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def store(stream: BinaryIO) -> str:
    """
    Store everything from the beginning of ``stream`` and return the random name under which it lies.

    Raises:
        StorageFull: there is no room; nothing was kept.
        Unavailable: the store does not answer or refuses us; nothing was kept.
    """
    # Flat names: a folder per letter would only help people who list them, which nobody does.
    name = secrets.token_urlsafe(32)
    stream.seek(0)
    with _in_words():
        return evidence_storage().save(name, File(stream, name=name))


def open_stored(name: str) -> File[bytes]:
    """
    Open a stored file for reading, from its first byte; the caller closes it.

    Raises:
        FileMissing: it is not there.
        Unavailable: the store does not answer or refuses us.
    """
    # The client of object stores puts what it fetches there.
    temporary_folder()
    with _in_words():
        file: File[bytes] = evidence_storage().open(name, "rb")
        # An object store fetches at the first touch; a failure must come before the first byte was sent on.
        file.seek(0)
        return file


def forget(name: str) -> None:
    """
    Delete a stored file; one that is not there is fine.

    Raises:
        Unavailable: the store does not answer or refuses us.
    """
    with _in_words():
        evidence_storage().delete(name)


def stored_names() -> Iterator[str]:
    """
    Give the names of everything in the store, also of what was left half written.

    Raises:
        Unavailable: the store does not answer or refuses us.
    """
    with _in_words():
        try:
            names = evidence_storage().listdir("")[1]
        except FileNotFoundError:
            # Nothing was ever stored.
            return
    yield from names


def stored_at(name: str) -> datetime:
    """
    Return the moment at which a file was stored.

    Raises:
        FileMissing: it is not there.
        Unavailable: the store does not answer or refuses us.
    """
    with _in_words():
        moment: datetime = evidence_storage().get_modified_time(name)
        return moment


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise _missing() from error
    except OSError as error:
        if error.errno in FULL:
            raise _full() from error
        raise _unavailable() from error
    except _CLIENT_ERRORS as error:
        status, code = _answer(error)
        if code in MISSING_CODES:
            raise _missing() from error
        if status == FULL_STATUS:
            raise _full() from error
        raise _unavailable() from error


def _answer(error: Exception) -> tuple[int | None, str]:
    """The HTTP status and the code that an object store answered with, also where the client wrapped them."""
    reached: BaseException | None = error
    while reached is not None:
        response = getattr(reached, "response", None)
        if isinstance(response, dict):
            status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            return status, str(response.get("Error", {}).get("Code", ""))
        reached = reached.__cause__ or reached.__context__
    return None, ""


def _missing() -> FileMissing:
    return FileMissing(_("This file cannot be read here at the moment. Tell the operator."))


def _full() -> StorageFull:
    return StorageFull(
        _(
            "There is no room left for files. Your text is not affected; tell the operator and upload the file again later."
        )
    )


def _unavailable() -> Unavailable:
    return Unavailable(
        _("Files cannot be stored or read at the moment. Your text is not affected; try again in a few minutes.")
    )
