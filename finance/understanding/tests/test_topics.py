"""The standard questions are recognised with their numbers, and ordinary talk is none of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from finance.understanding import Context
from finance.understanding.topics import Asked, Owed, Rate, asked

TODAY = date(2026, 3, 12)
COUNTRIES = {"es": "PE", "pt": "BR", "en": "US"}


def ask(text: str, language: str = "es") -> Asked | None:
    return asked(text, Context(country=COUNTRIES[language], today=TODAY, language=language))


@pytest.mark.parametrize(
    ("language", "text", "topic"),
    [
        ("es", "¿me alcanza hasta la quincena?", "until_pay"),
        ("es", "me alcanza para llegar a fin de mes?", "until_pay"),
        ("es", "¿puedo gastar 300 en zapatillas?", "afford"),
        ("es", "q deuda pago primero", "which_debt"),
        ("es", "qué deuda pago primero", "which_debt"),
        ("es", "como divido mi sueldo", "split"),
        ("es", "de cuanto deberia ser mi fondo de emergencia", "emergency"),
        ("es", "y si pago solo el mínimo?", "minimum"),
        ("es", "¿conviene a meses sin intereses o de contado?", "instalments"),
        ("es", "por que gaste mas este mes", "why_more"),
        ("es", "me conviene bitcoin o dólares", "securities"),
        ("es", "unos prestamistas me amenazan, ¿qué deuda pago primero?", "threats"),
        ("pt", "posso comprar um tênis de 300?", "afford"),
        ("pt", "qual dívida pago primeiro?", "which_debt"),
        ("pt", "quanto tempo levo pagando 500 por mês?", "payoff"),
        ("pt", "reserva de emergência", "emergency"),
        ("pt", "quanto devo guardar pra juntar 3000", "saving"),
        ("en", "can I afford a 300 jacket?", "afford"),
        ("en", "which debt should I pay first?", "which_debt"),
        ("en", "will it last until payday?", "until_pay"),
        ("en", "which stocks should I buy", "securities"),
        ("es", "me alcansa asta la quincena", "until_pay"),
        ("es", "xq gasto tanto", "why_more"),
        ("es", "llego a fin d mes?", "until_pay"),
        ("es", "me alkansa pa la renta de 500?", "afford"),
        ("en", "q deuda pago primero", "which_debt"),  # Spanish, from a browser that is set to English
        ("es", "gasté 25 en taxi", None),
        ("es", "¿cuánto gasté este mes?", None),
        ("es", "hola", None),
        ("es", "", None),
    ],
)
def test_what_a_question_is_about(language: str, text: str, topic: str | None) -> None:
    question = ask(text, language)
    assert (question and question.topic) == topic


def test_debts_are_read_with_their_names_and_yearly_rates() -> None:
    question = ask(
        "qué deuda pago primero: 5000 en la visa al 69% o 2000 del préstamo al 3% mensual y 1200 a mi hermano"
    )
    assert question is not None
    assert question.owed == (
        Owed("visa", Decimal(5000), "", Rate(Decimal("0.69"), is_effective=True)),
        Owed("préstamo", Decimal(2000), "", Rate(Decimal("0.03"), is_of_a_month=True)),
        Owed("hermano", Decimal(1200), ""),
    )


def test_instalments_and_days_to_come_are_read() -> None:
    bought = ask("¿1200 a 12 meses sin intereses o 1100 de contado?")
    assert bought is not None
    assert bought.parts == 12
    assert [value for value, _currency in bought.amounts] == [1200, 1100]
    saved = ask("cuánto debo ahorrar para juntar 3000 para diciembre")
    assert saved is not None
    assert saved.by == date(2026, 12, 1)
