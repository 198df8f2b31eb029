"""`manage.py whatsapp_session`: hold the linked session until it ends."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from channels.layers import get_channel_layer
from django.core.management.base import BaseCommand, CommandError

from whatsapp.session import SessionTaken, SessionWorker


class Command(BaseCommand):
    help = "Run the linked WhatsApp session: one process, one number."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        try:
            asyncio.run(self._run())
        except* SessionTaken as taken:
            raise CommandError(f"Another process holds the session's folder: {taken.exceptions[0]}.") from None
        self.stdout.write("Hasta luego.")

    async def _run(self) -> None:
        worker = asyncio.ensure_future(SessionWorker(get_channel_layer()).arun())  # type: ignore[no-untyped-call]  # asgiref's
        for signum in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(signum, worker.cancel)
        try:
            await worker
        except asyncio.CancelledError:
            return
