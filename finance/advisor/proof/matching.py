"""Whether a figure that was said is a fact's value, as exactly as it was said."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from finance.advisor.facts import Fact
from finance.advisor.proof.claims import BARE, COUNT, LITERAL, PERCENT, SPANS, UNREAD, Claims, Figure
from finance.money import Money

_NEAR = Decimal("0.05")
_SHORTENED = Decimal("0.005")  # 1,23 millones
_CONVERTED = {("years", "months"): 12, ("months", "years"): 12, ("weeks", "days"): 7, ("days", "weeks"): 7}
_LONGER = frozenset({"years", "weeks"})


def unit_of(fact: Fact) -> str:
    """The unit a fact is told in; "date" for a day."""
    if isinstance(fact.value, Money):
        return fact.value.currency
    return "date" if isinstance(fact.value, date) else fact.value.unit


def worth(fact: Fact) -> Decimal:
    """The number of a fact that is no day."""
    if isinstance(fact.value, Money):
        return fact.value.amount
    assert not isinstance(fact.value, date)
    return fact.value.number


def kind_of(unit: str) -> str:
    """Money and its shares are told by one set of labels; counts, stretches and days each by their own."""
    if unit in {PERCENT, BARE, "points"} or unit.isupper():
        return "money"
    return "span" if unit in SPANS else unit


def proves(fact: Fact, figure: Figure, own: str) -> bool:
    """Tell whether FACT is what FIGURE says, its unit and its value as far as it is shown."""
    if isinstance(fact.value, date) or not _agree(unit_of(fact), figure.unit, own):
        return False
    value = _in_unit(worth(fact), unit_of(fact), figure.unit)
    if figure.form in {"part", "times"}:
        return _is_share(value, figure, is_change=fact.is_change)
    return _is_shown(abs(value), figure)


def is_near(fact: Fact, figure: Figure, own: str) -> str:
    """Say what keeps FACT from proving FIGURE: "unit" or "precision"; nothing when it is another matter."""
    if isinstance(fact.value, date) or figure.unit in LITERAL | {UNREAD}:
        return ""
    value = abs(worth(fact))
    if not _agree(unit_of(fact), figure.unit, own):
        return "unit" if value == figure.value else ""
    value = _in_unit(value, unit_of(fact), figure.unit)
    return "precision" if abs(value - figure.value) <= value * _NEAR else ""


def repeats(figure: Figure, other: Figure, own: str) -> bool:
    """Tell whether FIGURE says again what OTHER said: the person's own words, or a page."""
    if figure.unit in LITERAL | {UNREAD} or other.unit in LITERAL | {UNREAD}:
        return False
    if (figure.form == "times") != (other.form == "times") and figure.unit == other.unit == PERCENT:
        return False
    if not (figure.unit == other.unit or _loosely(figure.unit, other.unit, own)):
        times = _CONVERTED.get((figure.unit, other.unit))
        return bool(times) and _in_unit(other.value, other.unit, figure.unit) == figure.value
    return figure.value == other.value


def repeats_page(figure: Figure, other: Figure, own: str) -> bool:
    """Tell whether FIGURE stands on a page, which may write its decimals either way."""
    if repeats(figure, other, own):
        return True
    return figure.unit == other.unit and figure.unit not in LITERAL | {UNREAD} and figure.value in other.also


def same_as_written(figure: Figure, written: Claims) -> bool:
    """Tell whether FIGURE is read as what is WRITTEN for a fact is read by itself."""
    if len(written.figures) != 1:
        return False
    own = written.figures[0]
    units_agree = figure.unit == own.unit or {figure.unit, own.unit} == {BARE, COUNT}
    return units_agree and figure.value == own.value and figure.form == own.form


def _agree(known: str, said: str, own: str) -> bool:
    if known == said or (known, said) in _CONVERTED:
        return True
    return said == BARE and known in {own, COUNT}


def _loosely(one: str, two: str, own: str) -> bool:
    return BARE in {one, two} and {one, two} <= {BARE, COUNT, own}


def _in_unit(value: Decimal, unit: str, wanted: str) -> Decimal:
    times = _CONVERTED.get((unit, wanted))
    if times is None:
        return value
    return value * times if unit in _LONGER else value / times


def _is_shown(value: Decimal, figure: Figure) -> bool:
    """Tell whether VALUE is what is shown, rounded half-even to its places, or roughly where that was said."""
    said = figure.value
    if value == said:
        return True
    if not said:
        return False  # nothing is not a little
    if figure.near and _is_about(value, figure):
        return True
    if figure.form == "round":
        return _rounded(value, _last_place(said)) == said and abs(value - said) <= value * _SHORTENED
    whole = figure.step == 1 and figure.unit in {COUNT, *SPANS}
    return not whole and _rounded(value, figure.step) == said


def _is_about(value: Decimal, figure: Figure) -> bool:
    """A round figure near VALUE, on the side that "más de" or "menos de" puts it."""
    said, off = figure.value, value - figure.value
    if (figure.near == "over" and off < 0) or (figure.near == "under" and off > 0):
        return False
    place = _last_place(said) if figure.step >= 1 else figure.step
    return abs(off) < place and abs(off) <= value * _NEAR


def _is_share(value: Decimal, figure: Figure, *, is_change: bool) -> bool:
    """Tell whether a part or a multiple in words is VALUE: of a change, what is left of the whole, or what it lost."""
    if figure.form == "times":
        ratio = value + 100 if is_change else value
        return _is_part(ratio, figure)
    if is_change:
        return _is_part(abs(value), figure) or (figure.value == 50 and _is_part(value + 100, figure))
    return _is_part(value, figure)


def _is_part(value: Decimal, figure: Figure) -> bool:
    off = value - figure.value
    allowed = figure.value / 10 if figure.near else Decimal("0.5")
    if (figure.near == "over" and off < 0) or (figure.near == "under" and off > 0):
        return False
    return abs(off) <= (allowed * 2 if figure.near in {"over", "under"} else allowed)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step


def _last_place(said: Decimal) -> Decimal:
    """The largest power of ten that divides SAID."""
    exponent = said.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)
