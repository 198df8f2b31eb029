"""In which order a file writes the parts of its days, told by all of them together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_PARTS = re.compile(r"(\d{1,4})\s*[-/.' ]\s*(\d{1,2})\s*[-/.' ]\s*(\d{2,4}|\d{1,2})")
_CENTURY = 100
ORDERS = ("ymd", "dmy", "mdy")


def order_of(texts: Iterable[str], *, prefer: str = "dmy") -> str:
    """The one order in which all TEXTS are days; PREFER where several do, and where none does."""
    parts = [found for text in texts if (found := _parts(text)) is not None]
    fits = [order for order in ORDERS if parts and all(_day(one, order) is not None for one in parts)]
    if any(len(one[0]) == 4 for one in parts):
        return "ymd"
    fits = [order for order in fits if order != "ymd"] or fits
    return prefer if prefer in fits or not fits else fits[0]


def is_ambiguous(texts: Iterable[str]) -> bool:
    """Whether the days could as well be months: no day above the twelfth."""
    parts = [found for text in texts if (found := _parts(text)) is not None and len(found[0]) < 4]
    return bool(parts) and all(_day(one, "dmy") is not None and _day(one, "mdy") is not None for one in parts)


def read(text: str, order: str) -> date | None:
    """The day TEXT is, its parts in ORDER; None when there is no such day."""
    parts = _parts(text)
    return None if parts is None else _day(parts, "ymd" if len(parts[0]) == 4 else order)


def _parts(text: str) -> tuple[str, str, str] | None:
    found = _PARTS.match(text.strip())
    return (found[1], found[2], found[3]) if found else None


def _day(parts: tuple[str, str, str], order: str) -> date | None:
    by = dict(zip(order, parts, strict=True))
    year = int(by["y"])
    if len(by["y"]) == 3 or (len(by["y"]) < 3 and year >= _CENTURY):
        return None
    try:
        return date(year if year >= _CENTURY else (2000 if year < 70 else 1900) + year, int(by["m"]), int(by["d"]))
    except ValueError:
        return None
