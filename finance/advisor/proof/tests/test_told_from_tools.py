"""What the tools find, told as an advisor would: loans, goals, what is at hand, why more was spent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from finance.advisor.facts import Fact, Measure
from finance.advisor.proof.tests.rosa import APRIL, MARCH, MARCH_SO_FAR, PAGES, PERU, faults, of, percent, soles


def _months(number: str) -> Measure:
    return Measure(Decimal(number), "months")


_EATING = Fact("comida fuera", soles("812.40"), None, APRIL, "expense")
_TRANSPORT = Fact("transporte", soles("301.15"), None, APRIL, "expense")
_SPENT = Fact("gastos", soles("2456.70"), None, APRIL, "expense")
_FOUND = [
    _SPENT,  # F1
    replace(_SPENT, value=soles("2010.20"), period=MARCH_SO_FAR),  # F2
    replace(_SPENT, value=soles("446.50"), is_change=True, before=MARCH_SO_FAR),  # F3
    replace(_SPENT, value=percent("22.2"), is_change=True, before=MARCH_SO_FAR),  # F4
    _EATING,  # F5
    replace(_EATING, value=percent("33.1")),  # F6
    _TRANSPORT,  # F7
    replace(_TRANSPORT, value=percent("12.3")),  # F8
    replace(_EATING, value=soles("301.20"), is_change=True, before=MARCH_SO_FAR),  # F9
    Fact("préstamo", soles("10000")),  # F10
    Fact("cuota al mes", soles("924.56")),  # F11
    Fact("interés en total", soles("1094.72")),  # F12
    Fact("todo lo que pagas", soles("11094.72")),  # F13
    Fact("plazo", _months("12")),  # F14
    Fact("tasa efectiva al año", percent("19.6")),  # F15
    Fact("lo que tienes a mano", soles("3450")),  # F16
    Fact("lo que debes", soles("1200")),  # F17
    Fact("gastos esenciales al mes", soles("1500"), None, MARCH, "expense"),  # F18
    Fact("fondo de emergencia mínimo", _months("3")),  # F19
    Fact("fondo de emergencia mínimo", soles("4500")),  # F20
    Fact("lo que cubre tu dinero", _months("2.3")),  # F21
    Fact("meta", soles("5000")),  # F22
    Fact("aporte al mes", soles("416.67")),  # F23
    Fact("ingresos", soles("3800"), None, MARCH, "income"),  # F24
    Fact("gastos", soles("2900"), None, MARCH, "expense"),  # F25
    Fact("lo que quedó", soles("900"), period=MARCH),  # F26
    Fact("tasa de ahorro", percent("23.7"), period=MARCH),  # F27
    Fact("movimientos", Measure(Decimal(41), "count"), period=APRIL),  # F28
    Fact("Wong", soles("250.30"), None, APRIL, "expense", alias="merchant 1"),  # F29
]
GROUNDS = of(PERU, _FOUND, "¿Por qué gasté más este mes? Quiero un préstamo de 10000 a 12 meses.", PAGES)

TOLD = """
Este mes llevas {{F1}} en gastos, {{F3}} más que en los mismos días de marzo.
Tus gastos van en {{F1}} este mes: {{F4}} más que el mes pasado a estas alturas.
Gastaste más porque comida fuera subió {{F9}}.
Lo que más creció fue comida fuera, con {{F9}} más.
Lo que más pesa es comida fuera: {{F5}}, el {{F6}} de tus gastos.
Comida fuera se lleva {{F5}} y transporte {{F7}}.
Después viene transporte con {{F7}} ({{F8}}).
Por un préstamo de {{F10}} pagarías una cuota al mes de {{F11}} durante {{F14}}.
El interés en total sería de {{F12}}, así que todo lo que pagas suma {{F13}}.
La tasa efectiva al año es de {{F15}}.
Con un plazo de {{F14}}, la cuota al mes es {{F11}}.
Tienes a la mano {{F16}} y debes {{F17}}.
Lo que tienes a mano, {{F16}}, cubre {{F21}} de tus gastos esenciales al mes.
Lo que tienes a mano son {{F16}}.
Tu fondo de emergencia mínimo sería de {{F20}}, que son {{F19}} de gastos esenciales al mes.
Para tu meta de {{F22}} necesitas un aporte al mes de {{F23}} por {{F14}}.
En marzo entraron {{F24}} de ingresos y salieron {{F25}} en gastos.
En marzo te quedaron {{F26}}.
En marzo lo que quedó fue {{F26}}, una tasa de ahorro de {{F27}}.
Tu tasa de ahorro en marzo fue {{F27}}.
Hiciste {{F28}} movimientos este mes.
En {{L29}} gastaste {{F29}} este mes.
{{L29}} se llevó {{F29}}.
Si bajas un poco comida fuera, lo notarás pronto.
Un préstamo de 10000 soles a 12 meses te costaría {{F12}} de interés en total.
Con 12 meses de plazo pagarías {{F11}} de cuota al mes.
El {{F6}} de tus gastos de este mes se fue en comida fuera, y el {{F8}} en transporte.
Tu comida fuera de este mes ({{F5}}) es la que más subió.
*{{F1}}* es lo que llevas gastado este mes.
Vas {{F3}} arriba del mes pasado a estas alturas.
De cada compra, anota el monto y en qué fue.
¿Quieres que revisemos comida fuera juntos?
No tengo datos de inversiones, así que no puedo decirte eso.
Te conviene pagar primero la deuda más cara.
El BCRP reporta una inflación anual de 1.69 % en marzo de 2026 [1].
La cuota al mes de {{F11}} es el gasto que debes prever.
Puedes apartar {{F23}} al mes como aporte al mes para tu meta.
El mes pasado, a estas alturas, ibas en {{F2}} de gastos.
Transporte, en cambio, se mantuvo en {{F7}}.
Gastos: {{F1}}. Comida fuera: {{F5}}.
Este mes gastaste {{F1}}, un {{F4}} más de lo que llevabas en marzo a la misma fecha.
Eso es {{F4}} más.
Tus gastos subieron {{F4}} frente a los mismos días de marzo, de {{F2}} a {{F1}}.
Gastos: {{F1}}; comida fuera: {{F5}}.
""".strip().split("\n")


@pytest.mark.parametrize("sentence", TOLD)
def test_it_holds(sentence: str) -> None:
    assert faults(sentence, GROUNDS) == []


WRONG = [
    ("label", "El interés en total sería de {{F11}}."),
    ("label", "Por un préstamo de {{F11}} pagarías una cuota al mes de {{F10}}."),
    ("label", "Tu tasa de ahorro en marzo fue {{F15}}."),
    ("label", "La tasa efectiva al año es de {{F14}}."),
    ("label", "Con un plazo de {{F19}}, la cuota al mes es {{F11}}."),
    ("label", "Comida fuera se lleva {{F7}} y transporte {{F5}}."),
    ("label", "En {{L29}} gastaste {{F5}} este mes."),
    ("period", "Este mes gastaste {{F2}}."),
    ("period", "El mes pasado gastaste {{F2}}."),  # of a month so far
    ("period", "En marzo llevabas {{F1}} a estas alturas."),
    ("period", "Tu tasa de ahorro este mes es {{F27}}."),
    ("direction", "Tus gastos bajaron {{F4}} frente a los mismos días de marzo."),
    ("direction", "Gastaste {{F5}} más que en los mismos días de marzo en comida fuera."),
    ("side", "En marzo gastaste {{F24}}."),
    ("unknown", "Entre comida fuera y transporte se va el 45 % de tus gastos."),
    ("unknown", "Para empezar, aparta S/ 50 por semana."),
]


@pytest.mark.parametrize(("why", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_what_is_wrong_is_refused(why: str, sentence: str) -> None:
    assert why in [found for found, _ in faults(sentence, GROUNDS)]
