"""The linked session as a wire that fits the port: orders to its child, answers as outcomes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from whatsapp.child import Child, ChildGone, OrderFailed
from whatsapp.models import Line
from whatsapp.port import Capabilities, Gone, Later, Left, Media, NotNow, Outcome, Parcel, Refused, TooLarge, Unknown

CAPABILITIES = Capabilities(longest_text=4096)
_SEND = 90.0  # seconds: the library itself gives up after 75
_FETCH = 60.0
# What the library says of a file that will not come any more: it is no longer there, or is not what its message says.
_GONE = re.compile(
    r"40[34]|410|no url present|invalid media|hash|hmac|decrypt|unmarshal|nothing downloadable", re.IGNORECASE
)
_STOPS = frozenset({"463", "402", "403", "401"})  # reach-out timelock, ban, gone: writing on would end the account


class Linked:
    """The port over the child that lives now; without one nothing leaves."""

    name = Line.Wire.LINKED.value
    capabilities = CAPABILITIES

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "files"
        self.child: Child | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether there is a connection by which something may leave or be fetched."""
        return self.child is not None and self.child.is_connected

    async def send(self, parcel: Parcel) -> Outcome:
        """Send PARCEL. What the child was at when it died is Unknown: it takes no id, so nothing may be repeated."""
        if not self.is_reachable or self.child is None:
            return Later(5, "not connected")
        order: dict[str, Any] = {"chat": parcel.chat, "text": parcel.text}
        file = None
        if parcel.attached is not None:
            file = self._written(parcel.attached.body)
            order |= {"path": str(file), "mime": parcel.attached.mime, "name": parcel.attached.name}
        try:
            said = await self.child.do("send", patience=_SEND, **order)
        except OrderFailed as failure:
            return Unknown(str(failure)[:40])
        except ChildGone:
            return Unknown("the session ended")
        finally:
            if file is not None:
                file.unlink(missing_ok=True)
        return _outcome(said)

    async def mark_read(self, arrivals: Sequence[str], chat: str) -> None:
        """Show that they were read. A failure is nobody's loss."""
        with suppress(ChildGone, OrderFailed):
            if self.child is not None:
                await self.child.do("read", arrivals=list(arrivals), chat=chat)

    async def typing(self, chat: str, arrival_id: str, *, on: bool) -> None:
        """Show that an answer is being written, or no longer."""
        with suppress(ChildGone, OrderFailed):
            if self.child is not None:
                await self.child.do("typing", chat=chat, on=on)

    async def fetch(self, media: Media, *, most: int) -> bytes:
        """The bytes of what somebody sent; TooLarge, Gone, and NotNow when it may come later."""
        if media.size > most:
            raise TooLarge
        if self.child is None:
            raise NotNow
        file = self._written(b"")
        try:
            await self.child.do("fetch", patience=_FETCH, message=media.reference, path=str(file))
            body = await asyncio.to_thread(file.read_bytes)
        except OrderFailed as failure:
            raise (Gone if _GONE.search(str(failure)) else NotNow) from None
        except ChildGone:
            raise NotNow from None
        finally:
            file.unlink(missing_ok=True)
        if len(body) > most:
            raise TooLarge
        return body

    def _written(self, body: bytes) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, delete=False) as file:  # 0600
            file.write(body)
        return Path(file.name)


def _outcome(said: dict[str, Any]) -> Outcome:
    match said:
        case {"outcome": "left", "id": str(provider_id)}:
            return Left(provider_id)
        case {"outcome": "refused", "code": str(code)}:
            return Refused(code, stops_line=code in _STOPS)
        case {"outcome": "later", "code": str(code)}:
            return Later(5, code)
    return Unknown(str(said.get("code", ""))[:40])
