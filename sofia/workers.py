"""The Celery worker and its clock as threads of this process: the laptop's way of doing work beside the server."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from celery.beat import EmbeddedService
from celery.worker import state

from sofia.celery import app

_THREADS = 4  # a slow answer never delays another person's
_PATIENCE = 8.0  # seconds a stopping worker is given to end what it has


class Workers:
    """Start both, stop both: the clock first, so that it brings nothing new."""

    def __init__(self) -> None:
        # `solo` would let one task block the others, `prefork` never gets anything from a broker in memory.
        self._worker = app.WorkController(
            pool="threads",
            concurrency=_THREADS,
            loglevel="WARNING",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        self._beat: Any = EmbeddedService(app, thread=True, scheduler_cls="celery.beat.Scheduler")
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work, in threads of their own."""
        self._thread.start()
        self._beat.start()

    def stop(self) -> None:
        """End what is under way and take nothing new; what is left lying is resumed at the next start."""
        self._beat.stop()
        state.should_stop = 0  # type: ignore[assignment]  # an exit code, says celery.apps.worker
        self._thread.join(_PATIENCE)

    def _run(self) -> Any:  # noqa: ANN401  (Celery ships no types for it)
        with suppress(SystemExit):  # how Celery's worker ends
            self._worker.start()
