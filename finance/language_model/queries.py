"""What was spent, how the calls went, whether there is a provider at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from finance.language_model.deadline import LONGEST
from finance.language_model.models import Call


class Day(NamedTuple):
    """The calls of a day of UTC: how many, how many of them failed, micro-USD, and the latency of all but one in 20."""

    on: date
    calls: int
    failures: int
    cost_micro_usd: int
    p95: timedelta | None  # None when none ended


def is_configured() -> bool:
    """Is there a provider to ask, switched on or not?"""
    return bool(settings.PERPLEXITY_API_KEY)


def spent(on: date, *, person_id: int | None = None) -> int:
    """Micro-USD of the calls begun on a day of UTC, of all or of one person; where no cost is known, the reservation."""
    calls = _of_day(on)
    if person_id is not None:
        calls = calls.filter(person_id=person_id)
    return calls.aggregate(total=_COST)["total"] or 0


def under_way(now: datetime) -> int:
    """How many calls are reserved and not ended; one older than the longest deadline has nobody any more."""
    return Call.objects.filter(state=Call.State.RESERVED, started_at__gt=now - LONGEST).count()


def days(last: date, *, count: int) -> list[Day]:
    """Of the COUNT days up to and with LAST those with calls, newest first."""
    first = datetime.combine(last - timedelta(days=count - 1), time.min, tzinfo=UTC)
    calls = Call.objects.filter(started_at__gte=first, started_at__lt=first + timedelta(days=count))
    told = calls.values(on=TruncDate("started_at", tzinfo=UTC)).annotate(
        calls=Count("pk"),
        failures=Count("pk", filter=Q(state=Call.State.FAILED)),
        ended=Count("pk", filter=Q(ended_at__isnull=False)),
        cost=_COST,
    )
    return [
        Day(row["on"], row["calls"], row["failures"], row["cost"] or 0, _p95(row["on"], row["ended"]))
        for row in told.order_by("-on")
    ]


_COST = Sum(Coalesce(F("cost_micro_usd"), F("reserved_micro_usd")))


def _of_day(on: date) -> QuerySet[Call]:
    begin = datetime.combine(on, time.min, tzinfo=UTC)
    return Call.objects.filter(started_at__gte=begin, started_at__lt=begin + timedelta(days=1))


def _p95(on: date, ended: int) -> timedelta | None:
    """By the nearest rank, the same on both databases; asked for a day at a time, for it is one row of an order."""
    if not ended:
        return None
    latencies = _of_day(on).filter(ended_at__isnull=False).annotate(latency_=F("ended_at") - F("started_at"))
    ranked = latencies.order_by("latency_", "pk").values_list("latency_", flat=True)
    latency: timedelta = ranked[-(-ended * 95 // 100) - 1]
    return latency
