"""What SofIA says as the Cloud API takes it: a parcel becomes the body of one request. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whatsapp.port import Parcel

_BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")

# In letters, as the vendor's OpenAPI file has them.
_TEXT, _BODY, _CAPTION = 4096, 1024, 1024
_BUTTON, _BUTTON_ID, _BUTTONS = 20, 256, 3
_ROW, _ROW_ID, _ROWS = 24, 200, 10


class Unsendable(ValueError):
    """Este mensaje no cabe en WhatsApp."""


def written(parcel: Parcel, *, media_id: str = "") -> dict[str, object]:
    """The body of POST /{phone id}/messages; MEDIA_ID is what its attachment was uploaded as. Raises Unsendable.

    A BSUID is written to where there is one: it stays when the number changes hands. What a person may see of a long
    label is cut; their words are not.
    """
    if parcel.template:
        kind, content = "template", _template(parcel.template, parcel.text)
    elif parcel.buttons:
        kind, content = "interactive", _choices(parcel, media_id)
    elif parcel.attached:
        caption = {"caption": _within(parcel.text, _CAPTION)} if parcel.text else {}
        kind, content = parcel.attached.kind, _file(parcel, media_id) | caption
    else:
        kind, content = "text", {"body": _within(parcel.text, _TEXT), "preview_url": False}
    address = parcel.to.bsuid or parcel.to.phone or parcel.chat
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "recipient" if _BSUID.fullmatch(address) else "to": address,
        "type": kind,
        kind: content,
        "biz_opaque_callback_data": parcel.tracker,
    }


def _within(words: str, most: int) -> str:
    if not words.strip() or len(words) > most:
        raise Unsendable
    return words


def _template(template: tuple[str, str], words: str) -> dict[str, object]:
    """Its parameter stands on one line: lines, tabs and more than four spaces are refused."""
    name, language = template
    told = {"type": "text", "text": " ".join(words.split())}
    body = [{"type": "body", "parameters": [told]}] if told["text"] else []
    return {"name": name, "language": {"policy": "deterministic", "code": language}, "components": body}


def _file(parcel: Parcel, media_id: str) -> dict[str, object]:
    assert parcel.attached
    file: dict[str, object] = {"id": media_id}
    return file | {"filename": parcel.attached.name} if parcel.attached.kind == "document" else file


def _choices(parcel: Parcel, media_id: str) -> dict[str, object]:
    """Up to three answers stand as buttons, up to ten as the rows of a list, which carries no file."""
    body = {"body": {"text": _within(parcel.text, _BODY)}}
    if len(parcel.buttons) <= _BUTTONS:
        titles = _titles(parcel, _BUTTON)
        replies = [{"id": _within(key, _BUTTON_ID), "title": title} for key, _, title in titles]
        action: dict[str, object] = {"buttons": [{"type": "reply", "reply": reply} for reply in replies]}
        kind = parcel.attached.kind if parcel.attached else ""
        header = {"header": {"type": kind, kind: _file(parcel, media_id)}} if kind else {}
        return {"type": "button", **header, **body, "action": action}
    if len(parcel.buttons) > _ROWS or parcel.attached:
        raise Unsendable
    rows = [
        {"id": _within(key, _ROW_ID), "title": title, **({"description": label[:72]} if title != label else {})}
        for key, label, title in _titles(parcel, _ROW)
    ]
    return {"type": "list", **body, "action": {"button": _within(parcel.menu, _BUTTON), "sections": [{"rows": rows}]}}


def _titles(parcel: Parcel, most: int) -> Iterator[tuple[str, str, str]]:
    """(id, label, title) of each choice: the label cut to MOST letters, and no two alike, since those are refused."""
    seen = set[str]()
    for number, (key, label) in enumerate(parcel.buttons, start=1):
        title = label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
        if title in seen:
            title = f"{title[: most - 3].rstrip(' …')} {number}"
        seen.add(title)
        yield key, label, title
