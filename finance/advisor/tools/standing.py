"""What there is and what is owed, and how long it would last."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from finance.advisor import speech
from finance.advisor.facts import Fact, Measure
from finance.advisor.tools import periods
from finance.advisor.tools.findings import Findings, Note, Scope
from finance.ledger import queries
from finance.ledger.categories import ESSENTIAL
from finance.ledger.queries import Selector
from finance.plans import measures
from finance.reports import queries as reports
from finance.understanding import Period


def balances(scope: Scope) -> Findings:
    """What is on every account, what is at hand in all, and what is owed on cards and loans."""
    now = reports.snapshot(scope.person)
    if not now.standings:
        return Findings(notes=(Note("No account has a known balance: ask the person what they have."),))
    facts = [_standing(scope, row, place) for place, row in enumerate(now.standings, start=1)]
    for currency in now.currencies(scope.person.currency):
        at_hand, owed = now.at_hand(currency), now.owed(currency)
        facts.append(Fact(_("lo que tienes a mano"), at_hand))
        if owed.minor > 0:
            facts.append(Fact(_("lo que debes"), owed))
    unknown = [row for row in now.liquid(scope.person.currency) if row.money.minor < 0]
    notes = [Note("An account below zero means that its opening balance is unknown.")] if unknown else []
    return Findings(tuple(facts), tuple(notes))


def _standing(scope: Scope, row: queries.Standing, place: int) -> Fact:
    version = scope.person.household.ledger_version
    rows = Selector(kind="", account=row.account.pk, currency=row.money.currency, as_of=version)
    return Fact(speech.place(row.account), row.money, rows, alias=f"{row.account.kind} account {place}")


def emergency_fund(scope: Scope) -> Findings:
    """How many months of what is essential the money at hand would last, beside the usual three to six."""
    months = periods.months_back(scope, 3)
    _count, first = queries.coverage(scope.person, start=months[0].start, end=months[-1].end)
    known = [month for month in months if first is not None and first <= month.start] or months[-1:]
    span = Period(known[0].start, known[-1].end)
    home = scope.person.currency
    spent = queries.totals(scope.person, start=span.start, end=span.end, slugs=ESSENTIAL).of(home)
    monthly = spent.times(Decimal(1) / len(known))
    if first is None or not monthly:
        return Findings(notes=(Note("No whole month of essential spending is known: ask what a month costs."),))
    have = reports.snapshot(scope.person).at_hand(home)
    facts = [
        Fact(_("gastos esenciales al mes"), monthly, period=span, side="expense"),
        Fact(_("lo que tienes a mano"), have),
        Fact(_("fondo de emergencia mínimo"), Measure(Decimal(3), "months")),
        Fact(_("fondo de emergencia completo"), Measure(Decimal(6), "months")),
        Fact(_("fondo de emergencia mínimo"), monthly.times(3)),
        Fact(_("fondo de emergencia completo"), monthly.times(6)),
    ]
    lasts = measures.emergency_months(have.amount, monthly.amount)
    if lasts is not None and have.minor >= 0:
        facts.append(Fact(_("lo que cubre tu dinero"), Measure(lasts.quantize(Decimal("0.1")), "months")))
    mean = Fact(_("meses completos"), Measure(Decimal(len(known)), "count"), period=span)
    thin = () if first <= span.start else (Note("The books do not even cover that month: say so."),)
    notes = (
        Note("Essential spending is the mean of {} whole months; three to six months is the usual advice.", mean),
        *thin,
    )
    return Findings(tuple(facts), notes)
