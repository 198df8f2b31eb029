"""The door for tests: a request a line, in JSON, `{"do": ..., ...}`; it is answered by `{"ok": ...}` or `{"error": ...}`."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

from whatsapp.tests.emulator import mail, pairing
from whatsapp.tests.emulator.contacts import CUSTOMER, Contact
from whatsapp.tests.emulator.nodes import Node, node, now
from whatsapp.tests.emulator.server import Acks, Server

Request = dict[str, Any]
LONGEST_LINE = 1 << 26


class Control:
    """What a test can have the phone, the customers and the server do."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._last: Node | None = None
        self._deeds: dict[str, Callable[[Request], Awaitable[object]]] = {
            "scan": self._scan, "type": self._type, "say": self._say, "file": self._file, "resend": self._resend,
            "receipt": self._receipt, "stream_error": self._stream_error, "failure": self._failure, "drop": self._drop,
            "acks": self._acks, "settle": self._settle, "seen": self._seen,
        }  # fmt: skip

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Do what is asked on one connection, one thing after another."""
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await self._answer(json.loads(line))).encode() + b"\n")
                await writer.drain()
        except ConnectionError:
            pass  # who asked has no more interest
        finally:
            writer.close()

    async def _answer(self, request: Request) -> dict[str, object]:
        try:
            return {"ok": await self._deeds[request["do"]](request)}
        except Exception as error:  # noqa: BLE001  (whatever went wrong, the test must hear of it)
            return {"error": f"{type(error).__name__}: {error}"}

    async def _scan(self, request: Request) -> None:
        account = self._server.account
        await self._server.link(pairing.scanned(request["qr"], account.offer, account.keys))

    async def _type(self, request: Request) -> None:
        account = self._server.account
        await self._server.send(pairing.typed(request["code"], account.offer, account.keys))

    async def _say(self, request: Request) -> str:
        plain = base64.b64decode(request["proto"])
        return await self._written(request, plain)

    async def _file(self, request: Request) -> str:
        body = base64.b64decode(request["body"])
        mime, name, caption = request["mime"], request["name"], request["caption"]
        media = self._server.media
        message = media.document(body, mime, name, caption) if name else media.image(body, mime, caption)
        return await self._written(request, message.SerializeToString())

    async def _written(self, request: Request, plain: bytes) -> str:
        """Carry a message to the client, from where the request says; its id."""
        account, stamp = self._server.account, request.get("stamp", {})
        other = Contact(**request["with"]) if request.get("with") else CUSTOMER
        if request.get("group"):
            letter = await mail.from_group(account, other, plain, request["group"], **stamp)
        elif request.get("ours"):
            letter = await mail.from_own_phone(account, other, plain, **stamp)
        else:
            letter = await mail.from_customer(account, other, plain, **stamp)
        self._last = letter
        await self._server.deliver(letter)
        return letter.attrs["id"]

    async def _resend(self, _request: Request) -> None:
        assert self._last is not None, "nothing was said yet"
        await self._server.send(self._last)

    async def _receipt(self, request: Request) -> None:
        by = Contact(**request["with"]) if request.get("with") else CUSTOMER
        kind = request["kind"] or None
        await self._server.send(node("receipt", from_=by.by_lid, id=request["id"], t=now(), type=kind))

    async def _stream_error(self, request: Request) -> None:
        conflict = request["conflict"]
        content = [node("conflict", type=conflict)] if conflict else None
        await self._server.end(node("stream:error", content, code=request["code"]))

    async def _failure(self, request: Request) -> None:
        await self._server.end(node("failure", **request["attributes"]))

    async def _drop(self, _request: Request) -> None:
        self._server.cut()

    async def _acks(self, request: Request) -> None:
        self._server.acks = Acks(request["mode"], request["code"])

    async def _settle(self, _request: Request) -> None:
        await self._server.settle()

    async def _seen(self, request: Request) -> object:
        return await self._server.journal.after(request["since"], request["patience"])
