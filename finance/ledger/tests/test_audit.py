"""The audit finds nothing in sound books, and whatever is broken in broken ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.models import F
from uuid_utils.compat import uuid7

from finance.ledger import audit, seals
from finance.ledger.models import Balance, Entry, MonthTotal, Posting
from finance.ledger.tests.telling import Pen, change, earn, spend
from finance.money import Money
from finance.people.models import Household
from sofia.tests.cast import TODAY


@pytest.fixture
def unsealed(pen: Pen) -> Iterator[Pen]:
    """Rosa's books, over which nobody watches for a moment; all is rolled back."""
    taxi = pen.book(spend("25"), earn("100"), change(Money(370, "PEN"), Money(100, "USD")))
    pen.undo(taxi)
    with transaction.atomic(), connection.cursor() as cursor:
        for seal in seals.NAMES:
            table = "ledger_posting" if "posting" in seal else "ledger_entry"
            cursor.execute(f"DROP TRIGGER {seal}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
        yield pen
        transaction.set_rollback(True)


def found(pen: Pen) -> str:
    return "\n".join(audit.discrepancies(pen.person.household_id))


def test_sound_books_have_none(unsealed: Pen) -> None:
    assert found(unsealed) == ""
    assert list(audit.discrepancies()) == []


def test_a_leg_that_was_changed(unsealed: Pen) -> None:
    leg = Posting.objects.filter(currency="USD", minor__gt=0)[0]
    Posting.objects.filter(pk=leg.pk).update(minor=F("minor") + 1)
    assert f"entry {leg.entry_id} leaves 1 USD" in found(unsealed)
    assert f"balance of {leg.account_id} USD is kept as" in found(unsealed)


def test_a_leg_that_was_removed(unsealed: Pen) -> None:
    entry = Entry.objects.filter(kind="expense")[0]
    Posting.objects.filter(entry=entry)[0].delete()
    assert f"entry {entry.pk} leaves" in found(unsealed)
    assert f"entry {entry.pk} has no postings" in found(unsealed)


def test_a_leg_of_no_entry(unsealed: Pen) -> None:
    leg = Posting.objects.all()[0]
    for minor in (5, -5):
        orphan = Posting(entry_id=uuid7(), account=leg.account, currency="PEN", minor=minor, happened_on=TODAY)
        orphan.save()
        assert f"posting {orphan.pk} has no entry" in found(unsealed)


def test_a_balance_that_drifted(unsealed: Pen) -> None:
    Balance.objects.filter(account__kind="cash", currency="PEN").update(minor=7)
    assert "is kept as 7 and adds up to 0" in found(unsealed)


def test_a_balance_that_is_missing(unsealed: Pen) -> None:
    unsealed.person.refresh_from_db()
    Posting.objects.filter(currency="USD", account__kind="cash", minor__lt=0).delete()
    Balance.objects.all().delete()
    assert "USD is kept as 0 and adds up to 100" in found(unsealed)


def test_a_month_that_drifted(unsealed: Pen) -> None:
    MonthTotal.objects.filter(account__kind="expense").update(minor=9)
    assert "month total of" in found(unsealed)
    assert "2026-03-01 PEN is kept as 9 and adds up to 0" in found(unsealed)


def test_a_version_that_fell_back(unsealed: Pen) -> None:
    Household.objects.update(ledger_version=1)
    assert "is newer than its household's version" in found(unsealed)


def test_one_household_is_not_told_of_another(unsealed: Pen, inespen: Pen) -> None:
    Balance.objects.update(minor=7)
    assert found(inespen) == ""
    assert list(audit.discrepancies()) != []
