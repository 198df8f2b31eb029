"""Linking a number from the admin: the line as it is, live over the site's own socket, and what staff wishes of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import segno
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.utils import timezone

from finance.conversations import outbox
from finance.people import second_factor
from finance.people.models import Person
from whatsapp import intake, lines
from whatsapp.models import Line

WIRE = Line.Wire.LINKED.value
_NOT_ALLOWED = 4403
_LOOKS_EVERY = 1.0  # seconds
_ALIVE = timedelta(seconds=15)
# What must be confirmed by its own word: what was linked is gone afterwards.
_ASKED_TWICE = frozenset({Line.Wish.UNLINK, Line.Wish.START_OVER})
_HINTS = {
    Line.State.OFF: "No number is linked.",
    Line.State.STARTING: "Starting…",
    Line.State.QR: "Scan it with the phone: WhatsApp > Linked devices > Link a device.",
    Line.State.CODE: "Type it on the phone: WhatsApp > Linked devices > Link with phone number.",
    Line.State.PAIRED: "The phone has accepted; connecting…",
    Line.State.CONNECTED: "Connected: SofIA answers on this number.",
    Line.State.DISCONNECTED: "The connection is lost; it comes back by itself.",
    Line.State.REPLACED: "Another session has taken this one's place. Connect again if it was not meant.",
    Line.State.LOGGED_OUT: "The phone has unlinked SofIA. Link it again.",
    Line.State.BANNED: "WhatsApp has banned this number for a while. Nothing is sent until then.",
    Line.State.OUTDATED: "WhatsApp asks for a newer client: update SofIA.",
    Line.State.NEEDS_PASSKEY: "This account asks for a passkey, which a linked session cannot give: use the Cloud API, or another number.",
    Line.State.SILENT: "Connected, but nothing has been heard for long. Write to the number from another phone.",
    Line.State.FAILED: "The session could not be started: see the log of whatsapp_session.",
}


def frame(line: Line, *, now: datetime, may_wish: bool = True, waiting: int = 0) -> dict[str, Any]:
    """The LINE as the page shows it. What is to be scanned comes as a picture, what is to be typed as letters.

    WAITING replies leave once it is connected. Who may only look does not get either: whoever scans it has the number.
    """
    state = Line.State(line.state)
    waits = may_wish and state == Line.State.QR and bool(line.code)
    return {
        "type": "line",
        "state": state.value,
        "label": str(state.label),
        "hint": _HINTS[state],
        "detail": line.detail,
        "number": f"+{line.number}" if line.number else "",
        "qr": segno.make_qr(line.code).svg_data_uri(scale=6, border=2) if waits else "",
        "code": line.code if may_wish and state == Line.State.CODE else "",
        "code_at": _when(line.code_at) if waits or state == Line.State.CODE else "",
        "waiting": waiting,
        "heard": _when(line.heard_at),
        "since": _when(line.state_at),
        "banned_until": _when(line.banned_until),
        "stopped_by": line.stopped_by if line.stopped_at else "",
        "is_alive": line.beat_at is not None and now - line.beat_at < _ALIVE,
        "wish": line.wish,
    }


def _when(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def wished(said: dict[str, Any]) -> tuple[Line.Wish, str] | None:
    """What a frame of the page wishes, and for which phone; None when it wishes nothing that is known, or is not confirmed."""
    try:
        wish = Line.Wish(str(said.get("do", "")))
    except ValueError:
        return None
    phone = "".join(filter(str.isdigit, str(said.get("phone", ""))))[:15]
    is_confirmed = wish not in _ASKED_TWICE or said.get("confirmed") is True
    has_phone = wish != Line.Wish.LINK_BY_CODE or len(phone) >= 8
    return (wish, phone) if wish and is_confirmed and has_phone else None


class PairingConsumer(AsyncJsonWebsocketConsumer):
    """One open page of the admin. It looks at the row every second, as the session's process does."""

    async def connect(self) -> None:
        await self.accept()
        if not await database_sync_to_async(_may_look)(self.scope["user"], self.scope["session"]):
            await self.close(code=_NOT_ALLOWED)
            return
        self._showing = asyncio.create_task(self._show())

    async def disconnect(self, code: int) -> None:
        if hasattr(self, "_showing"):
            self._showing.cancel()

    async def receive_json(self, content: Any, **kwargs: Any) -> None:  # noqa: ANN401  (Channels' own)
        said = content if isinstance(content, dict) else {}
        if not hasattr(self, "_showing") or not await database_sync_to_async(_may_wish)(
            self.scope["user"], self.scope["session"]
        ):
            await self.close(code=_NOT_ALLOWED)
            return
        asked = wished(said)
        if asked is None:
            await self.send_json({"type": "refused"})
            return
        await database_sync_to_async(lines.wish)(WIRE, asked[0], phone=asked[1])
        await self.send_json({"type": "taken", "do": asked[0].value})

    async def _show(self) -> None:
        shown: dict[str, Any] = {}
        while True:
            with suppress(Exception):  # the database is away: the next look tells
                if not await database_sync_to_async(_may_look)(self.scope["user"], self.scope["session"]):
                    await self.close(code=_NOT_ALLOWED)
                    return
                line = await database_sync_to_async(lines.of)(WIRE)
                may_wish = await database_sync_to_async(_may_wish)(self.scope["user"], self.scope["session"])
                waiting = await database_sync_to_async(outbox.count_waiting)(channel=intake.CHANNEL)
                now_shown = frame(line, now=timezone.now(), may_wish=may_wish, waiting=waiting)
                if now_shown != shown:
                    await self.send_json(now_shown)
                    shown = now_shown
            await asyncio.sleep(_LOOKS_EVERY)


def _may_look(user: Any, session: Any) -> bool:  # noqa: ANN401  (Channels' own)
    return _may(user, session, "whatsapp.view_line")


def _may_wish(user: Any, session: Any) -> bool:  # noqa: ANN401  (Channels' own)
    return _may(user, session, "whatsapp.change_line")


def _may(user: Any, session: Any, permission: str) -> bool:  # noqa: ANN401  (Channels' own)
    """Asked anew every time: who is no longer staff, or signed out, sees nothing more."""
    if not user.is_authenticated or not session.exists(session.session_key):
        return False
    person = Person.objects.filter(pk=user.pk, is_active=True, is_staff=True).first()
    return person is not None and second_factor.passed(session, person) and person.has_perm(permission)
