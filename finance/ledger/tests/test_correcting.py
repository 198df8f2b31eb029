"""Nothing is edited: what was wrong is taken back and booked anew, linked; and all of that can be undone, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from finance.journal.operations import ActionUnknown, AlreadyUndone, NotUndone
from finance.ledger import operations
from finance.ledger.models import Entry, Posting
from finance.ledger.movements import Movement, NothingToRecord, PlacesAreTheSame
from finance.ledger.tests.telling import BANK, CASH, Pen, begin, change, earn, hold, move, spend
from finance.money import Money


class TestCorrect:
    def test_the_wrong_one_is_reversed_and_the_right_one_takes_its_place(self, pen: Pen) -> None:
        wrong = pen.book(spend("25", "transporte"))
        back, right = pen.correct(wrong, spend("52", "transporte")).entries
        first = wrong.entries[0]
        assert (back.reverses_id, right.replaces_id, right.reverses_id) == (first.pk, first.pk, None)
        assert pen.counting == ["52.00 PEN"]
        assert pen.balances == {"cash PEN": "-52.00"}
        assert Entry.objects.count() == 3
        pen.check()

    def test_a_reversal_lies_on_the_day_of_what_it_reverses(self, pen: Pen) -> None:
        february, march = date(2026, 2, 27), date(2026, 3, 2)
        pen.correct(pen.book(spend("25", on=february)), spend("25", on=march))
        assert pen.sums(end=date(2026, 2, 28)) == {}
        assert pen.sums(start=date(2026, 3, 1)) == {"restaurantes PEN": "25.00"}
        assert pen.sums(start=february, end=february) == {}

    @pytest.mark.parametrize(
        ("wrong", "right", "balances"),
        [
            (spend("25"), spend("25", currency="USD"), {"cash USD": "-25.00"}),
            (spend("25"), spend("25", place=BANK), {"bcp PEN": "-25.00"}),
            (spend("25"), earn("25"), {"cash PEN": "25.00"}),
            (move("25", BANK, CASH), move("25", CASH, BANK), {"bcp PEN": "25.00", "cash PEN": "-25.00"}),
            (change(Money(370, "PEN"), Money(100, "USD")), change(Money(380, "PEN"), Money(100, "USD")),
             {"cash PEN": "-3.80", "cash USD": "1.00"}),
            (begin("100"), begin("90"), {"cash PEN": "90.00"}),
        ],
    )  # fmt: skip
    def test_anything_may_have_been_wrong(
        self, pen: Pen, wrong: Movement, right: Movement, balances: dict[str, str]
    ) -> None:
        pen.correct(pen.book(wrong), right)
        assert pen.balances == balances
        pen.check()

    def test_a_balance_that_was_said_wrong_is_then_the_one_that_is_right(self, pen: Pen) -> None:
        pen.book(earn("100"))
        wrong = pen.book(hold("300"))
        pen.book(spend("20"))
        pen.correct(wrong, hold("350"))  # said now: there are 350 now
        assert pen.balances == {"cash PEN": "350.00"}
        pen.check()

    def test_the_corrected_may_be_corrected_from_either_form(self, pen: Pen) -> None:
        first = pen.book(spend("25"))
        second = pen.correct(first, spend("30"))
        pen.correct(second, spend("35"))
        pen.correct(first, spend("40"))  # pointing at what it once was
        assert pen.counting == ["40.00 PEN"]
        pen.check()

    def test_of_several_only_the_one_that_is_meant_changes(self, pen: Pen) -> None:
        both = pen.book(spend("25"), spend("40"))
        pen.correct(both.entries[1], spend("44"))
        assert pen.counting == ["25.00 PEN", "44.00 PEN"]

    def test_what_does_not_count_cannot_be_corrected(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        pen.undo(taxi)
        with pytest.raises(operations.EntryGone):
            pen.correct(taxi, spend("30"))

    @pytest.mark.parametrize(
        ("fact", "right"), [(NothingToRecord, spend("0")), (PlacesAreTheSame, move("1", CASH, CASH))]
    )
    def test_into_nonsense_changes_nothing(self, pen: Pen, fact: type[Exception], right: Movement) -> None:
        taxi = pen.book(spend("25"))
        version = pen.version
        with pytest.raises(fact):
            pen.correct(taxi, right)
        assert (pen.version, pen.counting) == (version, ["25.00 PEN"])

    def test_a_stranger_finds_nothing_to_correct(self, pen: Pen, inespen: Pen) -> None:
        taxi = pen.book(spend("25"))
        with pytest.raises(operations.EntryUnknown):
            inespen.correct(taxi, spend("1"))
        with pytest.raises(operations.EntryUnknown):
            operations.correct(person=pen.person, entry_id=uuid4(), movement=spend("1"), key="x", now=taxi.action.done_at)  # fmt: skip
        assert pen.counting == ["25.00 PEN"]

    def test_a_housemate_may(self, pen: Pen, betos: Pen) -> None:
        betos.correct(pen.book(spend("25")), spend("30"))
        assert pen.counting == ["30.00 PEN"]


class TestUndo:
    @pytest.mark.parametrize(
        "movement",
        [
            spend("25"),
            earn("25", place=BANK),
            move("25", BANK, CASH),
            change(Money(370, "PEN"), Money(100, "USD")),
            hold("25"),
            begin("25"),
        ],
        ids=lambda movement: movement.kind,
    )
    def test_every_kind_goes_and_comes_back(self, pen: Pen, movement: Movement) -> None:
        pen.book(earn("1000"))
        before = (pen.balances, pen.sums(), pen.sums("income"), pen.counting)
        done = pen.book(movement)
        after = (pen.balances, pen.sums(), pen.sums("income"), pen.counting)
        for _twice in range(2):
            pen.undo(done)
            assert (pen.balances, pen.sums(), pen.sums("income"), pen.counting) == before
            pen.redo(done)
            assert (pen.balances, pen.sums(), pen.sums("income"), pen.counting) == after
            pen.check()

    def test_several_at_once_go_at_once(self, pen: Pen) -> None:
        both = pen.book(spend("25"), spend("40"))
        pen.undo(both)
        assert pen.counting == []
        pen.redo(both)
        assert pen.counting == ["25.00 PEN", "40.00 PEN"]

    def test_nothing_is_ever_removed(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        for turn in range(4):
            entries, legs = Entry.objects.count(), Posting.objects.count()
            (pen.redo if turn % 2 else pen.undo)(taxi)
            assert (Entry.objects.count(), Posting.objects.count()) == (entries + 1, legs + 2)

    def test_what_was_put_back_says_what_it_stands_for(self, pen: Pen) -> None:
        taxi = pen.book(spend("25", "transporte", merchant="Taxi Seguro"))
        pen.undo(taxi)
        again = pen.redo(taxi).entries.get()
        assert again.replaces == taxi.entries[0]
        assert (again.description, again.merchant, again.kind) == ("algo", "Taxi Seguro", "expense")

    @pytest.mark.parametrize("turn_over", [Pen.undo, Pen.redo])
    def test_a_stranger_finds_nothing(
        self, pen: Pen, inespen: Pen, turn_over: Callable[[Pen, operations.Recorded], object]
    ) -> None:
        taxi = pen.book(spend("25"))
        with pytest.raises(ActionUnknown):
            turn_over(inespen, taxi)
        assert pen.counting == ["25.00 PEN"]


# A story is a list of steps on one taxi ride: it is booked for 25, then corrected to 30 ("c") and to 35 ("d").
# "-b": undo the booking, "+b": redo it; "!" before a step: it is refused. Last, what counts.
STORIES = [
    ("b c", "30"),
    ("b c -c", "25"),
    ("b c -c +c", "30"),
    ("b c -b", ""),  # undoing the booking takes back the corrected form
    ("b c -b +b", "30"),  # and brings that form back
    ("b c -b !-c", ""),  # of a correction whose entry is gone nothing counts
    ("b c -b !+c", ""),  # nor was it undone
    ("b c -b +b -c", "25"),
    ("b c -b +b -c +c", "30"),
    ("b c -c -b", ""),
    ("b c -c -b !+c", ""),  # there is nothing of which it could be the right form
    ("b c -c -b +b", "25"),
    ("b c -c -b +b +c", "30"),
    ("b c -c +c -b +b", "30"),
    ("b c d", "35"),
    ("b c d -d", "30"),
    ("b c d -d -c", "25"),
    ("b c d -d -c +c", "30"),
    ("b c d -d -c !+d", "25"),  # it corrected a form that is gone
    ("b c d -d -c +c +d", "35"),
    ("b c d -c", "25"),  # the first correction takes all that followed from it
    ("b c d -c !-d", "25"),
    ("b c d -c +c", "35"),
    ("b c d -c +c -d", "30"),
    ("b c d -b", ""),
    ("b c d -b +b", "35"),
    ("b c d -b +b -d -c -b", ""),
    ("b c d -b +b -d -c -b +b +c +d", "35"),
    ("b !+b -b !-b +b !+b", "25"),
    ("b c -c d", "35"),  # corrected anew after the first correction was undone
    ("b c -c d -d", "25"),
    ("b c -c d +c", "30"),  # "the other one after all"
    ("b c -c d +c !-d", "30"),
    ("b c -c d +c -c", "35"),  # back to what it was just before
]


@pytest.mark.parametrize(("story", "counts"), STORIES)
def test_corrections_and_undoings_in_every_order(pen: Pen, story: str, counts: str) -> None:
    amounts = {"b": "25", "c": "30", "d": "35"}
    done: dict[str, operations.Recorded] = {}

    def do(step: str) -> None:
        if step[0] in "-+":
            (pen.undo if step[0] == "-" else pen.redo)(done[step[1]])
        elif step == "b":
            done[step] = pen.book(spend(amounts[step]))
        else:
            done[step] = pen.correct(done["b"], spend(amounts[step]))

    for step in story.split():
        version = pen.version
        if step.startswith("!"):
            with pytest.raises((AlreadyUndone, NotUndone)):
                do(step[1:])
            assert pen.version == version
        else:
            do(step)
            assert pen.version > version
        pen.check()
    assert pen.counting == ([f"{counts}.00 PEN"] if counts else [])
    assert pen.balances == ({"cash PEN": f"-{counts}.00"} if counts else {})
    assert pen.sums() == ({"restaurantes PEN": f"{counts}.00"} if counts else {})


class TestWhatStands:
    def test_it_is_the_last_form_that_counts(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        first = taxi.entries[0]
        assert operations.standing_form(pen.person, first) == first
        right = pen.correct(taxi, spend("30")).entries[1]
        assert operations.standing_form(pen.person, first) == right
        pen.undo(taxi)
        assert operations.standing_form(pen.person, first) is None

    def test_of_a_strangers_nothing(self, pen: Pen, inespen: Pen) -> None:
        assert operations.standing_form(inespen.person, pen.book(spend("25")).entries[0]) is None
