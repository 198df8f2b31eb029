"""Stretches of days as a model names them, and those before them that they are compared with."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, TypeAlias

from finance.advisor.tools.findings import Scope
from finance.people.pay_cycle import clipped
from finance.understanding import Period

Named: TypeAlias = Literal[
    "this_month",
    "last_month",
    "this_week",
    "last_week",
    "this_pay_cycle",
    "last_pay_cycle",
    "last_30_days",
    "last_90_days",
    "this_year",
    "last_year",
    "last_12_months",
]
_DAY = timedelta(days=1)
_FIRST = date(2000, 1, 1)
_LONGEST = timedelta(days=366 * 5)


class PeriodUnclear(ValueError):
    """The days asked about end before they begin, lie ahead or in another century, or span too many years."""


def resolve(scope: Scope, named: Named, start: date | None, end: date | None) -> Period:
    """The days from START to END where both are given, else the NAMED ones; nothing after today."""
    if start is not None and end is not None:
        if end < start or start > scope.today or start < _FIRST or end - start > _LONGEST:
            raise PeriodUnclear(start, end)
        return Period(start, min(end, scope.today))
    return _named(scope, named)


def _named(scope: Scope, named: Named) -> Period:
    today, pay = scope.today, scope.person.pay_cycle
    first, monday, january = today.replace(day=1), today - timedelta(days=today.weekday()), date(today.year, 1, 1)
    paid = pay.period(today)[0]
    return {
        "this_month": Period(first, today),
        "last_month": Period((first - _DAY).replace(day=1), first - _DAY),
        "this_week": Period(monday, today),
        "last_week": Period(monday - timedelta(days=7), monday - _DAY),
        "this_pay_cycle": Period(paid, today),
        "last_pay_cycle": Period(*pay.period(paid - _DAY)),
        "last_30_days": Period(today - timedelta(days=29), today),
        "last_90_days": Period(today - timedelta(days=89), today),
        "this_year": Period(january, today),
        "last_year": Period(january.replace(year=today.year - 1), january - _DAY),
        "last_12_months": Period(clipped(today.year - 1, today.month, today.day) + _DAY, today),
    }[named]


def before(period: Period) -> Period:
    """What PERIOD is compared with: whole months with as many months, a month so far with the same days of the last.

    Anything else with as many days right before it.
    """
    start, end = period.start, period.end
    if start.day == 1 and (end + _DAY).day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        return Period(_months_back(start, months), start - _DAY)
    if start.day == 1 and (start.year, start.month) == (end.year, end.month):
        last = start - _DAY
        return Period(last.replace(day=1), clipped(last.year, last.month, end.day))
    return Period(start - (end - start) - _DAY, start - _DAY)


def _months_back(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def months_back(scope: Scope, count: int) -> list[Period]:
    """The last COUNT calendar months that are over, the oldest first."""
    first = scope.today.replace(day=1)
    starts = [_months_back(first, back) for back in range(count, -1, -1)]
    return [Period(start, following - _DAY) for start, following in pairwise(starts)]
