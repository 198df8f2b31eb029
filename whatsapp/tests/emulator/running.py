# ruff: noqa: A002  (an id is what the wire calls it, too)
"""The emulator in a test: a process of its own, and what the customers, the phone and the server are to do in it.

with Emulator(tmp_path) as emulator:
    child = subprocess.Popen([...], env={**os.environ, **emulator.environment(copies)})
    emulator.scan(qr)
    emulator.until(lambda seen: seen.connected)
    emulator.say("¿Cuánto gasté?")
    emulator.until(lambda seen: seen.received)
"""

import base64
import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from google.protobuf.message import Message as Proto

from whatsapp.tests.emulator import library
from whatsapp.tests.emulator.contacts import CUSTOMER, Contact
from whatsapp.tests.emulator.identity import ROOT
from whatsapp.tests.emulator.messages import Message
from whatsapp.tests.emulator.sightings import State

_REPOSITORY = Path(__file__).parents[3]
_START, _ANSWER, _LOOK, _END = 30.0, 60.0, 30.0, 5.0  # seconds, on a machine that does other things too
GROUP, STATUS = "120363000000000001@g.us", "status@broadcast"


class DidNotStart(RuntimeError):
    """The emulator ended before it served; the message has what it said."""


class Refused(RuntimeError):
    """The emulator could not do what it was asked to."""


class NeverSeen(AssertionError):
    """What was waited for did not happen; the message has the last lines of the log."""


class Emulator:
    """One server with one account; nobody else's, whatever runs beside it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._entries: list[dict[str, Any]] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._info: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.end()

    # The process

    def start(self) -> None:
        """Begin to serve; it answers when this returns."""
        command = [sys.executable, "-m", "whatsapp.tests.emulator", str(self._folder), "--attached"]
        with (self._folder / "emulator.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=_REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
            )
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            line = self._process.stdout.readline() if selector.select(_START) else b""
        if not line:
            self.end()
            raise DidNotStart((self._folder / "emulator.log").read_text()[-2000:])
        self._info = json.loads(line)

    def end(self) -> None:
        """End the process, whatever it does, and let go of its pipes."""
        if self._process is None:
            return
        process, self._process = self._process, None
        with process:  # it closes the pipes and waits
            process.terminate()
            try:
                process.wait(_END)
            except subprocess.TimeoutExpired:
                process.kill()

    @property
    def pid(self) -> int:
        return int(self._info["pid"])

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self._info['proxy']}"

    def environment(self, copies: Path) -> dict[str, str]:
        """What the client's process needs beside its own: the way here, whom to trust, and a library that does.

        The library's copy (18 MB) is made once in the folder of copies; give that of the whole test session.
        """
        path = [str(library.trusting(ROOT.public, copies)), *filter(None, [os.environ.get("PYTHONPATH")])]
        authority = str(self._info["authority"])
        return {"SSL_CERT_FILE": authority, "PYTHONPATH": os.pathsep.join(path), "WHATSAPP_PROXY": self.proxy}

    # The phone of the account

    def scan(self, qr: str) -> None:
        """Scan the code that the client shows."""
        self._do("scan", qr=qr)

    def enter_code(self, code: str) -> None:
        """Type the code that the client gave for linking without a camera."""
        self._do("type", code=code)

    def echo(self, text: str, *, to: Contact = CUSTOMER, id: str | None = None) -> str:
        """Write to a customer on the account's own phone, of which the client is told; the message's id."""
        return self._say(_text(text), ours=True, id=id, **{"with": asdict(to)})

    # The customers

    def say(self, text: str, *, by: Contact = CUSTOMER, id: str | None = None, at: int | None = None) -> str:
        """Write to the account, at this Unix time; the message's id, which is given to say the same again."""
        return self.send_proto(_text(text), by=by, id=id, at=at)

    def send_proto(
        self,
        message: Proto | bytes,
        *,
        by: Contact = CUSTOMER,
        id: str | None = None,
        at: int | None = None,
    ) -> str:
        """Send a message of any kind, as `messages.Message` or the client library's own."""
        return self._say(message, id=id, t=at, **{"with": asdict(by)})

    def say_group(self, text: str, *, by: Contact = CUSTOMER, group: str = GROUP, id: str | None = None) -> str:
        """Write in a group, or a status that all contacts see (STATUS)."""
        return self._say(_text(text), group=group, id=id, **{"with": asdict(by)})

    def send_image(self, body: bytes, mime: str = "image/jpeg", caption: str = "", *, by: Contact = CUSTOMER) -> str:
        """Send an image that the client can fetch."""
        return self._send_file(body, mime, by=by, caption=caption)

    def send_document(self, body: bytes, name: str, mime: str, caption: str = "", *, by: Contact = CUSTOMER) -> str:
        """Send a file that the client can fetch."""
        return self._send_file(body, mime, by=by, caption=caption, name=name)

    def resend_last(self) -> None:
        """Bring the last message once more, the very same bytes."""
        self._do("resend")

    def receipt(self, id: str, kind: Literal["", "read", "played"] = "", *, by: Contact = CUSTOMER) -> None:
        """Say that a message of the client's has arrived (""), or was read."""
        self._do("receipt", id=id, kind=kind, **{"with": asdict(by)})

    # The server

    def acks(self, mode: Literal["ok", "err", "drop"], code: int = 479) -> None:
        """From now on answer to what the client sends: that it is taken, this error, or nothing."""
        self._do("acks", mode=mode, code=code)

    def stream_error(self, code: int | None = None, conflict: str | None = None) -> None:
        """End the connection for a reason: 503; 401 with conflict "device_removed"; only a conflict "replaced"."""
        self._do("stream_error", code=code, conflict=conflict)

    def failure(self, **attributes: str | int) -> None:
        """Refuse the client: reason 402 with code and expire (a ban), 403 (gone), 405 (outdated)."""
        self._do("failure", attributes=attributes)

    def drop(self) -> None:
        """Lose the connection without a word."""
        self._do("drop")

    # What is seen

    def state(self) -> State:
        """All that was seen until now."""
        return self._look(patience=0)

    def until(self, condition: Callable[[State], object], patience: float = 20.0) -> State:
        """Wait until the condition holds of what was seen."""
        end = time.monotonic() + patience
        state = self.state()
        while not condition(state):
            left = end - time.monotonic()
            if left <= 0:
                raise NeverSeen("\n".join(["not seen in time; the last lines of the log:", *state.log[-15:]]))
            state = self._look(patience=min(left, _LOOK))
        return state

    def settle(self) -> State:
        """Wait until the client's library has handled all that it was sent; what was seen by then."""
        self._do("settle")
        return self.state()

    def _look(self, patience: float) -> State:
        since = len(self._entries)
        news = self._do("seen", since=since, patience=patience)
        self._entries[since : since + len(news)] = news  # at their own numbers: another thread may have brought them
        return State.of(self._entries)

    # The way there

    def _say(self, message: Proto | bytes, **how: object) -> str:
        plain = message if isinstance(message, bytes) else message.SerializeToString()
        stamp = {name: how.pop(name) for name in ("id", "t") if how.get(name) is not None}
        return str(self._do("say", proto=base64.b64encode(plain).decode(), stamp=stamp, **how))

    def _send_file(self, body: bytes, mime: str, *, by: Contact, caption: str, name: str = "") -> str:
        sealed = base64.b64encode(body).decode()
        what = {"body": sealed, "mime": mime, "name": name, "caption": caption, "with": asdict(by)}
        return str(self._do("file", **what))

    def _do(self, deed: str, **how: object) -> Any:
        with socket.create_connection(("127.0.0.1", self._info["control"]), timeout=_ANSWER) as door:
            door.sendall(json.dumps({"do": deed, **how}).encode() + b"\n")
            with door.makefile("rb") as lines:
                line = lines.readline()
        answer = json.loads(line or b'{"error": "the emulator is gone"}')
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["ok"]


def _text(text: str) -> bytes:
    plain: bytes = Message(conversation=text).SerializeToString()
    return plain
