"""One settings module: an empty environment is a laptop; `sofia/env.py` reads and refuses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext

from sofia import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.read(os.environ, BASE_DIR)

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
DATA_KEY = ENVIRONMENT.data_key or SECRET_KEY
SECRET_IS_GENERATED = ENVIRONMENT.secret_is_generated
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
PUBLIC_URL = ENVIRONMENT.public_url
DEFAULT_COUNTRY = ENVIRONMENT.default_country
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
DATA_DIR = ENVIRONMENT.data_dir

INSTALLED_APPS = [
    "sofia.apps.StaffConfig",  # Django's admin, behind a second factor
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "sofia.apps.SofiaConfig",
    "finance.people",
    "finance.journal",
    "finance.language_model",
    "finance.documents",
    "finance.ledger",
    "finance.conversations",
    "webui.apps.WebuiConfig",
    "whatsapp.apps.WhatsAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "webui.middleware.PersonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "sofia.urls"
ASGI_APPLICATION = "sofia.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
# Of allauth only the second factor is used yet: nobody has a user name, and addresses are our own.
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"email"}, ["email*"]
MFA_ADAPTER = "finance.people.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SofIA"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
LOGIN_URL = "/entrar/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # a sign-in link must not travel in a Referer
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC_URL.startswith("https://") else None

# One bus for pokes and one for work. On a laptop both live in the memory of the one process (decision 0004).
_REDIS_PATIENCE = 1.0  # seconds: a frozen Redis must not hold a turn; `resume` repairs what was not published
CHANNEL_LAYERS: dict[str, dict[str, Any]]
if ENVIRONMENT.redis_url is None:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CELERY_BROKER_URL = "memory://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"polling_interval": 0.02}  # else a task waits up to 1 s
    CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                "hosts": [
                    {
                        "address": ENVIRONMENT.redis_url,
                        "socket_connect_timeout": _REDIS_PATIENCE,
                        # Tabs wait 5 s at a time for what may come; sends are bounded in webui/transport.py.
                        "socket_timeout": 15.0,
                    },
                ],
                "symmetric_encryption_keys": [SECRET_KEY],  # what people wrote may ride on a poke
            },
        },
    }
    CELERY_BROKER_URL = ENVIRONMENT.redis_url.replace("unix://", "redis+socket://")  # Celery's own name for it
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": _REDIS_PATIENCE,
        "socket_connect_timeout": _REDIS_PATIENCE,
        "visibility_timeout": 300,
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": ENVIRONMENT.redis_url,
            # It is asked inside a turn: what does not come at once is a miss (finance/advisor/cache.py).
            "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
        },
    }

CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "resume": {"task": "finance.conversations.tasks.resume", "schedule": 10.0, "options": {"expires": 10}},
    "whatsapp": {"task": "whatsapp.tasks.look", "schedule": 10.0, "options": {"expires": 10}},
}

# The wires, by name and imported at first use: `finance` knows none of them.
TRANSPORTS = {"browser": "webui.transport.Browser", "whatsapp": "whatsapp.transport.WhatsApp"}

# What people send: a folder, or any S3 API (AWS_ENDPOINT_URL_S3 and the rest of AWS_* are boto3's own to read).
FILES_DIR = DATA_DIR / "files"
_FILES: dict[str, Any] = {"BACKEND": "finance.documents.store.Folder", "OPTIONS": {"location": FILES_DIR}}
if ENVIRONMENT.files_bucket:
    _FILES = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": ENVIRONMENT.files_bucket, "file_overwrite": True, "default_acl": None},
    }
STORAGES = {
    "default": _FILES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

WHATSAPP = ENVIRONMENT.whatsapp
STAFF_EMAILS = ENVIRONMENT.staff_emails
globals().update(ENVIRONMENT.email)  # Django's own EMAIL_ settings

# How many people's turns one process takes at a time. SQLite has one writer; more threads would only wait for it.
TURN_THREADS = 1 if "sqlite" in str(ENVIRONMENT.database["ENGINE"]) else 4

# The model that is asked what SofIA cannot answer by herself.
PERPLEXITY_API_KEY = ENVIRONMENT.perplexity_api_key
PERPLEXITY_BASE_URL = ENVIRONMENT.perplexity_base_url
PERPLEXITY_DIALECT = ENVIRONMENT.perplexity_dialect
LANGUAGE_MODEL = ENVIRONMENT.language_model
LANGUAGE_MODEL_CALLS_AT_ONCE = 3  # the provider's first paid tier takes 3 a second, 150 a minute

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("es-ar", "Español (vos)"), ("pt", "Português"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"

# Ids, never what people wrote or own; one-time links never either.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_links": {"()": "sofia.logs.HideLinks"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_links"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "daphne": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
        # It warns with the database's own message of what a pipeline could not end, and that quotes rows.
        "psycopg": {"level": "ERROR"},
        "twisted": {"level": "WARNING"},
    },
}
