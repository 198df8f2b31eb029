"""Single movements: the newest, the largest, or those that hold a word."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from django.utils.translation import gettext as _
from pydantic import Field

from finance.advisor import speech
from finance.advisor.facts import Fact, Measure
from finance.advisor.tools import periods
from finance.advisor.tools.findings import Findings, Note, Scope
from finance.advisor.tools.spending import Category, End, Start
from finance.ledger import queries
from finance.ledger.categories import leaves_of
from finance.ledger.models import Posting
from finance.money import Money
from finance.understanding import Period

_MOST = 8

Amount: TypeAlias = Annotated[Decimal | None, Field(ge=0, le=10**10)]


def movements(
    scope: Scope,
    *,
    period: periods.Named = "last_90_days",
    start: Start = None,
    end: End = None,
    side: Literal["expense", "income"] = "expense",
    category: Category | None = None,
    words: Annotated[str, Field(max_length=40, description="A word of the movement, as the person wrote it")] = "",
    least: Amount = None,
    order: Literal["newest", "largest"] = "newest",
) -> Findings:
    """Single movements with their day and amount: at most eight, the newest or the largest."""
    scope.check_words(words)
    scope.check_numbers(least)
    days = periods.resolve(scope, period, start, end)
    selector = scope.selector(days, kind=side, slugs=leaves_of(category) if category else ())
    found = queries.find_rows(
        scope.person,
        selector,
        words=words,
        least=None if least is None else scope.money(least),
        largest_first=order == "largest",
        limit=_MOST + 1,
    )
    facts = [fact for place, row in enumerate(found[:_MOST], start=1) for fact in _told(row, side, place)]
    notes = []
    if not found:
        notes.append(Note("No movement is like that in these days."))
    elif len(found) > _MOST:
        shown = Fact(_("movimientos"), Measure(Decimal(_MOST), "count"), period=days)
        notes.append(Note("There are more than the {} movements shown.", shown))
    return Findings(tuple(facts), tuple(notes))


def _told(row: Posting, side: str, place: int) -> list[Fact]:
    label, alias = speech.entry_thing(row.entry), f"movement {place} ({row.account.slug})"
    money = Money(-row.minor if side == "income" else row.minor, row.currency)
    day = Period(row.happened_on, row.happened_on)
    return [Fact(label, money, None, day, side, alias=alias), Fact(label, row.happened_on, period=day, alias=alias)]
