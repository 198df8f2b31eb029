"""What the emulator has seen, in order: entries are only added, and who asks for newer ones may wait for them."""

import asyncio
import time
from contextlib import suppress

Entry = dict[str, object]


class Journal:
    """The record a test reads its state from."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._news = asyncio.Event()

    def note(self, saw: str, **what: object) -> None:
        self._entries.append({"saw": saw, "at": time.time(), **what})
        self._news.set()
        self._news = asyncio.Event()

    async def after(self, number: int, patience: float) -> list[Entry]:
        """The entries from that number on; where there are none yet, those that come within so many seconds."""
        if len(self._entries) <= number and patience > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), patience)
        return self._entries[number:]
