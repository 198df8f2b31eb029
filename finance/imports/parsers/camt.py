"""CAMT.052 and .053, ISO 20022's account reports, of any version. Read as a stream: a year of a busy account is large."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from finance.imports.statement import BadRow, NotAStatement, Row, Statement
from finance.imports.written import amount, day, one_line

FORMAT = "camt"
_OPENING, _CLOSING = frozenset({"OPBD", "PRCD", "OPAV"}), frozenset({"CLBD", "CLAV"})


def is_camt(text: str) -> bool:
    """Whether TEXT looks like one of these reports."""
    head = text[:4000]
    return "camt.05" in head or "BkToCstmrStmt" in head or "BkToCstmrAcctRpt" in head


def read(text: str) -> list[Statement]:
    """The reports of a file. NotAStatement for another document, and for what is no XML or a trap."""
    try:
        found = list(_statements(text))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NotAStatement from error
    if not found:
        raise NotAStatement
    return found


def _statements(text: str) -> Iterator[Statement]:
    body = text.lstrip("\ufeff \r\n\t").encode()
    rows: list[Row] = []
    bad: list[BadRow] = []
    entries = 0
    # Encoded anew above, whatever the file itself says it is in.
    for _event, element in iterparse(io.BytesIO(_as_utf8(body)), forbid_dtd=True):
        name = _name(element)
        if name == "Ntry":
            entries += 1
            for read_row in _entry(entries, element):
                (rows if isinstance(read_row, Row) else bad).append(read_row)  # type: ignore[arg-type]  # as was just told
            element.clear()
        elif name in ("Stmt", "Rpt"):
            yield _statement(element, rows, bad)
            rows, bad = [], []
            element.clear()


def _as_utf8(body: bytes) -> bytes:
    end = body.find(b"?>") if body.startswith(b"<?xml") else -1
    return body[end + 2 :] if end > 0 else body


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _find(element: Element | None, *path: str) -> Element | None:
    for step in path:
        element = next((child for child in element if _name(child) == step), None) if element is not None else None
    return element


def _text(element: Element | None, *path: str) -> str:
    found = _find(element, *path)
    return one_line(found.text or "") if found is not None else ""


def _statement(element: Element, rows: list[Row], bad: list[BadRow]) -> Statement:
    account = _find(element, "Acct")
    balances = {_text(one, "Tp", "CdOrPrtry", "Cd"): one for one in element if _name(one) == "Bal"}
    currency = _text(account, "Ccy") or next((row.currency for row in rows if row.currency), "")
    return Statement(
        format=FORMAT,
        rows=tuple(_plain(row, currency) for row in rows),
        bank=_text(account, "Svcr", "FinInstnId", "BIC") or _text(account, "Svcr", "FinInstnId", "BICFI"),
        number=_text(account, "Id", "IBAN") or _text(account, "Id", "Othr", "Id"),
        currency=currency,
        opening=_balance(balances, _OPENING),
        closing=_balance(balances, _CLOSING),
        bad=tuple(bad),
    )


def _plain(row: Row, currency: str) -> Row:
    """The row without a currency that is the account's own."""
    other = row.currency if row.currency != currency else ""
    return Row(row.line, row.on, row.amount, row.description, row.id, other, row.balance)


def _balance(balances: dict[str, Element], kinds: frozenset[str]) -> Decimal | None:
    for kind, element in balances.items():
        if kind in kinds:
            value = amount(_text(element, "Amt"), decimal=".")
            return -value if value is not None and _text(element, "CdtDbtInd") == "DBIT" else value
    return None


def _entry(number: int, entry: Element) -> Iterator[Row | BadRow]:
    """The movements of an entry: itself, or its parts where it books several with an amount each."""
    said = [_text(entry, kind, form) for kind in ("BookgDt", "ValDt") for form in ("Dt", "DtTm")]
    on = day(next(filter(None, said), "").replace("-", ""))
    details = [part for group in entry if _name(group) == "NtryDtls" for part in group if _name(part) == "TxDtls"]
    parts = [(_amount_of(part), part) for part in details]
    if len(parts) < 2 or any(one is None for one, _part in parts):
        parts = [(_find(entry, "Amt"), details[0] if details else entry)]
    for money, part in parts:
        value = amount(money.text or "", decimal=".") if money is not None else None
        if on is None or value is None:
            yield BadRow(number, "date" if on is None else "amount")
            continue
        went = (_text(part, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "DBIT"
        currency = (money.get("Ccy", "") if money is not None else "").upper()
        yield Row(number, on, -value if went else value, _words(part, entry), _id(part, entry), currency)


def _amount_of(part: Element) -> Element | None:
    own = _find(part, "Amt")
    return own if own is not None else _find(part, "AmtDtls", "TxAmt", "Amt")


def _words(part: Element, entry: Element) -> str:
    remittance = _find(part, "RmtInf")
    texts = [one.text or "" for one in (remittance if remittance is not None else ()) if _name(one) == "Ustrd"]
    party = ""
    for role in ("Cdtr", "Dbtr"):
        party = party or _text(part, "RltdPties", role, "Nm") or _text(part, "RltdPties", role, "Pty", "Nm")
    more = " ".join(texts) or _text(part, "AddtlTxInf") or _text(entry, "AddtlNtryInf")
    return one_line(f"{party} {more}")


def _id(part: Element, entry: Element) -> str:
    references = _find(part, "Refs")
    own = _text(references, "AcctSvcrRef") or _text(references, "TxId") or _text(references, "EndToEndId")
    return _text(entry, "AcctSvcrRef") or ("" if own == "NOTPROVIDED" else own) or _text(entry, "NtryRef")
