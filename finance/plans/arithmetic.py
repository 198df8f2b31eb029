"""Money over time, under the field's names; exact decimals, no database, no float.

Numbers come in as Decimal, int or text (anything else is read by its text); rates are fractions a period (0.02 is 2 %).
What one receives is positive and what one pays negative, as in spreadsheets; WHEN is 1 for payments at the beginning of
a period. Where there is no answer the functions say None: no rate makes it even, no number of payments is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal, localcontext
from typing import NamedTuple

from finance.plans.exact import Number, cents, exact, exactly
from finance.plans.measures import emergency_months, modified_z, rule_503020, safe_to_spend

__all__ = [
    "appendix_j", "cat", "effect", "emergency_months", "fixed_payoff", "fv", "inflate", "instalments_rate", "ipmt", "irr",
    "min_payment_mx", "min_payment_trap", "mirr", "modified_z", "nominal", "nper", "npv", "payoff_plan", "pmt", "ppmt",
    "pv", "rate", "real_rate", "rule_503020", "safe_to_spend", "xirr", "xnpv",
]  # fmt: skip

Flows = Sequence[tuple[Number, Number]]

_ZERO, _ONE = Decimal(0), Decimal(1)
_STEP, _FARTHEST = Decimal("0.01"), 700  # of ln(1+r): rates from -99.9 % to 109,000 % a period
_LONGEST = 1200  # months: a plan that takes a century does not end
_YEAR = Decimal(365)  # days, as XIRR and XNPV count


# Time value: pv(1+r)^n + pmt(1 + r when)((1+r)^n - 1)/r + fv = 0, the equation of spreadsheets and of numpy-financial.


def _growth(rate: Decimal, periods: Decimal, when: Decimal) -> tuple[Decimal, Decimal]:
    """What 1 now, and 1 each period, have grown to at the end."""
    if rate == 0:
        return _ONE, periods
    compound = (_ONE + rate) ** periods
    return compound, (_ONE + rate * when) * (compound - 1) / rate


def _owed(rate: Decimal, periods: Decimal, payment: Decimal, now: Decimal, when: Decimal) -> Decimal:
    compound, sums = _growth(rate, periods, when)
    return -(now * compound + payment * sums)


@exactly
def fv(rate: Number, nper: Number, pmt: Number, pv: Number = 0, when: Number = 0) -> Decimal:
    """The value at the end of NPER periods of PV now and PMT each period."""
    return _owed(exact(rate), exact(nper), exact(pmt), exact(pv), exact(when))


@exactly
def pv(rate: Number, nper: Number, pmt: Number, fv: Number = 0, when: Number = 0) -> Decimal:
    """What PMT each period and FV at the end are worth now."""
    now, each = _growth(exact(rate), exact(nper), exact(when))
    return -(exact(fv) + exact(pmt) * each) / now


@exactly
def pmt(rate: Number, nper: Number, pv: Number, fv: Number = 0, when: Number = 0) -> Decimal:
    """The level payment that pays off PV (French system), or that reaches FV, in NPER periods."""
    now, each = _growth(exact(rate), exact(nper), exact(when))
    return -(exact(fv) + exact(pv) * now) / each


@exactly
def nper(rate: Number, pmt: Number, pv: Number, fv: Number = 0, when: Number = 0) -> Decimal | None:
    """How many payments of PMT it takes, in fractions of a period too."""
    each, now, then, growth = exact(pmt), exact(pv), exact(fv), exact(rate)
    if growth == 0:
        return -(then + now) / each if each else None
    level = each * (1 + growth * exact(when)) / growth
    if growth <= -1 or level + now == 0 or (level - then) / (level + now) <= 0:
        return None
    return ((level - then) / (level + now)).ln() / (1 + growth).ln()


@exactly
def rate(nper: Number, pmt: Number, pv: Number, fv: Number = 0, when: Number = 0) -> Decimal | None:
    """The rate a period at which PV, NPER payments of PMT and FV balance; the one nearest to 0 %."""
    count, each, now, then, at = (exact(number) for number in (nper, pmt, pv, fv, when))

    def left(growth: Decimal) -> Decimal:
        compound, sums = _growth(growth, count, at)
        return now * compound + each * sums + then

    return _root(lambda grown: left(grown.exp() - 1))


@exactly
def ipmt(rate: Number, per: Number, nper: Number, pv: Number, fv: Number = 0, when: Number = 0) -> Decimal | None:
    """The interest in payment PER, the first of which is 1."""
    growth, which, at = exact(rate), exact(per), exact(when)
    if not 1 <= which <= exact(nper):
        return None
    if at and which == 1:
        return _ZERO
    owed = _owed(growth, which - 1, pmt(growth, nper, pv, fv, at), exact(pv), at)
    return owed * growth / (1 + growth * at)


@exactly
def ppmt(rate: Number, per: Number, nper: Number, pv: Number, fv: Number = 0, when: Number = 0) -> Decimal | None:
    """What payment PER takes off the debt itself."""
    interest = ipmt(rate, per, nper, pv, fv, when)
    return None if interest is None else pmt(rate, nper, pv, fv, when) - interest


# Flows of money.


@exactly
def npv(rate: Number, values: Sequence[Number]) -> Decimal:
    """What VALUES, the first of them now and then one each period, are worth now."""
    growth = 1 + exact(rate)
    return sum((exact(value) / growth**period for period, value in enumerate(values)), _ZERO)


@exactly
def irr(values: Sequence[Number]) -> Decimal | None:
    """The rate at which VALUES, one each period, are worth nothing; of several the one nearest to 0 %."""
    return _even([(Decimal(period), exact(value)) for period, value in enumerate(values)])


@exactly
def mirr(values: Sequence[Number], finance_rate: Number, reinvest_rate: Number) -> Decimal | None:
    """The rate when what is put in is borrowed at FINANCE_RATE and what comes out is put away at REINVEST_RATE."""
    flows = [exact(value) for value in values]
    last = len(flows) - 1
    paid = npv(finance_rate, [min(flow, _ZERO) for flow in flows])
    won = npv(reinvest_rate, [max(flow, _ZERO) for flow in flows])
    if not paid or not won:
        return None
    return (-won / paid) ** (_ONE / last) * (1 + exact(reinvest_rate)) - 1


@exactly
def xnpv(rate: Number, flows: Sequence[tuple[date | str, Number]]) -> Decimal:
    """What dated FLOWS are worth on the day of the first, by days of a year of 365."""
    growth = 1 + exact(rate)
    return sum((value / growth**years for years, value in _dated(flows)), _ZERO)


@exactly
def xirr(flows: Sequence[tuple[date | str, Number]]) -> Decimal | None:
    """The yearly rate at which dated FLOWS, in any order, are worth nothing."""
    return _even(_dated(flows)) if flows else None


def _dated(flows: Sequence[tuple[date | str, Number]]) -> list[tuple[Decimal, Decimal]]:
    days = [day if isinstance(day, date) else date.fromisoformat(day) for day, _value in flows]
    first = days[0]
    return [((day - first).days / _YEAR, exact(value)) for day, (_day, value) in zip(days, flows, strict=True)]


def _even(flows: Sequence[tuple[Decimal, Decimal]]) -> Decimal | None:
    if not any(value > 0 for _time, value in flows) or not any(value < 0 for _time, value in flows):
        return None
    return _root(lambda grown: sum((value * (-time * grown).exp() for time, value in flows), _ZERO))


def _root(left: Callable[[Decimal], Decimal]) -> Decimal | None:
    """The rate r whose ln(1+r) makes LEFT zero: the nearest to no growth, found outwards from there."""
    if left(_ZERO) == 0:
        return _ZERO
    signs = {0: left(_ZERO) > 0}
    for distance in range(1, _FARTHEST):
        found = []
        for side in (1, -1):
            outer, inner = side * distance, side * (distance - 1)
            with localcontext() as context:
                context.prec = 12  # enough for a sign
                signs[outer] = left(outer * _STEP) > 0
            if signs[outer] != signs[inner]:
                found.append(_halved(left, inner * _STEP, outer * _STEP))
        if found:
            return min(found, key=abs).exp() - 1
    return None


def _halved(left: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal:
    """Narrow a change of sign down by halves."""
    is_positive = left(low) > 0
    for _half in range(90):
        middle = (low + high) / 2
        if (left(middle) > 0) == is_positive:
            low = middle
        else:
            high = middle
    return (low + high) / 2


# Rates as the law and the banks state them.


@exactly
def effect(nominal_rate: Number, npery: Number) -> Decimal:
    """The effective yearly rate (TEA, EA) of a nominal one (TNA) that is compounded NPERY times a year."""
    times = exact(npery)
    return (1 + exact(nominal_rate) / times) ** times - 1


@exactly
def nominal(effect_rate: Number, npery: Number) -> Decimal:
    """The nominal yearly rate of an effective one."""
    times = exact(npery)
    return ((1 + exact(effect_rate)) ** (_ONE / times) - 1) * times


@exactly
def cat(flows: Flows) -> Decimal | None:
    """The total yearly cost of a credit: (years, amount) received and paid, without VAT (Banxico, Circular 21/2009)."""
    return _even([(exact(years), exact(amount)) for years, amount in flows])


@exactly
def appendix_j(
    advance: Number, payment: Number, payments: int, first: Number, fraction: Number, per_year: Number
) -> Decimal | None:
    """The APR of a loan with level payments by the actuarial method (12 CFR 1026, Appendix J).

    FIRST and FRACTION: whole unit periods, and the part of one, until the first payment; PER_YEAR: unit periods a year.
    """
    owed, level, whole, part = (exact(number) for number in (advance, payment, first, fraction))

    def left(grown: Decimal) -> Decimal:
        each = grown.exp() - 1
        paid = sum((level / ((1 + part * each) * (1 + each) ** (whole + place)) for place in range(payments)), _ZERO)
        return owed - paid

    each = _root(left)
    return None if each is None else each * exact(per_year)


@exactly
def real_rate(nominal_rate: Number, inflation: Number) -> Decimal:
    """What a rate is worth after prices rose (Fisher)."""
    return (1 + exact(nominal_rate)) / (1 + exact(inflation)) - 1


@exactly
def inflate(amount: Number, inflation: Number, years: Number) -> Decimal:
    """What costs AMOUNT today costs in so many YEARS, to the cent."""
    return cents(exact(amount) * (1 + exact(inflation)) ** exact(years))


# Cards and debts.

_VAT_MX = Decimal("0.16")


@exactly
def min_payment_mx(balance: Number, limit: Number, interest: Number, vat: Number = _VAT_MX) -> Decimal:
    """The least a Mexican card asks: 1.5 % of the balance plus interest and its VAT, or 1.25 % of the limit (CONDUSEF).

    Never more than is owed.
    """
    owed, cost = exact(balance), exact(interest) * (1 + exact(vat))
    least = max(Decimal("0.015") * owed + cost, Decimal("0.0125") * exact(limit))
    return cents(min(least, owed + cost))


@exactly
def min_payment_trap(
    balance: Number, annual_rate: Number, limit: Number, vat: Number = _VAT_MX
) -> tuple[int, Decimal, Decimal] | None:
    """Paying only the least of a Mexican card: how many months, the interest with VAT, all that is paid."""
    owed, paid = exact(balance), _ZERO
    for month in range(1, _LONGEST):
        interest = cents(owed * exact(annual_rate) / 12)
        payment = min_payment_mx(owed, limit, interest, vat)
        owed = cents(owed + interest * (1 + exact(vat)) - payment)
        paid += payment
        if owed <= 0:
            return month, paid - exact(balance), paid
    return None


@exactly
def fixed_payoff(balance: Number, annual_rate: Number, payment: Number) -> tuple[int, Decimal] | None:
    """Paying the same each month: how many payments, the last of them smaller, and the interest in them."""
    owed, each, level = exact(balance), exact(annual_rate) / 12, exact(payment)
    count = nper(each, -level, owed)
    if count is None or count < 0:
        return None
    months = int(count.to_integral_value(rounding=ROUND_CEILING))
    too_much = _owed(each, Decimal(months), -level, owed, _ZERO)  # what the last payment need not pay
    return months, cents(months * level - too_much - owed)


class Payoff(NamedTuple):
    """A plan to be free of debts: in how many months, for how much interest, and in which order they end."""

    months: int
    interest: Decimal
    order: tuple[str, ...]


@dataclass(slots=True)
class _Debt:
    """What is left of one debt while a plan is played."""

    name: str
    owed: Decimal
    rate: Decimal
    minimum: Decimal

    def pay(self, money: Decimal) -> Decimal:
        """Pay up to MONEY; what is left of it."""
        paid = min(money, self.owed)
        self.owed -= paid
        return money - paid


_FIRST: dict[str, Callable[[_Debt], tuple[Decimal, Decimal]]] = {
    "avalanche": lambda debt: (-debt.rate, debt.owed),
    "snowball": lambda debt: (debt.owed, -debt.rate),
}


@exactly
def payoff_plan(
    debts: Iterable[tuple[str, Number, Number, Number]], extra: Number, strategy: str = "avalanche"
) -> Payoff | None:
    """Pay every minimum, and EXTRA with what ended debts free to one debt at a time; None when that never ends.

    DEBTS: (name, balance, yearly rate, monthly minimum). "avalanche" takes the dearest first, which costs least;
    "snowball" the smallest, which ends one soonest. Interest is added each month, to the cent.
    """
    left = [_Debt(name, exact(owed), exact(each), exact(least)) for name, owed, each, least in debts]
    budget = sum((debt.minimum for debt in left), exact(extra))
    interest, order = _ZERO, []
    hopeless = 100 * sum((debt.owed for debt in left), budget)
    for month in range(1, _LONGEST):
        if interest > hopeless:
            break
        for debt in left:
            cost = cents(debt.owed * debt.rate / 12)
            debt.owed += cost
            interest += cost
        money = budget
        for debt in left:
            money -= debt.minimum - debt.pay(debt.minimum)
        for debt in sorted(left, key=_FIRST[strategy]):
            money = debt.pay(money)
        order += [debt.name for debt in left if not debt.owed]
        left = [debt for debt in left if debt.owed]
        if not left:
            return Payoff(month, cents(interest), tuple(order))
    return None


@exactly
def instalments_rate(cash_price: Number, payment: Number, payments: int) -> Decimal | None:
    """The effective yearly rate hidden in PAYMENTS monthly instalments, the first in a month, beside a price in cash."""
    each = rate(payments, -exact(payment), cash_price)
    return None if each is None else (1 + each) ** 12 - 1
