"""The linked session's events in our words, and our words as a phone shows them: pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from whatsapp.port import Arrival, Kind, Media, Peer, Rank, Receipt

_NOT_FOR_US = frozenset({"g.us", "broadcast", "newsletter"})
_MEDIA = {
    "imageMessage": Kind.IMAGE, "documentMessage": Kind.DOCUMENT, "audioMessage": Kind.VOICE,
    "videoMessage": Kind.OTHER, "stickerMessage": Kind.OTHER,
}  # fmt: skip
_SILENT = frozenset({"senderKeyDistributionMessage", "messageContextInfo", "protocolMessage"})
_RANKS = {"DELIVERED": Rank.DELIVERED, "READ": Rank.READ, "PLAYED": Rank.READ}

Event = dict[str, Any]

# An arrival as a row keeps it until it is dealt with.
ARRIVAL = TypeAdapter(Arrival)


def arrival_of(kind: str, event: Event) -> Arrival | None:
    """What an event of the linked session says. None for what is nobody's message to SofIA.

    Groups, the status, broadcasts, newsletters, messages between a person's own devices and empty ones are not.
    """
    if kind == "identity":
        return _identity(event)
    info = event.get("Info", {})
    source = info.get("MessageSource", {})
    chat = source.get("Chat", {})
    is_ours = info.get("Category", "") != "peer" and not source.get("IsGroup")
    if not is_ours or chat.get("Server") in _NOT_FOR_US or chat.get("User") in (None, "", "status"):
        return None
    others = (
        (chat, source.get("RecipientAlt"))
        if source.get("IsFromMe")
        else (source.get("Sender"), source.get("SenderAlt"))
    )
    peer = peer_of(*others, name="" if source.get("IsFromMe") else info.get("Pushname", ""))
    if not (peer.phone.strip("0") or peer.lid):  # WhatsApp itself, or a kind of name nobody here knows
        return None
    said = Arrival(
        id=info["ID"], chat=_written(chat), peer=peer, kind=Kind.OTHER,
        sent_at=datetime.fromtimestamp(int(info.get("Timestamp", 0)) / 1000, UTC),
    )  # fmt: skip
    if kind == "undecryptable":
        return _as(said, Kind.UNREADABLE)
    return _message(event, said, is_echo=bool(source.get("IsFromMe")))


def peer_of(*names: Event | None, name: str = "") -> Peer:
    """Whoever goes by these names of the linked protocol (JIDs): a number, a LID, or both."""
    found = {one.get("Server"): str(one["User"]) for one in names if one and one.get("User")}
    return Peer(phone=found.get("s.whatsapp.net", ""), lid=found.get("lid", ""), name=name)


def receipts_of(event: Event) -> list[Receipt]:
    """What a receipt says of messages that left. Receipts of our own other devices say nothing."""
    source = event.get("MessageSource", {})
    rank = _RANKS.get(event.get("Type", "DELIVERED"))
    if rank is None or source.get("IsFromMe") or source.get("IsGroup"):
        return []
    at = datetime.fromtimestamp(int(event.get("Timestamp", 0)), UTC)
    peer = peer_of(source.get("Chat"), source.get("Sender"), source.get("SenderAlt"))
    return [Receipt(id=one, rank=rank, at=at, peer=peer) for one in event.get("MessageIDs", [])]


def _identity(event: Event) -> Arrival:
    jid = event.get("JID", {})
    moment = datetime.fromtimestamp(int(event.get("Timestamp", 0)), UTC)
    return Arrival(
        id=f"identity-{jid.get('User')}-{event.get('Timestamp')}", chat=_written(jid), peer=peer_of(jid),
        kind=Kind.IDENTITY, sent_at=moment,
    )  # fmt: skip


def _message(event: Event, said: Arrival, *, is_echo: bool) -> Arrival | None:
    message = event.get("Message", {})
    protocol = message.get("protocolMessage", {})
    if protocol:
        return None if is_echo else _protocol(protocol, said)
    if reaction := message.get("reactionMessage"):
        target = reaction.get("key", {}).get("ID", "")
        return None if is_echo else _as(said, Kind.REACTION, text=reaction.get("text", ""), target=target)
    parts = [name for name in message if name not in _SILENT]
    if not parts:
        return None
    if is_echo:
        return _as(said, Kind.ECHO, text=_text(message))
    is_view_once = any(event.get(flag) for flag in ("IsViewOnce", "IsViewOnceV2", "IsViewOnceV2Extension"))
    target = _context(message).get("stanzaID", "")
    if place := message.get("locationMessage"):
        at = f"{place.get('degreesLatitude', 0)}, {place.get('degreesLongitude', 0)}"
        return _as(said, Kind.LOCATION, text=place.get("name") or place.get("address") or at, target=target)
    for name, kind in _MEDIA.items():
        if name in message:
            media = _media(message[name], event.get("serialized", ""))
            caption = message[name].get("caption", "")
            return _as(said, kind, text=caption, target=target, media=media, is_view_once=is_view_once)
    text = _text(message)
    return _as(said, Kind.TEXT if text else Kind.OTHER, text=text, target=target)


def _protocol(protocol: Event, said: Arrival) -> Arrival | None:
    target = protocol.get("key", {}).get("ID", "")
    if protocol.get("type", "REVOKE") == "REVOKE" and target:  # the first value of an enum is left out
        return _as(said, Kind.REVOKE, target=target)
    if protocol.get("type") == "MESSAGE_EDIT" and target:
        return _as(said, Kind.EDIT, target=target, text=_text(protocol.get("editedMessage", {})))
    return None


def _text(message: Event) -> str:
    extended = message.get("extendedTextMessage", {}).get("text", "")
    caption = next((part["caption"] for part in message.values() if isinstance(part, dict) and part.get("caption")), "")
    return str(message.get("conversation") or extended or caption)


def _context(message: Event) -> Event:
    parts = [part for part in message.values() if isinstance(part, dict)]
    return next((part["contextInfo"] for part in parts if part.get("contextInfo")), {})


def _media(part: Event, serialized: str) -> Media:
    return Media(
        mime=part.get("mimetype", "").partition(";")[0].strip(), name=part.get("fileName", ""),
        size=int(part.get("fileLength", 0)), reference=serialized,
    )  # fmt: skip


def _as(said: Arrival, kind: Kind, **more: Any) -> Arrival:  # noqa: ANN401  (any field)
    return replace(said, kind=kind, **more)


def _written(jid: Event) -> str:
    return f"{jid.get('User', '')}@{jid.get('Server', '')}"


# The way out


_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+")


def parts_of(text: str, longest: int) -> list[str]:
    """TEXT in messages of at most LONGEST letters: cut between paragraphs, else lines, else sentences, else words."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > longest:
        head = rest[: longest + 1]
        cut = _cut(head, longest)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(head: str, longest: int) -> int:
    for sign in ("\n\n", "\n"):
        at = head.rfind(sign)
        if at > longest // 3:
            return at
    ends = [end.end() for end in _SENTENCE_ENDS.finditer(head)]
    if ends and ends[-1] > longest // 3:
        return ends[-1]
    space = head.rfind(" ")
    return space if space > 0 else longest


def numbered(text: str, labels: Sequence[str]) -> str:
    """TEXT with the answers one may give below it, each by its number."""
    return "\n".join([text, "", *(f"*{place}* {label}" for place, label in enumerate(labels, 1))]) if labels else text


def chosen(text: str, labels: Sequence[str]) -> str | None:
    """Which of the numbered answers TEXT picks; None when it says something else."""
    number = re.fullmatch(r"\s*\(?(\d{1,2})[.)º°]?\s*", text)
    place = int(number[1]) if number else 0
    return labels[place - 1] if 1 <= place <= len(labels) else None
