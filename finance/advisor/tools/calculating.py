"""Calculations with the numbers a person said: loans, offers, goals. No number here comes from a model."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from django.utils.translation import gettext as _
from pydantic import Field

from finance import countries
from finance.advisor.facts import Fact, Measure
from finance.advisor.tools.findings import Findings, Note, NotSaid, Scope
from finance.money import Money
from finance.plans import arithmetic
from finance.reports import queries as reports

Amount: TypeAlias = Annotated[Decimal, Field(gt=0, le=10**10, description="An amount exactly as the person said it")]
Rate: TypeAlias = Annotated[
    Decimal, Field(ge=0, le=1000, description="A rate in percent exactly as the person said it")
]
RatePer: TypeAlias = Annotated[
    Literal["year", "month", "effective_year", "nominal_year"],
    Field(
        description="What the rate is of; effective_year (TEA, EA) or nominal_year (TNA) only where the person says which"
    ),
]
Term: TypeAlias = Annotated[Decimal, Field(gt=0, le=600, description="How long, exactly as the person said it")]
TermUnit: TypeAlias = Literal["months", "years"]


def loan(
    scope: Scope, *, amount: Amount, rate: Rate, rate_per: RatePer, term: Term, term_unit: TermUnit = "months"
) -> Findings:
    """The level payment of a loan, and what it costs in all (French system)."""
    scope.check_numbers(amount, term)
    scope.check_rates(rate)
    months = _months(term, term_unit)
    monthly = _monthly(scope, rate, rate_per)
    borrowed, payment, cost = _loan(scope, amount, monthly, months)
    facts = (
        Fact(_("préstamo"), borrowed),
        Fact(_("cuota al mes"), payment),
        Fact(_("interés en total"), cost),
        Fact(_("todo lo que pagas"), borrowed + cost),
        Fact(_("plazo"), Measure(Decimal(months), "months")),
        Fact(_("tasa efectiva al año"), _effective(monthly)),
    )
    return Findings(facts, (_NO_FEES, *_taken(scope, rate_per)))


def refinance(
    scope: Scope,
    *,
    rate_now: Rate,
    rate_now_per: RatePer,
    rate_offered: Rate,
    rate_offered_per: RatePer,
    term: Term,
    term_unit: TermUnit = "months",
    owed: Amount | None = None,
    fee: Amount | None = None,
) -> Findings:
    """What a debt costs at the rate now and at the rate offered over the same term. Leave OWED out to take the books'."""
    scope.check_numbers(term, owed, fee)
    scope.check_rates(rate_now, rate_offered)
    debt = owed or reports.snapshot(scope.person).owed(scope.person.currency).amount
    if debt <= 0:
        return Findings(notes=(Note("It is not known how much is owed: ask the person."),))
    months = _months(term, term_unit)
    whole, old, cost_now = _loan(scope, debt, _monthly(scope, rate_now, rate_now_per), months)
    _same, new, cost_then = _loan(scope, debt, _monthly(scope, rate_offered, rate_offered_per), months)
    paid = scope.money(fee) if fee else Money(0, whole.currency)
    saved = cost_now - cost_then - paid
    facts = [
        Fact(_("lo que debes"), whole),
        Fact(_("cuota al mes ahora"), old),
        Fact(_("cuota al mes con la oferta"), new),
        Fact(_("interés en total ahora"), cost_now),
        Fact(_("interés en total con la oferta"), cost_then),
        Fact(_("lo que te ahorras") if saved.minor >= 0 else _("lo que te cuesta de más"), abs(saved)),
        Fact(_("plazo"), Measure(Decimal(months), "months")),
    ]
    notes = (_NO_FEES, Note("Both are compared over the same term."), *_taken(scope, rate_now_per, rate_offered_per))
    return Findings(tuple(facts), notes)


def payoff(scope: Scope, *, owed: Amount, rate: Rate, rate_per: RatePer, payment: Amount) -> Findings:
    """How long a debt lasts with one payment a month, and what it costs."""
    scope.check_numbers(owed, payment)
    scope.check_rates(rate)
    whole = scope.money(owed)
    monthly = _monthly(scope, rate, rate_per)
    found = arithmetic.fixed_payoff(owed, monthly * 12, payment)
    interest = whole.times(monthly)
    facts = [Fact(_("lo que debes"), whole), Fact(_("interés de un mes"), interest)]
    if found is None or found[0] > _LONGEST:
        return Findings(tuple(facts), (Note("The payment does not even cover the interest: the debt never ends."),))
    months, cost = found
    facts.append(Fact(_("lo que tarda"), Measure(Decimal(months), "months")))
    facts.append(Fact(_("interés en total"), Money.of(cost, whole.currency)))
    return Findings(tuple(facts), (_NO_FEES, *_taken(scope, rate_per)))


def goal(
    scope: Scope,
    *,
    amount: Amount,
    term: Term,
    term_unit: TermUnit = "months",
    have: Amount | None = None,
    rate: Rate | None = None,
    rate_per: RatePer = "year",
) -> Findings:
    """How much to put aside every month to have an amount at the end of a term."""
    scope.check_numbers(amount, term, have)
    scope.check_rates(rate)
    months = _months(term, term_unit)
    monthly = _monthly(scope, rate, rate_per) if rate else Decimal(0)
    whole = scope.money(amount)
    each = Money.of(max(-arithmetic.pmt(monthly, months, -(have or 0), amount), Decimal(0)), whole.currency)
    facts = (
        Fact(_("meta"), whole),
        Fact(_("aporte al mes"), each),
        Fact(_("plazo"), Measure(Decimal(months), "months")),
    )
    notes = () if rate else (Note("Without interest, and with prices as they are today."),)
    return Findings(facts, notes)


def yearly_rate(scope: Scope, *, rate: Rate, rate_per: RatePer = "month") -> Findings:
    """What a nominal rate, compounded monthly, really is in a year (TEA, EA, tasa efectiva)."""
    scope.check_rates(rate)
    monthly = _monthly(scope, rate, rate_per)
    facts = (
        Fact(_("tasa efectiva al año"), _effective(monthly)),
        Fact(_("tasa al mes"), _percent(monthly)),
    )
    return Findings(
        facts, (Note("Compounded every month; a total cost (CAT, TCEA, CET) also holds fees and insurance."),)
    )


_LONGEST = 600  # months: a debt that lasts longer never ends
_NO_FEES = Note("Fees, insurance and taxes are not in it.")


def _months(term: Decimal, unit: TermUnit) -> int:
    months = term * 12 if unit == "years" else term
    if months != int(months):
        raise NotSaid  # nobody pays half a month
    return int(months)


def _monthly(scope: Scope, rate: Decimal, per: RatePer) -> Decimal:
    """A month's rate as a fraction; a year's is taken as their country tells rates."""
    if per == "month":
        return rate / 100
    if _is_effective(scope, per):
        return (1 + rate / 100) ** (Decimal(1) / 12) - 1
    return rate / 1200


def _is_effective(scope: Scope, per: RatePer) -> bool:
    return per == "effective_year" or (per == "year" and countries.get(scope.person.country).effective_rates)


def _taken(scope: Scope, *pers: RatePer) -> tuple[Note, ...]:
    """How the rates of a year were taken."""
    yearly = {_is_effective(scope, per) for per in pers if per != "month"}
    kinds = {True: "effective (TEA, EA)", False: "nominal, a twelfth of it each month"}
    return (Note(f"A year's rate was taken as {' or '.join(kinds[one] for one in sorted(yearly))}."),) if yearly else ()


def _loan(scope: Scope, amount: Decimal, monthly: Decimal, months: int) -> tuple[Money, Money, Money]:
    """What is borrowed, the level payment, and the interest in all."""
    borrowed = scope.money(amount)
    payment = Money.of(-arithmetic.pmt(monthly, months, amount), borrowed.currency)
    return borrowed, payment, payment.times(months) - borrowed


def _effective(monthly: Decimal) -> Measure:
    return _percent(arithmetic.effect(monthly * 12, 12))


def _percent(fraction: Decimal) -> Measure:
    return Measure((fraction * 100).quantize(Decimal("0.01")), "%")
