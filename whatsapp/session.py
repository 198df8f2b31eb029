"""The linked session: a Channels consumer that supervises the child process which holds it. One process, one number."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from channels.consumer import AsyncConsumer
from channels.db import database_sync_to_async
from channels.worker import Worker
from django.conf import settings
from django.db import DataError
from django.utils import timezone

from whatsapp import alerts, carrying, intake, lines, nudges, translation
from whatsapp.child import Child, ChildGone, OrderFailed
from whatsapp.line import HEARTBEAT, LOCKED, NO_LIBRARY
from whatsapp.linked import Linked
from whatsapp.models import Line
from whatsapp.spool import put_aside
from whatsapp.work import Carrier, Clock, Intake, Pace

logger = logging.getLogger(__name__)

CHANNEL = "whatsapp"  # of the layer
WIRE = Line.Wire.LINKED.value
TICK = 1.0  # seconds between looks at the row, the inbox and the outbox
_IDLE = 5.0  # and while no number is linked
_BEAT = 5.0
_HANGS = 10 * HEARTBEAT  # without a heartbeat so long, the child is ended
_STUCK = 30.0  # paired and not connected so long: the library sometimes forgets to come back
_SILENT = 12 * 3600.0  # connected so long without hearing anything: once a fresh connection, then staff
_AWAY = 180.0  # alive and not connected so long: a fresh start, whatever the library waits for
_SHOULD_CONNECT = frozenset({Line.State.STARTING, Line.State.CONNECTED, Line.State.DISCONNECTED, Line.State.SILENT})
_MOST_UNANSWERED = 3  # orders in a row
_LONGEST_BACK_OFF = 60.0
_TO_LINK = frozenset({Line.Wish.LINK_BY_QR, Line.Wish.LINK_BY_CODE})
_PATIENT = 2  # a child whose parent was killed needs a moment to die, and to let go of the folder


class SessionTaken(RuntimeError):
    """Another process holds the session's folder."""


class Session:
    """Keeps a child alive while a number is linked or being linked; takes in what it hears; carries what waits."""

    def __init__(self, folder: Path, *, proxy: str = "", now: Clock = timezone.now, pace: Pace | None = None) -> None:
        self._folder, self._proxy, self._now = folder, proxy, now
        self.port = Linked(folder)
        self._intake = Intake(self.port, now)
        self._woken = asyncio.Event()
        self._carrier = Carrier(self.port, now, pace or Pace(), wake=self.wake)
        self._clock = time.monotonic  # of the watchdogs
        self._reported_at = self._heard_at = self._state_at = self._away_since = 0.0
        self._state: Line.State = Line.State.OFF
        self._is_refreshed = False
        self._locked = 0
        self._is_ours = False

    async def run(self) -> None:
        """Until cancelled. SessionTaken when somebody else holds the folder."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self._keep())
            together.create_task(self._work())
            together.create_task(self._watch())

    def wake(self) -> None:
        """Something may have to leave: look at once."""
        self._woken.set()

    # Keeping a child

    async def _keep(self) -> None:
        back_off = TICK
        while True:
            began, lived = self._clock(), True
            try:
                lived = await self._one_life()
            except SessionTaken:
                raise
            except Exception as error:  # noqa: BLE001  (the database's, or a child that cannot be started: both pass)
                logger.warning("the linked session is interrupted: %s", type(error).__name__)
            if not lived or self._clock() - began > _LONGEST_BACK_OFF:
                back_off = TICK
            else:
                back_off = min(back_off * 2, _LONGEST_BACK_OFF)
            await asyncio.sleep(back_off)

    async def _one_life(self) -> bool:
        """Let a child live, if one should; whether one did. One short question a second otherwise: staff waits for a QR."""
        line = await self._before_a_life(await database_sync_to_async(lines.of)(WIRE))
        should = self._should_live(line)
        if should:
            await self._live(line)
        return should

    async def _before_a_life(self, line: Line) -> Line:
        """Do what is wished of a session that is not connected."""
        if line.wish in (Line.Wish.START_OVER, Line.Wish.UNLINK):
            await asyncio.to_thread(self._forget_session)
            is_over = line.wish == Line.Wish.UNLINK
            await database_sync_to_async(lines.note)(WIRE, {"state": "off"}, now=self._now())
            await database_sync_to_async(lines.granted)(line)
            if not is_over:
                await database_sync_to_async(lines.wish)(WIRE, Line.Wish.LINK_BY_QR)
            return await database_sync_to_async(lines.of)(WIRE)
        return line

    def _should_live(self, line: Line) -> bool:
        if line.wish in (Line.Wish.LINK_BY_QR, Line.Wish.LINK_BY_CODE, Line.Wish.RESUME):
            return True
        if line.state == Line.State.BANNED:
            return bool(line.number and line.banned_until and line.banned_until <= self._now())
        # What a new release of the client may mend is tried again by a new process.
        is_new = self._state == Line.State.OFF
        mended = is_new and line.state in (Line.State.OUTDATED, Line.State.FAILED)
        return bool(line.number) and (line.state not in lines.ENDED or mended)

    async def _live(self, line: Line) -> None:
        phone = line.wish_phone if line.wish == Line.Wish.LINK_BY_CODE else ""
        await database_sync_to_async(lines.granted)(line)
        await asyncio.to_thread(shutil.rmtree, self._folder / "files", ignore_errors=True)  # a dead child's orders
        child = self.port.child = Child(self._folder, phone=phone, proxy=self._proxy)
        self._note_time(Line.State.STARTING)
        try:
            async for report in child.live():
                if not self._is_ours:  # it speaks, so that the folder is ours alone
                    await database_sync_to_async(intake.begin_again)(wire=WIRE)
                    await database_sync_to_async(carrying.begin_again)(wire=WIRE)
                    self._is_ours = True
                self._reported_at = self._clock()
                await self._hear(child, report)
                if self._state in lines.ENDED:
                    break
        finally:
            self.port.child = None
            await child.end()
        await self._after_a_life(child, line)

    async def _after_a_life(self, child: Child, line: Line) -> None:
        if child.exit_code == LOCKED:
            self._locked += 1
            if self._locked > _PATIENT:
                raise SessionTaken(str(self._folder))
            if line.wish:  # it could not even be begun
                await database_sync_to_async(lines.wish)(WIRE, Line.Wish(line.wish), phone=line.wish_phone)
            return
        if line.wish in _TO_LINK and self._state in (Line.State.STARTING, Line.State.DISCONNECTED):
            # Not even a code came: whoever wants to link still does.
            fresh = await database_sync_to_async(lines.of)(WIRE)
            if not fresh.wish and not fresh.number:
                await database_sync_to_async(lines.wish)(WIRE, Line.Wish(line.wish), phone=line.wish_phone)
        self._locked = 0
        if child.exit_code == NO_LIBRARY:
            await self._note({"state": "failed", "detail": "the client library cannot be loaded: libmagic1?"})
        elif self._state not in lines.ENDED:
            await self._note({"state": "disconnected", "detail": f"exit {child.exit_code}"})

    def _forget_session(self) -> None:
        """A session begins afresh; what people wrote stays in the spool."""
        for path in self._folder.glob("session.sqlite3*"):
            path.unlink()
        shutil.rmtree(self._folder / "files", ignore_errors=True)

    # What the child reports

    async def _hear(self, child: Child, report: dict[str, Any]) -> None:
        match report["say"]:
            case "state":
                await self._note(report)
            case "qr" | "code" as kind:
                state = Line.State.QR if kind == "qr" else Line.State.CODE
                self._note_time(state)
                await database_sync_to_async(lines.show_code)(WIRE, kind=state, code=report["code"], now=self._now())
            case "event":
                self._heard_at = self._clock()
                self._is_refreshed = False
                if self._state == Line.State.SILENT:
                    await self._note({"state": "connected"})
                await self._store(report)
                with suppress(ChildGone):
                    await child.tell("stored", name=report["name"])
                self.wake()
            case "receipt":
                self._heard_at = self._clock()
                receipts = translation.receipts_of(report["event"])
                await database_sync_to_async(carrying.heard)(receipts, wire=WIRE, now=self._now())

    async def _store(self, report: dict[str, Any]) -> None:
        """Keep it, however long the database is away: until then it stays in the spool, and those behind it wait."""
        try:
            arrival = translation.arrival_of(report["kind"], report["event"])
        except (KeyError, ValueError, OverflowError, AttributeError) as error:  # it must not stand before all others
            logger.error("an event could not be read: %s", type(error).__name__)  # noqa: TRY400  (it may quote what they wrote)
            await self._put_aside(report)
            return
        wait = 0.5
        while arrival is not None:
            try:
                await database_sync_to_async(intake.store)(wire=WIRE, arrival=arrival, now=self._now())
            except (DataError, ValueError) as error:  # no waiting makes it fit
                logger.error("an event does not fit: %s", type(error).__name__)  # noqa: TRY400  (it may quote what they wrote)
                await self._put_aside(report)
                return
            except Exception as error:  # noqa: BLE001  (the database's, whatever it is)
                logger.warning("an event could not be stored yet: %s", type(error).__name__)
                await asyncio.sleep(wait)
                self._reported_at = self._clock()  # it is we who do not listen: the child does not hang
                wait = min(wait * 2, 10.0)
            else:
                return

    async def _put_aside(self, report: dict[str, Any]) -> None:
        """What nobody can read does not stand before all others: it stays in the folder, and staff are told."""
        await asyncio.to_thread(put_aside, self._folder / "spool", report)
        await database_sync_to_async(alerts.raise_alert)(kind="event unreadable", now=self._now())

    async def _note(self, report: dict[str, Any]) -> None:
        state = await database_sync_to_async(lines.note)(WIRE, report, now=self._now())
        logger.info("linked session: %s", state)
        self._note_time(state)

    def _note_time(self, state: Line.State) -> None:
        self._state, self._state_at = state, self._clock()
        if state in (Line.State.STARTING, Line.State.CONNECTED):
            self._reported_at = self._heard_at = self._away_since = self._clock()

    # Working, and watching over it

    async def _work(self) -> None:
        while True:
            # Not `wait_for`: woken and cancelled at the same moment, Python 3.11's forgets that it was cancelled.
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK if self.port.child else _IDLE):
                    await self._woken.wait()
            self._woken.clear()
            try:
                if self._is_ours:
                    await self._intake.look()
                if self.port.is_reachable:
                    await self._carrier.look()
            except Exception as error:  # noqa: BLE001  (the database's: what waits is still there at the next look)
                logger.warning("nothing could be done for the line: %s", type(error).__name__)

    async def _watch(self) -> None:
        beaten = -_BEAT
        while True:
            with suppress(Exception):  # the database is away: the child goes on
                if self._clock() - beaten >= _BEAT:
                    beaten = self._clock()
                    await database_sync_to_async(lines.beat)(WIRE, now=self._now())
                if self.port.child is not None:
                    await self._grant(await database_sync_to_async(lines.of)(WIRE))
            await self._look_after_the_child()
            await asyncio.sleep(TICK)

    async def _grant(self, line: Line) -> None:
        """Do what is wished of a session that lives: it ends, and `_keep` does the rest."""
        child = self.port.child
        if child is None or not line.wish:
            return
        if line.wish == Line.Wish.RESUME:
            await database_sync_to_async(lines.granted)(line)
            if self._state in (Line.State.SILENT, Line.State.DISCONNECTED):
                child.kill()  # a fresh connection
            return
        if line.wish == Line.Wish.UNLINK:
            with suppress(ChildGone, OrderFailed):
                await child.do("unlink")
        if self._state not in (Line.State.QR, Line.State.CODE) or line.wish in (
            Line.Wish.START_OVER,
            Line.Wish.LINK_BY_CODE,
        ):
            child.kill()

    async def _look_after_the_child(self) -> None:
        child, now = self.port.child, self._clock()
        if child is None:
            return
        if child.is_connected or self._state not in _SHOULD_CONNECT:
            self._away_since = now
        is_stuck = self._state == Line.State.PAIRED and now - self._state_at > _STUCK
        is_deaf = child.unanswered >= _MOST_UNANSWERED
        if now - self._reported_at > _HANGS or is_stuck or is_deaf or now - self._away_since > _AWAY:
            logger.warning("the linked session hangs: it is ended")
            child.kill()
        elif self._state == Line.State.CONNECTED and now - self._heard_at > _SILENT:
            if self._is_refreshed:
                await self._note({"state": "silent"})
            else:
                child.kill()
            self._is_refreshed = not self._is_refreshed
            self._heard_at = now


class SessionWorker(Worker):
    """Opens the session at once and dies with it, so that whoever runs the process sees it.

    Channels' own worker makes its consumer only at the first message, and merely logs its death.
    """

    def __init__(self, layer: Any) -> None:  # noqa: ANN401  (layers share no type)
        super().__init__(SessionConsumer.as_asgi(tell=self._hear_of), [CHANNEL], layer)
        self._session: asyncio.Task[None] | None = None
        self._is_open = asyncio.Event()

    def _hear_of(self, session: asyncio.Task[None]) -> None:
        self._session = session
        self._is_open.set()

    async def handle(self) -> None:
        scope = {"type": "channel", "channel": CHANNEL}
        opened = self.get_or_create_application_instance(CHANNEL, scope)  # type: ignore[no-untyped-call]  # asgiref's
        await opened.put({"type": "session.open"})
        await self._is_open.wait()
        assert self._session is not None
        listening = asyncio.ensure_future(self._listen())
        try:
            await self._session
        finally:
            listening.cancel()
            self._session.cancel()

    async def _listen(self) -> None:
        """Hear pokes. Without Redis there are none, and the session looks by itself."""
        while True:
            try:
                await super().handle()
            except Exception as error:  # noqa: BLE001  (the layer's, whatever it is)
                logger.warning("no pokes are heard: %s", type(error).__name__)
            await asyncio.sleep(_IDLE)

    async def application_exception(self, exception: BaseException, application_details: dict[str, Any]) -> None:
        raise exception


class SessionConsumer(AsyncConsumer):
    """One session for the channel it listens on. Pokes only: what is to be done stands in the database."""

    def __init__(self, *args: Any, tell: Callable[[asyncio.Task[None]], None], **kwargs: Any) -> None:  # noqa: ANN401  (Channels' own)
        """TELL is given the session's task: whoever runs us lives and dies with it."""
        super().__init__(*args, **kwargs)
        self._tell = tell
        self.session: Session | None = None
        self.running: asyncio.Task[None] | None = None

    async def session_open(self, event: dict[str, Any]) -> None:
        """Begin, once."""
        if self.running is None:
            whatsapp = settings.WHATSAPP
            self.session = Session(whatsapp.session_dir, proxy=whatsapp.proxy)
            self.running = asyncio.create_task(self.session.run())
            nudges.listen(self.session.wake)
            self._tell(self.running)

    async def outbox_ready(self, event: dict[str, Any]) -> None:
        """Something may have to leave."""
        if self.session is not None:
            self.session.wake()
