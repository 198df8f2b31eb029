"""XLSX, XLS and pages that call themselves so: the first sheet that holds a table of movements. Formulas are never computed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser

from python_calamine import CalamineError, load_workbook

from finance.imports import table
from finance.imports.statement import NotAStatement, Statement
from finance.imports.written import decoded

FORMAT = "xlsx"
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UNPACKED = 200 << 20  # bytes that a packed workbook may become
_ROWS, _CELLS, _SHEETS = 200_000, 60, 8  # what is looked at


def is_workbook(body: bytes) -> bool:
    """Whether BODY is one, by its first bytes."""
    return body.startswith(_MAGIC) or _is_page(body)


def read(body: bytes, *, today: date, prefer: str = "dmy") -> list[Statement]:
    """The statement of the first sheet that holds one. NotAStatement for none, for what is damaged, locked or a bomb."""
    for rows in _page(body) if _is_page(body) else _sheets(body):
        try:
            return [table.read(rows, format_=FORMAT, today=today, prefer=prefer)]
        except NotAStatement:
            continue
    raise NotAStatement


def _is_page(body: bytes) -> bool:
    head = body[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<style")) or b"<table" in head


def _sheets(body: bytes) -> Iterator[table.Table]:
    _must_stay_small(body)
    try:
        book = load_workbook(io.BytesIO(body))  # by its bytes: the library would believe a name
        for at in range(min(len(book.sheet_names), _SHEETS)):
            rows = book.get_sheet_by_index(at).to_python(nrows=_ROWS)
            yield [(line, [_text(cell) for cell in cells[:_CELLS]]) for line, cells in enumerate(rows, start=1)]
    except (CalamineError, ValueError, OSError) as error:
        raise NotAStatement from error


def _must_stay_small(body: bytes) -> None:
    if not body.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED:
                raise NotAStatement
    except zipfile.BadZipFile as error:
        raise NotAStatement from error


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}" if not cell.is_integer() else f"{cell:.0f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _page(body: bytes) -> Iterator[table.Table]:
    reader = _Tables()
    reader.feed(decoded(body))
    yield from reader.found


class _Tables(HTMLParser):
    """The tables of a page, innermost rows as they come."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[tuple[int, list[str]]]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" or not self.found:
            self.found.append([])
        if tag == "tr":
            self.found[-1].append((self.getpos()[0], []))
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None and self.found[-1]:
            self.found[-1][-1][1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
