"""A month and what there is now, in the currencies in which they are."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.ledger.tests.telling import BANK, CARD, PIGGY, Pen, begin, earn, spend
from finance.money import Money
from finance.people.models import Person
from finance.reports import queries


@pytest.fixture
def pen(rosa: Person) -> Pen:
    return Pen(rosa)


class TestMonth:
    @pytest.mark.parametrize(
        ("day", "start", "end"),
        [
            ("2026-02-01", "2026-02-01", "2026-02-28"),
            ("2026-02-28", "2026-02-01", "2026-02-28"),
            ("2028-02-29", "2028-02-01", "2028-02-29"),
            ("2026-12-31", "2026-12-01", "2026-12-31"),
            ("2026-01-15", "2026-01-01", "2026-01-31"),
        ],
    )
    def test_it_is_the_whole_month(self, rosa: Person, day: str, start: str, end: str) -> None:
        month = queries.month(rosa, date.fromisoformat(day))
        assert (month.start.isoformat(), month.end.isoformat()) == (start, end)

    def test_it_knows_what_went_what_came_and_what_went_before(self, pen: Pen) -> None:
        pen.book(
            spend("10", on=date(2026, 1, 31)),
            spend("20", "salud", on=date(2026, 2, 1)),
            spend("5", currency="USD", on=date(2026, 2, 28)),
            earn("3000", on=date(2026, 2, 28)),
            spend("40", on=date(2026, 3, 1)),
        )
        month = queries.month(pen.person, date(2026, 2, 14))
        assert month.spent.by_slug == {("salud", "PEN"): 2000, ("restaurantes", "USD"): 500}
        assert month.earned.by_slug == {("sueldo", "PEN"): 300000}
        assert month.spent_before.by_slug == {("restaurantes", "PEN"): 1000}

    def test_the_month_before_january_is_december(self, pen: Pen) -> None:
        pen.book(spend("10", on=date(2025, 12, 31)))
        assert queries.month(pen.person, date(2026, 1, 1)).spent_before.of("PEN") == Money(1000, "PEN")

    def test_it_costs_the_same_however_much_happened(self, pen: Pen) -> None:
        pen.book(*[spend("1", on=date(2026, 2, 1 + n % 28)) for n in range(60)])
        with CaptureQueriesContext(connection) as asked:
            queries.month(pen.person, date(2026, 2, 14))
        assert len(asked) == 3


class TestSnapshot:
    def test_at_hand_and_owed_per_currency(self, pen: Pen) -> None:
        pen.book(begin("100"), begin("900", place=BANK), spend("250", place=CARD), begin("30", currency="USD"))
        now = queries.snapshot(pen.person)
        assert now.at_hand("PEN") == Money.of("1000", "PEN")
        assert now.owed("PEN") == Money.of("250", "PEN")
        assert (now.at_hand("USD"), now.owed("USD")) == (Money.of("30", "USD"), Money(0, "USD"))
        assert (now.at_hand("EUR"), now.owed("EUR")) == (Money(0, "EUR"), Money(0, "EUR"))

    def test_the_home_currency_comes_first(self, pen: Pen) -> None:
        pen.book(begin("1", currency="CLP"), begin("1", currency="USD"), begin("1"))
        assert queries.snapshot(pen.person).currencies("USD") == ["USD", "CLP", "PEN"]

    def test_beto_has_more_than_rosa_sees(self, pen: Pen, beto: Person) -> None:
        his = Pen(beto)
        his.open(PIGGY, is_private=True)
        his.book(begin("70", place=PIGGY), begin("30"))
        assert queries.snapshot(beto).at_hand("PEN") == Money.of("100", "PEN")
        assert queries.snapshot(pen.person).at_hand("PEN") == Money.of("30", "PEN")
        assert len(queries.snapshot(pen.person).standings) == 1
