"""Every figure and every day a text says, in es, pt and en, with its unit and how exactly it was said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from finance import countries
from finance.advisor.proof.claims import BARE, COUNT, PERCENT, UNREAD, Claims, Figure
from finance.advisor.proof.days import DayClaims
from finance.advisor.proof.fractions import fractions
from finance.advisor.proof.spans import spans
from finance.advisor.proof.words import ABOUT, IDIOMS, NEAR_SIGN, OVER, UNDER, UNREADABLE, several
from finance.understanding import Context
from finance.understanding import language as languages
from finance.understanding.amounts import Wallet
from finance.understanding.figures import Number
from finance.understanding.figures import figures as read_figures
from finance.understanding.lexicon import LANGUAGES, table
from finance.understanding.numerals import gather
from finance.understanding.prices import Amount
from finance.understanding.speech import Speech, speech
from finance.understanding.words import LONGEST, Token, fold, split

_MOST_TOKENS = 400  # what `split` reads of one text
_PESOS = frozenset({"MXN", "COP", "ARS", "CLP", "UYU", "DOP", "CUP"})
_SIGNS = {
    "us$": "USD", "u$s": "USD", "u$d": "USD", "s/.": "PEN", "s/": "PEN", "r$": "BRL", "co$": "COP", "ar$": "ARS",
    "mx$": "MXN", "cl$": "CLP", "uy$": "UYU", "rd$": "DOP", "c$": "NIO", "b/.": "PAB", "bs.s": "VES", "bs.": "BOB",
    "bs": "BOB", "gs.": "PYG", "gs": "PYG", "₲": "PYG", "₡": "CRC", "q": "GTQ", "l": "HNL", "€": "EUR", "£": "GBP",
    "¥": "JPY", "$": "$",
}  # fmt: skip
_ANY_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_BEFORE = re.compile(rf"(?<![a-z])({_ANY_SIGN})\s?[-+]?$")
_AFTER = re.compile(r"\s?(us\$|u\$s|r\$|€|£|\$)(?!\s?\d)")
_PERCENT = re.compile(r"\s*(?:%|por ?ciento\b|por cento\b|per ?cent\b|pct\b)")
_POINTS = re.compile(
    r"\s*(?:%\s*)?(?:pp\b|p\.\s?p\.|puntos(?: porcentuales)?\b|percentage points?\b|points\b|pontos(?: percentuais)?\b)"
)
_TIMES = re.compile(
    r"\s*(?:x\b|(?:veces|vezes|times)(?=\s+(?:mas|menos|mais|more|less|lo\b|el\b|o que|as much|as many|what|your|tu\b|seu\b|sua\b)))"
)
_SIGNED = re.compile(r"(?<![\w.,)%])([-+])\s?$")
_RULE = re.compile(r"(?<![\d/])\d{1,3}(?:/\d{1,3})+(?![\d/])")
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?![\d:])")
_DIGIT = re.compile(r"[0-9]")
_GROUPED = re.compile(r"(?<=\d)[\u00a0\u202f\u2009](?=\d{3}(?!\d))")
_MARKS = re.compile(
    r"(?:^|(?<=\n))[\s*_#>-]*(?:1?\d|20)(?:[.)](?:-|[ºª])?|\ufe0f?\u20e3)[*_]*(?=\s+[^\W\d]|\s+[*_¿¡\"«{(])|\[\d{1,3}\]"
)
_JOINED = re.compile(r"\s*(?:-|a|o|u|ou|or|to|y|e|and|ate|hasta|,)\s*$")
_RANGED = re.compile(r"\s*(?:-|a|o|u|ou|or|to)\s*$")
_CENTS = frozenset({"con", "com", "with"})

# Singular, or no noun at all: what follows a number and is not counted by it.
_NOT_COUNTED = several(
    "mas menos antes despues pues entonces ademas gracias quizas apenas gastas ganas tienes debes puedes quieres llevas "
    "pagas ahorras recibes necesitas gastaste is was has this less plus minus versus its gets goes costs less "
    "mais nos nas dos das aos seus suas meus atras tras sus tus mis los las soles reales reais pesos dolares"
)
_COUNTED = frozenset({"people", "children", "gente"})
# Number words that mean something else in another language: "ten en cuenta", "once you", "gastos dos filhos".
_SHARED = several(
    "dos once ten doce uno un una um uma hum one a an nil sien dies mi ciento cento meia k m cem mil mill tres seis sete "
    "zero cero nueve hundreds b cr lac mn bn mm bi nought naught"
)


@lru_cache(maxsize=4)
def _foreign(language: str) -> frozenset[str]:
    """The number words of the other languages: a slip of a model, which nobody here can read."""
    words: set[str] = set()
    for other in LANGUAGES:
        numbers = table("numbers")[other]
        if other != language:
            words |= {*numbers["units"], *numbers["hundreds"], *(word for word in numbers["factors"] if len(word) > 3)}
    own = table("numbers")[language]
    return frozenset(words) - _SHARED - {*own["units"], *own["hundreds"], *own["factors"], *own["ordinals"]}


class _Plain(dict[int, str]):
    """Every sign as it is, but for figures that are no plain digits: ², ½, ①, ٣."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = "_" if sign.isnumeric() and not sign.isascii() else sign
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Give TEXT composed, one character for each that is read, so that positions in its folded form are its own."""
    return unicodedata.normalize("NFC", text)


class _Reader:
    """Reads one text once; each method finds one kind of claim."""

    def __init__(self, text: str, context: Context) -> None:
        self.raw, self.context = text, context
        home, decimal = _customs(context)
        folded = fold(_grouped(text, decimal).translate(_PLAIN))
        self.idioms = [match.span() for match in IDIOMS.finditer(folded)]
        self.text = IDIOMS.sub(lambda found: "_" * len(found[0]), folded)
        self.tokens: list[Token] = split(self.text).tokens
        self.texts = [token.text for token in self.tokens]
        language = languages.guess(self.texts, context.language[:2], home)
        self.speech: Speech = speech(language, context.country.upper())
        self.own = context.currency or self.speech.currency
        self.numbers = gather(self.tokens, self.speech)
        self.wallet = Wallet(self.tokens, self.numbers, self.speech)
        self.free = 0  # the token up to which amounts have been read

    def claims(self) -> Claims:
        marks = [match.span() for match in _MARKS.finditer(self.text)] + self.idioms
        parts = self._literals() + list(fractions(self.text))
        counted = spans(self.tokens, self.numbers, self.speech)
        taken = marks + [(one.start, one.end) for one in parts] + [(one.start, one.end) for one in counted]
        read = [(number, self._figure(number)) for number in self.numbers if not self._is_small(number)]
        money = frozenset(number.first for number, figure in read if figure.unit not in {BARE, COUNT, "ordinal"})
        figures = self._with_cents(_apart([figure for _, figure in read if not _inside(figure, taken)]))
        days = DayClaims(self.text, self.tokens, self.numbers, money, self.context.today, self.speech)
        whens, bound, counted = days.whens(figures, parts, counted)
        found = [self._hedged(one) for one in (*parts, *counted, *figures) if one not in bound]
        found = self._as_neighbours(sorted(found, key=lambda one: one.start))
        seen = taken + [(one.start, one.end) for one in found] + [(one.start, one.end) for one in whens]
        found += self._unread(seen)
        return Claims(tuple(sorted(found, key=lambda one: one.start)), tuple(whens))

    def _is_small(self, number: Number) -> bool:
        """An article or an ordinal in words is no figure; "un par de", "a few" neither, unless of days or money."""
        if number.ordinal:
            return not any(token.kind == "number" for token in self.tokens[number.first : number.last])
        return number.article and number.value != 12

    def _literals(self) -> list[Figure]:
        found = [Figure(*match.span(), "clock") for match in _CLOCK.finditer(self.text)]
        for match in _RULE.finditer(self.text):
            parts = [int(part) for part in match[0].split("/")]
            if len(parts) > 2 or (parts[0] >= parts[1] and sum(parts) >= 100):
                found.append(Figure(*match.span(), "rule"))
        return found

    # ---- one number ---------------------------------------------------------------------------------------------------

    def _figure(self, number: Number) -> Figure:
        first = number.first
        while first < number.last - 1 and self.texts[first] in self.speech.minus | {"-"}:
            first += 1  # "menos 20 soles" is 20 soles less
        start, end = self.tokens[first].start, self.tokens[number.last - 1].end
        amount = self.wallet.amount(number, self.free)
        self.free = max(self.free, amount.last)
        figure = Figure(start, end, BARE, abs(number.value), _step(number), form="" if number.factor == 1 else "round")
        if number.factor == 1 and not number.figures and abs(number.value) >= 1000 and abs(number.value) % 1000 == 0:
            figure = replace(figure, form="round")  # "dos mil": a word of thousands rounds as 2 mil does
        figure = self._united(figure, number, first, amount)
        sign = _SIGNED.search(self.text[max(0, figure.start - 3) : figure.start]) or _SIGNED.search(
            self.text[:start][-2:]
        )
        return replace(figure, sign=(-1 if sign[1] == "-" else 1) if sign else 0)

    def _united(self, figure: Figure, number: Number, first: int, amount: Amount) -> Figure:
        if number.ordinal:
            return replace(figure, unit="ordinal")
        if points := _POINTS.match(self.text, figure.end):
            return replace(figure, unit="points", end=points.end())
        if percent := _PERCENT.match(self.text, figure.end):
            value = abs(number.plain)
            return replace(figure, unit=PERCENT, end=percent.end(), value=value, also=self._also(number, first))
        if (times := _TIMES.match(self.text, figure.end)) and figure.value > 1:
            return replace(figure, unit=PERCENT, end=times.end(), value=figure.value * 100, form="times")
        money = self._money(figure, number, first, amount)
        if money is not None:
            return replace(money, also=self._also(number, first))
        before = self.tokens[first - 1] if first else None
        if number.figures and before is not None and before.kind == "word" and self.tokens[first].glued:
            return replace(figure, unit="name", start=before.start)
        if self._is_counted(number.last):
            return replace(figure, unit=COUNT, also=self._also(number, first))
        return replace(figure, also=self._also(number, first))

    def _also(self, number: Number, first: int) -> tuple[Decimal, ...]:
        """What the digits are where the comma and the point are read the other way round."""
        text = self.tokens[first].text
        if not text[0].isdigit() or text.isdigit():
            return ()
        readings = {value * number.factor for decimal in ".," for value in read_figures(text, decimal)[:2]}
        return tuple(readings)

    def _money(self, figure: Figure, number: Number, first: int, amount: Amount) -> Figure | None:
        """FIGURE with its currency and the words of it, when it is money."""
        named: set[str] = set()
        start, end, value = figure.start, figure.end, figure.value
        if sign := _BEFORE.search(self.text[max(0, start - 7) : start]):
            named.add(self._signed(sign[1]))
            start -= len(sign[0])
        elif amount.first < number.first:
            named.add(self._named(amount.first, number.first, amount))
            start = self.tokens[amount.first].start
        if sign := _AFTER.match(self.text, end):
            named.add(self._signed(sign[1]))
            end = sign.end()
        elif amount.last > number.last:
            named.add(self._named(number.last, amount.last, amount))
            end, value = self.tokens[amount.last - 1].end, abs(amount.value)
        if amount.marked and not named:
            named.add(self.own)  # slang that means money by itself: "2 lucas"
        if not named:
            return None
        if len(named) > 1:
            named.discard("$")  # "$20 USD" says which dollar it is
        unit = named.pop() if len(named) == 1 else "?"
        if unit == "$":
            unit = self.own if self.own in _PESOS else "USD"
        step = Decimal("0.01") if value != figure.value else figure.step
        return replace(figure, start=start, end=end, unit=unit, value=value, step=step)

    def _signed(self, sign: str) -> str:
        if sign in {"bs", "bs."} and self.own == "VES":
            return "VES"
        if sign in {"b/.", "b/"} and self.own == "USD":
            return "USD"
        return _SIGNS[sign]

    def _named(self, first: int, last: int, amount: Amount) -> str:
        said = self.texts[first:last]
        if "$" in said:
            return "$"
        if not amount.currency and said and said[-1].startswith(("peso", "pesito")) and self.own not in _PESOS:
            return "pesos"  # of a country that has none
        return amount.currency or self.own

    def _is_counted(self, at: int) -> bool:
        if at >= len(self.texts) or self.tokens[at].kind != "word":
            return False
        word = self.texts[at]
        return word in _COUNTED or (word.endswith("s") and len(word) > 3 and word not in _NOT_COUNTED)

    def _hedged(self, figure: Figure) -> Figure:
        before = self.text[max(0, figure.start - 34) : figure.start]
        near = ""
        if NEAR_SIGN.search(before):
            near = "about"
        elif (over := OVER.search(before)) and "mas o menos" not in over[0]:
            near = "over"
        elif UNDER.search(before):
            near = "under"
        elif ABOUT.search(before):
            near = "about"
        return replace(figure, near=near) if near else figure

    def _with_cents(self, figures: list[Figure]) -> list[Figure]:
        """Join the cents to what they are cents of: "642 soles con 30 céntimos"."""
        joined: list[Figure] = []
        for figure in figures:
            last = joined[-1] if joined else None
            gap = self.text[last.end : figure.start].strip() if last else ""
            is_whole = last is not None and last.unit.isupper() and last.step == 1 and not last.form
            if last and is_whole and gap in _CENTS and figure.unit in {BARE, last.unit} and figure.value < 100:
                cents = figure.value if figure.unit == BARE else figure.value * 100
                if cents == cents.to_integral_value() and 10 <= cents < 100:
                    value, step = last.value + cents / 100, Decimal("0.01")
                    joined[-1] = replace(last, end=figure.end, value=value, step=step)
                    continue
            joined.append(figure)
        return joined

    def _as_neighbours(self, figures: list[Figure]) -> list[Figure]:
        """Give a bare number the unit it shares with its neighbour: "3 a 6 meses", "20 y 30 %", "US$ 20 a 30"."""
        for at in range(len(figures) - 2, -1, -1):
            one, two = figures[at], figures[at + 1]
            unit_follows = self.text[two.start].isalnum() and two.unit not in {BARE, COUNT, UNREAD}
            if one.unit == BARE and unit_follows and not two.form and _JOINED.fullmatch(self.text[one.end : two.start]):
                figures[at] = replace(one, unit=two.unit)
        for at in range(1, len(figures)):
            one, two = figures[at - 1], figures[at]
            if two.unit == BARE and one.unit.isupper() and _RANGED.fullmatch(self.text[one.end : two.start]):
                figures[at] = replace(two, unit=one.unit)
        return figures

    # ---- what is left -------------------------------------------------------------------------------------------------

    def _unread(self, seen: Sequence[tuple[int, int]]) -> list[Figure]:
        """What looks like a figure and was read as none is never let through."""
        left = [
            Figure(match.start(), match.end(), UNREAD)
            for match in _DIGIT.finditer(self.raw)
            if not any(start <= match.start() < end for start, end in seen)
        ]
        if not self.raw.isascii():
            left += [Figure(at, at + 1, UNREAD) for at, sign in enumerate(self.raw) if _PLAIN[ord(sign)] != sign]
        foreign = _foreign(self.speech.language)
        left += [
            Figure(token.start, token.end, UNREAD)
            for token in self.tokens
            if token.text in foreign and not any(start <= token.start < end for start, end in seen)
        ]
        left += [
            Figure(*match.span(), UNREAD)
            for match in UNREADABLE.finditer(self.text)
            if not any(start <= match.start() < end for start, end in seen)
        ]
        if len(self.raw) > LONGEST or len(self.tokens) >= _MOST_TOKENS:
            left.append(Figure(0, len(self.raw), UNREAD))
        return left


def _grouped(text: str, decimal: str) -> str:
    """TEXT with a sign of thousands where a space keeps the digits of one number together: 1 234 567."""
    return _GROUPED.sub("." if decimal == "," else ",", text)


def _customs(context: Context) -> tuple[str, str]:
    """The language of a country and the sign of its decimals."""
    try:
        country = countries.get(context.country)
    except countries.UnknownCountry:
        return "es", "."
    return country.language, country.decimal


def _step(number: Number) -> Decimal:
    """What the last shown place is worth; of a multiplied number, its last place that is no zero."""
    exponent = number.value.as_tuple().exponent
    assert isinstance(exponent, int)
    if number.factor == 1:
        return Decimal(1).scaleb(min(0, exponent))
    last = number.value.normalize().as_tuple().exponent
    assert isinstance(last, int)
    return Decimal(1).scaleb(last)


def _inside(figure: Figure, taken: Iterable[tuple[int, int]]) -> bool:
    return any(figure.start < end and start < figure.end for start, end in taken)


def _apart(figures: list[Figure]) -> list[Figure]:
    """Leave out the numbers that are part of the unit before them: the hundred in "por ciento"."""
    kept: list[Figure] = []
    for figure in figures:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def pieces(text: str) -> list[str]:
    """TEXT in pieces short enough to be read whole, cut between its sentences or else its words."""
    pieces = []
    for line in re.split(r"\n+|(?<=[.!?;])\s+(?=[^\W\d])", text):
        pieces += [line[at : at + LONGEST // 2] for at in range(0, len(line), LONGEST // 2)]
    return pieces


def claims(text: str, context: Context) -> Claims:
    """Find every figure and day TEXT says; what cannot be read is a figure of the unit UNREAD."""
    return _Reader(plain(text), context).claims()


def claims_of_all(text: str, context: Context) -> Claims:
    """Find what a longer TEXT says, a page or a conversation; positions are those in its pieces."""
    read = [claims(piece, context) for piece in pieces(text) if piece.strip()]
    return Claims(
        tuple(figure for one in read for figure in one.figures), tuple(when for one in read for when in one.whens)
    )
