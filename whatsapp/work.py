"""What is done for a wire whichever it is: what came in is dealt with, what waits is carried."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.db import database_sync_to_async

from finance.conversations import amending
from finance.documents.sniffing import LARGEST
from whatsapp import carrying, intake
from whatsapp.intake import Fetched
from whatsapp.models import Inbound
from whatsapp.port import Gone, Media, NotNow, Port, TooLarge

logger = logging.getLogger(__name__)

_READ_AT_ONCE = 50
_UNTIL_REACHED = timedelta(seconds=5)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast somebody would write: before an answer, and at most so many a minute to all."""

    shortest: float = 1.0  # seconds of "typing…"
    longest: float = 4.0
    a_minute: int = 20

    def before(self, text: str) -> float:
        """How long one types at TEXT."""
        return min(self.longest, self.shortest + len(text) / 80) * random.uniform(0.8, 1.2)  # noqa: S311  (no secret)


UNHURRIED = Pace(shortest=0.0, longest=0.0, a_minute=10**6)  # the official wire asks for nothing of the kind


class Intake:
    """Deals with what came in by a wire: chats beside each other, in each chat one after another."""

    def __init__(self, port: Port, now: Clock, *, at_once: int = 4) -> None:
        self._port, self._now = port, now
        self._places = asyncio.Semaphore(at_once)
        self._under_way: dict[str, asyncio.Task[None]] = {}

    async def look(self) -> None:
        """Begin with every chat in which something waits and nobody is at it."""
        for chat in await database_sync_to_async(intake.chats_that_wait)(wire=self._port.name):
            if chat not in self._under_way:
                self._under_way[chat] = asyncio.create_task(self._at(chat))

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _at(self, chat: str) -> None:
        try:
            await self.deal_with(chat)
        finally:
            self._under_way.pop(chat, None)

    async def deal_with(self, chat: str) -> None:
        """Everything that waits in CHAT, oldest first; then they are shown to be read."""
        read: list[str] = []
        async with self._places:
            while True:
                one = await database_sync_to_async(intake.claim)(wire=self._port.name, chat=chat, now=self._now())
                if one is None or not await self._dealt(one):
                    break
                read.append(one.provider_id)
        if read:
            await self._port.mark_read(read[-_READ_AT_ONCE:], chat)

    async def _dealt(self, one: Inbound) -> bool:
        try:
            media = await database_sync_to_async(intake.media_of)(one)
            if media is not None and not self._port.is_reachable:
                await database_sync_to_async(intake.wait_for)(one, now=self._now(), after=_UNTIL_REACHED)
                return False
            fetched = await self._fetched(media, one.tries) if media is not None else Fetched()
            await database_sync_to_async(intake.deal)(one, fetched=fetched, now=self._now())
        except amending.BeingAnswered:
            await database_sync_to_async(intake.wait_for)(one, now=self._now(), after=_UNTIL_REACHED)
            return False
        except Exception as error:  # noqa: BLE001  (the edge: whatever it is, the next one must not wait for ever)
            logger.error("inbound %s was not dealt with: %s", one.pk, type(error).__name__)  # noqa: TRY400  (its message may quote what they wrote)
            await database_sync_to_async(intake.give_back)(one, now=self._now())
            return False
        return True

    async def _fetched(self, media: Media, tries: int) -> Fetched:
        try:
            return Fetched(await self._port.fetch(media, most=LARGEST))
        except TooLarge:
            return Fetched(lacking="large")
        except Gone:
            return Fetched(lacking="gone")
        except NotNow:
            if tries + 1 < intake.MOST_TRIES:
                raise
            return Fetched(lacking="gone")


class Carrier:
    """Carries what waits for a wire: chats beside each other, one message at a time to each."""

    def __init__(
        self, port: Port, now: Clock, pace: Pace, *, at_once: int = 4, wake: Callable[[], None] | None = None
    ) -> None:
        """WAKE is called when a chat is free again: something more may wait for it."""
        self._port, self._now, self._pace, self._at_once, self._wake = port, now, pace, at_once, wake
        self._left_at: list[float] = []  # of the last minute, on the monotonic clock
        self._under_way: set[asyncio.Task[None]] = set()

    async def look(self) -> int:
        """Begin to carry all that may leave now; how many chats."""
        begun = 0
        while len(self._under_way) < self._at_once:
            load = await database_sync_to_async(carrying.load)(
                wire=self._port.name, capabilities=self._port.capabilities, now=self._now()
            )
            if load is None:
                break
            self._begin(self._carried(load))
            begun += 1
        return begun

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("carrying failed: %s", type(error).__name__)  # its claim becomes unknown after a while
        if self._wake is not None:
            self._wake()

    async def _carried(self, load: carrying.Load) -> None:
        wire = self._port.name
        for place, parcel in enumerate(load.parcels):
            await self._type(load.contact.chat, parcel.text)
            if not await database_sync_to_async(carrying.about_to_leave)(load, parcel, wire=wire, now=self._now()):
                return
            outcome = await self._port.send(parcel)
            goes_on = await database_sync_to_async(carrying.settle)(load, place, outcome, wire=wire, now=self._now())
            if not goes_on:
                return

    async def _type(self, chat: str, text: str) -> None:
        """As long as somebody would, and no more a minute than somebody could."""
        if self._pace.longest:
            await self._port.typing(chat, "", on=True)
            await asyncio.sleep(self._pace.before(text))
        await asyncio.sleep(self._place_in_the_minute())

    def _place_in_the_minute(self) -> float:
        """Take the next place of those a minute has; how many seconds until it comes."""
        now = time.monotonic()
        self._left_at = [moment for moment in self._left_at if moment > now - 60]
        is_full = len(self._left_at) >= self._pace.a_minute
        mine = self._left_at[-self._pace.a_minute] + 60 if is_full else now
        self._left_at.append(mine)
        return max(0.0, mine - now)
