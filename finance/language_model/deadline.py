"""How long one waits for an answer: as a whole, for the connection, and for the first words."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

LONGEST = timedelta(seconds=40)  # no call lasts longer, retry included: what is older is not under way any more


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, TOTAL with the one retry included; PAUSE is the rest before it where nothing else is said."""

    connect: timedelta = timedelta(seconds=3)
    first_text: timedelta = timedelta(seconds=12)
    total: timedelta = LONGEST
    pause: timedelta = timedelta(milliseconds=500)

    def __post_init__(self) -> None:
        if self.total > LONGEST:
            raise ValueError(f"A call lasts {LONGEST} at most.")


class Deadline:
    """The moment by which one thing after the other must have happened, on a clock that nobody sets back."""

    def __init__(self, patience: Patience, *, waits_for_text: bool) -> None:
        self._patience = patience
        self._waits_for_text = waits_for_text
        self._ends = time.monotonic() + patience.total.total_seconds()
        self._next = self._ends

    def begin(self) -> None:
        """Begin an attempt: its first words have their own limit, where words are awaited one by one."""
        if self._waits_for_text:
            self._next = min(self._ends, time.monotonic() + self._patience.first_text.total_seconds())

    def first_text_came(self) -> None:
        """From now on only the total counts."""
        self._next = self._ends

    def left(self) -> timedelta:
        """How long the next thing may still take; zero when it is late."""
        return timedelta(seconds=max(0, self._next - time.monotonic()))

    def left_to_connect(self) -> timedelta:
        """How long a connection may still take."""
        return min(self._patience.connect, self.left())

    def rest(self, wanted: timedelta | None) -> bool:
        """Rest as long as WANTED, or the usual pause, before asking again; False at once if no time would be left."""
        pause = self._patience.pause if wanted is None else wanted
        if time.monotonic() + pause.total_seconds() >= self._ends:
            return False
        time.sleep(pause.total_seconds())
        return True
