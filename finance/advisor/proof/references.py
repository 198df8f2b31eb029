"""The references a model writes, {{F3}} and {{L3}}, replaced by what they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from finance.advisor.facts import Fact, Value

_REFERENCE = re.compile(r"\{\{\s*([FL])(\d{1,4})\s*\}\}")
_BRACED = re.compile(r"\{\{[^{}\n]{0,20}\}\}|\{+|\}+")
_DIGITS = re.compile(r"\d(?:.*\d)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placed:
    """What a reference became: the text from START to END."""

    start: int
    end: int
    fact: Fact
    is_label: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    text: str
    placed: tuple[Placed, ...]
    broken: tuple[str, ...]  # references that stand for nothing, as they were written
    blank: tuple[tuple[int, int], ...]  # where those are


def render(sentence: str, facts: Mapping[str, Fact], write: Callable[[Value], str]) -> Rendered:
    """Replace the references of SENTENCE; a sign or unit that is written twice then is written once."""
    text, at = "", 0
    placed: list[Placed] = []
    broken: list[str] = []
    blank: list[tuple[int, int]] = []
    sentence = unicodedata.normalize("NFC", sentence)
    for braced in _BRACED.finditer(sentence):
        if braced.start() < at:
            continue  # what a reference has taken with it
        reference = _REFERENCE.fullmatch(braced[0])
        fact = facts.get(f"F{reference[2]}") if reference else None
        text += sentence[at : braced.start()]
        at = braced.end()
        if reference is None or fact is None:
            blank.append((len(text), len(text) + len(braced[0])))
            broken.append(braced[0])
            text += braced[0]
            continue
        is_label = reference[1] == "L"
        written = unicodedata.normalize("NFC", fact.label if is_label else write(fact.size))
        if not is_label:
            text, at = _once(text, sentence, at, written)
        placed.append(Placed(len(text), len(text) + len(written), fact, is_label))
        text += written
    return Rendered(text + sentence[at:], tuple(placed), tuple(broken), tuple(blank))


def _once(text: str, sentence: str, at: int, written: str) -> tuple[str, int]:
    """Drop the sign before and the unit after a reference that what is WRITTEN brings itself: "S/ {{F1}}", "{{F2}} %"."""
    digits = _DIGITS.search(written)
    if digits is None:
        return text, at
    sign, unit = written[: digits.start()].strip(), written[digits.end() :].strip()
    bare = text.rstrip()
    if sign and bare.endswith(sign) and not bare.removesuffix(sign)[-1:].isalnum():
        text = bare.removesuffix(sign)
    elif sign == "S/" and bare.endswith("S/."):
        text = bare.removesuffix("S/.")
    if unit and (after := re.compile(rf"\s*{re.escape(unit)}(?!\w)").match(sentence, at)):
        at = after.end()
    return text, at
