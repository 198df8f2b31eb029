"""One open tab."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from copy import copy
from typing import Any
from uuid import UUID

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from finance.conversations import inbox
from finance.people.models import Person
from webui import frames, transport
from webui.transport import group_of
from webui.turns import in_turn

logger = logging.getLogger(__name__)

_NOT_SIGNED_IN = 4401
_LAYER_PATIENCE = 1.0  # seconds
_TRY_AGAIN = 5.0
_JOIN_AGAIN = 12 * 60 * 60.0  # half of what a layer remembers


class ChatConsumer(AsyncJsonWebsocketConsumer):
    """A window on the person's conversation. It crosses to the database once per event."""

    person: Person
    shown = -1  # the highest message_id this tab was sent, gapless; -1 until it says `since`

    async def connect(self) -> None:
        await self.accept()
        person: Any = self.scope["user"]
        if not person.is_authenticated:
            await self.close(code=_NOT_SIGNED_IN)
            return
        self.person = copy(person)  # itself: behind its lazy wrapper every attribute costs a call
        self._listening = asyncio.create_task(self._listen())

    async def disconnect(self, code: int) -> None:
        if not hasattr(self, "person"):
            return
        self._listening.cancel()
        with suppress(Exception):  # a layer that is not there forgets us by itself
            leave = self.channel_layer.group_discard(group_of(self.person.pk), self.channel_name)
            async with asyncio.timeout(_LAYER_PATIENCE):
                await leave

    async def _listen(self) -> None:
        """Stay in the person's group: it forgets members after a day, and the layer may be away for a while."""
        missed = False
        while True:
            try:
                join = self.channel_layer.group_add(group_of(self.person.pk), self.channel_name)
                async with asyncio.timeout(_LAYER_PATIENCE):
                    await join
            except Exception as error:  # noqa: BLE001  (the edge: a tab without a layer still answers its own turns)
                logger.warning("tab of person %s cannot join its group: %s", self.person.pk, type(error).__name__)
                missed = True
                await asyncio.sleep(_TRY_AGAIN)
                continue
            if missed and self.shown >= 0:
                await self._catch_up()
                missed = False
            await asyncio.sleep(_JOIN_AGAIN)

    async def dispatch(self, message: Any) -> None:  # noqa: ANN401  (an event of the wire or of the layer)
        """Hand an event on. Channels would first visit a thread to close old connections; ours are the turns' own."""
        handler = getattr(self, get_handler_name(message), None)
        if handler is None:
            raise ValueError(message["type"])
        await handler(message)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: object) -> None:
        try:
            content = await self.decode_json(text_data or "")
        except ValueError:
            content = None
        if not hasattr(self, "person"):
            return
        match content:
            case {"type": "message", "id": str(key), "text": str(text)} if _is_uuid(key):
                await self._message(key, text)
            case {"type": "since", "message_id": int(seq)}:
                self.shown, cards = await in_turn(_come_back)(self.person, seq)
                await self._catch_up()
                if cards:
                    await self.chat_changed({"cards": cards})
            case {"type": "typing"}:
                pass
            case _:
                await self._refuse(None, "bad_frame", _("No entendí lo que envió la página. Recárgala."))

    async def _message(self, key: str, text: str) -> None:
        try:
            turn, pokes = await in_turn(_receive)(self.person, key, text)
        except (inbox.NothingSaid, inbox.TooLong) as refused:
            code = "empty" if isinstance(refused, inbox.NothingSaid) else "too_long"
            with translation.override(self.person.language):
                words = (
                    _("Escribe algo y lo leo.")
                    if code == "empty"
                    else _("Es muy largo: escríbelo en menos de 2000 letras.")
                )
            await self._refuse(key, code, words)
            return
        try:
            await self._tell(key, turn)
        finally:  # other tabs hear of it even when this one is gone
            await transport.send(pokes, by=self.channel_name)

    async def _tell(self, key: str, turn: tuple[int, list[frames.Frame]]) -> None:
        await self.send_json({"type": "ack", "id": key, "message_id": turn[0]})
        if not turn[1]:
            await self.send_json({"type": "thinking", "reply_to": key})
        first = turn[1][0]["message_id"] if turn[1] else turn[0]
        if self.shown < 0:
            self.shown = first - 1
        if first > self.shown + 1:
            await self._catch_up()
        for frame in turn[1]:
            await self._show(frame)

    async def chat_poke(self, event: dict[str, Any]) -> None:
        """Something stands in the conversation that this tab may not have seen."""
        if -1 < self.shown < event["seq"]:
            await self._catch_up()

    async def chat_changed(self, event: dict[str, Any]) -> None:
        """The books moved and some cards look different."""
        await self.send_json({"type": "changed", "what": "ledger", "cards": event["cards"]})

    async def chat_thinking(self, event: dict[str, Any]) -> None:
        """SofIA takes her time over a message, perhaps one that came by another wire."""
        await self.send_json({"type": "thinking", "reply_to": event["reply_to"]})

    async def chat_delta(self, event: dict[str, Any]) -> None:
        """A sentence of an answer under way; the whole of it comes as a message."""
        await self.send_json({"type": "delta", "reply_to": event["reply_to"], "text": event["text"]})

    async def _catch_up(self) -> None:
        while missed := await in_turn(frames.since)(self.person, self.shown):
            for frame in missed:
                await self._show(frame)

    async def _show(self, frame: frames.Frame) -> None:
        if frame["message_id"] > self.shown:
            await self.send_json(frame)
            self.shown = frame["message_id"]

    async def _refuse(self, key: str | None, code: str, text: str) -> None:
        await self.send_json({"type": "error", "id": key, "code": code, "text": text})


def _come_back(person: Person, seq: int) -> tuple[int, list[frames.Frame]]:
    """What a tab has seen, as far as that can be (it may remember a conversation that is no more), and its cards now."""
    seen = max(0, min(seq, frames.last_seq(person)))
    return seen, frames.cards_seen(person, seen) if seen else []


def _receive(person: Person, key: str, text: str) -> tuple[tuple[int, list[frames.Frame]], list[transport.Poke]]:
    """Store and answer one message; its message_id and the frames of both when it was answered at once; whom to poke."""
    with transport.pokes_kept() as pokes:
        received = inbox.receive(person=person, channel="browser", external_id=key, text=text, now=timezone.now())
        shown = []
        if received.reply is not None:
            shown = frames.of(person, [received.message, received.reply], received.entries)
    return (received.message.seq, shown), pokes


def _is_uuid(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True
