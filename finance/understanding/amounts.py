"""Which numbers of a message are money, how much and in which currency."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from finance.understanding.figures import Number
from finance.understanding.prices import Amount, Counter, counting
from finance.understanding.speech import Speech
from finance.understanding.words import Token

_HUNDRED = Decimal(100)
_PHONE_DIGITS = 9
_MILLION = Decimal(1_000_000)
_SIGNS = frozenset("$€£₡₲₹¥")
_PREPOSITIONS = frozenset(
    [
        "de",
        "del",
        "en",
        "do",
        "da",
        "no",
        "na",
        "nos",
        "em",
        "of",
        "on",
        "for",
        "in",
        "at",
        "para",
        "pra",
        "por",
        "from",
        "y",
        "e",
        "con",
    ]
)
_NOT_BEFORE = frozenset({"peso", "real", "sol", "colon", "libra", "pound", "mango", "cana", "won", "bola", "vara"})
_PHONE_PARTS = 3
_MEALS = {"CL": frozenset({"once", "onces"})}  # the evening tea is called eleven
_JOINING_CENTS = frozenset({"y", "e", "and", "con", "com", "with"})


class Wallet:
    """The numbers of one message and all that tells which of them are money."""

    def __init__(self, tokens: Sequence[Token], numbers: Sequence[Number], speech: Speech) -> None:
        self.tokens, self.speech = tokens, speech
        self.taken: Collection[int] = ()  # the tokens that say dates and names
        self.texts = texts = [token.text for token in tokens]
        self.numbers = [number for number in numbers if not number.ordinal]
        self.end = len(texts)
        named = speech.currencies.longest(texts)
        self.named_from = {found.first: found for found in named}
        self.named_until = {found.last: found for found in named}
        self.counted_from = {first for first, _, _ in counting("counted").every(texts)}
        self.numbered_until = {
            last
            for first, last, _ in counting("numbered").every(texts)
            if "spent" not in (speech.cues.get(texts[first]) or ())  # "pagé 30" is no page
        }
        self.meals = _MEALS.get(speech.country, frozenset())
        self.starts = {number.first: number for number in self.numbers}

    def marked(self) -> frozenset[int]:
        """Give the tokens where numbers begin that are money by what stands beside them, and so part of no date."""
        return frozenset(number.first for number in self.numbers if self.amount(number, 0).marked)

    def money(self, taken: Collection[int]) -> list[Amount]:
        """Find the amounts in their order; TAKEN are the tokens that say dates and names."""
        self.taken = taken
        return Counter(self.texts, self.numbers, frozenset(taken)).priced(self._read()) if self.numbers else []

    def _read(self) -> list[Amount]:
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
        if before and (before.first < free_from or self.texts[before.first] in _NOT_BEFORE):
            before = None  # it is the name of the amount before, or no money at all: "peso 70 kilos"
        after = self.named_from.get(number.last)
        if after and after.first in self.counted_from:
            after = None  # "2 libras de queso" weigh
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
        elif after and not self._belongs_to_next(after.last, self.texts[after.last - 1]):
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
        return sign[-1] in _SIGNS and following is not None and not self._is_hundredth(following.last)

    def _is_hundredth(self, at: int) -> bool:
        return at < self.end and self.texts[at] in self.speech.hundredths

    def joins_the_last(self, last: Amount, amount: Amount, number: Number) -> bool:
        """Add cents to the amount before: "15 dólares con 50", "20 pesos y 30 centavos"."""
        gap = self.texts[last.last : number.first]
        joined = gap[0] if gap else ""
        if not last.marked or not last.whole or len(gap) > 1 or (gap and joined not in _JOINING_CENTS):
            return False
        if last.last in self.taken or not 0 <= number.value < _HUNDRED or not number.whole or number.factor != 1:
            return False
        hundredths = self._is_hundredth(number.last)
        if not hundredths and not self._are_cents(last, amount, number, joined):
            return False
        last.value += number.value / _HUNDRED
        last.last, last.whole = number.last + hundredths, False
        return True

    def _are_cents(self, last: Amount, amount: Amount, number: Number, joined: str) -> bool:
        """Cents without their name: after "con", or when nothing else follows that the number could be for."""
        percent = number.last < self.end and self.texts[number.last] == "%"
        if amount.marked or percent or last.factor != 1 or (number.article and not joined):
            return False
        two_figures = len(self.texts[number.first]) == 2 or not number.figures
        if not joined and not two_figures:
            return False
        opens = last.first <= 1 and two_figures and joined not in {"y", "e", "and"}
        return (joined in {"con", "com", "with"} and two_figures) or opens or self._closes(number.last)

    def _closes(self, at: int) -> bool:
        if at >= self.end or self.tokens[at].kind == "other":
            return at >= self.end or self.texts[at] != "%"
        following = self.texts[at]
        if self.speech.language == "es" or following in _PREPOSITIONS - {"and", "e", "con"}:
            return False
        return self.tokens[at].kind == "word" and not self.speech.things.longest(self.texts[at : at + 1])

    def is_money(self, amount: Amount, number: Number) -> bool:
        if amount.marked:
            return True
        if amount.article or any(at in self.taken for at in range(number.first, number.last)):
            return False
        at, texts = number.last, self.texts
        if not number.figures and at - number.first == 1 and texts[number.first] in self.meals:
            return False
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
        if at in self.counted_from and number.factor == 1 and at not in self.taken:  # "20 dia 11"
            return False
        if (
            number.figures
            and number.whole
            and len(texts[number.first]) >= _PHONE_DIGITS
            and texts[number.first].isdigit()
        ):
            return False
        return not self._is_score(number, before, following) and not self._is_phone(number)

    def _is_phone(self, number: Number) -> bool:
        """Three and more figures in a row are a telephone, not prices."""
        first, last = number.first, number.last
        while first > max(0, number.first - 6) and (
            self.tokens[first - 1].kind == "number" or self.texts[first - 1] in {"-", "+"}
        ):
            first -= 1
        while last < min(self.end, number.last + 6) and (self.tokens[last].kind == "number" or self.texts[last] == "-"):
            last += 1
        parts = [at for at in range(first, last) if self.tokens[at].kind == "number"]
        return len(parts) >= _PHONE_PARTS or (len(parts) > 1 and self.texts[first] == "+")

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
