"""Whether the process lives, and whether what it needs answers. Neither says names, versions or addresses."""

import os
import shutil
import tempfile

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

STORAGE_PROBE = "readyz-probe"
SPARE_BYTES = 200 * 1024 * 1024
STORAGE_SECONDS = 10
"""Anybody may ask, and a write to object storage costs time and money: what was seen in the last seconds is said again."""


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, queue, storage and disk answer, else 503; one word for each."""
    parts = {"database": _database(), "queue": _queue(), "storage": _storage(), "disk": _disk()}
    ready = all(parts.values())
    body = {
        "status": "ok" if ready else "failing",
        **{name: "ok" if fine else "failing" for name, fine in parts.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _queue() -> bool:
    if settings.CELERY_BROKER_URL.startswith("filesystem"):
        return os.access(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"], os.W_OK)
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
            return True
    except Exception:  # noqa: BLE001 - every transport has its own errors; the answer is the same
        return False


def _storage() -> bool:
    known = cache.get(STORAGE_PROBE)
    if known is None:
        known = _storage_takes_files()
        cache.set(STORAGE_PROBE, known, STORAGE_SECONDS)
    return known


def _storage_takes_files() -> bool:
    try:
        stored = default_storage.save(STORAGE_PROBE, ContentFile(b"ok"))
        default_storage.delete(stored)
    except Exception:  # noqa: BLE001 - local disk and object storage fail in their own ways
        return False
    return True


def _disk() -> bool:
    return shutil.disk_usage(tempfile.gettempdir()).free > SPARE_BYTES
