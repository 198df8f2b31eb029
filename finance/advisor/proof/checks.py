"""Whether a figure that is a fact is said of the right thing, the right days, the right way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import product

from finance.advisor.facts import Fact
from finance.advisor.proof.beside import (
    ARTICLE,
    COVERS,
    MORE_THAN,
    MOVED,
    OF_ALL,
    OF_SPENDING,
    OF_YOURS,
    STANDS_AT,
    THAT_IS,
    VERB,
    WENT,
    WHILE,
)
from finance.advisor.proof.claims import BARE, COUNT, PERCENT, Figure, When
from finance.advisor.proof.clauses import Clauses, Name, Pairing, Place
from finance.advisor.proof.ground import Ground, agree, is_day, is_whole, name_of
from finance.advisor.proof.matching import kind_of, unit_of, worth
from finance.advisor.proof.words import (
    COMPARING,
    DIFFERENCE,
    DOWN,
    EARNING,
    FREQUENCY,
    HOLDING,
    KEPT,
    MISSING,
    NO,
    NO_DIRECTION,
    OWING,
    PARTITIVE,
    SAVING,
    SPENDING,
    TOTAL,
    UP,
    YOURS,
)

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
        self,
        text: str,
        labels: Sequence[Name],
        figures: Sequence[Figure],
        whens: Sequence[When],
        ground: Ground,
        after: frozenset[str],
    ) -> None:
        self.after = after  # the labels that the sentence before named
        self.text, self.labels, self.figures, self.whens, self.ground = text, labels, figures, whens, ground
        named: list[Place] = [(one.start, one.end) for one in labels] + [(one.start, one.end) for one in whens]
        self.clauses = Clauses(text, named, [(one.start, one.end) for one in figures])
        self._pairings: dict[str, Pairing] = {}

    def why_not(self, figure: Figure, fact: Fact) -> str:
        """Say what is wrong with FIGURE being FACT; nothing when all is right."""
        if not self.goes_the_way(figure, fact):
            return "direction"
        if not self.is_on_its_side(figure, fact):
            return "side"
        if not self.has_its_name(figure, fact):
            return "label"
        return "" if self.is_of_its_days(figure, fact) and self.is_as_often(figure, fact) else "period"

    # ---- names --------------------------------------------------------------------------------------------------------

    def has_its_name(self, figure: Figure, fact: Fact) -> bool:
        """Whether the sentence calls FIGURE what FACT is called, where it calls figures of its kind anything."""
        kind = kind_of(unit_of(fact))
        if not fact.label.strip():
            return True
        if self._counts_something_else(figure, kind) or self._is_out_of_place(figure, kind):
            return False
        name, place = name_of(fact), (figure.start, figure.end)
        if self._stands_for_another(figure, kind, name) or (
            figure.unit == BARE and kind == COUNT and self._is_nameless(name)
        ):
            return False
        pairing = self._named(kind)
        if not pairing.names:
            if kind == "span" and self.labels and WHILE.search(self.text[max(0, figure.start - VERB) : figure.start]):
                return True
            if not self.labels and name_of(fact) in self.after:
                return True
            return is_whole(name_of(fact)) and not self._is_of_another_kind(figure)
        if not any(one.key == name for one in self.labels) and not is_whole(name):
            return False  # what it is has to stand beside it
        owners = pairing.owners(place, follows=fact.is_change)
        if name in owners:
            return True
        return is_whole(name) and self._is_said_whole(figure, pairing, owners)

    def _is_of_another_kind(self, figure: Figure) -> bool:
        """Whether the unnamed FIGURE stands where something else is told: a rate, what is left, what is owed."""
        clause = self._clause(figure)
        told = HOLDING.search(clause) or OWING.search(clause) or SAVING.search(clause)
        return told is not None or self._names_what_is_not_told(figure)

    def says_more_than(self, said: str, figure: Figure) -> bool:
        """Whether a number that the person SAID is told here of something else: spent, owned, owed, a category."""
        if kind_of(figure.unit) != "money":
            return False
        clause = self._clause(figure)
        for told in (SPENDING, EARNING, HOLDING, OWING, SAVING):
            if told.search(clause) and not told.search(said):
                return True
        at = self.clauses.of(figure.start)
        named = [name for name in self.labels if self.clauses.of(name.start) == at and name.key not in said]
        others = any(one != figure and self.clauses.of(one.start) == at for one in self.figures)
        return bool(named) and not others

    def is_of_theirs(self, figure: Figure) -> bool:
        """Whether FIGURE is told of the person's own money, of which no page knows anything."""
        return YOURS.search(self._clause(figure)) is not None

    def _clause(self, figure: Figure, text: str = "") -> str:
        """The words of the clause in which FIGURE stands, of the sentence or of a TEXT as long."""
        at = self.clauses.of(figure.start)
        ends = [0, *self.clauses.ends, len(self.text)]
        return (text or self.text)[ends[at] : ends[at + 1]]

    def _counts_something_else(self, figure: Figure, kind: str) -> bool:
        """Whether right after FIGURE stands the name of what is told in other units: "56,7 % movimientos"."""
        return any(
            not self.text[figure.end : name.start].strip(" *_") and kind not in self.ground.names.get(name.key, {kind})
            for name in self.labels
            if name.start >= figure.end
        )

    def _is_out_of_place(self, figure: Figure, kind: str) -> bool:
        """Whether no FIGURE of its kind stands there: "el 29 meses de tus gastos", "gastaste 8 días", "S/ 20, o sea 3 meses"."""
        before = self.text[max(0, figure.start - VERB) : figure.start]
        if kind == "span" and figure.value != 1 and ARTICLE.search(before):
            return True
        if kind == "date" and OF_YOURS.match(self.text, figure.end):
            return True
        is_money = kind not in {"span", "date"} and (kind != COUNT or figure.unit != BARE)
        if not is_money and (WENT.search(before) or MOVED.search(before)):
            return True
        if not THAT_IS.search(before):
            return False
        last = [kind_of(one.unit) for one in self.figures if one.end <= figure.start]
        return bool(last) and last[-1] != kind

    def _stands_for_another(self, figure: Figure, kind: str, name: str) -> bool:
        """Whether FIGURE stands where that of something else should: "la tasa de ahorro es {{12 meses}}"."""
        place = (figure.start, figure.end)
        owners = self._all.owners(place)
        if not owners or name in owners or any(kind in self.ground.names.get(one, set()) for one in owners):
            return False
        for_days = all(self.ground.names.get(one) == {"date"} for one in owners)
        before = self.text[max(0, figure.start - VERB) : figure.start]
        if kind == "span" and OF_SPENDING.match(self.text, figure.end):  # "cubre 3 meses de gastos"
            return not COVERS.search(before) and name not in self._named(kind).owners(place)
        if kind == "span" and not for_days and WHILE.search(before) and not STANDS_AT.search(before):
            return False
        return kind in {"span", "date"} or all(self._is_untold(one, place) for one in owners)

    def _is_nameless(self, name: str) -> bool:
        """Whether other things are named and NAME is not: a number of nothing would be taken for theirs."""
        return bool(self.labels) and all(one.key != name for one in self.labels)

    def _is_untold(self, name: str, place: Place) -> bool:
        """Whether no figure but that at PLACE tells what NAME is."""
        kinds = self.ground.names.get(name, set())
        return not any(
            (one.start, one.end) != place
            and (kind_of(one.unit) in kinds or (one.unit == BARE and COUNT in kinds))
            and name in self._all.owners((one.start, one.end))
            for one in self.figures
        )

    @cached_property
    def _all(self) -> Pairing:
        return Pairing(self.clauses, self.labels, [(one.start, one.end) for one in self.figures])

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
        if not fact.is_change:
            said = [when for when in said if not self._is_compared_with(when, figure)]
        if not said or any(self.speaks_of(when, fact) for when in said) or self._went_from_or_to(figure, fact, said):
            return True
        # "contra {{F2}} del mes pasado": a month so far is compared with as much of the one before
        against = COMPARING.search(self.text[: figure.start])
        return bool(against) and any(
            one.start == fact.period.start and fact.period.end <= one.end for when in said for one in when.periods
        )

    def is_as_often(self, figure: Figure, fact: Fact) -> bool:
        """Whether no rate is made of a total: "gastas {{F1}} por día"."""
        if isinstance(fact.value, date) or kind_of(unit_of(fact)) != "money":
            return True
        return FREQUENCY.search(self._clause(figure, self._turns)) is None or bool(FREQUENCY.search(name_of(fact)))

    def _is_compared_with(self, when: When, figure: Figure) -> bool:
        """Whether WHEN is only what FIGURE, before it, is compared with: "llevas {{F1}}, {{F3}} más que en febrero"."""
        return figure.start < when.start and COMPARING.search(self.text[: when.start]) is not None

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

    def _went_from_or_to(self, figure: Figure, fact: Fact, said: Sequence[When]) -> bool:
        """Whether FIGURE is an end of a change, of which the other is of SAID: "subió de {{F2}} a {{F1}} este mes"."""
        assert fact.period is not None
        named = [period.start for when in said for period in when.periods]
        pairs = [
            (one, two)
            for one, two in product(self.figures, self.figures)
            if one.end <= two.start
            and _TO.fullmatch(self.text, one.end, two.start)
            and _FROM.search(self.text[max(0, one.start - VERB) : one.start])
        ]
        is_first, is_last = any(one is figure for one, _ in pairs), any(two is figure for _, two in pairs)
        start = fact.period.start
        return (is_first and any(start < day for day in named)) or (is_last and any(start > day for day in named))

    # ---- the way round ------------------------------------------------------------------------------------------------

    def goes_the_way(self, figure: Figure, fact: Fact) -> bool:
        """Whether a change is said to go up when it went up; whether what is below nothing is said to be missing."""
        if not fact.is_change and MORE_THAN.match(self.text, figure.end):
            return False
        if isinstance(fact.value, date):
            return True
        if fact.is_change and OF_YOURS.match(self.text, figure.end):
            return False  # "el 23 % de tus gastos" is a part, and no change
        value = worth(fact)
        if figure.sign and value * figure.sign < 0:
            return False
        if not fact.is_change:
            return not (value < 0 and figure.sign == 0) or MISSING.search(self.text) is not None
        right, wrong = (self._up, self._down) if value > 0 else (self._down, self._up)
        if not value:
            return True
        if not (right or wrong):
            return (
                bool(figure.form) or DIFFERENCE.search(self.text) is not None
            )  # else a difference would pass for a total
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
        if fact.rows is not None and fact.rows.account is not None:
            return not (worth(fact) > 0 and OWING.search(self._clause(figure)))
        if fact.side not in {"expense", "income"}:
            return True
        if self._is_a_share_of_the_other(figure, fact) or (fact.side == "expense" and self._is_kept(figure)):
            return False
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

    def _is_a_share_of_the_other(self, figure: Figure, fact: Fact) -> bool:
        """Whether a part of what was spent is told as one of what came, or the other way round."""
        if figure.unit != PERCENT or is_whole(name_of(fact)):
            return False
        after = OF_ALL.match(self.text, figure.end)
        told = EARNING if fact.side == "expense" else SPENDING
        return after is not None and told.match(self.text, after.end()) is not None

    def _is_kept(self, figure: Figure) -> bool:
        """Whether what was spent is told as saved, left over or allowed: "en transporte te sobran {{F1}}"."""
        clause = self._clause(figure)
        return KEPT.search(clause) is not None and SPENDING.search(clause) is None and not figure.form

    @cached_property
    def _spent(self) -> list[Place]:
        return [match.span() for match in SPENDING.finditer(self.text)]

    @cached_property
    def _earned(self) -> list[Place]:
        return [match.span() for match in EARNING.finditer(self.text)]


def _may_be(figure: Figure, kind: str) -> bool:
    return figure.unit == BARE and kind == COUNT
