"""QIF, as Quicken wrote it: a letter a line, a caret a row. It says no currency, and its days in whatever order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from finance.imports import day_order
from finance.imports.statement import BadRow, NotAStatement, Row, Statement
from finance.imports.written import amount, one_line

FORMAT = "qif"
_MONEY = re.compile(r"!type:\s*(bank|cash|ccard|oth a|oth l)", re.IGNORECASE)
_HEAD = re.compile(r"^\s*!(?:type|account|option)", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class _Account:
    name: str = ""
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def is_qif(text: str) -> bool:
    """Whether TEXT looks like QIF."""
    return _HEAD.search(text[:4000]) is not None


def read(text: str, *, prefer: str = "mdy") -> list[Statement]:
    """The accounts of a file. PREFER is the order of days where they do not tell (`day_order`). NotAStatement."""
    if not is_qif(text):
        raise NotAStatement
    accounts = [account for account in _accounts(text) if account.rows]
    order = day_order.order_of(
        [tags.get("D", "") for account in accounts for _line, tags in account.rows], prefer=prefer
    )
    return [_statement(account, order) for account in accounts]


def _accounts(text: str) -> list[_Account]:
    accounts = [_Account()]
    section, name, tags, begun = "", "", dict[str, str](), 1
    for line, raw in enumerate(text.splitlines(), start=1):
        said = raw.strip("\ufeff ")
        if said.startswith("!"):
            section = "account" if said.lower().startswith("!account") else "money" if _MONEY.match(said) else "other"
            if section == "money":
                accounts.append(_Account(name))
            tags, begun = {}, line + 1
        elif said.startswith("^"):
            if section == "account":
                name = tags.get("N", "")
            elif section == "money" and tags:
                accounts[-1].rows.append((begun, tags))
            tags, begun = {}, line + 1
        elif said:
            tags.setdefault(said[0], said[1:].strip())
    if section == "money" and tags:  # the last caret may be missing
        accounts[-1].rows.append((begun, tags))
    return accounts


def _statement(account: _Account, order: str) -> Statement:
    rows: list[Row] = []
    bad: list[BadRow] = []
    for line, tags in account.rows:
        on, value = day_order.read(tags.get("D", ""), order), amount(tags.get("T") or tags.get("U", ""))
        if on is None or value is None:
            bad.append(BadRow(line, "date" if on is None else "amount"))
            continue
        payee, memo = one_line(tags.get("P", "")), one_line(tags.get("M", ""))
        words = payee if memo in payee else f"{payee} {memo}".strip()
        rows.append(Row(line, on, value, words, tags.get("N", "")))
    return Statement(format=FORMAT, rows=tuple(rows), number=account.name, bad=tuple(bad))
