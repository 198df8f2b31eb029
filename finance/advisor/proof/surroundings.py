"""Whether a number that was said, or stands on a page, is told of the same thing again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from finance.advisor.proof.claims import Claims, Figure
from finance.advisor.proof.words import EARNING, OWING, SMALL, several

# A number said of one of these is said of no other: what comes in, what is owed, what is offered.
_OFFERED = re.compile(r"(?<!\w)(?:ofrec\w+|oferta\w*|oferec\w+|offer\w*)(?!\w)")
_KINDS = (("owed", OWING), ("earned", EARNING), ("offered", _OFFERED))
_APART = re.compile(r"[;,\n.!?](?=\s|$)|(?<!\w)(?:y|e|and|pero|but|mas|que|mientras|while)(?!\w)")
_NUMBER_OF = re.compile(
    r"\s*(?:soles|pesos|reais|dolares|dollars|%)?\s*(?:de|of|do|da)\s+(?:tu|your|la|el|mi|my|seu|sua)?\s*\w+"
)
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d(?:[\d.,'\u00a0 ]*\d)?")
_STEM = 5  # letters of a word by which it is known in another form
_SHORTEST = 3
# What stands beside any number of money: it says nothing of which one.
_ANYTHING = several(
    "soles pesos dolares reais euros tasa tasas rate taxa anual mensual yearly monthly annual mensal mes meses ano anos "
    "month months year years unos cerca about casi sobre entre hasta desde hoy segun fuente esta este"
)

Clause = tuple[int, int]


def kind_beside(text: str, figure: Figure) -> str:
    """What FIGURE is said to be in a folded TEXT: "owed", "earned", "offered"; empty when nothing says so."""
    start, end = _clause(text, figure.start, figure.end)
    after = _NUMBER_OF.match(text, figure.end, end)
    beside = next((name for name, words in _KINDS if after and words.search(after[0])), "")
    best, kind = -1, ""
    for name, words in _KINDS:
        for match in words.finditer(text, start, figure.start):
            if match.start() > best:
                best, kind = match.start(), name
    return beside or kind


def kinds_said(text: str, said: Iterable[Figure], figure: Figure) -> set[str]:
    """What the numbers that FIGURE repeats were said to be in TEXT."""
    return {kind_beside(text, one) for one in said if one.value == figure.value}


def is_told_of_the_same(text: str, figure: Figure, page: str, read: Claims) -> bool:
    """Whether a word beside FIGURE in TEXT stands beside the same number on a PAGE: a rate is not what a fine is.

    Both are folded. A clause in which nothing else is said stands for its whole sentence.
    """
    here = _stems(text, _clause(text, figure.start, figure.end)) or _stems(text, (0, len(text)))
    if not here:
        return True
    for match in _places(page, figure, read):
        clause = _clause(page, *match)
        there = (
            _stems(page, clause) or _stems(page, clause, frozenset()) or _stems(page, (max(0, match[0] - 60), match[1]))
        )
        if not there or here & there:
            return True
    return False


def _places(page: str, figure: Figure, read: Claims) -> list[Clause]:
    """Where the number of FIGURE stands on a page, whichever sign separates its decimals."""
    worth = {figure.value, *(value for one in read.figures if figure.value in one.also for value in (one.value,))}
    return [match.span() for match in _DIGITS.finditer(page) if _values(match[0]) & worth]


def _values(digits: str) -> set[Decimal]:
    """What DIGITS may be worth: with the point for the decimals, with the comma, or with neither."""
    plain = re.sub(r"['\u00a0 ]", "", digits)
    worth = set()
    for group, mark in ((",", "."), (".", ",")):
        grouped = rf"\d+|\d{{1,3}}(?:{re.escape(group)}\d{{3}})+"
        if re.fullmatch(rf"(?:{grouped})(?:{re.escape(mark)}\d+)?", plain):
            worth.add(Decimal(plain.replace(group, "").replace(mark, ".")))
    return worth


def _clause(text: str, start: int, end: int) -> Clause:
    """Where the clause around a figure begins and ends."""
    before = [match.end() for match in _APART.finditer(text, 0, start)]
    after = _APART.search(text, end)
    return (before[-1] if before else 0, after.start() if after else len(text))


def _stems(text: str, clause: Clause, passed_over: frozenset[str] = _ANYTHING) -> set[str]:
    words = _WORD.findall(text, *clause)
    return {word[:_STEM] for word in words if len(word) >= _SHORTEST and word not in SMALL and word not in passed_over}
