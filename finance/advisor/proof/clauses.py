"""Which name in a sentence a figure goes with: the one beside it in its clause, before it or after it as the sentence does."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from finance.advisor.proof.words import BOUND, PART, PARTITIVE, RESPECTIVELY, SMALL

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_WITHIN = re.compile(
    r"\s*(?:(?:en|de|del|por|on|in|com|em|con|no|na|for|da|do|la|el|las|los|the|tu|tus|your|seus?|suas?)\s+)*"
)
_OF_IT = re.compile(
    r"\W*(?:(?:de|of|por|totales|totals?|fueron|were|are|son|suman|sumaron|came|to|ao|todo|foram|is|es)\b\W*)*"
)
_OPENED = re.compile(r"\s*(?:totales\s+)?(?:de|of|por|:|\()")
_ACROSS = 3  # content words that a clause's end is worth
_COMPARES = frozenset({"que", "than", "do que"})

_TIE = re.compile(r"[*_]*\s*(?:de|of|do|da)\s+[*_]*")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Name:
    """A label or a period that the text names from START to END."""

    start: int
    end: int
    key: str
    is_general: bool = False  # "gastos": it may be the whole that another name is a part of


class Clauses:
    """A folded text and where its clauses end; the places of NAMES and FIGURES are never cut."""

    def __init__(self, text: str, names: Collection[Place], figures: Collection[Place]) -> None:
        self.text = text
        self.ends = [
            match.start()
            for match in BOUND.finditer(text)
            if not any(start <= match.start() < end for start, end in (*names, *figures))
            and not (match[0] == ":" and self._tells(match.start(), names, figures))
        ]
        self._hard = [at for at in self.ends if not any(text.startswith(word, at) for word in _COMPARES)]
        self.parts = [match.start() for match in PART.finditer(text)]
        self.zipped = RESPECTIVELY.search(text) is not None

    def _tells(self, colon: int, names: Collection[Place], figures: Collection[Place]) -> bool:
        """Whether a COLON stands between a name and its figure: "taxi: S/ 20", "*Taxi*: S/ 20"."""
        before, after = self.text[:colon].rstrip("*_ "), self.text[colon + 1 :].lstrip("*_ ")
        is_named = any(end == len(before) for _, end in names)
        return is_named and any(start == len(self.text) - len(after) for start, _ in figures)

    def of(self, at: int) -> int:
        return bisect_right(self.ends, at)

    def apart(self, one: Place, two: Place) -> int:
        """How many words that say something stand between two places; a clause's end counts as some."""
        first, second = sorted((one, two))
        words = _WORD.findall(self.text, first[1], max(first[1], second[0]))
        crossed = bisect_right(self._hard, second[0]) - bisect_right(self._hard, first[0])
        return sum(word not in SMALL for word in words) + _ACROSS * crossed

    def sets_apart(self, start: int, end: int) -> bool:
        """Whether something between says that what follows is a part of what stands before."""
        return any(start <= at < end for at in self.parts)


class Pairing:
    """The NAMES and FIGURES of one text, and which go together."""

    def __init__(
        self, clauses: Clauses, names: Iterable[Name], figures: Iterable[Place], *, strict: bool = True
    ) -> None:
        self.clauses, self.strict = clauses, strict
        self.figures = sorted(set(figures))
        self.names = self._without_wholes(sorted(names, key=lambda name: name.start))
        self.by_clause: dict[int, list[Name]] = {}
        for name in self.names:
            self.by_clause.setdefault(clauses.of(name.start), []).append(name)

    def owners(self, figure: Place, *, follows: bool = False) -> frozenset[str]:
        """The names FIGURE may go with; FOLLOWS is one that adds to what was said before it, as a change does."""
        if self.clauses.zipped and (paired := self._in_order(figure)):
            return paired
        clause = self.clauses.of(figure[0])
        named = self.by_clause.get(clause, [])
        if named and all(self._is_background(name) for name in named):  # "que es el {{F5}} de tus gastos"
            return self._around(figure, clause, follows=follows) or self._within(figure, named, clause)
        if named:
            return self._within(figure, named, clause)
        return self._around(figure, clause, follows=follows)

    def names_part(self, figure: Place) -> bool:
        """Whether the figure's own clause names something more exact than a whole."""
        return any(not name.is_general for name in self.by_clause.get(self.clauses.of(figure[0]), []))

    def _without_wholes(self, names: list[Name]) -> list[Name]:
        """Leave out what only says whole: "tus gastos en restaurantes" are those of restaurants."""
        said = set()
        for one, two in pairwise(names):
            if one.is_general != two.is_general and _WITHIN.fullmatch(self.clauses.text[one.end : two.start]):
                said.add(one if one.is_general else two)
        return [name for name in names if name not in said]

    def _in_order(self, figure: Place) -> frozenset[str]:
        named = [name for name in self.names if not name.is_general]
        if len(named) != len(self.figures) or figure not in self.figures:
            return frozenset()
        return frozenset({named[self.figures.index(figure)].key})

    def _within(self, figure: Place, named: Sequence[Name], clause: int) -> frozenset[str]:
        if whole := self._whole_before(figure, named):
            return frozenset({whole.key})
        exact = [name for name in named if not name.is_general] or list(named)
        if len(exact) == 1:
            return frozenset({exact[0].key})
        figures = [
            one for one in self.figures if self.clauses.of(one[0]) == clause and not self._whole_before(one, named)
        ]
        if len(figures) <= 1:
            return self._nearest(figure, exact) if self.strict else frozenset(name.key for name in exact)
        return self._ordered(figure, exact, figures)

    def _nearest(self, figure: Place, named: Sequence[Name]) -> frozenset[str]:
        apart = {name: self.clauses.apart((name.start, name.end), figure) for name in named}
        least = min(apart.values())
        return frozenset(name.key for name, distance in apart.items() if distance == least)

    def _ordered(self, figure: Place, named: Sequence[Name], figures: Sequence[Place]) -> frozenset[str]:
        """Several names and figures in one clause: a name leads its figures, or else follows its figure."""
        tied = [name for name in named if _TIE.fullmatch(self.clauses.text, *_between(name, figure))]
        if tied:
            return frozenset(name.key for name in tied)  # "12 de interés", "un préstamo de 100"
        before = [name for name in named if name.start < figure[0]]
        after = [name for name in named if name.start >= figure[0]]
        leads = named[0].start < figures[0][0]
        chosen = (before[-1:] or after[:1]) if leads else (after[:1] or before[-1:])
        return frozenset(name.key for name in chosen)

    def _whole_before(self, figure: Place, named: Sequence[Name]) -> Name | None:
        """The whole right before FIGURE: "gastos de {{F1}}", but not "de tus gastos {{F1}} fueron en restaurantes"."""
        before = [name for name in named if name.end <= figure[0]]
        if not before or not before[-1].is_general:
            return None
        gap = self.clauses.text[before[-1].end : figure[0]]
        if any(before[-1].end <= one[0] < figure[0] for one in self.figures) or not _OF_IT.fullmatch(gap):
            return None
        if self._is_background(before[-1]) and not _OPENED.match(gap):
            return None
        return before[-1]

    def _is_background(self, name: Name) -> bool:
        return name.is_general and PARTITIVE.search(self.clauses.text[: name.start]) is not None

    def _around(self, figure: Place, clause: int, *, follows: bool) -> frozenset[str]:
        """The names of another clause, for a figure whose own has none."""
        leads = self._names_lead()
        before, after = self._before(clause), self._after(figure, clause)
        chosen = (before or after) if leads or (follows and before) else (after or before)
        return frozenset(name.key for name in chosen)

    def _names_lead(self) -> bool:
        exact = [name for name in self.names if not name.is_general]
        free = [one for one in self.figures if not self._is_of_a_whole(one)]
        return bool(exact) and (not free or exact[0].start < free[0][0])

    def _is_of_a_whole(self, figure: Place) -> bool:
        named = self.by_clause.get(self.clauses.of(figure[0]), [])
        return bool(named) and self._whole_before(figure, named) is not None

    def _before(self, clause: int) -> list[Name]:
        for at in range(clause - 1, -1, -1):
            named = [name for name in self.by_clause.get(at, []) if not self._is_background(name)]
            if named:
                exact = [name for name in named if not name.is_general] or named
                return exact[-1:] if self.strict else exact
        return []

    def _after(self, figure: Place, clause: int) -> list[Name]:
        filled = {self.clauses.of(one[0]) for one in self.figures}
        for at in range(clause + 1, len(self.clauses.ends) + 1):
            named = self.by_clause.get(at, [])
            if named:
                is_free = at not in filled and not self.clauses.sets_apart(figure[1], named[-1].end + 24)
                return list(named) if is_free else []
        return []


def _between(name: Name, figure: Place) -> Place:
    """Where the text between the two begins and ends."""
    return (name.end, max(name.end, figure[0])) if name.start < figure[0] else (figure[1], max(figure[1], name.start))
