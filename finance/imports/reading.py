"""From bytes to statements: the format is told by what stands in the file, never by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from finance.imports.parsers import camt, delimited, mt940, ofx, qif, workbook
from finance.imports.statement import Statement
from finance.imports.written import decoded

_LARGEST = 50 << 20  # bytes: a hundred thousand movements are a third of it
_FORMATS: tuple[tuple[Callable[[str], bool], Callable[[str], list[Statement]]], ...] = (
    (ofx.is_ofx, ofx.read),
    (camt.is_camt, camt.read),
    (qif.is_qif, qif.read),
    (mt940.is_mt940, mt940.read),
)


class TooLarge(ValueError):
    """El archivo pesa demasiado: hasta 50 MB."""


def read(body: bytes, *, today: date, prefer: str = "dmy") -> list[Statement]:
    """The accounts that BODY tells of. NotAStatement where it is none that is known; TooLarge.

    TODAY places days that say no year; PREFER is the order of days (`day_order`) where the file does not tell.
    """
    if len(body) > _LARGEST:
        raise TooLarge
    if workbook.is_workbook(body):
        return workbook.read(body, today=today, prefer=prefer)
    text = decoded(body)
    for looks_so, parse in _FORMATS:
        if looks_so(text):
            return parse(text)
    return delimited.read(text, today=today, prefer=prefer)
