"""How the session's process hears at once that something waits: a poke, which may be lost; it looks every second anyway."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

_CHANNEL = "whatsapp"
_PATIENCE = 1.0  # seconds

_here: tuple[asyncio.AbstractEventLoop, Callable[[], None]] | None = None


def listen(wake: Callable[[], None]) -> None:
    """Name what is to be woken in this process, on the loop that runs."""
    global _here  # noqa: PLW0603  (one session a process)
    _here = asyncio.get_running_loop(), wake


def nudge() -> None:
    """Poke the session, wherever it runs. Never fails."""
    if _here is not None and _here[0].is_running():
        _here[0].call_soon_threadsafe(_here[1])
        return
    layer = get_channel_layer()
    if layer is None or isinstance(layer, InMemoryChannelLayer):  # then it could only be in this process
        return
    try:
        async_to_sync(_sent)(layer)
    except Exception as error:  # noqa: BLE001  (the edge: the layer may be frozen, absent or full)
        logger.warning("the session was not poked: %s", type(error).__name__)


async def _sent(layer: object) -> None:
    async with asyncio.timeout(_PATIENCE):
        await layer.send(_CHANNEL, {"type": "outbox.ready"})  # type: ignore[attr-defined]
