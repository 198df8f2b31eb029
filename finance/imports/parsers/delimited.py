"""CSV and its kin: any separator, any line end, any encoding, with or without a header, with whatever stands around the table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

from finance.imports import table
from finance.imports.statement import NotAStatement, Statement

FORMAT = "csv"
_SEPARATORS = ";,\t|"
_TRIED = 200  # lines by which the separator is told
_LONGEST = 1 << 20  # characters of one cell


def read(text: str, *, today: date, prefer: str = "dmy", layout: table.Layout | None = None) -> list[Statement]:
    """The statement of a delimited text. NotAStatement where it is no table of movements."""
    rows = cells_of(text)
    return [table.read(rows, format_=FORMAT, today=today, prefer=prefer, layout=layout)]


def cells_of(text: str) -> table.Table:
    """The rows of a text, by the separator that makes the most rows alike."""
    even = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    head = "\n".join(even.split("\n")[:_TRIED])
    best = max(_SEPARATORS, key=lambda sign: _alike(head, sign))
    if not _alike(head, best):
        raise NotAStatement
    return _split(even, best)


def _split(text: str, separator: str) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    rows: list[tuple[int, list[str]]] = []
    begun = 1
    try:
        for cells in reader:
            rows.append((begun, cells))
            begun = reader.line_num + 1
    except csv.Error as error:
        raise NotAStatement from error
    return rows


def _alike(text: str, separator: str) -> int:
    """How many rows have the width that most have, of two columns or more."""
    try:
        widths = Counter(len(cells) for _line, cells in _split(text, separator) if len(cells) > 1)
    except NotAStatement:
        return 0
    return max((count * min(width, 4) for width, count in widths.items()), default=0)
