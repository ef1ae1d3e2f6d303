"""Files as they come through a door: those that arrived and those that were too much, told in one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from assessments.inspection import Refusal, words
from assessments.inspection.limits import MEGABYTE
from assessments.limits import BYTES_PER_REQUEST, FILES_PER_REQUEST
from assessments.models.evidence import Marking
from assessments.operations.files import FileOutcome, attach_files, replace_file
from assessments.operations.preparing import Upload
from ibm_platform.accounts.models import User
from ibm_platform.common.errors import Invalid
from ibm_platform.common.uploads import Dropped


def receive_files(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int | None,
    indicator_code: str,
    arrived: Sequence[UploadedFile[Any]],
    dropped: Sequence[Dropped] = (),
    client_key: str = "",
    marking: str = Marking.RESTRICTED,
) -> tuple[FileOutcome, ...]:
    """
    Keep the files of one request as references, and say of every one that came what became of it.

    Args:
        client_key: names the upload of a single file, so that a repeated one is kept once; of several files it is not used.

    Raises:
        NotVisible, NotAllowed, Invalid: as ``attach_files``.
    """
    key = client_key if len(arrived) == 1 and not dropped else ""
    uploads = [_upload(file, key) for file in arrived]
    kept = attach_files(
        actor=actor,
        at=at,
        assessment_id=assessment_id,
        agency_id=agency_id,
        indicator_code=indicator_code,
        uploads=uploads,
        marking=marking,
    )
    return (*kept, *(_dropped(one) for one in dropped))


def receive_version(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    file_id: int,
    arrived: Sequence[UploadedFile[Any]],
    dropped: Sequence[Dropped] = (),
    client_key: str = "",
) -> FileOutcome:
    """
    Put the one file of a request in the place of another.

    Raises:
        Invalid: none came, or more than one.
        NotVisible, NotAllowed: as ``replace_file``.
    """
    if len(arrived) + len(dropped) != 1:
        raise Invalid(_("Choose one file."), fields={"file": _("Choose one file.")})
    if dropped:
        return _dropped(dropped[0])
    return replace_file(
        actor=actor, at=at, assessment_id=assessment_id, file_id=file_id, upload=_upload(arrived[0], client_key)
    )


def _upload(file: UploadedFile[Any], client_key: str) -> Upload:
    return Upload(file=cast(BinaryIO, file.file), name=file.name or "", size=file.size, client_key=client_key)


def _dropped(one: Dropped) -> FileOutcome:
    sentences = {
        "too_large": words(Refusal("too_large"), translate=_),
        "too_many": _("More than %(count)d files came at once. Upload this one with the next few.")
        % {"count": FILES_PER_REQUEST},
        "request_too_large": _("The files together were larger than %(megabytes)d MB. Upload this one for itself.")
        % {"megabytes": BYTES_PER_REQUEST // MEGABYTE},
        "no_room": _(
            "There is no room for the file at the moment. Tell whoever runs the platform, and upload it again later."
        ),
    }
    status = 507 if one.code == "no_room" else 422
    return FileOutcome(one.name, None, one.code, sentences[one.code], (), status=status)
