"""A text cut into its sentences, whole or as it arrives; what ended a line still does."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLOSING = r"""["'”’»)\]*_]*"""
_STOP = re.compile(rf"[.!?…]+{_CLOSING}(?=\s)|\n")
_CITED = re.compile(r"[ \t]*\[\d{1,3}\]")
_MAY_BE_CITED = re.compile(r"[ \t]*(?:\[\d{0,3})?$")
_AFTER_CITED = re.compile(r"[.,;:!?]*")
_SPACE = re.compile(r"[^\S\n]*(?:\n\s*)?")
_MARK = re.compile(r"[\s*_#>-]*(?:\d{1,3}|[a-z])\.[*_]*$", re.IGNORECASE)
_ABBREVIATED = re.compile(
    r"(?<![^\W_])(?:s/|gs|bs|b/|ee|uu|aprox|sr|sra|srta|dr|dra|ing|lic|prof|ud|uds|vs|nro|núm|ej|depto|dpto|mr|mrs|ms|st|"
    r"e\.g|i\.e|approx|p\.\s?ej|a\.m|p\.m|[a-z])\.$",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"(?<![^\W_])(?:no|num|art|pág|pag|cap|máx|mín|max|min|tel|av|s\.a|us|mx)\.$", re.IGNORECASE)
_OPENING = "¿¡\"'“‘«([*_-–—"
_WINDOW = 24  # characters before a stop that tell what it is


def sentences(text: str) -> list[str]:
    """Cut TEXT into sentences and lines; each that ended a line keeps its line ends. `joined` puts them together again."""
    cutter = Cutter()
    return cutter.feed(text) + cutter.rest()


def joined(kept: Iterable[str]) -> str:
    """Put sentences together: a space between those of one line; a line stays a line."""
    text = ""
    for sentence in kept:
        if text and not text.endswith("\n"):
            text += " "
        text += sentence
    return text.strip()


class Cutter:
    """Cuts a text that arrives in pieces; a sentence is given once nothing that may follow could still belong to it."""

    def __init__(self) -> None:
        self._waiting = ""
        self._from = 0  # no sentence of what waits ends before

    def feed(self, piece: str) -> list[str]:
        """Give the sentences that PIECE completes, in order."""
        self._waiting += piece
        return self._cut(ended=False)

    def rest(self) -> list[str]:
        """Give what is left, now that nothing follows."""
        found = self._cut(ended=True)
        left, self._waiting, self._from = self._waiting, "", 0
        return [*found, _trimmed(left)] if left.strip() else found

    def _cut(self, *, ended: bool) -> list[str]:
        found = []
        while (end := self._end(ended=ended)) is not None:
            sentence, self._waiting, self._from = self._waiting[:end], self._waiting[end:], 0
            if sentence.strip():
                found.append(_trimmed(sentence))
        return found

    def _end(self, *, ended: bool) -> int | None:
        """Where the first sentence of what waits ends, the spaces after it included; None while it cannot be told."""
        waiting = self._waiting
        for stop in _STOP.finditer(waiting, self._from):
            if stop[0] == "\n" and not waiting[: stop.start()].strip():
                continue  # the lines before the first words
            end = _with_citations(waiting, stop.end(), ended=ended) if stop[0] != "\n" else stop.start()
            if end is None:
                return None
            space = _SPACE.match(waiting, end)
            after = space.end() if space else end
            if after == len(waiting):
                return after if ended else None
            if stop[0] == "\n" or "\n" in waiting[end:after]:
                return after
            following = waiting[after:].lstrip(_OPENING)[:1]
            if not following and not ended:
                return None
            if _stops(waiting, stop, following):
                return after
            self._from = stop.end()
        return None


def _with_citations(text: str, end: int, *, ended: bool) -> int | None:
    """Where the citations after a full stop end; None while one may still be coming."""
    while cited := _CITED.match(text, end):
        end = cited.end()
        stops = _AFTER_CITED.match(text, end)
        end = stops.end() if stops else end
    return None if not ended and _MAY_BE_CITED.fullmatch(text, end) else end


def _stops(text: str, stop: re.Match[str], following: str) -> bool:
    """Whether the stop ends a sentence, seen the first letter of what follows."""
    if stop[0][0] in "!?":
        return True
    before = text[max(0, stop.start() - _WINDOW) : stop.start() + 1]
    line = before.rpartition("\n")[2]
    starts_line = len(line) < len(before) or stop.start() < _WINDOW
    if _ABBREVIATED.search(before) or (starts_line and _MARK.fullmatch(line)):
        return False
    return not following.islower() and not (following.isdigit() and _NUMBERING.search(before))


def _trimmed(sentence: str) -> str:
    """SENTENCE without the spaces around it; the line ends after it stay."""
    bare = sentence.strip()
    lines = sentence[sentence.rindex(bare[-1]) + 1 :].count("\n") if bare else 0
    return bare + "\n" * lines
