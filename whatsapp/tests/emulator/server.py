"""The chat server: a connection of the client from its handshake to its end, and what must reach it meanwhile."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidTag
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from whatsapp.tests.emulator import mail, pairing
from whatsapp.tests.emulator.account import Account
from whatsapp.tests.emulator.answers import answer
from whatsapp.tests.emulator.contacts import LINKED_DEVICE, NOBODY, OURS
from whatsapp.tests.emulator.identity import Identity
from whatsapp.tests.emulator.journal import Journal
from whatsapp.tests.emulator.media import Media
from whatsapp.tests.emulator.nodes import Node, brief, child, children, node, now
from whatsapp.tests.emulator.protobuf import Malformed
from whatsapp.tests.emulator.wire import Wire

_PATIENCE = 3.0  # seconds for the client to handle what it was sent


class NotConnected(RuntimeError):
    """The client is not connected."""


@dataclass
class Acks:
    """How the server answers to what the client sends."""

    mode: Literal["ok", "err", "drop"] = "ok"
    code: int = 479


class Server:
    """One account, and at most one client that is connected."""

    def __init__(self, account: Account, media: Media, journal: Journal) -> None:
        self.account, self.media, self.journal = account, media, journal
        self.acks = Acks()
        self._identity = Identity()
        self._wire: Wire | None = None
        self._is_active = False
        self._letters: dict[str, Node] = {}  # until the client says that it has them
        self._fences: dict[str, asyncio.Event] = {}

    async def serve(self, socket: ServerConnection) -> None:
        """Hold a connection until it ends."""
        wire = Wire(socket)
        self.journal.note("connect")
        with suppress(ConnectionClosed, NotConnected):
            try:
                await wire.shake_hands(self._identity)
                self._wire, self._is_active = wire, False
                await self._greet(wire)
                while True:
                    await self._handle(await wire.receive())
            except (Malformed, InvalidTag) as problem:
                self.journal.note("log", line=f"not understood: {type(problem).__name__} {problem}")
                await wire.close()
            finally:
                self._part(wire)

    async def send(self, told: Node) -> None:
        """Tell the client now, or not at all."""
        if self._wire is None:
            raise NotConnected
        self.journal.note("log", line=f"-> {brief(told)}")
        try:
            await self._wire.send(told)
        except ConnectionClosed as closed:
            raise NotConnected from closed

    async def deliver(self, letter: Node) -> None:
        """Bring a message to the client: now, or as soon as it is connected again."""
        self._letters[letter.attrs["id"]] = letter
        if self._is_active:
            with suppress(NotConnected):
                await self.send(letter)

    async def settle(self) -> None:
        """Wait until the client has handled all that it was sent, or is gone. It handles one after another."""
        name = f"fence-{len(self._fences)}"
        fence = self._fences[name] = asyncio.Event()
        with suppress(NotConnected, TimeoutError):
            await self.send(node("notification", from_=NOBODY, type="fence", id=name, t=now()))
            await asyncio.wait_for(fence.wait(), _PATIENCE)

    async def end(self, told: Node) -> None:
        """Tell the client something final, let it take note, and close."""
        wire = self._wire
        await self.send(told)
        await self.settle()
        if wire is not None:
            await wire.close()

    def cut(self) -> None:
        """Lose the connection without a word."""
        if self._wire is None:
            raise NotConnected
        self._wire.cut()

    async def link(self, success: Node) -> None:
        """Tell the client that the phone vouched for it."""
        await self.account.relink()
        self._letters.clear()
        await self.send(success)

    # The connection

    async def _greet(self, wire: Wire) -> None:
        if wire.is_linked:
            lid = OURS.device(LINKED_DEVICE)[1]
            await self.send(node("success", t=now(), lid=lid, props=1, companion_enc_static="x"))
        else:
            self.account.offer = pairing.Offer.fresh()
            await self.send(self.account.offer.node())

    def _part(self, wire: Wire) -> None:
        if self._wire is wire:
            self._wire, self._is_active = None, False
            for fence in self._fences.values():
                fence.set()
        self.journal.note("disconnect")

    async def _handle(self, told: Node) -> None:
        self.journal.note("log", line=f"<- {brief(told)}")
        match told.tag:
            case "iq":
                await self._on_iq(told)
            case "message":
                await self._on_message(told)
            case "ack" | "receipt":
                await self._on_receipt(told)
            case "chatstate":
                state = next((found.tag for found in children(told)), "")
                self.journal.note("typing", to=told.attrs.get("to", ""), state=state)

    async def _on_iq(self, request: Node) -> None:
        if request.attrs.get("type") in ("result", "error"):
            if child(request, "pair-device-sign"):
                self.journal.note("linked")
                await self.send(node("stream:error", code=515))  # the client comes back by itself, as who it is now
            return
        content = await answer(request, self.account)
        await self.send(node("iq", content, from_=NOBODY, type="result", id=request.attrs.get("id")))
        if child(request, "active"):
            await self._on_active()
        if (asked := child(request, "link_code_companion_reg")) and asked.attrs.get("stage") == "companion_finish":
            await self._finish_by_code(asked)

    async def _finish_by_code(self, asked: Node) -> None:
        try:
            success = pairing.finished(asked, self.account.offer, self.account.keys)
        except pairing.WrongCode:
            self.journal.note("log", line="the code that was typed is not the client's")
        else:
            await self.link(success)

    async def _on_active(self) -> None:
        """The client is ready: what it missed comes first."""
        self.journal.note("login")
        told: set[str] = set()
        while missed := [letter for name, letter in self._letters.items() if name not in told]:
            for letter in missed:  # and those that are written meanwhile come behind them
                letter.attrs["offline"] = "0"
                await self.send(letter)
                told.add(letter.attrs["id"])
        self._is_active = True
        await self.send(node("ib", [node("offline", count=len(told))], from_=NOBODY))

    async def _on_message(self, sent: Node) -> None:
        for found in await mail.opened(sent, self.account, self.media):
            self.journal.note("received", **found)
        if self.acks.mode == "drop":
            return
        error = self.acks.code if self.acks.mode == "err" else None
        given = sent.attrs
        await self.send(node("ack", class_="message", id=given["id"], from_=given["to"], t=now(), error=error))

    async def _on_receipt(self, told: Node) -> None:
        given = told.attrs
        if given.get("class") == "notification":
            if fence := self._fences.get(given.get("id", "")):
                fence.set()
            return
        listed = child(told, "list")
        ids = [given.get("id", ""), *(item.attrs.get("id", "") for item in (children(listed) if listed else []))]
        kind = given.get("type", "")
        if kind != "retry":
            for one in ids:
                self._letters.pop(one, None)
        if kind in ("read", "read-self"):
            self.journal.note("read", ids=ids, to=given.get("to", ""))
        else:
            self.journal.note("ack", tag=told.tag, ids=ids, kind=kind, to=given.get("to", ""))
        if told.tag == "receipt":
            await self.send(node("ack", class_="receipt", id=given.get("id"), from_=given.get("to", NOBODY)))
