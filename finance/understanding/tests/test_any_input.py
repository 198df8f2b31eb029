"""No message of any kind raises, and none takes long."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.understanding import Context, read
from finance.understanding.topics import asked
from finance.understanding.wire import as_json

COUNTRIES = st.sampled_from(["PE", "MX", "CO", "AR", "CL", "BR", "US", "ES", "CR", "XX"])
EXPECTING = st.sampled_from(["", "amount", "choice", "confirmation", "category", "day", "account"])
PIECES = st.sampled_from(
    [
        "gasté",
        "pagué",
        "20",
        "1,500",
        "$",
        "s/",
        "de",
        "en",
        "taxi",
        "y",
        "ayer",
        "el",
        "lunes",
        "15",
        "marzo",
        "no",
        "sí",
        "mil",
        "lucas",
        "palo",
        "medio",
        "con",
        "cuotas",
        "%",
        ":",
        "/",
        "-",
        ".",
        ",",
        "(",
        ")",
        "x",
        "2",
        "entre",
        "del",
        "al",
        "hasta",
        "quincena",
        "próxima",
        "pasada",
        "hace",
        "un",
        "tres",
        "semana",
        "cuánto",
        "?",
        "!",
        "me",
        "debe",
        "vendí",
        "como",
        "si",
        "gastara",
        "borra",
        "cambia",
        "a",
        "por",
        "😀",
        "º",
        "R$",
        "paguei",
        "spent",
        "how",
    ]
)
DAYS = st.dates(date(1990, 1, 1), date(2120, 1, 1))


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=300), country=COUNTRIES, expecting=EXPECTING, today=DAYS)
def test_any_text_is_read(text: str, country: str, expecting: str, today: date) -> None:
    context = Context(country=country, today=today, expecting=expecting)
    as_json(read(text, context), context)
    asked(text, context)


@settings(max_examples=500, deadline=None)
@given(words=st.lists(PIECES, max_size=30), country=COUNTRIES, expecting=EXPECTING, today=DAYS)
def test_any_words_of_money_are_read(words: list[str], country: str, expecting: str, today: date) -> None:
    context = Context(country=country, today=today, expecting=expecting)
    reading = read(" ".join(words), context)
    assert read(" ".join(words), context) == reading
    as_json(reading, context)
    assert asked(" ".join(words), context) == asked(" ".join(words), context)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "a",
        "3$1",
        "gasté 20 en taxi y ",
        "el 3 de marzo al ",
        "no ",
        "1,",
        "((",
        "ayer ",
        "a@a.",
        "2x",
        "s/",
        "mil ",
    ],
)
def test_no_text_is_a_trap(piece: str) -> None:
    """A hundred times as much of anything costs far less than a hundred times a hundred."""
    context = Context(country="PE", today=date(2026, 3, 12))

    def cost(times: int) -> float:
        text, spent = piece * times, []
        for _again in range(3):
            start = time.process_time()
            read(text, context)
            spent.append(time.process_time() - start)
        return min(spent)

    assert cost(3000) < 1000 * (cost(30) + 0.0005)
