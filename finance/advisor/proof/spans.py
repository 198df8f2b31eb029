"""Stretches of time that are counted: 6 meses, un año y medio, half a year, a couple of weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from finance.advisor.proof.claims import Figure
from finance.advisor.proof.words import SPAN_OF, several
from finance.understanding.figures import Number
from finance.understanding.speech import Speech
from finance.understanding.words import Token

_HALF = Decimal("0.5")
_ONE = several("un una uno um uma a an one")
_OFTEN = several("once twice times veces vezes %")  # "twice a week" says how often, not how long
_CONVERTED = {("years", "months"): 12, ("weeks", "days"): 7}
# Longer units are said in the shorter ones facts are kept in.
_AS = {"quarters": ("months", 3), "decades": ("years", 10)}


class _Spans:
    def __init__(self, tokens: Sequence[Token], numbers: Sequence[Number], speech: Speech) -> None:
        self.tokens, self.speech = tokens, speech
        self.texts = [token.text for token in tokens]
        self.until = {number.last: number for number in numbers if not number.ordinal}

    def found(self) -> Iterator[Figure]:
        for at, text in enumerate(self.texts):
            if text in SPAN_OF:
                figure = self._at(at)
                if figure is not None:
                    yield figure

    def _at(self, at: int) -> Figure | None:
        number = self._number_before(at)
        first, value, step = at, None, Decimal(1)
        if number is not None and not (number.article and number.value == 1):
            if number.article and self.texts[number.last - 1] == "few":
                return None
            first, value = number.first, abs(number.plain)
            while first < number.last - 1 and self.texts[first] in self.speech.minus | {"-"}:
                first += 1
            step = Decimal(1).scaleb(min(0, int(number.plain.as_tuple().exponent)))
        elif (half := self._half_before(at)) is not None:
            first, value, step = half, _HALF, Decimal("0.1")
        elif number is not None and not self._is_rate(at, number):
            first, value = number.first, Decimal(1)
        end = at + 1
        if (after := self._half_after(end)) and (value is not None or self.texts[at - 1 : at] != ["por"]):
            value, step, end = (value or 1) + _HALF, Decimal("0.1"), after
        if value is None:
            return None
        unit, times = _AS.get(SPAN_OF[self.texts[at]], (SPAN_OF[self.texts[at]], 1))
        return Figure(self.tokens[first].start, self.tokens[end - 1].end, unit, value * times, step)

    def _number_before(self, at: int) -> Number | None:
        for gap in ("", "-", "de", "of"):  # "6 meses", "6-month", "un par de meses", "a couple of months"
            last = at - bool(gap)
            number = self.until.get(last)
            if number is None or (gap and self.texts[last] != gap):
                continue
            if gap == "-" and not self.tokens[last].glued:
                continue
            if gap in {"", "-"} or number.article or number.factor >= 1_000_000:
                return number
        return None

    def _is_rate(self, at: int, number: Number) -> bool:
        """Tell "S/ 30 a day" from "for a day": an article that means each."""
        before = number.first - 1
        if self.texts[number.first] not in {"a", "an"} or before < 0:
            return False
        last = self.tokens[before]
        return (
            last.kind in {"number", "sign"}
            or last.text in _OFTEN
            or number.first in self.until
            or self._is_money(before)
        )

    def _is_money(self, at: int) -> bool:
        return any(
            self.speech.currencies.get(" ".join(self.texts[max(0, at - more) : at + 1])) is not None for more in (0, 1)
        )

    def _half_before(self, at: int) -> int | None:
        """Where "medio" begins in "medio año", "half a year"."""
        first = at - 1
        if first >= 1 and self.texts[first] in {"a", "an"}:
            first -= 1
        if first < 0 or self.texts[first] not in {*self.speech.halves, "half", "medio", "media"} - {"quarter"}:
            return None
        return None if first and self.texts[first - 1] in self.speech.joins else first

    def _half_after(self, at: int) -> int:
        """Where "y medio" ends in "mes y medio", "and a half"; nothing when there is none."""
        if at + 1 >= len(self.texts) or self.texts[at] not in {"y", "e", "and"}:
            return 0
        last = at + 1 + (self.texts[at + 1] in {"a", "un"})
        return (
            last + 1 if last < len(self.texts) and self.texts[last] in {"medio", "media", "meio", "meia", "half"} else 0
        )


def spans(tokens: Sequence[Token], numbers: Sequence[Number], speech: Speech) -> list[Figure]:
    """Find the counted stretches of time; what belongs together is one: "1 año y 3 meses" is 15 months."""
    found: list[Figure] = []
    starts = {token.start: at for at, token in enumerate(tokens)}
    ends = {token.end: at + 1 for at, token in enumerate(tokens)}
    for figure in _Spans(tokens, numbers, speech).found():
        times = found and _CONVERTED.get((found[-1].unit, figure.unit))
        if times and figure.value < times and found[-1].value == int(found[-1].value):
            between = [token.text for token in tokens[ends[found[-1].end] : starts[figure.start]]]
            if between in (["y"], ["e"], ["and"]):
                found[-1] = replace(
                    found[-1], unit=figure.unit, end=figure.end, value=found[-1].value * times + figure.value
                )
                continue
        found.append(figure)
    return found
