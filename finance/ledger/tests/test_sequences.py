"""Whatever is done to the books, in whatever order, they say what they must, and hold together after every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from finance.journal.models import Action
from finance.journal.operations import AlreadyUndone, NotUndone
from finance.ledger import operations, queries
from finance.ledger.models import Account, Balance, Entry, MonthTotal
from finance.ledger.movements import Movement, NothingToRecord, Place, PlacesAreTheSame
from finance.ledger.tests.oracle import Deed, Oracle, Refused, Side
from finance.ledger.tests.telling import BANK, CARD, CASH, PIGGY, Pen
from finance.money import Money
from finance.people.models import Household

REFUSALS = (NothingToRecord, PlacesAreTheSame, AlreadyUndone, NotUndone, operations.EntryGone)

# Few of each, so that they meet.
places = st.sampled_from([CASH, BANK, CARD, PIGGY])
moneys = st.builds(Money, st.integers(1, 5000), st.sampled_from(["PEN", "USD", "CLP"]))
days = st.sampled_from([date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 12)])
spent = st.builds(Movement, st.just("expense"), moneys, days, places, st.sampled_from(["restaurantes", "transporte"]))
earned = st.builds(Movement, st.just("income"), moneys, days, places, st.sampled_from(["sueldo", "negocio"]))
transferred = st.builds(Movement, st.just("transfer"), moneys, days, places, to=places)
exchanged = st.builds(Movement, st.just("exchange"), moneys, days, places, to=places, taken=moneys).filter(
    lambda movement: movement.taken is not None and movement.taken.currency != movement.money.currency
)
held = st.builds(
    Movement,
    st.just("adjustment"),
    st.builds(Money, st.integers(-2, 2).map(lambda hundreds: hundreds * 100), st.sampled_from(["PEN", "USD"])),
    days,
    places,
)
opened = st.builds(Movement, st.just("opening"), moneys, days, places)
movements = st.one_of(spent, earned, transferred, exchanged, held, opened)

which = st.integers(0, 60)
booked = st.tuples(st.just("book"), st.lists(movements, min_size=1, max_size=3))
corrected = st.tuples(st.just("correct"), which, movements)
undone, redone = st.tuples(st.just("undo"), which), st.tuples(st.just("redo"), which)
repeated = st.tuples(st.just("repeat"), which)
accounted = st.tuples(st.just("open"), places, st.sampled_from(["PEN", "USD"]))
steps = st.one_of(corrected, undone, redone, booked, corrected, undone, redone, undone, redone, repeated, accounted)
begun = st.tuples(st.just("book"), st.lists(st.one_of(spent, earned, opened), min_size=1, max_size=3))
stories = st.builds(lambda first, rest: [first, *rest], begun, st.lists(steps, min_size=3, max_size=8))
ranges = st.tuples(st.dates(date(2026, 1, 1), date(2026, 2, 15)), st.dates(date(2026, 2, 10), date(2026, 4, 1)))


T = TypeVar("T")


def _one_of(things: list[T], n: int, fits: Callable[[T], bool]) -> T:
    """The Nth of THINGS, counted round; mostly of those that FIT, so that not every second step is refused."""
    fitting = [thing for thing in things if fits(thing)]
    chosen = fitting if fitting and n % 5 else things
    return chosen[n % len(chosen)]


@dataclass
class Telling:
    """The same story told to the books and to the oracle; SPAN is the stretch of days that is asked about.

    What the books keep is compared after every write; they are added up again from nothing after every AUDITED-th, and
    at the end.
    """

    pen: Pen
    other: Pen
    span: tuple[date, date]
    audited: int

    def __post_init__(self) -> None:
        self.oracle = Oracle()
        self.actions: list[Action] = []
        self.size = self._size()

    def take(self, step: tuple[object, ...]) -> None:
        """Do one step in both, and compare."""
        writes = False
        match step:
            case ("book", list(told)):
                writes = self._both(lambda: self.oracle.book(told), lambda: self.pen.book(*told).action)
            case ("correct", int(n), Movement() as right):
                form = _one_of(self.oracle.forms, n, lambda form: form.counts)
                pk = form.pk
                assert pk is not None
                writes = self._both(
                    lambda: self.oracle.correct(form, right), lambda: self.pen.correct(pk, right).action
                )
            case ("undo", int(n)):
                deed = _one_of(self.oracle.deeds, n, lambda deed: len(deed.chain) % 2 == 1)
                writes = self._both(lambda: self.oracle.undo(deed), lambda: self.pen.undo(self._action(deed)))
            case ("redo", int(n)):
                deed = _one_of(self.oracle.deeds, n, lambda deed: len(deed.chain) % 2 == 0)
                writes = self._both(lambda: self.oracle.redo(deed), lambda: self.pen.redo(self._action(deed)))
            case ("repeat", int(n)):
                done = self.actions[n % len(self.actions)]
                assert self.pen.book(Movement("expense", Money(1, "PEN"), self.span[0]), key=done.key).repeated
            case ("open", Place() as place, str(currency)):
                self.pen.open(place, currency, is_private=place == PIGGY)
                self.size = (self.pen.version, self.size[1])
        size = self._size()
        if writes:
            assert size[0] > self.size[0]
            assert size[1] > self.size[1]
            self.compare()
        else:
            assert size == self.size
        self.size = size

    def _size(self) -> tuple[int, int]:
        household = Household.objects.annotate(written=Count("entries")).values_list("ledger_version", "written")
        return household.get(pk=self.pen.person.household_id)

    def _action(self, deed: Deed) -> Action:
        return self.actions[self.oracle.deeds.index(deed)]

    def _both(self, foretell: Callable[[], Deed], do: Callable[[], Action]) -> bool:
        """Whether it was done; both must agree."""
        try:
            deed = foretell()
        except Refused:
            with pytest.raises(REFUSALS), transaction.atomic():
                do()
            return False
        action = do()
        entries = Entry.objects.filter(action=action, reverses__isnull=True).order_by("number")
        for form, pk in zip(deed.born, entries.values_list("pk", flat=True), strict=True):
            form.pk = pk
        self.actions.append(action)
        return True

    def compare(self) -> None:
        """The books hold together, and what they keep is what the oracle says."""
        if len(self.actions) % self.audited == 0:
            self.pen.check()
        balances = Balance.objects.exclude(minor=0).values_list(*_SIDE, "currency", "minor")
        assert {(_side(row), row[3]): row[4] for row in balances} == self.oracle.sides()
        months = MonthTotal.objects.exclude(minor=0).values_list(*_SIDE, "currency", "month", "minor")
        assert {(_side(row), *row[3:5]): row[5] for row in months} == self.oracle.months()
        standing = queries.standing(Entry.objects.all()).values_list("pk", flat=True)
        assert set(standing) == self.oracle.standing()

    def end(self) -> None:
        """Rosa is told so, and Beto the same but for the piggy bank."""
        self.pen.check()
        for pen in (self.pen, self.other):
            to_all = pen is self.other
            balances = {
                (row.account.slug, row.money.currency): row.money.minor
                for row in queries.balances(pen.person)
                if row.money
            }
            assert balances == self.oracle.balances(to_all=to_all)
            start, end = self.span
            for kind in ("expense", "income"):
                sums = queries.totals(pen.person, start=start, end=end, kind=kind).by_slug
                said = {key: minor for key, minor in sums.items() if minor}
                assert said == self.oracle.totals(kind, start, end, to_all=to_all)


_SIDE = ("account__kind", "account__slug", "account__private_to")


def _side(row: tuple[Any, ...]) -> Side:
    kind, slug, owner = row[:3]
    return "real" if kind in Account.REAL else kind, slug, owner is not None


def _tell(pen: Pen, other: Pen, *, sequences: int, start: int, audited: int) -> None:
    told = []

    @seed(start)
    @settings(
        max_examples=sequences,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(stories, ranges)
    def hold(story: list[tuple[object, ...]], span: tuple[date, date]) -> None:
        with transaction.atomic():
            telling = Telling(pen, other, span, audited)
            for step in story:
                telling.take(step)
            telling.end()
            transaction.set_rollback(True)
        told.append(len(story))

    hold()
    assert len(told) >= sequences


@pytest.fixture
def piggy(pen: Pen) -> None:
    """Rosa's own this time."""
    pen.open(PIGGY, is_private=True)


@pytest.mark.usefixtures("piggy")
@pytest.mark.parametrize("part", range(4))
def test_two_hundred_stories(pen: Pen, betos: Pen, part: int) -> None:
    _tell(pen, betos, sequences=50, start=part, audited=1)


@pytest.mark.prove
@pytest.mark.usefixtures("piggy")
@pytest.mark.parametrize("part", range(40))  # a line each, so that one sees it go on, and every core has some
def test_ten_thousand_stories(pen: Pen, betos: Pen, part: int) -> None:
    _tell(pen, betos, sequences=250, start=1000 + part, audited=3)
