"""From the amounts of a message to its items: what each was for, when, from which account."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from finance.understanding.date_parts import Day
from finance.understanding.lexicon import INCOMES, Account, Found, table
from finance.understanding.message import Message
from finance.understanding.prices import Amount
from finance.understanding.reading import Item
from finance.understanding.segments import Segment, corrected, segments
from finance.understanding.ways_to_pay import account_in, account_name, paid_by

_EDGES: frozenset[str] = frozenset(table("glue")["edges"])
_VERBS = (
    "spent", "earned", "command", "transferred", "withdrew", "lent", "owe", "repaid", "exchanged", "card_payment", "budget_set", "budget_noun",
    "goal_create", "goal_give", "goal_noun", "recurring", "split", "each", "correct", "self_correction", "went", "thanks", "greeting", "balance_said", "falls_due", "request",
)  # fmt: skip
_LEAST_SAID = 100
_BEFORE_DAYS = frozenset(
    {"el", "dia", "la", "este", "esta", "o", "no", "na", "em", "on", "the", "by", "para", "hasta", "es", "e", ":"}
)
_ALL_SAID, _MENDED, _NO_CATEGORY, _ONLY_WORDS = 1.0, 0.8, 0.6, 0.4
_FREE = {("sin", "intereses"), ("sin", "interes"), ("sem", "juros"), ("without", "interest")}
_COUNTED_AWAY = frozenset(
    {"%", "cuotas", "cuota", "msi", "meses", "parcelas", "vezes", "x", "pagos", "mensualidades", "installments"}
)


def thing_in(
    message: Message, first: int, last: int, *, income: bool, skip: Found[Account] | None = None
) -> tuple[str | None, str | None]:
    """Give the category and the merchant said between two tokens: a plain noun tells more than a shop."""
    category = merchant = of_merchant = None
    for found in message.things:
        if found.first < first or found.last > last or (skip and skip.first <= found.first < skip.last):
            continue
        if (found.meaning.category in INCOMES) != income:
            continue
        if found.meaning.taught:
            return found.meaning.category, merchant
        if found.meaning.merchant:
            merchant, of_merchant = merchant or found.meaning.merchant, of_merchant or found.meaning.category
        elif category is None or (
            category in {"compras", "otros"} and found.meaning.category not in {"compras", "otros"}
        ):
            category = found.meaning.category
    if of_merchant and category in {None, "compras", "otros"}:
        category = of_merchant
    return category, merchant


def words_in(message: Message, first: int, last: int, drop: set[int]) -> str:
    """Give what is left to say what it was for, as the person wrote it."""
    runs: list[list[int]] = [[]]
    for at in range(first, last):
        token = message.tokens[at]
        if at in drop or token.kind in {"other", "sign"}:
            if token.text not in {"'", "-"} or at in drop:
                runs.append([])
        else:
            runs[-1].append(at)
    said = []
    for run in runs:
        while run and message.texts[run[0]] in _EDGES:
            run.pop(0)
        while run and message.texts[run[-1]] in _EDGES:
            run.pop()
        if run:
            said.append(message.words.raw[message.tokens[run[0]].start : message.tokens[run[-1]].end])
    return " ".join(said)


def _drop(message: Message) -> set[int]:
    """Give the tokens that say how much, when and what was done, not what for."""
    drop = message.covered(*_VERBS)
    if not message.has("split"):
        drop.difference_update(*(range(thing.first, thing.last) for thing in message.things))
    drop.update(*(range(amount.first, amount.last) for amount in message.amounts))
    drop.update(*(range(day.first, day.last) for day in message.days))
    for number in message.numbers:
        if number.last < len(message.texts) and message.texts[number.last] in _COUNTED_AWAY:
            before = message.texts[number.first - 1] if number.first else ""
            free = tuple(message.texts[number.last + 1 : number.last + 3]) in _FREE
            drop.update(
                range(number.first - (before in {"en", "a", "al", "em", "in", "at"}), number.last + 1 + 2 * free)
            )
    return drop


def day_of(day: Day) -> date | None:
    """Give the day an entry happened on; a week or a month is no day."""
    return day.back.start if day.grain in {"day", "weekend"} else None


def _happened(message: Message, day: Day) -> bool:
    """Nothing happened tomorrow, and "boletos para el 15" were not bought on the 15th."""
    around = message.texts[max(0, day.first - 1) : day.first + 1]
    if _falls_due(message, day):
        return False
    return day.back.start <= message.today and not {"para", "pra", "pro", "for", "hasta", "ate", "until"}.intersection(
        around
    )


def _falls_due(message: Message, day: Day) -> bool:
    """Tell the day a bill falls due from the day it was paid: "la luz que vence el 30"."""
    before = day.first
    while before > 0 and message.texts[before - 1] in _BEFORE_DAYS:
        before -= 1
    return any(last in {before, day.first} for _, last in message.cues.get("falls_due", ()))


def _days(message: Message, parts: Sequence[Segment]) -> list[date | None]:
    """Give each segment its day: said in it, before all of them, or behind the last for all."""
    days = [day for day in message.days if day_of(day) and _happened(message, day)]
    own: list[date | None] = []
    for part in parts:
        inside = [day for day in days if part.first <= day.first < part.last]
        own.append(day_of(inside[-1]) if inside else None)
    if len(parts) > 1 and len(days) == 1:
        said = days[0]
        leads = said.last <= parts[0].amount.first
        closes = said.first >= parts[-1].amount.last
        if leads or closes:
            own = [day_of(said)] * len(parts)
    elif len(parts) > 1 and days and days[0].last <= parts[0].amount.first:
        for at in range(1, len(own)):
            own[at] = own[at] or own[at - 1]
    return own


def _inherit_thousands(message: Message, amounts: Sequence[Amount]) -> None:
    """Where nobody speaks of less than a hundred, "50 mil de luz y 80 de agua" are both thousands."""
    if not message.speech.thousands:
        return
    factor = Decimal(1)
    for amount in amounts:
        if amount.factor == 1_000 and not amount.currency:
            factor = amount.factor
        elif factor != 1 and amount.factor == 1 and not amount.currency and amount.whole and 0 < amount.value < 1_000:
            amount.value *= factor


def items(message: Message, kind: str) -> tuple[Item, ...]:
    """Give one item an amount; KIND is what the message as a whole does."""
    amounts = corrected(message)
    if not amounts:
        return ()
    _inherit_thousands(message, amounts)
    parts = segments(message, amounts)
    planned = kind in {"budget", "goal", "bill"}  # their days lie ahead and are told by the period
    days = [None] * len(parts) if planned else _days(message, parts)
    lead = account_in(message, 0, parts[0].amount.first) if len(parts) > 1 else None
    drop = _drop(message)
    made: list[Item] = []
    for part, on in zip(parts, days, strict=True):
        account = account_in(message, part.first, part.last) or lead
        part_kind = _kind(message, part, kind)
        category, merchant = thing_in(message, part.first, part.last, income=part_kind == "income", skip=account)
        if category is None and part_kind == "income":
            category = income_category(message)
        said = words_in(message, part.first, part.last, drop.union(paid_by(message, account)))
        if made and not said and category is None and made[-1].kind == part_kind:  # "uber 25 ayer y 18 hoy"
            category, merchant, said = made[-1].category, made[-1].merchant, made[-1].words
        made.append(
            Item(
                kind=part_kind,
                amount=abs(part.amount.value),
                currency=part.amount.currency,
                on=on,
                category=category,
                merchant=merchant,
                words=said,
                account=account_name(account.meaning) if account else None,
                account_kind=account.meaning.kind if account else "",
                installments=part.amount.instalments,
                confidence=_sureness(message, part.amount, category, part_kind),
            )
        )
    return tuple(made)


def _sureness(message: Message, amount: Amount, category: str | None, kind: str) -> float:
    thousands_left_out = message.speech.thousands and not amount.marked and amount.factor == 1
    if thousands_left_out and amount.value < _LEAST_SAID:
        return _ONLY_WORDS  # "tanqueé 50" in Colombia: fifty pesos or fifty thousand
    if category:
        return _MENDED if message.mended else _ALL_SAID
    told = message.has("spent", "earned", "command", "spent_present")
    return _NO_CATEGORY if told or kind != "expense" else _ONLY_WORDS


def _kind(message: Message, part: Segment, kind: str) -> str:
    """A message may tell an income and expenses at once."""
    if kind not in {"expense", "income"}:
        return kind
    inside = {
        name: any(part.first <= first < part.last for first, _ in message.cues.get(name, ()))
        for name in ("spent", "earned")
    }
    if inside["earned"] and not inside["spent"]:
        return "income"
    if inside["spent"] and not inside["earned"]:
        return "expense"
    said = [found.meaning.category in INCOMES for found in message.things if part.first <= found.first < part.last]
    if said and not any(inside.values()) and message.has("spent" if kind == "income" else "earned"):
        return "income" if any(said) else "expense"
    if said and kind == "income" and not any(said) and message.first("earned") >= part.last:
        return "expense"
    return kind


def income_category(message: Message) -> str:
    """Guess what an income is from how it came."""
    if message.has("earned_gift", "kin"):
        return "otros_ingresos"
    if message.has("earned_sale"):
        return "negocio"
    return "sueldo" if message.has("earned_wage") else "otros_ingresos"


def share(message: Message, total: Decimal, people: int) -> Decimal:
    """Give the person's own part. Rounded to what can be paid; the ledger rounds once more on its own terms."""
    decimals = Decimal(1) if message.speech.currency in {"CLP", "PYG"} else Decimal("0.01")
    return (total / people).quantize(decimals)
