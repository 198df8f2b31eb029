"""`manage.py demo`: a demo household with a year of life, for screenshots, benchmarks and first looks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from finance.ledger import operations as ledger
from finance.ledger.movements import Movement, Place
from finance.money import Money
from finance.people import operations as people
from finance.people.models import Person
from sofia.management.commands.link import link_for
from sofia.preparation import prepare

EMAIL = "demo@example.com"
_DAYS = 365

_CASH, _YAPE, _BANK, _CARD = Place(), Place("bank", "Yape"), Place("bank", "BCP"), Place("card", "Visa BCP")

# What, category, place, how often a week, from and to in whole soles.
_HABITS = (
    ("menú", "restaurantes", _CASH, 3.0, 12, 18),
    ("mercado", "supermercado", _YAPE, 1.6, 25, 80),
    ("Wong", "supermercado", _CARD, 0.5, 90, 180),
    ("taxi", "transporte", _YAPE, 1.2, 8, 25),
    ("Metropolitano", "transporte", _CASH, 2.0, 3, 7),
    ("café", "restaurantes", _YAPE, 0.9, 8, 16),
    ("farmacia", "salud", _YAPE, 0.3, 15, 70),
    ("cine", "entretenimiento", _CARD, 0.25, 28, 60),
    ("zapatillas", "ropa", _CARD, 0.06, 150, 260),
    ("peluquería", "bienestar", _CASH, 0.12, 20, 40),
    ("propina a mi sobrina", "familia", _CASH, 0.1, 20, 50),
)
# What, category, place, day of the month, soles.
_BILLS = (
    ("alquiler", "vivienda", _BANK, 3, 1100),
    ("luz", "servicios", _YAPE, 12, 95),
    ("agua", "servicios", _YAPE, 14, 42),
    ("internet", "servicios", _BANK, 20, 89),
    ("celular", "servicios", _YAPE, 22, 50),
    ("Netflix", "suscripciones", _CARD, 8, 35),
    ("gimnasio", "bienestar", _CARD, 5, 120),
)


class Command(BaseCommand):
    help = f"Make {EMAIL} with a year of life and print a sign-in link; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        prepare(self.stderr.write)
        now = timezone.now()
        person = people.welcome(channel="email", value=EMAIL, now=now, country="PE", name="Rosa Quispe")
        people.agree(person=person, channel="terminal", now=now)
        if person.settled_at is None:
            people.settle(
                person=person, name="Rosa Quispe", country="PE", language="es", time_zone="America/Lima",
                pay_rhythm="quincena", pay_day=None, pay_anchor=None, now=now,
            )  # fmt: skip
        today = person.day(now)
        chance = random.Random(options["seed"])  # noqa: S311  (a story, not a secret)
        start = today - timedelta(days=_DAYS)
        with transaction.atomic():
            done = ledger.record(person=person, movements=list(_opening(start)), key="demo:opening", now=now)
            if done.repeated:
                self.stdout.write("La familia de muestra ya estaba.")
            else:
                booked = 0
                for offset in range(_DAYS):
                    day = start + timedelta(days=offset)
                    movements = list(_life(person, day, chance))
                    if movements:
                        ledger.record(person=person, movements=movements, key=f"demo:{day}", now=now)
                        booked += len(movements)
                self.stdout.write(f"Un año de Rosa: {booked} movimientos.")
        self.stdout.write(link_for(person, settings.PUBLIC_URL))


def _soles(amount: int, cents: int = 0) -> Money:
    return Money(amount * 100 + cents, "PEN")


def _opening(start: date) -> Iterator[Movement]:
    for place, soles in ((_CASH, 240), (_YAPE, 310), (_BANK, 1850)):
        yield Movement("opening", _soles(soles), start, place)


def _life(person: Person, day: date, chance: random.Random) -> Iterator[Movement]:
    """What happens on one day."""
    if person.pay_cycle.next_pay_day(day - timedelta(days=1)) == day:
        yield Movement("income", _soles(1900), day, _BANK, "sueldo", description="quincena")
        yield Movement("transfer", _soles(450), day, _BANK, to=_YAPE, description="")
        yield Movement("transfer", _soles(250), day, _BANK, to=_CASH, description="")
    for what, category, place, month_day, soles in _BILLS:
        if day.day == month_day:
            cents = chance.randrange(0, 100, 10) if category == "servicios" else 0
            yield Movement("expense", _soles(soles, cents), day, place, category, description=what)
    if day.day == 27:
        yield Movement("transfer", _soles(450), day, _BANK, to=_CARD, description="pago de la Visa")
    for what, category, place, often, low, high in _HABITS:
        if chance.random() < often / 7:
            money = _soles(chance.randint(low, high), chance.randrange(0, 100, 10))
            is_shop = what[0].isupper()
            yield Movement(
                "expense", money, day, place, category,
                description="" if is_shop else what, merchant=what if is_shop else "",
            )  # fmt: skip
