"""Tokens turned into one letter each, so that the grammar of dates can be written as patterns over letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from finance.understanding.figures import Number
from finance.understanding.lexicon import Phrases, table
from finance.understanding.words import Token

# n 1..31   y 1900..2199   z other two figures   q ordinal   1 "un", "una"   # any other number   _ any other word
# j feast (month and day in one number)   w weekday   s word that may be a weekday   m month   c short or doubtful month   r a day from today (its value is the distance)
# D W M A Q K U S J units   t this   x next   l last   o of   v d articles   a to   f from   T until   b between   & and   e O in, on
# C V Z early, middle, late   G last day of   P half or quarter of a year   Y to date   L before last   E decade
# h g ago   i within   R rest   F after   B before   H later   signs stand for themselves
OTHER = "_"
_DAYS_IN_MONTH = 31
_SIGNS = frozenset("/-.,:%'()~=*")
_CENTURY = 100


@dataclass(slots=True)
class Letters:
    text: str
    values: list[int]
    firsts: list[int]  # the token each letter begins at
    lasts: list[int]


@cache
def _vocabulary(language: str) -> Phrases[tuple[str, int]]:
    data = table("days")[language]
    known: Phrases[tuple[str, int]] = Phrases()
    for letter, names in (
        ("w", data["weekdays"]),
        ("m", data["months"]),
        ("c", data["short_months"]),
        ("s", data["short_weekdays"]),
        ("r", data["days"]),
        ("j", data["holidays"]),
        ("P", data.get("parts", {})),
        ("E", data.get("decades", {})),
    ):
        for name, value in names.items():
            known.add(name.replace("_", " "), (letter, value), replace=False)
            if "_" in name and letter == "w":
                known.add(name.replace("_", "-"), (letter, value), replace=False)
    for phrase in data["nothing"]:
        known.add(phrase, (OTHER, 0))
    for letter, phrases in data["words"].items():
        for phrase in phrases:
            known.add(phrase, (letter, int(phrase in data.get("nearest", ()))), replace=False)
    return known


def _of_number(number: Number, texts: Sequence[str]) -> tuple[str, int]:
    value = abs(number.plain)
    if value != value.to_integral_value() or value >= 10_000:
        return "#", 0
    count = int(value)
    if number.article:
        return "1", count
    if number.ordinal:
        return ("q", count) if 1 <= count <= _DAYS_IN_MONTH else (OTHER, 0)
    if (
        1900 <= count <= 2199
        and number.factor == 1
        and "." not in texts[number.last - 1]
        and "," not in texts[number.last - 1]
    ):
        return "y", count
    if number.figures and len(texts[number.last - 1]) > 2:
        return "#", count
    if 1 <= count <= _DAYS_IN_MONTH and (number.factor == 1):
        return "n", count
    return ("z", count) if count < _CENTURY and number.whole else ("#", count)


def letters(tokens: Sequence[Token], numbers: Sequence[Number], money: frozenset[int], language: str) -> Letters:
    """Write TOKENS as letters; numbers that begin at a token in MONEY are no part of any date."""
    texts = [token.text for token in tokens]
    phrases = {found.first: found for found in _vocabulary(language).longest(texts)}
    at_number = {number.first: number for number in numbers}
    said: list[str] = []
    values: list[int] = []
    firsts: list[int] = []
    lasts: list[int] = []
    index = 0
    while index < len(texts):
        phrase, number = phrases.get(index), at_number.get(index)
        if phrase and texts[index] == "mon" and said and said[-1] in "n1":
            (letter, value), last = ("M", 0), phrase.last  # "in 1 mon"
        elif number and index in money:
            letter, value, last = "#", 0, number.last
        elif phrase and number and phrase.meaning[0] == "c" and "".join(said[-2:]) in {"no", "qo", "n/", "n-"}:
            (letter, value), last = phrase.meaning, phrase.last  # "21 de dez": the month, not ten
        elif phrase and (number is None or phrase.last > number.last or phrase.meaning[0] in "wsr"):
            (letter, value), last = phrase.meaning, phrase.last
        elif number:
            if texts[index] == "-":  # "2016 -11"
                said.append("-")
                values.append(0)
                firsts.append(index)
                lasts.append(index + 1)
            (letter, value), last = _of_number(number, texts), number.last
            if letter == "z" and not number.figures and said and said[-1] == "n" and values[-1] in {19, 20}:
                said[-1], values[-1], lasts[-1] = "y", values[-1] * _CENTURY + value, last  # "nineteen ninety nine"
                index = last
                continue
        else:
            text = texts[index]
            letter, value, last = (text if text in _SIGNS else OTHER), 0, index + 1
        said.append(letter)
        values.append(value)
        firsts.append(index)
        lasts.append(last)
        index = last
    return Letters("".join(said), values, firsts, lasts)
