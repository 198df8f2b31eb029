"""Webhooks of the Cloud API as its documentation shapes them (2026): Rosa writes to SofIA's number.

Sources: Meta's pages "webhooks/reference/messages/*", "smb_message_echoes" and "business-scoped-user-ids", as stored
copies have them; a real webhook of 2026 was never seen here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

PHONE_ID = "106540352242922"
ROSA, ROSA_ID = "51987654321", "PE.13491208655302741918"
AT = "1795550400"  # seconds: 2026-11-24 20:00 UTC
SECRET = "app-secret"
HASH = hashlib.sha256(b"a picture").digest()

Body = dict[str, Any]


def webhook(*changes: Body) -> Body:
    """A webhook with one entry."""
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": list(changes)}]}


def change(field: str = "messages", *, phone_id: str = PHONE_ID, **value: object) -> Body:
    """One change: what its value holds besides who it is for."""
    metadata = {"display_phone_number": "15550783881", "phone_number_id": phone_id}
    return {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}


def contact(phone: str = ROSA, bsuid: str = ROSA_ID, name: str = "Rosa") -> Body:
    names = {"wa_id": phone} if phone else {}
    return {"profile": {"name": name}, "user_id": bsuid, **names}


def message(kind: str, content: object = None, /, **more: object) -> Body:
    """A message of Rosa's. MORE replaces what it would have, and None leaves it out."""
    told = {"from": ROSA, "from_user_id": ROSA_ID, "id": "wamid.1", "timestamp": AT, "type": kind, kind: content} | more
    return {name: value for name, value in told.items() if value is not None}


def from_rosa(*messages: Body) -> Body:
    """A webhook with messages of hers."""
    return webhook(change(contacts=[contact()], messages=list(messages)))


def status(kind: str, /, **more: object) -> Body:
    """What became of a message to Rosa."""
    told = {"id": "wamid.out", "status": kind, "timestamp": AT, "recipient_id": ROSA, "recipient_user_id": ROSA_ID}
    return told | more


def media(reference: str = "2754859441498128", **more: object) -> Body:
    """A file as webhooks tell of it: its hash in base64."""
    sha256 = base64.b64encode(HASH).decode()
    url = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"
    return {"id": reference, "mime_type": "image/jpeg", "sha256": sha256, "url": url, **more}


def echo(kind: str, content: object, **more: object) -> Body:
    """What staff wrote to Rosa in the app that shares the number."""
    told = {"from": "15550783881", "to": ROSA, "id": "wamid.echo", "timestamp": AT, "type": kind, kind: content}
    return told | more


def signed(payload: object, secret: str = SECRET) -> tuple[bytes, str]:
    """The bytes that Meta would post, escaped its way, and its signature of them."""
    body = json.dumps(payload, separators=(",", ":")).replace("/", r"\/").encode()
    return body, f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


# One message each, by what it is.
SAMPLES: dict[str, Body] = {
    "text": message("text", {"body": "¿Cuánto gasté en chifa? 🥡"}),
    "reply": message("text", {"body": "sí"}, context={"from": "15550783881", "id": "wamid.asked"}),
    "image": message("image", media(caption="boleta")),
    "document": message("document", media(filename="estado.pdf", mime_type="application/pdf", caption="mi banco")),
    "voice": message("audio", media(mime_type="audio/ogg; codecs=opus", voice=True)),
    "video": message("video", media(mime_type="video/mp4", caption="mira")),
    "sticker": message("sticker", media(mime_type="image/webp", animated=False)),
    "location": message("location", {"latitude": -12.0464, "longitude": -77.0428, "name": "Chifa", "address": "Jr. A"}),
    "bare location": message("location", {"latitude": -12.0464, "longitude": -77.0428}),
    "reaction": message("reaction", {"message_id": "wamid.said", "emoji": "👍"}),
    "reaction gone": message("reaction", {"message_id": "wamid.said"}),
    "contacts": message("contacts", [{"name": {"formatted_name": "Beto"}, "phones": [{"phone": "+51 1"}]}]),
    "template button": message(
        "button", {"payload": "yes-7", "text": "Sí"}, context={"from": "15550783881", "id": "wamid.asked"}
    ),
    "reply button": message(
        "interactive",
        {"type": "button_reply", "button_reply": {"id": "yes", "title": "Sí, anótalo"}},
        context={"from": "15550783881", "id": "wamid.asked"},
    ),
    "row": message(
        "interactive",
        {"type": "list_reply", "list_reply": {"id": "soles", "title": "Soles", "description": "S/"}},
        context={"from": "15550783881", "id": "wamid.asked"},
    ),
    "edit": message(
        "edit", {"original_message_id": "wamid.said", "message": {"type": "text", "text": {"body": "eran 15"}}}
    ),
    "revoke": message("revoke", {"original_message_id": "wamid.said"}),
    "poll": message(
        "unsupported",
        {"type": "poll_creation"},
        errors=[{"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}],
    ),
    "unavailable": message(
        "unsupported", {"type": "media_placeholder"}, errors=[{"code": 131060, "title": "-", "message": "-"}]
    ),
    "view once": message(
        "unsupported", {"type": "view_once_media"}, errors=[{"code": 131051, "title": "-", "message": "-"}]
    ),
    "order": message("order", {"catalog_id": "1", "product_items": []}),
    "new to us": message("hologram", {"id": "1"}),
}
# Messages of the system, which come without contacts.
NEW_NUMBER = message(
    "system",
    {"body": "User Rosa changed from 51987654321 to 51911", "wa_id": "51911222333", "type": "user_changed_number"},
)
NEW_ID = message(
    "system",
    {
        "body": "User A changed from PE.1 to PE.9 changed from PE.1 to PE.2",
        "user_id": "PE.2",
        "type": "user_changed_user_id",
    },
    **{"from": None},
)
NEW_KEYS = message("system", {"body": "Rosa's security code changed", "type": "user_identity_changed"})
