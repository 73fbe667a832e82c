"""All settings, read from the environment. Names and defaults are in docs/deploy.md."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from lanyard.config import environment as env

PACKAGE = Path(__file__).resolve().parents[1]
BASE_DIR = PACKAGE.parents[1]
DATA_DIR = env.data_dir(BASE_DIR)
env.private_folder(DATA_DIR)  # the database, the files and the outbox with its links

DEMO = env.flag("LANYARD_DEMO")
DEBUG = False
_development = "lanyard-development-key-not-for-production-use"
SECRET_KEY = env.text("LANYARD_SECRET_KEY", _development)
# Comma-separated; the first key encrypts, all of them decrypt, so that keys can be rotated.
FIELD_KEYS = env.words("LANYARD_FIELD_KEYS", _development)
KEYS_ARE_SET = _development != SECRET_KEY and [_development] != FIELD_KEYS
ALLOWED_HOSTS = env.words("LANYARD_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
BASE_URL = env.text("LANYARD_BASE_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https") else []
_https = BASE_URL.startswith("https")

# The order of rooms from the roof down; import-linter keeps each to those below it.
ROOMS = [
    "programme", "consents", "units", "partnerships", "workforce", "assurance",
    "notices", "documents", "calendar", "accounts", "organisations", "audit", "design",
]  # fmt: skip

INSTALLED_APPS = [
    *[f"lanyard.{room}" for room in ROOMS],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
]

MIDDLEWARE = [
    "lanyard.design.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lanyard.design.middleware.DoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lanyard.accounts.middleware.ActorMiddleware",
    "lanyard.accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "lanyard.config.urls"
WSGI_APPLICATION = "lanyard.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lanyard.design.context.furniture",
            ],
            "builtins": ["lanyard.design.templatetags.lanyard", "django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "lanyard.design.forms.Renderer"

_default_database = f"sqlite:///{DATA_DIR / 'lanyard.db'}"
DATABASES = {"default": env.database(env.text("LANYARD_DATABASE_URL", _default_database))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that all web processes share the counters of failed sign-ins; `lanyard init` makes the table.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}}

# --- Signing in -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["lanyard.accounts.backend.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "lanyard_session"
CSRF_FAILURE_VIEW = "lanyard.design.views.stale_form"

# --- Transport and content ----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.flag("LANYARD_SSL_REDIRECT", False)
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("LANYARD_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

# --- Messages -----------------------------------------------------------------------------------------------
# file (an outbox folder), smtp, or notify (GOV.UK Notify)
NOTICES_BACKEND = env.text("LANYARD_NOTICES", "file")
NOTIFY_API_KEY = env.text("LANYARD_NOTIFY_API_KEY")
NOTIFY_TEMPLATE_ID = env.text("LANYARD_NOTIFY_TEMPLATE_ID")
NOTIFY_SMS_TEMPLATE_ID = env.text("LANYARD_NOTIFY_SMS_TEMPLATE_ID")  # without it, no text messages
OUTBOX_DIR = DATA_DIR / "outbox"
DEFAULT_FROM_EMAIL = env.text("LANYARD_FROM_EMAIL", "Lanyard <no-reply@localhost>")
if NOTICES_BACKEND not in {"file", "smtp", "notify"}:
    raise ImproperlyConfigured(f"LANYARD_NOTICES is {NOTICES_BACKEND!r}: write file, smtp or notify")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("LANYARD_SMTP_HOST", "localhost"),
            "port": int(env.text("LANYARD_SMTP_PORT", "25")),
            "username": env.text("LANYARD_SMTP_USER"),
            "password": env.text("LANYARD_SMTP_PASSWORD"),
            "use_tls": env.flag("LANYARD_SMTP_TLS"),
            "timeout": 10,
        },
    }
    if NOTICES_BACKEND == "smtp"
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(OUTBOX_DIR)},
    }
}

# --- Files ----------------------------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "files"
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("LANYARD_STATIC_ROOT") or DATA_DIR / "static")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Built assets are served from where they are built; hashed names only where collectstatic has run.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD_BYTES = 100 * 1024 * 1024
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
# ClamAV's daemon, host:port or the path of its socket. Once named, no file is kept without its word.
CLAMD_ADDRESS = env.text("LANYARD_CLAMD")

# --- Language and time --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
# One until there is a Welsh catalogue: a page in half a language helps nobody.
LANGUAGES = [("en-gb", "English")]
USE_TZ = True
TIME_ZONE = "Europe/London"
FORMAT_MODULE_PATH = ["lanyard.config.formats"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without links": {"()": "lanyard.design.logs.WithoutLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["without links"]}},
    "root": {"handlers": ["stderr"], "level": env.text("LANYARD_LOG_LEVEL", "WARNING")},
}

from lanyard.config.signing_in import *  # noqa: E402, F403  sign-in's settings are a page of their own
