"""What a test sees of the emulator: everything the client did on the wire, in the order of its happening."""

import base64
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Received:
    """A message that the client sent, opened by whom it was for."""

    id: str
    to: str  # the address the client wrote to
    phone: str  # whose that is
    kind: str  # "conversation", "imageMessage" ...
    text: str  # or the caption
    proto: bytes  # the whole message
    file: bytes | None  # of an image or a document
    problem: str  # why it could not be opened


@dataclass(frozen=True)
class Ack:
    """The client says that it has a message, or that it could not open it (kind "retry")."""

    tag: str  # "receipt" or "ack"
    ids: tuple[str, ...]
    kind: str
    to: str
    at: float


@dataclass(frozen=True)
class Typing:
    to: str
    state: str  # "composing" or "paused"
    at: float


@dataclass(frozen=True)
class Read:
    """The blue ticks."""

    ids: tuple[str, ...]
    to: str
    at: float


@dataclass
class State:
    """All that was seen until now; it does not change afterwards."""

    received: list[Received] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    typing: list[Typing] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    connects: int = 0
    logins: int = 0  # connects of a linked client that went on to be ready for messages
    links: int = 0
    connected: bool = False  # ready for messages

    @classmethod
    def of(cls, entries: list[dict[str, Any]]) -> Self:
        """What the emulator's journal tells."""
        state = cls()
        for entry in entries:
            state._take(**entry)
        return state

    def _take(self, saw: str, at: float, **what: Any) -> None:
        match saw:
            case "received":
                file = None if what["file"] is None else base64.b64decode(what["file"])
                self.received.append(Received(**{**what, "proto": base64.b64decode(what["proto"]), "file": file}))
            case "ack":
                self.acks.append(Ack(what["tag"], _ids(what), what["kind"], what["to"], at))
            case "typing":
                self.typing.append(Typing(what["to"], what["state"], at))
            case "read":
                self.reads.append(Read(_ids(what), what["to"], at))
            case "log":
                self.log.append(what["line"])
            case _:
                self._count(saw)

    def _count(self, saw: str) -> None:
        if saw in ("connect", "disconnect"):
            self.connects += saw == "connect"
            self.connected = False
        elif saw == "login":
            self.logins += 1
            self.connected = True
        elif saw == "linked":
            self.links += 1


def _ids(what: dict[str, Any]) -> tuple[str, ...]:
    return tuple(one for one in what["ids"] if one)
