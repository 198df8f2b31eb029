"""What happened to money, in few words; and a person with a pen, whose books one can look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from uuid import UUID

from finance.journal import operations as journal
from finance.journal.models import Action
from finance.ledger import audit, operations, queries
from finance.ledger.models import Account, Entry
from finance.ledger.movements import Movement, Place
from finance.ledger.operations import Recorded
from finance.money import Money
from finance.people.models import Household, Person
from sofia.tests.cast import NOW, TODAY

CASH = Place()
BANK = Place("bank", "BCP")
CARD = Place("card", "Visa")
PIGGY = Place("savings", "Chanchito")  # private wherever it appears


def spend(amount: str, category: str = "restaurantes", *, currency: str = "PEN", on: date = TODAY, place: Place = CASH, merchant: str = "") -> Movement:  # fmt: skip
    return Movement(
        "expense", Money.of(amount, currency), on, place, category, description="algo", merchant=merchant
    )  # fmt: skip


def earn(amount: str, category: str = "sueldo", *, currency: str = "PEN", on: date = TODAY, place: Place = CASH) -> Movement:  # fmt: skip
    return Movement("income", Money.of(amount, currency), on, place, category)


def move(amount: str, place: Place, to: Place, *, currency: str = "PEN", on: date = TODAY) -> Movement:
    return Movement("transfer", Money.of(amount, currency), on, place, to=to)


def change(given: Money, taken: Money, *, place: Place = CASH, to: Place = CASH, on: date = TODAY) -> Movement:
    return Movement("exchange", given, on, place, to=to, taken=taken)


def hold(amount: str, *, currency: str = "PEN", place: Place = CASH, on: date = TODAY) -> Movement:
    """There is AMOUNT now, whatever the books say."""
    return Movement("adjustment", Money.of(amount, currency), on, place)


def begin(amount: str, *, currency: str = "PEN", place: Place = CASH, on: date = TODAY) -> Movement:
    return Movement("opening", Money.of(amount, currency), on, place)


@dataclass
class Pen:
    """PERSON writing into the books, and looking at them."""

    person: Person
    _keys: Iterable[int] = field(default_factory=count)

    def _key(self, key: str) -> str:
        return key or f"pen-{self.person.pk}-{next(iter(self._keys))}"

    def book(self, *movements: Movement, key: str = "", now: datetime = NOW) -> Recorded:
        return operations.record(person=self.person, movements=movements, key=self._key(key), now=now)

    def correct(self, entry: Entry | Recorded | UUID, movement: Movement, *, key: str = "") -> Recorded:
        pk = entry if isinstance(entry, UUID) else entry.pk if isinstance(entry, Entry) else _booked(entry).pk
        return operations.correct(person=self.person, entry_id=pk, movement=movement, key=self._key(key), now=NOW)

    def undo(self, done: Recorded | Action | UUID, *, key: str = "") -> Action:
        return journal.undo(person=self.person, action_id=_action(done), key=self._key(key), now=NOW)

    def redo(self, done: Recorded | Action | UUID, *, key: str = "") -> Action:
        return journal.redo(person=self.person, action_id=_action(done), key=self._key(key), now=NOW)

    def open(self, place: Place, currency: str = "PEN", *, is_private: bool = False) -> Account:
        return operations.open_account(
            person=self.person, place=place, currency=currency, now=NOW, is_private=is_private
        )

    # What the books say to this person.

    @property
    def balances(self) -> dict[str, str]:
        """What is on each account that is not empty: {"cash PEN": "12.50"}."""
        return {
            f"{row.account.slug} {row.money.currency}": f"{row.money.amount:f}"
            for row in queries.balances(self.person)
            if row.money
        }

    def sums(self, kind: str = "expense", start: date = date(2026, 1, 1), end: date = date(2026, 12, 31)) -> dict[str, str]:  # fmt: skip
        """What was spent or earned, by category and currency, where it is not nothing."""
        totals = queries.totals(self.person, start=start, end=end, kind=kind)
        return {
            f"{slug} {code}": f"{Money(minor, code).amount:f}"
            for (slug, code), minor in totals.by_slug.items()
            if minor
        }

    @property
    def counting(self) -> list[str]:
        """The amounts of the entries that stand, in order of booking."""
        standing = queries.standing(queries.entries(self.person)).order_by("number")
        return [str(operations.as_money(entry)) for entry in standing]

    @property
    def version(self) -> int:
        return Household.objects.get(pk=self.person.household_id).ledger_version

    def check(self) -> None:
        """The books hold together."""
        assert list(audit.discrepancies(self.person.household_id)) == []


def _booked(done: Recorded) -> Entry:
    """The one entry of an action that is not a reversal."""
    (entry,) = (entry for entry in done.entries if entry.reverses_id is None)
    return entry


def _action(done: Recorded | Action | UUID) -> UUID:
    if isinstance(done, UUID):
        return done
    return done.pk if isinstance(done, Action) else done.action.pk
