"""What banks write, read as it stands: our own small files in each format, and what is wrong with them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.imports import day_order, reading, written
from finance.imports.parsers import camt, ofx, qif
from finance.imports.statement import BadRow, NotAStatement, Row, Statement

TODAY = date(2026, 3, 12)

SGML = """OFXHEADER:100
DATA:OFXSGML

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>PEN<BANKACCTFROM><BANKID>BCP<ACCTID>191-123</BANKACCTFROM>
<BANKTRANLIST>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260311120000[-5:PET]<TRNAMT>-85,40<FITID>A1<NAME>WONG &amp; CIA<MEMO>Compra
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260312<TRNAMT>3000.00<FITID>A2<NAME>SUELDO
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>ayer<TRNAMT>-1<FITID>A3<NAME>RARO
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260312<TRNAMT>mucho<FITID>A4<NAME>RARO
</BANKTRANLIST><LEDGERBAL><DTASOF>20260312<BALAMT>4914.60</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""


def test_ofx_without_end_tags_a_comma_and_bad_rows_that_spoil_no_others() -> None:
    (one,) = ofx.read(SGML)
    assert (one.bank, one.number, one.currency, one.closing) == ("BCP", "191-123", "PEN", Decimal("4914.60"))
    assert [(row.on, row.amount, row.description, row.id) for row in one.rows] == [
        (date(2026, 3, 11), Decimal("-85.40"), "WONG & CIA Compra", "A1"),
        (date(2026, 3, 12), Decimal(3000), "SUELDO", "A2"),
    ]
    assert one.bad == (BadRow(8, "date"), BadRow(9, "amount"))


def test_two_accounts_in_one_file_are_two() -> None:
    two = SGML.replace(
        "</OFX>", "<CCSTMTRS><CURDEF>USD<ACCTID>9<STMTTRN><DTPOSTED>20260301<TRNAMT>-5</STMTTRN></CCSTMTRS></OFX>"
    )
    assert [(one.currency, len(one.rows)) for one in ofx.read(two)] == [("PEN", 2), ("USD", 1)]


QIF = """!Account
NVisa
TCCard
^
!Type:CCard
D13/03/2026
T-1,234.50
PMetro
MSemana
^
D1/3'26
U20.00
PDevolución
^
!Type:Cat
Ncomida
^
"""


def test_qif_tells_the_order_of_its_days_by_all_of_them() -> None:
    (one,) = qif.read(QIF)
    assert one.number == "Visa"
    assert [(row.on, row.amount, row.description) for row in one.rows] == [
        (date(2026, 3, 13), Decimal("-1234.50"), "Metro Semana"),
        (date(2026, 3, 1), Decimal(20), "Devolución"),
    ]


CAMT = """<?xml version="1.0" encoding="ISO-8859-1"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>ES12</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">55.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="EUR">45.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-03-11</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>
<NtryDtls><TxDtls><Amt Ccy="EUR">40.00</Amt><RmtInf><Ustrd>Luz</Ustrd></RmtInf></TxDtls>
<TxDtls><Amt Ccy="EUR">5.00</Amt><RltdPties><Cdtr><Nm>Cañería</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2026-03-11</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_camt_gives_a_row_for_each_part_and_balances_that_agree() -> None:
    (one,) = reading.read(CAMT.encode("utf-8"), today=TODAY)
    assert (one.number, one.currency, one.off_by) == ("ES12", "EUR", Decimal(0))
    assert [(row.amount, row.description, row.currency) for row in one.rows] == [
        (Decimal("-40.00"), "Luz", ""),
        (Decimal("-5.00"), "Cañería", ""),
    ]
    assert one.bad == (BadRow(2, "amount"),)


@pytest.mark.parametrize(
    "trap",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>camt.05&x;</Document>',
        '<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Document>camt.05&b;</Document>',
        "<Document>camt.053</Document>",
        "<Document>camt.053",
    ],
)
def test_a_trap_in_xml_is_refused(trap: str) -> None:
    with pytest.raises(NotAStatement):
        camt.read(trap)


MT = """:20:STMT
:25:BANKDEFF/123456
:28C:1/1
:60F:C260310EUR1000,00
:61:2603110311D85,40NTRFREF1//B1
:86:Wong
:61:2603120312RC10,00NTRFREF2
:86:Devuelto
:62F:C260312EUR904,60
-"""


def test_mt940_takes_a_reversal_the_other_way_round() -> None:
    (one,) = reading.read(MT.encode(), today=TODAY)
    assert (one.bank, one.number, one.currency, one.off_by) == ("BANKDEFF", "123456", "EUR", Decimal(0))
    assert [(row.line, row.on, row.amount, row.description) for row in one.rows] == [
        (5, date(2026, 3, 11), Decimal("-85.40"), "Wong"),
        (7, date(2026, 3, 12), Decimal("-10.00"), "Devuelto"),
    ]


@pytest.mark.parametrize(
    ("said", "worth"),
    [
        ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1234", "1234"), ("-5", "-5"), ("5-", "-5"), ("1.234", "1234"), ("0.234", "0.234"), ("12,5", "12.5"),
        ("1'234.50", "1234.50"), ("1.234.567", "1234567"), (",50", "0.50"), ("6000.000,00", "6000000.00"), ("+7", "7"),
    ],
)  # fmt: skip
def test_amounts_are_read_whichever_sign_separates(said: str, worth: str) -> None:
    assert written.amount(said) == Decimal(worth)


@pytest.mark.parametrize("said", ["", "mucho", "1e5", "--5", "5 soles", "9" * 20])
def test_what_is_no_amount_is_none(said: str) -> None:
    assert written.amount(said) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850"])
def test_text_is_read_in_the_encodings_banks_use(encoding: str) -> None:
    said = "Cañería y luz, años: teléfono, señal; más cobró\n" * 8
    assert written.decoded(said.encode(encoding)) == said


def test_days_are_told_apart_where_one_of_them_tells() -> None:
    assert day_order.order_of(["01/02/26", "13/02/26"], prefer="mdy") == "dmy"
    assert day_order.order_of(["01/02/26", "02/13/26"], prefer="dmy") == "mdy"
    assert day_order.order_of(["2026-02-01"], prefer="dmy") == "ymd"
    assert day_order.is_ambiguous(["01/02/26", "03/04/26"])
    assert not day_order.is_ambiguous(["01/02/26", "13/04/26"])
    assert day_order.read("31/02/26", "dmy") is None


def test_what_the_file_tells_does_not_add_up_by_is_known() -> None:
    row = Row(1, date(2026, 3, 1), Decimal(5), "x")
    assert Statement("ofx", (row,), opening=Decimal(1), closing=Decimal(7)).off_by == Decimal(1)
    assert Statement("ofx", (row,), closing=Decimal(7)).off_by is None


@pytest.mark.parametrize("body", [b"", b"hola", b"\x00\x01\x02" * 50, b"<OFX>", b"!Type:Bank\n", b":20:x", b"%PDF-1.7"])
def test_what_is_no_statement_says_so_or_holds_no_row(body: bytes) -> None:
    with suppress(NotAStatement):
        assert not any(one.rows for one in reading.read(body, today=TODAY))


@given(
    st.binary(max_size=400),
    st.sampled_from([b"<OFX>", b"!Type:Bank\nD", b":20:A\n:61:", b"<Document>camt.05", b"fecha;monto\n", b""]),
)
def test_nothing_that_is_sent_breaks_a_parser(body: bytes, head: bytes) -> None:
    with suppress(NotAStatement):
        reading.read(head + body, today=TODAY)
