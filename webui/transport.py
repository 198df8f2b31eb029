"""From what was said to the tabs that are open: pokes over the channel layer, handed to the server's loop."""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

from finance.conversations.models import Conversation, Message
from webui import frames

logger = logging.getLogger(__name__)

_PATIENCE = 1.0  # seconds a poke may take; a tab that missed it asks with `since`

_loop: asyncio.AbstractEventLoop | None = None
_mine = threading.local()

Poke = tuple[str, dict[str, Any]]  # the group, and what it is told


def group_of(person_id: int) -> str:
    """The name under which all open tabs of a person listen."""
    return f"person-{person_id}"


def serve_from(loop: asyncio.AbstractEventLoop | None) -> None:
    """Name the loop of this process's server: the layer in memory belongs to it, and no thread waits for it."""
    global _loop  # noqa: PLW0603  (one server a process)
    _loop = loop


class Browser:
    """Open tabs. They read the conversation itself from where they left off, so nothing is kept for them."""

    keeps_deliveries = False

    def number(self) -> str:
        return ""

    def announce(self, message: Message) -> None:
        _poke(message.conversation.person_id, {"type": "chat.poke", "seq": message.seq})


def tell_cards_changed(*, conversation: Conversation, actions: tuple[UUID, ...], **_signal: object) -> None:
    """Open tabs draw the cards of these actions anew."""
    cards = frames.cards_of(conversation, actions)
    _poke(conversation.person_id, {"type": "chat.changed", "cards": cards})


def tell_under_way(*, conversation: Conversation, reply_to: str, text: str, **_signal: object) -> None:
    """Open tabs show that SofIA is at it, and what of her answer is certain already."""
    kind = "chat.delta" if text else "chat.thinking"
    _poke(conversation.person_id, {"type": kind, "reply_to": reply_to or None, "text": text})


@contextmanager
def pokes_kept() -> Iterator[list[Poke]]:
    """The pokes of what this thread does in this block, for a caller that is on the loop and sends them itself.

    When the block fails, the caller gets nothing: they are sent from here then, for what was committed stands.
    """
    kept: list[Poke] = []
    _mine.kept = kept
    try:
        yield kept
    except BaseException:
        _hand_over(kept)
        raise
    finally:
        _mine.kept = None


async def send(pokes: list[Poke], *, by: str = "") -> None:
    """Send what was kept. Never fails: the layer may be frozen, absent or full; `since` repairs.

    BY: the channel of the tab that shows what they are about already.
    """
    layer = get_channel_layer()
    for group, event in pokes if layer else []:
        if event["type"] != "chat.poke" or not _listens_alone(layer, group, by):
            await _sent(layer, group, event)


def _listens_alone(layer: object, group: str, channel: str) -> bool:
    """Whether no other channel is in GROUP, as far as this process can know: a layer in memory has no other."""
    return isinstance(layer, InMemoryChannelLayer) and layer.groups.get(group, {}).keys() == {channel}


def _poke(person_id: int, event: dict[str, Any]) -> None:
    poke = (group_of(person_id), event)
    kept: list[Poke] | None = getattr(_mine, "kept", None)
    if kept is None:
        _hand_over([poke])
    else:
        kept.append(poke)


def _hand_over(pokes: list[Poke]) -> None:
    """Send from a thread: on the server's loop where there is one, else on a loop that lasts as long as the process."""
    if not pokes:
        return
    if _loop is not None and _loop.is_running():
        asyncio.run_coroutine_threadsafe(send(pokes), _loop)
    elif isinstance(get_channel_layer(), InMemoryChannelLayer):  # it belongs to the thread that waits for it
        async_to_sync(_awaited)(send(pokes))
    else:
        asyncio.run_coroutine_threadsafe(send(pokes), _postman())


@cache
def _postman() -> asyncio.AbstractEventLoop:
    """The loop of a process that serves nothing, such as a worker: its connections to the layer are made once."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="pokes", daemon=True).start()
    atexit.register(_wait_for, loop)
    return loop


def _wait_for(loop: asyncio.AbstractEventLoop) -> None:
    """At the end of the process: what is on its way is given its moment; `since` repairs the rest."""
    with suppress(Exception):
        asyncio.run_coroutine_threadsafe(_nothing_under_way(), loop).result(_PATIENCE)


async def _nothing_under_way() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=_PATIENCE)


async def _awaited(sending: Awaitable[None]) -> None:
    await sending


async def _sent(layer: Any, group: str, event: dict[str, Any]) -> None:  # noqa: ANN401  (layers share no type)
    try:
        async with asyncio.timeout(_PATIENCE):
            await layer.group_send(group, event)
    except Exception as error:  # noqa: BLE001  (the edge: the layer may be frozen, absent or full; `since` repairs)
        logger.warning("poke to %s was not sent: %s", group, type(error).__name__)
