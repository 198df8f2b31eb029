"""What leaves for a provider: the question, without names, numbers of accounts and addresses; and never onto the web."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.advisor import disclosure
from finance.advisor.disclosure import Veil
from finance.advisor.facts import Fact
from finance.ledger.tests.telling import BANK, Pen, begin
from finance.money import Money
from finance.people.models import Person

VEIL = Veil(("rosa quispe", "cuenta de lucho", "quispe", "lucho", "rosa"))


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("le presté 200 a Lucho", "le presté 200 a [nombre]"),
        ("soy ROSA QUISPE y debo 5000", "soy [nombre] y debo 5000"),
        ("Rosalía no es Rosa", "Rosalía no es [nombre]"),
        ("¿Róśa?", "¿[nombre]?"),
        ("mi cuenta 191-2345678-0-12 del BCP", "mi cuenta [número] del BCP"),
        ("llámame al 987 654 321", "llámame al [número]"),
        ("+51 987654321 es mi número", "[número] es mi número"),
        ("mi DNI 45678912", "mi DNI [número]"),
        ("mi RUT 12.345.678-9", "mi RUT [número]"),
        ("4111.1111.1111.1111 y 4111–1111–1111–1111", "[número] y [número]"),
        ("987.654.321 o 987_654_321 o 191.1234.5678", "[número] o [número] o [número]"),
        ("CPF 123.456.789-09, CNPJ 12.345.678/0001-95", "CPF [número], CNPJ [número]"),
        ("me llamo Juan Pérez y debo 300", "me llamo [nombre] y debo 300"),
        ("mi CURP GARC850101HDFRRL09", "mi CURP [número]"),
        ("tarjeta 4111 1111 1111 1111 vence 12/28", "tarjeta [número] vence 12/28"),
        ("escríbeme a rosa.q@example.com", "escríbeme a [dirección]"),
        ("mira https://evil.example/x?y=1 ahora", "mira [dirección] ahora"),
        ("debo 15000 al 69% en 24 meses", "debo 15000 al 69% en 24 meses"),
        ("gano 1.500.000 y gasto 1,250,000.50", "gano 1.500.000 y gasto 1,250,000.50"),
        ("hola R\u200bo\u2060sa", "hola [nombre]"),
        ("una hipoteca de 150.000.000 al 12%", "una hipoteca de 150.000.000 al 12%"),
        ("debo 15000000 o $150.250.300", "debo 15000000 o $150.250.300"),
        ("1.500.000.000 y 1.234.567.890 pesos", "1.500.000.000 y 1.234.567.890 pesos"),
        ("mi cuenta es la 1234567", "mi cuenta es la [número]"),
        ("mi clave es 4417 y mi PIN: 0912", "mi clave es [número] y mi PIN: [número]"),
    ],
)
def test_a_message_leaves_without_who_it_is_about(written: str, leaves: str) -> None:
    assert VEIL.over(written) == leaves


def test_the_veil_knows_the_people_and_the_accounts_of_the_household(rosa: Person, beto: Person) -> None:
    Pen(rosa).book(begin("5", place=BANK))
    veil = Veil.of(rosa)
    assert set(veil.names) >= {"rosa", "beto", "bcp"}
    assert veil.over("Beto pagó con el BCP de Rosa") == "[nombre] pagó con el [nombre] de [nombre]"


def test_a_stranger_has_no_part_in_it(rosa: Person, ines: Person) -> None:
    assert Veil.of(rosa).names == ("rosa",)


@pytest.mark.parametrize(
    ("query", "message", "searched"),
    [
        ("qué es la TCEA Perú SBS", "¿qué es la TCEA?", "qué es la TCEA Perú SBS"),
        ("TCEA", "¿qué es la TCEA?", "TCEA"),
        ("tasa usura 2026 México", "es legal?", "tasa usura 2026 México"),
        ("deuda de 5000 soles al 69%", "debo 5000 al 69%", "deuda de soles al"),
        ("deuda tres mil quinientos soles embargo", "debo tres mil quinientos", "deuda soles embargo"),
        ("deuda de Marisol con Rosa", "le debo a Marisol", "deuda de con"),
        ("Juan Perez deuda ley", "Juan Perez me debe plata", "deuda ley"),
        ("deuda de juan perez ley", "debo a juan perez", "deuda de ley"),
        ("qué hacer si Pedro no paga", "(Pedro) no paga", "qué hacer si no"),
        ("préstamo JUAN ley", "le hice un préstamo a JUAN", "préstamo ley"),
        ("rosa", "soy Rosa", ""),
        ("4111111111111111", "mi tarjeta", ""),
        ("rosa@example.com derechos", "mi correo", "derechos"),
        ("", "hola", ""),
    ],
)
def test_what_is_searched_holds_nothing_of_the_persons(query: str, message: str, searched: str) -> None:
    assert VEIL.query(query, message) == searched


@given(st.text(max_size=300), st.text(max_size=80))
def test_no_number_and_no_name_is_ever_searched(query: str, message: str) -> None:
    searched = VEIL.query(query, message)
    assert len(searched) <= 120
    assert not any(word.isdigit() and len(word) != 4 for word in searched.split())
    assert "rosa" not in searched.casefold().split()


@given(st.lists(st.sampled_from(["Rosa", "rosa quispe", "LUCHO", "99887766554", "r@x.pe", "debo", "300"]), max_size=9))
def test_however_they_are_put_together_names_and_numbers_stay(words: list[str]) -> None:
    left = VEIL.over(" ".join(words)).casefold()
    assert not any(secret in left for secret in ("rosa", "quispe", "lucho", "99887766554", "r@x"))


def test_facts_leave_under_their_other_name(rosa: Person) -> None:
    fact = Fact("Chifa de Rosa", Money(1250, "PEN"), key="F1", alias="merchant 1")
    assert disclosure.table([fact], rosa).replace("\xa0", " ") == "F1 | merchant 1 | S/ 12.50"
