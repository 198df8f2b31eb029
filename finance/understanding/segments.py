"""A message cut into the parts that speak of one amount each."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from finance.understanding.message import Message
from finance.understanding.prices import Amount

_STRONG = frozenset("\n;,+.|&/")
_JOINS = frozenset(["y", "e", "and", "mas", "tambien", "luego", "despues"])
_FEW = 12
_PRICED_BY = frozenset({"a", "en", "por", "at", "for"})
_EACH_AT = frozenset({"a", "at"})
_OUT_OF = {("de", "los"), ("de", "las"), ("de", "mis"), ("dos", "meus"), ("of", "the"), ("of", "my")}
_PEOPLE_BEFORE = frozenset(
    ["entre", "fuimos", "somos", "eramos", "fomos", "com", "between", "among", "were", "con", "em"]
)
_PEOPLE_AFTER = frozenset(["personas", "pessoas", "people", "ways", "amigos", "amigas", "pax"])
_MOST_PEOPLE = 30


@dataclass(slots=True)
class Segment:
    """The part of a message that speaks of one amount."""

    first: int
    last: int
    amount: Amount


def corrected(message: Message) -> list[Amount]:
    """Drop amounts the person took back in the same breath: "2 mil... bueno no, 2500"."""
    kept: list[Amount] = []
    spans = message.cues.get("self_correction", [])
    for amount in message.amounts:
        if message.has("split") and counts_people(message, amount):
            continue
        if _counts_things(message, amount) or _is_a_whole(message, amount):
            continue
        if kept and any(kept[-1].last <= first and last <= amount.first <= last + 2 for first, last in spans):
            taken_back = kept.pop()
            amount.currency = amount.currency or taken_back.currency
        kept.append(amount)
    return kept


def _counts_things(message: Message, amount: Amount) -> bool:
    """A small number and its plural before a price: "2 panes 5 soles", "3 playeras en 450", "2 empanadas a 2500"."""
    if amount.marked or not amount.whole or not 1 < amount.value <= _FEW or amount is message.amounts[-1]:
        return False
    following = message.amounts[message.amounts.index(amount) + 1]
    between = list(message.texts[amount.last : following.first])
    preposition = between.pop() if len(between) > 1 and between[-1] in _PRICED_BY else ""
    if len(between) != 1 or not between[0].endswith("s") or not between[0].isalpha():
        return False
    if preposition in _EACH_AT and not amount.counted:
        following.value, amount.counted = following.value * amount.value, True
    alone = len(message.amounts) == 2 and following.last == len(message.texts)
    return bool(preposition) or following.marked or not following.whole or alone


def _is_a_whole(message: Message, amount: Amount) -> bool:
    """The 2000 of "gasté 500 de los 2000 que tenía" is where the money came from."""
    at = amount.first
    return at > 1 and len(message.amounts) > 1 and tuple(message.texts[at - 2 : at]) in _OUT_OF


def counts_people(message: Message, amount: Amount) -> bool:
    """Tell a number of people from money: "entre 4", "fuimos 5", "rachar com 6"."""
    if amount.marked or not amount.whole or not 1 < amount.value <= _MOST_PEOPLE or len(message.amounts) < 2:
        return False
    before = message.texts[amount.first - 1] if amount.first else ""
    after = message.texts[amount.last] if amount.last < len(message.texts) else ""
    return before in _PEOPLE_BEFORE or after in _PEOPLE_AFTER


def segments(message: Message, amounts: Sequence[Amount]) -> list[Segment]:
    """Cut the message between its amounts, at separators or where the style of the first one says."""
    texts = message.texts
    first_words = [at for at in range(amounts[0].first) if message.tokens[at].kind == "word"]
    leading = {at for found in message.things for at in range(found.first, found.last)}
    amount_last = bool(leading.intersection(first_words))
    ends, starts = [], [0]
    for before, after in itertools.pairwise(amounts):
        gap = range(before.last, after.first)
        chosen = [at for at in gap if texts[at] in _STRONG] or [at for at in gap if texts[at] in _JOINS]
        if chosen:
            cut = chosen[0] if amount_last else chosen[-1]
            ends.append(cut)
            starts.append(cut + 1)
        else:
            cut = _trailing(message, before.last, after.first) if amount_last else after.first
            ends.append(cut)
            starts.append(cut)
    ends.append(len(texts))
    return [Segment(first, last, amount) for first, last, amount in zip(starts, ends, amounts, strict=True)]


def _trailing(message: Message, start: int, end: int) -> int:
    """Keep a day right behind an amount with it."""
    for day in message.days:
        if day.first <= start + 1 and start < day.last <= end:
            return day.last
    return start
