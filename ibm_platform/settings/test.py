"""
Tests: SQLite in a temporary folder, or the real server that IBM_TEST_DATABASE_URL names; a folder of its own as broker.
"""

import tempfile
from pathlib import Path

from ibm_platform.settings.base import *  # noqa: F403
from ibm_platform.settings.base import BASE_DIR, STORAGES, env
from ibm_platform.settings.embedded import REDIS_OPTIONS, database, folder_broker, make_folders
from ibm_platform.settings.pseudo import PSEUDO_LANGUAGES

DEBUG = False
SHOW_MAIL_LINKS = True
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Tests of second factors switch it on; all others sign people in directly.
IBM_SECOND_FACTOR = False
# Tests of the virus scanner start one.
IBM_CLAMD = ""
DATA_DIR = env.str("IBM_DATA_DIR", "")
_database_url = env.str("IBM_TEST_DATABASE_URL", "")
CELERY_BROKER_URL = env.str("IBM_BROKER_URL", "filesystem://")
# Tests that kill workers need not wait as long as people would.
REPORT_HEARTBEAT_SECONDS = env.float("IBM_TEST_REPORT_HEARTBEAT_SECONDS", 5)
REPORT_STALE_SECONDS = env.float("IBM_TEST_REPORT_STALE_SECONDS", 45)
REPORT_QUEUED_SECONDS = env.float("IBM_TEST_REPORT_QUEUED_SECONDS", 30)
env.seal()

DATA_DIR = Path(DATA_DIR or tempfile.mkdtemp(prefix="ibm-test-"))
make_folders(DATA_DIR)
DATABASES = {"default": database(_database_url, DATA_DIR / "db.sqlite3")}
if not _database_url:
    # A file, not memory: live servers, workers and a second connection must see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    # Tests kill processes, never the machine: no commit need wait for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_TRANSPORT_OPTIONS = (
    folder_broker(DATA_DIR) if CELERY_BROKER_URL.startswith("filesystem") else REDIS_OPTIONS
)
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    **STORAGES,
    "evidence": {
        "BACKEND": "assessments.storing.LocalEvidence",
        "OPTIONS": {"location": DATA_DIR / "evidence"},
    },
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "platform@localhost"
LANGUAGES = PSEUDO_LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale", DATA_DIR / "locale"]
