"""What the wires must remember: the state of each, who is behind a number, what came in, under which id what left."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Line(models.Model):
    """One of our two wires, and how it is."""

    class Wire(models.TextChoices):
        LINKED = "linked", "linked session"
        CLOUD = "cloud", "Cloud API"

    class State(models.TextChoices):
        OFF = "off"  # no number is linked, and none is being linked
        STARTING = "starting"
        QR = "qr", "waiting for a QR to be scanned"
        CODE = "code", "waiting for a code to be typed"
        PAIRED = "paired", "paired, not connected yet"
        CONNECTED = "connected"
        DISCONNECTED = "disconnected"
        REPLACED = "replaced", "replaced by another session"
        LOGGED_OUT = "logged_out"
        BANNED = "banned"
        OUTDATED = "outdated"
        NEEDS_PASSKEY = "needs_passkey"
        SILENT = "silent", "connected, but nothing is heard"
        FAILED = "failed"

    class Wish(models.TextChoices):
        """What staff asks of the session's process, which looks here."""

        NOTHING = "", "nothing"
        LINK_BY_QR = "qr"
        LINK_BY_CODE = "code"
        RESUME = "resume"
        UNLINK = "unlink"
        START_OVER = "start_over"

    wire = models.CharField(max_length=8, choices=Wire, unique=True)
    state = models.CharField(max_length=16, choices=State, default=State.OFF)
    detail = models.CharField(max_length=120, blank=True)
    state_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(max_length=20, blank=True)
    wish = models.CharField(max_length=12, choices=Wish, default="", blank=True)
    wish_phone = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=400, blank=True)  # what to scan or to type, while one waits for it
    code_at = models.DateTimeField(null=True, blank=True)
    banned_until = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)  # the last sign of life of the session's process
    heard_at = models.DateTimeField(null=True, blank=True)  # when somebody last wrote
    # Nothing leaves any more: the account is in danger, and staff must look first.
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return str(self.get_wire_display())


class Alert(models.Model):
    """Something that needs a hand. Staff see it in the admin, and were written to."""

    kind = models.CharField(max_length=24)
    detail = models.CharField(max_length=120, blank=True)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # for `operations.alert`: whether staff know already
            models.Index(fields=["kind"], condition=Q(seen_at=None), name="alerts_nobody_has_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at:%Y-%m-%d %H:%M}"


class Contact(models.Model):
    """Somebody's WhatsApp: one phone. A person may have two."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="whatsapp_contacts")
    wire = models.CharField(max_length=8, choices=Line.Wire)  # by which they last wrote
    chat = models.CharField(max_length=140)  # where an answer goes, as that wire writes it
    heard_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True, blank=True)  # staff is talking with them
    # The number may have another owner now (moved, new keys, long silence): no amount is shown until they confirm.
    doubted_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # when they were last asked to
    tries = models.PositiveSmallIntegerField(default=0)
    # How many messages left to them in the hour that began then.
    hour_began_at = models.DateTimeField(null=True, blank=True)
    left_in_hour = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact {self.pk}"


class Alias(models.Model):
    """A name by which a wire knows a contact."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        LID = "lid"
        BSUID = "bsuid"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=140)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="alias_is_one_contacts")]

    def __str__(self) -> str:
        return f"{self.kind} alias {self.pk}"


class Inbound(models.Model):
    """One thing that came in by a wire: stored before the wire is told so, dealt with afterwards, once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        HELD = "held"  # until whoever writes has said that they still are themselves
        DONE = "done"
        IGNORED = "ignored"

    wire = models.CharField(max_length=8, choices=Line.Wire)
    chat = models.CharField(max_length=140)
    provider_id = models.CharField(max_length=128)
    arrival = models.TextField()  # `translation.ARRIVAL`; emptied once it is dealt with
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="inbound")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    arrived_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "inbound"
        constraints = [
            models.UniqueConstraint(fields=["wire", "chat", "provider_id"], name="inbound_is_stored_once"),
        ]
        indexes = [
            # for `intake.next_of`: what still waits, in order
            models.Index(fields=["wire", "chat", "id"], condition=Q(state="waiting"), name="inbound_that_waits"),
            # for `queries.asked_by`: by which contact a message came
            models.Index(fields=["provider_id"], name="inbound_by_their_id"),
        ]

    def __str__(self) -> str:
        return f"inbound {self.pk}"


class Leaf(models.Model):
    """Under which id of the wire's a delivery left, or a part of it: what receipts, replies and reactions point at."""

    delivery = models.ForeignKey("conversations.Delivery", on_delete=models.PROTECT, related_name="leaves")
    wire = models.CharField(max_length=8, choices=Line.Wire)
    provider_id = models.CharField(max_length=128, blank=True)
    tracker = models.CharField(max_length=64, blank=True)  # our own token of the attempt
    # Of several parts only the last one says that all of it left.
    is_last = models.BooleanField(default=True, db_default=True)
    left_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True)  # when the wire said afterwards that it did not get there

    class Meta:
        verbose_name_plural = "leaves"
        indexes = [
            models.Index(fields=["provider_id"], name="leaves_by_their_id"),
            models.Index(fields=["tracker"], condition=~Q(tracker=""), name="leaves_by_our_token"),
        ]

    def __str__(self) -> str:
        return f"leaf {self.pk}"
