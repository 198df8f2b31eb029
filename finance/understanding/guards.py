"""What keeps a message that speaks of money from being written."""

from finance.understanding.language import is_small
from finance.understanding.message import Message
from finance.understanding.verdict import Verdict

_BEFORE_VERBS = frozenset({"ya", "hoy", "ayer", "tambien", "se", "siempre", "tambem", "also"})


_ANY_MONTH = 31
_LONGEST_DAY = {
    **dict.fromkeys(("febrero", "fevereiro", "february"), 29),
    **dict.fromkeys(
        ("abril", "april", "junio", "junho", "june", "septiembre", "setiembre", "setembro", "september", "noviembre", "novembro",
         "november"), 30,
    ),
}  # fmt: skip
_WHOSE = frozenset({"mi", "mis", "su", "sus", "tu", "tus", "meu", "minha", "seu", "sua", "my", "his", "her", "their"})


def guarded(message: Message) -> Verdict | None:
    """Amounts that were not spent by this person: nothing may be written."""
    has = message.has
    if _impossible_day(message):
        return Verdict("smalltalk", "impossible_day", 0.5)
    if not (message.amounts or has("spent", "spent_present", "earned", "owe", "lent", "transferred")):
        return None
    if has("negated", "dont"):
        return Verdict("smalltalk", "negated", 0.5)
    if has("reported") or _told_of_another(message):
        return Verdict("smalltalk", "reported", 0.5)
    if has("doubt"):
        return Verdict("smalltalk", "hypothetical", 0.5)
    if has("consult") and not has("spent", "earned", "lent", "card_payment", "exchanged", "transferred", "command"):
        return Verdict("advice", "hypothetical", 0.5)  # "explícame un préstamo de 10000"
    if has("future"):
        return Verdict("advice", "future", 0.5)
    if has("habitual", "price") and not has("spent", "earned", "lent", "transferred", "card_payment", "exchanged"):
        return Verdict("advice", "hypothetical", 0.5)
    ahead = [day for day in message.days if day.ahead.start > message.today and day.back.start > message.today]
    if ahead and not has("spent", "earned", "lent", "owe"):
        return Verdict("recurring_bill" if message.things else "advice", "future", 0.5)
    return None


def _impossible_day(message: Message) -> bool:
    """Whether a day of a month is said that no year has: "el 31 de noviembre"."""
    for number in message.numbers:
        following = message.texts[number.last : number.last + 2]
        month = following[-1] if following[:1] in (["de"], ["of"]) else "".join(following[:1])
        if month in _LONGEST_DAY and _LONGEST_DAY[month] < number.value <= _ANY_MONTH:
            return True
    return False


def _told_of_another(message: Message) -> bool:
    """Someone else is the subject: "mi hermano gastó 300"; "mi mamá me pagó 300" is not that."""
    third = {first for first, _ in message.cues.get("third_person", ())}
    if not third:
        return False
    subjects = [last for _, last in message.cues.get("kin", ())]
    subjects += [at + 2 for at, text in enumerate(message.texts) if text in _WHOSE]
    subjects += [at + 1 for at in (0, 1) if _unknown(message, at)]
    for at in subjects:
        verb = _after_small_words(message, at)
        if verb in third and not (verb + 1 < len(message.texts) and message.texts[verb + 1] in {"me", "us"}):
            return True
    return False


def _after_small_words(message: Message, at: int) -> int:
    while at < len(message.texts) and message.texts[at] in _BEFORE_VERBS:
        at += 1
    return at


def _unknown(message: Message, at: int) -> bool:
    """A word no lexicon knows, at the start, before a verb in the third person: a name."""
    if at >= len(message.tokens) or message.tokens[at].kind != "word":
        return False
    if is_small(message.texts[at], message.speech.language) or len(message.texts[at]) <= 2:
        return False
    known = any(first <= at < last for spans in message.cues.values() for first, last in spans)
    known = known or any(found.first <= at < found.last for found in message.things)
    known = known or any(found.first <= at < found.last for found in message.accounts)
    return not known and not any(day.first <= at < day.last for day in message.days)
