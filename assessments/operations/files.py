"""
Files behind references: attached to a question, replaced by a newer version, used for another question.

The order is always the same: permit, look at the file, store its bytes under a random name, and only then lock, permit again and
write the rows. No lock is held while bytes travel; a failure after the bytes were stored takes them away again, and what even
that misses is swept up at night (``assessments.operations.file_care``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as QueueSilent

from assessments import scanning, storing
from assessments.inspection.names import ending_of
from assessments.limits import BYTES_PER_ASSESSMENT, FILES_PER_QUESTION, VERSIONS_PER_FILE
from assessments.models import EvidenceReference, FileVersion, ScanState, StoredFile
from assessments.models.evidence import Marking
from assessments.operations.entry import enter
from assessments.operations.events import record
from assessments.operations.evidence import (
    REFERENCES_PER_QUESTION,
    TooManyReferences,
    content_of,
    require_open,
)
from assessments.operations.evidence_fields import STRENGTHS
from assessments.operations.judgement import KeyUsedBefore, indicator_id_of
from assessments.operations.preparing import Prepared, Upload, prepared
from assessments.permissions import Action
from assessments.queries.access import Seen, require_own_agency, see
from assessments.queries.files import FileInfected
from assessments.queries.seen import evidence_seen, files_seen, handed_over_evidence
from ibm_platform.accounts.models import User
from ibm_platform.celery import app
from ibm_platform.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotVisible, Unavailable
from ibm_platform.common.isolation import isolated

SCAN = "assessments.scan_file"
KEY_LIMIT = 64
_log = logging.getLogger(__name__)


class TooManyFiles(Conflict):
    code = "too_many_files"


class QuotaReached(Conflict):
    """All files of the assessment together have become too large."""

    code = "quota_reached"


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """
    What became of one uploaded file.

    ``code`` is empty when it was kept; otherwise ``sentence`` says what to do and ``status`` is the HTTP status that this file
    alone would have had (422 refused, 409 no room by our own limits, 507 or 503 for the store).
    """

    name: str
    evidence: EvidenceReference | None
    code: str
    sentence: str
    flags: tuple[str, ...]
    status: int = 0
    version: FileVersion | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """The question that a file stands behind; without ``agency_id`` the national level of its indicator."""

    actor: User
    at: datetime
    assessment_id: int
    agency_id: int | None
    indicator_code: str

    @property
    def action(self) -> Action:
        return _action(self.agency_id)


def attach_files(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int | None,
    indicator_code: str,
    uploads: Sequence[Upload],
    marking: str = Marking.RESTRICTED,
) -> tuple[FileOutcome, ...]:
    """
    Keep files and give each a reference behind an agency's answer, or, without ``agency_id``, behind the national level.

    Each file is kept or refused for itself, in a transaction of its own; this must not be called inside another one. The
    reference is named after the file and is of the version's first kind until somebody changes it. An upload whose key the
    same person used before gives the first one's outcome again.

    Raises:
        NotVisible: no such assessment or agency for the actor.
        NotAllowed: the question is not open to the actor now.
        Invalid: no such question or marking.
    """
    if marking not in Marking.values:
        raise Invalid(_("Choose who may read the title: public, internal or restricted."), fields={"marking": marking})
    place = _Place(actor, at, assessment_id, agency_id, indicator_code)
    seen = see(actor, at, assessment_id, place.action)
    require_open(seen, agency_id, indicator_id_of(seen.framework, indicator_code))
    outcomes: list[FileOutcome] = []
    gone: DomainError | None = None
    for upload in uploads:
        if gone is not None:
            # The store did not answer a moment ago: the person is not kept waiting once more for each file.
            outcomes.append(_refused(upload, gone))
            continue
        try:
            outcomes.append(_attach(seen, place, upload, marking))
        except DomainError as error:
            outcomes.append(_refused(upload, error))
            gone = error if isinstance(error, Unavailable) else None
    return tuple(outcomes)


def replace_file(*, actor: User, at: datetime, assessment_id: int, file_id: int, upload: Upload) -> FileOutcome:
    """
    Put a newer version in the place of a file, behind every question that it stands behind; earlier versions are kept.

    The same content as the newest version changes nothing.

    Raises:
        NotVisible: no such file for the actor.
        NotAllowed: one of the questions that the file stands behind is not open to the actor now, or none is.
    """
    seen = see(actor, at, assessment_id)
    file = _own_file(seen, file_id)
    seen = see(actor, at, assessment_id, _action(file.agency_id))
    _require_all_open(seen, file)
    try:
        with prepared(upload) as kept:
            version = _earlier_upload(actor, upload, kept, assessment_id)
            if version is not None and version.file_id != file_id:
                raise _key_used()
            if version is None:
                _require_room(seen, kept.size)
                version = _kept_with_rows(kept, lambda name: _write_version(seen, file_id, upload, kept, name))
    except DomainError as error:
        return _refused(upload, error)
    return FileOutcome(version.label, None, "", "", tuple(version.flags), version=version)


@transaction.atomic
def use_file(
    *,
    actor: User,
    at: datetime,
    assessment_id: int,
    agency_id: int | None,
    indicator_code: str,
    file_id: int,
) -> EvidenceReference:
    """
    Let a file that is there already stand behind another question too, without a second upload.

    The new reference says of it what the latest one says. A file that stands behind the question already stays as it is.

    Raises:
        NotVisible: no such assessment, agency or file for the actor; an agency uses its own files only, the country its own and
            those that agencies have handed over.
        NotAllowed: the question is not open to the actor now.
        FileInfected: a virus was found in it.
        TooManyFiles, TooManyReferences: the question has its most already.
    """
    seen = enter(_action(agency_id), actor=actor, at=at, assessment_id=assessment_id)
    indicator_id = indicator_id_of(seen.framework, indicator_code)
    require_open(seen, agency_id, indicator_id)
    file = _usable(seen, agency_id, file_id)
    standing = EvidenceReference.objects.filter(
        assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id, file=file, removed_at__isnull=True
    ).first()
    if standing is not None:
        return standing
    newest = file.versions.order_by("-number").first()
    if newest is None or newest.scan_state == ScanState.INFECTED:
        raise FileInfected(
            _("A virus was found in %(file)s, so nobody gets it. Upload a clean file.") % {"file": isolated(file.label)}
        )
    _require_place(seen, agency_id, indicator_id)
    said = evidence_seen(seen).filter(file=file).order_by("-added_at", "-pk").first()
    reference = _new_reference(seen, agency_id, indicator_id, file, Marking.RESTRICTED)
    if said is not None:
        for name in ("title", "kind", "strength", "issued_by", "dated_on", "holder", "marking"):
            setattr(reference, name, getattr(said, name))
    reference.save()
    _record(seen, "file_used", reference, newest, indicator_code)
    return reference


def _action(agency_id: int | None) -> Action:
    return Action.ADD_NATIONAL_EVIDENCE if agency_id is None else Action.ANSWER


def _refused(upload: Upload, error: DomainError) -> FileOutcome:
    return FileOutcome(upload.name, None, error.code, str(error), (), status=error.status)


def _attach(seen: Seen, place: _Place, upload: Upload, marking: str) -> FileOutcome:
    if len(upload.client_key) > KEY_LIMIT:
        raise Invalid(_("The key of an upload has at most %(count)d characters.") % {"count": KEY_LIMIT})
    with prepared(upload) as kept:
        version = _earlier_upload(place.actor, upload, kept, place.assessment_id)
        if version is None:
            # Asked before the bytes are stored, so that nobody fills the disk with what is refused afterwards anyway.
            _require_place(seen, place.agency_id, indicator_id_of(seen.framework, place.indicator_code))
            _require_room(seen, kept.size)
            version = _kept_with_rows(kept, lambda name: _write_file(place, upload, kept, name, marking))
    evidence = _reference_of(version, place)
    return FileOutcome(version.label, evidence, "", "", tuple(version.flags), version=version)


def _kept_with_rows(kept: Prepared, write: Callable[[str], FileVersion]) -> FileVersion:
    """
    Store the bytes, then let ``write`` make the rows in its own transaction.

    Raises:
        StorageFull, Unavailable: nothing was kept.
        DomainError: what ``write`` raised; the bytes are gone again.
    """
    name = storing.store(kept.stream)
    try:
        version = write(name)
    except (OperationalError, InterfaceError):
        # Whether the rows were committed is not known: the nightly sweep looks.
        raise
    except BaseException:
        _forget(name)
        raise
    if version.storage_name != name:
        # The same upload came twice at once, and the other one was first.
        _forget(name)
    return version


def _forget(name: str) -> None:
    try:
        storing.forget(name)
    except DomainError:
        _log.warning("a stored file without a row was left for the nightly sweep")


@transaction.atomic
def _write_file(place: _Place, upload: Upload, kept: Prepared, name: str, marking: str) -> FileVersion:
    seen = enter(place.action, actor=place.actor, at=place.at, assessment_id=place.assessment_id)
    indicator_id = indicator_id_of(seen.framework, place.indicator_code)
    require_open(seen, place.agency_id, indicator_id)
    earlier = _earlier_upload(place.actor, upload, kept, place.assessment_id)
    if earlier is not None:
        return earlier
    _require_place(seen, place.agency_id, indicator_id)
    _require_room(seen, kept.size)
    file = StoredFile.objects.create(
        assessment=seen.assessment,
        agency_id=place.agency_id,
        label=kept.label,
        created_at=place.at,
        created_by=place.actor,
    )
    version = _new_version(seen, file, 1, upload, kept, name)
    reference = _new_reference(seen, place.agency_id, indicator_id, file, marking)
    reference.save()
    _record(seen, "file_added", reference, version, place.indicator_code)
    return version


@transaction.atomic
def _write_version(before: Seen, file_id: int, upload: Upload, kept: Prepared, name: str) -> FileVersion:
    actor, at, assessment_id = before.person, before.at, before.assessment.pk
    file = _own_file(before, file_id)
    seen = enter(_action(file.agency_id), actor=actor, at=at, assessment_id=assessment_id)
    _require_all_open(seen, file)
    earlier = _earlier_upload(actor, upload, kept, assessment_id)
    if earlier is not None:
        return earlier
    newest = file.versions.order_by("-number")[0]
    if (newest.sha256, newest.label) == (kept.sha256, kept.label):
        return newest
    if newest.number >= VERSIONS_PER_FILE:
        raise TooManyFiles(
            _("This file has %(count)d versions already; upload it as a file of its own.")
            % {"count": VERSIONS_PER_FILE}
        )
    _require_room(seen, kept.size)
    codes = _codes_of(seen, file)
    file.label = kept.label
    file.save(update_fields=["label"])
    version = _new_version(seen, file, newest.number + 1, upload, kept, name)
    record(
        seen.assessment,
        "file_replaced",
        actor,
        at,
        {
            "agency": file.agency_id,
            "indicator": codes[0],
            "indicators": codes,
            "file": file.pk,
            "from": _told(newest),
            "to": _told(version),
        },
    )
    return version


def _new_version(seen: Seen, file: StoredFile, number: int, upload: Upload, kept: Prepared, name: str) -> FileVersion:
    version = FileVersion.objects.create(
        file=file,
        number=number,
        label=kept.label,
        storage_name=name,
        kind=kept.kind,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        flags=list(kept.flags),
        parts=kept.parts,
        scan_state=ScanState.WAITING if scanning.is_on() else ScanState.OFF,
        uploaded_at=seen.at,
        uploaded_by=seen.person,
        client_key=upload.client_key,
    )
    if scanning.is_on():
        transaction.on_commit(lambda: _ask_to_scan(version.pk))
    return version


def _ask_to_scan(version_id: int) -> None:
    """A message is only a nudge: what it does not reach is scanned by the clock."""
    try:
        app.send_task(SCAN, args=[version_id])
    except (QueueSilent, OSError) as error:
        _log.warning(
            "file version %s waits for its scan, the queue did not answer: %s", version_id, type(error).__name__
        )


def _new_reference(
    seen: Seen, agency_id: int | None, indicator_id: int, file: StoredFile, marking: str
) -> EvidenceReference:
    """Return the reference that a file begins with, not yet saved; people say more of it afterwards."""
    kind = seen.spec.evidence_kinds[0]
    usual = kind.strength[:1]
    return EvidenceReference(
        assessment=seen.assessment,
        agency_id=agency_id,
        indicator_id=indicator_id,
        file=file,
        title=file.label[: len(file.label) - len(ending_of(file.label))],
        kind=kind.code,
        strength=usual if usual in STRENGTHS else "C",
        marking=marking,
        added_by=seen.person,
        added_at=seen.at,
    )


def _own_file(seen: Seen, file_id: int) -> StoredFile:
    """
    Return a file that the person may write to, as it is now.

    Raises:
        NotVisible: there is none for this person: another agency's does not exist here, even where it may be read.
    """
    file = files_seen(seen).filter(pk=file_id).first()
    if file is None:
        raise _no_file()
    if file.agency_id is not None:
        require_own_agency(seen, file.agency_id)
    return file


def _usable(seen: Seen, agency_id: int | None, file_id: int) -> StoredFile:
    files = files_seen(seen).filter(pk=file_id)
    if agency_id is not None:
        file = files.filter(agency_id=agency_id).first()
    else:
        # Somebody with a second hat reads the own agency's drafts, which must not reach the national level this way.
        handed_over = handed_over_evidence(seen.assessment.pk).filter(file=file_id)
        file = files.first()
        if file is not None and file.agency_id is not None and not handed_over.exists():
            file = None
    if file is None:
        raise _no_file()
    return file


def _no_file() -> NotVisible:
    return NotVisible(_("There is no such file."))


def _standing(seen: Seen, file: StoredFile) -> list[tuple[int | None, int]]:
    """Agency and indicator of every reference that points to the file now."""
    rows = EvidenceReference.objects.filter(assessment=seen.assessment, file=file, removed_at__isnull=True)
    return list(rows.order_by("indicator_id", "agency_id").values_list("agency_id", "indicator_id").distinct())


def _codes_of(seen: Seen, file: StoredFile) -> list[str]:
    codes = seen.framework.indicator_codes
    return sorted({codes[indicator_id] for _agency_id, indicator_id in _standing(seen, file)})


def _require_all_open(seen: Seen, file: StoredFile) -> None:
    standing = _standing(seen, file)
    if not standing:
        raise NotAllowed(_("No question uses this file now; use it for a question first, or attach the new one there."))
    if any(agency_id != file.agency_id for agency_id, _indicator_id in standing):
        raise NotAllowed(_("This file stands behind a national level too; attach the new one as a file of its own."))
    for agency_id, indicator_id in standing:
        require_open(seen, agency_id, indicator_id)


def _require_place(seen: Seen, agency_id: int | None, indicator_id: int) -> None:
    """
    Pass when one more file may stand behind the question.

    Raises:
        TooManyFiles, TooManyReferences: it has its most.
    """
    files = EvidenceReference.objects.filter(
        assessment=seen.assessment, agency_id=agency_id, indicator_id=indicator_id, removed_at__isnull=True
    ).values_list("file_id", flat=True)
    standing = list(files)
    if sum(1 for file_id in standing if file_id is not None) >= FILES_PER_QUESTION:
        raise TooManyFiles(
            _("This question has %(count)d files already; remove one first.") % {"count": FILES_PER_QUESTION}
        )
    if len(standing) >= REFERENCES_PER_QUESTION:
        raise TooManyReferences(
            _("This question has %(count)d references already; remove one first.") % {"count": REFERENCES_PER_QUESTION}
        )


def _require_room(seen: Seen, size: int) -> None:
    """
    Pass when the assessment's files may grow by ``size`` bytes.

    Raises:
        QuotaReached: they may not.
    """
    stored = FileVersion.objects.filter(file__assessment=seen.assessment).aggregate(size=Sum("size"))["size"] or 0
    if stored + size > BYTES_PER_ASSESSMENT:
        raise QuotaReached(
            _(
                "All files of this assessment together may have %(limit)d GB, and this one does not fit any more. Give a"
                " reference without a file, or ask the national focal point."
            )
            % {"limit": BYTES_PER_ASSESSMENT // 1024**3}
        )


def _earlier_upload(actor: User, upload: Upload, kept: Prepared, assessment_id: int) -> FileVersion | None:
    """
    Return what the same person stored under the same key before.

    Raises:
        KeyUsedBefore: the key named another file.
    """
    if not upload.client_key:
        return None
    rows = FileVersion.objects.filter(uploaded_by=actor, client_key=upload.client_key).select_related("file")
    version = rows.order_by().first()
    if version is None:
        return None
    if (version.sha256, version.label, version.file.assessment_id) != (kept.sha256, kept.label, assessment_id):
        raise _key_used()
    return version


def _reference_of(version: FileVersion, place: _Place) -> EvidenceReference:
    """
    Return the reference that came with an upload.

    Raises:
        KeyUsedBefore: the upload was made for another question.
    """
    reference = (
        EvidenceReference.objects.filter(
            file_id=version.file_id,
            assessment_id=place.assessment_id,
            agency_id=place.agency_id,
            indicator__code=place.indicator_code,
        )
        .order_by("pk")
        .first()
    )
    if reference is None:
        raise _key_used()
    return reference


def _key_used() -> KeyUsedBefore:
    return KeyUsedBefore(
        _("This upload was sent before with another file or for another question; choose the file again.")
    )


def _told(version: FileVersion) -> dict[str, Any]:
    """What the record says of one version."""
    return {
        "version": version.number,
        "label": version.label,
        "media_type": version.media_type,
        "size": version.size,
        "sha256": version.sha256,
    }


def _record(seen: Seen, kind: str, reference: EvidenceReference, version: FileVersion, indicator_code: str) -> None:
    record(
        seen.assessment,
        kind,
        seen.person,
        seen.at,
        {
            "agency": reference.agency_id,
            "indicator": indicator_code,
            "evidence": reference.pk,
            "file": version.file_id,
            "to": {**content_of(reference), **_told(version)},
        },
    )
