"""Who may see a document, and its bytes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.core.files import File
from django.core.files.storage import default_storage

from finance.documents.models import Document
from finance.people.models import Person

LINK_LASTS = timedelta(minutes=15)
_SALT = "finance.documents"


class NotYours(LookupError):
    """Ese archivo no existe, o no es tuyo."""


class LinkOver(ValueError):
    """Ese enlace ya venció."""


def of(viewer: Person, document_id: UUID) -> Document:
    """A document of VIEWER's own; NotYours otherwise, whether or not it exists."""
    document = Document.objects.filter(pk=document_id, owner=viewer).first()
    if document is None:
        raise NotYours
    return document


def link_to(document: Document) -> str:
    """The part of an address by which its owner, signed in, sees a document for a quarter of an hour."""
    return signing.dumps([str(document.pk), document.owner_id], salt=_SALT)


def by_link(viewer: Person, link: str) -> Document:
    """The document a LINK leads VIEWER to; LinkOver, or NotYours for everybody but the one it was made for."""
    try:
        document_id, owner_id = signing.loads(link, salt=_SALT, max_age=LINK_LASTS)
    except signing.SignatureExpired:
        raise LinkOver from None
    except signing.BadSignature:
        raise NotYours from None
    if owner_id != viewer.pk:
        raise NotYours
    return of(viewer, UUID(document_id))


def open_bytes(document: Document) -> File[bytes]:
    """The bytes of a document, to be read and closed by the caller; FileNotFoundError when the store lost them."""
    return default_storage.open(document.stored_as)
