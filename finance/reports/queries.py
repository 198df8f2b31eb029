"""Numbers about the books: reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from finance.ledger import queries
from finance.ledger.models import Account
from finance.ledger.queries import Standing, Totals
from finance.money import Money, total
from finance.people.models import Person


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month: what was spent and earned in it, by category and currency, and what was spent before it."""

    start: date
    end: date
    spent: Totals
    earned: Totals
    spent_before: Totals  # in the month before, as a whole


def month(viewer: Person, day: date) -> Month:
    """The month that holds DAY, as far as VIEWER may see it: five rows of kept totals a category, however long the history."""
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    before = start - timedelta(days=1)
    return Month(
        start=start,
        end=end,
        spent=queries.totals(viewer, start=start, end=end),
        earned=queries.totals(viewer, start=start, end=end, kind="income"),
        spent_before=queries.totals(viewer, start=before.replace(day=1), end=before),
    )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there is now: accounts with their balances, and per currency what is at hand and what is owed."""

    standings: list[Standing]

    def currencies(self, home: str) -> list[str]:
        """The currencies in which there is an account, HOME first."""
        return sorted({row.money.currency for row in self.standings}, key=lambda code: (code != home, code))

    def at_hand(self, currency: str) -> Money:
        """Cash, banks and savings."""
        return total((row.money for row in self.liquid(currency)), currency)

    def liquid(self, currency: str) -> list[Standing]:
        """The accounts that one can spend from."""
        kinds = (Account.Kind.CASH, Account.Kind.BANK, Account.Kind.SAVINGS)
        return [row for row in self._in(currency) if row.account.kind in kinds]

    def owed(self, currency: str) -> Money:
        """Cards and loans, as a positive amount."""
        kinds = (Account.Kind.CARD, Account.Kind.LOAN)
        return -total((row.money for row in self._in(currency) if row.account.kind in kinds), currency)

    def debts(self, currency: str) -> list[Standing]:
        """The cards and loans on which something is owed, the largest first."""
        kinds = (Account.Kind.CARD, Account.Kind.LOAN)
        owed = [row for row in self._in(currency) if row.account.kind in kinds and row.money.minor < 0]
        return sorted(owed, key=lambda row: row.money.minor)

    def _in(self, currency: str) -> list[Standing]:
        return [row for row in self.standings if row.money.currency == currency]


def snapshot(viewer: Person) -> Snapshot:
    """Everything on every account VIEWER may see."""
    return Snapshot(queries.balances(viewer))
