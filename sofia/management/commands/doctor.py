"""`manage.py doctor`: what is configured, reachable, missing; exit 1 when something needed is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from finance.conversations import answering
from finance.conversations.models import Delivery
from finance.language_model import breaker
from finance.language_model import queries as language_model
from finance.ledger import audit, seals
from sofia import catalogs


class Sick(Exception):
    """Something that is needed does not work; the message says what, and what to do."""


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        row = cursor.fetchone()
    return f"{connection.vendor} {row[0] if row else ''}"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise Sick(f"{len(plan)} not applied: manage.py migrate")
    return "all applied"


def _seals() -> str:
    missing = seals.NAMES - seals.standing(connection)
    if missing:
        raise Sick(f"missing {', '.join(sorted(missing))}: manage.py migrate")
    return f"{len(seals.NAMES)} stand"


def _books() -> str:
    broken = list(audit.discrepancies())
    if broken:
        raise Sick(f"{len(broken)} promises broken, first: {broken[0]}")
    return "kept totals agree with the postings"


def _redis() -> str:
    if settings.ENVIRONMENT.redis_url is None:
        return "none: layer, broker and cache are in memory"
    import redis

    try:
        client = redis.Redis.from_url(settings.ENVIRONMENT.redis_url, socket_timeout=2, socket_connect_timeout=2)
        client.ping()
    except redis.RedisError as error:
        raise Sick(f"does not answer ({type(error).__name__}): check REDIS_URL") from error
    return "answers"


def _secret() -> str:
    if not settings.SECRET_IS_GENERATED:
        return "from the environment"
    path = settings.DATA_DIR / "secret_key"
    if path.stat().st_mode & 0o077:
        raise Sick(f"others can read {path}: chmod 600")
    return "generated, yours alone"


def _translations() -> str:
    stale = [
        source.parent.parent.name
        for source in catalogs.sources()
        if not source.with_suffix(".mo").exists() or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
    if stale:
        raise Sick(f"not compiled: {', '.join(stale)}; manage.py serve does it")
    return "compiled"


def _waiting() -> str:
    stuck = len(answering.stuck(now=timezone.now()))
    unknown = Delivery.objects.filter(state=Delivery.State.UNKNOWN).count()
    return f"{stuck} conversations wait, {unknown} deliveries unknown"


def _language_model() -> str:
    if not language_model.is_configured():
        return "no key: she answers by her own rules"
    gate = breaker.look(timezone.now())
    if gate is breaker.Gate.NOBODY:
        raise Sick(f"{settings.LANGUAGE_MODEL}: the last calls failed; see the calls in the admin")
    return f"{settings.LANGUAGE_MODEL}, a key is configured"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "seals": _seals,
    "books": _books,
    "redis": _redis,
    "secret": _secret,
    "translations": _translations,
    "waiting": _waiting,
    "language model": _language_model,
}


class Command(BaseCommand):
    help = "Say what is configured, reachable and missing."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        is_sick = False
        self.stdout.write(
            f"SofIA, {'laptop' if settings.ENVIRONMENT.is_laptop else 'server'}, data in {settings.DATA_DIR}"
        )
        for name, healthy, words in _examined():
            is_sick = is_sick or not healthy
            self.stdout.write(f"{'ok ' if healthy else 'NO '} {name}: {words}")
        if is_sick:
            raise SystemExit(1)


def _examined() -> Iterator[tuple[str, bool, str]]:
    for name, check in CHECKS.items():
        try:
            yield name, True, check()
        except Sick as sick:
            yield name, False, str(sick)
        except (DatabaseError, OSError) as error:
            yield name, False, type(error).__name__
