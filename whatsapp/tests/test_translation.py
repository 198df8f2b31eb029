"""The linked session's events in our words, and our words as a phone shows them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp.port import Kind, Peer, Rank
from whatsapp.translation import ARRIVAL, arrival_of, chosen, numbered, parts_of, receipts_of

pytestmark = pytest.mark.once

ROSA = {"User": "51987654321", "Server": "s.whatsapp.net"}
LID = {"User": "200000000000002", "Server": "lid"}


def event(
    message: dict[str, Any] | None = None, *, chat: Any = ROSA, source: Any = None, info: Any = None, **flags: Any
) -> Any:
    """A message event as the child reports it."""
    sources = {"Chat": chat, "Sender": chat, "SenderAlt": LID, **(source or {})}
    told = {"ID": "3A1", "Timestamp": "1795550400000", "Pushname": "Rosa", "MessageSource": sources, **(info or {})}
    return {
        "Info": told,
        "Message": message if message is not None else {"conversation": "hola"},
        "serialized": "QQ==",
        **flags,
    }


def read(*args: Any, **more: Any) -> Any:
    return arrival_of("message", event(*args, **more))


def test_a_text_and_who_wrote_it() -> None:
    one = read()
    assert (one.kind, one.text, one.chat) == (Kind.TEXT, "hola", "51987654321@s.whatsapp.net")
    assert one.peer == Peer("51987654321", lid="200000000000002", name="Rosa")
    assert one.sent_at.isoformat() == "2026-11-24T20:00:00+00:00"


@pytest.mark.parametrize(
    ("message", "kind", "text", "target"),
    [
        ({"extendedTextMessage": {"text": "sí", "contextInfo": {"stanzaID": "Q"}}}, Kind.TEXT, "sí", "Q"),
        ({"imageMessage": {"caption": "boleta", "mimetype": "image/jpeg"}}, Kind.IMAGE, "boleta", ""),
        ({"documentMessage": {"fileName": "a.pdf", "mimetype": "application/pdf"}}, Kind.DOCUMENT, "", ""),
        ({"audioMessage": {"mimetype": "audio/ogg; codecs=opus"}}, Kind.VOICE, "", ""),
        ({"stickerMessage": {"mimetype": "image/webp"}}, Kind.OTHER, "", ""),
        ({"pollCreationMessage": {"name": "?"}}, Kind.OTHER, "", ""),
        ({"locationMessage": {"degreesLatitude": -12.0, "degreesLongitude": -77.0}}, Kind.LOCATION, "-12.0, -77.0", ""),
        ({"reactionMessage": {"text": "👍", "key": {"ID": "R"}}}, Kind.REACTION, "👍", "R"),
        ({"protocolMessage": {"key": {"ID": "X"}}}, Kind.REVOKE, "", "X"),
        (
            {"protocolMessage": {"type": "MESSAGE_EDIT", "key": {"ID": "X"}, "editedMessage": {"conversation": "ya"}}},
            Kind.EDIT, "ya", "X",
        ),
    ],
)  # fmt: skip
def test_every_kind(message: Any, kind: Kind, text: str, target: str) -> None:
    one = read(message)
    assert (one.kind, one.text, one.target) == (kind, text, target)


def test_what_hangs_on_it_is_known_by_its_own_message() -> None:
    media = read({"audioMessage": {"mimetype": "audio/ogg; codecs=opus", "fileLength": "4242"}}).media
    assert (media.mime, media.size, media.reference) == ("audio/ogg", 4242, "QQ==")


@pytest.mark.parametrize(
    "nobodys",
    [
        {"chat": {"User": "1203", "Server": "g.us"}, "source": {"IsGroup": True}},
        {"chat": {"User": "status", "Server": "broadcast"}},
        {"chat": {"User": "1", "Server": "newsletter"}},
        {"info": {"Category": "peer"}},
        {"message": {}},
        {"message": {"senderKeyDistributionMessage": {"groupID": "x"}}},
        {"message": {"protocolMessage": {"type": "EPHEMERAL_SETTING"}}},
        {"message": {"reactionMessage": {"text": "👍", "key": {"ID": "R"}}}, "source": {"IsFromMe": True}},
    ],
)
def test_what_is_nobodys(nobodys: Any) -> None:
    assert read(**nobodys) is None


def test_staff_on_the_phone_is_an_echo_to_whom_they_wrote() -> None:
    one = read(
        source={"IsFromMe": True, "Sender": {"User": "15550001111", "Server": "s.whatsapp.net"}, "RecipientAlt": LID}
    )
    assert (one.kind, one.peer) == (Kind.ECHO, Peer("51987654321", lid="200000000000002"))


def test_view_once_and_what_cannot_be_decrypted() -> None:
    assert read({"imageMessage": {}}, IsViewOnceV2=True).is_view_once
    assert arrival_of("undecryptable", event()).kind == Kind.UNREADABLE  # type: ignore[union-attr]


def test_new_keys() -> None:
    one = arrival_of("identity", {"JID": ROSA, "Timestamp": "1795550400"})
    assert one is not None
    assert (one.kind, one.peer.phone) == (Kind.IDENTITY, "51987654321")


@pytest.mark.parametrize(
    ("kind", "source", "rank"),
    [("READ", {}, Rank.READ), (None, {}, Rank.DELIVERED), ("READ_SELF", {}, None), ("READ", {"IsFromMe": True}, None)],
)
def test_receipts(kind: str | None, source: Any, rank: Rank | None) -> None:
    said = {"MessageSource": {"Chat": LID, **source}, "MessageIDs": ["A", "B"], "Timestamp": "1795550400"}
    ranks = [receipt.rank for receipt in receipts_of({**said, **({"Type": kind} if kind else {})})]
    assert ranks == ([rank] * 2 if rank else [])


def test_it_is_kept_whole() -> None:
    one = read({"imageMessage": {"caption": "é", "mimetype": "image/png"}})
    assert ARRIVAL.validate_json(ARRIVAL.dump_json(one)) == one


@given(st.text(max_size=3000), st.integers(20, 500))
def test_parts_hold_every_word_and_none_is_too_long(text: str, longest: int) -> None:
    parts = parts_of(text, longest)
    assert all(0 < len(part) <= longest for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_it_is_cut_where_one_would_draw_breath() -> None:
    assert parts_of("Uno dos. Tres cuatro.\n\nCinco seis.", 24) == ["Uno dos. Tres cuatro.", "Cinco seis."]
    assert parts_of("Uno dos tres. Cuatro cinco seis siete.", 30) == ["Uno dos tres.", "Cuatro cinco seis siete."]


@pytest.mark.parametrize(
    ("said", "picked"), [("1", "Sí"), (" 2) ", "No"), ("3", None), ("0", None), ("1.5", None), ("sí", None)]
)
def test_a_number_picks(said: str, picked: str | None) -> None:
    assert chosen(said, ["Sí", "No"]) == picked


def test_numbered() -> None:
    assert numbered("¿Lo anoto?", ["Sí", "No"]) == "¿Lo anoto?\n\n*1* Sí\n*2* No"
