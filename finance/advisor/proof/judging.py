"""Proof that every figure of a sentence is a fact, the person's own, or stands in the page it cites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from finance.advisor.facts import Fact, Value
from finance.advisor.proof.checks import Reader
from finance.advisor.proof.claims import LITERAL, UNREAD, Claims, Figure, When
from finance.advisor.proof.clauses import Name
from finance.advisor.proof.figures import claims
from finance.advisor.proof.ground import Ground, agree, is_day, is_whole, name_of
from finance.advisor.proof.matching import is_near, proves, repeats, repeats_page, same_as_written, unit_of, worth
from finance.advisor.proof.references import Placed, Rendered, render
from finance.advisor.proof.surroundings import is_told_of_the_same, kind_beside
from finance.advisor.proof.words import NO, SMALL
from finance.understanding import Context
from finance.understanding.words import fold

_CITED = re.compile(r"\[(\d{1,3})\]")
_TO_DAYS = frozenset({"from", "desde", "hasta", "since", "until", "ate", "by", "antes", "before"})
_UNIT_AFTER = re.compile(
    r"\s*(?:%|(?:por ?ciento|por cento|percent|soles|sol|pesos?|dolar(?:es)?|dollars?|reais|real|euros?|dias?|semanas?|mes(?:es)?|"
    r"anos?|days?|weeks?|months?|years?|mil|millon(?:es)?|thousand|million|k)(?!\w))"
)
_IS = re.compile(r"(?<!\w)[éÉ](?!\w)")  # no "e": that would end a clause
_GREATER = re.compile(r"(?<!\w)(?:mas|more|mais|mayor|higher)(?!\w)(?!\s+(?:o menos|de)\b)")
_LESSER = re.compile(r"(?<!\w)(?:menos|less|menor|lower)(?!\w)(?!\s+de\b)")
_THAN = re.compile(r"(?<!\w)(?:que|than|do que)(?!\w)")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that may prove a figure."""

    facts: tuple[Fact, ...]  # with keys: "F1", "F2"
    said: str  # the person's own words
    context: Context
    write: Callable[[Value], str]  # how a value is written for this person
    sources: Mapping[int, str] = field(default_factory=dict)  # what stands on the page [n]
    _ready: list[Ground] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def ready(self) -> Ground:
        """All of it read, once for all the sentences of an answer."""
        if not self._ready:
            ground = Ground(
                facts=self.facts, said=self.said, context=self.context, write=self.write, sources=self.sources
            )
            self._ready.append(ground)
        return self._ready[0]


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure of a sentence and what proves it."""

    said: str  # as it is written in the rendered sentence
    by: str  # "fact" | "said" | "source"
    fact: Fact | None = None
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not proven, and why not."""

    span: str  # as written
    why: str  # "unknown" | "unit" | "label" | "period" | "direction" | "side" | "reference" | "precision"


@dataclass(frozen=True, slots=True)
class Proven:
    """A sentence with its references replaced by what they stand for, and what is proven of it."""

    text: str
    figures: tuple[Shown, ...]
    faults: tuple[Fault, ...]
    names: frozenset[str] = frozenset()  # the labels it speaks of, which the next sentence may leave out

    @property
    def holds(self) -> bool:
        """Whether it may be said."""
        return not self.faults


def prove(sentence: str, grounds: Grounds, *, after: frozenset[str] = frozenset()) -> Proven:
    """Replace the references of SENTENCE and prove every figure and every day in it; AFTER: what the one before named."""
    rendered = render(sentence, grounds.ready.by_key, grounds.write)
    return _Judge(rendered, grounds.ready, after).judge()


class _Judge:
    """Goes through one rendered sentence; what is found wrong is gathered, never raised."""

    def __init__(self, rendered: Rendered, ground: Ground, after: frozenset[str]) -> None:
        self.rendered, self.ground = rendered, ground
        self.text = rendered.text
        self.folded = fold(_IS.sub("_", self.text))
        self.labels = self._labels()
        self.claims = self._read()
        self.cited = [int(number) for number in _CITED.findall(self.text) if int(number) in ground.sources]
        self.reader = Reader(self.folded, self.labels, self.claims.figures, self.claims.whens, ground, after)
        self.shown: list[tuple[int, Shown]] = []
        self.faults: list[Fault] = [Fault(one, "reference") for one in rendered.broken]

    def judge(self) -> Proven:
        self._citations()
        pinned = self._references()
        for figure in self.claims.figures:
            if figure not in pinned:
                self._raw(figure)
        self._days()
        self._together()
        shown = tuple(one for _, one in sorted(self.shown, key=lambda placed: placed[0]))
        names = frozenset(name.key for name in self.labels) or self.reader.after
        return Proven(self.text, shown, tuple(dict.fromkeys(self.faults)), names)

    # ---- reading ------------------------------------------------------------------------------------------------------

    def _labels(self) -> list[Name]:
        """The labels the sentence names, by reference or in letters."""
        placed = [one for one in self.rendered.placed if one.is_label]
        figures = [one for one in self.rendered.placed if not one.is_label]
        names = [Name(one.start, one.end, name_of(one.fact), is_whole(name_of(one.fact))) for one in placed]
        for match in self.ground.label.finditer(self.folded):
            if not _meets(match.span(), (*placed, *figures)):
                name = " ".join(match[0].split())
                names.append(Name(*match.span(), name, is_whole(name)))
        for match in self.ground.short_label.finditer(self.folded):
            taken = any(match.start() < one.end and one.start < match.end() for one in names)
            if not taken and not _meets(match.span(), (*placed, *figures)):
                stem = next(one for one in match.groups() if one)
                names.append(Name(*match.span(), self.ground.short[stem]))
        return sorted(names, key=lambda name: name.start)

    def _read(self) -> Claims:
        """What the sentence claims; what only names something is no figure and no day."""
        named = [(one.start, one.end) for one in self.labels if one.key not in self.ground.numbers_only]
        referred = [(one.start, one.end) for one in self.rendered.placed if one.is_label]
        text = self.text
        for start, end in (*self.rendered.blank, *self.ground.quotes(self.folded), *referred, *named):
            plural = text[end - 1 : end] == "s"  # what is counted stays so
            # No letter three times in a row: a stretched word is read as a shorter one.
            mask = ("xy" * (end - start))[: end - start - plural]
            text = text[:start] + mask + "s" * plural + text[end:]
        return claims(text, self.ground.context)

    def _citations(self) -> None:
        for number in _CITED.findall(self.text):
            if int(number) not in self.ground.sources:
                self.faults.append(Fault(f"[{number}]", "reference"))

    # ---- figures ------------------------------------------------------------------------------------------------------

    def _references(self) -> set[Figure]:
        """Judge what references became; give the figures that were read there."""
        pinned: set[Figure] = set()
        for placed in self.rendered.placed:
            if placed.is_label:
                continue
            here = [one for one in self.claims.figures if _overlap(one, placed)]
            pinned.update(here)
            figure = self._pinned(placed, here)
            if self._is_glued(placed) or any(one.near in {"over", "under"} for one in here):
                self.faults.append(Fault(self.text[placed.start : placed.end], "precision"))
                continue
            if figure is not None:
                self._judge(figure, [placed.fact], said=self.text[placed.start : placed.end])
        return pinned

    def _is_glued(self, placed: Placed) -> bool:
        """Whether a sign or a digit before or after it makes another figure of a reference."""
        before, after = self.text[: placed.start].rstrip()[-1:], self.text[placed.end :][:1]
        return before in {*"€$£"} or before.isdigit() or after.isalnum()

    def _pinned(self, placed: Placed, here: Sequence[Figure]) -> Figure | None:
        """What is read where PLACED stands, when the words around it have not made something else of it."""
        written = self.ground.written(placed.fact)
        if not unit_of(placed.fact).isupper() and _UNIT_AFTER.match(self.folded, placed.end):
            self.faults.append(Fault(self.text[placed.start : placed.end], "unit"))
            return None  # "8 días soles"
        glued = self.text[max(0, placed.start - 1) : placed.start] + self.text[placed.end : placed.end + 1]
        if len(written.figures) == 1 and not written.whens and len(here) == 1 and same_as_written(here[0], written):
            return here[0]
        is_plain = len(here) == len(written.figures) != 1 and not _LETTER.search(glued)
        if is_plain and all(
            (one.unit, one.value) == (two.unit, two.value) for one, two in zip(here, written.figures, strict=True)
        ):
            return Figure(placed.start, placed.end, "date" if written.whens else "written")
        same = any(one.value == two.value for one in here for two in written.figures)
        self.faults.append(Fault(self.text[placed.start : placed.end], "unit" if same else "unknown"))
        return None

    def _raw(self, figure: Figure) -> None:
        """Prove a figure that was typed, by a fact, the person's words or a page."""
        own = self.ground.own
        if figure.unit == UNREAD:
            self.faults.append(Fault(self._said(figure), "unknown"))
            return
        facts = [
            fact
            for fact in self.ground.facts
            if proves(fact, figure, own)
            or (figure.unit not in LITERAL and same_as_written(figure, self.ground.written(fact)))
        ]
        why = self._why(figure, facts) if facts else "unknown"
        if not why or self._is_repeated(figure):
            if not why:
                self._show(figure, facts)
            return
        if not facts:
            near = [is_near(fact, figure, own) for fact in self.ground.facts]
            why = "unit" if "unit" in near else "precision" if "precision" in near else "unknown"
        self.faults.append(Fault(self._said(figure), why))

    def _judge(self, figure: Figure, facts: Sequence[Fact], said: str = "") -> None:
        why = self._why(figure, facts)
        if why:
            self.faults.append(Fault(said or self._said(figure), why))
        else:
            self._show(figure, facts, said)

    def _why(self, figure: Figure, facts: Sequence[Fact]) -> str:
        whys = [self.reader.why_not(figure, fact) for fact in facts]
        return "" if "" in whys else whys[0]

    def _show(self, figure: Figure, facts: Sequence[Fact], said: str = "") -> None:
        fact = next(fact for fact in facts if not self.reader.why_not(figure, fact))
        self.shown.append((figure.start, Shown(said or self._said(figure), "fact", fact)))

    def _is_repeated(self, figure: Figure) -> bool:
        """Whether the person said FIGURE, or a page that the sentence cites."""
        text = self.folded[figure.start : figure.end]
        is_said = _stands(figure, text, self.ground.said_text) or any(
            repeats(figure, one, self.ground.own) for one in self.ground.said.figures
        )
        if is_said and not self.reader.says_more_than(self.ground.said_text, figure) and self._is_said_so(figure):
            self.shown.append((figure.start, Shown(self._said(figure), "said")))
            return True
        for number in [] if self.reader.is_of_theirs(figure) else self.cited:
            page, read = self.ground.page(number)
            stands = _stands(figure, text, page)
            again = stands or any(repeats_page(figure, one, self.ground.own) for one in read.figures)
            if again and (stands or is_told_of_the_same(self.folded, figure, page, read)):
                self.shown.append((figure.start, Shown(self._said(figure), "source", source=number)))
                return True
        if figure.periods and self._is_known(When(figure.start, figure.end, figure.periods, is_rolling=True)):
            return True
        return figure.unit == "rule" and any(text in name for name in self.ground.names)

    def _is_said_so(self, figure: Figure) -> bool:
        """Whether what is owed is not told as what is earned, nor as what was offered."""
        kind = kind_beside(self.folded, figure)
        said = self.ground.said_kinds(figure)
        return not kind or not said or "" in said or kind in said

    def _together(self) -> None:
        """What cannot be said of several figures at once: days that differ and are not told, an order that is not theirs."""
        facts = [(at, one) for at, one in sorted(self.shown, key=lambda placed: placed[0]) if one.fact is not None]
        money = [(at, one) for at, one in facts if one.fact and one.fact.period and not one.fact.is_change]
        untold = [one for at, one in money if not self._has_days(at, one)]
        if len({one.fact.period for one in untold if one.fact}) > 1:
            self.faults += [Fault(one.said, "period") for one in untold]
        if len(money) == 2 and (wrong := self._in_wrong_order(money)):
            self.faults.append(Fault(wrong, "direction"))

    def _has_days(self, at: int, shown: Shown) -> bool:
        """Whether the sentence names the days of the figure at AT."""
        return bool(self.reader.days_named.owners((at, at + len(shown.said))))

    def _in_wrong_order(self, money: Sequence[tuple[int, Shown]]) -> str:
        """The first of two amounts where "más en A que en B" says it is the greater, and it is not."""
        (at, one), (then, two) = money
        if one.fact is None or two.fact is None or unit_of(one.fact) != unit_of(two.fact):
            return ""
        than = _THAN.search(self.folded, at, then)
        said = self.folded[: than.start()] if than else ""
        more, less = _GREATER.search(said), _LESSER.search(said)
        if bool(more) == bool(less):
            return ""
        first, second = worth(one.fact), worth(two.fact)
        holds = first > second if more else first < second
        found = more or less
        is_denied = found is not None and NO.search(said, 0, found.start()) is not None
        return "" if holds != is_denied else one.said

    def _said(self, one: Figure | When) -> str:
        return self.text[one.start : one.end].strip()

    # ---- days ---------------------------------------------------------------------------------------------------------

    def _days(self) -> None:
        for when in self.claims.whens:
            if self._is_of_a_reference(when) or self._is_known(when) or self._is_excused(when):
                continue
            if when.figures and all(self._is_repeated(figure) for figure in when.figures):
                continue
            self.faults.append(Fault(self._said(when), "period"))

    def _is_of_a_reference(self, when: When) -> bool:
        """Whether WHEN is what a reference became, with no more than a small word around it: "from {{F11}}"."""
        for one in self.rendered.placed:
            around = f"{self.folded[when.start : one.start]} {self.folded[one.end : when.end]}".split()
            if when.start < one.end and one.start < when.end and SMALL.union(_TO_DAYS).issuperset(around):
                return True
        return False

    def _is_known(self, when: When) -> bool:
        """Whether WHEN is the days of a fact, a day that is a fact, or days the person or a cited page spoke of."""
        ground, today = self.ground, self.ground.context.today
        if any(self.reader.speaks_of(when, fact) for fact in ground.facts):
            return True
        if any(is_day(when, day) for day in ground.days):
            if when.is_day:
                self._judge_day(when)
            return True
        said: Iterable[When] = [
            *ground.said.whens,
            *(one for number in self.cited for one in ground.page(number)[1].whens),
        ]
        periods = {period for one in said for period in one.periods}
        if periods.intersection(when.periods):
            return True
        ends = {day for period in ground.periods for day in (period.start, period.end)} | set(ground.days)
        return any(one.start in ends and one.end in ends and one.start < one.end for one in when.periods) or any(
            agree(when, period, today) for period in ground.periods
        )

    def _judge_day(self, when: When) -> None:
        facts = [fact for fact in self.ground.facts if isinstance(fact.value, date) and is_day(when, fact.value)]
        self._judge(Figure(when.start, when.end, "date"), facts)

    def _is_excused(self, when: When) -> bool:
        """Today and this month need no proof; this week or the next month none where no figure is told of them."""
        if when.now in {"today", "month"}:
            return True
        return when.now in {"this", "next"} and not self.claims.figures and not self.rendered_figures

    @property
    def rendered_figures(self) -> bool:
        return any(not one.is_label for one in self.rendered.placed)


def _overlap(one: Figure, placed: Placed) -> bool:
    return one.start < placed.end and placed.start < one.end


def _meets(span: tuple[int, int], placed: Iterable[Placed]) -> bool:
    return any(span[0] < one.end and one.start < span[1] for one in placed)


def _stands(figure: Figure, letters: str, text: str) -> bool:
    """Whether what is proven by its letters alone (10:30, 50/30/20) stands in TEXT."""
    return figure.unit in LITERAL and re.search(rf"(?<![\w/]){re.escape(letters)}(?![\w/])", text) is not None
