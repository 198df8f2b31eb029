"""A figure that is right and told of something else: of other days, of another kind of money, of another line of a page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from finance.advisor.facts import Fact, Measure, Value
from finance.advisor.proof import Grounds, prove
from finance.money import Money
from finance.understanding import Context, Period

TODAY = date(2026, 3, 12)
MONTH, YEAR = Period(date(2026, 3, 1), TODAY), Period(date(2026, 1, 1), TODAY)
CONTEXT = Context(country="PE", today=TODAY, currency="PEN")


def write(value: Value) -> str:
    if isinstance(value, Money):
        return f"S/ {value.amount:,.2f}"
    return f"{value.number} %" if isinstance(value, Measure) else f"{value:%d/%m/%Y}"


def soles(label: str, amount: str, key: str, period: Period = MONTH, side: str = "expense") -> Fact:
    return Fact(label, Money.of(amount, "PEN"), period=period, side=side, key=key)


FACTS = (
    soles("gastos", "952.50", "F1", YEAR),
    soles("ingresos", "100", "F2", side="income"),
    soles("comida fuera", "12.50", "F3"),
    soles("transporte", "40", "F4"),
    Fact("transporte", Measure(Decimal("76.2"), "%"), period=MONTH, side="expense", key="F5"),
)
BOOKS = Grounds(FACTS, "", CONTEXT, write)
SAID = Grounds((), "gano 3000 y debo 5000 al 69%, me ofrecen 30%, explícame qué me conviene", CONTEXT, write)
PAGE = Grounds(
    (),
    "",
    CONTEXT,
    write,
    {1: "La TCEA de tarjetas fue 45.3 % y la inflación fue 1.7 %. El seguro cubre S/ 125,000. Multa de S/ 800."},
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Gastaste {{F1}} de los {{F2}} que ganaste.",
        "Gastas más en comida fuera ({{F3}}) que en transporte ({{F4}}).",
        "Gastas menos en transporte ({{F4}}) que en comida fuera ({{F3}}).",
        "Comida fuera ({{F3}}) te cuesta más que transporte ({{F4}}).",
        "No gastaste más en transporte ({{F4}}) que en comida fuera ({{F3}}).",
        "Transporte es el {{F5}} de tus ingresos.",
        "En transporte ahorraste {{F4}}.",
        "En transporte te sobran {{F4}}.",
        "En transporte tu presupuesto es {{F4}}.",
    ],
)
def test_not_of_other_days_nor_in_the_wrong_order_nor_of_what_is_kept(sentence: str) -> None:
    assert not prove(sentence, BOOKS).holds


@pytest.mark.parametrize(
    "sentence",
    [
        "Este año gastaste {{F1}} y este mes ganaste {{F2}}.",
        "Gastas más en transporte ({{F4}}) que en comida fuera ({{F3}}).",
        "Transporte ({{F4}}) te cuesta más que comida fuera ({{F3}}).",
        "No gastaste más en comida fuera ({{F3}}) que en transporte ({{F4}}).",
        "Transporte es el {{F5}} de tus gastos.",
        "En transporte gastaste {{F4}}.",
    ],
)
def test_what_is_so_may_be_said(sentence: str) -> None:
    assert prove(sentence, BOOKS).holds


@pytest.mark.parametrize(
    "sentence", ["Debes 3000 y ganas 5000.", "Tu sueldo es de 5000 soles y tu deuda de 3000.", "Te ofrecen 69 %."]
)
def test_what_is_owed_is_not_told_as_what_is_earned(sentence: str) -> None:
    assert not prove(sentence, SAID).holds


@pytest.mark.parametrize("sentence", ["Ganas 3000 y debes 5000.", "Debes 5000 al 69 %.", "Te ofrecen 30 %."])
def test_the_persons_own_words_may_be_said_again(sentence: str) -> None:
    assert prove(sentence, SAID).holds


@pytest.mark.parametrize(
    "sentence",
    [
        "La TCEA fue 1.7 % [1].",
        "La inflación fue de 45.3 % [1].",
        "El salario mínimo es S/ 125,000 [1].",
        "El bono es de S/ 800 [1].",
    ],
)
def test_a_page_proves_a_number_only_of_what_it_tells_it_of(sentence: str) -> None:
    assert not prove(sentence, PAGE).holds


@pytest.mark.parametrize(
    "sentence",
    [
        "La TCEA fue 45.3 % [1].",
        "La inflación fue de 1.7 % [1].",
        "El seguro cubre hasta S/ 125,000 [1].",
        "La multa es de S/ 800 [1].",
    ],
)
def test_and_of_that_it_does(sentence: str) -> None:
    assert prove(sentence, PAGE).holds


def test_the_next_sentence_and_other_decimals_are_no_proof() -> None:
    page = {1: "El bono es de S/ 800. Multa: otra. La tasa es 15 %; multa de 1.5 %."}
    grounds = Grounds((), "", CONTEXT, write, page)
    assert not prove("La multa es de S/ 800 [1].", grounds).holds
    assert not prove("La multa es de 15 % [1].", grounds).holds
    assert prove("La multa es de 1.5 % [1].", grounds).holds
