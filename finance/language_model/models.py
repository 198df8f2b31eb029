"""What every call took, and the switch: figures only, never what was asked or answered."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

DAILY_LIMIT = 5_000_000  # micro-USD: 5 dollars a day for all, until staff say otherwise
PERSON_DAILY_LIMIT = 200_000  # 20 cents a day for one person: some thirty turns


class Provider(models.Model):
    """The one row of the provider's switch and limits; staff change it in the admin, whose log says who did.

    Whoever reserves a call holds this row, so that two never spend the same money. Days are those of UTC.
    """

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    is_on = models.BooleanField(default=True)
    daily_limit_micro_usd = models.PositiveBigIntegerField(default=DAILY_LIMIT)
    person_daily_limit_micro_usd = models.PositiveBigIntegerField(default=PERSON_DAILY_LIMIT)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_provider"),
        ]

    def __str__(self) -> str:
        return "provider"


class Call(models.Model):
    """One call of the provider: reserved before it, and done or failed after it.

    One whose process died stays reserved for ever, and its reservation stays charged; it is under way no longer than the
    longest deadline.
    """

    class State(models.TextChoices):
        RESERVED = "reserved"
        DONE = "done"
        FAILED = "failed"

    class Lane(models.TextChoices):
        CLOSED = "closed"  # only what the request holds
        WEB = "web"  # it may search the web, and so holds nothing of anybody's

    purpose = models.CharField(max_length=16)  # "plan", "compose", "web": what the advisor asked it for
    lane = models.CharField(max_length=8, choices=Lane, default=Lane.CLOSED)
    model = models.CharField(max_length=64)
    # What was spent stays counted when a person is forgotten.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.RESERVED)
    failure = models.CharField(max_length=16, blank=True)  # the `kind` of a failure
    is_probe = models.BooleanField(default=False)  # let through to see whether the provider is back
    reserved_micro_usd = models.PositiveBigIntegerField()
    cost_micro_usd = models.PositiveBigIntegerField(null=True)  # None while unknown: the reservation counts
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    refused_figures = models.PositiveSmallIntegerField(default=0)  # that the answer had and nothing proved
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="reserved", ended_at=None) | (~Q(state="reserved") & Q(ended_at__isnull=False)),
                name="call_ends_when_it_is_settled",
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(failure="")) | (~Q(state="failed") & Q(failure="")),
                name="call_that_failed_says_how",
            ),
        ]
        indexes = [
            # for `queries.spent` of a day and `queries.days`
            models.Index(fields=["started_at"], name="calls_of_a_day"),
            # for `queries.spent` of a person's day, and for forgetting them
            models.Index(fields=["person", "started_at"], name="calls_of_a_person"),
            # for `queries.load`, asked at every reservation
            models.Index(fields=["started_at"], condition=Q(state="reserved"), name="calls_under_way"),
            # for `breaker.look`, asked at every reservation: the calls that ended last
            models.Index(fields=["-ended_at"], condition=Q(ended_at__isnull=False), name="calls_by_their_end"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def latency(self) -> timedelta | None:
        """How long it took; None while it is under way, or when nobody came back."""
        return self.ended_at - self.started_at if self.ended_at else None
