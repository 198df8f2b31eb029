"""What must be there before anything is served: tables, seals, translations."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sofia import catalogs


def prepare(say: Callable[[str], object]) -> None:
    """Bring the database and the translations up to date, telling SAY what takes time; quick when nothing is to do."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        say(f"Preparando la base de datos: {len(plan)} pasos…")
        call_command("migrate", verbosity=0, interactive=False)
    for made in catalogs.compile_stale():
        say(f"Idioma preparado: {made.parent.parent.name}")
