"""The arithmetic agrees with the field's own examples (cases.jsonl names the source of each), and with itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.plans import arithmetic
from finance.plans.exact import Number

_ROWS = (Path(__file__).parent / "cases.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(row, parse_float=Decimal) for row in _ROWS]

# A period's: compounded over 360 of them, 5 % leaves 26 of the 34 digits for what is compared.
rates = st.decimals(min_value="0.0001", max_value="0.05", places=4)
periods = st.integers(min_value=1, max_value=360)
amounts = st.integers(min_value=1, max_value=10**7).map(Decimal)
begins = st.sampled_from([0, 1])


def same(found: Any, expected: Any, within: Decimal) -> bool:
    """Whether they agree; where a list says None, nothing is expected."""
    if isinstance(expected, list):
        parts = zip(found, expected, strict=True)
        return all(wanted is None or same(part, wanted, within) for part, wanted in parts)
    if expected is None or isinstance(found, str):
        return bool(found == expected)
    return bool(abs(found - Decimal(expected)) <= within)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_fields_own_examples(case: dict[str, Any]) -> None:
    found = getattr(arithmetic, case["fn"])(*case["args"])
    assert same(found, case["expected"], Decimal(case["tol"])), f"{found}: {case['source']}"


@given(rates, periods, amounts, amounts, begins)
def test_values_now_and_then_are_inverse(rate: Decimal, count: int, debt: Decimal, rest: Decimal, when: int) -> None:
    level = arithmetic.pmt(rate, count, debt, -rest, when)
    assert abs(arithmetic.pv(rate, count, level, -rest, when) - debt) < Decimal("1e-9")
    assert abs(arithmetic.fv(rate, count, level, debt, when) + rest) < Decimal("1e-9")


@given(rates, st.integers(min_value=1, max_value=60), amounts, begins)
def test_payments_are_interest_and_debt_and_pay_all_of_it(rate: Decimal, count: int, debt: Decimal, when: int) -> None:
    level = arithmetic.pmt(rate, count, debt, 0, when)
    off = [arithmetic.ppmt(rate, place, count, debt, 0, when) or Decimal(0) for place in range(1, count + 1)]
    cost = [arithmetic.ipmt(rate, place, count, debt, 0, when) or Decimal(0) for place in range(1, count + 1)]
    assert all(abs(part + interest - level) < Decimal("1e-9") for part, interest in zip(off, cost, strict=True))
    assert abs(sum(off) + debt) < Decimal("1e-9")


@given(rates, st.integers(min_value=2, max_value=120), amounts)
def test_the_rate_and_the_number_of_payments_are_found_again(rate: Decimal, count: int, debt: Decimal) -> None:
    level = arithmetic.pmt(rate, count, debt)
    found, needed = arithmetic.rate(count, level, debt), arithmetic.nper(rate, level, debt)
    assert found is not None
    assert needed is not None
    assert abs(found - rate) < Decimal("1e-12")
    assert abs(needed - count) < Decimal("1e-9")


@given(st.lists(st.integers(min_value=-1000, max_value=1000).map(Decimal), min_size=2, max_size=8))
def test_an_internal_rate_makes_it_even(flows: Sequence[Decimal]) -> None:
    found = arithmetic.irr(list(flows))
    if found is not None:
        assert abs(arithmetic.npv(found, list(flows))) < Decimal("1e-6")


@given(rates, st.sampled_from([1, 2, 4, 12, 24, 365]))
def test_effective_and_nominal_are_inverse(rate: Decimal, times: int) -> None:
    assert abs(arithmetic.nominal(arithmetic.effect(rate, times), times) - rate) < Decimal("1e-15")


debts = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        st.integers(min_value=100, max_value=20_000),
        st.decimals(min_value="0", max_value="0.9", places=2),
        st.integers(min_value=200, max_value=900),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda debt: debt[0],
)


@given(debts, st.integers(min_value=6000, max_value=9000))  # more than their interest
def test_every_plan_pays_each_debt_once(rows: list[tuple[str, Number, Number, Number]], extra: int) -> None:
    for strategy in ("avalanche", "snowball"):
        plan = arithmetic.payoff_plan(rows, extra, strategy)
        assert plan is not None
        assert sorted(plan.order) == sorted(name for name, *_rest in rows)
        assert plan.interest >= 0


def test_the_dearest_first_costs_less_than_the_smallest_first() -> None:
    rows: list[tuple[str, Number, Number, Number]] = [("tienda", 3000, "0.45", 200), ("tarjeta", 12000, "0.6", 600)]
    avalanche, snowball = (arithmetic.payoff_plan(rows, 800, how) for how in ("avalanche", "snowball"))
    assert avalanche is not None
    assert snowball is not None
    assert avalanche.interest < snowball.interest
    assert snowball.order[0] == "tienda"


@pytest.mark.parametrize(
    "never",
    [
        arithmetic.fixed_payoff(1000, "0.24", 20),  # the interest alone is 20
        arithmetic.fixed_payoff(1000, "0.24", 5),
        arithmetic.payoff_plan([("a", 1000, "0.24", 10)], 0),
        arithmetic.payoff_plan([("a", 16547, "0.90", 200)], 1002),
        arithmetic.nper(0, 0, 1000),
        arithmetic.xirr([]),
        arithmetic.mirr([1, 2], 0, 0),
        arithmetic.emergency_months(100, 0),
    ],
)
def test_what_never_ends_has_no_answer(never: object) -> None:
    assert never is None


def test_the_last_fixed_payment_is_smaller_and_counted_so() -> None:
    owed, paid = Decimal(10_000), Decimal(0)
    while owed:
        owed *= Decimal("1.02")
        payment = min(owed, Decimal(500))
        owed -= payment
        paid += payment
    plan = arithmetic.fixed_payoff(10_000, "0.24", 500)
    assert plan is not None
    assert abs(plan[1] - (paid - 10_000)) <= Decimal("0.005")


def test_a_discount_in_cash_is_the_interest_of_instalments_without_interest() -> None:
    found = arithmetic.instalments_rate(95, Decimal(100) / 12, 12)
    assert found is not None
    assert round(found, 3) == Decimal("0.100")


def test_money_that_is_not_there_is_not_safe_to_spend() -> None:
    assert arithmetic.safe_to_spend(100, ["300"], 0, 0, 5) == (Decimal("0.00"), Decimal("0.00"))


def test_identical_values_are_not_unusual() -> None:
    assert arithmetic.modified_z([5, 5, 5]) == [0, 0, 0]
