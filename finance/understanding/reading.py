"""What goes into a reading and what comes out of it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AccountName:
    name: str
    kind: str  # "cash" | "bank" | "card" | "loan" | "savings"


@dataclass(frozen=True, slots=True)
class Context:
    """What SofIA knows of the person who writes: all that a reading may depend on besides the text."""

    country: str  # ISO alpha-2, "PE"
    today: date  # the person's own day
    language: str = ""  # "es" | "pt" | "en"; "" = guess from the words and the country
    currency: str = ""  # "" = the country's
    accounts: tuple[AccountName, ...] = ()
    learned: Mapping[str, str] = field(default_factory=dict)  # folded phrase -> category slug
    prefer: str = "past"  # "past" | "future" for bare dates
    expecting: str = ""  # "" | "amount" | "choice" | "confirmation" | "category" | "day" | "account"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from START to END, both inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Item:
    """One movement said in the message; what was not said is None or empty."""

    kind: str  # "expense" | "income" | "transfer" | "debt" | "balance" | "exchange" | "budget" | "goal" | "bill" | "correction"
    amount: Decimal | None
    currency: str = ""  # ISO, only when the message says it ("$" is the person's own peso)
    on: date | None = None
    category: str | None = None
    merchant: str | None = None
    words: str = ""  # what it was for, as the person wrote it
    account: str | None = None
    account_kind: str = ""
    to_account: str | None = None
    to_account_kind: str = ""
    counter_amount: Decimal | None = None  # an exchange: what was given for the amount
    counter_currency: str = ""
    installments: int | None = None
    share: Decimal | None = None  # the person's own part of a shared expense
    confidence: float = 1.0  # of the category and the meaning; below 0.5 the caller asks


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message means."""

    language: str
    intent: str
    items: tuple[Item, ...] = ()
    period: Period | None = None
    category: str | None = None
    merchant: str | None = None
    account: str | None = None
    kind: str = "expense"  # what a query asks about: "expense" | "income"
    amounts: tuple[tuple[Decimal, str], ...] = ()  # every amount in the text, best first
    numbers: tuple[Decimal, ...] = ()
    dates: tuple[Period, ...] = ()
    target: str = ""  # what an undo, a correction or a question without amount is about; "" = the last
    change: str = ""  # what a correction changes: "amount" | "category" | "day" | "account" | "kind"
    confirmation: str = ""  # "yes" | "no" | ""
    choice: int | None = None
    confidence: float = 1.0
    blocked: str = ""  # why nothing may be written although amounts were read
