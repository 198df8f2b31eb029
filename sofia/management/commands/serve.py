"""`manage.py serve [--port N]`: everything in one process, and a link to come in."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from finance.people import operations as people
from finance.understanding import Context, read
from sofia.management.commands.link import link_for
from sofia.preparation import prepare

OWNER = "yo@localhost"  # whoever has this machine


class Command(BaseCommand):
    help = "Serve pages, sockets, worker and clock in one process, and print a one-time sign-in link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        began = time.monotonic()
        prepare(self._say)
        # The words of a country are loaded by the first message; better before it.
        read("hola", Context(country=settings.DEFAULT_COUNTRY, today=timezone.now().date()))
        # Only now: both load much, and the tables must be there.
        from sofia import server
        from sofia.workers import Workers

        workers = Workers()

        def ready(port: int) -> None:
            workers.start()
            origin = f"http://{options['host']}:{port}"
            self.stdout.write(f"\nSofIA está en {origin} ({time.monotonic() - began:.1f} s)")
            self.stdout.write("Entra con este enlace (una vez, diez minutos):\n")
            self.stdout.write(f"  {self._link(origin)}\n")
            self.stdout.write("Otro enlace: manage.py link CORREO · Para salir: Ctrl-C")
            self.stdout.flush()

        try:
            server.serve(host=options["host"], port=options["port"], ready=ready, before_stop=workers.stop)
        except server.PortTaken as taken:
            raise CommandError(f"Nobody can listen there: {taken}. Try another --port.") from taken
        self.stdout.write("Hasta luego.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _link(self, origin: str) -> str:
        now = timezone.now()
        owner = people.welcome(channel="email", value=OWNER, now=now, country=settings.DEFAULT_COUNTRY)
        if settings.ENVIRONMENT.is_laptop and not owner.is_staff:
            owner.is_staff = owner.is_superuser = True  # it is their machine: /admin/ is theirs too
            owner.save(update_fields=["is_staff", "is_superuser"])
        return link_for(owner, origin)
