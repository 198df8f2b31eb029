"""The people whose figures are proven in the tests of the proof: what is known of Rosa, and how she is written to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils import translation

from finance import countries
from finance.advisor import speech
from finance.advisor.facts import Fact, Measure, Value
from finance.advisor.proof import Grounds, prove
from finance.money import Money
from finance.people.models import Person
from finance.understanding import Context, Period

TODAY = date(2026, 4, 20)
APRIL = Period(date(2026, 4, 1), TODAY)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
MARCH_SO_FAR = Period(date(2026, 3, 1), date(2026, 3, 20))
LAST_WEEK = Period(date(2026, 4, 13), date(2026, 4, 19))
YESTERDAY = Period(date(2026, 4, 19), date(2026, 4, 19))
LAST_DAYS = Period(date(2026, 3, 22), TODAY)
THIS_YEAR = Period(date(2026, 1, 1), TODAY)

SAID = "Quiero juntar 3000 para un viaje en diciembre. Hoy gasté 35 soles en taxi y puedo guardar 2 lucas."
PAGES = {
    1: "BCRP: la inflación anual fue 1,69 % en marzo de 2026. La tasa de referencia es 4.25%.",
    2: "SBS: el seguro de depósitos cubre hasta S/ 125,000 por persona; la TCEA promedio es 89.5 %.",
}


@dataclass(frozen=True, slots=True)
class Home:
    """Where and in which language somebody is written to."""

    country: str
    language: str

    @property
    def context(self) -> Context:
        return Context(country=self.country, today=TODAY, language=self.language)

    @property
    def currency(self) -> str:
        return countries.get(self.country).currency

    def write(self, value: Value) -> str:
        with translation.override(self.language):
            return speech.figure(value, Person(country=self.country, language=self.language))


def keyed(facts: list[Fact]) -> tuple[Fact, ...]:
    return tuple(replace(fact, key=f"F{at}") for at, fact in enumerate(facts, start=1))


def percent(number: str) -> Measure:
    return Measure(Decimal(number), "%")


def of(home: Home, facts: list[Fact], said: str = "", sources: dict[int, str] | None = None) -> Grounds:
    return Grounds(facts=keyed(facts), said=said, context=home.context, write=home.write, sources=sources or {})


def soles(amount: str) -> Money:
    return Money.of(amount, "PEN")


def rosas(labels: dict[str, str], currency: str = "PEN") -> list[Fact]:
    """What is known of Rosa; LABELS says how her language calls what is called here in Spanish."""

    def money(amount: str) -> Money:
        return Money.of(amount, currency)

    def label(name: str) -> str:
        return labels.get(name, name)

    eating = Fact(label("restaurantes"), money("642.30"), None, APRIL, "expense")
    taxi = Fact(label("taxi"), money("188"), None, APRIL, "expense")
    return [
        Fact(label("gastos"), money("2901"), None, APRIL, "expense"),  # F1
        eating,  # F2
        replace(eating, value=percent("22.1")),  # F3
        taxi,  # F4
        replace(taxi, value=percent("6.5")),  # F5
        replace(eating, value=money("119.70"), is_change=True, before=MARCH_SO_FAR),  # F6
        replace(eating, value=percent("22.9"), is_change=True, before=MARCH_SO_FAR),  # F7
        replace(eating, value=money("522.60"), period=MARCH_SO_FAR),  # F8
        replace(taxi, value=percent("-12.4"), is_change=True, before=MARCH_SO_FAR),  # F9
        replace(taxi, value=money("-26.60"), is_change=True, before=MARCH_SO_FAR),  # F10
        Fact(label("ingresos"), money("4200"), None, APRIL, "income"),  # F11
        Fact(label("movimientos"), Measure(Decimal(19), "count"), period=APRIL),  # F12
        Fact(label("tarjeta BBVA"), date(2026, 4, 28)),  # F13
        Fact(label("fondo de emergencia"), Measure(Decimal("2.5"), "months")),  # F14
        Fact(label("meta viaje"), money("3000")),  # F15
        Fact(label("aporte al mes"), money("250")),  # F16
        Fact(label("plazo"), Measure(Decimal(12), "months")),  # F17
        Fact(label("tasa de ahorro"), percent("30.9"), period=APRIL),  # F18
        Fact(label("lo que queda"), money("1299"), period=APRIL),  # F19
        Fact(label("tarjeta en dólares"), Money.of("350", "USD")),  # F20
        Fact(label("Netflix 4K"), money("44.90"), None, APRIL, "expense"),  # F21
        Fact(label("cuenta sueldo"), money("-64.30")),  # F22
        Fact(label("gastos"), money("3120.50"), None, MARCH, "expense"),  # F23
        Fact(label("próximo pago"), Measure(Decimal(8), "days")),  # F24
        Fact(label("mercado"), money("98.40"), None, LAST_WEEK, "expense"),  # F25
        Fact(label("farmacia"), money("57.20"), None, YESTERDAY, "expense"),  # F26
        Fact(label("gastos"), money("4015.80"), None, LAST_DAYS, "expense"),  # F27
        Fact(label("alquiler"), date(2026, 5, 5)),  # F28
        Fact(label("delivery"), percent("50"), None, APRIL, "expense"),  # F29
        Fact(label("ropa"), percent("100"), None, APRIL, "expense", is_change=True, before=MARCH_SO_FAR),  # F30
        Fact(label("ropa"), percent("33.4"), None, APRIL, "expense"),  # F31
        Fact(label("gastos"), money("11480"), None, THIS_YEAR, "expense"),  # F32
        Fact(label("recibos"), Measure(Decimal(3), "count"), period=APRIL),  # F33
    ]


PERU = Home("PE", "es")
ROSA = of(PERU, rosas({}), SAID, PAGES)


def faults(sentence: str, grounds: Grounds = ROSA) -> list[tuple[str, str]]:
    return [(fault.why, fault.span) for fault in prove(sentence, grounds).faults]


def test_rosa_is_known_by_her_keys() -> None:
    assert [fact.key for fact in ROSA.facts][:2] == ["F1", "F2"]
    assert prove("{{F2}}", ROSA).text == "S/\u00a0642.30"
