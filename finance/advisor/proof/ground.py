"""What may prove a figure, prepared once for all the sentences of an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from finance import countries
from finance.advisor.facts import Fact, Value
from finance.advisor.proof.claims import Claims, Figure, When
from finance.advisor.proof.figures import claims, claims_of_all, pieces, plain
from finance.advisor.proof.matching import kind_of, unit_of
from finance.advisor.proof.surroundings import kinds_said
from finance.people.pay_cycle import clipped
from finance.understanding import Context, Period
from finance.understanding.words import fold

# What "gastos" and "ingresos" are called, and what a whole is called beside its parts.
_WHOLES = frozenset(
    [
        "gastos",
        "ingresos",
        "spending",
        "income",
        "expenses",
        "despesas",
        "entradas",
        "receitas",
        "gasto total",
        "gastos totales",
        "total",
        "en total",
        "total spending",
        "total income",
        "ingresos totales",
        "gastos totais",
        "saidas",
        "egresos",
    ]
)
_QUOTED = re.compile(r"[\"“«'‘]([^\"”»'’\n]{2,60})[\"”»'’]")
_DAY = timedelta(days=1)


class Ground:
    """The facts, the person's words and the pages, read and ready to be compared with."""

    def __init__(
        self,
        *,
        facts: Sequence[Fact],
        said: str,
        context: Context,
        write: Callable[[Value], str],
        sources: Mapping[int, str],
    ) -> None:
        self.facts, self.context, self.sources = facts, context, sources
        self.by_key = {fact.key: fact for fact in facts}
        self.own = context.currency or _currency(context.country)
        self.said_text = fold(plain(said))
        self._said, self._write = said, write
        self._written: dict[str, Claims] = {}
        self._pages: dict[int, tuple[str, Claims]] = {}
        self.periods = [one for fact in facts for one in (fact.period, fact.before) if one is not None]
        self.days = [fact.value for fact in facts if isinstance(fact.value, date)]
        self.names: dict[str, set[str]] = {}  # a folded label, and the kinds of figures that go by it
        for fact in facts:
            if fact.label.strip():
                self.names.setdefault(name_of(fact), set()).add(kind_of(unit_of(fact)))
        self.label = _any_of(self.names)
        self.short = _short(self.names)  # "cuota" for "cuota al mes", where nothing else begins so
        self.short_label = re.compile(
            "|".join(rf"(?<!\w)({re.escape(stem)})\w*(?!\w)(?!\s+(?:de|del|of|da|do)\s)" for stem in self.short)
            or r"(?!)"
        )

    @cached_property
    def said(self) -> Claims:
        return claims_of_all(self._said, self.context)

    def said_kinds(self, figure: Figure) -> set[str]:
        """What the person said that a number which FIGURE repeats is: owed, earned, offered, or nothing."""
        folded = [fold(piece) for piece in pieces(plain(self._said))]
        read = [(text, claims(text, self.context).figures) for text in folded]
        return {kind for text, figures in read for kind in kinds_said(text, figures, figure)}

    @cached_property
    def masked(self) -> frozenset[str]:
        """The labels that would be read as figures or days: "interés de un mes", "Netflix 4K"."""
        return frozenset(name for name in self.names if _claims_something(claims(name, self.context)))

    @cached_property
    def numbers_only(self) -> frozenset[str]:
        """The labels that are nothing but a figure: their letters alone prove none."""
        return frozenset(
            name for name in self.masked if all(not _letters(name, one) for one in [claims(name, self.context)])
        )

    def written(self, fact: Fact) -> Claims:
        """What is read in what is written for FACT."""
        if fact.key not in self._written:
            self._written[fact.key] = claims(self._write(fact.size), self.context)
        return self._written[fact.key]

    def page(self, number: int) -> tuple[str, Claims]:
        """The folded text of a page and what it claims."""
        if number not in self._pages:
            text = self.sources.get(number, "")
            self._pages[number] = fold(plain(text)), claims_of_all(text, self.context)
        return self._pages[number]

    def quotes(self, text: str) -> list[tuple[int, int]]:
        """Where TEXT quotes the person's own words."""
        return [match.span(1) for match in _QUOTED.finditer(text) if match[1] in self.said_text]


def name_of(fact: Fact) -> str:
    """What a fact goes by in a folded text."""
    return " ".join(fold(plain(fact.label)).split())


def is_whole(name: str) -> bool:
    """Tell whether NAME is that of all that was spent or earned."""
    return name in _WHOLES


def _any_of(names: Mapping[str, object]) -> re.Pattern[str]:
    """A pattern of all NAMES, the longest first; of nothing where there is none."""
    longest = sorted(names, key=len, reverse=True)
    spaced = [re.escape(name).replace("\\ ", r"\s+") for name in longest]
    return re.compile("|".join(rf"(?<!\w){name}(?!\w)" for name in spaced) or r"(?!)")


_SMALL = frozenset(
    ["lo", "que", "te", "el", "la", "los", "las", "tu", "o", "a", "what", "you", "the", "was", "it", "how", "voce", "tienes", "tem",
     "have", "quanto", "tempo", "monthly", "mensual", "mensal", "anual", "yearly", "weekly", "diario", "seu", "sua", "su", "total"]
)  # fmt: skip


def _short(names: Mapping[str, object]) -> dict[str, str]:
    """How the labels of several words may be said shorter: by how their first telling word begins, where no other does."""
    stems = {}
    for name in names:
        word = next((word for word in name.split() if word not in _SMALL), "")
        if len(word) > 3 and len(name.split()) > 1:
            stems[name] = word[: max(4, len(word) - 2)]
    begun = [word[: max(4, len(word) - 2)] for name in names for word in name.split()[:1]] + list(stems.values())
    return {
        stem: name
        for name, stem in stems.items()
        if sum(one.startswith(stem) for one in begun) <= 1 + (name.startswith(stem))
    }


def _claims_something(read: Claims) -> bool:
    return bool(read.figures or read.whens)


def _letters(name: str, read: Claims) -> str:
    """The letters of NAME that no figure or day in it has taken."""
    taken: list[Figure | When] = [*read.figures, *read.whens]
    return "".join(
        sign for at, sign in enumerate(name) if sign.isalpha() and not any(one.start <= at < one.end for one in taken)
    )


def _currency(country: str) -> str:
    try:
        return countries.get(country).currency
    except countries.UnknownCountry:
        return "USD"


def is_day(when: When, day: date) -> bool:
    """Whether WHEN is DAY, or a month or year that holds it."""
    return any(
        one.start == one.end == day or (one.start < one.end and one.start <= day <= one.end) for one in when.periods
    )


def agree(when: When, period: Period, today: date) -> bool:
    """Tell whether WHEN may be PERIOD; the days after TODAY make no difference."""
    return any(_same(when, said, period, today) for said in when.periods)


def _same(when: When, said: Period, period: Period, today: date) -> bool:
    if when.is_rolling and abs(said.start - period.start) <= _DAY and abs(said.end - period.end) <= _DAY:
        return True
    if when.is_edge and when.is_day and said.start in (period.start, period.end):
        return True
    if when.is_edge and said.start == period.start and period.end >= min(said.end, today):
        return True
    if said.start != period.start:
        return False
    if when.is_partial and said.end < today:
        return period.end == _as_far(said, today)
    if said.end == period.end or min(said.end, today) == min(period.end, today) >= said.start:
        return True
    return when.is_partial and period.end <= said.end


def _as_far(said: Period, today: date) -> date:
    """The day of a past week, month or year that is as far into it as TODAY is into this one."""
    length = (said.end - said.start).days
    if length < 7:
        return said.start + timedelta(days=today.weekday())
    if length > 31:
        return clipped(said.start.year, today.month, today.day)
    return clipped(said.start.year, said.start.month, today.day)
