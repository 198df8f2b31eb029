"""From what was said to the tabs that are open: pokes over the channel layer, handed to the server's loop."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from finance.conversations.models import Conversation, Message
from webui import frames

logger = logging.getLogger(__name__)

_PATIENCE = 1.0  # seconds a poke may take; a tab that missed it asks with `since`

_loop: asyncio.AbstractEventLoop | None = None


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

    def announce(self, message: Message) -> None:
        _poke(message.conversation.person_id, {"type": "chat.poke", "seq": message.seq})


def tell_cards_changed(*, conversation: Conversation, actions: tuple[UUID, ...], **_signal: object) -> None:
    """Open tabs draw the cards of these actions anew."""
    cards = frames.cards_of(conversation, actions)
    _poke(conversation.person_id, {"type": "chat.changed", "cards": cards})


def _poke(person_id: int, event: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    send = _sent(layer, group_of(person_id), event)
    if _loop is not None and _loop.is_running():
        asyncio.run_coroutine_threadsafe(send, _loop)
        return
    async_to_sync(_awaited)(send)


async def _awaited(send: Any) -> None:  # noqa: ANN401
    await send


async def _sent(layer: Any, group: str, event: dict[str, Any]) -> None:  # noqa: ANN401
    try:
        await asyncio.wait_for(layer.group_send(group, event), _PATIENCE)
    except Exception as error:  # noqa: BLE001  (the edge: the layer may be frozen, absent or full; `since` repairs)
        logger.warning("poke to %s was not sent: %s", group, type(error).__name__)
