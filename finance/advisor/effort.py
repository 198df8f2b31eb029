"""One question to a model: on whose behalf, until when, and what it has taken so far."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta

from finance.language_model import operations
from finance.language_model.deadline import Patience
from finance.language_model.exchange import Event, Reply, Request
from finance.language_model.failures import TimedOut

Clock = Callable[[], datetime]

LONGEST = timedelta(seconds=45)  # for all calls of a turn together: less than the lease on its conversation lasts
_FIRST_TEXT = timedelta(seconds=12)
_TOO_SHORT = timedelta(seconds=2)  # with less than that left, asking is no use


class Effort:
    """How long one may still think about the messages of one person, and the calls that were made for it."""

    def __init__(self, *, person_id: int, now: Clock, longest: timedelta = LONGEST) -> None:
        self.calls: list[int] = []
        self._person_id = person_id
        self._now = now
        self._ends = time.monotonic() + longest.total_seconds()

    @property
    def left(self) -> timedelta:
        """How long is left; zero when it is over."""
        return timedelta(seconds=max(0, self._ends - time.monotonic()))

    def ask(self, request: Request, *, purpose: str, at_most: timedelta) -> Reply:
        """Ask, and wait for the whole answer. Raises a ModelFailure."""
        reply = operations.ask(
            request=request,
            purpose=purpose,
            person_id=self._person_id,
            now=self._now,
            patience=self._patience(at_most),
        )
        self._count(reply)
        return reply

    def ask_streaming(self, request: Request, *, purpose: str, at_most: timedelta) -> Iterator[Event]:
        """Ask, and give the answer as it comes. Raises a ModelFailure."""
        events = operations.ask_streaming(
            request=request, purpose=purpose, person_id=self._person_id, now=self._now, patience=self._patience(at_most)
        )
        with closing(events):
            for event in events:
                if isinstance(event, Reply):
                    self._count(event)
                yield event

    def refuse_figures(self, count: int) -> None:
        """Write down that the last call's answer had figures which nothing proved."""
        if count and self.calls:
            operations.refuse_figures(call_id=self.calls[-1], count=count)

    def _count(self, reply: Reply) -> None:
        if reply.call_id is not None:
            self.calls.append(reply.call_id)

    def _patience(self, at_most: timedelta) -> Patience:
        total = min(self.left, at_most)
        if total < _TOO_SHORT:
            raise TimedOut("no time is left for this turn")
        return Patience(first_text=min(_FIRST_TEXT, total), total=total)


def mark() -> str:
    """A marker that nobody can have written before: data stands between two of them."""
    return f"<<{secrets.token_hex(8)}>>"


def between(mark: str, data: str) -> str:
    """DATA between its markers."""
    return f"{mark}\n{data}\n{mark}"
