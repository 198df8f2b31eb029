"""A message cut into tokens, folded so that accents, capitals and width do not matter."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 2000  # characters read of one message; nobody tells an expense in more
_MOST_TOKENS = 400
_ASCII_END = 0x80


class _Fold(dict[int, str]):
    """One character to one character, so that positions in the folded text are positions in the text."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        folded = sign
        if code >= _ASCII_END:
            base = unicodedata.normalize("NFKD", sign)
            folded = base[0] if unicodedata.combining(base[-1]) or len(base) == 1 else sign
        lowered = folded.lower()
        folded = lowered if len(lowered) == 1 else folded
        if folded.isdecimal():
            folded = str(unicodedata.decimal(folded))
        elif folded.isspace() and folded != "\n":
            folded = " "
        self[code] = folded
        return folded


_FOLD = _Fold({ord("º"): "º", ord("ª"): "ª", ord("°"): "º", ord("’"): "'", ord("‘"): "'", ord("´"): "'", ord("`"): "'"})
_FOLD.update({ord(dash): "-" for dash in "‐‑‒–—−"})

_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?: \d{3}){2,}(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)*)"
    r"|(?P<sign>r\$|us\$|u\$[sd]|us \$|rd\$|hk\$|nz\$|cad\$|nzd\$|mex\$|mx\$|c ?\$|cop\$|clp\$|s/\.?(?=[ \d])|b/\.?(?=[ \d])|bs\.?(?=[ \d])"
    r"|gs\.?(?=[ \d])|[ql](?= ?\d)|c(?=\d)|[$€£¥₡₲₹元])"
    r"|(?P<word>c/u|[^\W\d_]+(?:'[^\W\d_]+)?)"
    r"|(?P<other>\S|\n)"
)
_LINK = re.compile(r"(?:https?://|www\.)\S{1,300}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}")
_ONE_NUMBER = re.compile(
    r"(?!\d{1,2}[.,](?:19|20)\d\d$)\d+[.,]\d+"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,2}(?:,\d\d)+,\d{3}"
)
_APOSTROPHE = re.compile(r"(?<=\d)'(?=\d{3})")  # 1'500.000
_POINTED = re.compile(r"\d\.\d{3}")
_PIECE = re.compile(r"\d+|[.,]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")


@dataclass(slots=True)
class Token:
    text: str  # folded
    start: int
    end: int
    kind: str  # "number" | "sign" | "word" | "other"
    glued: bool  # nothing stands between it and the token before


@dataclass(slots=True)
class Words:
    raw: str  # as the person wrote it, up to LONGEST
    folded: str
    tokens: list[Token]
    links: bool  # an address of the web or a mailbox was in it


def fold(text: str) -> str:
    """Give TEXT without accents and capitals, the form every lexicon is written in."""
    return unicodedata.normalize("NFC", text).translate(_FOLD)


def _figures(text: str) -> list[tuple[str, int]]:
    """Cut figures that cannot be one number ("12.03.2026", "3.2015") at their separators."""
    if " " in text:
        return [(text.replace(" ", ""), 0)]
    if text.isdigit() or _ONE_NUMBER.fullmatch(text):
        return [(text, 0)]
    return [(found[0], found.start()) for found in _PIECE.finditer(text)]


def split(text: str) -> Words:
    """Cut TEXT into tokens."""
    raw = unicodedata.normalize("NFC", text[:LONGEST])[:LONGEST]
    folded = raw.translate(_FOLD)
    if "'" in folded:
        folded = _APOSTROPHE.sub("." if _POINTED.search(folded) else ",", folded)
    links = False
    if "www." in folded or "://" in folded or "@" in folded:
        links = _LINK.search(folded) is not None
        folded = _LINK.sub(lambda found: " " * len(found[0]), folded)
    tokens = []
    before = 0
    stretched = _STRETCHED.search(folded) is not None
    for found in _TOKEN.finditer(folded):
        start, end = found.span()
        kind = found.lastgroup or "other"
        word = found[0]
        if kind == "number":
            for piece, at in _figures(word):
                tokens.append(
                    Token(
                        piece,
                        start + at,
                        start + at + len(piece),
                        "number" if piece[0].isdigit() else "other",
                        at > 0 or (start == before and start > 0),
                    )
                )
            before = end
            continue
        if stretched and kind == "word":
            word = _STRETCHED.sub(r"\1", word)
        tokens.append(Token(word, start, end, kind, start == before and start > 0))
        before = end
        if len(tokens) >= _MOST_TOKENS:
            break
    return Words(raw, folded, tokens, links)
