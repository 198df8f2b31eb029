"""A household's measures: what is usual, what is safe, what is strange."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

from finance.plans.exact import Number, cents, exact, exactly

_ZERO = Decimal(0)


@exactly
def rule_503020(income: Number) -> tuple[Decimal, Decimal, Decimal]:
    """Needs, wants, and savings of a net income (Warren and Tyagi, All Your Worth, 2005)."""
    whole = exact(income)
    needs, wants = cents(whole * Decimal("0.5")), cents(whole * Decimal("0.3"))
    return needs, wants, cents(whole) - needs - wants


@exactly
def emergency_months(liquid: Number, essential: Number) -> Decimal | None:
    """How many months of ESSENTIAL spending the LIQUID money covers."""
    monthly = exact(essential)
    return exact(liquid) / monthly if monthly > 0 else None


@exactly
def safe_to_spend(
    balance: Number, bills: Iterable[Number], reserved: Number, buffer: Number, days: int
) -> tuple[Decimal, Decimal]:
    """What is left for so many DAYS after BILLS, what is RESERVED for goals and a BUFFER; in all, and a day.

    Never below zero: money that is not there is not safe to spend.
    """
    left = exact(balance) - sum((exact(bill) for bill in bills), _ZERO) - exact(reserved) - exact(buffer)
    whole = max(left, _ZERO)
    return cents(whole), cents(whole / max(days, 1))


@exactly
def modified_z(values: Sequence[Number]) -> list[Decimal]:
    """How unusual each value is among them, by the median; beyond 3.5 is an outlier (NIST/SEMATECH 1.3.5.17)."""
    numbers = [exact(value) for value in values]
    middle = Decimal(median(numbers))
    away = [abs(number - middle) for number in numbers]
    deviation = Decimal(median(away))
    if deviation:
        return [Decimal("0.6745") * (number - middle) / deviation for number in numbers]
    mean = sum(away, _ZERO) / len(away)
    scale = mean * Decimal("1.253314")
    return [(number - middle) / scale if scale else _ZERO for number in numbers]
