"""What people say happened to money, as values; and the legs that each becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from finance.money import Money


@dataclass(frozen=True, slots=True)
class Place:
    """Where money is, as a person names it: a kind of account and its name; no name is the usual one of that kind."""

    kind: str = "cash"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """Something to book. MONEY is positive; of an adjustment it is the balance that the account really has.

    expense: from PLACE to CATEGORY. income: from CATEGORY to PLACE. transfer: from PLACE to TO.
    exchange: MONEY from PLACE becomes TAKEN in TO. adjustment and opening: PLACE against equity.
    """

    kind: str
    money: Money
    on: date
    place: Place = Place()
    category: str = ""
    to: Place | None = None
    taken: Money | None = None
    description: str = ""
    merchant: str = ""
    replaces: UUID | None = None

    def as_json(self) -> dict[str, object]:
        """A form that JSON keeps while a question is open; `Movement.read` takes it back."""
        return {
            "kind": self.kind,
            "money": _money_as_json(self.money),
            "on": self.on.isoformat(),
            "place": [self.place.kind, self.place.name],
            "category": self.category,
            "to": [self.to.kind, self.to.name] if self.to else None,
            "taken": _money_as_json(self.taken) if self.taken else None,
            "description": self.description,
            "merchant": self.merchant,
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Movement:
        """Take back what `as_json` gave."""
        return cls(
            kind=kept["kind"],
            money=Money(*kept["money"]),
            on=date.fromisoformat(kept["on"]),
            place=Place(*kept["place"]),
            category=kept["category"],
            to=Place(*kept["to"]) if kept["to"] else None,
            taken=Money(*kept["taken"]) if kept["taken"] else None,
            description=kept["description"],
            merchant=kept["merchant"],
        )


def _money_as_json(money: Money) -> list[object]:
    return [money.minor, money.currency]


class NothingToRecord(ValueError):
    """Un movimiento necesita un monto distinto de cero."""


class AmountTooLarge(ValueError):
    """Ese monto es demasiado grande."""


class PlacesAreTheSame(ValueError):
    """El dinero no se movió: salió y entró a la misma cuenta."""


class AccountUnclear(ValueError):
    """No sé en cuál de tus cuentas fue."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names
