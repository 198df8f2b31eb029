"""`manage.py whatsapp_link [--code PHONE]`: link a number from the terminal."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from whatsapp import lines
from whatsapp.models import Line

_WIRE = Line.Wire.LINKED.value
_ALIVE = timedelta(seconds=10)
_PATIENCE = 180.0  # seconds: six codes, and then WhatsApp asks for a new beginning
_OVER = {
    Line.State.NEEDS_PASSKEY: "This account asks for a passkey, which a linked session cannot give: use the Cloud API, or another number.",
    Line.State.OUTDATED: "WhatsApp asks for a newer client: update SofIA.",
    Line.State.BANNED: "WhatsApp has banned this number for a while.",
    Line.State.FAILED: "The session could not be started.",
}


class Command(BaseCommand):
    help = "Link a WhatsApp number: scan the QR with the phone, or type the code there (--code PHONE)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", metavar="PHONE", default="", help="the number, with its country's prefix")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        phone = "".join(filter(str.isdigit, options["code"]))
        line = lines.of(_WIRE)
        if line.number and line.state == Line.State.CONNECTED:
            raise CommandError(f"+{line.number} is linked already. Unlink it first (in /admin/).")
        with ExitStack() as stack:
            if line.beat_at is None or timezone.now() - line.beat_at > _ALIVE:
                stack.enter_context(_session())
            lines.wish(_WIRE, Line.Wish.LINK_BY_CODE if phone else Line.Wish.LINK_BY_QR, phone=phone)
            self._follow()

    def _follow(self) -> None:
        deadline, shown = time.monotonic() + _PATIENCE, ""
        while time.monotonic() < deadline:
            line = lines.of(_WIRE)
            if line.state == Line.State.CONNECTED:
                self.stdout.write(f"Linked: +{line.number}.")
                return
            if line.state in _OVER and not line.wish:
                raise CommandError(_OVER[Line.State(line.state)])
            if line.code and line.code != shown:
                shown = line.code
                self._show(line)
            time.sleep(0.5)
        raise CommandError("Nobody scanned it in time. Try again.")

    def _show(self, line: Line) -> None:
        if line.state == Line.State.CODE:
            self.stdout.write(
                f"Type this on the phone (WhatsApp > Linked devices > Link with phone number): {line.code}"
            )
            return
        drawn = io.StringIO()
        segno.make_qr(line.code).terminal(out=drawn, compact=True)
        self.stdout.write(drawn.getvalue())
        self.stdout.write("Scan it with the phone: WhatsApp > Linked devices > Link a device.")


@contextmanager
def _session() -> Iterator[None]:
    """The session's own process, for as long as the linking takes."""
    process = subprocess.Popen([sys.executable, "manage.py", "whatsapp_session"])
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
