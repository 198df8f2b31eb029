"""Corrections and undoing: which entry is meant and what about it changes."""

from finance.understanding.items import account_in, account_name, day_of, thing_in, words_in
from finance.understanding.lexicon import INCOMES
from finance.understanding.message import Message
from finance.understanding.reading import Item

_NOISE = ("undo", "redo", "correct", "entry_noun", "filler", "no", "yes", "change_mind", "self_correction")


def correction(message: Message) -> tuple[tuple[Item, ...], str, str]:
    """Give the new values, what they change, and which entry is meant ("" = the last one)."""
    end = len(message.texts)
    amount = None
    if message.amounts:
        amount = message.amounts[-1]
        before = message.texts[amount.first - 1] if amount.first else ""
        if before in {"no", "nao", "not"} and len(message.amounts) > 1:  # "eran 300, no 200"
            amount = message.amounts[0]
    account = account_in(message, 0, end)
    days = [day for day in message.days if day_of(day)]
    things = [found for found in message.things if not (account and account.first <= found.first < account.last)]
    category = None
    if things and amount is None:
        category = things[-1].meaning.category
        if things[-1].last < end and message.texts[things[-1].first - 1 if things[-1].first else 0] in {
            "no",
            "nao",
            "not",
        }:
            category = things[0].meaning.category
    kind = "income" if message.has("was_income") else "expense" if message.has("was_expense") else "correction"
    change = (
        "amount" if amount else "category" if category else "day" if days else "account" if account else "kind" if kind != "correction" else ""
    )  # fmt: skip
    target = ""
    if (amount and things) or (category and len(things) > 1 and not message.has("no")):
        target = " ".join(message.texts[things[0].first : things[0].last])
    if not change:
        return (), "", target
    item = Item(
        kind=kind if change == "kind" else "correction",
        amount=abs(amount.value) if amount else None,
        currency=amount.currency if amount else "",
        on=day_of(days[-1]) if days else None,
        category=category,
        account=account and account_name(account.meaning),
        account_kind=account.meaning.kind if account else "",
    )
    return (item,), change, target


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
            start, end = message.tokens[found.first].start, message.tokens[found.last - 1].end
            return message.words.raw[start:end]
    return ""
