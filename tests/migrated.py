"""A SQLite file with every table and no row, made by the migrations once: whoever needs a database of its own copies it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def given_file() -> Path | None:
    """The file that script/test has made for all processes of its run."""
    given = os.environ.get("IBM_TEST_MIGRATED_FILE")
    return Path(given) if given else None


def make_file(folder: Path) -> Path:
    """Migrate a new database in this folder."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("IBM_", "DJANGO_"))},
        "DJANGO_SETTINGS_MODULE": "ibm_platform.settings.test",
        "IBM_DATA_DIR": str(folder),
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return folder / "db.sqlite3"


def copy_to(file: Path, migrated: Path) -> None:
    shutil.copyfile(migrated, file)
