"""How files write text, amounts and days."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

LARGEST = Decimal(10) ** 15
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NUMBER = re.compile(r"[+-]?\d[\d.,' \u00a0\u202f]*[+-]?|[+-]?[.,]\d+")
_CP850 = frozenset("¢¤£„‚ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡¨µ·¸¥§©±¾¶ ")  # what Spanish of DOS becomes when it is read as Windows's


def decoded(body: bytes) -> str:
    """BODY as text: by its mark, else UTF-8, else the code page of Windows or DOS that gives fewer odd signs."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    if (wide := _wide(body)) is not None:
        return wide
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        windows = body.decode("cp1252", errors="replace")
        odd = sum(sign in _CP850 or not sign.isprintable() for sign in windows if sign > "\x7f")
        letters = sum(sign.isalpha() and sign not in _CP850 for sign in windows if sign > "\x7f")
        return body.decode("cp850") if odd > letters else windows


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every second byte is nothing."""
    head = body[:400]
    if len(head) < 4 or len(head) % 2:
        head = head[: len(head) // 2 * 2]
    for encoding, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head and sum(byte == 0 for byte in head[at::2]) > len(head) * 0.4:
            return body.decode(encoding, errors="replace")
    return None


def amount(text: str, *, decimal: str = "") -> Decimal | None:
    """The number TEXT is, whichever sign separates its decimals; None for none. DECIMAL: the sign where it is known."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    said = re.sub(r"[' \u00a0\u202f]", "", found[0])
    sign = -1 if said.startswith("-") or said.endswith("-") else 1
    digits = said.strip("+-")
    mark = decimal or _decimal_of(digits)
    whole, _mark, part = digits.rpartition(mark) if mark and mark in digits else (digits, "", "")
    try:
        value = Decimal(f"{re.sub('[.,]', '', whole) or '0'}.{re.sub('[.,]', '', part)}")
    except InvalidOperation:
        return None
    return sign * value if value < LARGEST else None


def _decimal_of(digits: str) -> str:
    """The sign of the decimals: the last of two kinds; one that stands alone unless it groups thousands."""
    marks = [sign for sign in digits if sign in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 1 and len(marks) > 1:
        return ""
    is_group = len(set(marks)) == 1 and len(digits.rpartition(last)[2]) == 3 and len(digits.partition(last)[0]) <= 3
    return "" if is_group and digits.partition(last)[0] not in ("", "0") else last


def day(digits: str) -> date | None:
    """The day of YYYYMMDD, or None."""
    try:
        return (
            date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
            if len(digits) >= 8 and digits[:8].isdigit()
            else None
        )
    except ValueError:
        return None


def one_line(text: str) -> str:
    """TEXT without what would not print, its spaces single."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
