"""Corrections and undoing: which entry is meant and what about it changes."""

from collections.abc import Sequence

from finance.understanding.date_parts import Day
from finance.understanding.items import day_of, thing_in, words_in
from finance.understanding.lexicon import INCOMES, Found, Thing
from finance.understanding.message import Message
from finance.understanding.prices import Amount
from finance.understanding.reading import Item
from finance.understanding.ways_to_pay import account_in, account_name

_KINDS = {"was_transfer": "transfer", "was_income": "income", "was_expense": "expense"}
_ARTICLES = frozenset({"el", "la", "los", "las", "o", "a", "os", "as", "the", "mi", "my", "un", "una"})
_NOT = frozenset({"no", "nao", "not"})
_WAS = frozenset({"fue", "era", "foi", "was", "it", "el", "o", "the", "on", "es"})
_NOISE = ("undo", "redo", "correct", "entry_noun", "filler", "no", "yes", "change_mind", "self_correction")


def correction(message: Message) -> tuple[tuple[Item, ...], str, str]:
    """Give the new values, what they change, and which entry is meant ("" = the last one)."""
    amount = _amount(message)
    account = account_in(message, 0, len(message.texts))
    things = [found for found in message.things if not (account and account.first <= found.first < account.last)]
    days = _days(message)
    target, new = _old_and_new(message, things)
    if amount is not None:
        new, target = None, _said(message, things[0]) if things else ""
    kind = next((kind for cue, kind in _KINDS.items() if message.has(cue)), "correction")
    changed = {"kind": kind != "correction", "amount": amount, "category": new, "day": days, "account": account}
    change = next((name for name, value in changed.items() if value), "")
    if not change:
        return (), "", target
    item = Item(
        kind=kind,
        amount=abs(amount.value) if amount else None,
        currency=amount.currency if amount else "",
        on=day_of(days[-1]) if days else None,
        category=new.meaning.category if new else None,
        merchant=new.meaning.merchant if new else None,
        account=account_name(account.meaning) if account else None,
        account_kind=account.meaning.kind if account else "",
    )
    return (item,), change, target


def _denied(message: Message, at: int) -> bool:
    return at > 0 and message.texts[at - 1] in _NOT


def _days(message: Message) -> list[Day]:
    """Give the right days: not the one of "no fue hoy, fue ayer" that it was not."""
    said = [day for day in message.days if day_of(day)]
    kept = []
    for day in said:
        before = day.first
        while before > 0 and message.texts[before - 1] in _WAS:
            before -= 1
        if not _denied(message, before):
            kept.append(day)
    others = [day for day in said if day_of(day) != message.today]
    return kept or others  # "no fue ayer" lacks its comma, "no fue hoy" its other half


def _amount(message: Message) -> Amount | None:
    """Give the right amount: the last one said, unless it is the denied one ("eran 300, no 200")."""
    if not message.amounts:
        return None
    last = message.amounts[-1]
    return message.amounts[0] if _denied(message, last.first) and len(message.amounts) > 1 else last


def _said(message: Message, thing: Found[Thing]) -> str:
    return " ".join(message.texts[thing.first : thing.last])


def _old_and_new(message: Message, things: Sequence[Found[Thing]]) -> tuple[str, Found[Thing] | None]:
    """Give what is corrected and what it becomes: "el almuerzo era súper", "no era comida, era farmacia"."""
    verb = max((first for first, _ in message.cues.get("correct", ())), default=0)
    named = [found for found in things if not _denied(message, found.first)]
    before = [found for found in named if found.first < verb]
    after = [found for found in named if found.first >= verb]
    target = _said(message, before[0]) if before and not message.has("no") else ""
    return target, after[-1] if after else None


def undone(message: Message) -> str:
    """Give what an undo is about in the person's words; "" when it is the last entry."""
    drop = message.covered(*_NOISE)
    drop -= {at for thing in message.things for at in range(thing.first, thing.last)}
    for day in message.days:
        drop.update(range(day.first, day.last))
    return words_in(message, 0, len(message.texts), drop)


def what(message: Message) -> str:
    """Give what was paid in a message without an amount: "pagué la luz" is about the "luz"."""
    income = any(found.meaning.category in INCOMES for found in message.things) and message.has("earned")
    category, merchant = thing_in(message, 0, len(message.texts), income=income)
    for found in message.things:
        if found.meaning.category == category or found.meaning.merchant == merchant:
            first = found.first
            while first < found.last - 1 and message.texts[first] in _ARTICLES:
                first += 1
            start, end = message.tokens[first].start, message.tokens[found.last - 1].end
            return message.words.raw[start:end]
    return ""
