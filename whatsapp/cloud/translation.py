"""The Cloud API's JSON and our words: a webhook that came becomes arrivals and receipts, a parcel becomes a request.

Pure functions. A webhook may batch many entries, changes and messages: all are read, and one that is malformed is told
in `problems` without its content and without harm to the others. What `user_id` means there is the BSUID.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias, cast

from whatsapp.port import Arrival, Kind, Media, Peer, Rank, Receipt

Json: TypeAlias = Mapping[str, object]

_HASH = re.compile(r"[0-9a-f]{64}")
_PHONE = re.compile(r"\+?\d{5,20}", re.ASCII)
_RANKS = {**{rank.value: rank for rank in Rank}, "played": Rank.READ}
_MOVES = {"user_changed_number", "customer_changed_number", "user_changed_user_id"}
_IDENTITIES = {"user_identity_changed", "customer_identity_changed"}
_UNAVAILABLE = "131060"  # the phone that shares our number has not decrypted it


@dataclass(frozen=True, slots=True)
class Read:
    """What a webhook said: each with the id of the phone number (ours) it is about. PROBLEMS are codes, never content."""

    arrivals: tuple[tuple[str, Arrival], ...] = ()
    receipts: tuple[tuple[str, Receipt], ...] = ()
    problems: tuple[str, ...] = ()


class _Malformed(ValueError):
    """Not the shape that is documented."""


@contextmanager
def _noting(problems: list[str], what: str) -> Iterator[None]:
    try:
        yield
    except _Malformed as why:
        problems.append(f"{what}: {why}")


def read(webhook: object) -> Read:
    """Read a webhook's parsed JSON, whatever it is. What happens in groups is none of our business and left out."""
    said: list[tuple[str, Arrival | Receipt]] = []
    problems: list[str] = []
    with _noting(problems, "webhook"):
        for entry in _many(_one(webhook), "entry"):
            with _noting(problems, "entry"):
                for change in _many(_one(entry), "changes"):
                    with _noting(problems, "change"):
                        said += _said(_one(change), problems)
    arrivals = tuple((account, one) for account, one in said if isinstance(one, Arrival))
    receipts = tuple((account, one) for account, one in said if isinstance(one, Receipt))
    return Read(arrivals, receipts, tuple(problems))


def _said(change: Json, problems: list[str]) -> list[tuple[str, Arrival | Receipt]]:
    name, value = _words(change, "field"), _one(change.get("value"))
    if (readers := _READERS.get(name)) is None:
        raise _Malformed(f"field {name} is not read" if re.fullmatch(r"[a-z_]{1,40}", name) else "no field")
    account = _needed(_one(value.get("metadata")), "phone_number_id")
    said = []
    for key, reader in readers.items():
        with _noting(problems, key):
            for item in _many(value, key):
                with _noting(problems, key):
                    one = _one(item)
                    if not one.get("group_id") and one.get("recipient_type") != "group":
                        said.append((account, reader(one, value)))
    return said


def _message(message: Json, value: Json) -> Arrival:
    peer = Peer(_phone(_words(message, "from")), bsuid=_words(message, "from_user_id"))
    return _arrival(message, _introduced(peer, value))


def _echo(message: Json, value: Json) -> Arrival:
    """What staff wrote by hand, in the app that shares the number: FROM is us, TO is the person."""
    peer = Peer(_phone(_words(message, "to")), bsuid=_words(message, "to_user_id"))
    return replace(_arrival(message, _introduced(peer, value)), kind=Kind.ECHO)


def _new_bsuid(update: Json, value: Json) -> Arrival:
    """A person's BSUID became another one. Such an update has no id: which became which is what happens once."""
    ids = _one(update.get("user_id"))
    old, new = _needed(ids, "previous"), _needed(ids, "current")
    once = hashlib.sha256(f"{old} {new}".encode()).hexdigest()[:32]
    return Arrival(f"moved.{once}", old, Peer(bsuid=old), Kind.MOVED, _moment(update), text=new)


def _receipt(status: Json, value: Json) -> Receipt:
    if (rank := _RANKS.get(_words(status, "status"))) is None:
        raise _Malformed("a status nobody knows")
    return Receipt(
        id=_needed(status, "id"),
        rank=rank,
        at=_moment(status),
        tracker=_words(status, "biz_opaque_callback_data"),
        code=next(map(_code, _some(status, "errors")), ""),
        peer=Peer(_phone(_words(status, "recipient_id")), bsuid=_words(status, "recipient_user_id")),
    )


def _trouble(error: Json, value: Json) -> Arrival:
    raise _Malformed(f"code {_code(error)}")  # the account itself is in trouble


_READERS: dict[str, dict[str, Callable[[Json, Json], Arrival | Receipt]]] = {
    "messages": {"messages": _message, "statuses": _receipt, "errors": _trouble},
    "smb_message_echoes": {"message_echoes": _echo},
    "user_id_update": {"user_id_update": _new_bsuid},
}


# A message, whoever wrote it.


def _arrival(message: Json, peer: Peer) -> Arrival:
    if not (chat := peer.bsuid or peer.phone):
        raise _Malformed("nobody's")
    target = _words(_maybe(message, "context"), "id")
    arrival = Arrival(_needed(message, "id"), chat, peer, Kind.OTHER, _moment(message), target=target)
    return _with_content(arrival, message)


@dataclass(frozen=True, slots=True)
class _Shape:
    """By what names a kind of content has its words, what it is about, and which choice it is."""

    kind: Kind
    words: str = ""
    target: str = ""
    choice: str = ""
    has_media: bool = False


_SHAPES = {
    "text": _Shape(Kind.TEXT, "body"),
    "image": _Shape(Kind.IMAGE, "caption", has_media=True),
    "document": _Shape(Kind.DOCUMENT, "caption", has_media=True),
    "audio": _Shape(Kind.VOICE, has_media=True),
    "video": _Shape(Kind.OTHER, "caption", has_media=True),
    "sticker": _Shape(Kind.OTHER, has_media=True),
    "reaction": _Shape(Kind.REACTION, "emoji", target="message_id"),
    "revoke": _Shape(Kind.REVOKE, target="original_message_id"),
    "button": _Shape(Kind.TEXT, "text", choice="payload"),  # of a template
    "button_reply": _Shape(Kind.TEXT, "title", choice="id"),
    "list_reply": _Shape(Kind.TEXT, "title", choice="id"),
}


def _with_content(arrival: Arrival, message: Json) -> Arrival:
    """The same, with what is inside: the type names it. A contact, an order or what is new to us stays OTHER."""
    name = _words(message, "type")
    content = _maybe(message, name)
    if name == "interactive":
        name = _words(content, "type")
        content = _maybe(content, name)
    if name == "unsupported":
        return _unsupported(arrival, content, set(map(_code, _some(message, "errors"))))
    if special := {"location": _location, "edit": _edit, "system": _system}.get(name):
        return special(arrival, content)
    return _shaped(arrival, name, content)


def _shaped(arrival: Arrival, name: str, content: Json) -> Arrival:
    shape = _SHAPES.get(name, _Shape(Kind.OTHER))
    return replace(
        arrival,
        kind=shape.kind,
        text=_needed(content, shape.words) if shape.kind is Kind.TEXT else _words(content, shape.words),
        target=_needed(content, shape.target) if shape.target else arrival.target,
        choice=_words(content, shape.choice),
        media=_media(content) if shape.has_media else None,
    )


def _location(arrival: Arrival, place: Json) -> Arrival:
    where = f"{_number(place, 'latitude')}, {_number(place, 'longitude')}"
    return replace(arrival, kind=Kind.LOCATION, text=_words(place, "name") or _words(place, "address") or where)


def _edit(arrival: Arrival, edit: Json) -> Arrival:
    message = _maybe(edit, "message")
    anew = _shaped(arrival, name := _words(message, "type"), _maybe(message, name))
    return replace(arrival, kind=Kind.EDIT, target=_needed(edit, "original_message_id"), text=anew.text)


def _system(arrival: Arrival, system: Json) -> Arrival:
    """A new number or BSUID stands in a field. The sentence beside it contains a name anybody may choose: never read it."""
    name, bsuid = _words(system, "type"), _words(system, "user_id")
    if name in _IDENTITIES:
        return replace(arrival, kind=Kind.IDENTITY)
    if name not in _MOVES:
        return arrival
    phone = _phone(_words(system, "wa_id") or _words(system, "new_wa_id"))
    if not (to := bsuid if name == "user_changed_user_id" else phone or bsuid):
        raise _Malformed("moved to nowhere")
    return replace(arrival, kind=Kind.MOVED, text=to)


def _unsupported(arrival: Arrival, content: Json, codes: set[str]) -> Arrival:
    once = _words(content, "type").startswith("view_once")
    kind = Kind.UNREADABLE if once or _UNAVAILABLE in codes else Kind.OTHER
    return replace(arrival, kind=kind, is_view_once=once)


def _media(media: Json) -> Media:
    return Media(
        mime=_words(media, "mime_type").partition(";")[0].strip(),
        name=_words(media, "filename"),
        sha256=hexadecimal(_words(media, "sha256")),
        reference=_needed(media, "id"),
    )


def hexadecimal(digest: str) -> str:
    """A SHA-256 as we write it: webhooks give it in base64, the media endpoint in hexadecimal. Anything else is none."""
    if _HASH.fullmatch(digest.lower()):
        return digest.lower()
    try:
        raw = base64.b64decode(digest, validate=True)
    except ValueError:
        return ""
    return raw.hex() if len(raw) == 32 else ""


def _introduced(peer: Peer, value: Json) -> Peer:
    """The same with what the webhook's contacts know of them; where there are several, theirs is the one that fits."""
    contacts = _some(value, "contacts")
    for one in contacts:
        phone, bsuid = _phone(_words(one, "wa_id")), _words(one, "user_id")
        if len(contacts) == 1 or phone == peer.phone != "" or bsuid == peer.bsuid != "":
            name = _words(_maybe(one, "profile"), "name")
            return Peer(peer.phone or phone, bsuid=peer.bsuid or bsuid, name=name)
    return peer


# JSON that others wrote.


def _one(value: object) -> Json:
    if not isinstance(value, Mapping):
        raise _Malformed("not an object")
    return cast("Json", value)


def _maybe(of: Json, key: str) -> Json:
    value = of.get(key)
    return cast("Json", value) if isinstance(value, Mapping) else {}


def _many(of: Json, key: str) -> list[object]:
    value = of.get(key) or []
    if not isinstance(value, list):
        raise _Malformed("not a list")
    return value


def _some(of: Json, key: str) -> list[Json]:
    """The objects of a list that may be missing."""
    value = of.get(key)
    return [cast("Json", one) for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _words(of: Json, key: str) -> str:
    """A text, "" where there is none; without what no database keeps: NUL, and half of a surrogate pair."""
    value = of.get(key)
    return value.encode(errors="replace").decode().replace("\0", "") if isinstance(value, str) else ""


def _needed(of: Json, key: str) -> str:
    if not (words := _words(of, key)):
        raise _Malformed(f"no {key}")
    return words


def _phone(number: str) -> str:
    """A number without the plus sign that an echo may write; "" for a BSUID in its place."""
    return number.removeprefix("+") if _PHONE.fullmatch(number) else ""


def _number(of: Json, key: str) -> int | float:
    value = of.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Malformed(f"no {key}")
    return value


def _moment(of: Json) -> datetime:
    """Seconds since 1970, as a string; some write a number."""
    try:
        return datetime.fromtimestamp(int(str(of.get("timestamp"))), UTC)
    except (ValueError, OverflowError, OSError):
        raise _Malformed("no timestamp") from None


def _code(error: Json) -> str:
    code = error.get("code")
    return str(code) if isinstance(code, int) else "unknown"
