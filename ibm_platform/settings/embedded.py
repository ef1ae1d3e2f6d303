"""What an installation without servers uses: SQLite, a folder as broker, local files, mail in a folder."""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

FOLDERS = ("queue", "control", "files", "evidence", "mail", "static")


def make_folders(data_dir: Path) -> None:
    """Create the data folder and its parts, readable by their owner alone (kombu does not make its own folders)."""
    for folder in (data_dir, *(data_dir / name for name in FOLDERS)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def secret_key(data_dir: Path) -> str:
    """Return the installation's own key, made at first use and kept in a file with mode 0600."""
    path = data_dir / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def is_demonstration(data_dir: Path) -> bool:
    """Whether the folder was begun with invented people; ``script/server`` wrote it down at the first start."""
    note = data_dir / "demo"
    return not note.exists() or note.read_text().strip() != "0"


def sqlite(path: Path) -> dict[str, Any]:
    """
    SQLite that answers many writers: WAL, full synchronisation, write lock taken at the start of a transaction.

    With deferred transactions 85 % of concurrent saves failed (performance.md 3.5).
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # Opening the file and its settings anew cost more than the queries of a small page.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
        },
    }


def database(url: str, path: Path) -> dict[str, Any]:
    """Return the database that ``url`` names; SQLite at ``path`` when it names none."""
    if not url:
        return sqlite(path)
    try:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "The database address cannot be read. Write postgres://NAME:PASSWORD@HOST:PORT/DATABASE, or leave it out."
        ) from error


def folder_broker(data_dir: Path) -> dict[str, Any]:
    """Options of the broker that is a folder; a poll of 0.1 s hands a task over in about 100 ms."""
    return {
        "data_folder_in": str(data_dir / "queue"),
        "data_folder_out": str(data_dir / "queue"),
        "control_folder": str(data_dir / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }


# Redis, wherever it is named: a server that hangs must not hold the person who asks (libraries.md 1).
REDIS_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1.5,
    "max_retries": 0,
    "retry_on_timeout": False,
    "visibility_timeout": 1800,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
