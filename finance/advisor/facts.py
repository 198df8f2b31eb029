"""Figures SofIA may state: what each is, how much, over which days, and which rows it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from finance.ledger.queries import Selector
from finance.money import Money
from finance.understanding import Period

UNITS = frozenset({"%", "count", "days", "weeks", "months", "years"})


@dataclass(frozen=True, slots=True)
class Measure:
    """A plain number and what it counts, one of UNITS: 12.5 "%", 19 "count" (of movements), 6 "months"."""

    number: Decimal
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(self.unit)


Value: TypeAlias = Money | Measure | date


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure: what it is, how much, and which rows it is made of."""

    label: str  # in the person's language: a category, a merchant, an account, "gastos"
    value: Value
    rows: Selector | None = None
    period: Period | None = None  # the days it is about, where it is about days
    side: str = ""  # "expense" or "income", where money went one way
    is_change: bool = False  # how much more (or less, below zero) than over the days BEFORE
    before: Period | None = None
    key: str = ""  # what a model calls it: "F3"
    alias: str = ""  # what it is called to a provider, where LABEL is somebody's own word

    @property
    def money(self) -> Money:
        """The value of a fact that is an amount."""
        assert isinstance(self.value, Money)
        return self.value

    @property
    def size(self) -> Value:
        """The value as one says it: of a change, how much, whichever way it went."""
        match self.value:
            case Money() if self.is_change:
                return abs(self.value)
            case Measure(number=number, unit=unit) if self.is_change:
                return Measure(abs(number), unit)
        return self.value

    @property
    def went_up(self) -> bool:
        """Whether a change is a rise."""
        match self.value:
            case Money(minor=minor):
                return minor > 0
            case Measure(number=number):
                return number > 0
        return False

    def as_json(self) -> dict[str, object]:
        kept: dict[str, object] = {"label": self.label, "rows": self.rows.as_json() if self.rows else None}
        match self.value:
            case Money(minor=minor, currency=currency):
                kept |= {"minor": minor, "currency": currency}
            case Measure(number=number, unit=unit):
                kept |= {"number": str(number), "unit": unit}
            case date() as on:
                kept |= {"on": on.isoformat()}
        return kept

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Fact:
        rows = kept.get("rows")
        return cls(
            label=str(kept["label"]),
            value=_value(kept),
            rows=Selector.read(rows) if isinstance(rows, dict) else None,
        )


def _value(kept: Mapping[str, object]) -> Value:
    if "on" in kept:
        return date.fromisoformat(str(kept["on"]))
    if "unit" in kept:
        return Measure(Decimal(str(kept["number"])), str(kept["unit"]))
    return Money(int(str(kept["minor"])), str(kept["currency"]))
