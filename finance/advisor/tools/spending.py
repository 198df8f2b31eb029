"""What went out and what came in: by category and by merchant, over any days, beside the days before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from finance.advisor.facts import Fact, Measure
from finance.advisor.tools import periods
from finance.advisor.tools.findings import Findings, Note, Scope
from finance.ledger import queries
from finance.ledger.categories import STANDARD, leaves_of, name_of
from finance.money import Money
from finance.understanding import Period

_MOST_PARTS = 6
_MOST_SHARE = 1000  # percent: more says only that there was next to nothing before


def _known(slug: str) -> str:
    if slug not in STANDARD:
        raise ValueError(slug)
    return slug


Category: TypeAlias = Annotated[str, AfterValidator(_known), Field(description="one of the categories")]
Merchant: TypeAlias = Annotated[str, Field(max_length=60, description="A shop exactly as the person wrote it")]
Start: TypeAlias = Annotated[date | None, Field(description="First day, instead of period")]
End: TypeAlias = Annotated[date | None, Field(description="Last day, with start")]


def spending(
    scope: Scope,
    *,
    period: periods.Named = "this_month",
    start: Start = None,
    end: End = None,
    category: Category | None = None,
    merchant: Merchant = "",
    parts: Literal["categories", "merchants", "none"] = "categories",
    compare: bool = True,
) -> Findings:
    """What was spent over some days, in all and in parts, compared with the days before."""
    scope.check_words(merchant)
    days = periods.resolve(scope, period, start, end)
    about = _About(scope, "expense", leaves_of(category) if category else (), merchant)
    found = _told(about, days, merchant or (name_of(category) if category else _("gastos")), compare=compare)
    if parts == "categories" and not merchant:
        found += _by_category(about, days, compare=compare)
    elif parts == "merchants" and not merchant:
        found += _by_merchant(about, days)
    return Findings(tuple(found), _coverage(scope, days))


def income(
    scope: Scope,
    *,
    period: periods.Named = "this_month",
    start: Start = None,
    end: End = None,
    compare: bool = True,
) -> Findings:
    """What came in over some days, in all and by source, compared with the days before."""
    days = periods.resolve(scope, period, start, end)
    about = _About(scope, "income", ())
    found = _told(about, days, _("ingresos"), compare=compare)
    found += _by_category(about, days, compare=False)
    return Findings(tuple(found), _coverage(scope, days))


def cash_flow(
    scope: Scope, *, months: Annotated[int, Field(ge=1, le=12, description="How many months that are over")] = 3
) -> Findings:
    """What came in, what went out and what was left, month by month and this month so far, with the savings rate."""
    spans = [*periods.months_back(scope, months), Period(scope.today.replace(day=1), scope.today)]
    facts = [fact for span in spans for fact in _flow(scope, span)]
    notes = [note for span in spans for note in _coverage(scope, span)]
    return Findings(tuple(facts), tuple(notes))


def _flow(scope: Scope, span: Period) -> list[Fact]:
    came, went = _About(scope, "income", ()).total(span), _About(scope, "expense", ()).total(span)
    if not came and not went:
        return []
    left = came - went
    facts = [
        Fact(_("ingresos"), came, scope.selector(span, kind="income"), span, "income"),
        Fact(_("gastos"), went, scope.selector(span), span, "expense"),
        Fact(_("lo que quedó") if left.minor >= 0 else _("lo que faltó"), abs(left), period=span),
    ]
    if came.minor > 0 and left.minor >= 0:
        facts.append(Fact(_("tasa de ahorro"), _share(left, came), period=span))
    return facts


class _About:
    """One side of the books, narrowed to some categories or one merchant; each stretch of days is summed once."""

    def __init__(self, scope: Scope, side: str, slugs: tuple[str, ...], merchant: str = "") -> None:
        self.scope, self.side, self.slugs, self.merchant = scope, side, slugs, merchant
        self._summed: dict[Period, queries.Totals] = {}
        self._first: date | None = None

    def selector(self, days: Period, slugs: tuple[str, ...] = ()) -> queries.Selector:
        return self.scope.selector(days, kind=self.side, slugs=slugs or self.slugs, merchant=self.merchant)

    def total(self, days: Period) -> Money:
        currency = self.scope.person.currency
        if self.merchant:
            sums = queries.merchant_total(self.scope.person, self.selector(days))
            return sums.get(currency, Money(0, currency))
        return self.totals(days).of(currency)

    def covers(self, days: Period) -> bool:
        """Whether the books had begun by the first of DAYS: else there is nothing to compare with."""
        if self._first is None:
            self._first = queries.coverage(self.scope.person, start=days.start, end=days.end)[1] or date.max
        return self._first <= days.start

    def totals(self, days: Period) -> queries.Totals:
        if days not in self._summed:
            self._summed[days] = queries.totals(
                self.scope.person, start=days.start, end=days.end, kind=self.side, slugs=self.slugs
            )
        return self._summed[days]


def _told(about: _About, days: Period, label: str, *, compare: bool) -> list[Fact]:
    now = about.total(days)
    alias = "merchant named by the person" if about.merchant else ""
    whole = Fact(label, now, about.selector(days), days, about.side, alias=alias)
    told = [whole, *_in_other_money(about, days, whole)]
    earlier = periods.before(days)
    if not compare or not about.covers(earlier):
        return told
    return [*told, *_compared(whole, about.total(earlier), about.selector(earlier), earlier)]


def _in_other_money(about: _About, days: Period, whole: Fact) -> list[Fact]:
    """The same in the other currencies: they never add."""
    if about.merchant:
        return []
    sums = about.totals(days)
    return [
        replace(whole, value=sums.of(code), rows=replace(about.selector(days), currency=code))
        for code in sums.currencies()
        if code != whole.money.currency
    ]


def _compared(now: Fact, then: Money, rows: queries.Selector, earlier: Period) -> list[Fact]:
    """What it was before, how much more or less that is, and by what part: all that a model would compute."""
    if not then:
        return []
    change = now.money - then
    facts = [replace(now, value=then, rows=rows, period=earlier)]
    if change:
        facts.append(replace(now, value=change, rows=None, is_change=True, before=earlier))
        share = _share(change, then)
        if abs(share.number) < _MOST_SHARE:
            facts.append(replace(now, value=share, rows=None, is_change=True, before=earlier))
    return facts


def _by_category(about: _About, days: Period, *, compare: bool) -> list[Fact]:
    currency = about.scope.person.currency
    now = about.totals(days)
    ranking = now.ranking(currency)
    if len(ranking) < 2:
        return []
    earlier = periods.before(days)
    then = about.totals(earlier) if compare and about.covers(earlier) else queries.Totals()
    whole, facts = now.of(currency), []
    for slug, money in ranking[:_MOST_PARTS]:
        part = Fact(name_of(slug), money, about.selector(days, (slug,)), days, about.side)
        facts += [part, Fact(name_of(slug), _share(money, whole), period=days, side=about.side)]
        facts += _compared(part, then.of(currency, (slug,)), about.selector(earlier, (slug,)), earlier)
    return facts


def _by_merchant(about: _About, days: Period) -> list[Fact]:
    found = queries.merchants(about.scope.person, about.selector(days), limit=_MOST_PARTS)
    return [
        Fact(name, money, replace(about.selector(days), merchant=name), days, about.side, alias=f"merchant {place}")
        for place, (name, money) in enumerate(found, start=1)
    ]


def _share(part: Money, whole: Money) -> Measure:
    return Measure((Decimal(part.minor) * 100 / whole.minor).quantize(Decimal("0.1")), "%")


def _coverage(scope: Scope, days: Period) -> tuple[Note, ...]:
    """What has to be said of days about which little is known."""
    count, first = queries.coverage(scope.person, start=days.start, end=days.end)
    if first is None:
        return (Note("The books are empty: nothing was ever written down."),)
    notes = []
    if first > days.start:
        notes.append(Note("The books begin on {}: earlier days are unknown.", Fact(_("primer movimiento"), first)))
    if count < queries.COUNTED:
        few = Fact(_("movimientos"), Measure(Decimal(count), "count"), period=days)
        notes.append(Note("These days hold only {} movements: say so.", few))
    return tuple(notes)
