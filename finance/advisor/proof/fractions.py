"""Parts and multiples in words, as percentages: la mitad, two thirds, uno de cada tres, el doble."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from finance.advisor.proof.claims import PERCENT, Figure

_COUNTS = {
    "un": 1, "una": 1, "uno": 1, "um": 1, "uma": 1, "a": 1, "one": 1, "dos": 2, "dois": 2, "duas": 2, "two": 2,
    "tres": 3, "three": 3, "cuatro": 4, "quatro": 4, "four": 4, "cinco": 5, "five": 5, "seis": 6, "six": 6,
    "siete": 7, "sete": 7, "seven": 7, "ocho": 8, "oito": 8, "eight": 8, "nueve": 9, "nove": 9, "nine": 9,
    "diez": 10, "dez": 10, "ten": 10,
}  # fmt: skip
_PARTS = {
    "tercio": 3, "terco": 3, "third": 3, "tercera": 3, "terca": 3, "cuarto": 4, "quarto": 4, "quarter": 4, "cuarta": 4,
    "quarta": 4, "quinto": 5, "fifth": 5, "quinta": 5, "sexto": 6, "sixth": 6, "sexta": 6, "octavo": 8, "eighth": 8,
    "decimo": 10, "tenth": 10, "decima": 10,
}  # fmt: skip
_TIMES = {
    "doble": 2,
    "dobro": 2,
    "double": 2,
    "twice": 2,
    "triple": 3,
    "triplo": 3,
    "thrice": 3,
    "cuadruple": 4,
    "quadruplo": 4,
}
_GROWN = {"d": 2, "t": 3, "c": 4, "q": 4}  # duplicó, triplicou, cuadruplicó, quadrupled
_OF = (
    r"(?=\s*(?:$|[.,;:!?)*_]|(?:of|de|do|da|dos|das|del|mas|menos|mais|more|less|higher|lower|que|y|e|o|or|and|en|in|em|to|goes|went|"
    r"para|for|se|fue|foi|is|was)\b))"
)
_NUMBER = "|".join(sorted(_COUNTS, key=len, reverse=True))

_FRACTIONS = re.compile(
    rf"(?<!\w)(?:la |as |las |os |los |a )?(?P<count>{_NUMBER})[ -](?P<part>tercio|terco|third|cuarto|quarto|quarter|quinto|fifth|sexto|sixth|octavo|eighth|decimo|tenth)s?\b{_OF}"
    r"|(?<!\w)(?:(?P<few>una|uma|dos|las dos|duas|as duas|tres|las tres|as tres|cuatro) )?(?:la |a )?(?P<share>tercera|terca|cuarta|quarta|quinta|sexta|decima)s? partes?\b"
    rf"|(?<!\w)(?P<one>{_NUMBER})\s+(?:de|in)\s+(?P<all>{_NUMBER})(?=\s+(?:soles|pesos|reais|dolares|dollars)\b|\s*(?:$|[.,;:!?)]))"
    rf"|(?<!\w)(?P<each>{_NUMBER}|\d{{1,3}})\s+(?:de cada|of every|out of every|out of|in every|em cada|a cada)\s+(?P<every>{_NUMBER}|\d{{1,3}})\b"
    r"|(?<![\d/.,])(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/]|[.,]\d)"
    r"|(?<!\w)(?P<half>mitad|metade|half)(?!\w)"
    r"|(?<!\w)(?:el |al |o |ao )?(?P<times>doble|dobro|triple|triplo|cuadruple|quadruplo|double|twice|thrice)(?!\w)"
    r"|(?<!\w)(?P<grown>duplico|duplicaste|duplicaron|duplicado|duplicou|dobrou|doubled|triplico|triplicaste|triplicaron|triplicado|triplicou|tripled|cuadruplico|quadruplicou|quadrupled)(?!\w)"
)
# No half of anything: "a mitad de mes", "mes y medio", "the first half of", "double-check".
_NO_HALF_AFTER = re.compile(
    r"\s+(?:de|do|del|of|of the|through the|a|an)?\s*(?:este |el |the )?(?:mes|ano|semana|quincena|month|year|week|day|dia|hour|way|camino|quarter)\b"
)
_NO_HALF_BEFORE = re.compile(r"(?:primera|primeira|segunda|first|second|and a|and|other|otra|outra|better|a)\s*$")
_NO_TIMES_AFTER = re.compile(
    r"[\s-]*(?:check|checked|entry|digit|dip|counted|or nothing|filo|sentido|vez)\b|\s+(?:a|per|every|each)\s+(?:day|week|month|year)"
)


def fractions(text: str) -> Iterator[Figure]:
    """Find the parts and multiples said in the folded TEXT."""
    for match in _FRACTIONS.finditer(text):
        figure = _read(match, text)
        if figure is not None:
            yield figure


def _read(match: re.Match[str], text: str) -> Figure | None:
    kind = match.lastgroup
    if kind == "part":
        return _part(match, _counted(match["count"]), _PARTS[match["part"]])
    if kind == "share":
        few = (match["few"] or "una").split()[-1]
        return _part(match, _counted(few), _PARTS[match["share"]])
    if kind in {"all", "every", "under"}:
        one, whole = {"all": ("one", "all"), "every": ("each", "every"), "under": ("over", "under")}[kind]
        return _part(match, _counted(match[one]), _counted(match[whole]))
    if kind == "half":
        return None if _is_no_half(match, text) else _part(match, 1, 2)
    if _NO_TIMES_AFTER.match(text, match.end()):
        return None
    word = match["times"] or match["grown"]
    times = _TIMES.get(word) or _GROWN[word[0]]
    return Figure(*match.span(), PERCENT, Decimal(100 * times), form="times")


def _counted(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word]


def _part(match: re.Match[str], count: int, whole: int) -> Figure | None:
    if not 0 < count < whole:
        return None
    return Figure(*match.span(), PERCENT, Decimal(100 * count) / whole, form="part")


def _is_no_half(match: re.Match[str], text: str) -> bool:
    if _NO_HALF_AFTER.match(text, match.end()) is not None:
        return True
    before = text[max(0, match.start() - 12) : match.start()]
    found = _NO_HALF_BEFORE.search(before)
    return found is not None and not (match["half"] == "metade" and found[0].strip() == "a") and found[0].strip() != "a"
