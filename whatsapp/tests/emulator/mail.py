"""Letters both ways: how a message reaches the client by its sender and chat, and what the client's own say when opened."""

import base64
import os

from google.protobuf.message import DecodeError

from whatsapp.tests.emulator.account import Account
from whatsapp.tests.emulator.contacts import OURS, Contact
from whatsapp.tests.emulator.journal import Entry
from whatsapp.tests.emulator.media import Media
from whatsapp.tests.emulator.messages import Message, attachment_of, kind_of, text_of
from whatsapp.tests.emulator.nodes import Node, every, node, now


async def from_customer(account: Account, by: Contact, plain: bytes, **stamp: str | int) -> Node:
    """A message in the chat with a customer."""
    sealed = await account.meet(by).encrypt(plain, account.prekeys)
    if by.address == "phone":
        addresses = {"from": by.by_phone, "sender_lid": by.by_lid}
    else:
        addresses = {"from": by.by_lid, "sender_pn": by.by_phone, "addressing_mode": "lid"}
    return _letter([sealed], plain, {**addresses, "notify": by.name}, **stamp)


async def from_group(account: Account, by: Contact, plain: bytes, group: str, **stamp: str | int) -> Node:
    """A message in a group, or a status; its key comes with it, as it does when a device writes for the first time."""
    peer = account.meet(by)
    sealed, key = await peer.encrypt_for_group(plain, group)
    given = {"groupId": group, "axolotlSenderKeyDistributionMessage": key}
    carrier = Message(senderKeyDistributionMessage=given).SerializeToString()
    addresses = {"from": group, "participant": by.by_phone, "participant_lid": by.by_lid, "notify": by.name}
    return _letter([await peer.encrypt(carrier, account.prekeys), sealed], plain, addresses, **stamp)


async def from_own_phone(account: Account, to: Contact, plain: bytes, **stamp: str | int) -> Node:
    """What somebody wrote to a customer on the account's own phone, as its other devices are told."""
    told = Message(deviceSentMessage={"destinationJid": to.jid, "message": Message.FromString(plain)})
    sealed = await account.phone.encrypt(told.SerializeToString(), account.prekeys)
    other = {"peer_recipient_lid": to.by_lid} if to.address == "phone" else {"peer_recipient_pn": to.by_phone}
    addresses = {"from": OURS.by_phone, "recipient": to.jid, "sender_lid": OURS.by_lid, **other}
    return _letter([sealed], plain, {**addresses, "notify": OURS.name}, **stamp)


def _letter(content: list[Node], plain: bytes, attributes: dict[str, str], **stamp: str | int) -> Node:
    file = attachment_of(Message.FromString(plain))
    if file:
        content[-1].attrs["mediatype"] = file.kind
    given = {"id": f"3A{os.urandom(9).hex().upper()}", "t": now(), **stamp}
    return node("message", content, type="media" if file else "text", **attributes, **given)


async def opened(sent: Node, account: Account, media: Media) -> list[Entry]:
    """What the client sent, once for each device it is sealed for."""
    return [
        {"id": sent.attrs["id"], "to": sent.attrs["to"], **await _opened(sealed, parent, account, media)}
        for parent, sealed in every(sent, "enc")
    ]


async def _opened(sealed: Node, parent: Node, account: Account, media: Media) -> Entry:
    peer = account.whoever(parent.attrs["jid"] if parent.tag == "to" else parent.attrs["to"])
    found: Entry = {"phone": peer.contact.phone, "kind": "", "text": "", "proto": "", "file": None, "problem": ""}
    try:
        plain = await peer.decrypt(sealed)
        message = Message.FromString(plain)
        found |= {"kind": kind_of(message), "text": text_of(message), "proto": base64.b64encode(plain).decode()}
        if file := attachment_of(message):
            found["file"] = base64.b64encode(media.body(file)).decode()
    except (ValueError, DecodeError, RuntimeError) as problem:
        found["problem"] = f"{type(problem).__name__}: {problem}"
    return found
