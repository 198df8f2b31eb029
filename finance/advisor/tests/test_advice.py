"""The standard questions, answered by rule: right figures, said with what they rest on, and nothing booked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from finance import countries
from finance.ledger.models import Entry
from finance.ledger.tests.telling import Pen, earn, spend
from finance.people.models import Person
from sofia.tests.cast import NOW, make_person, say

Tell = Callable[..., str]


@pytest.fixture
def books(rosa: Person, told: Tell) -> Tell:
    """Rosa has 380 in cash."""
    told("tengo 380 en efectivo")
    return told


@pytest.fixture
def pen(rosa: Person) -> Pen:
    return Pen(rosa)


def test_whether_it_is_enough_until_the_next_pay(books: Tell) -> None:
    # The 13th is a Friday: the 15th is a Sunday and pay comes before it.
    assert books("¿me alcanza hasta la quincena?") == (
        "Tienes S/ 380.00 y falta 1 día hasta el 13 de marzo: *S/ 380.00* por día. No cuento lo que aún te falte pagar."
    )
    assert "380.00" in books("¿de dónde sale?")


def test_what_would_be_left(books: Tell) -> None:
    assert "te quedarían *S/ 80.00*" in books("¿puedo gastar 300 en zapatillas?")
    assert books("¿me alcanza para una tele de 900?") == (
        "Hoy no te alcanza: tienes S/ 380.00 y te faltarían *S/ 520.00*."
    )
    assert Entry.objects.count() == 1


def test_she_does_not_guess_what_she_was_not_told(told: Tell) -> None:
    assert "necesito saber cuánto tienes" in told("¿puedo gastar 300 en zapatillas?")
    assert "necesito saber cuánto tienes" in told("¿me alcanza hasta la quincena?")
    assert "¿Cuánto recibes al mes?" in told("¿cómo divido mi sueldo?")
    assert "¿Cuánto, y para cuándo?" in told("¿cuánto debo ahorrar?")
    assert "Dime cuánto debes" in told("¿qué deuda pago primero?")
    assert "Dime los dos precios" in told("¿meses sin intereses o de contado?")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("question", "rest", "words"),
    [
        ("q deuda pago primero", "5000 en la visa al 69% o 2000 del prestamo al 30%", "Paga primero visa"),
        ("¿cómo divido mi sueldo?", "3000", "*S/ 1,500.00* para lo necesario"),
        ("¿cómo divido mi sueldo?", "gano 3000", "*S/ 1,500.00* para lo necesario"),
        ("quiero ahorrar", "3600 para diciembre", "aparta *S/ 200.00* por quincena"),
        ("¿meses sin intereses o de contado?", "1200 a 12 meses o 1100 de contado", "préstamo al *17.7%*"),
    ],
)
def test_what_was_missing_may_come_with_the_next_message(told: Tell, question: str, rest: str, words: str) -> None:
    told(question)
    assert words in told(rest)
    assert not Entry.objects.exists()


def test_a_question_that_is_left_open_is_nobodys_answer(told: Tell) -> None:
    told("¿qué deuda pago primero?")
    assert told("gasté 20 en pan").startswith("Anotado")
    told("¿qué deuda pago primero?")
    assert told("no") == "Está bien, lo dejamos ahí."
    told("¿qué deuda pago primero?")
    assert "Gastaste" in told("¿cuánto gasté este mes?")
    told("¿qué deuda pago primero?")
    assert "Dime cuánto debes" not in told("¿qué es la TCEA?")


def test_a_question_that_was_answered_is_open_no_more(told: Tell) -> None:
    told("¿qué deuda pago primero?")
    assert "Paga primero visa" in told("5000 en la visa al 69%")
    assert "Paga primero" not in told("300 al 20%")


def test_advice_is_given_while_something_else_is_asked(told: Tell) -> None:
    assert "¿Cuánto" in told("pagué la luz")
    assert "*26 meses*" in told("debo 10000 al 24%, ¿cuánto tardo pagando 500 al mes?")
    assert "Dime cuánto debes" in told("¿qué deuda pago primero?")
    assert "97.00" in told("97")


def test_a_salary_is_split(told: Tell) -> None:
    said = told("¿cómo divido mi sueldo de 3000?")
    assert "*S/ 1,500.00* para lo necesario, S/ 900.00 para gustos y S/ 600.00" in said
    assert "Warren y Tyagi, 2005" in said


def test_last_months_income_is_split_when_none_is_said(books: Tell, pen: Pen) -> None:
    pen.book(earn("2000", on=date(2026, 2, 15)))
    assert "De S/ 2,000.00: *S/ 1,000.00*" in books("¿cómo reparto mi sueldo?")


def test_the_emergency_fund_is_counted_in_months_of_the_essential(books: Tell, pen: Pen) -> None:
    assert "Todavía no tengo un mes completo" in books("¿cuánto necesito de fondo de emergencia?")
    pen.book(spend("100", "vivienda", on=date(2026, 2, 3)))
    pen.book(spend("100", "vivienda", on=date(2026, 1, 3)))
    pen.book(spend("900", "viajes", on=date(2026, 1, 4)))  # not essential; paid in cash
    said = books("¿cuánto necesito de fondo de emergencia?")
    assert "lo esencial te cuesta S/ 100.00 al mes (según 2 meses completos)" in said


def test_an_account_may_be_called_emergency_fund(books: Tell) -> None:
    assert books("mi fondo de emergencia es 5000") == "Anotado: tienes *S/ 5,000.00* en Fondo de Emergencia."
    assert books("¿cuánto tengo en mi fondo de emergencia?") == "Tienes *S/ 5,000.00* en Fondo de Emergencia."


def test_the_dearest_debt_comes_first(told: Tell) -> None:
    said = told("debo 5000 en la visa al 69% y 1200 a mi hermano, ¿qué deuda pago primero?")
    assert "Paga primero visa: al 69% efectivo al año te cobra unos *S/ 223.49* de interés al mes." in said
    as_twelfths = told("debo 5000 en la visa al 69% nominal y 1200 a mi hermano, ¿qué deuda pago primero?")
    assert "al 69% al año te cobra unos *S/ 287.50*" in as_twelfths


def test_a_months_rate_is_weighed_against_a_years(told: Tell) -> None:
    said = told("¿qué deuda pago primero: 3000 en la visa al 80% TEA o 3000 del BCP al 6% mensual?")
    assert "Paga primero BCP: al 6% al mes te cobra unos *S/ 180.00*" in said, "6% a month is 101% a year"


def test_what_the_books_know_to_be_owed_is_said(books: Tell) -> None:
    books("gasté 100 en ropa con tarjeta")
    said = books("¿qué deuda pago primero?")
    assert "De lo que llevo anotado debes tarjeta S/ 100.00; me falta saber a qué tasa." in said


def test_how_long_a_debt_lasts(told: Tell) -> None:
    said = told("debo 10000 en la tarjeta al 24% nominal, ¿cuánto tardo pagando 500 al mes?")
    assert "*26 meses* y pagas S/ 2,898.73 de interés" in said
    never = told("debo 10000 en la tarjeta al 45%, ¿cuánto tardo pagando 300 al mes?")
    assert "sólo el interés son *S/ 314.48* al mes" in never


def test_the_trap_of_the_minimum_is_shown_where_its_rule_is_known(db: None) -> None:
    luz = make_person("Luz", country="MX")
    said = say(luz, "¿qué pasa si pago sólo el mínimo de una tarjeta de 10000 al 45% con límite de 20000?").text
    assert "*89 meses* y pagas $20,323.94" in said
    assert "CONDUSEF" in said
    rosa = make_person("Rosa")
    assert "314.48" in say(rosa, "¿qué pasa si pago sólo el mínimo de una tarjeta de 10000 al 45%?").text


def test_instalments_beside_cash(told: Tell) -> None:
    assert "S/ 100.00 más que de contado: es como un préstamo al *17.7%* al año" in told(
        "¿me conviene 1200 a 12 meses sin intereses o 1100 de contado?"
    )
    assert "unos *S/ 100.00* al mes" in told("¿conviene 1200 a 12 meses sin intereses?")


def test_a_dearer_price_in_cash_is_no_loan(told: Tell) -> None:
    assert "no pagas de más" in told("¿conviene 1100 a 12 meses sin intereses o 1200 de contado?")


def test_currencies_are_never_mixed(told: Tell) -> None:
    assert "no las mezclo" in told("debo 1000 dólares al 30%, ¿cuánto tardo pagando 100 soles al mes?")
    assert "no las mezclo" in told("¿conviene 1200 dólares a 12 meses sin intereses o 1100 soles de contado?")


@pytest.mark.parametrize(
    "text",
    [
        "debo 10000 al 0%, ¿cuánto tardo pagando 0 al mes?",
        "debo 0 en la visa al 50%, ¿qué deuda pago primero?",
        "debo 99999999999999999999 al 45%, ¿cuánto tardo pagando 1 al mes?",
    ],
)
def test_what_makes_no_sense_is_asked_again(told: Tell, text: str) -> None:
    assert "Dime cuánto debes" in told(text)


def test_saving_for_a_day(told: Tell) -> None:
    # From 12 March to 1 December two pays a month, the first on Friday the 13th: 18 of them.
    assert told("¿cuánto debo ahorrar para juntar 3600 para diciembre?") == (
        "Para S/ 3,600.00 al 1 de diciembre aparta *S/ 200.00* por quincena: son 18 pagos."
    )
    assert "ya no te llega otro pago" in told("¿cuánto debo ahorrar para juntar 100 para mañana?")


def test_why_this_month_is_dearer(books: Tell, pen: Pen) -> None:
    pen.book(spend("50", "transporte", on=date(2026, 2, 3)))
    pen.book(spend("92", "transporte", on=date(2026, 3, 3)))
    pen.book(spend("30", "restaurantes", on=date(2026, 3, 4)))
    pen.book(spend("500", "viajes", on=date(2026, 2, 20)))  # later than today was last month
    said = books("¿por qué gasté más este mes?")
    assert "Este mes vas *S/ 72.00* arriba" in said
    assert "transporte (+S/ 42.00) y comida fuera (+S/ 30.00)" in said
    assert "*S/ 122.00* en gastos sale de 2 movimientos" in books("¿de dónde sale?")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("¿compro dólares o bitcoin?", "No recomiendo en qué invertir"),
        ("¿qué acciones me recomiendas?", "asesores registrados"),
        ("unos prestamistas me amenazan", "es un delito"),
        ("me piden un depósito para darme un préstamo de 5000", "estafa"),
        ("perdí todo apostando", "ayuda gratuita y confidencial"),
        ("debo tanto que no quiero vivir", "Tu vida vale más"),
    ],
)
def test_some_questions_have_fixed_words(told: Tell, text: str, words: str) -> None:
    assert words in told(text)


def test_a_person_in_danger_is_heard_also_while_something_is_asked(told: Tell) -> None:
    assert "¿Cuánto" in told("pagué la luz")
    assert "es un delito" in told("unos prestamistas me amenazan")
    assert "97.00" in told("97")
    assert Entry.objects.count() == 1
    say_undo = told("deshaz eso")
    assert "Deshecho" in say_undo


@pytest.mark.parametrize("country", [country.code for country in countries.known()])
def test_every_country_is_answered_in_its_money_and_language(db: None, country: str) -> None:
    person = make_person("Sol", country=country)
    text = "como divido meu salário de 3000" if person.language.startswith("pt") else "¿cómo divido mi sueldo de 3000?"
    said = say(person, text, now=NOW + timedelta(minutes=1))
    assert said.intent == "advice"
    assert said.facts[0]["currency"] == person.currency
    assert "%(" not in said.text
