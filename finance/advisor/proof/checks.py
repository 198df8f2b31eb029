"""Whether a figure that is a fact is said of the right thing, the right days, the right way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from finance.advisor.facts import Fact
from finance.advisor.proof.claims import BARE, COUNT, PERCENT, Figure, When
from finance.advisor.proof.clauses import Clauses, Name, Pairing, Place
from finance.advisor.proof.ground import Ground, agree, is_whole, name_of
from finance.advisor.proof.matching import kind_of, unit_of, worth
from finance.advisor.proof.words import DOWN, EARNING, MISSING, NO, NO_DIRECTION, PARTITIVE, SPENDING, TOTAL, UP

_FROM = re.compile(r"(?<!\w)(?:de|from|desde)\s+(?:los\s+|las\s+|unos\s+)?[*_]*$")
_TO = re.compile(r"[*_]*\s*(?:a|to|para|hasta|ate|->|→)\s+(?:los\s+|las\s+|unos\s+)?[*_]*")
_OUT_OF = re.compile(
    r"[*_]*\s*(?:de|of|out of|sobre|do|dos)\s+(?:(?:los|las|un|a|the|os|um)\s+)?(?:total\s+(?:de|of)\s+)?[*_]*"
)
_NO_LONGER = 14  # characters before a word in which it is denied
_ONLY = re.compile(r"(?:no solo|no solamente|not only|not just|nao so|nao apenas)\s+(?:\w+\s+)?$")


class Reader:
    """A sentence as the checks see it: its words, its names, its days, and where its figures stand."""

    def __init__(
        self, text: str, labels: Sequence[Name], figures: Sequence[Figure], whens: Sequence[When], ground: Ground
    ) -> None:
        self.text, self.labels, self.figures, self.whens, self.ground = text, labels, figures, whens, ground
        whole: list[Place] = [(one.start, one.end) for one in labels]
        whole += [(one.start, one.end) for one in figures] + [(one.start, one.end) for one in whens]
        self.clauses = Clauses(text, whole)
        self._pairings: dict[str, Pairing] = {}

    def why_not(self, figure: Figure, fact: Fact) -> str:
        """Say what is wrong with FIGURE being FACT; nothing when all is right."""
        if not self.goes_the_way(figure, fact):
            return "direction"
        if not self.is_on_its_side(figure, fact):
            return "side"
        if not self.has_its_name(figure, fact):
            return "label"
        return "" if self.is_of_its_days(figure, fact) else "period"

    # ---- names --------------------------------------------------------------------------------------------------------

    def has_its_name(self, figure: Figure, fact: Fact) -> bool:
        """Whether the sentence calls FIGURE what FACT is called, where it calls figures of its kind anything."""
        kind = kind_of(unit_of(fact))
        if self._counts_something_else(figure, kind):
            return False
        pairing = self._named(kind)
        if not pairing.names or not fact.label.strip():
            return not fact.label.strip() or not self._names_what_is_not_told(figure)
        name, place = name_of(fact), (figure.start, figure.end)
        owners = pairing.owners(place, follows=fact.is_change)
        if name in owners:
            return True
        return is_whole(name) and self._is_said_whole(figure, pairing, owners)

    def _counts_something_else(self, figure: Figure, kind: str) -> bool:
        """Whether right after FIGURE stands the name of what is told in other units: "56,7 % movimientos"."""
        return any(
            not self.text[figure.end : name.start].strip(" *_") and kind not in self.ground.names.get(name.key, {kind})
            for name in self.labels
            if name.start >= figure.end
        )

    def _names_what_is_not_told(self, figure: Figure) -> bool:
        """Whether the sentence names something in whose place FIGURE stands: "la tasa de ahorro es {{12 meses}}"."""
        clause = self.clauses.of(figure.start)
        named = {name.key for name in self.labels if self.clauses.of(name.start) == clause}
        others = [one for one in self.figures if one != figure and self.clauses.of(one.start) == clause]
        kinds = {kind_of(one.unit) for one in others} | ({COUNT} if any(one.unit == BARE for one in others) else set())
        return any(not kinds & self.ground.names.get(name, set()) for name in named)

    def _named(self, kind: str) -> Pairing:
        if kind not in self._pairings:
            names = [name for name in self.labels if kind in self.ground.names.get(name.key, ())]
            figures = [(one.start, one.end) for one in self.figures if kind_of(one.unit) == kind or _may_be(one, kind)]
            self._pairings[kind] = Pairing(self.clauses, names, figures)
        return self._pairings[kind]

    def _is_said_whole(self, figure: Figure, pairing: Pairing, owners: frozenset[str]) -> bool:
        """Whether FIGURE is told as a whole although its name is not: "gastaste {{F1}}, sobre todo en restaurantes"."""
        before, after = self.text[max(0, figure.start - 20) : figure.start], self.text[figure.end : figure.end + 12]
        if TOTAL.search(before) or TOTAL.search(after):
            return not pairing.names_part((figure.start, figure.end)) or self._is_out_of(figure)
        if self._is_out_of(figure):
            return True
        return not owners and not pairing.names_part((figure.start, figure.end))

    def _is_out_of(self, figure: Figure) -> bool:
        """Whether FIGURE is what another is a part of: "{{F1}} de {{F2}}"."""
        return any(
            other.end <= figure.start and _OUT_OF.fullmatch(self.text, other.end, figure.start)
            for other in self.figures
        )

    # ---- days ---------------------------------------------------------------------------------------------------------

    def is_of_its_days(self, figure: Figure, fact: Fact) -> bool:
        """Whether the days that FIGURE is said of are those of FACT."""
        if fact.period is None or not self.days_named.names:
            return True
        place = (figure.start, figure.end)
        owners = self.days_named.owners(place, follows=fact.is_change)
        said = [self.whens[int(key)] for key in owners]
        return not said or any(self.speaks_of(when, fact) for when in said) or self._is_what_it_was(figure)

    def speaks_of(self, when: When, fact: Fact) -> bool:
        """Whether WHEN may be the days of FACT, or those it is compared with."""
        today = self.ground.context.today
        if fact.period is not None and agree(when, fact.period, today):
            return True
        if not fact.is_change or fact.before is None:
            return False
        before = fact.before
        return agree(when, before, today) or any(
            one.start == before.start and before.end <= one.end for one in when.periods
        )

    @cached_property
    def days_named(self) -> Pairing:
        names = [
            Name(when.start, when.end, str(at)) for at, when in enumerate(self.whens) if not self._is_only_a_day(when)
        ]
        figures = [(one.start, one.end) for one in self.figures if kind_of(one.unit) in {"money", COUNT}]
        return Pairing(self.clauses, names, figures, strict=False)

    def _is_only_a_day(self, when: When) -> bool:
        """Whether WHEN is the value of a fact, and not what another is about."""
        today = self.ground.context.today
        if not when.is_day or any(agree(when, period, today) for period in self.ground.periods):
            return False
        return any(is_day(when, day) for day in self.ground.days)

    def _is_what_it_was(self, figure: Figure) -> bool:
        """Whether FIGURE is where a change began: "subió de {{F2}} a {{F1}} este mes"."""
        if not _FROM.search(self.text[max(0, figure.start - 14) : figure.start]):
            return False
        return any(
            other.start >= figure.end and _TO.fullmatch(self.text, figure.end, other.start) for other in self.figures
        )

    # ---- the way round ------------------------------------------------------------------------------------------------

    def goes_the_way(self, figure: Figure, fact: Fact) -> bool:
        """Whether a change is said to go up when it went up; whether what is below nothing is said to be missing."""
        if isinstance(fact.value, date):
            return True
        value = worth(fact)
        if figure.sign and value * figure.sign < 0:
            return False
        if not fact.is_change:
            return not (value < 0 and figure.sign == 0) or MISSING.search(self.text) is not None
        right, wrong = (self._up, self._down) if value > 0 else (self._down, self._up)
        if not value or not (right or wrong):
            return True
        clause = self.clauses.of(figure.start)
        near = [[one for one in ways if self.clauses.of(one[0]) == clause] for ways in (right, wrong)]
        right, wrong = near if near[0] or near[1] else (right, wrong)
        if not right:
            return False
        place = (figure.start, figure.end)
        best = min(right, key=lambda one: self.clauses.apart(one, place))
        if self._is_denied(best):
            return False
        return not wrong or self.clauses.apart(best, place) <= min(self.clauses.apart(one, place) for one in wrong)

    @cached_property
    def _turns(self) -> str:
        """The text without what only sounds like a direction."""
        text = NO_DIRECTION.sub(lambda found: "_" * len(found[0]), self.text)
        for name in self.labels:
            text = text[: name.start] + "_" * (name.end - name.start) + text[name.end :]
        return text

    @cached_property
    def _up(self) -> list[Place]:
        return [match.span() for match in UP.finditer(self._turns)]

    @cached_property
    def _down(self) -> list[Place]:
        return [match.span() for match in DOWN.finditer(self._turns)]

    def _is_denied(self, word: Place) -> bool:
        before = self.text[max(0, word[0] - _NO_LONGER) : word[0]]
        denied = NO.search(before)
        return denied is not None and not _ONLY.search(before) and len(before[denied.end() :].split()) <= 1

    # ---- sides --------------------------------------------------------------------------------------------------------

    def is_on_its_side(self, figure: Figure, fact: Fact) -> bool:
        """Whether money that went is not said to have come, nor the other way round."""
        if fact.side not in {"expense", "income"}:
            return True
        right, wrong = (self._spent, self._earned) if fact.side == "expense" else (self._earned, self._spent)
        wrong = [one for one in wrong if not PARTITIVE.search(self.text[: one[0]])]
        if not wrong:
            return True
        if not right:
            return False
        place = (figure.start, figure.end)
        return min(self.clauses.apart(one, place) for one in right) <= min(
            self.clauses.apart(one, place) for one in wrong
        )

    @cached_property
    def _spent(self) -> list[Place]:
        return [match.span() for match in SPENDING.finditer(self.text)]

    @cached_property
    def _earned(self) -> list[Place]:
        return [match.span() for match in EARNING.finditer(self.text)]


def is_day(when: When, day: date) -> bool:
    """Whether WHEN is DAY, or a month or year that holds it."""
    return any(
        one.start == one.end == day or (one.start < one.end and one.start <= day <= one.end) for one in when.periods
    )


def _may_be(figure: Figure, kind: str) -> bool:
    return figure.unit == BARE and kind == COUNT and figure.unit != PERCENT
