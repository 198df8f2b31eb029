"""Threads in which the sockets' database work is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections

P = ParamSpec("P")
R = TypeVar("R")

# Channels gives all consumers of a process one database thread; a few of our own let one person's turn pass while
# another's waits for its commit. SQLite has one writer, and so one thread.
_threads = ThreadPoolExecutor(max_workers=settings.TURN_THREADS, thread_name_prefix="turn")


def in_turn(call: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """Make CALL awaitable: it runs in a turn's thread, on that thread's lasting connection."""

    def run(*args: P.args, **kwargs: P.kwargs) -> Awaitable[R]:
        # Not `sync_to_async`: it carries the caller's context there and back, and nothing of a tab's is needed here.
        return asyncio.get_running_loop().run_in_executor(_threads, partial(_tried_twice, call, *args, **kwargs))

    return run


def _tried_twice(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Once more on a fresh connection when the database was restarted: what was stored once stays once."""
    try:
        return call(*args, **kwargs)
    except (OperationalError, InterfaceError):
        connections.close_all()
        return call(*args, **kwargs)


def let_go() -> None:
    """Close every thread's connections; they open again when needed."""
    together = Barrier(settings.TURN_THREADS)  # so that each thread takes one of these

    def close() -> None:
        together.wait()
        connections.close_all()

    for done in [_threads.submit(close) for _ in range(settings.TURN_THREADS)]:
        done.result()
