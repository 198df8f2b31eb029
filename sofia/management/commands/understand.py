"""`manage.py understand`: JSON lines in, what they mean out (CONTRACTS.md). It reads nothing from the database."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from finance.understanding import Context, read
from finance.understanding.wire import as_json


class Command(BaseCommand):
    help = "Read money language: one JSON object a line on standard input, one out for each, flushed."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        for line in sys.stdin:
            if line.strip():
                self.stdout.write(json.dumps(_answer(line), ensure_ascii=False))
                self.stdout.flush()


def _answer(line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
        context = Context(
            country=asked["country"],
            today=date.fromisoformat(asked["date"]),
            language=asked.get("language") or "",
            prefer=asked.get("prefer") or "past",
        )
        return dict(as_json(read(asked["text"], context), context))
    except (ValueError, KeyError, TypeError, LookupError) as error:
        return {"error": f"{type(error).__name__}: {error}"}
