"""Keeping what people send: first the bytes, then the row that says whose they are."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from finance.documents import sniffing
from finance.documents.models import Document
from finance.people.models import Person


def keep(*, owner: Person, body: bytes, name: str, now: datetime) -> Document:
    """Keep BODY for OWNER, once however often it is sent. `sniffing.Unwelcome` when it is nothing SofIA keeps.

    The bytes are in the store before the row is: a crash between leaves bytes that belong to nobody, never a document
    without its bytes.
    """
    mime = sniffing.kind_of(body)
    document = Document(
        owner=owner,
        digest=hashlib.sha256(body).hexdigest(),
        mime=mime,
        size=len(body),
        name=_harmless(name),
        created_at=now,
    )
    if not default_storage.exists(document.stored_as):
        default_storage.save(document.stored_as, ContentFile(body))
    kept, _is_new = Document.objects.get_or_create(
        owner=owner,
        digest=document.digest,
        defaults={"mime": mime, "size": document.size, "name": document.name, "created_at": now},
    )
    return kept


def _harmless(name: str) -> str:
    """The last part of a name, without what would not print."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:120]
