"""Numbers as people write them: figures with any separators, words, multipliers, halves."""

from collections.abc import Sequence
from decimal import Decimal

from finance.understanding.figures import Number, figures
from finance.understanding.lexicon import table
from finance.understanding.speech import Speech
from finance.understanding.words import Token

_THREE = 3
_TEN, _HUNDRED, _THOUSAND, _MILLION = 10, 100, 1000, 1_000_000
_MOST_DIGITS = 18
_MOST = Decimal(10) ** _MOST_DIGITS
_ONE = Decimal(1)
_AFTER_CENTS: frozenset[str] = frozenset(table("glue")["after_cents"])


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
        """Give the number that begins at INDEX."""
        number = self._unsigned(index)
        return self._signed(number) if number is not None and not number.ordinal else number

    def _unsigned(self, index: int) -> Number | None:
        token, speech = self.tokens[index], self.speech
        text = token.text
        if token.kind == "number":
            return self._of_figures(index)
        if text in speech.halves and (text not in speech.units or self._factor_at(index + 1)):
            return self._half(index)
        if text in speech.sums:
            return None
        if text in speech.units or text in speech.hundreds or text in speech.factors or text in speech.articles:
            return self._of_words(index)
        if text in speech.ordinals:
            return self._ordinal(index, speech.ordinals[text])
        if text in speech.few:
            return self._known(index, Decimal(speech.few[text]), article=True)
        if text in speech.points or text in ".,":
            return self._decimals_alone(index)
        return None

    def _known(self, index: int, value: Decimal, *, article: bool = False) -> Number:
        return Number(index, index + 1, value, value, figures=False, article=article)

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
        texts = self.texts
        if texts[index] in self.speech.factors and self._factor_at(index) is None:
            return None
        if texts[index] in self.speech.articles and (number := self._of_article(index)):
            return number
        if texts[index] in self.speech.slang and self._factor_at(index) == _ONE:
            return None
        value, last = self._below_million(index)
        if last == index:  # opens with a multiplier: "mil", "luca y media"
            value = _ONE
        number = Number(index, last, value, value, figures=False)
        if last > index:
            if self._ends_as_ordinal(number):
                return number
            self._point(number)
            self._half_after(number)
        self._multiply(number)
        return number if number.last > index else None

    def _of_article(self, index: int) -> Number | None:
        """Read "un", "a": a number by itself only in doubt; nothing when it opens a longer number."""
        texts, step = self.texts, index + 1
        following = texts[step] if step < self.end else ""
        if following in self.speech.few:
            number = self.number(step)
            return number and Number(index, number.last, number.value, number.plain, figures=False, article=True)
        if following in self.speech.halves and following not in self.speech.units and (number := self._half(step)):
            number.first = index
            return number
        opens = self._factor_at(step) is not None or following in self.speech.points
        if opens and texts[index] in self.speech.units | {"a": 1, "an": 1}:
            return None
        return self._known(index, _ONE, article=True)

    def _ends_as_ordinal(self, number: Number) -> bool:
        """Read "twenty second", "twenty-seventh"."""
        after = number.last + (number.last + 1 < self.end and self.texts[number.last] == "-")
        ordinal = self.speech.ordinals.get(self.texts[after]) if after < self.end else None
        if ordinal is None or ordinal >= _TEN or number.value % _TEN or not _TEN < number.value < _HUNDRED:
            return False
        number.value = number.plain = number.value + ordinal
        number.last, number.ordinal = after + 1, True
        return True

    def _below_million(self, index: int) -> tuple[Decimal, int]:
        """Read "cuatrocientos cincuenta y dos mil trescientos"; stops before millions and slang."""
        total, group, last, at = 0, 0, index, index
        thousand_said = False
        while at < self.end:
            joined = last > index and at + 1 < self.end and self._joins(at, group)
            at += joined
            grown = self._grown(at, group, joined=joined, opened=last > index)
            if grown is not None:
                group = grown
            elif self._is_thousand(self.texts[at]) and not thousand_said and group < _THOUSAND * _TEN:
                total, group, thousand_said = (group or 1) * _THOUSAND, 0, True
            else:
                break
            at += 1
            last = at
        return Decimal(total + group), last

    def _is_thousand(self, text: str) -> bool:
        return text in {"thousand", "thousands"} or (text == "mil" and self.speech.language != "en")

    def _joins(self, at: int, group: int) -> bool:
        """Tell whether the "y" or hyphen at AT goes on with the number."""
        hyphen = self.texts[at] == "-" and self.tokens[at].glued
        if not hyphen and self.texts[at] not in self.speech.joins:
            return False
        following = self.texts[at + 1]
        if following in self.speech.halves and following not in self.speech.units:
            return False
        between_tens_and_units = group % _TEN == 0 and group % _HUNDRED
        return self.speech.language != "es" or bool(between_tens_and_units)  # Spanish joins nothing else

    def _grown(self, at: int, group: int, *, joined: bool, opened: bool) -> int | None:
        """Give GROUP with the word at AT added, or nothing when it does not belong to it."""
        text, speech = self.texts[at], self.speech
        unit = speech.units.get(text)
        if unit is not None:
            low = group % _HUNDRED
            fits = low == 0 or (low % _TEN == 0 and 0 < unit < _TEN)
            return group + unit if fits and not (joined and low and unit >= _TEN) else None
        if text in speech.hundreds:
            return None if group else speech.hundreds[text]
        if speech.factors.get(text) == _HUNDRED and text not in speech.slang:
            return None if group >= _HUNDRED else (group or 1) * _HUNDRED
        figures_fit = (
            text.isdigit() and opened and not group and (len(text) == _THREE or (joined and len(text) < _THREE))
        )
        return int(text) if figures_fit else None

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
        return (
            at >= self.end
            or (self.tokens[at].kind != "word" and self.texts[at] != "%")
            or self.texts[at] in _AFTER_CENTS
        )

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


def gather(tokens: Sequence[Token], speech: Speech) -> list[Number]:
    """Find every number in TOKENS."""
    return _Gatherer(tokens, speech).gather()
