"""
Settings that every installation shares.

Values from the environment are typed; ``env.seal()`` at the end of each concrete module reports all wrong values at once.
The table of environment names stands in README.md.
"""

from pathlib import Path

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from ibm_platform.settings.security import CONTENT_SECURITY_POLICY  # noqa: F401

env = Env(eager=False)

BASE_DIR = Path(__file__).resolve().parent.parent.parent

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "ibm_platform.common",
    "ibm_platform.accounts",
    "frameworks",
    "assessments",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ibm_platform.common.web.PrivatePagesMiddleware",
    "ibm_platform.common.web.PlainAddressMiddleware",
    "ibm_platform.accounts.middleware.SessionLimits",
    "ibm_platform.common.web.DomainErrorMiddleware",
    "ibm_platform.accounts.web.gate.SecondFactorMiddleware",
    "ibm_platform.accounts.web.proving.ProvingMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ibm_platform.urls"
WSGI_APPLICATION = "ibm_platform.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ibm_platform.menu.menu",
                "ibm_platform.accounts.web.sessions.time_left",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "ibm_platform.accounts.passwords.rules.Length"},
    {"NAME": "ibm_platform.accounts.passwords.rules.KnownPasswords"},
    {"NAME": "ibm_platform.accounts.passwords.rules.KnownWords"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "ibm_platform.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Axes counts failed sign-ins in the database; a second limiter beside it gave changing answers (200, 429, 200).
# A workshop signs in from one address: 30 a minute, the library's own figure, would shut people out.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "240/m/ip"}
# No mail goes to an address that nobody invited.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Everybody proves a second factor at sign-in; only the demonstration of the embedded installation asks for none.
IBM_SECOND_FACTOR = env.bool("IBM_SECOND_FACTOR", True)
MFA_ADAPTER = "ibm_platform.accounts.factors.library.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "IBM maturity platform"
# A phone's clock may be one step of 30 seconds off.
MFA_TOTP_TOLERANCE = 1
# A passkey counts as two factors: the device, and the finger, face or number that opens it.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# People are invited to their mailbox; the library's own table of proved addresses stays empty.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Agency types belong to a framework, which accounts do not know; the composition names them.
AGENCY_TYPE_CHOICES = "ibm_platform.agency_types.choices"
# Notices tell of assessments, which accounts do not know either.
IBM_NOTICE_KINDS = "ibm_platform.notice_words.kinds"
IBM_NOTICE_SUBJECTS = "ibm_platform.notice_words.subjects"
AXES_HANDLER = "ibm_platform.accounts.throttle.handler.ThrottleHandler"
AXES_LOCKOUT_CALLABLE = "ibm_platform.accounts.throttle.refusal.too_early"
AXES_USERNAME_CALLABLE = "ibm_platform.accounts.adapter.axes_username"
AXES_IPWARE_PROXY_COUNT = 0
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
# An hour more than ibm_platform.accounts.limits allows: the server ends a session in words, not the browser in silence.
SESSION_COOKIE_AGE = 13 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ibm_platform.common.web.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# The handler counts files itself and answers in words; the framework's own limit would be a bare 400.
FILE_UPLOAD_HANDLERS = ["ibm_platform.common.uploads.LimitedUploads"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The fonts of the reports never travel to a browser; packing them took most of collectstatic's time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "gif",
    "gz",
    "br",
    "jpg",
    "jpeg",
    "map",
    "png",
    "ttf",
    "webp",
    "woff",
    "woff2",
    "zip",
)
# Only our own files: those of the libraries serve pages that are not open here.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, because its name stands in the answer 401 to a caller who is not signed in.
        "ibm_platform.accounts.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["ibm_platform.common.api.PlainJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["ibm_platform.common.api.PlainJSONParser"],
    # OPTIONS is not taken: the library's answer looks for objects by itself, and the schema is published.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_PAGINATION_CLASS": "ibm_platform.common.api.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "ibm_platform.common.problems.problem_details",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "IBM maturity platform",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    # Two fields called "status" with different words; without names of ours the document would invent some.
    "ENUM_NAME_OVERRIDES": {
        "AssessmentStatus": "assessments.api.shapes.STATUS",
        "JudgementKind": "assessments.models.judgement.Kind",
        "RemarkKind": "assessments.models.peer_review.RemarkKind",
        "ReportStatus": "reports.api.serializers.STATES",
    },
}

CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_BACKEND = None
# A lost message is the sweeper's work; a retry would hold the person who asked.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "sweep-reports": {"task": "reports.sweep", "schedule": 15.0},
    # Usually a letter's own nudge is quicker. A message that no worker took in time is dropped, not piled up.
    "send-waiting-mail": {"task": "accounts.send_waiting_mail", "schedule": 10.0, "options": {"expires": 60}},
    "wipe-old-letters": {"task": "accounts.wipe_old_letters", "schedule": 3600.0},
    "send-notices": {"task": "accounts.send_notices", "schedule": 60.0, "options": {"expires": 60}},
    # Each looks itself where it is morning; an hour that was missed is made up for by the next. Reminders come before the digest.
    "remind-of-deadlines": {"task": "assessments.remind", "schedule": crontab(minute=5)},
    "send-digests": {"task": "accounts.send_digests", "schedule": crontab(minute=15)},
    "scan-waiting-files": {"task": "assessments.scan_waiting", "schedule": 600.0, "options": {"expires": 600}},
    "sweep-files": {"task": "assessments.sweep_files", "schedule": crontab(hour=2, minute=30)},
}

# Seconds after which a rendering report without a sign of life is taken from its worker; queued ones wait this long
# for their first message before the sweeper sends another.
REPORT_HEARTBEAT_SECONDS = 5
REPORT_STALE_SECONDS = 45
REPORT_QUEUED_SECONDS = 30
REPORT_ATTEMPTS = 3
# A draft prints numbers that have changed since; its file is dropped after this many days.
REPORT_DRAFT_DAYS = 30
# Off: WeasyPrint works as it comes, slower and with more memory; the printed file is the same to the byte.
REPORT_QUICK_RENDERING: bool = env.bool("IBM_REPORT_QUICK_RENDERING", True)

# Where people open this installation, such as "https://ibm.example"; letters that a worker writes lead there. Empty: the first of
# the allowed hosts, by https.
IBM_ADDRESS: str = env.str("IBM_ADDRESS", "")

# Where the virus scanner listens: "unix:/path" or "tcp://host:port" of ClamAV's clamd. Empty: files are not checked for viruses.
IBM_CLAMD: str = env.str(
    "IBM_CLAMD",
    "",
    validate=validate.Regexp(
        r"(unix:/.+|tcp://[^:/]+:[0-9]{1,5})?\Z",
        error="is the virus scanner's address: unix:/path or tcp://host:port; leave it empty where there is none.",
    ),
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "ibm_platform.common.log_lines.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}, "axes": {"level": "WARNING"}},
}
