"""Many hands at one household's books on PostgreSQL: nothing is lost, nothing is done twice, and others do not wait."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction

from finance.journal.models import Action
from finance.journal.operations import AlreadyUndone
from finance.ledger.models import Account, Entry
from finance.ledger.movements import Place
from finance.ledger.operations import EntryGone, Recorded
from finance.ledger.tests.telling import BANK, CARD, CASH, Pen, begin, hold, move, spend
from finance.people import operations as people
from finance.people.models import Person
from finance.tests.crowd import at_once
from sofia.tests.cast import NOW, make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pen(transactional_db: None) -> Pen:
    """Rosa's, as always; but what is written is committed."""
    return Pen(make_person("Rosa"))


def own(pen: Pen) -> Pen:
    """The pen of somebody who has just come in: nothing that was read before is at hand."""
    return Pen(Person.objects.get(pk=pen.person.pk), pen._keys)


def book(pen: Pen, amount: str, key: str, place: Place = CASH) -> Recorded:
    return own(pen).book(spend(amount, place=place), key=key)


def failures(outcomes: list[object]) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


class TestSixteenWriters:
    def test_of_different_things_lose_nothing(self, pen: Pen) -> None:
        def write(writer: int) -> None:
            for n in range(6):
                book(pen, "1", f"{writer}-{n}", [CASH, BANK, CARD][n % 3])

        assert not failures([*at_once([partial(write, writer) for writer in range(16)])])
        assert pen.sums() == {"restaurantes PEN": "96.00"}
        assert pen.balances == {"cash PEN": "-32.00", "bcp PEN": "-32.00", "visa PEN": "-32.00"}
        numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, 97))
        assert Account.objects.count() == 4  # each was opened once, whoever came first
        pen.check()

    def test_of_the_same_thing_write_it_once(self, pen: Pen) -> None:
        outcomes = at_once([partial(book, pen, "25", "the same")] * 16)
        assert not failures([*outcomes])
        done = [outcome for outcome in outcomes if isinstance(outcome, Recorded)]
        assert Counter(outcome.repeated for outcome in done) == {False: 1, True: 15}
        assert len({outcome.action.pk for outcome in done}) == len({outcome.entries[0].pk for outcome in done}) == 1
        assert pen.counting == ["25.00 PEN"]
        assert Action.objects.count() == 1
        pen.check()

    def test_of_four_things_four_times_each(self, pen: Pen) -> None:
        outcomes = at_once([partial(book, pen, str(n % 4 + 1), f"k{n % 4}") for n in range(16)])
        assert not failures([*outcomes])
        assert sorted(pen.counting) == ["1.00 PEN", "2.00 PEN", "3.00 PEN", "4.00 PEN"]
        pen.check()

    def test_moving_money_to_and_fro_keep_the_sum(self, pen: Pen) -> None:
        pen.book(begin("100"), begin("100", place=BANK))

        def shift(n: int) -> None:
            way = (CASH, BANK) if n % 2 else (BANK, CASH)
            own(pen).book(move(str(n + 1), *way), key=f"m{n}")

        assert not failures([*at_once([partial(shift, n) for n in range(16)])])
        assert pen.balances == {"cash PEN": "92.00", "bcp PEN": "108.00"}
        pen.check()

    def test_who_say_what_there_is_are_all_right_in_turn(self, pen: Pen) -> None:
        amounts = [str(100 + n) for n in range(16)]
        works = [partial(own(pen).book, hold(amount), key=amount) for amount in amounts]
        assert not failures([*at_once(works)])
        last = Entry.objects.order_by("-number").select_related("action")[0]
        assert pen.balances == {"cash PEN": f"{last.action.key}.00"}
        pen.check()


class TestTwoAtOnce:
    def test_undo_the_same_thing_once(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        outcomes = at_once([partial(own(pen).undo, taxi, key=f"u{n}") for n in range(2)])
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Action", "AlreadyUndone"]
        assert (pen.counting, Entry.objects.count()) == ([], 2)
        pen.check()

    def test_undo_it_with_one_key_and_both_are_told_it_is_done(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        outcomes = at_once([partial(own(pen).undo, taxi, key="u")] * 2)
        assert not failures([*outcomes])
        assert outcomes[0] == outcomes[1]
        assert Entry.objects.count() == 2

    def test_correct_the_same_thing_one_after_the_other(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        outcomes = at_once([partial(own(pen).correct, taxi, spend(amount), key=amount) for amount in ("30", "35")])
        assert not failures([*outcomes])
        assert pen.counting in (["30.00 PEN"], ["35.00 PEN"])
        assert Entry.objects.count() == 5
        pen.check()

    def test_correct_it_with_one_key_once(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        outcomes = at_once([partial(own(pen).correct, taxi, spend("30"), key="c")] * 8)
        assert not failures([*outcomes])
        assert Entry.objects.count() == 3

    def test_undo_and_correct_it_in_some_order(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        works: list[Callable[[], object]] = [
            partial(own(pen).undo, taxi, key="u"),
            partial(own(pen).correct, taxi, spend("30"), key="c"),
        ]
        undone, corrected = at_once(works)
        assert not isinstance(undone, AlreadyUndone)
        assert isinstance(corrected, Recorded | EntryGone)
        assert pen.counting == []  # corrected and then undone, or undone and nothing to correct
        pen.check()

    def test_open_the_same_account_once(self, pen: Pen) -> None:
        outcomes = at_once([partial(own(pen).open, BANK)] * 8)
        assert outcomes == [Account.objects.get()] * 8
        assert pen.version == 1


def test_a_household_of_two_is_one_household(pen: Pen) -> None:
    beto = make_person("Beto")
    people.join(person=beto, household=pen.person.household, now=NOW)
    pens = [pen, Pen(beto)]
    works = [partial(book, pens[n % 2], "1", f"k{n}") for n in range(16)]
    assert not failures([*at_once(works)])
    assert pen.sums() == pens[1].sums() == {"restaurantes PEN": "16.00"}
    pen.check()


def test_one_household_does_not_wait_for_another(pen: Pen) -> None:
    ines = Pen(make_person("Ines"))
    taxi = ines.book(spend("5"))
    rosa_holds, ines_is_done = threading.Event(), threading.Event()

    def hold_open() -> bool:
        with transaction.atomic():
            own(pen).book(spend("25"), key="held")
            rosa_holds.set()
            return ines_is_done.wait(timeout=30)

    def go_on() -> bool:
        assert rosa_holds.wait(timeout=30)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            own(ines).book(spend("7"), key="free")
            own(ines).undo(taxi)
        finally:
            ines_is_done.set()
        return True

    assert at_once([hold_open, go_on]) == [True, True]
    assert (pen.counting, ines.counting) == (["25.00 PEN"], ["7.00 PEN"])


def test_everybody_gives_their_connection_back(pen: Pen) -> None:
    def in_use() -> int:
        taken = connection.pool.get_stats()  # type: ignore[attr-defined]  # (the backend's; the wrapper has no such type)
        return int(taken["pool_size"] - taken["pool_available"])

    at_once([partial(book, pen, "1", f"k{n}") for n in range(16)])
    deadline = time.monotonic() + 30
    while in_use() > 1:  # this one
        assert time.monotonic() < deadline, "somebody has kept one"
        time.sleep(0.01)
