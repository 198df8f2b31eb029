"""What the books say: kept sums are what adding up gives, and a figure's rows add up to it, then and ever after."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from finance.ledger import queries
from finance.ledger.categories import STANDARD, leaves_of, name_of
from finance.ledger.models import Account, Entry, Posting
from finance.ledger.movements import Movement, Place
from finance.ledger.queries import Selector, Totals
from finance.ledger.tests.telling import BANK, CARD, CASH, Pen, begin, change, earn, hold, move, spend
from finance.money import Money
from sofia.tests.cast import TODAY

FIRST, LAST = date(2025, 11, 20), date(2026, 4, 10)


@pytest.fixture
def storied(pen: Pen) -> Pen:
    """Rosa, with five months of all sorts behind her, some of it undone or corrected."""
    dice = random.Random(7)
    span = (LAST - FIRST).days
    for _ in range(40):
        on, amount = FIRST + timedelta(days=dice.randint(0, span)), f"{dice.randint(1, 900) / 10:.2f}"
        currency, place = dice.choice(["PEN", "USD"]), dice.choice([CASH, BANK])
        category = dice.choice(["restaurantes", "transporte", "salud"])
        told = (
            earn(amount, dice.choice(["sueldo", "negocio"]), currency=currency, on=on, place=place)
            if dice.random() < 1 / 3
            else spend(amount, category, currency=currency, on=on, place=place, merchant=dice.choice(["Metro", ""]))
        )
        done = pen.book(told)
        if dice.random() < 1 / 5:
            pen.correct(done, spend(amount, "salud", on=on + timedelta(days=dice.randint(-20, 20))))
        if dice.random() < 1 / 5:
            pen.undo(done)
    pen.check()
    return pen


days = st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=60))


class TestTotals:
    def test_they_are_what_adding_up_gives(self, storied: Pen) -> None:
        everything = list(
            Posting.objects.values_list("account__kind", "account__slug", "currency", "happened_on", "minor")
        )

        @settings(deadline=None, max_examples=150)
        @given(
            days, days, st.sampled_from(["expense", "income"]), st.sampled_from([(), ("salud",), ("salud", "sueldo")])
        )
        def holds(start: date, end: date, kind: str, slugs: tuple[str, ...]) -> None:
            summed: Counter[tuple[str, str]] = Counter()
            for side, slug, currency, on, minor in everything:
                if side == kind and start <= on <= end and (not slugs or slug in slugs):
                    summed[slug, currency] += -minor if kind == "income" else minor
            said = queries.totals(storied.person, start=start, end=end, kind=kind, slugs=slugs)
            assert {key: minor for key, minor in said.by_slug.items() if minor} == {
                key: minor for key, minor in summed.items() if minor
            }

        holds()

    @pytest.mark.parametrize(
        ("start", "end", "asked"),
        [
            (date(2026, 2, 1), date(2026, 2, 28), 1),  # whole months: the kept totals only
            (date(2025, 12, 1), date(2026, 3, 31), 1),
            (date(2026, 2, 3), date(2026, 2, 20), 1),  # days only
            (date(2026, 2, 20), date(2026, 3, 10), 1),
            (date(2026, 1, 20), date(2026, 3, 10), 2),  # days, a month, days
            (date(2026, 2, 1), date(2026, 3, 10), 2),
        ],
    )
    def test_whole_months_are_not_added_up_again(self, pen: Pen, start: date, end: date, asked: int) -> None:
        with CaptureQueriesContext(connection) as queried:
            queries.totals(pen.person, start=start, end=end)
        assert len(queried) == asked

    def test_what_is_earned_is_positive_and_what_was_given_back_negative(self, pen: Pen) -> None:
        pen.book(earn("3000"), spend("25"))
        assert pen.sums("income") == {"sueldo PEN": "3000.00"}
        assert pen.sums("expense") == {"restaurantes PEN": "25.00"}

    def test_a_range_that_ends_before_it_begins_is_empty(self, pen: Pen) -> None:
        pen.book(spend("25"))
        for start, end in ((date(2026, 4, 1), date(2026, 3, 1)), (date(2026, 5, 1), date(2026, 1, 31))):
            assert pen.sums(start=start, end=end) == {}

    def test_they_are_read_by_currency_and_by_group(self) -> None:
        totals = Totals({("salud", "PEN"): 500, ("ropa", "PEN"): 900, ("ropa", "USD"): 100, ("otros", "EUR"): 0})
        assert totals.of("PEN") == Money(1400, "PEN")
        assert totals.of("PEN", ["ropa"]) == Money(900, "PEN")
        assert totals.of("CLP") == Money(0, "CLP")
        assert totals.currencies() == ["PEN", "USD"]
        assert totals.currencies(["salud"]) == ["PEN"]
        assert totals.ranking("PEN") == [("ropa", Money(900, "PEN")), ("salud", Money(500, "PEN"))]


class TestRows:
    def test_they_add_up_to_the_figure_they_prove(self, storied: Pen) -> None:
        @settings(deadline=None, max_examples=100)
        @given(days, days, st.sampled_from(["expense", "income"]), st.sampled_from([(), ("salud",), ("negocio",)]))
        def holds(start: date, end: date, kind: str, slugs: tuple[str, ...]) -> None:
            said = queries.totals(storied.person, start=start, end=end, kind=kind, slugs=slugs)
            for currency in ("PEN", "USD"):
                selector = Selector(kind=kind, slugs=slugs, start=start, end=end, currency=currency)
                rows = sum(row.minor for row in queries.rows(storied.person, selector))
                assert said.of(currency).minor == (-rows if kind == "income" else rows)

        holds()

    def test_of_an_account_they_add_up_to_its_balance(self, storied: Pen) -> None:
        for standing in queries.balances(storied.person):
            rows = queries.rows(storied.person, Selector(kind="", account=standing.account.pk))
            assert sum(row.minor for row in rows) == standing.money.minor

    def test_they_come_newest_first(self, pen: Pen) -> None:
        pen.book(spend("1", on=TODAY - timedelta(days=2)), spend("2"), spend("3"), spend("4", on=date(2026, 3, 11)))
        assert [row.minor for row in queries.rows(pen.person, Selector())] == [300, 200, 400, 100]

    def test_by_merchant(self, pen: Pen) -> None:
        pen.book(spend("10", merchant="Metro"), spend("4", merchant="METRO"), spend("7", merchant="Wong"), spend("1"))
        selector = Selector(merchant="metro")
        assert queries.merchant_total(pen.person, selector) == {"PEN": Money(1400, "PEN")}
        assert {row.entry.merchant for row in queries.rows(pen.person, selector)} == {"Metro", "METRO"}

    def test_sums_of_a_selector_keep_currencies_apart_and_income_positive(self, pen: Pen) -> None:
        pen.book(spend("10"), spend("3", currency="USD"), earn("50"))
        assert queries.merchant_total(pen.person, Selector()) == {"PEN": Money(1000, "PEN"), "USD": Money(300, "USD")}
        assert queries.merchant_total(pen.person, Selector(kind="income")) == {"PEN": Money(5000, "PEN")}
        assert queries.merchant_total(pen.person, Selector(slugs=("salud",))) == {}

    @pytest.mark.parametrize(
        "selector",
        [
            Selector(),
            Selector(slugs=("a", "b"), start=TODAY, end=TODAY, currency="PEN", as_of=7),
            Selector(kind="", account=3, merchant="Metro"),
        ],
    )
    def test_a_selector_survives_json(self, selector: Selector) -> None:
        assert Selector.read(selector.as_json()) == selector


class TestTimeTravel:
    """A figure that was said yesterday shows its rows of yesterday."""

    SELECTORS = [
        Selector(),
        Selector(slugs=("transporte",)),
        Selector(kind="income"),
        Selector(merchant="Metro"),
        Selector(start=date(2026, 3, 1), end=date(2026, 3, 31)),
    ]

    def test_whatever_is_done_later(self, pen: Pen) -> None:
        taxi = pen.book(spend("25", "transporte"), spend("10", merchant="Metro"))
        pay = pen.book(earn("3000"))
        gone = pen.book(spend("7"))
        pen.undo(gone)
        later: list[Callable[[], object]] = [
            lambda: pen.book(spend("99", "transporte", on=TODAY - timedelta(days=9))),
            lambda: pen.correct(taxi.entries[0], spend("30", "transporte")),
            lambda: pen.undo(taxi),
            lambda: pen.redo(taxi),
            lambda: pen.redo(gone),
            lambda: pen.undo(pay),
            lambda: pen.correct(taxi.entries[1], spend("1", "salud", on=TODAY - timedelta(days=40))),
            lambda: pen.open(CARD),
            lambda: pen.undo(gone),
        ]
        said: list[tuple[Selector, dict[str, Money], list[int]]] = []
        for happen in [lambda: None, *later]:
            happen()
            for selector in self.SELECTORS:
                now = replace(selector, as_of=pen.version)
                figure = queries.merchant_total(pen.person, selector)
                assert queries.merchant_total(pen.person, now) == figure
                said.append((now, figure, [row.pk for row in queries.rows(pen.person, now)]))
            for then, figure, rows in said:
                assert queries.merchant_total(pen.person, then) == figure
                assert [row.pk for row in queries.rows(pen.person, then)] == rows
        assert len({str(figure) for _selector, figure, _rows in said}) > 8  # the figures did move


class TestEntries:
    def test_the_last_by_day_and_the_last_by_booking_differ(self, pen: Pen) -> None:
        yesterday = TODAY - timedelta(days=1)
        pen.book(spend("1"), spend("2", on=yesterday), spend("3"), spend("4", on=yesterday))
        assert _amounts(queries.last_entries(pen.person, limit=3)) == ["3.00", "1.00", "4.00"]
        assert _amounts(queries.recent_entries(pen.person, limit=3)) == ["4.00", "3.00", "2.00"]

    def test_only_what_counts_is_among_them(self, pen: Pen) -> None:
        lunch, taxi = pen.book(spend("1")), pen.book(spend("2"))
        pen.correct(lunch, spend("3"))
        pen.undo(taxi)
        assert _amounts(queries.last_entries(pen.person, limit=9)) == ["3.00"]
        assert _amounts(queries.recent_entries(pen.person, limit=9)) == ["3.00"]
        assert [entry.number for entry in queries.standing(queries.entries(pen.person))] == [4]
        assert queries.entries(pen.person).count() == 5  # they are there all the same

    def test_they_are_found_by_their_keys_in_order_of_booking(self, pen: Pen) -> None:
        done = pen.book(spend("1"), spend("2"))
        assert queries.find_entries(pen.person, [entry.pk for entry in reversed(done.entries)]) == done.entries


def _amounts(entries: list[Entry]) -> list[str]:
    return [f"{next(leg.money for leg in entry.postings.all() if leg.minor > 0).amount:f}" for entry in entries]


class TestBalances:
    def test_each_real_account_in_its_currency_the_oldest_first(self, pen: Pen) -> None:
        pen.book(begin("100", place=BANK), move("30", BANK, CASH), change(Money(1000, "PEN"), Money(300, "USD")))
        standings = [(row.account.slug, str(row.money)) for row in queries.balances(pen.person)]
        assert standings == [("bcp", "70.00 PEN"), ("cash", "20.00 PEN"), ("cash", "3.00 USD")]

    def test_of_an_account_that_never_moved_it_is_nothing(self, pen: Pen) -> None:
        assert queries.balance(pen.open(CARD, "CLP")) == Money(0, "CLP")

    def test_a_side_over_a_few_days(self, pen: Pen) -> None:
        pen.book(
            spend("1", on=date(2026, 2, 28)), spend("2", on=date(2026, 3, 1)), spend("4"), spend("8", currency="USD")
        )
        side = Account.objects.get(slug="restaurantes")
        assert queries.side_total(side, "PEN", start=date(2026, 3, 1), end=TODAY) == Money(600, "PEN")
        assert queries.side_total(side, "PEN", start=date(2026, 2, 28), end=date(2026, 2, 28)) == Money(100, "PEN")
        assert queries.side_total(side, "EUR", start=date(2026, 1, 1), end=TODAY) == Money(0, "EUR")


@pytest.mark.parametrize(
    "movement",
    [
        spend("12.50", "salud", merchant="Inkafarma", place=CARD),
        move("8", BANK, CASH),
        change(Money(370, "PEN"), Money(100, "USD")),
        hold("-3", place=Place("card", "Ñandú")),
    ],
)
def test_a_movement_survives_json(movement: Movement) -> None:
    assert Movement.read(movement.as_json()) == movement


class TestCategories:
    def test_a_branch_is_its_leaves(self) -> None:
        assert leaves_of("comida") == ("supermercado", "restaurantes")
        assert leaves_of("salud") == ("salud",)
        assert leaves_of("magia") == ()

    def test_every_leaf_hangs_on_a_branch_of_its_kind(self) -> None:
        for slug, category in STANDARD.items():
            if category.group:
                assert STANDARD[category.group].is_income == category.is_income
            else:
                assert leaves_of(slug) != (slug,)

    def test_slugs_fit_their_column(self) -> None:
        assert max(map(len, STANDARD)) <= 40

    def test_a_name_is_what_people_call_it(self) -> None:
        assert name_of("restaurantes") == "comida fuera"
        assert name_of("magia") == "magia"
