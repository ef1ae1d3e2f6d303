"""The embedded installation that ``script/server`` starts: no server to install, nothing to configure."""

import os
from pathlib import Path

from ibm_platform.settings.base import *  # noqa: F403
from ibm_platform.settings.base import BASE_DIR, STORAGES, env
from ibm_platform.settings.embedded import (
    REDIS_OPTIONS,
    database,
    folder_broker,
    is_demonstration,
    make_folders,
    secret_key,
)
from ibm_platform.settings.pseudo import PSEUDO_LANGUAGES

DEBUG = False
DATA_DIR = env.path("IBM_DATA_DIR", BASE_DIR / "var")
SHOW_MAIL_LINKS = True
ALLOWED_HOSTS = env.list("IBM_ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
TIME_ZONE = env.str("IBM_TIME_ZONE", "UTC")
_broker_url = env.str("IBM_BROKER_URL", "filesystem://")
_database_url = env.str("IBM_DATABASE_URL", "")
_pseudo = env.bool("IBM_PSEUDO_LANGUAGES", False)
_demo = env.bool("IBM_DEMO", None)
_second_factor = env.bool("IBM_SECOND_FACTOR", None)
env.seal()

DATA_DIR = Path(DATA_DIR).resolve()
os.umask(0o077)
make_folders(DATA_DIR)
SECRET_KEY = secret_key(DATA_DIR)
# Nobody can enrol a phone for an invented person: only the demonstration asks for no second factor.
_demo = is_demonstration(DATA_DIR) if _demo is None else _demo
IBM_SECOND_FACTOR = not _demo if _second_factor is None else _second_factor
DATABASES = {"default": database(_database_url, DATA_DIR / "db.sqlite3")}

CELERY_BROKER_URL = _broker_url
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
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = "platform@localhost"
if _pseudo:
    LANGUAGES = PSEUDO_LANGUAGES
    LOCALE_PATHS = [BASE_DIR / "locale", DATA_DIR / "locale"]
