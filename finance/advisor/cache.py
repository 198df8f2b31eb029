"""What was answered before, kept for a day: found again only for exactly the same question of the same person.

Never between people: a key holds the person, the version of the books, and everything else an answer depends on; the value
says whose it is and is looked at again. Keys are digests and values are encrypted: who reads the cache learns nothing. A
cache that is away, slow or wrong is a miss.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

logger = logging.getLogger(__name__)

LASTS = 24 * 60 * 60  # seconds
_REST = 30.0  # seconds for which a cache that failed is left alone

_away_until = 0.0


class Kept:
    """What is kept for OWNER: a person and their household, or everybody."""

    def __init__(self, *owner: object) -> None:
        self._owner = [str(part) for part in owner]

    def read(self, *key: object) -> dict[str, Any] | None:
        """What was kept under KEY; None when there is nothing, or nothing that can be read."""
        sealed = _asked("get", self._name(key))
        if not isinstance(sealed, bytes):
            return None
        from cryptography.fernet import InvalidToken

        try:
            kept = json.loads(_lock(settings.DATA_KEY).decrypt(sealed, ttl=LASTS))
        except (InvalidToken, ValueError):
            return None
        value = kept["value"] if kept["owner"] == self._owner else None
        return value if isinstance(value, dict) else None

    def write(self, value: Mapping[str, object], *key: object) -> None:
        """Keep VALUE under KEY for a day."""
        kept = json.dumps({"owner": self._owner, "value": value}).encode()
        _asked("set", self._name(key), _lock(settings.DATA_KEY).encrypt(kept), LASTS)

    def _name(self, key: tuple[object, ...]) -> str:
        said = json.dumps([self._owner, [str(part) for part in key]])
        return "advisor-" + hmac.new(settings.DATA_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def _asked(operation: str, *args: object) -> object:
    """Ask the cache; one that fails is left alone for a while, so that it does not delay turn after turn."""
    global _away_until  # noqa: PLW0603  (one cache a process)
    if time.monotonic() < _away_until:
        return None
    try:
        return getattr(cache, operation)(*args)
    except Exception as error:  # noqa: BLE001  (the edge: whatever the cache's library raises, there is no cache then)
        logger.warning("the cache is away: %s", type(error).__name__)
        _away_until = time.monotonic() + _REST
        return None


@lru_cache(maxsize=2)
def _lock(key: str) -> Fernet:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sofia advisor cache").derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
