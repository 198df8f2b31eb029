"""What is written into the books: legs that cancel out, once per key, and nothing at all when it cannot be."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from finance.journal.models import Action
from finance.ledger import operations
from finance.ledger.chart import Chart
from finance.ledger.models import LARGEST, Account, Balance, Entry, MonthTotal, Posting
from finance.ledger.movements import (
    AccountUnclear,
    AmountTooLarge,
    Movement,
    NothingToRecord,
    Place,
    PlacesAreTheSame,
)
from finance.ledger.tests.telling import BANK, CARD, CASH, Pen, begin, change, earn, hold, move, spend
from finance.money import Money
from finance.people.models import Household, Person
from sofia.tests.cast import NOW, TODAY

SOLES, DOLLARS = Money.of("370", "PEN"), Money.of("100", "USD")


def legs(entry: Entry) -> list[str]:
    """The legs of an entry as "account amount", as the table has them."""
    kept = Posting.objects.filter(entry=entry).select_related("account").order_by("pk")
    return [f"{leg.account.kind}:{leg.account.slug} {leg.money}" for leg in kept]


class TestEachKind:
    @pytest.mark.parametrize(
        ("movement", "written"),
        [
            (spend("25"), ["cash:cash -25.00 PEN", "expense:restaurantes 25.00 PEN"]),
            (spend("25", "", place=CARD), ["card:visa -25.00 PEN", "expense:otros 25.00 PEN"]),
            (earn("3000", place=BANK), ["bank:bcp 3000.00 PEN", "income:sueldo -3000.00 PEN"]),
            (earn("5", ""), ["cash:cash 5.00 PEN", "income:otros_ingresos -5.00 PEN"]),
            (move("80", BANK, CASH), ["bank:bcp -80.00 PEN", "cash:cash 80.00 PEN"]),
            (
                change(SOLES, DOLLARS),
                [
                    "cash:cash -370.00 PEN",
                    "conversion:conversion 370.00 PEN",
                    "conversion:conversion -100.00 USD",
                    "cash:cash 100.00 USD",
                ],
            ),
            (hold("300"), ["cash:cash 300.00 PEN", "equity:equity -300.00 PEN"]),
            (hold("-40", place=BANK), ["bank:bcp -40.00 PEN", "equity:equity 40.00 PEN"]),  # an overdraft
            (begin("1500", place=BANK), ["bank:bcp 1500.00 PEN", "equity:equity -1500.00 PEN"]),
            (spend("1500", currency="CLP"), ["cash:cash -1500 CLP", "expense:restaurantes 1500 CLP"]),
        ],
        ids=lambda case: case.kind if isinstance(case, Movement) else "",
    )
    def test_its_legs(self, pen: Pen, movement: Movement, written: list[str]) -> None:
        entry = pen.book(movement).entries[0]
        assert legs(entry) == written
        assert (entry.kind, entry.happened_on, entry.person) == (movement.kind, TODAY, pen.person)
        pen.check()

    def test_of_an_adjustment_only_the_difference_is_written(self, pen: Pen) -> None:
        pen.book(earn("100"))
        assert legs(pen.book(hold("300")).entries[0])[0] == "cash:cash 200.00 PEN"
        assert legs(pen.book(hold("120")).entries[0])[0] == "cash:cash -180.00 PEN"
        assert pen.balances == {"cash PEN": "120.00"}

    def test_what_was_made_in_memory_is_what_the_table_has(self, pen: Pen) -> None:
        done = pen.book(spend("25"), change(SOLES, DOLLARS))
        for entry in done.entries:
            seen = [f"{leg.account.kind}:{leg.account.slug} {leg.money}" for leg in entry.postings.all()]
            assert seen == legs(entry)

    def test_long_words_are_cut_to_what_the_column_holds(self, pen: Pen) -> None:
        long = Movement("expense", SOLES, TODAY, Place("bank", "ñ" * 300), "otros", description="ñ" * 300, merchant="ñ" * 300)  # fmt: skip
        pen.book(long)
        pen.book(long)  # and the same long name is the same account
        pen.open(Place("card", "ñ" * 300))
        entry, account = Entry.objects.order_by("number")[0], Account.objects.get(kind="bank")
        assert (len(entry.description), len(entry.merchant), len(account.name)) == (160, 80, 60)

    def test_a_name_without_letters_is_no_name(self, pen: Pen) -> None:
        pen.book(spend("1", place=Place("cash", "  ")), spend("1", place=Place("cash", "\u0301")))
        assert pen.balances == {"cash PEN": "-2.00"}


class TestSeveralAtOnce:
    def test_they_are_one_action_with_numbers_in_a_row(self, pen: Pen) -> None:
        done = pen.book(spend("25", "transporte"), spend("40"), earn("100"))
        assert [entry.number for entry in done.entries] == [1, 2, 3]
        assert {entry.action_id for entry in done.entries} == {done.action.pk}
        assert pen.version == 3
        assert pen.sums() == {"transporte PEN": "25.00", "restaurantes PEN": "40.00"}
        pen.check()

    def test_each_sees_those_before_it(self, pen: Pen) -> None:
        pen.book(spend("20"), hold("300"), spend("50"), hold("240"))
        assert pen.balances == {"cash PEN": "240.00"}
        pen.check()

    def test_one_that_cannot_be_stops_all(self, pen: Pen) -> None:
        with pytest.raises(NothingToRecord):
            pen.book(spend("25"), spend("0"))
        assert not Entry.objects.exists()

    def test_currencies_keep_apart(self, pen: Pen) -> None:
        pen.book(spend("25"), spend("25", currency="USD"), earn("10", currency="USD"))
        assert pen.balances == {"cash PEN": "-25.00", "cash USD": "-15.00"}
        assert pen.sums() == {"restaurantes PEN": "25.00", "restaurantes USD": "25.00"}
        assert pen.sums("income") == {"sueldo USD": "10.00"}

    def test_an_exchange_is_neither_spent_nor_earned(self, pen: Pen) -> None:
        pen.book(change(SOLES, DOLLARS))
        assert pen.balances == {"cash PEN": "-370.00", "cash USD": "100.00"}
        assert pen.sums() == pen.sums("income") == {}


class TestAKey:
    def test_repeated_does_nothing_and_returns_what_it_did(self, pen: Pen) -> None:
        first = pen.book(spend("25"), spend("40"), key="k")
        again = pen.book(spend("99"), key="k")
        assert (first.repeated, again.repeated) == (False, True)
        assert again.action == first.action
        assert again.entries == first.entries
        assert pen.version == 2
        assert pen.counting == ["25.00 PEN", "40.00 PEN"]

    def test_is_the_households_own(self, pen: Pen, inespen: Pen) -> None:
        pen.book(spend("25"), key="k")
        assert not inespen.book(spend("25"), key="k").repeated

    def test_that_failed_may_be_used_again(self, pen: Pen) -> None:
        with pytest.raises(NothingToRecord):
            pen.book(spend("0"), key="k")
        assert not pen.book(spend("1"), key="k").repeated

    def test_repeats_a_correction_too(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        right = pen.correct(taxi, spend("30"), key="k")
        again = pen.correct(taxi, spend("30"), key="k")
        assert again.repeated
        assert again.entries == right.entries
        assert pen.counting == ["30.00 PEN"]


def everything() -> list[object]:
    """Every row that a write could leave behind."""
    tables: tuple[type[Model], ...] = (Account, Entry, Posting, Balance, MonthTotal, Action, Household)
    return [row for table in tables for row in table._default_manager.order_by("pk").values()]


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("fact", "movements"),
        [
            (NothingToRecord, []),
            (NothingToRecord, [spend("0")]),
            (NothingToRecord, [spend("-5")]),
            (NothingToRecord, [earn("0")]),
            (NothingToRecord, [move("0", BANK, CARD)]),
            (NothingToRecord, [begin("0")]),
            (NothingToRecord, [change(SOLES, Money(0, "USD"))]),
            (NothingToRecord, [change(SOLES, Money(-1, "USD"))]),
            (NothingToRecord, [hold("0", place=Place("bank", "Nuevo"))]),  # there is nothing, and it says nothing
            (NothingToRecord, [hold("150")]),  # which is what there is
            (AmountTooLarge, [Movement("expense", Money(LARGEST + 1, "PEN"), TODAY)]),
            (AmountTooLarge, [Movement("exchange", SOLES, TODAY, to=CASH, taken=Money(LARGEST + 1, "USD"))]),
            (AmountTooLarge, [Movement("adjustment", Money(-LARGEST - 1, "PEN"), TODAY)]),
            (AmountTooLarge, [Movement("adjustment", Money(-LARGEST, "PEN"), TODAY)]),  # the step is too large
            (PlacesAreTheSame, [move("10", CASH, CASH)]),
            (PlacesAreTheSame, [move("10", Place("bank", "Mi BANCO"), Place("bank", "mi  báncò"))]),
            (AccountUnclear, [spend("10", place=Place("card"))]),
            (AccountUnclear, [spend("10", place=Place("bank", "Otro")), spend("10", place=Place("card"))]),
        ],
    )
    def test_changes_nothing(self, pen: Pen, fact: type[Exception], movements: list[Movement]) -> None:
        pen.book(begin("150"), spend("1", place=CARD), spend("1", place=Place("card", "Oh!")))
        before = everything()
        with pytest.raises(fact):
            pen.book(*movements)
        assert everything() == before

    def test_who_is_unclear_is_told_the_names(self, pen: Pen) -> None:
        pen.book(spend("1", place=CARD), spend("1", place=Place("card", "Oh!")))
        with pytest.raises(AccountUnclear) as unclear:
            pen.book(spend("10", place=Place("card")))
        assert unclear.value.names == ["Oh!", "Visa"]

    def test_the_largest_that_can_be_is_kept_exactly(self, pen: Pen) -> None:
        pen.book(Movement("expense", Money(LARGEST, "PEN"), TODAY), Movement("expense", Money(1, "PEN"), TODAY))
        assert Balance.objects.get(account__kind="cash").minor == -LARGEST - 1
        pen.check()


class TestTheChart:
    def test_a_name_is_found_whatever_its_accents_and_capitals(self, pen: Pen) -> None:
        pen.book(spend("1", place=Place("bank", "Interbánk")), spend("1", place=Place("bank", " interbank ")))
        assert pen.balances == {"interbank PEN": "-2.00"}

    def test_a_name_is_found_whatever_the_kind_it_is_said_with(self, pen: Pen) -> None:
        pen.book(spend("1", place=CARD), spend("1", place=Place("bank", "visa")))
        assert Account.objects.filter(slug="visa").count() == 1

    def test_the_only_one_of_a_kind_is_meant_without_its_name(self, pen: Pen) -> None:
        pen.book(spend("1", place=CARD), spend("1", place=Place("card")))
        assert pen.balances == {"visa PEN": "-2.00"}

    def test_one_given_by_the_caller_is_used_while_it_is_fresh(self, pen: Pen) -> None:
        pen.book(spend("1", place=BANK))
        stale = Chart.load(Person.objects.get(pk=pen.person.pk), NOW)
        for amount in ("2", "3"):  # the second time the books have moved on, with an account that it does not know
            operations.record(
                person=pen.person, movements=[spend(amount, place=CARD)], key=amount, now=NOW, chart=stale
            )
        assert pen.balances == {"bcp PEN": "-1.00", "visa PEN": "-5.00"}

    def test_it_forgets_what_was_opened_in_vain(self, pen: Pen) -> None:
        chart = Chart.load(pen.person, NOW)
        for movements in ([spend("1", place=BANK), move("1", CASH, CASH)], [spend("1", place=BANK)]):
            try:
                operations.record(person=pen.person, movements=movements, key="k", now=NOW, chart=chart)
            except PlacesAreTheSame:
                assert not Account.objects.exists()
        assert pen.balances == {"bcp PEN": "-1.00"}

    def test_held_it_takes_several_writes_one_after_the_other(self, pen: Pen) -> None:
        pen.book(spend("1"))
        with transaction.atomic():
            Household.objects.select_for_update().get()
            held = Chart.load(Person.objects.get(pk=pen.person.pk), NOW, is_held=True)
            for amount in ("2", "3"):
                with CaptureQueriesContext(connection) as asked:
                    operations.record(person=pen.person, movements=[spend(amount)], key=amount, now=NOW, chart=held)
                assert len(asked) == 3  # action, postings, entry: no lock, no savepoint, no look at the accounts
            with pytest.raises(NothingToRecord):
                operations.record(person=pen.person, movements=[spend("0")], key="0", now=NOW, chart=held)
            operations.record(person=pen.person, movements=[spend("4", place=CARD)], key="4", now=NOW, chart=held)
            operations.record(person=pen.person, movements=[spend("5")], key="5", now=NOW, chart=held)
        assert pen.counting == ["1.00 PEN", "2.00 PEN", "3.00 PEN", "4.00 PEN", "5.00 PEN"]
        assert Action.objects.count() == 5
        pen.check()

    def test_it_looks_without_opening(self, pen: Pen) -> None:
        assert Chart.load(pen.person, NOW).find(BANK, "PEN") is None
        assert not Account.objects.exists()


class TestTheVersion:
    def test_every_write_moves_it(self, pen: Pen) -> None:
        taxi = pen.book(spend("25"))
        seen = [pen.version]
        for write in (
            lambda: pen.correct(taxi, spend("30")),
            lambda: pen.undo(taxi),
            lambda: pen.redo(taxi),
            lambda: pen.open(BANK),
            lambda: pen.book(hold("7")),
        ):
            write()
            seen.append(pen.version)
        assert seen == sorted(set(seen))
        assert Entry.objects.count() < seen[-1]  # the account took a number of its own

    def test_opening_what_is_open_moves_nothing(self, pen: Pen) -> None:
        account, version = pen.open(BANK), pen.version
        assert pen.open(Place("bank", "bcp")) == account
        assert pen.version == version

    def test_a_write_that_is_rolled_back_leaves_it(self, pen: Pen) -> None:
        taxi, before = pen.book(spend("25")), everything()
        for write in (lambda: pen.book(earn("1", place=BANK)), lambda: pen.undo(taxi), lambda: pen.open(CARD)):
            with transaction.atomic():
                write()
                assert pen.version > 1
                transaction.set_rollback(True)
            assert everything() == before


def test_a_record_costs_as_many_queries_as_it_did_however_long_the_history(pen: Pen) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pen.book(spend("1", on=date(2026, 3, 1)))
        return len(asked)

    pen.book(spend("1"))
    first = cost()
    for _ in range(10):
        pen.book(*[spend("1")] * 10)
    assert cost() == first <= 7  # savepoint, stand in line, chart, action, postings, entries, release


def test_this_file_knows_every_kind() -> None:
    told = set(re.findall(r"return Movement\(\s*\"(\w+)\"", Path(__file__).with_name("telling.py").read_text()))
    assert told == set(Entry.Kind.values)
