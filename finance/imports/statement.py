"""What a bank's file says: one account, its movements in the file's order, the balances around them, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class NotAStatement(ValueError):
    """Ese archivo no es un estado de cuenta que yo sepa leer."""


@dataclass(frozen=True, slots=True)
class Row:
    """One movement: money that came (AMOUNT above zero) or went, on the bank's own date."""

    line: int  # of the file, from 1
    on: date
    amount: Decimal
    description: str
    id: str = ""  # the bank's own; it may repeat
    currency: str = ""  # where the row says one; else the statement's
    balance: Decimal | None = None  # what stood on the account after it


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be booked, and why."""

    line: int
    reason: str  # a key of `reasons.words`: "date" | "amount" | "currency"


@dataclass(frozen=True, slots=True)
class Statement:
    """One file's account. Of several in one file there are several."""

    format: str
    rows: tuple[Row, ...]
    bank: str = ""
    number: str = ""  # of the account, as the file has it
    currency: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None
    bad: tuple[BadRow, ...] = ()

    @property
    def off_by(self) -> Decimal | None:
        """How far opening and movements miss the closing balance; None where the file does not tell both."""
        if self.opening is None or self.closing is None:
            return None
        return self.closing - self.opening - sum((row.amount for row in self.rows), Decimal(0))
