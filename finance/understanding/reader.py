"""From a message to its reading."""

from dataclasses import replace
from decimal import Decimal

from finance.understanding import answers, changes, intents, movements
from finance.understanding.items import items
from finance.understanding.lexicon import LANGUAGES
from finance.understanding.message import Message, of
from finance.understanding.queries import category_asked, kind_asked, period_asked
from finance.understanding.reading import Context, Item, Reading
from finance.understanding.verdict import Verdict

_KINDS = {
    "record_expense": "expense",
    "record_income": "income",
    "set_budget": "budget",
    "create_goal": "goal",
    "contribute_goal": "goal",
    "recurring_bill": "bill",
    "split_expense": "expense",
}
_TAKEN_BACK = frozenset({"no", "nao", "perdon", "perdao", "digo", "dicho", "decir", "dizer", "mean", "sorry"})
_SPECIAL = {
    "record_transfer": movements.transfers,
    "record_debt": movements.debts,
    "set_balance": movements.balances,
}


def read(text: str, context: Context) -> Reading:
    """Read TEXT as the person of CONTEXT would mean it.

    Who says nothing that their country's language knows may have asked in another one; but nothing is written on a guess.
    """
    reading = _read(text, context)
    if reading.intent != "unknown" or context.language or context.expecting:
        return reading
    others = (_read(text, replace(context, language=other)) for other in LANGUAGES if other != reading.language)
    return next((other for other in others if other.intent not in {"unknown", *intents.WRITING}), reading)


def _read(text: str, context: Context) -> Reading:
    message = of(text, context)
    verdict = intents.decide(message)
    answer = answers.answer(message, context, verdict)
    if answer:
        verdict, found = answer
        change = target = ""
    else:
        found, change, target = _items(message, verdict)
    category, merchant = category_asked(message)
    if not found and verdict.intent.startswith("record_") and not target:
        target = changes.what(message)
    category_is_asked = category is not None and verdict.intent == "set_budget"  # may be a group
    return Reading(
        language=message.speech.language,
        intent=verdict.intent,
        items=found,
        period=period_asked(message, context, verdict.intent, told=bool(found)),
        category=found[0].category if len(found) == 1 and found[0].category and not category_is_asked else category,
        merchant=merchant,
        account=message.accounts[0].meaning.name if message.accounts else None,
        kind=kind_asked(message, verdict.intent),
        amounts=_amounts(message),
        numbers=_numbers(message),
        dates=tuple(day.seen(past=context.prefer != "future") for day in message.dates),
        target=target,
        change=change,
        confirmation=intents.confirmation(message),
        choice=answers.choice(message, context),
        confidence=_confidence(verdict.confidence, found),
        blocked=verdict.blocked,
    )


def _items(message: Message, verdict: Verdict) -> tuple[tuple[Item, ...], str, str]:
    """Give the items, what a correction changes, and what it or an undo is about."""
    if verdict.blocked:
        return (), "", ""
    if verdict.intent == "correct_last":
        return changes.correction(message)
    if verdict.intent == "undo":
        return (), "", changes.undone(message)
    if verdict.intent in _SPECIAL:
        return (*_SPECIAL[verdict.intent](message), "")
    if verdict.intent not in _KINDS:
        return (), "", ""
    found = _said_better(message, items(message, _KINDS[verdict.intent]))
    if verdict.intent == "split_expense":
        found = movements.shared(message, found)
    return found, "", ""


def _said_better(message: Message, found: tuple[Item, ...]) -> tuple[Item, ...]:
    """Without what was taken back in the same breath: "18 en uber, no, 81"."""
    amounts = sorted(message.amounts, key=lambda amount: amount.first)
    if len(found) != 2 or len(amounts) != 2 or found[0].words != found[1].words:
        return found
    between = [text for text in message.texts[amounts[0].last : amounts[1].first] if text.isalpha()]
    return found[1:] if between and between[-1] in _TAKEN_BACK else found


def _confidence(said: float, found: tuple[Item, ...]) -> float:
    return min([said, *(item.confidence for item in found)])


def _amounts(message: Message) -> tuple[tuple[Decimal, str], ...]:
    ranked = sorted(message.amounts, key=lambda amount: (not amount.marked, amount.factor == 1))
    return tuple((amount.value, amount.currency) for amount in ranked)


def _numbers(message: Message) -> tuple[Decimal, ...]:
    return tuple(number.plain for number in sorted(message.numbers, key=lambda number: number.article))
