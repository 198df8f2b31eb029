"""What kind of movement a message tells."""

from finance.understanding.language import is_small
from finance.understanding.lexicon import INCOMES
from finance.understanding.message import Message
from finance.understanding.segments import corrected
from finance.understanding.verdict import Verdict

_SHORT = 7
_FEW = 3


def recorded(message: Message) -> Verdict | None:  # noqa: C901, PLR0911, PLR0912  (a list of rules, first that knows)
    has, amounts = message.has, message.amounts
    if amounts:
        if has("split") and (
            message.first("split") == 0
            or amounts[0].marked
            or has("spent", "command", "spent_present")
            or message.things
        ):
            return Verdict("split_expense")
        if has("card_payment"):
            return Verdict("record_transfer")
        if message.changes_money():
            return Verdict("record_transfer")
        if has("lent", "owe", "repaid"):
            return Verdict("record_debt")
        if has("withdrew") or (has("transferred") and _between_accounts(message)):
            return Verdict("record_transfer")
        if has("earned") and not has("i_lent") and _nearest(message) != "spent":
            spent_first = (
                message.first("earned") > amounts[0].last
                and message.things
                and message.things[0].first < amounts[0].last
            )
            return Verdict("record_expense" if spent_first and len(amounts) > 1 else "record_income")
        if has("transferred"):
            return Verdict("record_expense" if message.things else "record_transfer", confidence=0.7)
        if has("spent"):
            return Verdict("record_expense")
        if has("balance_said") and (message.accounts or has("balance_noun")):
            return Verdict("set_balance")
        return _named_only(message)
    if has("card_payment"):
        return Verdict("record_transfer", confidence=0.6)
    if has("repaid") and message.word_count() <= _SHORT:
        return Verdict("record_debt", confidence=0.6)
    income = any(found.meaning.category in INCOMES for found in message.things)
    if has("earned") and not has("spent") and not message.numbers and (income or message.word_count() <= _FEW):
        return Verdict("record_income", confidence=0.6)
    if has("spent") and message.things:
        return Verdict("record_expense", confidence=0.6)
    return None


def _nearest(message: Message) -> str:
    """Give the verb the first amount is told with: "de los 1000 que me dieron gasté 300" is spent."""
    if not message.has("spent"):
        return "earned"
    (first, *_) = corrected(message) or message.amounts
    before = {
        name: max(((last, last - start) for start, last in message.cues[name] if start < first.first), default=(-1, 0))
        for name in ("spent", "earned")
    }
    if before["spent"] == before["earned"]:
        return "spent" if message.first("spent") < message.first("earned") else "earned"
    return "spent" if before["spent"] > before["earned"] else "earned"


def _named_only(message: Message) -> Verdict | None:
    """Amounts without a verb: "taxi 20", "súper 430 tarjeta". Words nobody knows make it doubtful."""
    has = message.has
    if (has("otherwise") and not has("request")) or (has("smalltalk", "thanks") and not message.things):
        return Verdict("smalltalk", "hypothetical", 0.5)
    strange = len(unknown_words(message))
    if message.things:
        income = message.things[0].meaning.category in INCOMES and not has("spent_present")
        sure = 1.0 if strange <= _FEW else 0.45
        return Verdict("record_income" if income else "record_expense", confidence=sure)
    if has("command", "spent_present"):
        return Verdict("record_expense", confidence=0.6)
    if has("balance_said"):
        return Verdict("set_balance", confidence=0.6)
    if 0 < strange <= _FEW and message.word_count() <= _SHORT and not has("greeting"):
        return Verdict("record_expense", confidence=0.4)
    return None


def unknown_words(message: Message) -> list[int]:
    """Give the words no lexicon knows."""
    known = message.covered(*message.cues)
    known.update(*(range(found.first, found.last) for found in message.things))
    known.update(*(range(found.first, found.last) for found in message.accounts))
    known.update(*(range(day.first, day.last) for day in message.days))
    known.update(*(range(amount.first, amount.last) for amount in message.amounts))
    language = message.speech.language
    return [
        at
        for at, token in enumerate(message.tokens)
        if token.kind == "word" and at not in known and len(token.text) > 1 and not is_small(token.text, language)
    ]


def _between_accounts(message: Message) -> bool:
    return len(message.accounts) > 1 or message.has("own_accounts") or (bool(message.accounts) and not message.things)
