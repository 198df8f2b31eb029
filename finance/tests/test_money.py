"""Money is exact, never adds currencies, and is written as each country reads it."""

import re
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from finance import countries
from finance.money import CurrenciesDiffer, Money, NotMoney, UnknownCurrency, exponent, total, written

minors = st.integers(min_value=-(10**15), max_value=10**15)


def test_money_adds_exactly() -> None:
    assert Money.of("12.50", "PEN") + Money.of("0.10", "PEN") == Money(1260, "PEN")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0.125", "PEN", 12),  # half to even, down
        ("0.135", "PEN", 14),  # half to even, up
        ("-0.125", "PEN", -12),
        ("1500", "CLP", 1500),
        ("1500.5", "CLP", 1500),
        ("2.0005", "KWD", 2000),
        ("1.00005", "CLF", 10000),
        (Decimal("1E+3"), "USD", 100000),
    ],
)
def test_rounding_is_half_even_to_the_minor_unit(amount: str, currency: str, minor: int) -> None:
    assert Money.of(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize("amount", ["", "abc", "NaN", "Infinity", "1,50", "1e9999999", "1e31"])
def test_what_is_no_number_is_no_money(amount: str) -> None:
    with pytest.raises(NotMoney):
        Money.of(amount, "PEN")


def test_currencies_neither_add_nor_compare() -> None:
    soles, dollars = Money(100, "PEN"), Money(100, "USD")
    for meet in (
        lambda: soles + dollars,
        lambda: soles - dollars,
        lambda: soles < dollars,
        lambda: total([soles], "USD"),
    ):
        with pytest.raises(CurrenciesDiffer):
            meet()
    assert soles != dollars


def test_a_plain_zero_does_not_add_to_money() -> None:
    with pytest.raises((NotMoney, TypeError)):
        sum([Money(1, "PEN")])  # type: ignore[list-item]  # what is tested


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(UnknownCurrency):
        exponent("ABC")


@given(minors, st.lists(st.integers(min_value=0, max_value=100), min_size=1, max_size=12).filter(sum))
def test_shares_add_up_to_the_whole(minor: int, weights: list[int]) -> None:
    money = Money(minor, "MXN")
    parts = money.shares(weights)
    assert total(parts, "MXN") == money
    assert all(abs(part.minor) <= abs(minor) for part in parts)


@given(minors, st.sampled_from(["PEN", "CLP", "KWD", "CLF"]))
def test_amount_and_of_are_inverse(minor: int, currency: str) -> None:
    assert Money.of(Money(minor, currency).amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (123456750, "MXN", "es_MX", "$1,234,567.50"),
        (8540, "PEN", "es_PE", "S/ 85.40"),
        (1500000, "COP", "es_CO", "$15.000"),
        (1500050, "COP", "es_CO", "$15.000,50"),
        (200000, "ARS", "es_AR", "$2.000,00"),
        (1234568, "CLP", "es_CL", "$1.234.568"),
        (200000, "UYU", "es_UY", "$ 2.000,00"),
        (1234568, "PYG", "es_PY", "Gs. 1.234.568"),
        (123450, "USD", "es_EC", "$1.234,50"),
        (123450, "USD", "es_PA", "$1,234.50"),
        (3500, "BRL", "pt_BR", "R$ 35,00"),
        (1250, "EUR", "es_ES", "12,50 €"),
        (1250, "USD", "en_US", "$12.50"),
        (1250, "USD", "es_PE", "US$ 12.50"),
        (1250, "MXN", "es_CO", "MX$12,50"),
        (-1250, "PEN", "es_PE", "−S/ 12.50"),
        (-12500, "CLP", "es_CL", "−$12.500"),
        (-1250, "USD", "es_EC", "−$12,50"),
    ],
)
def test_money_is_written_as_the_country_reads_it(minor: int, currency: str, locale: str, text: str) -> None:
    assert written(Money(minor, currency), locale).replace("\xa0", " ") == text


@given(
    st.integers(min_value=-(10**15), max_value=10**15),
    st.sampled_from(sorted({country.currency for country in countries.known()} | {"KWD", "CLF", "JPY"})),
    st.sampled_from(sorted({country.locale for country in countries.known()})),
)
def test_the_digits_stand_as_babel_would_lay_out_each_amount(minor: int, currency: str, locale: str) -> None:
    money = Money(minor, currency)
    expected = _digits(format_currency(abs(money).amount, currency, locale=locale))
    said = _digits(written(money, locale))
    if currency == "COP" and not minor % 100:  # nobody writes centavos there
        expected = expected[:-3]
    assert said == expected


def _digits(text: str) -> str:
    found = re.search(r"\d.*\d|\d", text)
    assert found is not None
    return found[0]
