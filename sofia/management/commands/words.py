"""`manage.py words`: bring the translations' files up to date with what the sources say, and name what is missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sofia import catalogs


class Command(BaseCommand):
    help = "Update locale/*/LC_MESSAGES/django.po; exit 1 while something is not translated."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--compile", action="store_true", help="only compile what is not compiled yet")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        if options["compile"]:
            catalogs.compile_stale()
            return
        catalogs.update()
        catalogs.compile_stale()
        lacking = catalogs.lacking()
        for line in lacking:
            self.stdout.write(line)
        if lacking:
            raise SystemExit(1)
