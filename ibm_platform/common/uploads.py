"""
Files on their way in: how many and how large, before anything looks into them.

Every arriving file goes to a temporary file on disk, never into memory. What is too much is not written anywhere: its bytes are
read past and a note of it is left on the request, so that the fields beside it arrive and the page can answer in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

MEGABYTE: Final = 1024 * 1024
FILES_A_REQUEST: Final = 5
FILE_BYTES: Final = 20 * MEGABYTE
REQUEST_BYTES: Final = 100 * MEGABYTE
"""Of all files of one request together."""
READ_PAST_BYTES: Final = 4 * REQUEST_BYTES
"""A body announced as larger is not even read past: its connection ends after the fields before its first file."""
NAMED_AT_MOST: Final = 20
"""Files of one request that are named in its answer; the rest of the request is read past without a look."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that was not taken in. ``code``: too_large, too_many, request_too_large or no_room."""

    name: str
    code: str


def takes_files(view: View) -> View:
    """Mark a page that files may be sent to; sent to any other address, they are read past."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    marked.takes_files = True  # type: ignore[attr-defined]
    return marked  # type: ignore[return-value]


def dropped_files(request: HttpRequest) -> tuple[Dropped, ...]:
    """Return the files of the request that were too much; ask after its body was read."""
    return tuple(getattr(request, "dropped_files", ()))


def arrived_files(request: HttpRequest, field: str) -> tuple[UploadedFile[Any], ...]:
    """Return the files that arrived in a field."""
    found: list[UploadedFile[Any]] = request.FILES.getlist(field)
    return tuple(found)


class LimitedUploads(TemporaryFileUploadHandler):
    """The one upload handler of the product (FILE_UPLOAD_HANDLERS)."""

    file: TemporaryUploadedFile

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        assert self.request is not None
        self.dropped: list[Dropped] = []
        self.request.dropped_files = self.dropped  # type: ignore[attr-defined]
        self.is_taken = _takes_files(self.request)
        self.is_hopeless = content_length > READ_PAST_BYTES
        self.count = self.total = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        name = str(args[1] if len(args) > 1 else kwargs["file_name"])
        self.count += 1
        if not self.is_taken:
            raise SkipFile
        if self.is_hopeless:
            self._drop(name, "request_too_large", StopUpload(connection_reset=True))
        if self.count > NAMED_AT_MOST:
            raise StopUpload(connection_reset=False)
        if self.count > FILES_A_REQUEST:
            self._drop(name, "too_many", SkipFile())
        try:
            if settings.FILE_UPLOAD_TEMP_DIR:
                Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
            super().new_file(*args, **kwargs)
        except OSError:
            self._drop(name, "no_room", SkipFile())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.total += len(raw_data)
        if start + len(raw_data) > FILE_BYTES:
            self.total -= start + len(raw_data)
            self._drop(self.file_name, "too_large", SkipFile())
        if self.total > REQUEST_BYTES:
            self.total -= start + len(raw_data)
            self._drop(self.file_name, "request_too_large", SkipFile())
        try:
            self.file.write(raw_data)
        except OSError:
            self._drop(self.file_name, "no_room", SkipFile())

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not hasattr(self, "file"):
            return None
        whole = self.file
        # The parser closes the file that stands here when a later one is skipped, and closing removes it.
        del self.file
        try:
            whole.seek(0)
        except OSError:
            whole.close()
            self.dropped.append(Dropped(str(whole.name), "no_room"))
            return None
        whole.size = file_size
        return whole

    def upload_interrupted(self) -> None:
        self._discard()

    def _drop(self, name: str | None, code: str, way_out: SkipFile | StopUpload) -> None:
        self._discard()
        self.dropped.append(Dropped(str(name), code))
        raise way_out

    def _discard(self) -> None:
        if hasattr(self, "file"):
            try:
                self.file.close()
            except OSError:
                # What was written last did not reach the full disk; the file itself is gone.
                pass
            del self.file


def _takes_files(request: HttpRequest) -> bool:
    """Only a page that says so, and only from somebody who is signed in."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return False
    view = match.func
    return bool(getattr(view, "takes_files", False) or getattr(getattr(view, "cls", None), "takes_files", False))
