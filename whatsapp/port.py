"""What a wire to WhatsApp can do, in our own words: the port that the linked session and the Cloud API both fit.

Values only. What their events say becomes an `Arrival` or a `Receipt`; what SofIA says leaves as a `Parcel`, and how that
went comes back as an `Outcome`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a wire has and what it takes."""

    buttons: int = 0  # answers that may stand as buttons; more stand as numbered choices
    button_letters: int = 20
    longest_text: int = 4096
    longest_with_buttons: int = 1024
    longest_caption: int = 1024
    window: timedelta | None = None  # how long after their last message one may write freely; None: always
    has_templates: bool = False
    repeats_safely: bool = False  # an unknown send can be settled afterwards by the wire's own statuses
    largest: dict[str, int] = field(
        default_factory=lambda: {"image": 5 << 20, "audio": 16 << 20, "document": 100 << 20}
    )


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody on WhatsApp: any of three names, of which at least one is known.

    A phone number (digits with the country's prefix), a LID (linked devices) or a BSUID (Cloud API, "US.1349…").
    """

    phone: str = ""
    lid: str = ""
    bsuid: str = ""
    name: str = ""  # what they call themselves


class Kind(StrEnum):
    """What arrived."""

    TEXT = "text"
    IMAGE = "image"
    DOCUMENT = "document"
    VOICE = "voice"
    LOCATION = "location"
    EDIT = "edit"  # `target` has been written anew as `text`
    REVOKE = "revoke"  # `target` has been taken back
    REACTION = "reaction"  # to `target`; empty text: taken back
    ECHO = "echo"  # written by hand from SofIA's own number: staff is talking with `peer`
    UNREADABLE = "unreadable"  # view-once on a linked device, or one that could not be decrypted
    OTHER = "other"  # a sticker, a contact, a poll: kept as something she cannot read
    MOVED = "moved"  # the person has another number now: `text` is it
    IDENTITY = "identity"  # the keys or the account behind the number changed


@dataclass(frozen=True, slots=True)
class Media:
    """Bytes that wait at the wire: what is known of them, and the wire's own reference to fetch them by."""

    mime: str
    name: str = ""
    size: int = 0  # bytes; 0 when not said
    sha256: str = ""  # hexadecimal; empty when the wire does not tell
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that came in. (account, chat, id) is once for ever."""

    id: str
    chat: str  # as the wire writes it: where an answer goes
    peer: Peer
    kind: Kind
    sent_at: datetime
    text: str = ""
    target: str = ""  # the message that is replied to, edited, taken back or reacted to
    media: Media | None = None
    is_view_once: bool = False
    choice: str = ""  # the id of the button that was tapped


class Rank(StrEnum):
    """How far a message got; a later rank is never taken back by an earlier one."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the wire says of something that left."""

    id: str  # the wire's id of the message
    rank: Rank
    at: datetime
    tracker: str = ""  # our own token, where the wire carries one back: settles a send whose answer was lost
    code: str = ""  # of a failure
    peer: Peer = Peer()


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture or a document that leaves."""

    body: bytes
    mime: str
    name: str

    @property
    def kind(self) -> str:
        return "image" if self.mime in ("image/jpeg", "image/png") else "document"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one chat."""

    tracker: str  # our own token of this attempt, at most 64 letters
    to: Peer
    chat: str
    text: str = ""
    buttons: tuple[tuple[str, str], ...] = ()  # (id, label)
    attached: Attached | None = None
    template: tuple[str, str] | None = None  # (name, language): outside the window, `text` is its one parameter
    menu: str = ""  # what opens a list of answers that are too many for buttons


@dataclass(frozen=True, slots=True)
class Left:
    """It left, under this id."""

    id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not leave and will not: by what code."""

    code: str
    stops_line: bool = False  # the account itself is in danger: nothing more leaves until staff has looked
    needs_template: bool = False  # the window is closed


@dataclass(frozen=True, slots=True)
class Later:
    """It did not leave; not before so many seconds."""

    seconds: float
    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have left, and the wire cannot say."""

    code: str


Outcome: TypeAlias = Left | Refused | Later | Unknown


class TooLarge(ValueError):
    """El archivo pesa demasiado."""


class Gone(LookupError):
    """El archivo ya no está en WhatsApp."""


class NotNow(ConnectionError):
    """El archivo no se pudo bajar en este momento."""


class Port(Protocol):
    """A wire. Nothing here raises for what the other side does: outcomes are values.

    `fetch` alone raises: TooLarge, Gone, and NotNow when it may come later.
    """

    name: str
    capabilities: Capabilities

    @property
    def is_reachable(self) -> bool: ...

    async def send(self, parcel: Parcel) -> Outcome: ...
    async def mark_read(self, arrivals: Sequence[str], chat: str) -> None: ...
    async def typing(self, chat: str, arrival_id: str, *, on: bool) -> None: ...
    async def fetch(self, media: Media, *, most: int) -> bytes: ...
