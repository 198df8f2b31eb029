"""Mistakes that need the whole picture: what is configured, and what must not go public.

`manage.py check` says what cannot work anywhere; `check --deploy` refuses what is only right on a laptop, since nobody
notices a database or a queue in memory until it is gone. What one variable alone can tell is refused by `env.py`.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http.request import validate_host
from django.utils.module_loading import import_string

from finance import countries

OLDEST_SQLITE = (3, 38)
OLDEST_POSTGRESQL = (15,)

KINDS = {"django.db.backends.sqlite3": "SQLite", "django.db.backends.postgresql": "PostgreSQL"}


@register(Tags.compatibility)
def engine_is_supported(**_said: object) -> Iterable[CheckMessage]:
    for alias, database in settings.DATABASES.items():
        engine = database["ENGINE"]
        if engine not in KINDS:
            yield Error(
                f"The database {alias!r} is a {engine}; SofIA's promises are kept by SQLite and PostgreSQL only.",
                hint="Set DATABASE_URL to a postgresql:// or sqlite:/// URL.",
                id="sofia.E001",
            )
    if _uses("SQLite") and sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield _too_old("SQLite", sqlite3.sqlite_version_info, OLDEST_SQLITE)


@register(Tags.database)
def database_can_keep_the_ledger(*, databases: Sequence[str] | None = None, **_said: object) -> Iterable[CheckMessage]:
    """What only a connection can tell; Django asks for it in `migrate` and `check --database default`."""
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "postgresql" and connection.get_database_version() < OLDEST_POSTGRESQL:
            yield _too_old("PostgreSQL", connection.get_database_version(), OLDEST_POSTGRESQL)
        if connection.vendor == "sqlite" and not _keeps_a_log_ahead(connection):
            yield Error(
                f"The SQLite file of {alias!r} cannot be kept in WAL mode: readers and writers would wait for each other.",
                hint="Put SOFIA_DATA_DIR on a local disk; network file systems have no shared memory.",
                id="sofia.E003",
            )


@register()
def default_country_is_known(**_said: object) -> Iterable[CheckMessage]:
    try:
        countries.get(settings.DEFAULT_COUNTRY)
    except LookupError:
        yield Error(
            f"SofIA knows no country {settings.DEFAULT_COUNTRY!r}.",
            hint="Set SOFIA_DEFAULT_COUNTRY to one of those in finance/countries.",
            id="sofia.E004",
        )


@register()
def transports_can_be_imported(**_said: object) -> Iterable[CheckMessage]:
    for channel, name in settings.TRANSPORTS.items():
        try:
            import_string(name)
        except ImportError as failure:
            yield Error(
                f"The transport of {channel!r} cannot be imported: {failure}",
                hint="TRANSPORTS in sofia/settings.py names a class by its dotted path.",
                id="sofia.E005",
            )


@register(Tags.urls)
def public_url_is_answered(**_said: object) -> Iterable[CheckMessage]:
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    host = f"[{host}]" if ":" in host else host
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield Error(
            f"PUBLIC_URL sends people to {host}, which is not among ALLOWED_HOSTS: its links would answer 400.",
            hint=f"Add {host} to ALLOWED_HOSTS.",
            id="sofia.E006",
        )


@register(Tags.security, deploy=True)
def nothing_of_a_laptop(**_said: object) -> Iterable[CheckMessage]:
    layers = [layer["BACKEND"] for layer in settings.CHANNEL_LAYERS.values()]
    refused = [
        (101, settings.SECRET_IS_GENERATED, "The secret was generated here.", "Set SECRET_KEY or SECRET_KEY_FILE."),
        (102, _uses("SQLite"), "The database is SQLite, a file on one machine.", "Set DATABASE_URL to a PostgreSQL."),
        (
            103,
            not layers or any("InMemory" in backend for backend in layers),
            "The channel layer is this process's memory: other processes would hear nothing.",
            "Set REDIS_URL.",
        ),
        (
            104,
            settings.CELERY_BROKER_URL.startswith("memory:"),
            "Celery's broker is this process's memory: what waits there is lost at every restart.",
            "Set REDIS_URL.",
        ),
        (105, settings.DEBUG, "DEBUG shows the inside of an error to whoever meets it.", "Leave SOFIA_DEBUG unset."),
        (
            106,
            "*" in settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS has *: SofIA would make out links to whatever host a request claims.",
            "Name the hosts.",
        ),
        (
            107,
            settings.CELERY_TASK_ALWAYS_EAGER,
            "Celery's tasks run where they are called: a slow model would hold up everybody's turn.",
            "Leave CELERY_TASK_ALWAYS_EAGER off.",
        ),
        (
            108,
            not settings.PUBLIC_URL.startswith("https://"),
            "PUBLIC_URL is not https: what people write about their money could be read on the way.",
            "Set PUBLIC_URL to https://... and serve it so.",
        ),
    ]
    for number, is_so, message, hint in refused:
        if is_so:
            yield Error(message, hint=hint, id=f"sofia.E{number}")


def _uses(kind: str) -> bool:
    return any(KINDS.get(str(database["ENGINE"])) == kind for database in settings.DATABASES.values())


def _too_old(kind: str, found: Sequence[int], oldest: Sequence[int]) -> CheckMessage:
    return Error(
        f"{kind} {_dotted(found)} is too old: SofIA needs {_dotted(oldest)} or newer.",
        hint="Upgrade it." if kind == "PostgreSQL" else "Use a Python built with a newer SQLite.",
        id="sofia.E002",
    )


def _dotted(version: Sequence[int]) -> str:
    return ".".join(str(part) for part in version)


def _keeps_a_log_ahead(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        return bool(cursor.fetchone() == ("wal",))
