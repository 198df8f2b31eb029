"""Six people in three languages with figures of their own, and what an adviser may faithfully say of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor import speech
from finance.advisor.facts import Fact, Measure, Value
from finance.advisor.proof import Grounds
from finance.ledger.categories import name_of
from finance.money import Money
from finance.understanding import Context, Period

TODAY = date(2026, 3, 12)
MARCH, SAME_DAYS = Period(date(2026, 3, 1), TODAY), Period(date(2026, 2, 1), date(2026, 2, 12))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


@dataclass(frozen=True)
class Speaker:
    """Whom is written to, and in what money: amounts of about SCALE minor units."""

    language: str
    country: str
    locale: str
    currency: str
    scale: int


SPEAKERS = (
    Speaker("es", "PE", "es_PE", "PEN", 100_000), Speaker("es", "MX", "es_MX", "MXN", 900_000),
    Speaker("es-ar", "AR", "es_AR", "ARS", 90_000_000), Speaker("es", "CO", "es_CO", "COP", 250_000_000),
    Speaker("pt", "BR", "pt_BR", "BRL", 300_000), Speaker("en", "US", "en_US", "USD", 200_000),
)  # fmt: skip

# «F1» is a figure, by reference or typed out; {more}, {up} say the way a change went.
TEMPLATES = {
    "es": (
        "Este mes llevas «F1» en gastos.",
        "El mes pasado a estas alturas ibas en «F2»: son «F3» {more}.",
        "En comida fuera llevas «F5» y en transporte «F6».",
        "Llevas «F5» en comida fuera, «F6» en transporte.",
        "En febrero entraron «F7» de ingresos, con una tasa de ahorro de «F8».",
        "Vas «F4» por {up} del mes pasado a estas alturas en gastos.",
        "Tus gastos de este mes, «F1», salen de «F9» movimientos.",
        "El plazo sería de «F10».",
        "El primer movimiento que tengo es del «F11».",
        "De tus gastos, «F5» fueron en comida fuera.",
        "Tu tasa de ahorro de febrero fue de «F8» y tus ingresos «F7».",
        "*«F6»* en transporte este mes.",
    ),
    "pt": (
        "Este mês você já tem «F1» em gastos.",
        "No mês passado a esta altura eram «F2»: são «F3» a {more}.",
        "Com refeições fora você gastou «F5» e com transporte «F6».",
        "Em fevereiro entraram «F7» de entradas, com uma taxa de poupança de «F8».",
        "Você está «F4» {up} do mês passado a esta altura em gastos.",
        "Seus gastos deste mês, «F1», vêm de «F9» movimentos.",
        "O prazo seria de «F10».",
        "O primeiro movimento que tenho é de «F11».",
        "*«F6»* em transporte este mês.",
    ),
    "en": (
        "This month you have «F1» in spending.",
        "Last month by now it was «F2»: that is «F3» {more}.",
        "On eating out you spent «F5» and on transportation «F6».",
        "In February «F7» of income came in, with a savings rate of «F8».",
        "You are «F4» {up} on last month by now in spending.",
        "Your spending this month, «F1», comes from «F9» movements.",
        "The term would be «F10».",
        "The first movement I have is from «F11».",
        "*«F6»* on transportation this month.",
    ),
}
WAYS = {
    "es": {True: {"more": "más", "up": "arriba"}, False: {"more": "menos", "up": "abajo"}},
    "pt": {True: {"more": "mais", "up": "acima"}, False: {"more": "menos", "up": "abaixo"}},
    "en": {True: {"more": "more", "up": "up"}, False: {"more": "less", "up": "down"}},
}


def facts(speaker: Speaker, random: Random) -> tuple[Fact, ...]:
    """Figures nobody made up by hand; no two of them alike."""

    def money(least: int, most: int) -> Money:
        minor = random.randint(speaker.scale * least // 100, speaker.scale * most // 100)
        return Money(minor - minor % 100 if speaker.currency == "COP" else minor, speaker.currency)

    with translation.override(speaker.language):
        spent, before = money(60, 95), money(30, 55)
        if random.random() < 0.5:
            spent, before = before, spent
        change = spent - before
        share = Measure((Decimal(change.minor) * 100 / before.minor).quantize(Decimal("0.1")), "%")
        whole = Fact(_("gastos"), spent, period=MARCH, side="expense")
        made = (
            whole,
            replace(whole, value=before, period=SAME_DAYS),
            replace(whole, value=change, is_change=True, before=SAME_DAYS),
            replace(whole, value=share, is_change=True, before=SAME_DAYS),
            Fact(name_of("restaurantes"), money(10, 14), period=MARCH, side="expense"),
            Fact(name_of("transporte"), money(2, 8), period=MARCH, side="expense"),
            Fact(_("ingresos"), money(150, 300), period=FEBRUARY, side="income"),
            Fact(_("tasa de ahorro"), Measure(Decimal(random.randint(11, 899)) / 10, "%"), period=FEBRUARY),
            Fact(_("movimientos"), Measure(Decimal(random.randint(13, 97)), "count"), period=MARCH),
            Fact(_("plazo"), Measure(Decimal(random.randint(13, 58)), "months")),
            Fact(_("primer movimiento"), date(2025, random.randint(1, 9), random.randint(1, 28))),
        )
    return tuple(replace(fact, key=f"F{place}") for place, fact in enumerate(made, start=1))


def grounds(
    speaker: Speaker, known: tuple[Fact, ...], said: str = "", sources: dict[int, str] | None = None
) -> Grounds:
    """All that may prove a figure said to SPEAKER."""
    person: Any = SimpleNamespace(locale=speaker.locale, language=speaker.language, country=speaker.country)

    def write(value: Value) -> str:
        with translation.override(speaker.language):
            return speech.figure(value, person)

    context = Context(country=speaker.country, today=TODAY, language=speaker.language[:2], currency=speaker.currency)
    return Grounds(facts=known, said=said, context=context, write=write, sources=sources or {})
