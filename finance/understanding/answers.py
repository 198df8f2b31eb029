"""Answers to what SofIA has just asked."""

import re
from dataclasses import replace

from finance.understanding.items import day_of, items
from finance.understanding.message import Message
from finance.understanding.reading import Context, Item
from finance.understanding.verdict import Verdict
from finance.understanding.ways_to_pay import account_in, account_name

_MOST_CHOICES = 9
_OWN_SENSE = frozenset(
    [
        "undo",
        "redo",
        "delete_data",
        "export_data",
        "help",
        "query_balance",
        "query_spending",
        "query_budget",
        "query_entries",
        "query_goal",
        "deny",
        "confirm",
        "report",
    ]
)
_EMOJI_DIGIT = re.compile("([1-9])\ufe0f?\u20e3")
_SHORT = 5


def choice(message: Message, context: Context) -> int | None:
    """Give the number chosen: "1", "la segunda", "opción 2"."""
    if context.expecting not in {"choice", "confirmation", "category", "account"} and not message.has("option"):
        return None
    if found := _EMOJI_DIGIT.search(message.words.raw):
        return int(found[1])
    counted = [number for number in message.numbers if not number.article and number.whole and number.factor == 1]
    if len(counted) != 1 or message.word_count() > _SHORT or message.has("no"):
        return None
    number = counted[0]
    marked = any(amount.marked and amount.first <= number.first < amount.last for amount in message.amounts)
    return int(number.value) if not marked and 1 <= number.value <= _MOST_CHOICES else None


def answer(message: Message, context: Context, verdict: Verdict) -> tuple[Verdict, tuple[Item, ...]] | None:
    """Read the message as the answer to the pending question, unless it clearly is something else."""
    asked = context.expecting
    if not asked or message.asks or verdict.blocked or verdict.intent in _OWN_SENSE:
        return None
    end = len(message.texts)
    if asked in {"choice", "confirmation"}:
        picked = choice(message, context)
        return (Verdict("answer"), ()) if picked is not None else None
    if (
        asked == "amount"
        and len(message.amounts) == 1
        and not message.things
        and not message.has("earned", "lent", "owe")
    ):
        (item,) = items(message, "answer")
        return Verdict("answer"), (replace(item, confidence=1.0),)
    if message.amounts:
        return None
    days = [day for day in message.days if day_of(day)]
    account = account_in(message, 0, end) or (message.accounts[0] if asked == "account" and message.accounts else None)
    item = Item(
        kind="answer",
        amount=None,
        on=day_of(days[-1]) if days else None,
        category=message.things[-1].meaning.category if message.things else None,
        merchant=message.things[-1].meaning.merchant if message.things else None,
        words=message.words.raw.strip() if message.word_count() <= _SHORT else "",
        account=account_name(account.meaning) if account else None,
        account_kind=account.meaning.kind if account else "",
    )
    said = {"category": item.category, "day": item.on, "account": item.account}.get(asked)
    return (Verdict("answer"), (item,)) if said else None
