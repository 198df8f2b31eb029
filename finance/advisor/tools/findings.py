"""What a tool is given, and what it brings back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from finance.advisor.facts import Fact
from finance.ledger.movements import Movement
from finance.ledger.queries import Selector
from finance.money import Money
from finance.people.models import Person
from finance.understanding import Period
from finance.understanding.words import fold


@dataclass(frozen=True, slots=True)
class Scope:
    """On whose behalf a tool runs. The server gives it; no argument of a tool names a person or a household.

    SAID are the numbers the person said themselves, WORDS what they wrote, folded: no tool takes others.
    """

    person: Person
    today: date
    said: frozenset[Decimal] = frozenset()
    words: str = ""
    currencies: Mapping[Decimal, str] = field(default_factory=dict)  # of the amounts that were said with one
    rates: frozenset[Decimal] = frozenset()  # the percentages that were said

    def check_numbers(self, *numbers: Decimal | None) -> None:
        """Raise NotSaid when one of the NUMBERS is not the person's own."""
        if any(number is not None and number not in self.said for number in numbers):
            raise NotSaid

    def check_rates(self, *rates: Decimal | None) -> None:
        """Raise NotSaid when one of the RATES was not said as a percentage."""
        if any(rate is not None and rate not in self.rates for rate in rates):
            raise NotSaid

    def check_words(self, words: str) -> None:
        """Raise NotSaid when WORDS do not stand in what the person wrote."""
        if fold(words) not in self.words:
            raise NotSaid

    def selector(self, period: Period, *, kind: str = "expense", **more: object) -> Selector:
        """The rows of PERIOD in the person's own currency, in the books as they are now."""
        chosen = {"currency": self.person.currency, **more}
        version = self.person.household.ledger_version
        return Selector(kind=kind, start=period.start, end=period.end, as_of=version, **chosen)  # type: ignore[arg-type]

    def money(self, amount: Decimal) -> Money:
        """An amount in the currency it was said in; the person's own where none was said."""
        return Money.of(amount, self.currencies.get(amount) or self.person.currency)


@dataclass(frozen=True, slots=True)
class Note:
    """A warning, an assumption, or how far the books reach: English, for the model; {} stands for the fact's reference."""

    text: str
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a tool found: facts to speak of, notes on them, and perhaps something to book if the person says yes."""

    facts: tuple[Fact, ...] = ()
    notes: tuple[Note, ...] = ()
    proposal: Movement | None = None


Tool = Callable[..., Findings]


class NotSaid(ValueError):
    """A tool was asked with a number or a word that the person did not say."""
