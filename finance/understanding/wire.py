"""A reading as the answer of `manage.py understand`."""

from datetime import date
from decimal import Decimal

from finance.understanding.reading import Context, Item, Period, Reading
from finance.understanding.speech import speech

_NO_DECIMALS = frozenset({"CLP", "PYG", "JPY", "KRW"})
_LEAST = Decimal("0.01")


def as_json(reading: Reading, context: Context) -> dict[str, object]:
    """Give READING in the words of the contract (docs: CONTRACTS.md)."""
    home = context.currency or speech(reading.language, context.country.upper()).currency
    return {
        "language": reading.language,
        "intent": reading.intent,
        "items": [_item(item, home) for item in reading.items],
        "period": _period(reading.period),
        "amounts": [
            {"amount": _money(value, code or home), "currency": code or None} for value, code in reading.amounts
        ],
        "numbers": [_number(value) for value in reading.numbers],
        "dates": [_period(period) for period in reading.dates],
        "confidence": reading.confidence,
    }


def _item(item: Item, home: str) -> dict[str, object]:
    currency = item.currency or home
    return {
        "kind": item.kind,
        "amount": None if item.amount is None else _money(item.amount, currency),
        "currency": currency,
        "date": _day(item.on),
        "category": item.category,
        "merchant": item.merchant,
        "account": item.account,
        "installments": item.installments,
        "share": None if item.share is None else _money(item.share, currency),
    }


def _money(value: Decimal, currency: str) -> str:
    """Write money with the decimals of its currency, and never fewer than were said."""
    least = Decimal(1) if currency in _NO_DECIMALS else _LEAST
    whole = value.quantize(least) if abs(value) < Decimal(10) ** 20 else value
    return (
        _number(whole)
        if whole == value and currency in _NO_DECIMALS
        else f"{whole:f}"
        if whole == value
        else _number(value)
    )


def _number(value: Decimal) -> str:
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _period(period: Period | None) -> dict[str, object] | None:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()} if period else None
