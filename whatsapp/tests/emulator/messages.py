"""What people write, as WhatsApp wraps it: the protobuf of a message, and what of it a test wants to see."""

from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message as Proto
from pyaileys.proto import WAProto_pb2

Message: Any = vars(WAProto_pb2)["Message"]  # a class made at run time, with the fields of WhatsApp's own definition
_FILES = {"imageMessage": "image", "documentMessage": "document"}


@dataclass(frozen=True)
class Attachment:
    """Where the bytes of a sent file are, and with what they were sealed."""

    path: str
    key: bytes
    kind: str  # "image" or "document"


def text_of(message: Any) -> str:
    """The words of a message, wherever its kind keeps them."""
    return str(
        message.conversation
        or message.extendedTextMessage.text
        or message.imageMessage.caption
        or message.documentMessage.caption
    )


def kind_of(message: Proto) -> str:
    """The first field that says what it is, such as "conversation" or "imageMessage"."""
    names = [field.name for field, _ in message.ListFields() if field.name != "messageContextInfo"]
    return names[0] if names else ""


def attachment_of(message: Any) -> Attachment | None:
    kind = kind_of(message)
    if kind not in _FILES:
        return None
    file = getattr(message, kind)
    return Attachment(file.directPath, file.mediaKey, _FILES[kind])


def padded(plain: bytes) -> bytes:
    """As WhatsApp pads before it encrypts: the last byte tells how many."""
    more = 16 - len(plain) % 16
    return plain + bytes([more]) * more


def unpadded(plain: bytes) -> bytes:
    return plain[: -plain[-1]]
