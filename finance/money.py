"""Money: whole minor units of one currency; the one place that rounds and the one that formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import (
    format_currency,
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    get_territory_currencies,
    list_currencies,
)

# ISO 4217, table A.1 (2024): every currency whose minor unit is not 2. Babel's own digits are CLDR's, which
# differ from ISO where people stopped writing cents; what is stored follows ISO, what is shown follows people.
_EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}

# A foreign peso carries letters, so that it is never taken for one's own (LOOK.md, Words).
_FOREIGN_SYMBOLS = {
    "ARS": "AR$",
    "BOB": "Bs",
    "BRL": "R$",
    "CLP": "CL$",
    "COP": "CO$",
    "CRC": "₡",
    "DOP": "RD$",
    "EUR": "€",
    "GTQ": "Q",
    "HNL": "L",
    "MXN": "MX$",
    "NIO": "C$",
    "PAB": "B/.",
    "PEN": "S/",
    "PYG": "Gs.",
    "USD": "US$",
    "UYU": "UY$",
    "VES": "Bs.S",
}

# Where nobody writes the cents unless there are some.
_CENTS_ONLY_WHEN_SAID = frozenset({"COP"})


_LONGEST = 30  # digits before the point: more is no amount of anything


class UnknownCurrency(ValueError):
    """No conozco esa moneda."""


class CurrenciesDiffer(ValueError):
    """Va aparte: no sumo monedas distintas."""


class NotMoney(ValueError):
    """No pude leer ese monto."""


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(list_currencies())


def exponent(currency: str) -> int:
    """Say how many decimals the minor unit of CURRENCY (ISO 4217, three capital letters) stands for."""
    if currency not in _known():
        raise UnknownCurrency(currency)
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (1250) of one currency ("PEN"). Currencies do not add nor compare."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Money:
        """Read a plain decimal AMOUNT in major units, half-even to the minor unit; NotMoney when it is none."""
        try:
            value = Decimal(amount)
            if not value.is_finite() or value.adjusted() > _LONGEST:
                raise NotMoney(amount)
            return cls(_to_whole(value.scaleb(exponent(currency))), currency)
        except (ArithmeticError, TypeError) as error:
            raise NotMoney(amount) from error

    @property
    def amount(self) -> Decimal:
        """The value in major units."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def times(self, factor: Decimal | int) -> Money:
        """Multiply by a plain number, half-even to the minor unit."""
        return Money(_to_whole(self.minor * Decimal(factor)), self.currency)

    def shares(self, weights: Sequence[int]) -> list[Money]:
        """Split by whole WEIGHTS so that the parts add up to the whole; the first parts take what is left over."""
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise NotMoney(weights)
        sign = -1 if self.minor < 0 else 1
        parts = [abs(self.minor) * weight // whole for weight in weights]
        for position in range(abs(self.minor) - sum(parts)):
            parts[position % len(parts)] += 1
        return [Money(sign * part, self.currency) for part in parts]

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise NotMoney(other)
        if other.currency != self.currency:
            raise CurrenciesDiffer(self.currency, other.currency)
        return other.minor

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


def _to_whole(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_HALF_EVEN))


def total(parts: Iterable[Money], currency: str) -> Money:
    """Add PARTS, all of them in CURRENCY; nothing at all is zero of it."""
    whole = Money(0, currency)
    for part in parts:
        whole += part
    return whole


@dataclass(frozen=True, slots=True)
class _Writing:
    """How one currency is written in one locale: what Babel writes around the digits, and between them."""

    before: str
    after: str
    grouping: str
    point: str
    places: int  # how many decimals are shown
    exponent: int  # how many the minor unit has


_DIGITS = re.compile(r"\d.*\d|\d")


@lru_cache(maxsize=512)
def _writing(currency: str, locale: str) -> _Writing:
    parsed = Locale.parse(locale)
    theirs = get_currency_symbol(currency, locale=parsed)
    at_home = currency in get_territory_currencies(parsed.territory) if parsed.territory else False
    if not at_home:
        ours = _FOREIGN_SYMBOLS.get(currency, theirs)
    elif theirs == currency:
        ours = "$"  # a dollar at home (PA): CLDR falls back to letters, people do not
    else:
        ours = theirs
    sample = format_currency(0, currency, locale=parsed)
    digits = _DIGITS.search(sample)
    assert digits is not None
    return _Writing(
        before=sample[: digits.start()].replace(theirs, ours),
        after=sample[digits.end() :].replace(theirs, ours),
        grouping=get_group_symbol(parsed),
        point=get_decimal_symbol(parsed),
        places=get_currency_precision(currency),
        exponent=exponent(currency),
    )


@lru_cache(maxsize=4096)  # a turn writes each of its figures several times
def written(money: Money, locale: str) -> str:
    """Write MONEY as people of LOCALE ("es_PE") read it; a minus stands before the symbol, foreign pesos carry letters.

    Babel says how, once for each currency and locale; laying out every amount by it again would be the slowest step of
    an answer.
    """
    writing = _writing(money.currency, locale)
    minor = abs(money.minor)
    if writing.places != writing.exponent:
        minor = _to_whole(Decimal(minor).scaleb(writing.places - writing.exponent))
    whole, cents = divmod(minor, 10**writing.places)
    text = f"{whole:,}".replace(",", writing.grouping)
    if writing.places and (cents or money.currency not in _CENTS_ONLY_WHEN_SAID):
        text += f"{writing.point}{cents:0{writing.places}}"
    return f"{'−' if money.minor < 0 else ''}{writing.before}{text}{writing.after}"
