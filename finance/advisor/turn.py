"""What reaches the advisor, and what comes back: values, stored by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from finance.ledger.models import Entry
from finance.ledger.queries import Selector
from finance.money import Money
from finance.people.models import Person


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a person, and all that is needed to answer it."""

    person: Person
    text: str
    now: datetime
    key: str  # what makes every write of this turn happen once
    channel: str
    pending: Mapping[str, object] | None = None  # what SofIA asked
    last: Mapping[str, object] = field(default_factory=dict)  # what she last said: facts, action
    holds_books: bool = False  # the household's row was locked in this transaction before PERSON was read
    pointed_at: UUID | None = None  # the action of the card whose button was pressed
    today: date = field(init=False)  # where the person lives

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", self.person.day(self.now))


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure SofIA states: what it is, how much, and which rows it is made of."""

    label: str
    money: Money
    rows: Selector | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "label": self.label,
            "minor": self.money.minor,
            "currency": self.money.currency,
            "rows": self.rows.as_json() if self.rows else None,
        }

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Fact:
        rows = kept.get("rows")
        return cls(
            label=str(kept["label"]),
            money=Money(int(str(kept["minor"])), str(kept["currency"])),
            rows=Selector.read(rows) if isinstance(rows, dict) else None,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer one can tap: what the button says, and what it sends."""

    label: str
    send: str = ""

    def as_json(self) -> dict[str, str]:
        return {"label": self.label, "send": self.send or self.label}


@dataclass(frozen=True, slots=True)
class Answer:
    """What SofIA says, and what stands behind it.

    BOOKED and CHANGED are journal actions: those this answer did, and those whose cards now look different.
    HEAD is the part of TEXT that a booked card shows by itself.
    """

    text: str
    intent: str
    booked: tuple[UUID, ...] = ()
    changed: tuple[UUID, ...] = ()
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    pending: Mapping[str, object] | None = None
    keeps_pending: bool = False  # it was an aside: the open question stays open
    head: str = ""
    entries: tuple[Entry, ...] = ()  # what was just booked, for whoever shows it now; not stored
