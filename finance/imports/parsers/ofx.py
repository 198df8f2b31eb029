"""OFX and QFX, of either kind: SGML whose tags need no end, and XML. Read by their tags alone, since banks keep to no schema."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from finance.imports.statement import BadRow, NotAStatement, Row, Statement
from finance.imports.written import amount, day, one_line

FORMAT = "ofx"
_BLOCK = re.compile(r"<(STMTRS|CCSTMTRS|INVSTMTRS)>", re.IGNORECASE)
_ROW = re.compile(r"<STMTTRN>", re.IGNORECASE)
_ENDS = re.compile(r"</STMTTRN>|</BANKTRANLIST>|<LEDGERBAL>|<AVAILBAL>|</(?:CC|INV)?STMTRS>", re.IGNORECASE)
_TAG = re.compile(r"<([A-Z0-9.]+)>([^<\r\n]*)", re.IGNORECASE)


def is_ofx(text: str) -> bool:
    """Whether TEXT looks like OFX."""
    return re.search(r"<OFX>|OFXHEADER", text[:4000], re.IGNORECASE) is not None


def read(text: str) -> list[Statement]:
    """The accounts of a file, in its order. NotAStatement where there is none."""
    starts = [match.start() for match in _BLOCK.finditer(text)]
    if not starts and not _ROW.search(text) and not re.search("<CURDEF>", text, re.IGNORECASE):
        raise NotAStatement
    bounds = [*starts, len(text)] if starts else [0, len(text)]
    return [_account(text, start, end) for start, end in pairwise(bounds)]


def _account(text: str, start: int, end: int) -> Statement:
    block = text[start:end]
    first = _ROW.search(block)
    head = _tags(block[: first.start()] if first else block)
    currency = head.get("CURDEF", "").upper()
    rows: list[Row] = []
    bad: list[BadRow] = []
    for at, piece in _pieces(block):
        line = text.count("\n", 0, start + at) + 1
        row = _row(line, _tags(piece), currency)
        (rows if isinstance(row, Row) else bad).append(row)  # type: ignore[arg-type]  # as it was just told
    return Statement(
        format=FORMAT,
        rows=tuple(rows),
        bank=head.get("BANKID", "") or head.get("ORG", ""),
        number=head.get("ACCTID", ""),
        currency=currency,
        closing=_balance(block),
        bad=tuple(bad),
    )


def _pieces(block: str) -> Iterator[tuple[int, str]]:
    """Each transaction, to its end tag or else to whatever ends it."""
    starts = [match.start() for match in _ROW.finditer(block)]
    for start, after in zip(starts, [*starts[1:], len(block)], strict=False):
        ends = _ENDS.search(block, start, after)
        yield start, block[start : ends.start() if ends else after]


def _tags(piece: str) -> dict[str, str]:
    """The values of a piece; of a tag that repeats, the first."""
    found: dict[str, str] = {}
    for name, value in _TAG.findall(piece):
        found.setdefault(name.upper(), one_line(html.unescape(value)))
    return found


def _row(line: int, tags: dict[str, str], currency: str) -> Row | BadRow:
    on, value = day(tags.get("DTPOSTED", "")), amount(tags.get("TRNAMT", ""))
    if on is None:
        return BadRow(line, "date")
    if value is None:
        return BadRow(line, "amount")
    said = [tags.get("NAME") or tags.get("PAYEE", ""), tags.get("MEMO", "")]
    words = said[:1] if said[1] in said[0] else said[1:] if said[0] and said[1].startswith(said[0]) else said
    other = tags.get("CURSYM", "").upper()
    return Row(
        line, on, value, " ".join(filter(None, words)), tags.get("FITID", ""), other if other != currency else ""
    )


def _balance(block: str) -> Decimal | None:
    found = re.search(r"<LEDGERBAL>(.*?)(?:</LEDGERBAL>|<AVAILBAL>|$)", block, re.IGNORECASE | re.DOTALL)
    return amount(_tags(found[1]).get("BALAMT", "")) if found else None
