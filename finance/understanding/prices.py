"""Prices that are counted: "2x150", "3 cafés de 55 c/u", "3 cuotas de 500", "500 en 3 cuotas"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from finance.understanding.figures import Number
from finance.understanding.lexicon import Phrases, table

_MOST_INSTALMENTS = 72
_MOST_PIECES = 500
_FARTHEST = 4  # words between a count and its price: "3 cafés grandes de"
_BEFORE_INSTALMENTS = frozenset({"en", "a", "em", "in", "por"})
_TIMES = ("x", "*", "×")


@dataclass(slots=True)
class Amount:
    """Money said in the tokens from FIRST up to and without LAST."""

    first: int
    last: int
    value: Decimal
    currency: str = ""
    marked: bool = False  # a sign, the name of a currency or slang says that it is money
    factor: Decimal = Decimal(1)
    whole: bool = True
    instalments: int | None = None
    counted: bool = False  # it counts the price behind it
    article: bool = False  # "un", "una": money only when marked


@cache
def counting(name: str) -> Phrases[bool]:
    """Give one list of the words that count."""
    known: Phrases[bool] = Phrases()
    for phrase in table("counting")[name]:
        known.add(phrase, True)
    return known


class Counter:
    """Puts counts and prices together."""

    def __init__(self, texts: Sequence[str], numbers: Sequence[Number], taken: frozenset[int]) -> None:
        self.texts, self.numbers = texts, [number for number in numbers if number.first not in taken]
        self.starting = {number.first: number for number in self.numbers}
        self.each_from = {found.first: found.last for found in counting("each").longest(texts)}
        self.instalments_from = {found.first: found.last for found in counting("instalments").longest(texts)}

    def priced(self, amounts: list[Amount]) -> list[Amount]:
        """Multiply and divide what was said, and drop the counts that are no amounts of their own."""
        if len(self.numbers) > 1:
            for amount in amounts:
                near = range(max(0, amount.first - _FARTHEST - 2), amount.first)
                for number in (self.starting[at] for at in near if at in self.starting):
                    if number.last <= amount.first and self._counts(number) and self._times(amount, number):
                        break
            if self.instalments_from or "x" in self.texts or "vezes" in self.texts:
                for number in self.numbers:
                    self._in_instalments(amounts, number)
        return [amount for at, amount in enumerate(amounts) if not self._inside(amount, amounts[at + 1 : at + 3])]

    def _counts(self, number: Number) -> bool:
        return number.whole and 0 < number.value <= _MOST_PIECES

    def _times(self, amount: Amount, number: Number) -> bool:
        texts, count = self.texts, int(number.value)
        between = list(texts[number.last : amount.first])
        if len(between) == 1 and between[0] in _TIMES:
            amount.first, amount.value = number.first, amount.value * count
            return True
        parts_of = between in (["x", "de"], ["vezes", "de"])
        after = self.instalments_from.get(number.last)
        if after is not None and list(texts[after : amount.first]) in (["de"], ["a"], ["of"], ["de", "a"]):
            parts_of = True
        if parts_of and count <= _MOST_INSTALMENTS:
            before = texts[number.first - 1] if number.first else ""
            amount.first, amount.value = number.first - (before in _BEFORE_INSTALMENTS), amount.value * count
            amount.instalments = count
            return True
        if amount.last in self.each_from and between and len(between) <= _FARTHEST:
            amount.first, amount.last = number.first, self.each_from[amount.last]
            amount.value *= count
            return True
        return False

    def _in_instalments(self, amounts: list[Amount], number: Number) -> None:
        """Read "en 6 cuotas", "a 12 MSI", "em 3x" said beside the total."""
        texts, at = self.texts, number.last
        before = texts[number.first - 1] if number.first else ""
        times = at < len(texts) and texts[at] in {"x", "vezes"}
        if not 1 < number.value <= _MOST_INSTALMENTS or not number.whole or before not in _BEFORE_INSTALMENTS:
            return
        if not (at in self.instalments_from or times) or (texts[at] in {"meses", "quincenas"} and before == "en"):
            return
        earlier = [amount for amount in amounts if amount.instalments is None and amount.last <= number.first]
        if earlier:
            earlier[-1].instalments = int(number.value)

    def _inside(self, amount: Amount, later: Sequence[Amount]) -> bool:
        return any(other.first <= amount.first and amount.last <= other.last for other in later)
