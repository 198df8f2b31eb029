"""Which numbers of a message are money, how much and in which currency."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from finance.understanding.lexicon import Phrases, table
from finance.understanding.numerals import Number
from finance.understanding.speech import Speech
from finance.understanding.words import Token

_HUNDRED = Decimal(100)
_PHONE_DIGITS = 9
_MILLION = Decimal(1_000_000)
_SIGNS = frozenset("$€£₡₲₹¥")
_PREPOSITIONS = frozenset("de del en do da no na nos em of on for in at para pra por from y e con".split())
_MOST_INSTALMENTS = 72
_MOST_PIECES = 500


@dataclass(slots=True)
class Amount:
    """Money said in the tokens from FIRST up to and without LAST."""

    first: int
    last: int
    value: Decimal
    currency: str = ""
    marked: bool = False  # a sign, the name of a currency or slang says that it is money
    factor: Decimal = Decimal(1)
    whole: bool = True
    instalments: int | None = None
    multiplied: bool = False  # a count times a price
    article: bool = False  # "un", "una": money only when marked


@cache
def _words(name: str) -> Phrases[bool]:
    known: Phrases[bool] = Phrases()
    for phrase in table("counting")[name]:
        known.add(phrase, True)  # noqa: FBT003
    return known


class _Reader:
    def __init__(
        self, tokens: Sequence[Token], numbers: Sequence[Number], taken: Collection[int], speech: Speech
    ) -> None:
        self.tokens, self.speech, self.taken = tokens, speech, taken
        self.texts = texts = [token.text for token in tokens]
        self.numbers = [number for number in numbers if not number.ordinal]
        self.end = len(texts)
        named = speech.currencies.longest(texts)
        self.named_from = {found.first: found for found in named}
        self.named_until = {found.last: found for found in named}
        self.counted_from = {found.first for found in _words("counted").every(texts)}
        self.numbered_until = {found.last for found in _words("numbered").every(texts)}
        self.each_from = {found.first: found.last for found in _words("each").longest(texts)}
        self.instalments_from = {found.first: found.last for found in _words("instalments").longest(texts)}
        self.starts = {number.first: number for number in self.numbers}

    def read(self) -> list[Amount]:
        amounts: list[Amount] = []
        for number in self.numbers:
            amount = self.amount(number, amounts[-1].last if amounts else 0)
            if not (amounts and self.joins_the_last(amounts[-1], amount, number)) and self.is_money(amount, number):
                amounts.append(amount)
        return amounts

    def amount(self, number: Number, free_from: int) -> Amount:
        """Bind the sign or name before or after NUMBER to it."""
        amount = Amount(
            number.first, number.last, number.value, factor=number.factor, whole=number.whole, article=number.article
        )
        amount.marked = number.slang
        before = self.named_until.get(number.first)
        if before and before.first < free_from:
            before = None  # it is the name of the amount before
        after = self.named_from.get(number.last)
        if (
            after is None
            and number.last + 1 < self.end
            and self.texts[number.last] in {"de", "of"}
            and number.factor >= _MILLION
        ):
            after = self.named_from.get(number.last + 1)
        if before and not (
            before.last - before.first == 1
            and self.tokens[before.first].kind == "word"
            and before.first in self.counted_from
        ):
            amount.first, amount.currency, amount.marked = before.first, before.meaning, True
            if after and after.meaning and not amount.currency:
                amount.last, amount.currency = after.last, after.meaning
            elif after and after.meaning == amount.currency and after.last not in self.starts:
                amount.last = after.last
        elif after and not self._belongs_to_next(after.last, self.texts[after.first]):
            amount.last, amount.currency, amount.marked = after.last, after.meaning, True
            factor = self.speech.factors.get(self.texts[after.last]) if after.last < self.end else None
            if factor:
                amount.value, amount.last, amount.factor = amount.value * factor, after.last + 1, factor
        elif self._is_hundredth(number.last):
            amount.value, amount.last, amount.marked, amount.whole = (
                amount.value / _HUNDRED,
                number.last + 1,
                True,
                False,
            )
        return amount

    def _belongs_to_next(self, at: int, sign: str) -> bool:
        """The sign stands between two numbers and is the second one's: "1 $ 10"."""
        following = self.starts.get(at)
        return sign in _SIGNS and following is not None and not self._is_hundredth(following.last)

    def _is_hundredth(self, at: int) -> bool:
        return at < self.end and self.texts[at] in self.speech.hundredths

    def joins_the_last(self, last: Amount, amount: Amount, number: Number) -> bool:
        """Add cents to the amount before: "15 dólares con 50", "20 pesos y 30 centavos"."""
        gap = self.texts[last.last : number.first]
        if (
            not last.marked
            or not last.whole
            or len(gap) > 1
            or (gap and gap[0] not in {"y", "e", "and", "con", "com", "with"})
        ):
            return False
        if last.last in self.taken or not 0 <= number.value < _HUNDRED or not number.whole or number.factor != 1:
            return False
        hundredths = self._is_hundredth(number.last)
        if not hundredths:
            if amount.marked or (number.article and not gap) or last.factor != 1:
                return False
            if not gap and len(self.texts[number.first]) != 2:  # noqa: PLR2004
                return False
            if not self._closes(number.last, joined=bool(gap)):
                return False
        last.value += number.value / _HUNDRED
        last.last, last.whole = number.last + hundredths, False
        return True

    def _closes(self, at: int, *, joined: bool) -> bool:
        if at >= self.end or self.tokens[at].kind == "other":
            return True
        following = self.texts[at]
        if following in _PREPOSITIONS and not (joined and following in {"y", "e", "and", "con"}):
            return False
        thing = any(
            found.first == at for found in self.speech.things.longest(self.texts[at : at + 3]) if found.first == 0
        )
        return self.speech.language != "es" and not thing and self.tokens[at].kind == "word"

    def is_money(self, amount: Amount, number: Number) -> bool:
        if amount.marked:
            return True
        if amount.article or any(at in self.taken for at in range(number.first, number.last)):
            return False
        at, texts = number.last, self.texts
        following = texts[at] if at < self.end else ""
        if following in {"%", "º", ":"} or (
            following in {"por", "per"} and at + 1 < self.end and texts[at + 1] in {"ciento", "cento", "cent"}
        ):
            return False
        before = texts[number.first - 1] if number.first else ""
        if number.first in self.numbered_until or (
            before == ":" and number.first > 1 and texts[number.first - 2].isdigit()
        ):
            return False
        if at in self.counted_from and number.factor == 1:
            return False
        if (
            number.figures
            and number.whole
            and len(texts[number.first]) >= _PHONE_DIGITS
            and texts[number.first].isdigit()
        ):
            return False
        return not self._is_score(number, before, following)

    def _is_score(self, number: Number, before: str, following: str) -> bool:
        """Neither side of "2-1", "24/7" or "COVID-19" is money."""
        for sign, at in ((before, number.first - 1), (following, number.last)):
            if (
                sign in {"-", "/"}
                and sign
                and self.tokens[at].glued
                and at + 1 < self.end
                and self.tokens[at + 1].glued
            ):
                return True
        return number.value < 0 and number.first > 0 and self.tokens[number.first].glued


def _price_times_count(reader: _Reader, amounts: list[Amount]) -> None:
    """Read "2x150", "3 cafés de 55 c/u", "3 cuotas de 500", "500 en 3 cuotas"."""
    texts = reader.texts
    for amount in amounts:
        for number in reader.numbers:
            if number.last > amount.first or number.value != number.value.to_integral_value() or number.value <= 0:
                continue
            between = texts[number.last : amount.first]
            count = int(number.value)
            if between in (["x"], ["*"], ["×"]) and count <= _MOST_PIECES:
                amount.first, amount.value, amount.multiplied = number.first, amount.value * count, True
                break
            if between in (["x", "de"], ["x", "r$"]) and count <= _MOST_INSTALMENTS:
                amount.first, amount.value, amount.instalments = number.first, amount.value * count, count
                break
            after = reader.instalments_from.get(number.last)
            if (
                after is not None
                and count <= _MOST_INSTALMENTS
                and texts[after : amount.first] in (["de"], ["a"], ["of"], ["de", "a"])
            ):
                before = texts[number.first - 1] if number.first else ""
                amount.value *= count
                amount.first, amount.instalments = number.first - (before in {"en", "em", "in", "a"}), count
                break
            if (
                amount.last in reader.each_from
                and amount.first - number.last <= 4
                and count <= _MOST_PIECES
                and between
                and not reader.taken.__contains__(number.first)
            ):  # noqa: PLR2004
                amount.value, amount.multiplied = amount.value * count, True
                amount.first, amount.last = number.first, reader.each_from[amount.last]
                break


def _paid_in_instalments(reader: _Reader, amounts: list[Amount]) -> None:
    """Read "en 6 cuotas", "a 12 MSI", "em 3x" said beside the total."""
    for number in reader.numbers:
        count = int(number.value)
        at = number.last
        vezes = at < reader.end and reader.texts[at] in {"x", "vezes"} and at + 1 not in reader.starts
        before = reader.texts[number.first - 1] if number.first else ""
        if (
            not 1 < count <= _MOST_INSTALMENTS
            or not (at in reader.instalments_from or vezes)
            or before not in {"en", "a", "em", "in", "por"}
        ):
            continue
        if reader.texts[at] in {"meses", "quincenas"} and before == "en":
            continue
        nearest = [amount for amount in amounts if amount.instalments is None and amount.last <= number.first]
        if nearest:
            nearest[-1].instalments = count


def with_currency(tokens: Sequence[Token], numbers: Sequence[Number], speech: Speech) -> frozenset[int]:
    """Give the tokens where numbers begin that are money by what stands beside them, and so part of no date."""
    reader = _Reader(tokens, numbers, (), speech)
    return frozenset(number.first for number in reader.numbers if reader.amount(number, 0).marked)


def money(tokens: Sequence[Token], numbers: Sequence[Number], taken: Collection[int], speech: Speech) -> list[Amount]:
    """Find the amounts in TOKENS, in their order; TAKEN are the tokens that say dates."""
    reader = _Reader(tokens, numbers, taken, speech)
    amounts = reader.read()
    _price_times_count(reader, amounts)
    _paid_in_instalments(reader, amounts)
    return [amount for index, amount in enumerate(amounts) if not _inside(amount, amounts[index + 1 :])]


def _inside(amount: Amount, later: Sequence[Amount]) -> bool:
    """The count of a price is no amount of its own."""
    return any(other.first <= amount.first and amount.last <= other.last for other in later)
