"""MT940 and MT942, SWIFT's account statements, by the library `mt-940`; a reversal goes the other way round."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import mt940
from mt940 import models

from finance.imports.statement import NotAStatement, Row, Statement
from finance.imports.written import LARGEST, one_line

FORMAT = "mt940"
_TAG = re.compile(r"^(?:\{4:)?:(?:20|25|60[FM]|61):", re.MULTILINE)
_LINES = re.compile(r"^:61:", re.MULTILINE)


def is_mt940(text: str) -> bool:
    """Whether TEXT looks like one."""
    return _TAG.search(text[:20_000]) is not None


def read(text: str) -> list[Statement]:
    """The statements of a file, those of one account one after another. NotAStatement where the library finds none."""
    if not is_mt940(text):
        raise NotAStatement
    try:
        found = mt940.parse(text, options=mt940.Options(reversal_sign=True))
        rows = [_row(place, one) for place, one in enumerate(found, start=1)]
    except Exception as error:
        raise NotAStatement from error
    lines = [text.count("\n", 0, match.start()) + 1 for match in _LINES.finditer(text)]
    data = found.data
    currency = next((row.currency for row in rows if row.currency), "")
    placed = tuple(
        Row(lines[at] if at < len(lines) else row.line, row.on, row.amount, row.description, row.id, "", None)
        for at, row in enumerate(rows)
    )
    account = one_line(str(data.get("account_identification") or "")).rpartition("/")
    return [
        Statement(
            format=FORMAT,
            rows=placed,
            bank=account[0],
            number=account[2],
            currency=currency or _currency(data.get("final_opening_balance")),
            opening=_money(data.get("final_opening_balance")),
            closing=_money(data.get("final_closing_balance")),
        )
    ]


def _row(place: int, one: models.Transaction) -> Row:
    data: dict[str, Any] = one.data
    value = data["amount"].amount
    if not isinstance(value, Decimal) or abs(value) >= LARGEST:
        raise NotAStatement
    said = data.get("transaction_details") or data.get("extra_details") or data.get("purpose") or ""
    return Row(
        place, _day(data["date"]), value, one_line(str(said)), str(data.get("bank_reference") or ""),
        str(data["amount"].currency or ""),
    )  # fmt: skip


def _day(said: date) -> date:
    """A plain day: the library's own may be of a month that has fewer."""
    return date(said.year, said.month, said.day)


def _money(balance: object) -> Decimal | None:
    return (
        balance.amount.amount
        if isinstance(balance, models.Balance) and isinstance(balance.amount, models.Amount)
        else None
    )


def _currency(balance: object) -> str:
    return (
        str(balance.amount.currency)
        if isinstance(balance, models.Balance) and isinstance(balance.amount, models.Amount)
        else ""
    )
