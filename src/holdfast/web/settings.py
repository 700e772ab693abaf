"""Django's settings, derived from ``holdfast.config``; importing them writes nothing.

What is strict here is the floor of OWASP ASVS level 2: sign-in everywhere, argon2, sessions
that end, a Content-Security-Policy without exceptions, nothing of a page kept by the browser.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from holdfast.config import Settings
from holdfast.web.database import django_database
from holdfast.web.statics import fingerprint

HOLDFAST = Settings.from_environment()
HERE = Path(__file__).resolve().parent

_key = HOLDFAST.state / "secret_key"
# ``start.prepare`` makes the file; a process that only inspects the project needs no lasting key.
SECRET_KEY = _key.read_text().strip() if _key.is_file() else secrets.token_urlsafe(64)

DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *HOLDFAST.hosts]
ROOT_URLCONF = "holdfast.web.urls"
WSGI_APPLICATION = "holdfast.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "holdfast.web.history",
    "holdfast.web.accounts",
    "holdfast.web.risk",
    "holdfast.web.evidence",
    "holdfast.web.applicability",
    "holdfast.web.objectives",
    "holdfast.web.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Headers come first, so that an answer carries them whichever of the others gives it.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "holdfast.web.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "holdfast.web.accounts.middleware.SessionEndMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "holdfast.web.accounts.middleware.NotYetMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "holdfast.web.console.moments.MomentMiddleware",
    "holdfast.web.console.failures.FailureMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "holdfast.web.console.frame.frame",
            ],
            "builtins": ["holdfast.web.console.templatetags.console"],
        },
    }
]

DATABASES = {"default": django_database(HOLDFAST)}

# -- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "console:overview"
# Read when it is first asked for, so that only what concerns signing in needs it to be right.
SIGN_IN = SimpleLazyObject(lambda: import_string("holdfast.web.accounts.policy.load")(HOLDFAST.company))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    # NIST SP 800-63B: length, and what is known to be guessed; no rules about kinds of characters.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email"), "max_similarity": 0.6},
    },
    {"NAME": "holdfast.web.accounts.passwords.GuessableValidator"},
]
SESSION_ENGINE = "holdfast.web.accounts.sessions"
SESSION_AGE = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)
SESSION_COOKIE_AGE = int(SESSION_AGE.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HOLDFAST.https
SESSION_COOKIE_NAME = "__Host-session" if HOLDFAST.https else "holdfast_session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HOLDFAST.https
CSRF_COOKIE_NAME = "__Host-csrf" if HOLDFAST.https else "holdfast_csrf"
CSRF_FAILURE_VIEW = "holdfast.web.console.failures.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOLDFAST.hosts] if HOLDFAST.https else []

# -- the wire ----------------------------------------------------------------------------------
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HOLDFAST.https else None
SECURE_SSL_REDIRECT = HOLDFAST.https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HOLDFAST.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HOLDFAST.https
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # to preload HSTS is a decision about a company's whole domain
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["holdfast.web.evidence.files.BoundedUpload"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws its check marks and arrows with data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- what a page is made of ----------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
STATIC_ROOT = HOLDFAST.state / "static" / fingerprint(HERE / "static")
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "holdfast.security": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "holdfast.web": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
