"""The scripted dialogues: who asks, what stands in their books, and what their figures must be, worked out apart."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor.facts import Fact, Measure, Value
from finance.ledger.categories import ESSENTIAL, name_of
from finance.ledger.movements import Movement, Place
from finance.ledger.tests.telling import CASH, Pen
from finance.money import Money
from finance.people.models import Person
from sofia.tests.cast import make_person

KINDS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("dialogues.toml").read_text(encoding="utf-8"))[
    "kind"
]
PERSONAS = {"es": ("Rosa", "PE", "PEN"), "pt": ("Bia", "BR", "BRL"), "en": ("Sam", "US", "USD")}
_PLACEHOLDER = re.compile(r"\[([a-z_]+(?:\.[a-z]+)?)\]")
_CARD = Place("card", "Visa de Marisol")


@dataclass(frozen=True)
class Spent:
    """Something that happened: money that came when CATEGORY is an income's."""

    amount: str
    category: str
    on: date
    merchant: str = ""
    place: Place = CASH

    @property
    def minor(self) -> int:
        return int(Decimal(self.amount) * 100)


INCOME = {"sueldo"}
BOOKS = (
    Spent("3000", "sueldo", date(2026, 1, 30)), Spent("3100", "sueldo", date(2026, 2, 27)),
    Spent("900", "vivienda", date(2025, 12, 5)), Spent("900", "vivienda", date(2026, 1, 5)),
    Spent("900", "vivienda", date(2026, 2, 5)), Spent("950", "vivienda", date(2026, 3, 5)),
    Spent("210.40", "supermercado", date(2026, 2, 8), "Surtimax"), Spent("250.75", "supermercado", date(2026, 3, 7), "Surtimax"),
    Spent("80", "restaurantes", date(2026, 2, 10)), Spent("64.30", "restaurantes", date(2026, 2, 25)),
    Spent("130.20", "restaurantes", date(2026, 3, 3), "Fogón"), Spent("75.90", "restaurantes", date(2026, 3, 11)),
    Spent("45", "transporte", date(2026, 2, 9)), Spent("38.50", "transporte", date(2026, 3, 9)),
    Spent("120", "compras", date(2026, 3, 10), "Surtimax", _CARD),
)  # fmt: skip
OPENING = "500"
FEBRUARY, MARCH, TODAY = date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 12)


def persona(language: str) -> Person:
    """The one who asks in LANGUAGE, with their books."""
    name, country, currency = PERSONAS[language]
    person = make_person(name, country=country)
    person.language = language
    person.save(update_fields=["language"])
    begun = Movement("opening", Money.of(OPENING, currency), date(2025, 12, 1), Place())
    Pen(person).book(begun, *(_movement(it, currency) for it in BOOKS))
    return person


def _movement(it: Spent, currency: str) -> Movement:
    kind = "income" if it.category in INCOME else "expense"
    return Movement(
        kind, Money.of(it.amount, currency), it.on, it.place, it.category, description="", merchant=it.merchant
    )


def oracle(language: str) -> dict[str, tuple[str, Value]]:
    """Every figure by its name: what it is called and how much it is, by plain sums over what was told."""
    currency = PERSONAS[language][2]

    def of(minor: int | Decimal) -> Money:
        return Money(int(Decimal(minor).to_integral_value(ROUND_HALF_EVEN)), currency)

    def total(start: date, end: date, *slugs: str) -> int:
        return sum(
            it.minor
            for it in BOOKS
            if start <= it.on <= end and it.category not in INCOME and it.category in (slugs or (it.category,))
        )

    this, before = total(MARCH, TODAY), total(FEBRUARY, date(2026, 2, 12))
    out, fuera = total(FEBRUARY, date(2026, 2, 28)), ("restaurantes",)
    came = 310000
    hand = 50000 + 300000 + came - sum(it.minor for it in BOOKS if it.category not in INCOME and it.place != _CARD)
    monthly = of(Decimal(total(date(2025, 12, 1), date(2026, 2, 28), *ESSENTIAL)) / 3)
    with translation.override(language):
        return {
            "spent.this": (_("gastos"), of(this)),
            "spent.before": (_("gastos"), of(before)),
            "spent.change": (_("gastos"), of(this - before)),
            "vivienda.this": (name_of("vivienda"), of(95000)),
            "restaurantes.this": (name_of("restaurantes"), of(total(MARCH, TODAY, *fuera))),
            "restaurantes.before": (name_of("restaurantes"), of(total(FEBRUARY, date(2026, 2, 12), *fuera))),
            "restaurantes.change": (
                name_of("restaurantes"),
                of(total(MARCH, TODAY, *fuera) - total(FEBRUARY, date(2026, 2, 12), *fuera)),
            ),
            "shop.this": ("Surtimax", of(25075 + 12000)),
            "income.last": (_("ingresos"), of(came)),
            "spent.last": (_("gastos"), of(out)),
            "left.last": (_("lo que quedó"), of(came - out)),
            "rate.last": (
                _("tasa de ahorro"),
                Measure((Decimal(came - out) * 100 / came).quantize(Decimal("0.1")), "%"),
            ),
            "hand": (_("lo que tienes a mano"), of(hand)),
            "owed": (_("lo que debes"), of(12000)),
            "fund.lasts": (
                _("lo que cubre tu dinero"),
                Measure((Decimal(hand) / monthly.minor).quantize(Decimal("0.1")), "months"),
            ),
            "fund.least": (_("fondo de emergencia mínimo"), Measure(Decimal(3), "months")),
            "rent": (name_of("vivienda"), of(95000)),
            **_credit(of, PERSONAS[language][1]),
        }


def _credit(of: Any, country: str) -> dict[str, tuple[str, Value]]:
    def payment(owed: int, yearly: Decimal, months: int) -> Money:
        # Peru's and Brazil's years are told as they work; the United States' as twelve months.
        rate = (1 + yearly / 100) ** (Decimal(1) / 12) - 1 if country in {"PE", "BR"} else yearly / 1200
        money: Money = of(owed * 100 * rate / (1 - (1 + rate) ** -months))
        return money

    loan, now, then = (
        payment(10000, Decimal(30), 12), payment(5000, Decimal(69), 12), payment(5000, Decimal(30), 12),
    )  # fmt: skip
    year = ((1 + Decimal("0.05")) ** 12 - 1) * 100
    return {
        "loan.payment": (_("cuota al mes"), loan),
        "loan.interest": (_("interés en total"), of(loan.minor * 12 - 1_000_000)),
        "refinance.now": (_("cuota al mes ahora"), now),
        "refinance.then": (_("cuota al mes con la oferta"), then),
        "refinance.saved": (_("lo que te ahorras"), of(12 * (now.minor - then.minor))),
        "rate.year": (_("tasa efectiva al año"), Measure(year.quantize(Decimal("0.01")), "%")),
    }


def localized(value: Any, language: str) -> Any:
    """VALUE with every table of the three languages replaced by the one that is spoken."""
    if isinstance(value, dict):
        if set(value) == {"es", "pt", "en"}:
            return value[language]
        return {name: localized(part, language) for name, part in value.items()}
    return [localized(part, language) for part in value] if isinstance(value, list) else value


def named(template: str) -> list[str]:
    """The oracle's figures that an answer names."""
    return _PLACEHOLDER.findall(template)


def referring(template: str, facts: tuple[Fact, ...], figures: dict[str, tuple[str, Value]]) -> str:
    """The answer as a model writes it: each figure by the key of the fact that is exactly it."""

    def key(match: re.Match[str]) -> str:
        label, value = figures[match[1]]
        found = [fact.key for fact in facts if fact.label == label and fact.size == value]
        assert found, f"no tool found {match[1]}: {label} {value}"
        return f"{{{{{found[0]}}}}}"

    return _PLACEHOLDER.sub(key, template)
