"""What the books must say, worked out in plain Python and in another way: forms that count or do not, and their sum.

A thing that happened has one form at a time. A correction gives it another; the form that was goes out of force and
does not come back itself: undoing gives a new form, the same in all but its place in the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from finance.ledger.movements import Movement, NothingToRecord, Place, PlacesAreTheSame
from finance.ledger.tests.telling import PIGGY
from finance.money import Money

Side = tuple[str, str, bool]  # kind, name, whether it is private


@dataclass(frozen=True)
class Moved:
    """So much into (+) or out of (−) a side."""

    side: Side
    money: Money


@dataclass(eq=False)
class Form:
    """One way in which something that happened was booked."""

    moves: list[Moved]
    on: date
    counts: bool = True
    heirs: list[Form] = field(default_factory=list)
    pk: UUID | None = None  # of the entry in the real books

    def again(self) -> Form:
        heir = Form(self.moves, self.on)
        self.heirs.append(heir)
        return heir

    def standing(self) -> Form | None:
        """The one form that counts among this and what came of it."""
        found = [self] if self.counts else []
        found += [form for heir in self.heirs if (form := heir.standing())]
        assert len(found) <= 1, "it is counted twice"
        return found[0] if found else None


@dataclass(eq=False)
class Deed:
    """What somebody did: forms that came into force and forms that went out of it. CHAIN: it, its undo, its redo and so on."""

    born: list[Form]
    died: list[Form] = field(default_factory=list)
    chain: list[Deed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chain = self.chain or [self]


class Refused(Exception):
    """It cannot be done, and nothing changes."""


class Oracle:
    """The books of one household."""

    def __init__(self) -> None:
        self.forms: list[Form] = []
        self.deeds: list[Deed] = []

    # What can be done.

    def book(self, movements: Sequence[Movement]) -> Deed:
        born: list[Form] = []
        for movement in movements:
            born.append(Form(list(self._moves(movement, [*self._counting(), *born])), movement.on))
        return self._done(Deed(born))

    def correct(self, form: Form, movement: Movement) -> Deed:
        wrong = form.standing()
        if wrong is None:
            raise Refused
        others = [other for other in self._counting() if other is not wrong]
        right = Form(list(self._moves(movement, others)), movement.on)
        wrong.counts = False
        wrong.heirs.append(right)
        return self._done(Deed([right], [wrong]))

    def undo(self, deed: Deed) -> Deed:
        if len(deed.chain) % 2 == 0:
            raise Refused
        return self._turn_over(deed.chain, born=deed.chain[0].born)

    def redo(self, deed: Deed) -> Deed:
        if len(deed.chain) % 2:
            raise Refused
        return self._turn_over(deed.chain, born=deed.chain[-1].born)

    def _turn_over(self, chain: list[Deed], born: list[Form]) -> Deed:
        gone = [form for form in (one.standing() for one in born) if form]
        if born and not gone:
            raise Refused
        for form in gone:
            form.counts = False
        back = [form.again() for form in chain[-1].died if form.standing() is None]
        deed = Deed(back, gone, chain)
        chain.append(deed)
        return self._done(deed)

    def _done(self, deed: Deed) -> Deed:
        self.deeds.append(deed)
        self.forms += deed.born
        return deed

    def _moves(self, movement: Movement, before: Iterable[Form]) -> Iterator[Moved]:
        money, owned = movement.money, movement.place == PIGGY
        here = _place(movement.place)
        match movement.kind:
            case "expense" | "income":
                sign = -1 if movement.kind == "expense" else 1
                yield Moved(here, money.times(sign))
                yield Moved((movement.kind, movement.category, owned), money.times(-sign))
            case "transfer" | "exchange":
                there, taken = _place(movement.to or Place()), movement.taken or money
                if (here, money.currency) == (there, taken.currency):
                    raise Refused(PlacesAreTheSame)
                yield Moved(here, -money)
                yield Moved(there, taken)
                if money.currency != taken.currency:
                    bridge = ("conversion", "conversion", owned or movement.to == PIGGY)
                    yield from (Moved(bridge, money), Moved(bridge, -taken))
            case _:
                held = _sum(before)[here, money.currency] if movement.kind == "adjustment" else 0
                step = Money(money.minor - held, money.currency)
                if not step:
                    raise Refused(NothingToRecord)
                yield Moved(here, step)
                yield Moved(("equity", "equity", owned), -step)

    # What the books then say.

    def _counting(self) -> list[Form]:
        return [form for form in self.forms if form.counts]

    def standing(self) -> set[UUID | None]:
        """The entries that count."""
        return {form.pk for form in self._counting()}

    def sides(self) -> dict[tuple[Side, str], int]:
        """What is on every side, where it is not nothing."""
        return {key: minor for key, minor in _sum(self._counting()).items() if minor}

    def months(self) -> dict[tuple[Side, str, date], int]:
        """What moved on every side in every month, where it is not nothing."""
        sums: Counter[tuple[Side, str, date]] = Counter()
        for form in self._counting():
            for moved in form.moves:
                sums[moved.side, moved.money.currency, form.on.replace(day=1)] += moved.money.minor
        return {key: minor for key, minor in sums.items() if minor}

    def balances(self, *, to_all: bool) -> dict[tuple[str, str], int]:
        """What is on each real account, where it is not nothing; TO_ALL: as one sees it who owns no piggy bank."""
        sums = _sum(self._counting())
        return {
            (name, code): minor
            for ((kind, name, private), code), minor in sums.items()
            if minor and kind == "real" and not (private and to_all)
        }

    def totals(self, kind: str, start: date, end: date, *, to_all: bool) -> dict[tuple[str, str], int]:
        """What was spent or earned by category and currency, where it is not nothing."""
        sums: Counter[tuple[str, str]] = Counter()
        for ((side, name, private), code), minor in _sum(
            form for form in self._counting() if start <= form.on <= end
        ).items():
            if side == kind and not (private and to_all):
                sums[name, code] += -minor if kind == "income" else minor
        return {key: minor for key, minor in sums.items() if minor}


def _place(place: Place) -> Side:
    return "real", place.name.casefold() or place.kind, place == PIGGY


def _sum(forms: Iterable[Form]) -> Counter[tuple[Side, str]]:
    sums: Counter[tuple[Side, str]] = Counter()
    for form in forms:
        for moved in form.moves:
            sums[moved.side, moved.money.currency] += moved.money.minor
    return sums
