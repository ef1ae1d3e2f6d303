"""Production: PostgreSQL, Redis, S3-compatible or local storage, SMTP. No value that protects anything has a default."""

from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from ibm_platform.settings.base import *  # noqa: F403
from ibm_platform.settings.base import BASE_DIR, STORAGES, env
from ibm_platform.settings.embedded import REDIS_OPTIONS
from ibm_platform.settings.object_store import s3_options

DEBUG = False
SHOW_MAIL_LINKS = False
SECRET_KEY = env.str("IBM_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("IBM_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("IBM_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("IBM_CSRF_TRUSTED_ORIGINS", [])
TIME_ZONE = env.str("IBM_TIME_ZONE", "UTC")
_database = env.dj_db_url("IBM_DATABASE_URL", conn_max_age=60, conn_health_checks=True)
CELERY_BROKER_URL = env.str("IBM_BROKER_URL")
STATIC_ROOT = env.path("IBM_STATIC_ROOT", BASE_DIR / "staticfiles")
_storage = env.str("IBM_STORAGE", "local")
_files = env.path("IBM_FILES_DIR", Path("/data/files"))
_bucket = env.str("IBM_S3_BUCKET", "")
_endpoint = env.str("IBM_S3_ENDPOINT", "")
_region = env.str("IBM_S3_REGION", "")
_access_key = env.str("IBM_S3_ACCESS_KEY", "")
_secret_key = env.str("IBM_S3_SECRET_KEY", "")
_email = env.dj_email_url("IBM_EMAIL_URL", "smtp://localhost:25")
DEFAULT_FROM_EMAIL = env.str("IBM_EMAIL_FROM", "platform@localhost")
AXES_IPWARE_PROXY_COUNT = env.int("IBM_PROXY_COUNT", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = AXES_IPWARE_PROXY_COUNT
SECURE_HSTS_SECONDS = env.int("IBM_HSTS_SECONDS", 31536000)
env.seal()

if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("IBM_SECRET_KEY needs 50 characters or more. Make one with: openssl rand -base64 48")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("IBM_ALLOWED_HOSTS names the hosts this installation answers for; '*' is refused.")
if _database["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("IBM_DATABASE_URL must name a PostgreSQL database (postgres://…).")
if not CELERY_BROKER_URL.startswith(("redis://", "rediss://", "redis+socket://")):
    raise ImproperlyConfigured("IBM_BROKER_URL must name a Redis server (redis://…).")
if _storage not in {"local", "s3"}:
    raise ImproperlyConfigured("IBM_STORAGE is 'local' or 's3'.")
if _storage == "s3" and not all((_bucket, _access_key, _secret_key)):
    raise ImproperlyConfigured("IBM_STORAGE=s3 needs IBM_S3_BUCKET, IBM_S3_ACCESS_KEY and IBM_S3_SECRET_KEY.")

DATABASES = {"default": _database}
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_OPTIONS

_stored: dict[str, object] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": _files, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
}
if _storage == "s3":
    _stored = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": s3_options(_bucket, _endpoint, _region, _access_key, _secret_key),
    }
# Evidence apart from reports: nothing that lists or empties the one reaches the other.
_evidence: dict[str, object] = {
    "BACKEND": "assessments.storing.LocalEvidence",
    "OPTIONS": {"location": _files / "evidence"},
}
if _storage == "s3":
    _evidence = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**s3_options(_bucket, _endpoint, _region, _access_key, _secret_key), "location": "evidence"},
    }
STORAGES = {**STORAGES, "default": _stored, "evidence": _evidence}
# Files on their way in: the temporary folder of the containers is memory. Django asks at each start whether it is there, and says
# so where it could not be made.
FILE_UPLOAD_TEMP_DIR = str(_files / "incoming")
with suppress(OSError):
    Path(FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)

EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"]
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
