"""Sentences of a model that got something wrong: each is refused, and for what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.advisor.proof import Fault, Grounds, prove
from finance.advisor.proof.tests.rosa import PERU, ROSA, faults, of, rosas, soles
from finance.advisor.proof.tests.test_faithful import ANN, IN_ENGLISH, IN_PORTUGUESE, JOAO, SPANISH

BAD = {
    "precision": """
        Gastaste S/ 643 en restaurantes.
        Gastaste S/ 624.30 en restaurantes.
        Gastaste S/ 640 en restaurantes.
        Gastaste S/ 642.31 en restaurantes.
        Restaurantes es el 21 % de tus gastos.
        Unos S/ 645 en restaurantes.
        Más de S/ 650 en restaurantes.
        Menos de S/ 640 en restaurantes.
        Tienes un fondo de emergencia de 2.6 meses.
    """,
    "unit": """
        Gastaste US$ 642.30 en restaurantes.
        Gastaste 642.30 dólares en restaurantes.
        Gastaste 642.30 pesos en restaurantes.
        Gastaste 642.30 % en restaurantes.
        {{F2}} dólares en restaurantes.
        Llegas en un plazo de 12 días.
        Llegas en un plazo de doce semanas.
        Hiciste 19 % de movimientos.
        Debes S/ 350 en tu tarjeta en dólares.
        {{F12}} meses de ahorro tienes.
        Faltan 8 meses para tu próximo pago.
        Te sobran 22.1 soles.
        Faltan {{F24}} soles para tu próximo pago.
    """,
    "label": """
        Gastaste S/ 642.30 en taxi.
        Gastaste {{F15}} este mes.
        Gastaste doscientos cincuenta soles este mes en total.
        Restaurantes {{F4}} y taxi {{F2}}.
        {{F4}} en restaurantes y {{F2}} en taxi.
        Restaurantes, {{F4}}; taxi, {{F2}}.
        Restaurantes ({{F4}}), taxi ({{F2}}).
        Tu tarjeta BBVA vence el {{F28}}.
        Tu alquiler vence el 28 de abril.
        La mitad de tus gastos fue ropa.
        {{L4}} te costó {{F2}} este mes.
        Taxi es el {{F3}} de tus gastos.
        En restaurantes y taxi gastaste {{F4}} y {{F2}}, respectivamente.
        Con un aporte al mes de {{F15}} llegas a tu meta viaje de {{F16}}.
        Tus gastos en restaurantes fueron {{F1}} este mes.
        De tus gastos, {{F1}} fueron en restaurantes.
        El {{F5}} de tus gastos se fue en restaurantes.
        En restaurantes gastaste {{F4}}, o sea {{F5}}.
        Gastaste {{F2}} este mes, sobre todo en taxi.
    """,
    "side": """
        Este mes ganaste {{F1}} y gastaste {{F11}}.
        Este mes gastaste {{F11}}.
        Este mes recibiste {{F1}}.
        Te ingresaron {{F2}} este mes.
        Pagaste {{F11}} este mes.
    """,
    "period": """
        En febrero gastaste {{F1}}.
        En marzo gastaste {{F1}}.
        Este mes gastaste {{F23}}.
        Hoy gastaste {{F1}}.
        Ayer gastaste {{F25}} en el mercado.
        La semana pasada gastaste {{F26}} en la farmacia.
        En 2025 gastaste {{F1}}.
        El mes pasado llevabas {{F1}} y este mes {{F23}}.
        Tu tarjeta BBVA vence el 27 de abril.
        Del 1 al 15 de marzo gastaste {{F23}}.
        En diciembre de 2024 gastaste {{F23}}.
        El 15 de abril te cobran.
        En enero se te fue mucho.
        Mañana vence tu recibo.
    """,
    "direction": """
        En taxi subiste {{F9}}.
        En restaurantes gastaste {{F7}} menos.
        Restaurantes bajó {{F7}} y taxi subió {{F9}}.
        Tu gasto en restaurantes cayó {{F6}}.
        Gastaste {{F10}} más en taxi.
        Tu gasto en restaurantes no subió {{F7}}.
        En restaurantes gastaste -{{F7}}.
        Tu cuenta sueldo tiene S/ 64.30.
        Un −22.9 % en restaurantes.
    """,
    "reference": """
        Gastaste {{F99}}.
        Gastaste {{F2} en restaurantes.
        Gastaste {F2} en restaurantes.
        Gastaste {{ F 2 }} en restaurantes.
        Gastaste {{X2}} en restaurantes.
        Gastaste {{ en restaurantes.
        Gastaste }} en restaurantes.
        La inflación fue 1.69 % [3].
        Muy bien dicho [7].
        {{L99}} sube.
    """,
    "unknown": """
        Te quedan 900 soles.
        En los últimos 90 días gastaste {{F27}}.
        Gastaste S/ 1,980.00 en total.
        Llegas en un plazo de 13 meses.
        El triple en ropa que en marzo.
        Tres cuartas partes de tus gastos son fijas.
        La inflación fue 2.69 % [1].
        La inflación fue 1.69 %.
        El seguro cubre hasta S/ 125,000 [1].
        La TCEA promedio es 77.7 % [2].
        {{F2}}0 en restaurantes.
        1{{F2}} en restaurantes.
        {{F2}} mil en restaurantes.
        {{F12}}5 movimientos.
        Gastaste dos mil soles.
        Unos S/ 700 en restaurantes.
        Un mes más y llegas.
        Ahorra por medio año.
        Gastaste twenty soles.
        Gastaste ６４３ soles.
        10² soles.
        Son ½ de tus gastos.
        A las 10:30 te aviso.
        Hiciste 20 movimientos.
        Uno de cada cinco soles se va en taxi.
        Ahorra el 10 % cada mes.
        Duplicaste tus gastos: se triplicaron.
        Usa la regla 50/30/20.
        Llama al 0800 12345.
        F2 en restaurantes.
        Gasta 300 menos.
        Gastaste S/ 642.30 y 15 más.
        De tus gastos, 55 % son fijos.
        Veinticinco por ciento se va en taxi.
        Un par de meses y llegas.
        Los 53 soles del taxi de hoy ya están anotados.
        Tu viaje de 3500 soles.
        Son 22 puntos porcentuales más.
    """,
}
ELSEWHERE = [
    (JOAO, "Você gastou R$ 643,30 com restaurantes."),
    (JOAO, "Com restaurantes {{F4}} e com táxi {{F2}}."),
    (JOAO, "Este mês você recebeu {{F1}}."),
    (JOAO, "Em fevereiro você gastou {{F1}}."),
    (JOAO, "O táxi subiu {{F9}}."),
    (JOAO, "Você gastou US$ 642,30 com restaurantes."),
    (JOAO, "A Selic está em 11,75% ao ano [1]."),
    (JOAO, "Dois terços dos seus gastos são fixos."),
    (JOAO, "Sua reserva de emergência cobre três meses."),
    (JOAO, "Guarde um mês de gastos."),
    (ANN, "You spent $624.30 on eating out."),
    (ANN, "Eating out {{F4}} and taxi {{F2}}."),
    (ANN, "You earned {{F1}} this month."),
    (ANN, "In February you spent {{F1}}."),
    (ANN, "Taxi rose {{F9}}."),
    (ANN, "You spent €642.30 on eating out."),
    (ANN, "Deposits are insured up to $350,000 [1]."),
    (ANN, "Two thirds of your spending is fixed."),
    (ANN, "Your emergency fund covers three months."),
    (ANN, "Your term is one month."),
    (ANN, "You spent twenty-five dollars on eating out."),
    (ANN, "Save a quarter of your pay."),
]
TABLE = [(why, line.strip()) for why, lines in BAD.items() for line in lines.strip().split("\n")]


@pytest.mark.parametrize(("why", "sentence"), TABLE, ids=[sentence for _, sentence in TABLE])
def test_a_wrong_sentence_is_refused_for_what_is_wrong(why: str, sentence: str) -> None:
    assert why in [found for found, _ in faults(sentence)]


@pytest.mark.parametrize(("grounds", "sentence"), ELSEWHERE, ids=[sentence for _, sentence in ELSEWHERE])
def test_a_wrong_sentence_is_refused_in_any_language(grounds: Grounds, sentence: str) -> None:
    assert not prove(sentence, grounds).holds


def test_there_are_enough_of_them() -> None:
    assert len(TABLE) + len(ELSEWHERE) >= 80


def test_the_fault_names_what_is_wrong_as_it_is_written() -> None:
    proven = prove("Van {{F2}} en restaurantes, y te quedan *S/ 900.00*.", ROSA)
    assert proven.faults == (Fault("S/ 900.00", "unknown"),)
    assert not proven.holds


def test_nothing_proves_where_nothing_is_known() -> None:
    nothing = of(PERU, [])
    assert faults("Gastaste {{F1}}.", nothing) == [("reference", "{{F1}}")]
    assert faults("Gastaste 20 soles.", nothing) == [("unknown", "20 soles")]
    assert faults("Cuéntame qué quieres lograr.", nothing) == []


def test_a_label_that_is_nothing_but_a_figure_proves_none() -> None:
    grounds = of(PERU, [replace(rosas({})[1], label="500")])
    assert faults("Gastaste 500 soles.", grounds) == [("unknown", "500 soles")]


def test_a_label_cannot_bring_a_reference() -> None:
    grounds = of(PERU, [replace(rosas({})[1], label="{{F1}} {{L1}}")])
    assert prove("{{L1}} sube.", grounds).text == "{{F1}} {{L1}} sube."


def test_less_than_nothing_is_told_as_such() -> None:
    grounds = of(PERU, [replace(rosas({})[1], label="saldo", value=-soles("50"), side="")])
    assert prove("Tu saldo es {{F1}}.", grounds).text == "Tu saldo es −S/\u00a050.00."
    assert faults("Tu saldo es {{F1}}.", grounds) == []
    assert faults("Tu saldo es -50 soles.", grounds) == []
    assert [why for why, _ in faults("Tu saldo es 50 soles.", grounds)] == ["direction"]


ANYTHING = st.one_of(
    st.text(max_size=120),
    st.text(alphabet="{}FL0123456789 [].,%$-/\n¿á", max_size=60),
    st.lists(st.sampled_from([*SPANISH, *IN_PORTUGUESE, *IN_ENGLISH]), max_size=3).map(" ".join),
)


@given(text=ANYTHING, which=st.sampled_from([ROSA, JOAO, ANN]))
@settings(deadline=None, max_examples=300)
def test_no_text_makes_it_fail(text: str, which: Grounds) -> None:
    proven = prove(text, which)
    assert proven.holds == (not proven.faults)


@given(said=st.text(max_size=200), page=st.text(max_size=200))
@settings(deadline=None, max_examples=100)
def test_no_words_of_a_person_or_page_make_it_fail(said: str, page: str) -> None:
    grounds = of(PERU, rosas({}), said, {1: page})
    prove("Gastaste {{F2}} en restaurantes, 20 % menos [1].", grounds)


@given(digits=st.integers(min_value=0, max_value=10**7), places=st.integers(min_value=0, max_value=2))
@settings(deadline=None, max_examples=200)
def test_no_number_that_nobody_knows_is_let_through(digits: int, places: int) -> None:
    text = f"{Decimal(digits).scaleb(-places):.{places}f}"
    assert not prove(f"Separa {text} soles.", of(PERU, [])).holds
    assert not prove(f"Separa el {text} %.", of(PERU, [])).holds
