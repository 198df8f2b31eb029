"""Tables of movements: any separator, names in three languages, one column of amounts or two, days without a year."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from finance.imports import reading, table
from finance.imports.parsers import delimited
from finance.imports.statement import BadRow, NotAStatement, Statement

TODAY = date(2026, 3, 12)


def read(text: str, prefer: str = "dmy") -> Statement:
    (one,) = delimited.read(text, today=TODAY, prefer=prefer)
    return one


def said(one: Statement) -> list[tuple[str, str, str]]:
    return [(row.on.isoformat(), f"{row.amount:f}", row.description) for row in one.rows]


def test_two_columns_a_preamble_a_footer_and_a_balance_that_agrees() -> None:
    one = read(
        "Banco del Sur\nCuenta;191-1\n\nFecha;Descripción;Cargo;Abono;Saldo\n"
        '11/03/2026;WONG;85,40;;4.914,60\n12/03/2026;"SUELDO; MARZO";;3.000,00;7.914,60\n;Total;85,40;3.000,00;\n'
    )
    assert said(one) == [("2026-03-11", "-85.40", "WONG"), ("2026-03-12", "3000.00", "SUELDO; MARZO")]
    assert (one.opening, one.closing, one.off_by) == (Decimal("5000.00"), Decimal("7914.60"), Decimal(0))
    assert one.bad == ()


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Date,Description,Amount\n2026-03-01,Taxi,-5.50\n2026-03-02,Pay,100.00\n", ["-5.50", "100.00"]),
        ("Fecha\tConcepto\tImporte\n01/03/26\tTaxi\t-5,50\n", ["-5.50"]),
        ("Data;Histórico;Valor (R$)\n01/03/2026;Padaria;-1.234,56\n", ["-1234.56"]),
        ("Fecha,Detalle,Monto,Tipo\n01/03/2026,Taxi,5.50,Cargo\n02/03/2026,Sueldo,100.00,Abono\n", ["-5.50", "100.00"]),
        ("fecha;descripcion;monto\r01/03/2026;Taxi;S/ -5.50\r02/03/2026;Menú;(12.00)\r", ["-5.50", "-12.00"]),
        ("01/03/2026,Taxi,-5.50\n15/03/2026,Pan,-1.00\n", ["-5.50", "-1.00"]),
        ("date|desc|debit|credit\n2026-03-01|Taxi|5.50|\n2026-03-02|Pay||9\n", ["-5.50", "9"]),
        ('Fecha,Descripción,Monto\n01/03/2026,Taxi,"5,50-"\n', ["-5.50"]),
    ],
)
def test_what_banks_write(text: str, amounts: list[str]) -> None:
    assert [amount for _on, amount, _words in said(read(text))] == amounts


@pytest.mark.parametrize(
    ("written", "day"),
    [("14 OCT", "2025-10-14"), ("Mar 3", "2026-03-03"), ("02 ene", "2026-01-02"), ("05/12", "2025-12-05"), ("3 de febrero de 2026", "2026-02-03"), ("12-feb-26", "2026-02-12")],
)  # fmt: skip
def test_days_are_read_with_names_and_without_a_year(written: str, day: str) -> None:
    assert said(read(f"fecha;descripcion;monto\n{written};Taxi;-5.50\n"))[0][0] == day


def test_a_bad_row_is_told_with_its_line_and_the_others_stand() -> None:
    one = read(
        'fecha;descripcion;monto\n01/03/2026;"dos\nlíneas";-1\n31/02/2026;Taxi;-5\n02/03/2026;Pan;mucho\n03/03/2026;Luz;-9\n'
    )
    assert [row.line for row in one.rows] == [2, 6]
    assert one.bad == (BadRow(4, "date"), BadRow(5, "amount"))


def test_rows_that_are_alike_stay_as_many_as_they_are() -> None:
    assert len(read("fecha;descripcion;monto\n01/03/2026;Café;-5\n01/03/2026;Café;-5\n").rows) == 2


def test_a_layout_that_was_told_is_taken() -> None:
    text = "a;b;c\n1;01/03/2026;-5\n2;02/03/2026;-6\n"
    layout = table.Layout({"on": 1, "amount": 2}, 1)
    (one,) = delimited.read(text, today=TODAY, layout=layout)
    assert [f"{row.amount:f}" for row in one.rows] == ["-5", "-6"]


@pytest.mark.parametrize(
    "text", ["hola;qué tal\nbien;gracias\n", "a,b\n1,2\n", "Fecha,Monto\n", "=cmd|' /C calc'!A0,1\n"]
)
def test_what_is_no_table_of_movements_is_refused(text: str) -> None:
    with pytest.raises(NotAStatement):
        reading.read(text.encode(), today=TODAY)


def packed(rows: list[list[object]]) -> bytes:
    """The smallest XLSX that holds ROWS."""
    body = "".join(
        f'<row r="{line}">'
        + "".join(
            f'<c r="{chr(65 + at)}{line}"><v>{cell}</v></c>'
            if isinstance(cell, (int, float))
            else f'<c r="{chr(65 + at)}{line}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for at, cell in enumerate(cells)
        )
        + "</row>"
        for line, cells in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/a.xml"/></Relationships>',
        "xl/worksheets/a.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return held.getvalue()


def test_a_workbook_is_read_by_its_bytes() -> None:
    rows: list[list[object]] = [
        ["Cartola"],
        ["Fecha", "Descripción", "Cargos (CLP)", "Abonos (CLP)"],
        ["01/03/2026", "Pan", 1500, ""],
        ["02/03/2026", "Sueldo", "", 900000.5],
    ]
    (one,) = reading.read(packed(rows), today=TODAY)
    assert (one.format, one.currency) == ("xlsx", "CLP")
    assert said(one) == [("2026-03-01", "-1500", "Pan"), ("2026-03-02", "900000.50", "Sueldo")]


def test_what_a_card_was_charged_went() -> None:
    text = "Movimientos no facturados\nFecha;Descripción;Monto ($);;\n16/01/2026;NETFLIX;1 / 0;;47547\n17/01/2026;UBER;1 / 0;;9143\n"
    assert said(read(text)) == [("2026-01-16", "-47547", "NETFLIX"), ("2026-01-17", "-9143", "UBER")]


def test_a_page_that_calls_itself_a_workbook_is_read() -> None:
    page = "<html><table><tr><th>Fecha</th><th>Concepto</th><th>Importe</th></tr><tr><td>01/03/2026</td><td>Pan &amp; m&aacute;s</td><td>-1,50</td></tr></table></html>"
    (one,) = reading.read(page.encode(), today=TODAY)
    assert said(one) == [("2026-03-01", "-1.50", "Pan & más")]


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(99), b"<html><table>", packed([["hola"]])])
def test_what_is_damaged_or_empty_is_refused(body: bytes) -> None:
    with pytest.raises(NotAStatement):
        reading.read(body, today=TODAY)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("xl/worksheets/a.xml", "w", force_zip64=True) as part,
    ):
        for _mebibyte in range(201):
            part.write(bytes(1 << 20))
    with pytest.raises(NotAStatement):
        reading.read(held.getvalue(), today=TODAY)
