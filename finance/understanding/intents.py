"""What a message wants, decided from what was found in it; nothing is written on doubt."""

from itertools import pairwise

from finance.understanding.guards import guarded
from finance.understanding.items import day_of
from finance.understanding.lexicon import INCOMES
from finance.understanding.message import Message
from finance.understanding.telling import recorded
from finance.understanding.verdict import Verdict

_SHORT = 7
_FEW = 3


def decide(message: Message) -> Verdict:
    """Give the intent of MESSAGE."""
    for rule in (_hostile, _bare, _about_data, _taken_back, _asked, _planned, _changed, guarded, recorded, _talked):
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
    if _says_where(message):
        return False
    if message.has("asks_always"):
        return True
    start = message.first("question")
    if told or start == len(message.texts):
        return False
    polite = message.covered("filler", "greeting", "yes", "no")
    opening = [at for at in range(start) if at not in polite and message.tokens[at].kind == "word"]
    return not opening and not (message.amounts and start + 1 == message.amounts[0].first)


def _says_where(message: Message) -> bool:
    """Tell "12 donde el chino" from a question."""
    start = message.first("question")
    opens = bool(message.amounts) and message.amounts[0].last == start < len(message.texts)
    return opens and message.texts[start] in {"donde", "onde"} and len(message.cues["question"]) == 1


def _is_code(message: Message) -> bool:
    """The word and number that confirm an erasure ("BORRAR 4821") are no order to undo."""
    return message.words.raw.isupper() and len(message.tokens) == 2 and message.tokens[1].kind == "number"


def _hostile(message: Message) -> Verdict | None:
    if message.has("hostile"):
        return Verdict("out_of_scope", "instruction")
    if message.words.links and not message.has("spent", "earned"):
        return Verdict("out_of_scope", "instruction")
    if (
        message.has("order")
        and message.first("order") <= 1
        and not message.has("spent", "earned", "transferred", "undo", "reminder", "export", "report")
    ):
        return Verdict("out_of_scope", "instruction")
    if message.has("say_for_me") and message.first("say_for_me") == 0 and message.word_count() > 1:
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
        if (
            len(between) == 1
            and between[0] in {"a", "-", "x", "to"}
            and not any(amount.marked for amount in message.amounts)
        ):
            return True
    return False


def _bare(message: Message) -> Verdict | None:
    """Messages that are nothing but a word or two of talk."""
    if _is_code(message):
        return Verdict("unknown", "instruction", 0.0)
    if not any(token.kind in {"word", "number"} for token in message.tokens):
        return Verdict(_sign(message))
    if message.has("delete_all") and not message.asks:
        return Verdict("delete_data")
    if message.only("undo") and not message.only("redo") and not message.asks:
        return Verdict("undo")
    for cue in ("redo", "thanks", "explain", "help", "greeting"):
        if message.only(cue):
            return Verdict(cue)
    return _answered(message)


def _answered(message: Message) -> Verdict | None:
    """A yes, a no, another day, small talk."""
    if message.has("dont") and message.first("dont") <= 1 and not message.amounts and not message.asks:
        return Verdict("deny")
    if _redated(message):
        return Verdict("correct_last")
    answer = confirmation(message)
    if answer:
        return Verdict("confirm" if answer == "yes" else "deny")
    if message.only("greeting", "thanks"):
        return Verdict("greeting")
    return Verdict("smalltalk") if message.only("smalltalk", "thanks", "greeting") else None


def _sign(message: Message) -> str:
    raw = message.words.raw
    if any(sign in raw for sign in "👍👌✅✔🆗"):
        return "confirm"
    if any(sign in raw for sign in "👎❌🚫"):
        return "deny"
    return "smalltalk" if raw.strip() and not raw.isascii() else "unknown"


def _redated(message: Message) -> bool:
    """Nothing but another day: "no, fue ayer", "fue el lunes", "no, el 3"."""
    said = [day_of(day) for day in message.days]
    if message.amounts or message.asks or not any(on and on <= message.today for on in said):
        return False
    opens = message.has("no") and message.first("no") == 0
    if not (opens or message.has("correct", "was_when")):
        return False
    rest = message.covered("yes", "no", "thanks", "correct", "change_mind", "was_when", "filler")
    rest.update(*(range(day.first, day.last) for day in message.days))
    return all(at in rest for at, token in enumerate(message.tokens) if token.kind in {"word", "number"})


def confirmation(message: Message) -> str:
    """Give "yes" or "no" when that is all that was said; any word of no makes it no."""
    if message.has("dont") and not message.amounts and not message.asks:
        return "no"
    if message.amounts or message.asks or not message.has("yes", "no"):
        return ""
    if message.only("yes", "no", "thanks", "undo"):
        if message.has("no"):
            return "no"
        return "yes" if message.has("yes") and not message.has("undo") else ""
    opens_with_no = message.has("no") and message.first("no") == 0
    if opens_with_no and (message.only("yes", "no", "thanks", "correct", "change_mind") or _redated(message)):
        return "no"
    return ""


def _about_data(message: Message) -> Verdict | None:
    if message.has("export") and not message.has("spent"):
        return Verdict("export_data")
    if message.has("prefer") and not message.has("spent") and not (message.amounts and message.has("earned")):
        return Verdict("set_preference")
    return None


def _goes_on(message: Message) -> bool:
    """Tell a question that goes on from the one before, with nothing but its thing or its days: "¿y en taxi?"."""
    words = [token.text for token in message.tokens if token.kind == "word"]
    is_next = message.asks and words[:1] in (["y"], ["e"], ["and"]) and len(words) <= _SHORT - 2
    about = message.things or message.days
    others = ("income_asked", "balance_asked", "goal_noun", "budget_noun", "advice", "debt_plan", "explain")
    return bool(is_next and about and not message.amounts and not message.has(*others))


def _asked(message: Message) -> Verdict | None:  # noqa: C901, PLR0911, PLR0912  (a list of rules, first that knows)
    """Questions, asked with or without their marks."""
    has = message.has
    if has("hypothetical") and not (has("recurring") and not message.asks):
        return Verdict("advice", "hypothetical")
    if _goes_on(message):
        return Verdict("query_spending")
    asks = asking(message)
    told = has("spent", "earned") and message.amounts and not asks
    if has("debt_plan") and not told:
        return Verdict("debt_plan")
    if has("advice") and not told and not has("budget_noun") and not (has("how_much_strict") and has("balance_asked")):
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
    if asks and has("recurring") and not (has("how_much_strict") and has("spending_asked") and not has("reminder")):
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
    if has("spending_noun") and has("listing") and _only_a_year(message):
        return Verdict("query_spending")
    if not message.amounts and has("spending_noun") and (message.days or message.things or has("listing")):
        return Verdict("query_spending")
    return None


def _only_a_year(message: Message) -> bool:
    """The one number is a year: "total de ingresos 2025"."""
    years = [amount for amount in message.amounts if not amount.marked and 2000 <= amount.value <= 2100]
    return len(years) == 1 == len(message.amounts)


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
    if (
        has("recurring")
        and not has("spent", "earned")
        and not _is_wage(message)
        and (message.amounts or message.things or has("reminder"))
    ):
        return Verdict("recurring_bill")
    if (
        has("future")
        and not has("spent", "earned")
        and (message.things or message.accounts)
        and message.days
        and has("must_pay")
    ):
        return Verdict("recurring_bill", "future")
    return None


def _is_wage(message: Message) -> bool:
    """Tell a wage from a bill: "mi sueldo es de 15000 al mes" is none."""
    return message.has("habitual") and any(found.meaning.category in INCOMES for found in message.things)


def _saves(message: Message) -> bool:
    return any(found.meaning.category == "ahorro" for found in message.things)


def _taken_back(message: Message) -> Verdict | None:
    has = message.has
    orders = has("undo") and message.first("undo") <= 2 and not asking(message)
    if (
        not orders
        or has("budget_noun", "recurring_stop", "prefer")
        or (has("spent", "earned", "lent") and message.amounts)
    ):
        return None
    return Verdict("undo")


def _changed(message: Message) -> Verdict | None:
    """Undo and corrections of what was written before."""
    has = message.has
    past = has("spent", "earned", "lent", "transferred")
    start = message.first("correct")
    early = start <= 3
    if not has("correct") or not early or (past and message.first("spent", "earned") < start):
        return None
    if message.first("consult") < start:  # "explícame qué es en realidad un 5% mensual"
        return None
    return None if _tells_anew(message) else Verdict("correct_last")


def _tells_anew(message: Message) -> bool:
    """Tell a new expense ("fueron 320 de la farmacia") from a correction ("la farmacia era 320", "no, fueron 320")."""
    if not message.amounts or not message.things or message.has("no", "corrects"):
        return False
    return message.things[0].first > message.amounts[0].first


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
