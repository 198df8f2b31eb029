"""Whether a webhook comes from Meta: its signature over the raw bytes, and the handshake that subscribes an address."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

_SCHEME = "sha256="


def is_genuine(body: bytes, header: str, secret: str) -> bool:
    """Whether HEADER (X-Hub-Signature-256) signs these very bytes with the app's SECRET; without a secret nothing is.

    Before any JSON is read: Meta escapes letters its own way, and what was parsed and written again has other bytes.
    """
    if not secret or not header.startswith(_SCHEME):
        return False
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), header.removeprefix(_SCHEME).encode(errors="replace"))


def challenge(query: Mapping[str, str], verify_token: str) -> str | None:
    """What to answer when an address is subscribed (as plain text, status 200); None where the token is not ours."""
    token = query.get("hub.verify_token", "")
    if query.get("hub.mode") != "subscribe" or not verify_token:
        return None
    if not hmac.compare_digest(token.encode(errors="replace"), verify_token.encode()):
        return None
    return query.get("hub.challenge") or None
