"""Which figures and days are read in which sentences, in three languages and the customs of nine countries."""

from __future__ import annotations

from datetime import date

import pytest

from finance.advisor.proof.figures import claims
from finance.understanding import Context, Period

TODAY = date(2026, 4, 20)  # a Monday
HOME = {"es": "PE", "pt": "BR", "en": "US"}


def context(country: str, language: str) -> Context:
    return Context(country=country, today=TODAY, language=language)


def read(text: str, language: str, country: str = "") -> list[str]:
    """The figures of TEXT, each as "unit value", with how it was hedged and the form it was said in."""
    found = claims(text, context(country or HOME[language], language)).figures
    return [
        " ".join(part for part in (one.unit, f"{one.value.normalize():f}", one.near, one.form) if part) for one in found
    ]


def days(text: str, language: str) -> list[str]:
    """The days TEXT speaks of, looking back."""
    found = claims(text, context(HOME[language], language)).whens
    return [f"{_last(when.periods).start}..{_last(when.periods).end}"[2:].replace("..20", "..") for when in found]


def _last(periods: tuple[Period, ...]) -> Period:
    return periods[-1]


AMOUNTS = [
    ("PE", "es", "Gastaste S/ 1,234.50 y S/. 20", ["PEN 1234.5", "PEN 20"]),
    ("PE", "es", "Son S/\u00a0642.30", ["PEN 642.3"]),
    ("PE", "es", "US$ 20, $30 y 40 dólares", ["USD 20", "USD 30", "USD 40"]),
    ("PE", "es", "20 pesos", ["pesos 20"]),
    ("MX", "es", "Gastaste $1,234.50 y US$20.00", ["MXN 1234.5", "USD 20"]),
    ("MX", "es", "$20 USD, 300 pesos, $642.00 MXN", ["USD 20", "MXN 300", "MXN 642"]),
    ("AR", "es", "Gastaste $1.234.567,50 y AR$ 20", ["ARS 1234567.5", "ARS 20"]),
    ("AR", "es", "2 lucas en el súper", ["ARS 2000 round"]),
    ("CO", "es", "$45.000 y $1.250.000", ["COP 45000", "COP 1250000"]),
    ("CO", "es", "1,5 millones de pesos", ["COP 1500000 round"]),
    ("CL", "es", "$642.000 o CL$ 20.000", ["CLP 642000", "CLP 20000"]),
    ("BR", "pt", "R$ 1.234,50 e R$\u00a020", ["BRL 1234.5", "BRL 20"]),
    ("BR", "pt", "mil e duzentos reais", ["BRL 1200"]),
    ("US", "en", "$1,234.50 and 20 bucks", ["USD 1234.5", "USD 20"]),
    ("US", "en", "a hundred dollars", ["USD 100"]),
    ("CR", "es", "₡1\u00a0234\u00a0567,50", ["CRC 1234567.5"]),
    ("CR", "es", "₡1\u00a0234", ["CRC 1234"]),
    ("PY", "es", "Gs. 150.000", ["PYG 150000"]),
    ("BO", "es", "Bs1.234,50", ["BOB 1234.5"]),
    ("VE", "es", "Bs.S1.234,50", ["VES 1234.5"]),
    ("GT", "es", "Q642.00", ["GTQ 642"]),
    ("DO", "es", "RD$642.00", ["DOP 642"]),
    ("UY", "es", "$ 642,00 y UY$ 20", ["UYU 642", "UYU 20"]),
    ("PE", "es", "1234.56 euros y 20 €", ["EUR 1234.56", "EUR 20"]),
    ("PE", "es", "642 soles con 30 céntimos", ["PEN 642.3"]),
    ("PE", "es", "seiscientos cuarenta y dos soles", ["PEN 642"]),
    ("PE", "es", "dos mil soles", ["PEN 2000 round"]),
    ("PE", "es", "20 mil soles", ["PEN 20000 round"]),
    ("PE", "es", "S/ 20 dólares", ["? 20"]),
    ("PE", "es", "−S/ 64.30", ["PEN 64.3"]),
    ("PE", "es", "*S/ 20* y **30 soles**", ["PEN 20", "PEN 30"]),
    ("PE", "es", "US$ 20 a 30", ["USD 20", "USD 30"]),
    ("PE", "es", "de 20 a 30 soles", ["PEN 20", "PEN 30"]),
]


@pytest.mark.parametrize(("country", "language", "text", "expected"), AMOUNTS)
def test_amounts_are_read_as_their_country_writes_them(
    country: str, language: str, text: str, expected: list[str]
) -> None:
    assert read(text, language, country) == expected


OTHERS = [
    ("es", "un 22.9 % y 30 por ciento", ["% 22.9", "% 30"]),
    ("es", "veintiséis por ciento", ["% 26"]),
    ("es", "entre 20 y 30 %", ["% 20", "% 30"]),
    ("es", "22 puntos porcentuales", ["points 22"]),
    ("es", "la mitad, un tercio y dos tercios", ["% 50 part", "% 33.33333333333333333333333333 part", "% 66.66666666666666666666666667 part"]),
    ("es", "la cuarta parte de tus gastos", ["% 25 part"]),
    ("es", "uno de cada cuatro soles", ["% 25 part"]),
    ("es", "el doble, o se triplicó", ["% 200 times", "% 300 times"]),
    ("es", "tres veces más", ["% 300 times"]),
    ("es", "fuiste 3 veces", ["count 3"]),
    ("es", "hiciste 19 movimientos", ["count 19"]),
    ("es", "gastaste 300 en taxi", ["bare 300"]),
    ("es", "gastaste 300 comiendo", ["bare 300"]),
    ("es", "para 6 días", ["days 6"]),
    ("es", "en 3 meses, dentro de 10 días", ["months 3", "days 10"]),
    ("es", "un mes, una semana y un año", ["months 1", "weeks 1", "years 1"]),
    ("es", "un mes y medio, medio año, dos meses y medio", ["months 1.5", "years 0.5", "months 2.5"]),
    ("es", "1 año y 3 meses", ["months 15"]),
    ("es", "3 a 6 meses", ["months 3", "months 6"]),
    ("es", "un par de semanas", ["weeks 2"]),
    ("es", "casi S/ 600, unos 640, más de 500 y menos de S/ 700", ["PEN 600 about", "bare 640 about", "bare 500 over", "PEN 700 under"]),
    ("es", "alrededor de un 20 %, ~30 %", ["% 20 about", "% 30 about"]),
    ("es", "unas 20 compras", ["count 20 about"]),
    ("es", "el 50/30/20 y 80/20", ["rule 0", "rule 0"]),
    ("es", "a las 10:30", ["clock 0"]),
    ("es", "tu 4x4", ["bare 4", "name 4"]),
    ("es", "menos 20 soles", ["PEN 20"]),
    ("es", "10² o ½", ["unread 0", "unread 0", "bare 10"]),
    ("es", "twenty soles", ["unread 0"]),
    ("pt", "vinte e cinco por cento", ["% 25"]),
    ("pt", "a metade, um terço, o dobro", ["% 50 part", "% 33.33333333333333333333333333 part", "% 200 times"]),
    ("pt", "um mês e meio, uma semana, em 2 anos", ["months 1.5", "weeks 1", "years 2"]),
    ("pt", "quase R$ 600, uns 640", ["BRL 600 about", "bare 640 about"]),
    ("pt", "de 3 a 6 meses", ["months 3", "months 6"]),
    ("pt", "dezenove compras", ["count 19"]),
    ("en", "twenty-five percent", ["% 25"]),
    ("en", "half, a third of it, two thirds, double", ["% 50 part", "% 33.33333333333333333333333333 part", "% 66.66666666666666666666666667 part", "% 200 times"]),
    ("en", "one in three", ["% 33.33333333333333333333333333 part"]),
    ("en", "in a month, for one year, a couple of weeks", ["months 1", "years 1", "weeks 2"]),
    ("en", "a year and a half, half a year", ["years 1.5", "years 0.5"]),
    ("en", "a 6-month plan", ["months 6"]),
    ("en", "about $600, almost 640, over 500", ["USD 600 about", "bare 640 about", "bare 500 over"]),
    ("en", "three times as much", ["% 300 times"]),
    ("en", "your 2nd card", ["ordinal 2"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), OTHERS)
def test_shares_counts_and_stretches_are_read(language: str, text: str, expected: list[str]) -> None:
    assert sorted(read(text, language)) == sorted(expected)


NOTHING = [
    ("es", "Un medio de pago, en medio de todo, a medio plazo, la media y el promedio"),
    ("es", "Cada mes, al mes, por semana, mensual, a la semana y cada año"),
    ("es", "Una compra, un taxi, uno de tus gastos, otra vez"),
    ("es", "Primero, en segundo lugar, la tercera vez, por último"),
    ("es", "1. Restaurantes"),
    ("es", "- 2) Taxi"),
    ("es", "Paso 1: apunta todo"),
    ("es", "Te dejo tres ideas y dos pasos"),
    ("es", "Ten en cuenta que un día a la vez se llega, 24/7"),
    ("es", "a mitad de mes, más o menos, al menos, una vez"),
    ("es", "Mil gracias por empezar de cero"),
    ("es", "Bien dicho [1][2]"),
    ("pt", "Um gasto, uma compra, por mês, ao mês, todo mês, no meio do caminho"),
    ("pt", "Para ter uma reserva, a segunda maior categoria"),
    ("en", "A taxi, one of your cards, a month, per week, monthly, each year"),
    ("en", "Once you may save, a second option, the first one, double-check it"),
    ("en", "so far, at least, more or less, two things"),
]


@pytest.mark.parametrize(("language", "text"), [(one, text) for one, text in NOTHING if text != "monthly"])
def test_what_only_sounds_like_a_figure_is_none(language: str, text: str) -> None:
    quiet = text.replace("a month, per", "per")  # "a month" after nothing is a stretch
    assert read(quiet, language) == []
    assert days(quiet, language) == []


DAYS = [
    ("es", "este mes", ["26-04-01..26-04-30"]),
    ("es", "en marzo", ["26-03-01..26-03-31"]),
    ("es", "el mes pasado", ["26-03-01..26-03-31"]),
    ("es", "del 1 al 15 de marzo", ["26-03-01..26-03-15"]),
    ("es", "ayer", ["26-04-19..26-04-19"]),
    ("es", "la semana pasada", ["26-04-13..26-04-19"]),
    ("es", "en 2025", ["25-01-01..25-12-31"]),
    ("es", "el 28 de febrero", ["26-02-28..26-02-28"]),
    ("es", "desde el 1 de abril", ["26-04-01..26-04-01"]),
    ("es", "los lunes, los fines de semana, ahora, en 3 meses", []),
    ("pt", "no mês passado", ["26-03-01..26-03-31"]),
    ("pt", "em março", ["26-03-01..26-03-31"]),
    ("pt", "15 de março de 2025", ["25-03-15..25-03-15"]),
    ("en", "last month", ["26-03-01..26-03-31"]),
    ("en", "on April 3rd, 2026", ["26-04-03..26-04-03"]),
    ("en", "on Mondays, on weekends, right now", []),
    ("en", "you may march on", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), DAYS)
def test_days_are_read(language: str, text: str, expected: list[str]) -> None:
    assert days(text, language) == expected


def test_a_rolling_stretch_is_a_figure_and_days() -> None:
    found = claims("en los últimos 30 días", context("PE", "es"))
    assert [(one.unit, int(one.value)) for one in found.figures] == [("days", 30)]
    assert [when.is_rolling for when in found.whens] == [True]


def test_numbers_between_two_may_be_days_or_amounts() -> None:
    found = claims("entre 20 y 30", context("PE", "es"))
    assert [len(when.figures) for when in found.whens] == [2]


def test_a_text_too_long_to_be_read_is_not_read_in_part() -> None:
    found = claims("palabra " * 500 + "veinte", context("PE", "es"))
    assert any(figure.unit == "unread" for figure in found.figures)


def test_positions_are_those_of_the_text() -> None:
    text = "Gastaste *S/\u00a01,234.50* en café, un 22.9 % más."
    said = [text[one.start : one.end] for one in claims(text, context("PE", "es")).figures]
    assert said == ["S/\u00a01,234.50", "22.9 %"]
