"""Uploads for tests: small good files, and shortcuts to attach them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from assessments import operations
from assessments.models import Assessment
from assessments.operations import FileOutcome, Upload
from ibm_platform.accounts.models import User
from tests.builders import cast_of
from tests.people import now

QUESTION = "P1.F1.01"


def text(name: str = "Order 12.txt", content: str = "The order of 12 May.", *, client_key: str = "") -> Upload:
    content_bytes = content.encode()
    return Upload(io.BytesIO(content_bytes), name, len(content_bytes), client_key)


def photograph(name: str = "Gate.jpg") -> Upload:
    """A picture with the place where it was taken, and bytes behind its end."""
    written = io.BytesIO()
    picture = Image.new("RGB", (40, 20), "navy")
    tags = Image.Exif()
    tags[0x010F] = "Secret Camera"
    tags[0x0112] = 6
    picture.save(written, "JPEG", exif=tags, comment=b"taken at the hidden post")
    written.write(b"\0more than the picture")
    return Upload(written, name, written.tell())


def attach(
    assessment: Assessment,
    actor: User,
    *uploads: Upload,
    agency: str | None = "CUS",
    question: str = QUESTION,
    **words: Any,
) -> tuple[FileOutcome, ...]:
    return operations.attach_files(
        actor=actor,
        at=now(),
        assessment_id=assessment.pk,
        agency_id=cast_of(assessment).agencies[agency].pk if agency else None,
        indicator_code=question,
        uploads=uploads or (text(),),
        **words,
    )


def replace(assessment: Assessment, actor: User, file_id: int, upload: Upload) -> FileOutcome:
    return operations.replace_file(actor=actor, at=now(), assessment_id=assessment.pk, file_id=file_id, upload=upload)
