"""What a sentence may claim: figures, and the days it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from finance.understanding import Period

BARE = "bare"  # a number alone: one's own money, or so many of something
COUNT = "count"
PERCENT = "%"
UNREAD = "unread"  # what looks like a figure and could not be read as one
LITERAL = frozenset({"rule", "clock", "name", "ordinal"})  # proven by the same letters only: 50/30/20, 10:30, 4x4, 2nd
SPANS = frozenset({"days", "weeks", "months", "years"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure said from START to END of the text.

    It is as exact as STEP, the worth of its last shown place. NEAR is how it was hedged: "about", "over" or "under".
    FORM is "part" for a fraction in words (la mitad), "times" for a multiple (el doble), "round" for 2 mil, 1,5 millones.
    """

    start: int
    end: int
    unit: str  # a currency, PERCENT, COUNT, one of SPANS, "hours"..., one of LITERAL, BARE or UNREAD
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    near: str = ""
    form: str = ""
    sign: int = 0  # what was written before it: -1, 1 or nothing
    also: tuple[Decimal, ...] = ()  # what it is where the comma and the point mean the opposite
    periods: tuple[Period, ...] = ()  # the days a stretch counts to or from: "últimos 30 días"


@dataclass(frozen=True, slots=True)
class When:
    """Days said from START to END of the text, with all they may mean."""

    start: int
    end: int
    periods: tuple[Period, ...]
    now: str = ""  # "today", "month", "this" or "next", where no day, month or weekday is named
    is_edge: bool = False  # it begins or ends something: "hasta el 20 de abril", "desde marzo"
    is_rolling: bool = False  # "los últimos 30 días": who counts today is not wrong
    is_partial: bool = False  # "a esta altura", "los mismos días": of a month so far
    figures: tuple[Figure, ...] = ()  # the bare numbers it is made of, where it may be no date at all

    @property
    def is_day(self) -> bool:
        return all(period.start == period.end for period in self.periods)


@dataclass(frozen=True, slots=True)
class Claims:
    """All that one text claims, each in the order of the text."""

    figures: tuple[Figure, ...] = field(default=())
    whens: tuple[When, ...] = field(default=())
