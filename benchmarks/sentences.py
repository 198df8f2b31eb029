"""The one sentence that everybody says in `turn.py`, so that each of its processes says and reads the same."""

from __future__ import annotations

# What is spent on, and the category that SofIA books it under.
CATEGORIES = {
    "taxi": "transporte",
    "almuerzo": "restaurantes",
    "farmacia": "salud",
    "cine": "entretenimiento",
    "ropa": "ropa",
}
_WORDS = tuple(CATEGORIES)


def written(number: int) -> str:
    """Something spent, other amounts for other numbers: the same twice would be asked about instead of booked."""
    return f"gasté {number // 100}.{number % 100:02d} en {_WORDS[number % len(_WORDS)]}"


def read(text: str) -> tuple[int, str]:
    """Take back the number and the words."""
    _verb, amount, _preposition, words = text.split(" ", 3)
    return round(float(amount) * 100), words
