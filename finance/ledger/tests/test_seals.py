"""The database itself refuses what would make the books unsound, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from uuid_utils.compat import uuid7

from finance.journal.operations import note
from finance.ledger import seals
from finance.ledger.chart import Chart
from finance.ledger.models import Account, Balance, Entry, MonthTotal, Posting
from finance.ledger.movements import Place
from finance.people.models import Household, Person
from sofia.tests.cast import NOW, TODAY


class Pen:
    """Writes rows by hand, as no operation would."""

    def __init__(self, person: Person) -> None:
        self.person = person
        chart = Chart.load(person, NOW)
        self.cash = chart.place(Place(), "PEN")
        self.food = chart.side("expense", "restaurantes", None)
        self.action = note(person=person, verb="ledger.record", key=str(uuid7()), now=NOW)

    def entry(self, number: int = 1, **fields: object) -> Entry:
        given = {
            "pk": uuid7(), "household_id": self.person.household_id, "number": number, "kind": "expense", "happened_on": TODAY,
            "person": self.person, "action": self.action, "recorded_at": NOW,
        }  # fmt: skip
        return Entry(**{**given, **fields})

    def write(self, entry: Entry, *legs: tuple[Account, int], currency: str = "PEN") -> None:
        for account, minor in legs:
            Posting.objects.create(
                entry_id=entry.pk, account=account, currency=currency, minor=minor, happened_on=TODAY
            )
        entry.save(force_insert=True)


@pytest.fixture
def pen(rosa: Person) -> Pen:
    return Pen(rosa)


def refused(fact: str, write: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=fact), transaction.atomic():
        write()


def test_every_seal_stands_after_migrate(db: None) -> None:
    assert seals.standing(connection) == seals.NAMES


def test_a_balanced_entry_moves_balance_month_and_version(pen: Pen) -> None:
    pen.write(pen.entry(), (pen.cash, -2500), (pen.food, 2500))
    pen.write(pen.entry(2), (pen.cash, -500), (pen.food, 500))
    assert {row.account_id: row.minor for row in Balance.objects.all()} == {pen.cash.pk: -3000, pen.food.pk: 3000}
    assert {(row.account_id, row.month.isoformat()): row.minor for row in MonthTotal.objects.all()} == {
        (pen.cash.pk, "2026-03-01"): -3000,
        (pen.food.pk, "2026-03-01"): 3000,
    }
    assert Household.objects.get(pk=pen.person.household_id).ledger_version == 2


def test_an_entry_that_does_not_balance_is_refused(pen: Pen) -> None:
    refused("entry_balances_in_each_currency", lambda: pen.write(pen.entry(), (pen.cash, -2500), (pen.food, 2400)))


def test_currencies_do_not_balance_each_other(pen: Pen) -> None:
    def write() -> None:
        entry = pen.entry()
        conversion = Chart.load(pen.person, NOW).side("conversion", "conversion", None)
        for currency, minor in (("PEN", 100), ("USD", -100)):
            Posting.objects.create(
                entry_id=entry.pk, account=conversion, currency=currency, minor=minor, happened_on=TODAY
            )
        entry.save(force_insert=True)

    refused("entry_balances_in_each_currency", write)


def test_an_entry_without_postings_is_refused(pen: Pen) -> None:
    refused("entry_has_postings", lambda: pen.entry().save(force_insert=True))


def test_a_real_account_takes_its_own_currency_only(pen: Pen) -> None:
    refused(
        "posting_fits_its_account",
        lambda: pen.write(pen.entry(), (pen.cash, -1), (pen.food, 1), currency="USD"),
    )


def test_an_account_of_another_household_is_refused(pen: Pen, ines: Person) -> None:
    hers = Chart.load(ines, NOW).side("expense", "restaurantes", None)
    refused("posting_fits_its_account", lambda: pen.write(pen.entry(), (pen.cash, -1), (hers, 1)))


def test_the_number_of_an_entry_follows_the_last(pen: Pen) -> None:
    pen.write(pen.entry(5), (pen.cash, -1), (pen.food, 1))
    refused("entry_follows_the_last", lambda: pen.write(pen.entry(4), (pen.cash, -1), (pen.food, 1)))


def test_a_sealed_entry_takes_no_more_postings(pen: Pen) -> None:
    entry = pen.entry()
    pen.write(entry, (pen.cash, -1), (pen.food, 1))
    refused(
        "entry_is_sealed",
        lambda: Posting.objects.create(entry=entry, account=pen.cash, currency="PEN", minor=5, happened_on=TODAY),
    )


@pytest.mark.parametrize(
    "edit",
    [
        lambda: Entry.objects.update(description="otra cosa"),
        lambda: Entry.objects.update(happened_on="2026-01-01"),
        lambda: Posting.objects.update(minor=1),
        lambda: Posting.objects.all()._raw_delete("default"),
        lambda: Entry.objects.all()._raw_delete("default"),
    ],
)
def test_what_is_sealed_is_neither_edited_nor_removed(pen: Pen, edit: Callable[[], object]) -> None:
    pen.write(pen.entry(), (pen.cash, -1), (pen.food, 1))
    refused("ledger_is_append_only", edit)


def test_a_name_may_be_taken_off_an_entry_but_not_changed(pen: Pen, ines: Person) -> None:
    pen.write(pen.entry(), (pen.cash, -1), (pen.food, 1))
    refused("ledger_is_append_only", lambda: Entry.objects.update(person=ines))
    assert Entry.objects.update(person=None) == 1


def test_rows_go_while_their_household_is_being_erased_and_only_theirs(pen: Pen, ines: Person) -> None:
    other = Pen(ines)
    pen.write(pen.entry(), (pen.cash, -1), (pen.food, 1))
    other.write(other.entry(), (other.cash, -1), (other.food, 1))
    Household.objects.filter(pk=pen.person.household_id).update(state="erasing")
    mine = Entry.objects.filter(household=pen.person.household_id)
    Posting.objects.filter(entry__in=mine).delete()
    mine.delete()
    refused("ledger_is_append_only", lambda: Posting.objects.all()._raw_delete("default"))
    assert Entry.objects.count() == 1


def _reversal(pen: Pen, of: UUID) -> Entry:
    return pen.entry(2, reverses_id=of)


def test_a_reversal_must_mirror_its_entry(pen: Pen) -> None:
    entry = pen.entry()
    pen.write(entry, (pen.cash, -100), (pen.food, 100))
    refused("reversal_mirrors_its_entry", lambda: pen.write(_reversal(pen, entry.pk), (pen.cash, 99), (pen.food, -99)))
    pen.write(_reversal(pen, entry.pk), (pen.cash, 100), (pen.food, -100))
    assert Balance.objects.get(account=pen.cash).minor == 0


def test_an_entry_is_reversed_once_and_a_reversal_never(pen: Pen) -> None:
    entry, reversal = pen.entry(), pen.entry(2)
    pen.write(entry, (pen.cash, -100), (pen.food, 100))
    reversal.reverses = entry
    pen.write(reversal, (pen.cash, 100), (pen.food, -100))
    again = pen.entry(3, reverses_id=entry.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        pen.write(again, (pen.cash, 100), (pen.food, -100))
    back = pen.entry(3, reverses_id=reversal.pk)
    refused("reversal_mirrors_its_entry", lambda: pen.write(back, (pen.cash, -100), (pen.food, 100)))


def test_seals_are_put_again_by_every_migrate(db: None) -> None:
    """SQLite drops a table's triggers when a migration remakes it; the signal after migrate brings them back."""
    from django.core.management import call_command

    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER ledger_entry_seal" + (" ON ledger_entry" if connection.vendor == "postgresql" else "")
        )
    assert seals.standing(connection) != seals.NAMES
    assert MigrationRecorder(connection).applied_migrations()
    call_command("migrate", verbosity=0)
    assert seals.standing(connection) == seals.NAMES
