"""What a message wants, decided from what was found in it; nothing is written on doubt."""

from dataclasses import dataclass
from itertools import pairwise

from finance.understanding.language import is_small
from finance.understanding.lexicon import INCOMES
from finance.understanding.message import Message

_SHORT = 7
_FEW = 3


@dataclass(slots=True)
class Verdict:
    intent: str
    blocked: str = ""
    confidence: float = 1.0


def decide(message: Message) -> Verdict:
    """Give the intent of MESSAGE."""
    for rule in (_hostile, _bare, _about_data, _taken_back, _asked, _planned, _changed, _guarded, _recorded, _talked):
        verdict = rule(message)
        if verdict is not None:
            if (
                message.amounts
                and verdict.intent not in WRITING
                and not verdict.blocked
                and verdict.intent not in TALKING
            ):
                verdict.blocked = "question" if asking(message) else ""
            return verdict
    return Verdict("unknown", confidence=0.0)


WRITING = frozenset(
    [
        "record_expense",
        "record_income",
        "record_transfer",
        "record_debt",
        "split_expense",
        "set_balance",
        "correct_last",
        "undo",
        "redo",
        "set_budget",
        "create_goal",
        "contribute_goal",
        "recurring_bill",
        "delete_data",
    ]
)
TALKING = frozenset(["greeting", "smalltalk", "thanks", "confirm", "deny", "help", "explain", "unknown"])


def asking(message: Message) -> bool:
    """Tell whether the message asks something rather than telling it."""
    if message.has("request"):
        return False
    if message.asks:
        return True
    if message.has("exclaims") and message.amounts:
        return False
    told = bool(message.amounts) and message.has("spent", "earned", "transferred", "lent")
    if message.has("asks_always"):
        return True
    start = message.first("question")
    opening = [
        at
        for at in range(start)
        if at not in message.covered("filler", "greeting", "yes", "no") and message.tokens[at].kind == "word"
    ]
    return (
        not told
        and start < len(message.texts)
        and not opening
        and not (message.amounts and message.first("question") + 1 == message.amounts[0].first)
    )


def _hostile(message: Message) -> Verdict | None:
    if message.has("hostile"):
        return Verdict("out_of_scope", "instruction")
    if message.words.links and not message.has("spent", "earned"):
        return Verdict("out_of_scope", "instruction")
    if message.has("order") and message.first("order") <= 1 and not message.has("spent", "earned", "transferred", "undo", "reminder"):
        return Verdict("out_of_scope", "instruction")
    if message.has("score") and _is_score(message):
        return Verdict("out_of_scope", "reported")
    if message.has("outside") and not message.has("spent", "earned", "transferred"):
        return Verdict("out_of_scope", "instruction" if message.amounts else "")
    return None


def _is_score(message: Message) -> bool:
    """Two small numbers of a match: "ganó 2 a 1", "won 102-99"."""
    numbers = [number for number in message.numbers if not number.article]
    for one, two in pairwise(numbers):
        between = message.texts[one.last : two.first]
        if len(between) == 1 and between[0] in {"a", "-", "x", "to"} and not any(amount.marked for amount in message.amounts):
            return True
    return False


def _bare(message: Message) -> Verdict | None:
    """Messages that are nothing but a word or two of talk."""
    if not any(token.kind in {"word", "number"} for token in message.tokens):
        return Verdict(_sign(message))
    if message.has("delete_all") and not message.asks:
        return Verdict("delete_data")
    if message.only("redo"):
        return Verdict("redo")
    if message.only("undo") and not message.asks:
        return Verdict("undo")
    for cue, intent in (("thanks", "thanks"), ("explain", "explain"), ("help", "help")):
        if message.only(cue):
            return Verdict(intent)
    answer = confirmation(message)
    if answer:
        return Verdict("confirm" if answer == "yes" else "deny")
    if message.only("greeting", "thanks"):
        return Verdict("greeting")
    if message.only("smalltalk", "thanks", "greeting"):
        return Verdict("smalltalk")
    return None


def _sign(message: Message) -> str:
    raw = message.words.raw
    if any(sign in raw for sign in "👍👌✅✔🆗"):
        return "confirm"
    if any(sign in raw for sign in "👎❌🚫"):
        return "deny"
    return "smalltalk" if raw.strip() and not raw.isascii() else "unknown"


def confirmation(message: Message) -> str:
    """Give "yes" or "no" when that is all that was said; any word of no makes it no."""
    if message.amounts or message.asks or not message.has("yes", "no"):
        return ""
    if message.only("yes", "no", "thanks", "undo"):
        if message.has("no"):
            return "no"
        return "yes" if message.has("yes") and not message.has("undo") else ""
    opens_with_no = message.has("no") and message.first("no") == 0
    if opens_with_no and message.only("yes", "no", "thanks", "correct", "change_mind"):
        return "no"
    return ""


def _about_data(message: Message) -> Verdict | None:
    if message.has("export") and not message.has("spent"):
        return Verdict("export_data")
    if message.has("prefer") and not message.has("spent") and not (message.amounts and message.has("earned")):
        return Verdict("set_preference")
    return None


def _asked(message: Message) -> Verdict | None:  # noqa: C901, PLR0911, PLR0912
    """Questions, asked with or without their marks."""
    has = message.has
    if has("hypothetical") and not (has("recurring") and not message.asks):
        return Verdict("advice", "hypothetical")
    asks = asking(message)
    told = has("spent", "earned") and message.amounts and not message.asks
    if has("debt_plan") and not told:
        return Verdict("debt_plan")
    if has("advice") and not told and not has("budget_noun"):
        return Verdict("advice")
    if has("help") and (asks or not message.amounts):
        return Verdict("help")
    if has("goal_asked"):
        return Verdict("query_goal")
    if asks and has("goal_noun"):
        return Verdict("query_goal")
    if asks and has("budget_noun", "budget_asked"):
        return Verdict("query_budget")
    if has("report") and not told and not has("card_payment"):
        return Verdict("report")
    if asks and has("recurring"):
        return Verdict("recurring_bill")
    if has("balance_asked") and not told and not (has("balance_said") and message.amounts and not asks):
        return Verdict("query_balance")
    if has("entries_asked") and not message.amounts and not has("how_much_strict"):
        return Verdict("query_entries")
    if (asks or has("how_much_strict")) and not told:
        if has("how_much", "spending_asked") and has("spending_asked", "income_asked"):
            return Verdict("query_spending")
        if has("explain") and message.word_count() <= _SHORT:
            return Verdict("explain")
        if has("future") or message.things or message.accounts or message.amounts:
            return Verdict(
                "query_spending" if message.things and not message.amounts and has("how_much") else "advice", "question"
            )
        if message.only("greeting", "smalltalk", "thanks", least=2):
            return Verdict("greeting")
        return Verdict("out_of_scope", confidence=0.5)
    if not message.amounts and has("spending_noun") and (message.days or message.things or has("listing")):
        return Verdict("query_spending")
    return None


def _planned(message: Message) -> Verdict | None:
    """Budgets, goals, bills: what should happen."""
    has = message.has
    past = has("spent") and not has("budget_noun", "goal_noun")
    if has("recurring_stop"):
        return Verdict("recurring_bill")
    if has("budget_noun") and has("budget_set") and not past:
        return Verdict("set_budget")
    if has("limit_said") and message.amounts:
        return Verdict("set_budget")
    if has("goal_into") and message.amounts and not asking(message) and not has("negated", "future"):
        return Verdict("contribute_goal")
    if has("goal_create") and not past:
        return Verdict("create_goal")
    if (
        has("goal_give")
        and not has("negated")
        and (message.amounts or has("goal_noun"))
        and (not has("command_only") or has("goal_noun") or _saves(message))
    ):
        return Verdict("contribute_goal")
    if has("recurring") and not has("spent", "earned") and (message.amounts or message.things or has("reminder")):
        return Verdict("recurring_bill")
    if has("future") and not has("spent", "earned") and message.things and message.days and has("must_pay"):
        return Verdict("recurring_bill", "future")
    return None


def _saves(message: Message) -> bool:
    return any(found.meaning.category == "ahorro" for found in message.things)


def _taken_back(message: Message) -> Verdict | None:
    has = message.has
    orders = has("undo") and message.first("undo") <= 2 and not asking(message)  # noqa: PLR2004
    if not orders or has("budget_noun", "recurring_stop", "prefer") or (has("spent", "earned", "lent") and message.amounts):
        return None
    return Verdict("undo")


def _changed(message: Message) -> Verdict | None:
    """Undo and corrections of what was written before."""
    has = message.has
    past = has("spent", "earned", "lent", "transferred")
    start = message.first("correct")
    early = start <= 3
    if has("correct") and early and not (past and message.first("spent", "earned") < start):
        return Verdict("correct_last")
    return None


def _guarded(message: Message) -> Verdict | None:
    """Amounts that were not spent by this person: nothing may be written."""
    has = message.has
    if not (message.amounts or has("spent", "spent_present", "earned", "owe", "lent", "transferred")):
        return None
    if has("negated"):
        return Verdict("smalltalk", "negated", 0.5)
    if has("reported") or _told_of_another(message):
        return Verdict("smalltalk", "reported", 0.5)
    if has("future"):
        return Verdict("advice", "future", 0.5)
    ahead = [day for day in message.days if day.ahead.start > message.today and day.back.start > message.today]
    if ahead and not has("spent", "earned"):
        return Verdict("recurring_bill" if message.things else "advice", "future", 0.5)
    return None


def _told_of_another(message: Message) -> bool:
    """Someone else is the subject: "mi hermano gastó 300"; "mi mamá me pagó 300" is not that."""
    third = {first for first, _ in message.cues.get("third_person", ())}
    if not third:
        return False
    subjects = [last for _, last in message.cues.get("kin", ())]
    subjects += [at + 2 for at, text in enumerate(message.texts) if text in _WHOSE]
    subjects += [at + 1 for at in (0, 1) if _unknown(message, at)]
    for at in subjects:
        while at < len(message.texts) and message.texts[at] in {
            "ya",
            "hoy",
            "ayer",
            "tambien",
            "se",
            "siempre",
            "tambem",
            "also",
        }:
            at += 1
        if at in third:
            return True
    return False


_WHOSE = frozenset({"mi", "mis", "su", "sus", "tu", "tus", "meu", "minha", "seu", "sua", "my", "his", "her", "their"})


def _unknown(message: Message, at: int) -> bool:
    """A word no lexicon knows, at the start, before a verb in the third person: a name."""
    if at >= len(message.tokens) or message.tokens[at].kind != "word":
        return False
    if is_small(message.texts[at], message.speech.language) or len(message.texts[at]) <= 2:  # noqa: PLR2004
        return False
    known = any(first <= at < last for spans in message.cues.values() for first, last in spans)
    known = known or any(found.first <= at < found.last for found in (*message.things, *message.accounts))
    return not known and not any(day.first <= at < day.last for day in message.days)


def _recorded(message: Message) -> Verdict | None:  # noqa: C901, PLR0911, PLR0912
    has, amounts = message.has, message.amounts
    if amounts:
        if has("split") and (message.first("split") == 0 or has("spent", "command", "spent_present") or message.things):
            return Verdict("split_expense")
        if has("card_payment"):
            return Verdict("record_transfer")
        if message.changes_money():
            return Verdict("record_transfer")
        if has("lent", "owe", "repaid"):
            return Verdict("record_debt")
        if has("withdrew") or (has("transferred") and _between_accounts(message)):
            return Verdict("record_transfer")
        if has("earned") and not (has("spent") and message.first("spent") < message.first("earned")):
            spent_first = message.first("earned") > amounts[0].last and message.things and message.things[0].first < amounts[0].last
            return Verdict("record_expense" if spent_first and len(amounts) > 1 else "record_income")
        if has("transferred"):
            return Verdict("record_expense" if message.things else "record_transfer", confidence=0.7)
        if has("spent"):
            return Verdict("record_expense")
        if has("balance_said") and (message.accounts or has("balance_noun")):
            return Verdict("set_balance")
        if has("smalltalk") and not message.things:
            return Verdict("smalltalk")
        if message.things:
            income = message.things[0].meaning.category in INCOMES and not has("spent_present")
            return Verdict("record_income" if income else "record_expense")
        if has("command", "spent_present"):
            return Verdict("record_expense", confidence=0.6)
        if has("balance_said"):
            return Verdict("set_balance", confidence=0.6)
        words = message.word_count()
        if 0 < words <= _SHORT and not has("greeting"):
            return Verdict("record_expense", confidence=0.4)
        return None
    if has("card_payment"):
        return Verdict("record_transfer", confidence=0.6)
    income = any(found.meaning.category in INCOMES for found in message.things)
    if has("earned") and not has("spent") and not message.numbers and (income or message.word_count() <= _FEW):
        return Verdict("record_income", confidence=0.6)
    if has("spent") and message.things:
        return Verdict("record_expense", confidence=0.6)
    return None


def _between_accounts(message: Message) -> bool:
    return len(message.accounts) > 1 or message.has("own_accounts") or (bool(message.accounts) and not message.things)


def _talked(message: Message) -> Verdict | None:
    has = message.has
    if has("greeting") and message.first("greeting") == 0:
        return Verdict("greeting")
    if has("smalltalk"):
        return Verdict("smalltalk")
    if has("thanks"):
        return Verdict("thanks")
    if has("undo"):
        return Verdict("undo", confidence=0.5)
    if has("spent", "earned"):
        return Verdict("smalltalk", confidence=0.4)
    return None
