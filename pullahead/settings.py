"""Django's settings, derived from the organization's settings (config.py)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from pullahead import config
from pullahead.base.db import limits

try:
    CONFIG = config.read(os.environ)
except config.WrongSetting as error:
    sys.exit(f"pullahead: {error}")

MODE = CONFIG.mode
DEBUG = False
SECRET_KEY = CONFIG.secret_key
ALLOWED_HOSTS = [*CONFIG.hosts] + (["testserver"] if MODE == config.Mode.TEST else [])
ROOT_URLCONF = "pullahead.urls"
WSGI_APPLICATION = "pullahead.wsgi.application"
AUTH_USER_MODEL = "team.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "ninja",
    "pullahead.base",
    "pullahead.leads",
    "pullahead.team",
    "pullahead.outbox",
    "pullahead.compliance",
    "pullahead.pull",
    "pullahead.pipeline",
    "pullahead.conversations",
    "pullahead.sprints",
    "pullahead.buying",
    "pullahead.floor",
    "pullahead.scoring",
    "pullahead.usecases",
    "pullahead.web",
    "pullahead.api",
    "pullahead.worker",
    "pullahead.demo",
    "pullahead.cli",
]

MIDDLEWARE = [
    # Outermost: it gives every failure under /api the API's one shape, also from libraries
    "pullahead.api.middleware.OneShape",
    "django.middleware.security.SecurityMiddleware",
    "pullahead.api.middleware.PolicyOfPages",
    "pullahead.web.refused.RefusedBody",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pullahead.api.middleware.SessionOfPages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pullahead.api.middleware.PersonOfPages",
    "pullahead.web.language.PageLanguage",
    "pullahead.api.middleware.MessagesOfPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pullahead.api.middleware.HtmxOfPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def _database(found: dict[str, Any]) -> dict[str, Any]:
    """A database. See docs/postgresql.md and the reasons beside each option."""
    database = dict(found)
    if database["ENGINE"].endswith("sqlite3"):
        Path(database["NAME"]).resolve().parent.mkdir(parents=True, exist_ok=True)
        # Django's own, with files that only their owner can read
        database["ENGINE"] = "pullahead.base.sqlite3"
        database["OPTIONS"] = {
            # The write lock is taken at BEGIN: a deferred one fails half-way ("database is locked")
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an acknowledged write survives a power cut, which NORMAL with WAL does not give
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; "
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; "
                "PRAGMA journal_size_limit=67108864;"
            ),
        }
        # A file, so that a live server, several test processes and races share it
        database["TEST"] = {"NAME": str(Path(database["NAME"]).with_suffix(".test.sqlite3"))}
    else:
        # Persistent connections beat the pool here, and a pool breaks when a process forks
        database["ENGINE"] = "pullahead.base.postgresql"
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
        # base.prepared prepares what runs all day. psycopg, which would forget those of a
        # connection with its own, prepares nothing
        options = database["OPTIONS"] = limits.CONNECTION | database.get("OPTIONS", {})
        options["prepare_threshold"] = None
    return database


DATABASES = {"default": _database(CONFIG.database)}
if CONFIG.reader is not None:
    DATABASES["reader"] = _database(CONFIG.reader)
    DATABASE_ROUTERS = ["pullahead.base.db.reader.ReaderRouter"]

AUTHENTICATION_BACKENDS = [
    "pullahead.team.backend.PersonBackend",
    "django.contrib.auth.backends.ModelBackend",  # sessions of version 0.1.0 name it
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "pullahead.team.hashers.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == config.Mode.TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

USE_TZ = True
TIME_ZONE = "UTC"
# The language of messages in the code, of the API and of the command line; the pages' is chosen
# by person (pullahead.web.language), with PULLAHEAD_LANGUAGE as default
LANGUAGE_CODE = "en"
USE_I18N = True
FORM_RENDERER = "pullahead.web.forms.renderer.FieldRenderer"
LANGUAGES = list(config.LANGUAGES.items())
if MODE == config.Mode.TEST:
    LANGUAGES.append(("en-xa", "Pseudo-locale"))
# Compiled at start (pullahead.web.catalog.compiled)
LOCALE_PATHS = [config.VAR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = config.VAR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pullahead.web.static_files.VegaFinder",
]
# WhiteNoise warns of a missing folder on the very line where people look for the address
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == config.Mode.TEST
        else "pullahead.web.static_files.ModuleManifestStorage"
    },
}
# In tests, static files come from the packages themselves, each searched at its request:
# a list of all takes longer than most tests, and there are many clients
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE == config.Mode.TEST

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_ENGINE = "pullahead.web.session_store"
SESSION_COOKIE_NAME = "pullahead_session"
CSRF_COOKIE_NAME = "pullahead_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.https else None
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_HANDLERS = [
    # First: drops what is larger than an import may be, before it fills memory or disk
    "pullahead.web.uploads.AtMost",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Mail is sent by the worker alone (pullahead.outbox.mail); errors are not mailed
if CONFIG.mail is not None:
    EMAIL_HOST, EMAIL_PORT = CONFIG.mail.host, CONFIG.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIG.mail.user, CONFIG.mail.password
    EMAIL_USE_TLS = CONFIG.mail.security == "smtp+tls"
    EMAIL_USE_SSL = CONFIG.mail.security == "smtps"
    EMAIL_TIMEOUT = 15
    DEFAULT_FROM_EMAIL = CONFIG.mail.sender

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # a refused form or an unknown page is no fault of the server
    "loggers": {"django.request": {"level": "ERROR"}},
}
