"""One number as it was said, and figures with any separators."""

from dataclasses import dataclass
from decimal import Decimal

_THREE = 3
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
