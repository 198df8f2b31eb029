"""Beto keeps a piggy bank of his own: Rosa, who shares all else with him, is told nothing of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.journal.operations import AlreadyUndone
from finance.ledger import operations, queries
from finance.ledger.models import Account
from finance.ledger.queries import Selector
from finance.ledger.tests.telling import BANK, CASH, PIGGY, Pen, begin, change, earn, hold, move, spend
from finance.money import Money


@pytest.fixture
def piggy(betos: Pen) -> Account:
    return betos.open(PIGGY, is_private=True)


@pytest.fixture
def secret(betos: Pen, piggy: Account) -> operations.Recorded:
    """A salary into the piggy bank, a gift out of it, a lost coin, dollars; beside a lunch that both may see."""
    betos.book(spend("40", "restaurantes"))
    return betos.book(
        earn("500", place=PIGGY),
        spend("120", "regalos", place=PIGGY),
        hold("379", place=PIGGY),
        change(Money.of("37", "PEN"), Money.of("10", "USD"), place=PIGGY, to=PIGGY),
    )


@pytest.mark.usefixtures("secret")
class TestRosa:
    def test_sees_no_account_of_it(self, pen: Pen) -> None:
        assert not queries.visible(pen.person).filter(slug="chanchito").exists()
        assert pen.balances == {"cash PEN": "-40.00"}

    def test_nor_in_any_total(self, pen: Pen) -> None:
        assert pen.sums() == {"restaurantes PEN": "40.00"}
        assert pen.sums("income") == pen.sums("equity") == pen.sums("conversion") == {}

    @pytest.mark.parametrize("kind", ["expense", "income", "equity", "conversion", "savings"])
    def test_nor_in_any_row(self, pen: Pen, kind: str, piggy: Account) -> None:
        rows = queries.rows(pen.person, Selector(kind=kind))
        assert [row.minor for row in rows] == ([4000] if kind == "expense" else [])
        assert not queries.rows(pen.person, Selector(kind="", account=piggy.pk)).exists()
        assert queries.merchant_total(pen.person, Selector(kind="", account=piggy.pk)) == {}

    def test_nor_any_entry(self, pen: Pen, secret: operations.Recorded) -> None:
        assert pen.counting == ["40.00 PEN"]
        assert queries.find_entries(pen.person, [entry.pk for entry in secret.entries]) == []
        assert len(queries.last_entries(pen.person, limit=99)) == len(queries.recent_entries(pen.person, limit=99)) == 1

    def test_cannot_undo_nor_correct_it(self, pen: Pen, secret: operations.Recorded) -> None:
        with pytest.raises(operations.EntryUnknown):
            pen.undo(secret)
        with pytest.raises(operations.EntryUnknown):
            pen.correct(secret.entries[1], spend("1"))

    def test_may_have_one_of_the_same_name(self, pen: Pen, betos: Pen, piggy: Account) -> None:
        hers = pen.open(PIGGY, is_private=True)
        pen.book(spend("5", place=PIGGY))
        assert hers != piggy
        assert pen.balances == {"cash PEN": "-40.00", "chanchito PEN": "-5.00"}
        assert betos.balances["chanchito PEN"] == "342.00"


@pytest.mark.usefixtures("secret")
class TestBeto:
    def test_sees_his_own_and_the_common_as_one(self, betos: Pen) -> None:
        assert betos.balances == {"chanchito PEN": "342.00", "chanchito USD": "10.00", "cash PEN": "-40.00"}
        assert betos.sums() == {"restaurantes PEN": "40.00", "regalos PEN": "120.00"}
        assert betos.sums("income") == {"sueldo PEN": "500.00"}
        betos.check()

    def test_adds_both_twins_of_a_category(self, betos: Pen, pen: Pen) -> None:
        betos.book(spend("1", "restaurantes", place=PIGGY))
        assert betos.sums()["restaurantes PEN"] == "41.00"
        assert pen.sums()["restaurantes PEN"] == "40.00"
        assert len(queries.rows(betos.person, Selector(slugs=("restaurantes",)))) == 2


class TestBetween:
    """Money that goes from the common cash into the piggy bank is seen to go, not where."""

    @pytest.fixture
    def saved(self, betos: Pen, piggy: Account) -> operations.Recorded:
        betos.book(begin("300"))
        return betos.book(move("100", CASH, PIGGY))

    def test_rosa_sees_it_leave(self, pen: Pen, saved: operations.Recorded) -> None:
        assert pen.balances == {"cash PEN": "200.00"}
        assert pen.counting == ["300.00 PEN", "100.00 PEN"]
        cash = Account.objects.get(kind="cash")
        assert [row.minor for row in queries.rows(pen.person, Selector(kind="", account=cash.pk))] == [-10000, 30000]

    def test_and_is_given_only_the_leg_that_is_hers_to_see(
        self, pen: Pen, betos: Pen, saved: operations.Recorded
    ) -> None:
        pks = [entry.pk for entry in saved.entries]
        for found in (
            queries.find_entries(pen.person, pks),
            queries.last_entries(pen.person, limit=1),
            queries.recent_entries(pen.person, limit=1),
            list(queries.entries(pen.person).filter(pk__in=pks).prefetch_related("postings__account")),
        ):
            assert [leg.account.slug for leg in found[0].postings.all()] == ["cash"]
            assert operations.as_money(found[0]) == Money(10000, "PEN")
        (his,) = queries.find_entries(betos.person, pks)
        assert {leg.account.slug for leg in his.postings.all()} == {"cash", "chanchito"}

    def test_rows_can_be_fetched_with_the_legs_that_are_hers_to_see(self, pen: Pen, saved: operations.Recorded) -> None:
        rows = queries.rows(pen.person, Selector(kind="cash")).prefetch_related(
            queries.legs_seen(pen.person, "entry__postings")
        )
        assert [leg.account.slug for leg in rows[0].entry.postings.all()] == ["cash"]

    def test_how_many_dollars_it_became_is_not_told(self, pen: Pen, betos: Pen, piggy: Account) -> None:
        betos.book(change(Money.of("37", "PEN"), Money.of("10", "USD"), to=PIGGY))
        assert not queries.rows(pen.person, Selector(kind="conversion")).exists()
        assert pen.balances == {"cash PEN": "-37.00"}
        assert betos.balances == {"cash PEN": "-37.00", "chanchito USD": "10.00"}

    def test_it_is_his_to_undo_and_not_hers(self, pen: Pen, betos: Pen, saved: operations.Recorded) -> None:
        with pytest.raises(operations.EntryUnknown):
            pen.undo(saved)
        with pytest.raises(operations.EntryUnknown):
            pen.correct(saved, move("1", CASH, BANK))
        betos.undo(saved)
        assert (pen.balances, betos.balances) == ({"cash PEN": "300.00"}, {"cash PEN": "300.00"})
        with pytest.raises(operations.EntryUnknown):
            pen.redo(saved)
        betos.redo(saved)
        assert betos.balances == {"cash PEN": "200.00", "chanchito PEN": "100.00"}
        betos.check()

    def test_what_he_moved_out_of_sight_is_gone_for_her(self, pen: Pen, betos: Pen, piggy: Account) -> None:
        gift = betos.book(spend("90", "regalos"))
        betos.correct(gift, spend("90", "regalos", place=PIGGY))
        assert (pen.counting, pen.sums()) == ([], {})
        assert operations.standing_form(pen.person, gift.entries[0]) is None
        with pytest.raises(AlreadyUndone):
            pen.undo(gift)
        assert betos.sums() == {"regalos PEN": "90.00"}


def test_seeing_less_costs_no_more_queries(pen: Pen, betos: Pen, piggy: Account) -> None:
    betos.book(*[move("1", CASH, PIGGY)] * 20)
    with CaptureQueriesContext(connection) as asked:
        for entry in queries.last_entries(pen.person, limit=20):
            assert [leg.account.slug for leg in entry.postings.all()] == ["cash"]
    assert len(asked) == 3
