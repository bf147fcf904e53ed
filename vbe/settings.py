"""Every setting of the installation. The environment variables are described in docs/drift.md."""

from pathlib import Path

import environ
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from vbe.environment import next_database, required_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / ".data"

env = environ.Env()

# Without DATABASE_URL this is the demonstration: embedded servers and made-up people.
DEMO = env.bool("VBE_DEMO", default=not env.str("DATABASE_URL", default=""))
DEBUG = env.bool("DEBUG", default=False)
BASE_URL = env.str("BASE_URL", default="http://localhost:8000" if DEMO else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if not DEMO and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is not set. Give the host names of the service, for example ALLOWED_HOSTS=vbe.kommun.example."
    )
if not BASE_URL:
    raise ImproperlyConfigured(
        "BASE_URL is not set. Give the address people use, for example BASE_URL=https://vbe.kommun.example."
    )

SECRET_KEY = required_secret(env, "SECRET_KEY", demo=DEMO, data_dir=DATA_DIR)
# Encrypts names, numbers and minutes. Newest key first; older keys still decrypt.
FIELD_KEYS = required_secret(env, "FIELD_KEYS", demo=DEMO, data_dir=DATA_DIR).split(",")
# Keyed fingerprint for exact search on a personal number.
INDEX_KEY = required_secret(env, "INDEX_KEY", demo=DEMO, data_dir=DATA_DIR)

# A gateway for SMS, told with JSON over HTTP; empty where the municipality has none. See docs/drift.md.
SMS_URL = env.str("SMS_URL", default="")
SMS_TOKEN = env.str("SMS_TOKEN", default="")
SMS_SENDER = env.str("SMS_SENDER", default="VBE")
if SMS_URL and not SMS_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured("SMS_URL must be an address that begins with https:// (or http:// inside a closed net).")

INSTALLED_APPS = [
    "vbe.organisation",
    "vbe.access",
    "vbe.audit",
    "vbe.notices",
    "vbe.sign_in",
    "vbe.demo",
    "cases.concerns",
    "cases.disclosure",
    "cases.sig",
    "cases.submission",
    "cases.doors",
    "cases.guide",
    "cases.importing",
    "actionplans",
    "lagesbild",
    "vbe.reports",
    "vbe.log_review",
    "vbe.incidents",
    "vbe.alarms",
    "vbe.reorganisation",
    "vbe.people",
    "vbe.administration",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "guardian",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "vbe.sign_in.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vbe.access.middleware.PlainInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Outside the request's transaction: a session that has ended is thrown away also when a page is only read.
    "vbe.sign_in.middleware.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vbe.access.middleware.AccessMiddleware",
    "vbe.start.errors.WrongMethodMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "vbe.sign_in.middleware.SignInMiddleware",
    "vbe.sign_in.middleware.SecondFactorMiddleware",
    "vbe.access.middleware.AssignmentMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "vbe.urls"
WSGI_APPLICATION = "vbe.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "vbe.start.navigation.shell",
                "vbe.sign_in.sessions.warning",
            ],
            "loaders": ["django.template.loaders.filesystem.Loader"]
            if DEBUG
            else [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "vbe.access.templatetags.shell",
                "vbe.access.templatetags.dates",
                "vbe.access.templatetags.once",
            ],
        },
    }
]
FORM_RENDERER = "vbe.access.forms.Renderer"

if url := env.str("DATABASE_URL", default=""):
    owner_url = env.str("DATABASE_OWNER_URL", default=url)
else:
    from vbe.demo import servers

    url, owner_url = servers.ensure_database()

# The application always acts as the role vbe_app, which owns nothing and cannot bypass row-level security.
# Only `migrate` and the loading of the demonstration city use the owner.
DATABASES = {
    "default": env.db_url_config(url) | {"ATOMIC_REQUESTS": True, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60},
    "owner": env.db_url_config(owner_url) | {"ATOMIC_REQUESTS": False},
    # Reads and refusals are logged here in autocommit, so that they are kept when the request is rolled back.
    "audit": env.db_url_config(url) | {"ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60},
}
# The rules of the rows make a query's plan costly: each connection keeps those it has asked a few times.
KEPT_PLANS = {"server_side_binding": True, "prepare_threshold": 3}
for alias in ("default", "audit"):
    DATABASES[alias]["OPTIONS"] = DATABASES[alias].get("OPTIONS", {}) | {"options": "-c role=vbe_app"} | KEPT_PLANS
for alias in DATABASES:
    if DATABASES[alias].get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL must be a PostgreSQL address: postgres://user:password@host:5432/name."
        )
AUDIT_ALIAS = "audit"
# Who acted stands in the row itself: a shared table of contexts would have to be written by everybody.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if not REDIS_URL:
    from vbe.demo import servers

    REDIS_URL = servers.ensure_redis()

# Several installations on one Redis need a name each.
QUEUE = env.str("QUEUE", default="celery")
# Counts for the limits. In a database of its own in Redis, since to clear a cache is to empty its database.
CACHES = {
    "default": {
        "BACKEND": "vbe.access.shared_cache.SharedCache",
        "LOCATION": env.str("CACHE_URL", default=next_database(REDIS_URL)),
        "KEY_PREFIX": f"vbe:{QUEUE}",
    }
}

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
# The access functions in the database decide; nobody passes because of a flag on the user.
ANONYMOUS_USER_NAME = None
# Guardian is where permissions are kept, not a backend that answers has_perm().
# The admin's pages are ours and need no user in every template.
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "admin.E402"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "start"
# The link in a mail that lets somebody choose a new password: once, and within this time.
PASSWORD_RESET_TIMEOUT = 3600

# Whoever may open the socialtjänst room proves who it is in two ways (legal.md L21).
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMO)
if not SECOND_FACTOR_REQUIRED and not DEMO:
    raise ImproperlyConfigured("SECOND_FACTOR_REQUIRED may be off in the demonstration only. Remove the setting.")
MFA_ADAPTER = "vbe.sign_in.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Telephones' clocks differ: the code before and the code after are taken too, each of them once.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# On localhost a browser allows passkeys without https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
# Nobody signs up: accounts are registered, or made when a municipality's identity provider vouches for somebody.
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# A provider on the same machine may answer without https, so that it can be tried.
IDENTITY_PROVIDER_HTTP = DEMO
# So many proxies stand before the service, each of which adds the address it was asked from to X-Forwarded-For.
PROXIES = env.int("PROXIES", default=0 if DEMO else 1)

# Minutes without a sign of life, and hours in all. The stricter pair is for roles with the socialtjänst room.
SESSION_LIMITS = (env.int("SESSION_IDLE_MINUTES", default=60) * 60, env.int("SESSION_HOURS", default=10) * 3600)
SESSION_LIMITS_SOCIALTJANST = (
    env.int("SESSION_IDLE_MINUTES_SOCIALTJANST", default=30) * 60,
    env.int("SESSION_HOURS_SOCIALTJANST", default=8) * 3600,
)
SESSION_ENGINE = "vbe.sign_in.sessions"
SESSION_COOKIE_AGE = max(SESSION_LIMITS[1], SESSION_LIMITS_SOCIALTJANST[1])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "vbe.access.views.refused_form"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Only the files we use leave node_modules; see package.json.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("designsystemet", BASE_DIR / "node_modules/@digdir/designsystemet-css/dist"),
    ("designsystemet-web", BASE_DIR / "node_modules/@digdir/designsystemet-web/dist/umd"),
    ("inter", BASE_DIR / "node_modules/@fontsource-variable/inter"),
    ("icons", BASE_DIR / "node_modules/@navikt/aksel-icons/dist/svg"),
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("UPLOAD_DIR", default=str(DATA_DIR / "uploads") if DEMO else "/uploads")},
    },
    # Compressing takes a minute, which the image is given once and a demonstration's first start is not.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A list of 500 rows has two answers and three texts for each, and two fields for each passage that may be a person.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# The virus scanner that sent files are shown to: tcp://host:port or unix:/path. Empty: files are not scanned.
CLAMD_URL = env.str("CLAMD_URL", default="")

SECURE_HSTS_SECONDS = 0 if DEMO else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEMO)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Demonstration mail lands as files in .data/mail, where it can be read.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEMO else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
if DEMO and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="vbe@demo.example" if DEMO else "vbe@localhost")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = QUEUE
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 5, "socket_connect_timeout": 2}
# How long a report waits for a worker that has died before another one takes over, and how often that is looked for.
REPORT_LEASE_SECONDS = env.int("REPORT_LEASE_SECONDS", default=60)
REPORT_SWEEP_SECONDS = env.int("REPORT_SWEEP_SECONDS", default=15)
CELERY_BEAT_SCHEDULE = {
    "send-outbox": {"task": "vbe.notices.tasks.send_outbox", "schedule": crontab()},
    # A round that no worker took before the next one is not needed any longer.
    "sweep-reports": {
        "task": "vbe.reports.tasks.sweep",
        "schedule": REPORT_SWEEP_SECONDS,
        "options": {"expires": REPORT_SWEEP_SECONDS},
    },
    "sweep-releases": {
        "task": "cases.disclosure.tasks.sweep",
        "schedule": REPORT_SWEEP_SECONDS,
        "options": {"expires": REPORT_SWEEP_SECONDS},
    },
    "delete-old-drafts": {
        "task": "cases.submission.tasks.delete_old_drafts",
        "schedule": crontab(hour="3", minute="10"),
    },
    "delete-old-practice": {
        "task": "cases.submission.tasks.delete_old_practice",
        "schedule": crontab(minute="25"),
    },
    # A round that no worker took before the next one is not needed any longer.
    "seal-log": {"task": "vbe.audit.tasks.seal_log", "schedule": crontab(), "options": {"expires": 60}},
    "verify-log": {"task": "vbe.audit.tasks.verify_log", "schedule": crontab(hour="2", minute="20")},
    # On the first of the month; the days after it only for what was not done then.
    "draw-log-reviews": {
        "task": "vbe.log_review.tasks.draw_reviews",
        "schedule": crontab(day_of_month="1-7", hour="4", minute="20"),
    },
    # Early on the day, and again if something had to be settled first.
    "reorganise-boards": {"task": "vbe.reorganisation.tasks.carry_out_due", "schedule": crontab(minute="2")},
    "tell-deputies": {"task": "cases.sig.tasks.tell_deputies", "schedule": crontab(), "options": {"expires": 60}},
    "announce-ages": {"task": "cases.sig.tasks.announce_ages", "schedule": crontab(hour="5", minute="40")},
    # Twice, for a morning when something stood still; nobody is told twice.
    "remind-desks": {"task": "cases.concerns.tasks.remind", "schedule": crontab(hour="6,7", minute="30")},
    "remind-of-consents": {"task": "cases.sig.tasks.remind_of_consents", "schedule": crontab(hour="6,7", minute="40")},
    "remind-of-data-access": {
        "task": "cases.sig.tasks.remind_of_data_access",
        "schedule": crontab(hour="6,7", minute="40"),
    },
    "sweep-data-access": {
        "task": "cases.sig.tasks.sweep_data_access",
        "schedule": REPORT_SWEEP_SECONDS,
        "options": {"expires": REPORT_SWEEP_SECONDS},
    },
    "remind-of-case-tasks": {"task": "cases.sig.tasks.remind_of_tasks", "schedule": crontab(hour="6,7", minute="40")},
    "clear-sign-ins": {"task": "vbe.sign_in.tasks.clear_old", "schedule": crontab(hour="3", minute="40")},
    "delete-old-lists": {
        "task": "cases.importing.tasks.delete_old_lists",
        "schedule": crontab(hour="3", minute="25"),
    },
    "delete-old-people-files": {
        "task": "vbe.people.tasks.delete_old_people_files",
        "schedule": crontab(hour="3", minute="20"),
    },
    "freeze-sig-counts": {"task": "cases.sig.tasks.freeze_counts", "schedule": crontab(hour="1", minute="10")},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Every line goes through the one formatter that keeps the secret of a personal link out of the log.
    "formatters": {
        "line": {"()": "vbe.access.log_lines.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"no_traceback": {"()": "vbe.access.log_lines.NoTraceback"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        "django.request": {"filters": ["no_traceback"]},
        "django.server": {"level": "INFO", "handlers": ["console"], "propagate": False},
        # Setting a report's pages would fill the log with every page and font.
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
