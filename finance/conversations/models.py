"""Who said what, and what is still to be said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from uuid_utils.compat import uuid7


class Conversation(models.Model):
    """The one conversation of a person; every channel is a window on it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conversation")
    last_seq = models.BigIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)  # messages that wait for `answering`
    failures = models.PositiveSmallIntegerField(default=0)  # how often in a row answering them failed
    pending = models.JSONField(null=True, blank=True)  # what SofIA asked and has not been told yet
    last = models.JSONField(
        default=dict, blank=True
    )  # facts and action of her last answer: "¿de dónde sale?", "deshaz eso"
    # Who answers now. A worker may speak only while its token stands here.
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # for `answering.stuck`: conversations in which somebody waits
            models.Index(fields=["waiting_since"], condition=Q(unanswered__gt=0), name="conversations_that_wait"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Message(models.Model):
    """One thing said. What a person sends is stored once, whatever the wire does."""

    class Role(models.TextChoices):
        PERSON = "person"
        SOFIA = "sofia"
        STAFF = "staff"

    # Known before it is written: a message and its reply, which point at each other, go in together.
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages", db_index=False)
    seq = models.BigIntegerField()  # given under the conversation's row lock: no message commits behind a later one
    role = models.CharField(max_length=8, choices=Role)
    channel = models.CharField(max_length=16)
    external_id = models.CharField(max_length=128, blank=True)  # the wire's own id of what came in
    text = models.TextField()
    answered_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    # Of SofIA's answers: what she understood, what she booked, which facts her figures are, what one may tap.
    intent = models.CharField(max_length=32, blank=True)
    booked = models.JSONField(default=list, blank=True)  # journal actions
    covered = models.PositiveIntegerField(default=0)  # how many letters of the text a booked card says by itself
    facts = models.JSONField(default=list, blank=True)
    choices = models.JSONField(default=list, blank=True)
    # Of a model's words: each figure's ground, the pages cited. The database knows the default too, so that a release that
    # does not know the column may go on writing.
    proof = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    # The message of SofIA's that a person's one replies to; of an offer of hers, the message that was changed.
    points_at = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    attached = models.PositiveSmallIntegerField(default=0, db_default=0)  # how many `Attachment`s it has
    taken_back_at = models.DateTimeField(null=True, blank=True)  # when they deleted it in their own chat
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_has_its_place"),
            models.UniqueConstraint(
                fields=["conversation", "channel", "external_id"],
                condition=~Q(external_id=""),
                name="message_arrives_once",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Attachment(models.Model):
    """What came or goes with a message. Without a document it is only known what it was: a place, a view-once picture."""

    class Kind(models.TextChoices):
        IMAGE = "image"
        DOCUMENT = "document"
        VOICE = "voice"
        LOCATION = "location"
        HIDDEN = "hidden"  # opens on their phone only
        GONE = "gone"  # the wire could not bring it
        LARGE = "large"
        OTHER = "other"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=8, choices=Kind)
    document = models.ForeignKey(
        "documents.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class Delivery(models.Model):
    """That a message must leave by a wire which cannot be asked again, and how far it got."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        UNKNOWN = "unknown"  # it may have left: never repeated blindly
        FAILED = "failed"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    token = models.UUIDField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=80, blank=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)  # of an unknown one: when its words were said again

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="message_leaves_once_per_wire"),
        ]
        indexes = [
            # for `outbox.claim`: what is to be carried next
            models.Index(fields=["channel", "due_at"], condition=Q(state="waiting"), name="deliveries_to_carry"),
            # for `outbox.give_up_on_lost`: claimed, and nobody came back
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="deliveries_under_way"),
            # for `outbox.doubtful`: what nobody knows to have left, and nobody was offered again
            models.Index(fields=["message"], condition=Q(state="unknown", offered_at=None), name="deliveries_in_doubt"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
