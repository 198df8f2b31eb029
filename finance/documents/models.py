"""A document: whose it is, what it is, and by which digest its bytes are kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7


class Document(models.Model):
    """Something a person sent, once: the same bytes again are the same document."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents")
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes, hexadecimal: their name in the store
    mime = models.CharField(max_length=80)  # by the bytes themselves, whatever the sender said
    size = models.PositiveBigIntegerField()  # bytes
    name = models.CharField(max_length=120, blank=True)  # as the sender calls it
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "digest"], name="document_is_kept_once_per_owner"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="document_has_bytes"),
        ]
        indexes = [
            # for `operations.forget`: whether anybody else has the same bytes
            models.Index(fields=["digest"], name="documents_by_their_bytes"),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def is_picture(self) -> bool:
        return self.mime.startswith("image/")

    @property
    def stored_as(self) -> str:
        """The name of its bytes in the store."""
        return f"documents/{self.digest[:2]}/{self.digest}"
