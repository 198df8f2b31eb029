"""What was spent, how the calls went, whether there is a provider at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from finance.language_model.deadline import LONGEST
from finance.language_model.models import Call
from finance.prepared import Asked, Given, given

_KNOWN_COST = Coalesce(F("cost_micro_usd"), F("reserved_micro_usd"))


class Day(NamedTuple):
    """The calls of a day of UTC: how many, how many failed, micro-USD, and the latency of all but one in 20.

    REFUSED are the figures that answers had and nothing proved.
    """

    on: date
    calls: int
    failures: int
    refused: int
    cost_micro_usd: int
    p95: timedelta | None  # None when none ended


class Share(NamedTuple):
    """What was asked on behalf of one person over some days; None is everybody who was forgotten since."""

    person_id: int | None
    calls: int
    failures: int
    refused: int
    cost_micro_usd: int


def is_configured() -> bool:
    """Is there a provider to ask, switched on or not?"""
    return bool(settings.PERPLEXITY_API_KEY)


def can_search() -> bool:
    """Whether the provider searches the web and says what it read: only the one whose dialect has it."""
    return bool(settings.PERPLEXITY_DIALECT == "perplexity")


def spent(on: date, *, person_id: int | None = None) -> int:
    """Micro-USD of the calls begun on a day of UTC, of all or of one person; where no cost is known, the reservation."""
    calls = _of_day(on)
    if person_id is not None:
        calls = calls.filter(person_id=person_id)
    return calls.aggregate(total=_COST)["total"] or 0


class Load(NamedTuple):
    """What weighs on one more call: micro-USD spent this day of UTC by all and by one person, and calls under way."""

    spent: int
    spent_by_person: int
    under_way: int


def load(now: datetime, *, person_id: int | None) -> Load:
    """All that a reservation looks at, in one query: of the day, and of the last moments before it."""
    begin = datetime.combine(now.astimezone(UTC).date(), time.min, tzinfo=UTC)
    weighed = _LOAD.rows(
        begin=begin,
        end=begin + timedelta(days=1),
        since=now - LONGEST,
        person=person_id or 0,
        state=Call.State.RESERVED,
    )
    spent, mine, busy = weighed[0] if weighed else (0, 0, 0)
    return Load(int(spent or 0), int(mine or 0), busy)


def _load() -> QuerySet[Call, tuple[object, ...]]:
    moment = given(Call, "started_at").output_field
    today = Q(started_at__gte=Given("begin", moment), started_at__lt=Given("end", moment))
    recent = Q(state=given(Call, "state"), started_at__gt=Given("since", moment))
    return (
        Call.objects.filter(today | recent)
        .order_by()
        .values_list(Value(1))  # one group: all of them
        .annotate(
            spent=Sum(_KNOWN_COST, filter=today),
            mine=Sum(_KNOWN_COST, filter=today & Q(person=given(Call, "person"))),
            busy=Count("pk", filter=recent),
        )
        .values_list("spent", "mine", "busy")
    )


_LOAD = Asked(_load)


def days(last: date, *, count: int) -> list[Day]:
    """Of the COUNT days up to and with LAST those with calls, newest first."""
    told = (
        _of_days(last, count)
        .values(on=TruncDate("started_at", tzinfo=UTC))
        .annotate(calls=Count("pk"), failed=_FAILED, refused=Sum("refused_figures"), ended=_ENDED, cost=_COST)
    )
    return [
        Day(row["on"], row["calls"], row["failed"], row["refused"], row["cost"] or 0, _p95(row["on"], row["ended"]))
        for row in told.order_by("-on")
    ]


def shares(last: date, *, count: int, limit: int) -> list[Share]:
    """On whose behalf was asked in the COUNT days up to and with LAST: the LIMIT dearest."""
    told = (
        _of_days(last, count)
        .order_by()
        .values("person_id")
        .annotate(calls=Count("pk"), failed=_FAILED, refused=Sum("refused_figures"), cost=_COST)
    )
    return [
        Share(row["person_id"], row["calls"], row["failed"], row["refused"], row["cost"] or 0)
        for row in told.order_by("-cost", "person_id")[:limit]
    ]


_COST = Sum(_KNOWN_COST)
_FAILED = Count("pk", filter=Q(state=Call.State.FAILED))
_ENDED = Count("pk", filter=Q(ended_at__isnull=False))


def _of_days(last: date, count: int) -> QuerySet[Call]:
    first = datetime.combine(last - timedelta(days=count - 1), time.min, tzinfo=UTC)
    return Call.objects.filter(started_at__gte=first, started_at__lt=first + timedelta(days=count))


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
