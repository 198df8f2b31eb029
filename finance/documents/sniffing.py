"""What bytes are, by themselves: neither their name nor their sender is believed."""

from __future__ import annotations

import io
import warnings

import filetype

LARGEST = 20 << 20  # bytes: a bank's yearly statement as PDF, and room to spare
MOST_PIXELS = 50_000_000  # what a phone's camera makes; more is a bomb

_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/gif"})
_OTHERS = frozenset(
    {
        "application/pdf", "audio/ogg", "audio/mpeg", "audio/m4a", "audio/aac", "audio/amr", "application/zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.ms-excel",
    }
)  # fmt: skip


class Unwelcome(ValueError):
    """Something SofIA does not keep; `str` says why, in a sentence for logs."""


class Empty(Unwelcome):
    """El archivo está vacío."""


class TooLarge(Unwelcome):
    """El archivo pesa demasiado: hasta 20 MB."""


class UnknownKind(Unwelcome):
    """No conozco ese tipo de archivo."""


def kind_of(body: bytes) -> str:
    """The media type of BODY; Empty, TooLarge, or UnknownKind for what is neither a picture, a voice nor a document."""
    if not body:
        raise Empty
    if len(body) > LARGEST:
        raise TooLarge
    mime = str(filetype.guess_mime(body) or "")
    mime = {"audio/x-m4a": "audio/m4a", "audio/mp4": "audio/m4a", "image/heif": "image/heic"}.get(mime, mime)
    if mime in _PICTURES:
        _look_at(body, mime)
        return mime
    if mime in _OTHERS:
        return mime
    if not mime and (text := _as_text(body)) is not None:
        return "application/xml" if text.lstrip().startswith("<") else "text/plain"
    raise UnknownKind


def _look_at(body: bytes, mime: str) -> None:
    """Refuse a picture that is a bomb or broken. Only its head is read: nothing is unpacked here."""
    if mime == "image/heic":  # read by nobody here
        return
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(body)) as picture:
                width, height = picture.size
    except Image.DecompressionBombWarning:
        raise TooLarge from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnknownKind from None
    if width * height > MOST_PIXELS:
        raise TooLarge


def _as_text(body: bytes) -> str | None:
    """BODY as writing, in the encodings banks use; None when it is not writing."""
    if b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    encodings = ("utf-16",) if body.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(1 for letter in text[:4096] if ord(letter) < 32 and letter not in "\t\n\r\f")
        return text if strange == 0 else None
    return None
