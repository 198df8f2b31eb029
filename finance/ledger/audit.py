"""Whether what is kept agrees with what was written: the books added up again from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Sum
from django.db.models.functions import TruncMonth

from finance.ledger.models import Balance, Entry, MonthTotal, Posting


def discrepancies(household_id: int | None = None) -> Iterator[str]:
    """Name every broken promise of the books, of one household or of all: none, or something is very wrong."""
    postings = Posting.objects.order_by()
    balances = Balance.objects.order_by()
    months = MonthTotal.objects.order_by()
    entries = Entry.objects.order_by()
    if household_id is not None:
        postings = postings.filter(account__household=household_id)
        balances = balances.filter(account__household=household_id)
        months = months.filter(account__household=household_id)
        entries = entries.filter(household=household_id)
    for row in postings.values("entry", "currency").annotate(left=Sum("minor")).exclude(left=0):
        yield f"entry {row['entry']} leaves {row['left']} {row['currency']}"
    for bare in entries.annotate(legs=Count("postings")).filter(legs__lt=2).values_list("pk", flat=True):
        yield f"entry {bare} has no postings"
    # Not `entry__isnull`: Django knows that the column is never null, and does not look at all.
    for orphan in postings.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id")))).values_list("pk", flat=True):
        yield f"posting {orphan} has no entry"
    for late in entries.filter(number__gt=F("household__ledger_version")).values_list("pk", flat=True):
        yield f"entry {late} is newer than its household's version"
    held = {(account, code): minor for account, code, minor in balances.values_list("account", "currency", "minor")}
    sums = postings.values_list("account", "currency").annotate(moved=Sum("minor"))
    yield from _compare("balance", held, {(account, code): moved for account, code, moved in sums})
    kept = {tuple(row[:3]): row[3] for row in months.values_list("account", "month", "currency", "minor")}
    by_month = postings.annotate(month=TruncMonth("happened_on")).values_list("account", "month", "currency")
    yield from _compare("month total", kept, {tuple(row[:3]): row[3] for row in by_month.annotate(moved=Sum("minor"))})


def _compare(what: str, kept: dict[tuple[Any, ...], int], summed: dict[tuple[Any, ...], int]) -> Iterator[str]:
    for key in kept.keys() | summed.keys():
        if kept.get(key, 0) != summed.get(key, 0):
            yield f"{what} of {' '.join(map(str, key))} is kept as {kept.get(key, 0)} and adds up to {summed.get(key, 0)}"
