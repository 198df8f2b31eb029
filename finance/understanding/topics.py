"""The standard questions about money: what they are about, and the numbers that were said with them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from finance import countries
from finance.understanding.figures import Number
from finance.understanding.lexicon import LANGUAGES, Phrases, alternatives, table
from finance.understanding.message import Message, of
from finance.understanding.prices import Amount
from finance.understanding.reading import Context

# What matters more comes first: a person in danger is not told about instalments.
TOPICS = (
    "despair", "threats", "fraud", "gambling", "securities", "minimum", "payoff", "which_debt", "instalments", "saving",
    "emergency", "split", "until_pay", "afford", "why_more",
)  # fmt: skip

_MONTHLY = frozenset({"mes", "mensual", "mensuales", "mensal", "month", "monthly"})
_EFFECTIVE = frozenset({"tea", "ea", "efectiva", "efectivo", "efetiva", "effective", "tcea", "cae"})
_NOMINAL = frozenset({"tna", "nominal", "tn"})
_SOON = 3  # tokens after a rate in which "al mes" still belongs to it
_PARTS = frozenset(
    {"meses", "mes", "cuotas", "cuota", "msi", "mensualidades", "pagos", "parcelas", "vezes", "x", "months", "instalments", "installments"}
)  # fmt: skip
_MOST_PARTS = 360
_LINKS = frozenset(
    [
        *("en", "la", "el", "de", "del", "a", "al", "mi", "mis", "una", "un", "con", "por", "que", "lo", "los", "las"),
        *("no", "na", "do", "da", "o", "os", "as", "meu", "minha", "um", "uma", "com", "em"),
        *("on", "the", "my", "an", "in", "with", "at", "for", "of"),
    ]
)
_ENDS = frozenset(
    {"al", "y", "e", "o", "u", "ou", "a", "and", "or", "at", "con", "com", "with", "pagando", "que", "tasa"}
)
_LONGEST_NAME = 4  # words


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as it was said: a fraction, of a month or of a year, and whether a year's is effective (TEA) or nominal."""

    said: Decimal
    is_of_a_month: bool = False
    is_effective: bool = False

    @property
    def nominal(self) -> Decimal:
        """Of a year, as twelve times a month's."""
        if self.is_of_a_month:
            return self.said * 12
        return ((1 + self.said) ** (Decimal(1) / 12) - 1) * 12 if self.is_effective else self.said


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt as it was said: its name, what is owed, and its rate where one was said."""

    name: str
    amount: Decimal
    currency: str
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A standard question."""

    topic: str
    amounts: tuple[tuple[Decimal, str], ...]  # in the order they were said
    owed: tuple[Owed, ...]  # the same amounts, as debts
    parts: int | None = None  # of "12 meses", "6 cuotas"
    in_parts: int = 0  # which of the amounts is paid so
    by: date | None = None  # the first day of what is to come


def asked(text: str, context: Context) -> Asked | None:
    """What standard question TEXT asks; None when it asks none."""
    message = of(text, context)
    found: set[str] = set()
    # In one's own language first; who writes another than their country's is understood all the same.
    for language in (message.speech.language, *LANGUAGES):
        short = table("topics")["short"].get(language, {})
        texts = [word for text in message.texts for word in short.get(text, text).split()]
        found = found or {topic for _first, _last, topic in _topics(language).every(texts)}
    topic = next((topic for topic in TOPICS if topic in found), None)
    if topic is None:
        return None
    amounts = sorted(message.amounts, key=lambda amount: amount.first)
    parts, at = _parts(message)
    before = [place for place, amount in enumerate(amounts) if amount.first < at]
    to_come = [day.seen(past=False).start for day in message.dates]
    return Asked(
        topic=topic,
        amounts=tuple((amount.value, amount.currency) for amount in amounts),
        owed=_owed(message, amounts, are_effective=countries.get(context.country).effective_rates),
        parts=parts,
        in_parts=before[-1] if before else 0,
        by=next((day for day in to_come if day > message.today), None),
    )


@cache
def _topics(language: str) -> Phrases[str]:
    known: Phrases[str] = Phrases()
    for topic in reversed(TOPICS):
        for phrase in table("topics")[language][topic]:
            for written in alternatives(phrase):
                known.add(written, topic)
    return known


def _owed(message: Message, amounts: list[Amount], *, are_effective: bool) -> tuple[Owed, ...]:
    """Each amount with the first rate that follows it, before the next amount."""
    debts = []
    said = [number for number in message.numbers if _is_percent(message, number)]
    rates = [(number.first, _rate(message, number, are_effective=are_effective)) for number in said]
    for place, amount in enumerate(amounts):
        after = amounts[place + 1].first if place + 1 < len(amounts) else len(message.texts)
        rate = next((rate for at, rate in rates if amount.last <= at < after), None)
        debts.append(Owed(_name(message, amount.last, after), amount.value, amount.currency, rate))
    return tuple(debts)


def _is_percent(message: Message, number: Number) -> bool:
    following = message.texts[number.last : number.last + 2]
    return following[:1] == ["%"] or following in (["por", "ciento"], ["por", "cento"]) or following[:1] == ["percent"]


def _rate(message: Message, number: Number, *, are_effective: bool) -> Rate:
    """What was said of a year is taken as their country tells rates, unless they say which it is."""
    around = {*message.texts[max(0, number.first - _SOON) : number.first], *_after(message, number)}
    if _MONTHLY.intersection(_after(message, number)) or "tem" in around:
        return Rate(number.value / 100, is_of_a_month=True)
    is_effective = (are_effective and not _NOMINAL & around) or bool(_EFFECTIVE & around)
    return Rate(number.value / 100, is_effective=is_effective)


def _after(message: Message, number: Number) -> list[str]:
    """The words after a rate, as far as the next number."""
    words = list(message.texts[number.last : number.last + 1 + _SOON])
    ends = [at for at, word in enumerate(words) if word[0].isdigit()]
    return words[: ends[0]] if ends else words


def _name(message: Message, first: int, last: int) -> str:
    """What was said of a debt: "en la visa al 69%" is "visa"."""
    words: list[str] = []
    for token in message.tokens[first:last]:
        if token.kind != "word" or (words and token.text in _ENDS):
            break
        if words or token.text not in _LINKS:
            words.append(message.words.raw[token.start : token.end])
    return " ".join(words[:_LONGEST_NAME])


def _parts(message: Message) -> tuple[int | None, int]:
    """In how many parts something is paid, and where that was said."""
    for number in message.numbers:
        if message.texts[number.last : number.last + 1] and message.texts[number.last] in _PARTS:
            count = int(number.value)
            if 1 < count <= _MOST_PARTS:
                return count, number.first
    return None, 0
