"""Numbers as people write them: figures with any separators, words, multipliers, halves."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.understanding.speech import Speech
from finance.understanding.words import Token

_THREE = 3
_TEN, _HUNDRED, _THOUSAND, _MILLION = 10, 100, 1000, 1_000_000
_MOST_DIGITS = 18
_MOST = Decimal(10) ** _MOST_DIGITS
_ONE = Decimal(1)


@dataclass(slots=True)
class Number:
    """A number said in the tokens from FIRST up to and without LAST."""

    first: int
    last: int
    value: Decimal  # as money: one separator and three digits is thousands
    plain: Decimal  # as a number of the country: 4,800 is 4.8 where the comma is decimal
    figures: bool = True  # written with digits
    whole: bool = True  # no decimals written
    factor: Decimal = _ONE  # the multiplier said with it
    slang: bool = False  # the multiplier means money by itself
    article: bool = False  # "un", "una": perhaps no number at all
    ordinal: bool = False


def figures(text: str, decimal: str) -> tuple[Decimal, Decimal, bool]:
    """Give what TEXT is as money, what it is as a number of the country, and whether it is whole."""
    if text.isdigit():
        number = Decimal(text)
        return number, number, True
    separators = [sign for sign in text if sign in ".,"]
    last = separators[-1]
    head, _, tail = text.rpartition(last)
    if len(set(separators)) == 1 and (
        len(separators) > 1 or (len(tail) == _THREE and len(head) <= _THREE and head[0] != "0")
    ):
        thousands = Decimal(head.replace(last, "") + tail)
        single = len(separators) == 1 and last == decimal
        return thousands, Decimal(f"{head}.{tail}") if single else thousands, True
    value = Decimal(head.replace(".", "").replace(",", "") + "." + tail)
    return value, value, False


class _Gatherer:
    """Walks the tokens once; each method reads one construction and gives where it ends."""

    def __init__(self, tokens: Sequence[Token], speech: Speech) -> None:
        self.tokens = tokens
        self.texts = [token.text for token in tokens]
        self.speech = speech
        self.end = len(tokens)

    def gather(self) -> list[Number]:
        numbers = []
        index = 0
        while index < self.end:
            number = self.number(index)
            if number is None:
                index += 1
                continue
            if number.factor != 1 and number.value == number.value.to_integral_value():
                number.value = number.plain = number.value.to_integral_value()  # 0.5 x 1000 is 500, not 500.0
            if abs(number.value) < _MOST:
                numbers.append(number)
            index = number.last
        return numbers

    def number(self, index: int) -> Number | None:
        token, speech = self.tokens[index], self.speech
        text = token.text
        if token.kind == "number":
            number = self._of_figures(index)
        elif (text in speech.halves and text not in speech.units) or (text == "meia" and self._factor_at(index + 1)):
            number = self._half(index)
        elif text in speech.units or text in speech.hundreds or text in speech.factors or text in speech.articles:
            number = self._of_words(index)
        elif text in speech.ordinals:
            return self._ordinal(index, speech.ordinals[text])
        elif text in speech.few:
            return Number(index, index + 1, *[Decimal(speech.few[text])] * 2, figures=False, article=True)
        elif text in speech.sums and index and self.texts[index - 1] in speech.articles:
            return Number(index, index + 1, *[speech.sums[text]] * 2, figures=False, whole=False, slang=True)
        elif text in speech.points or text in ".,":
            return self._decimals_alone(index)
        else:
            return None
        return number and self._signed(number)

    def _factor_at(self, index: int) -> Decimal | None:
        """The multiplier at INDEX; single letters only when glued to their number."""
        if index >= self.end:
            return None
        text = self.texts[index]
        factor = self.speech.factors.get(text)
        if factor is None or (len(text) == 1 and text != "k" and not self.tokens[index].glued):
            return None
        return (
            None
            if text in {"mi", "cr", "mn"} and self.speech.language == "es" and not self.tokens[index].glued
            else factor
        )

    def _of_figures(self, index: int) -> Number:
        token = self.tokens[index]
        value, plain, whole = figures(token.text, self.speech.decimal)
        number = Number(index, index + 1, value, plain, whole=whole)
        after = index + 1
        if after < self.end and self.tokens[after].glued and self._is_ordinal_ending(after):
            number.ordinal = True
            number.last = after + 1
            if number.last < self.end and self.texts[after] == "." and self.texts[number.last] in "ºª":
                number.last += 1
            return number
        self._point(number)
        self._half_after(number)
        self._multiply(number)
        return number

    def _is_ordinal_ending(self, index: int) -> bool:
        text = self.texts[index]
        if text in {"st", "nd", "rd", "th", "ro", "er", "do", "vo", "to", "mo", "º", "ª"}:
            return True
        if text in {"o", "a"}:
            return True
        return (
            text == "."
            and index + 1 < self.end
            and self.texts[index + 1] in {"º", "ª"}
            and self.tokens[index + 1].glued
        )

    def _ordinal(self, index: int, value: int) -> Number:
        return Number(index, index + 1, Decimal(value), Decimal(value), figures=False, ordinal=True)

    def _of_words(self, index: int) -> Number | None:
        speech, texts = self.speech, self.texts
        if texts[index] in speech.factors and self._factor_at(index) is None:
            return None
        few = index + 1 < self.end and texts[index + 1] in speech.few
        if speech.language == "en" and texts[index] in {"a", "an"} and not few and self._factor_at(index + 1) is None:
            return Number(index, index + 1, _ONE, _ONE, figures=False, article=True)
        if texts[index] in speech.articles:
            step = index + 1
            half = step < self.end and texts[step] in speech.halves
            if step < self.end and texts[step] in speech.few:
                number = self.number(step)
                return number and Number(index, number.last, number.value, number.plain, figures=False, article=True)
            if not half and self._factor_at(step) is None and not (step < self.end and texts[step] in speech.points):
                return Number(index, index + 1, _ONE, _ONE, figures=False, article=True)
            if half and (number := self._half(step)):
                number.first = index
                return number
        if texts[index] in speech.slang and self._factor_at(index) == _ONE:
            return None
        value, last = self._below_million(index)
        if last == index:  # opens with a multiplier: "mil", "luca y media"
            value = _ONE
        number = Number(index, last, value, value, figures=False)
        after = last + (last + 1 < self.end and texts[last] == "-")
        ordinal = speech.ordinals.get(texts[after]) if after < self.end else None
        if ordinal is not None and last > index and ordinal < _TEN and value % _TEN == 0 and _TEN < value < _HUNDRED:
            return Number(index, after + 1, value + ordinal, value + ordinal, figures=False, ordinal=True)
        if last > index:
            self._point(number)
            self._half_after(number)
        self._multiply(number)
        return number if number.last > index else None

    def _below_million(self, index: int) -> tuple[Decimal, int]:
        """Read "cuatrocientos cincuenta y dos mil trescientos"; stops before millions and slang."""
        speech, texts = self.speech, self.texts
        total, group, last, at = 0, 0, index, index
        thousand_said = False
        while at < self.end:
            text = texts[at]
            joined = text in speech.joins or (text == "-" and self.tokens[at].glued)
            if joined and last > index and at + 1 < self.end:
                text, at = texts[at + 1], at + 1
                if text in speech.halves and text not in speech.units:
                    break
                if speech.language == "es" and (group % _TEN or not group % _HUNDRED):
                    break  # Spanish joins tens and units only
            unit = speech.units.get(text)
            if unit is not None:
                low = group % _HUNDRED
                fits = low == 0 or (low % _TEN == 0 and low < _HUNDRED and unit < _TEN and unit) or (group == 0)
                if not fits or (joined and low and unit >= _TEN):
                    break
                group += unit
            elif text in speech.hundreds:
                if group:
                    break
                group = speech.hundreds[text]
            elif speech.factors.get(text) == _HUNDRED and text not in speech.slang:
                if group >= _HUNDRED:
                    break
                group = (group or 1) * _HUNDRED
            elif (text == "mil" and speech.language != "en") or text in {"thousand", "thousands"}:
                if thousand_said or group >= _THOUSAND * _TEN:
                    break
                total, group, thousand_said = (group or 1) * _THOUSAND, 0, True
            elif (
                self.tokens[at].kind == "number"
                and text.isdigit()
                and len(text) <= _THREE
                and not group
                and last > index
                and (joined or len(text) == _THREE)
            ):
                group = int(text)
            else:
                break
            at += 1
            last = at
        return Decimal(total + group), last

    def _multiply(self, number: Number) -> None:
        """Read multipliers after NUMBER, halves of them, and what is left below them."""
        total = Decimal(0)
        current, plain = number.value, number.plain
        at = number.last
        joined_until = number.last
        while (factor := self._factor_at(at)) is not None:
            token = self.tokens[at]
            if number.factor != 1 and token.text in self.speech.slang and factor > number.factor and total:
                break
            if (
                factor < number.factor
                and not (factor == _THOUSAND and total == 0)
                and number.factor != 1
                and current == 0
            ):
                break
            number.slang = number.slang or token.text in self.speech.slang
            number.factor = factor
            current, plain = current * factor, plain * factor
            at += 1
            if self._factor_at(at) is not None:  # "mil millones"
                joined_until = at
                continue
            joined_until = at
            total += current
            current = Decimal(0)
            if (half := self._half_at(at)) is not None:
                total += half * factor
                joined_until = at + 2
                break
            rest, after = self._rest(at, factor)
            if after == at:
                break
            current, plain, at = rest, rest, after
            joined_until = after
        if joined_until > number.last:
            number.value = number.plain = total + current
            number.last = joined_until

    def _rest(self, at: int, factor: Decimal) -> tuple[Decimal, int]:
        """What follows a multiplier and belongs to it: "47 mil 300", "un millón doscientos mil"."""
        start = at
        if at < self.end and self.texts[at] in self.speech.joins and self.speech.language != "es":
            at += 1
        if at >= self.end:
            return Decimal(0), start
        token = self.tokens[at]
        if token.kind == "number":
            value, _, whole = figures(token.text, self.speech.decimal)
            room = factor > _THOUSAND or len(token.text) == _THREE
            joined = self.speech.language == "en" and factor == _HUNDRED
            fits = whole and value < factor and (room and factor != _HUNDRED if at == start else joined)
            return (self._as_meant(value, factor), at + 1) if fits else (Decimal(0), start)
        text = token.text
        if (
            text not in self.speech.units
            and text not in self.speech.hundreds
            and not (text == "mil" and factor > _THOUSAND)
        ):
            return Decimal(0), start
        if text in self.speech.articles and self._factor_at(at + 1) is None and factor <= _THOUSAND:
            return Decimal(0), start
        value, last = self._below_million(at)
        return (self._as_meant(value, factor), last) if last > at and value < factor else (Decimal(0), start)

    def _as_meant(self, value: Decimal, factor: Decimal) -> Decimal:
        """Where money is counted in thousands "un millón doscientos" is 1 200 000."""
        short = self.speech.thousands and factor == _MILLION and _TEN <= value < _THOUSAND and value % _TEN == 0
        return value * _THOUSAND if short else value

    def _half_at(self, at: int) -> Decimal | None:
        """The half in "millón y medio", "a million and a half"."""
        if at + 1 < self.end and self.texts[at] in self.speech.joins:
            return self.speech.halves.get(self.texts[at + 1])
        return None

    def _half_after(self, number: Number) -> None:
        """Read "dos y medio", "two and a half"."""
        at = number.last
        if at + 1 >= self.end or self.texts[at] not in self.speech.joins:
            return
        at += 2 if self.texts[at + 1] in {"a", "un", "una"} and at + 2 < self.end else 1
        half = self.speech.halves.get(self.texts[at])
        if half is None or (self._factor_at(number.last) is not None):
            return
        number.value, number.plain = number.value + half, number.plain + half
        number.whole, number.last = False, at + 1

    def _half(self, index: int) -> Number | None:
        """Read "medio palo", "media luca", "half a million"."""
        half = self.speech.halves[self.texts[index]]
        at = index + 1
        while at < self.end and self.texts[at] in {"a", "de", "un"}:
            at += 1
        factor = self._factor_at(at)
        if factor is None:
            return None
        value = half * factor
        return Number(
            index, at + 1, value, value, figures=False, factor=factor, slang=self.texts[at] in self.speech.slang
        )

    def _point(self, number: Number) -> None:
        """Read spoken decimals: "siete con cincuenta", "one point five", "doscientos coma cero tres"."""
        at = number.last
        if at + 1 >= self.end or self.texts[at] not in self.speech.points or not number.whole:
            return
        decimals, last = self._decimals(at + 1)
        if not decimals or (self.texts[at] == "con" and not self._closes(last)):
            return
        number.value = number.value + Decimal(f"0.{decimals}")
        number.plain = number.plain + Decimal(f"0.{decimals}")
        number.whole, number.last = False, last

    def _closes(self, at: int) -> bool:
        """Nothing that would be counted follows: "5 con 3 amigos" is no 5.30."""
        return at >= self.end or self.tokens[at].kind != "word" or self.texts[at] in _AFTER_CENTS

    def _decimals(self, at: int) -> tuple[str, int]:
        token = self.tokens[at]
        if token.kind == "number":
            return (token.text, at + 1) if token.text.isdigit() and len(token.text) <= _THREE else ("", at)
        zeros = 0
        while at < self.end and self.speech.units.get(self.texts[at]) == 0:
            zeros, at = zeros + 1, at + 1
        if at < self.end and self.texts[at] in self.speech.units:
            value, last = self._below_million(at)
            return "0" * zeros + str(value), last
        return ("0" * zeros, at) if zeros else ("", at)

    def _decimals_alone(self, index: int) -> Number | None:
        """Read ",08", ".5", "punto cinco"."""
        text = self.texts[index]
        if index + 1 >= self.end:
            return None
        if text in ".,":
            after = self.tokens[index + 1]
            if self.tokens[index].glued or not after.glued or not after.text.isdigit():
                return None
        elif text == "con" or (index and self.tokens[index - 1].kind == "word"):
            return None
        decimals, last = self._decimals(index + 1)
        if not decimals:
            return None
        value = Decimal(f"0.{decimals}")
        return Number(index, last, value, value, whole=False)

    def _signed(self, number: Number) -> Number:
        before = number.first - 1
        if before < 0:
            return number
        sign = self.tokens[before]
        dash = sign.text == "-" and not sign.glued and (self.tokens[number.first].glued or before == 0)
        if dash or sign.text in self.speech.minus:
            number.first, number.value, number.plain = before, -number.value, -number.plain
        return number


_AFTER_CENTS = frozenset(
    [
        "de",
        "del",
        "en",
        "por",
        "para",
        "con",
        "el",
        "la",
        "los",
        "las",
        "y",
        "soles",
        "pesos",
        "dolares",
        "euros",
        "centavos",
        "centimos",
        "mil",
        "millones",
        "ayer",
        "hoy",
        "cada",
        "al",
        "a",
    ]
)


def gather(tokens: Sequence[Token], speech: Speech) -> list[Number]:
    """Find every number in TOKENS."""
    return _Gatherer(tokens, speech).gather()
