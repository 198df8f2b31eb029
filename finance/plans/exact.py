"""Exact decimals: how numbers come in, how far they are carried, and the cent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

Number = Decimal | int | str

CENT = Decimal("0.01")

_P = ParamSpec("_P")
_R = TypeVar("_R")

_DIGITS = 34  # of IEEE decimal128


def exactly(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Calculate with 34 digits whatever the caller's context is."""

    @wraps(function)
    def calculated(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with localcontext() as context:
            context.prec = _DIGITS
            return function(*args, **kwargs)

    return calculated


def exact(number: Number) -> Decimal:
    """Read a number; what is neither Decimal, int nor text by its text."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def cents(value: Decimal) -> Decimal:
    """Round to the cent as statements do, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
