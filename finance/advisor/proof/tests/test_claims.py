"""What a model might say of true figures that is not true, and what it may say: each sentence was once let through, or refused."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from finance.advisor.facts import Fact, Measure
from finance.advisor.proof import Grounds, prove
from finance.advisor.proof.tests.speakers import MARCH, SAME_DAYS, SPEAKERS, grounds
from finance.ledger.queries import Selector
from finance.money import Money
from finance.understanding import Period

# What the sentences call the facts; a model calls them F1, F2.
NAMES = (
    "spent", "before", "more", "more_share", "eating", "eating_share", "eating_before", "eating_less", "eating_less_share", "income",
    "left", "saved", "bank", "owed", "count", "payment", "interest", "wong",
)  # fmt: skip
_NAMED = re.compile(r"\{\{(\w+)\}\}")


def _sentence(text: str) -> str:
    return _NAMED.sub(lambda match: f"{{{{F{NAMES.index(match[1]) + 1}}}}}" if match[1] in NAMES else match[0], text)


def _money(amount: str) -> Money:
    return Money.of(amount, "PEN")


def _ground() -> Grounds:
    def spent(
        label: str, value: Money | Measure, period: Period = MARCH, *, change: bool = False, side: str = "expense"
    ) -> Fact:
        return Fact(label, value, None, period, side, is_change=change, before=SAME_DAYS if change else None)

    def plain(label: str, value: Money | Measure) -> Fact:
        return Fact(label, value)

    def percent(number: str) -> Measure:
        return Measure(Decimal(number), "%")

    bank = Fact("banco", _money("812.35"), Selector(kind="", account=7))
    facts = {
        "spent": spent("gastos", _money("1250.40")),
        "before": spent("gastos", _money("1000.40"), SAME_DAYS),
        "more": spent("gastos", _money("250"), change=True),
        "more_share": spent("gastos", percent("25"), change=True),
        "eating": spent("restaurantes", _money("480")),
        "eating_share": spent("restaurantes", percent("38.4")),
        "eating_before": spent("restaurantes", _money("600"), SAME_DAYS),
        "eating_less": spent("restaurantes", _money("-120"), change=True),
        "eating_less_share": spent("restaurantes", percent("-20"), change=True),
        "income": spent("ingresos", _money("3000"), side="income"),
        "left": spent("lo que quedó", _money("1749.60"), side=""),
        "saved": spent("tasa de ahorro", percent("58.3"), side=""),
        "bank": bank,
        "owed": plain("lo que debes", _money("5000")),
        "count": plain("movimientos", Measure(Decimal(12), "count")),
        "payment": plain("cuota al mes", _money("463.20")),
        "interest": plain("interés en total", _money("558.40")),
        "wong": spent("Wong", _money("150")),
    }
    keyed = tuple(replace(facts[name], key=f"F{place}") for place, name in enumerate(NAMES, start=1))
    said = "quiero ahorrar 500 este mes y debo 7000 al 45 %"
    return grounds(
        SPEAKERS[0], keyed, said, {1: "La inflación fue 2.4 %. La TCEA promedio fue 89 %. Cuesta 1500 soles."}
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Gastaste {{more}} este mes.", "En restaurantes gastaste {{eating_less}}.", "Restaurantes representa {{eating_less_share}}.",
        "El {{eating_less_share}} de tus gastos es restaurantes.", "Gastaste S/ 500 en restaurantes este mes.",
        "Tienes S/ 7000 ahorrados.", "Tus ingresos son 7000.", "Tu tasa de ahorro es 45 %.", "Gastaste 1500 soles en restaurantes [1].",
        "Tienes {{owed}} ahorrados.", "Puedes gastar {{owed}}.", "Debes {{bank}} en el banco.", "Debes {{left}}.",
        "Te quedan {{spent}} para gastar.", "Tu déficit es {{left}}.", "Gastas {{left}} más de lo que ganas.", "La cuota es {{interest}}.",
        "Pagas {{payment}} de interés.", "Salud te costó {{eating}}.", "Tu alquiler se lleva {{eating}}.", "En Netflix gastaste {{wong}}.",
        "La tasa de tu tarjeta es {{saved}}.", "Debes {{count}}.", "Gastas {{spent}} por día.", "Gastas {{spent}} a la semana.",
        "{{spent}}/día", "Cada quincena gastas {{spent}}.", "Al año son {{spent}}.", "Con esto ahorrarías {{eating}} al año.",
        "Tu promedio mensual es {{spent}}.", "{{spent}}00", "€{{spent}}", "Gastaste más de {{spent}}.", "Gastaste menos de {{spent}}.",
        "Gastaste una luca.", "Gastaste un millar.", "Gastaste veintitantos soles.", "{{nobody}}", "Llevas {{spent en gastos.",
        "Restaurantes subió {{eating_less}}.", "Vas {{more}} abajo en gastos.", "Hoy gastaste {{spent}}.", "En enero gastaste {{spent}}.",
    ],
)  # fmt: skip
def test_it_is_refused(sentence: str) -> None:
    proven = prove(_sentence(sentence), _ground())
    assert not proven.holds, proven.text


@pytest.mark.parametrize(
    "sentence",
    [
        "Llevas {{spent}} en gastos, {{more}} más que a esta altura de febrero.", "Vas en {{spent}}, un {{more_share}} más que el mes pasado.",
        "Gastaste {{spent}}, o sea {{more}} más que el mes pasado.", "Gastaste {{spent}} contra {{before}} del mes pasado.",
        "Este mes llevas {{spent}} y en febrero ibas en {{before}}.", "En restaurantes llevas {{eating}} frente a {{eating_before}} del mes pasado.",
        "La cuota sería de {{payment}}.", "Pagarías {{interest}} de interés en total.", "Debes {{owed}}.", "Te quedan {{left}}.",
        "Si ahorras 500 este mes, vas bien.", "La inflación fue 2.4 % [1].", "En restaurantes gastaste {{eating}}, un {{eating_share}} de tus gastos.",
        "Tus ingresos fueron {{income}}.", "Entraron {{income}} y salieron {{spent}}.", "Bajaste {{eating_less}} en restaurantes.",
        "En Wong gastaste {{wong}}.", "En el banco tienes {{bank}}.", "Tu tasa de ahorro es {{saved}}.", "La diferencia en gastos es de {{more}}.",
        "Vas bien, sigue así.", "Revisa primero lo que más pesa.",
    ],
)  # fmt: skip
def test_it_may_be_said(sentence: str) -> None:
    proven = prove(_sentence(sentence), _ground())
    assert proven.holds, (proven.text, proven.faults)


def test_what_the_sentence_before_named_need_not_be_named_again() -> None:
    ground = _ground()
    first = prove(_sentence("En restaurantes gastaste {{eating}} este mes."), ground)
    assert prove(_sentence("Son {{eating_less}} menos que antes."), ground, after=first.names).holds
    assert not prove(_sentence("Son {{eating_less}} menos que antes."), ground).holds
    assert not prove(_sentence("Wong se llevó {{eating}}."), ground, after=first.names).holds
