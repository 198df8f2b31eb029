"""From the amounts of a message to its items: what each was for, when, from which account."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.understanding.prices import Amount
from finance.understanding.dates import Day
from finance.understanding.lexicon import INCOMES, Account, Found
from finance.understanding.message import Message
from finance.understanding.reading import Item

_STRONG = frozenset("\n;,+.|&/")
_JOINS = frozenset(["y", "e", "and", "mas", "tambien", "luego", "despues"])
_PAYING = frozenset(
    ["con", "por", "via", "desde", "com", "with", "using", "x", "pelo", "pela", "usando", "mediante", "cargo"]
)
_ARTICLES = frozenset(["la", "el", "mi", "mis", "los", "las", "una", "un", "a", "o", "meu", "minha", "my", "the", "de"])
_EDGES = frozenset(
    [
        "de",
        "del",
        "d",
        "en",
        "el",
        "la",
        "los",
        "las",
        "lo",
        "un",
        "una",
        "unos",
        "unas",
        "por",
        "para",
        "pa",
        "al",
        "a",
        "y",
        "e",
        "con",
        "mi",
        "mis",
        "me",
        "se",
        "le",
        "les",
        "que",
        "fue",
        "fueron",
        "es",
        "son",
        "o",
        "os",
        "as",
        "no",
        "na",
        "nos",
        "nas",
        "do",
        "da",
        "dos",
        "das",
        "em",
        "um",
        "uma",
        "pro",
        "pra",
        "com",
        "for",
        "on",
        "at",
        "in",
        "the",
        "an",
        "of",
        "to",
        "my",
        "from",
        "was",
        "were",
        "it",
        "its",
        "esto",
        "este",
        "esta",
        "eso",
        "ahi",
        "hoy",
        "x",
        "como",
        "unos",
        "total",
        "solo",
        "ya",
        "mas",
        "i",
        "and",
        "también",
        "tambien",
        "sin",
        "the",
        "is",
    ]
)
_VERBS = (
    "spent", "earned", "command", "transferred", "withdrew", "lent", "owe", "repaid", "exchanged", "card_payment", "budget_set", "budget_noun",
    "goal_create", "goal_give", "goal_noun", "recurring", "split", "each", "correct", "self_correction", "went", "thanks", "greeting", "balance_said",
)  # fmt: skip
_SPECIFIC_ENOUGH = 0.9
_ALL_SAID, _NO_CATEGORY, _ONLY_WORDS = 1.0, 0.6, 0.4
_GENERIC = {
    "en efectivo": "efectivo", "cash": "efectivo", "contado": "efectivo", "em dinheiro": "dinheiro", "en especie": "efectivo", "en mano": "efectivo",
    "tarjeta de credito": "tarjeta", "la tarjeta": "tarjeta", "credito": "tarjeta", "tc": "tarjeta", "tdc": "tarjeta", "tarj": "tarjeta", "tarjetazo": "tarjeta", "t. credito": "tarjeta",
    "cartao de credito": "cartao", "credit card": "card", "tarjeta de debito": "debito", "td": "debito", "debit card": "debit", "cartao de debito": "debito",
}  # fmt: skip
_VAGUE = frozenset({"cuenta", "conta", "banco", "bank", "prestamo", "emprestimo", "loan", "credito", "hipoteca", "mortgage", "master", "ahorros", "poupanca", "savings", "checking", "ticket", "oh", "io", "sky", "luz", "popular", "nacion", "provincia", "dia", "personal", "cash", "union", "continental", "familiar", "exterior", "dale", "punto", "clave", "hey", "next", "will", "inter", "caixa", "flash", "plan", "pacifico", "guayaquil", "dinheiro", "fisico", "va", "bi", "mi dinero"})  # fmt: skip


_COUNTED_AWAY = frozenset(
    {"%", "cuotas", "cuota", "msi", "meses", "parcelas", "vezes", "x", "pagos", "mensualidades", "installments"}
)
_FEW = 12


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
        if _counts_things(message, amount):
            continue
        if kept and any(kept[-1].last <= first and last <= amount.first <= last + 2 for first, last in spans):
            taken_back = kept.pop()
            amount.currency = amount.currency or taken_back.currency
        kept.append(amount)
    return kept


_PEOPLE_BEFORE = frozenset(
    ["entre", "fuimos", "somos", "eramos", "fomos", "com", "between", "among", "were", "con", "em"]
)
_PEOPLE_AFTER = frozenset(["personas", "pessoas", "people", "ways", "amigos", "amigas", "pax"])
_MOST_PEOPLE = 30


def _counts_things(message: Message, amount: Amount) -> bool:
    """The 2 of "2 panes 5 soles": a small number, its plural, and right behind them the price that ends it."""
    if amount.marked or not amount.whole or not 1 < amount.value <= _FEW or amount is message.amounts[-1]:  # noqa: PLR2004
        return False
    following = message.amounts[message.amounts.index(amount) + 1]
    between = message.texts[amount.last : following.first]
    if len(between) != 1 or not between[0].endswith("s") or not between[0].isalpha():
        return False
    alone = len(message.amounts) == 2 and following.last == len(message.texts)  # noqa: PLR2004
    return following.marked or not following.whole or alone


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


def _inside(found: Iterable[Found], segment: Segment) -> list[Found]:  # type: ignore[type-arg]
    return [one for one in found if segment.first <= one.first and one.last <= segment.last]


def account_in(message: Message, first: int, last: int) -> Found[Account] | None:
    """Give the way of paying said between the tokens FIRST and LAST."""
    best = None
    covered = {
        at for thing in message.things if thing.meaning.merchant is None for at in range(thing.first, thing.last)
    }
    for found in message.accounts:
        if found.first < first or found.last > last:
            continue
        before = found.first - 1
        while before > first and message.texts[before] in _ARTICLES:
            before -= 1
        paying = before >= first and message.texts[before] in _PAYING
        vague = found.meaning.name in _VAGUE
        beside = found.last == last or message.tokens[found.last].kind == "other"
        spoken_of = found.first in covered and not paying
        if (
            spoken_of
            or (vague and not paying)
            or not (paying or found.meaning.kind == "cash" or beside or found.first == first)
        ):
            continue
        if best is None or found.meaning.name not in _GENERIC.values():
            best = found
    return best


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
            drop.update(range(number.first - (before in {"en", "a", "al", "em", "in", "at"}), number.last + 1))
    return drop


def _paid_by(message: Message, account: Found[Account] | None) -> range:
    """Give the tokens that say how it was paid, with the small words before."""
    if account is None:
        return range(0)
    start = account.first
    while start > 0 and message.texts[start - 1] in _ARTICLES | _PAYING | {"en"}:
        start -= 1
    return range(start, account.last)


def day_of(day: Day) -> date | None:
    """Give the day an entry happened on; a week or a month is no day."""
    return day.back.start if day.grain in {"day", "weekend"} else None


def _days(message: Message, parts: Sequence[Segment]) -> list[date | None]:
    """Give each segment its day: said in it, before all of them, or behind the last for all."""
    days = [day for day in message.days if day_of(day)]
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
    made = []
    for part, on in zip(parts, days, strict=True):
        account = account_in(message, part.first, part.last) or lead
        part_kind = _kind(message, part, kind)
        category, merchant = thing_in(message, part.first, part.last, income=part_kind == "income", skip=account)
        if category is None and part_kind == "income":
            category = income_category(message)
        said = words_in(message, part.first, part.last, drop.union(_paid_by(message, account)))
        made.append(
            Item(
                kind=part_kind,
                amount=abs(part.amount.value),
                currency=part.amount.currency,
                on=on,
                category=category,
                merchant=merchant,
                words=said,
                account=account and account_name(account.meaning),
                account_kind=account.meaning.kind if account else "",
                installments=part.amount.instalments,
                confidence=_sureness(message, category, part_kind),
            )
        )
    return tuple(made)


def _sureness(message: Message, category: str | None, kind: str) -> float:
    if category:
        return _ALL_SAID
    return (
        _NO_CATEGORY if message.has("spent", "earned", "command", "spent_present") or kind != "expense" else _ONLY_WORDS
    )


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


def account_name(account: Account) -> str:
    """Give the name an account is kept under, whatever it was called."""
    return _GENERIC.get(account.name, account.name)


def share(message: Message, total: Decimal, people: int) -> Decimal:
    """Give the person's own part. Rounded to what can be paid; the ledger rounds once more on its own terms."""
    decimals = Decimal(1) if message.speech.currency in {"CLP", "PYG"} else Decimal("0.01")
    return (total / people).quantize(decimals)
