"""What the tools find: the books' own sums, beside the days before; calculations only with numbers that were said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance.advisor.facts import Fact, Measure
from finance.advisor.tools import catalog
from finance.advisor.tools.catalog import Call, Found
from finance.advisor.tools.findings import Scope
from finance.ledger import queries as ledger
from finance.ledger.tests.telling import BANK, CARD, Pen, begin, earn, spend
from finance.money import Money
from finance.people.models import Person
from sofia.tests.cast import TODAY, make_person


@pytest.fixture
def pen(rosa: Person) -> Pen:
    pen = Pen(rosa)
    pen.book(
        spend("1", "otros", on=date(2026, 1, 15)),
        earn("3000", on=date(2026, 2, 27), place=BANK),
        spend("100", on=date(2026, 2, 3), merchant="Pardos"),
        spend("50", "transporte", on=date(2026, 2, 10)),
        spend("400", "vivienda", on=date(2026, 2, 20)),  # after the day of the month that today is
        spend("150", on=date(2026, 3, 2), merchant="Pardos"),
        spend("30", on=date(2026, 3, 5), merchant="Wong"),
        spend("20", "transporte", on=date(2026, 3, 11)),
        spend("9", currency="USD", on=date(2026, 3, 11)),
    )
    return pen


def scope(person: Person, *said: str, words: str = "") -> Scope:
    person.refresh_from_db()
    numbers = frozenset(Decimal(number) for number in said)
    return Scope(person, TODAY, numbers, words, rates=numbers)


def run(person: Person, tool: str, *said: str, words: str = "", **args: Any) -> Found:
    return catalog.run([Call(tool, args)], scope(person, *said, words=words))


def told(found: Found) -> list[tuple[str, str]]:
    return [(fact.label, _short(fact)) for fact in found.facts]


def _short(fact: Fact) -> str:
    match fact.value:
        case Measure(number=number, unit=unit):
            value = f"{number}{unit}"
        case Money():
            value = str(fact.value)
        case _:
            value = fact.value.isoformat()
    return f"{value} change" if fact.is_change else value


class TestSpending:
    def test_it_is_compared_with_the_same_days_of_the_month_before(self, pen: Pen) -> None:
        found = run(pen.person, "spending")
        assert told(found)[:5] == [
            ("gastos", "200.00 PEN"),
            ("gastos", "9.00 USD"),  # apart: currencies never add
            ("gastos", "150.00 PEN"),
            ("gastos", "50.00 PEN change"),
            ("gastos", "33.3% change"),
        ]
        assert found.facts[2].period is not None
        assert (found.facts[2].period.start, found.facts[2].period.end) == (date(2026, 2, 1), date(2026, 2, 12))

    def test_its_parts_say_what_changed(self, pen: Pen) -> None:
        found = run(pen.person, "spending")
        assert told(found)[5:10] == [
            ("comida fuera", "180.00 PEN"),
            ("comida fuera", "90.0%"),
            ("comida fuera", "100.00 PEN"),
            ("comida fuera", "80.00 PEN change"),
            ("comida fuera", "80.0% change"),
        ]

    def test_every_amount_that_is_not_a_difference_is_the_sum_of_its_rows(self, pen: Pen) -> None:
        calls = [
            Call("spending", {}),
            Call("spending", {"parts": "merchants"}),
            Call("income", {"period": "last_month"}),
        ]
        found = catalog.run(calls, scope(pen.person))
        checked = 0
        for fact in found.facts:
            if fact.rows is None or not isinstance(fact.value, Money):
                continue
            sign = -1 if fact.rows.kind == "income" else 1
            assert sign * sum(row.minor for row in ledger.rows(pen.person, fact.rows)) == fact.value.minor
            checked += 1
        assert checked >= 8

    def test_days_before_the_books_began_are_compared_with_nothing(self, rosa: Person) -> None:
        Pen(rosa).book(spend("5", on=date(2026, 2, 11)), spend("90", on=date(2026, 3, 2)))
        assert not [fact for fact in run(rosa, "spending").facts if fact.is_change]

    def test_a_branch_holds_its_leaves(self, pen: Pen) -> None:
        assert told(run(pen.person, "spending", category="comida"))[0] == ("comida", "180.00 PEN")

    def test_a_shop_is_asked_for_in_the_persons_words_only(self, pen: Pen) -> None:
        found = run(pen.person, "spending", words="cuanto en pardos", merchant="Pardos")
        assert told(found)[0] == ("Pardos", "150.00 PEN")
        assert found.facts[0].alias == "merchant named by the person"
        assert not run(pen.person, "spending", words="cuanto gaste", merchant="Pardos").facts

    def test_shops_are_numbers_to_a_stranger(self, pen: Pen) -> None:
        found = run(pen.person, "spending", parts="merchants", compare=False)
        assert [(fact.label, fact.alias) for fact in found.facts[2:4]] == [
            ("Pardos", "merchant 1"),
            ("Wong", "merchant 2"),
        ]

    def test_few_movements_are_said_to_be_few(self, pen: Pen) -> None:
        found = run(pen.person, "spending", compare=False, parts="none")
        assert ("movimientos", "4count") in told(found)
        assert "These days hold only {{F3}} movements: say so." in found.notes

    def test_days_before_the_books_began_are_unknown(self, pen: Pen) -> None:
        found = run(pen.person, "spending", period="last_year", parts="none")
        assert any("The books begin on {{F" in note for note in found.notes)
        assert date(2026, 1, 15) in [fact.value for fact in found.facts]

    @pytest.mark.parametrize(
        "args",
        [
            {"category": "cohetes"},
            {"period": "mañana"},
            {"start": "2026-03-10", "end": "2026-03-01"},
            {"start": "2027-01-01", "end": "2027-02-01"},
            {"household": 7},
            {"merchant": "x" * 99},
        ],
    )
    def test_nonsense_becomes_a_note(self, pen: Pen, args: dict[str, Any]) -> None:
        found = run(pen.person, "spending", **args)
        assert not found.facts
        assert "in a way it does not take" in found.notes[0]

    def test_it_asks_no_more_however_long_the_history(self, pen: Pen) -> None:
        asked = scope(pen.person)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            catalog.run([Call("spending", {})], asked)
        few = len(queries)
        pen.book(*(spend("1", on=date(2026, 3, day)) for day in range(1, 12)))
        with CaptureQueriesContext(connection) as queries:
            catalog.run([Call("spending", {})], scope(pen.person))
        assert len(queries) <= few + 1  # the person read again
        assert few <= 8


class TestCashFlow:
    def test_each_month_says_what_came_what_went_and_what_was_left(self, pen: Pen) -> None:
        found = run(pen.person, "cash_flow", months=1)
        assert told(found)[:4] == [
            ("ingresos", "3000.00 PEN"),
            ("gastos", "550.00 PEN"),
            ("lo que quedó", "2450.00 PEN"),
            ("tasa de ahorro", "81.7%"),
        ]
        assert ("lo que faltó", "200.00 PEN") in told(found)


class TestStanding:
    def test_names_of_accounts_stay_at_home(self, pen: Pen) -> None:
        found = run(pen.person, "balances")
        assert {fact.alias for fact in found.facts if fact.label == "BCP"} == {"bank account 2"}

    def test_what_is_owed_is_said_apart(self, rosa: Person) -> None:
        Pen(rosa).book(begin("500"), spend("80", place=CARD))
        found = run(rosa, "balances")
        assert ("lo que tienes a mano", "500.00 PEN") in told(found)
        assert ("lo que debes", "80.00 PEN") in told(found)

    def test_a_fund_is_measured_by_the_months_that_are_known(self, rosa: Person) -> None:
        Pen(rosa).book(begin("3000", on=date(2026, 1, 30)), spend("600", "vivienda", on=date(2026, 2, 5)))
        found = run(rosa, "emergency_fund")
        assert ("gastos esenciales al mes", "600.00 PEN") in told(found)
        assert ("meses completos", "1count") in told(found)

    def test_empty_books_say_so(self, rosa: Person) -> None:
        assert run(rosa, "balances") == Found((), ("No account has a known balance: ask the person what they have.",))

    def test_the_fund_is_measured_in_months_of_what_is_essential(self, rosa: Person) -> None:
        months = (date(2025, 12, 5), date(2026, 1, 5), date(2026, 2, 5))
        Pen(rosa).book(begin("3000"), *(spend("600", "vivienda", on=day) for day in months), spend("99", on=months[0]))
        found = run(rosa, "emergency_fund")
        assert ("gastos esenciales al mes", "600.00 PEN") in told(found)
        assert ("lo que cubre tu dinero", "1.8months") in told(found)  # 3000 less what was spent, over 600


class TestMovements:
    def test_the_largest_come_first_and_have_no_name_outside(self, pen: Pen) -> None:
        found = run(pen.person, "movements", order="largest")
        assert [_short(fact) for fact in found.facts[:4]] == ["400.00 PEN", "2026-02-20", "150.00 PEN", "2026-03-02"]
        assert found.facts[0].alias == "movement 1 (vivienda)"

    def test_a_word_is_the_persons(self, pen: Pen) -> None:
        assert run(pen.person, "movements", words="algo con pard", order="newest").facts
        found = catalog.run([Call("movements", {"words": "pard"})], scope(pen.person, words="lo de pardos"))
        assert [_short(fact) for fact in found.facts[::2]] == ["150.00 PEN", "100.00 PEN"]
        assert not catalog.run([Call("movements", {"words": "pard"})], scope(pen.person, words="otra cosa")).facts

    def test_more_than_eight_are_said_to_be_more(self, rosa: Person) -> None:
        Pen(rosa).book(*(spend(str(amount)) for amount in range(1, 11)))
        found = run(rosa, "movements")
        assert found.notes == ("There are more than the {{F17}} movements shown.",)
        assert len(found.facts) == 17


class TestCalculating:
    def test_a_loan_is_paid_in_level_payments(self, rosa: Person) -> None:
        found = run(rosa, "loan", "10000", "30", "12", amount=10000, rate=30, rate_per="nominal_year", term=12)
        assert told(found)[:3] == [
            ("préstamo", "10000.00 PEN"),
            ("cuota al mes", "974.87 PEN"),
            ("interés en total", "1698.44 PEN"),
        ]
        assert ("tasa efectiva al año", "34.49%") in told(found)

    def test_a_years_rate_is_taken_as_their_country_tells_rates(self, rosa: Person, db: None) -> None:
        args: dict[str, Any] = {"amount": 10000, "rate": 30, "rate_per": "year", "term": 12}
        in_peru = run(rosa, "loan", "10000", "30", "12", **args)
        assert ("tasa efectiva al año", "30.00%") in told(in_peru)
        assert "A year's rate was taken as effective (TEA, EA)." in in_peru.notes
        in_mexico = run(make_person("Luz", country="MX"), "loan", "10000", "30", "12", **args)
        assert ("tasa efectiva al año", "34.49%") in told(in_mexico)

    def test_years_are_months(self, rosa: Person) -> None:
        found = run(rosa, "loan", "10000", "30", "1", amount=10000, rate=30, rate_per="year", term=1, term_unit="years")
        assert ("plazo", "12months") in told(found)

    def test_an_offer_is_compared_over_the_same_term(self, rosa: Person) -> None:
        args: dict[str, Any] = {"owed": 5000, "rate_now": 69, "rate_offered": 30, "term": 12}
        args |= {"rate_now_per": "year", "rate_offered_per": "year"}
        found = run(rosa, "refinance", "5000", "69", "30", "12", **args)
        values = dict(told(found))
        saved = Decimal(values["interés en total ahora"].split()[0]) - Decimal(
            values["interés en total con la oferta"].split()[0]
        )
        assert values["lo que te ahorras"] == f"{saved} PEN"
        assert saved > 800

    def test_a_loan_in_dollars_is_told_in_dollars(self, rosa: Person) -> None:
        numbers = frozenset({Decimal(10000), Decimal(12)})
        asked = Scope(rosa, TODAY, numbers, currencies={Decimal(10000): "USD"}, rates=frozenset({Decimal(12)}))
        found = catalog.run([Call("loan", {"amount": 10000, "rate": 12, "rate_per": "year", "term": 12})], asked)
        assert ("préstamo", "10000.00 USD") in told(found)
        assert ("cuota al mes", "885.62 USD") in told(found)

    def test_a_rate_is_a_percentage_that_was_said(self, rosa: Person) -> None:
        asked = Scope(rosa, TODAY, frozenset({Decimal(10000), Decimal(24)}), rates=frozenset({Decimal(12)}))
        found = catalog.run([Call("loan", {"amount": 10000, "rate": 24, "rate_per": "month", "term": 12})], asked)
        assert not found.facts

    def test_nobody_pays_half_a_month(self, rosa: Person) -> None:
        assert not run(rosa, "loan", "100", "12", "2.5", amount=100, rate=12, rate_per="year", term=2.5).facts

    def test_what_is_owed_is_the_books_when_nobody_says_it(self, rosa: Person) -> None:
        Pen(rosa).book(spend("80", place=CARD))
        args: dict[str, Any] = {"rate_now": 69, "rate_offered": 30, "term": 12, "rate_now_per": "year"}
        found = run(rosa, "refinance", "69", "30", "12", **args, rate_offered_per="year")
        assert ("lo que debes", "80.00 PEN") in told(found)

    @pytest.mark.parametrize(
        ("tool", "args"),
        [
            ("loan", {"amount": 10000, "rate": 30, "rate_per": "year", "term": 12}),
            ("payoff", {"owed": 100, "rate": 3, "rate_per": "month", "payment": 9}),
            ("goal", {"amount": 3000, "term": 10}),
            ("yearly_rate", {"rate": 5}),
            ("propose_movement", {"kind": "expense", "amount": 12, "what": "pan"}),
            ("movements", {"least": 100}),
        ],
    )
    def test_a_number_nobody_said_is_not_calculated_with(
        self, rosa: Person, tool: str, args: dict[str, object]
    ) -> None:
        found = run(rosa, tool, "7", words="pan", **args)
        assert not found.facts
        assert found.proposal is None
        assert "numbers the person has not said" in found.notes[0]

    def test_a_payment_below_the_interest_never_ends(self, rosa: Person) -> None:
        found = run(rosa, "payoff", "1000", "5", "40", owed=1000, rate=5, rate_per="month", payment=40)
        assert "never ends" in found.notes[0]

    def test_a_goal_counts_what_is_there_already(self, rosa: Person) -> None:
        found = run(rosa, "goal", "3000", "10", "500", amount=3000, term=10, have=500)
        assert ("aporte al mes", "250.00 PEN") in told(found)


class TestProposing:
    def test_it_books_nothing(self, rosa: Person) -> None:
        found = run(
            rosa, "propose_movement", "30", words="deje 30 de propina", kind="expense", amount=30, what="propina"
        )
        assert found.proposal is not None
        assert (found.proposal.money, found.proposal.description) == (Money(3000, "PEN"), "propina")
        assert not ledger.entries(rosa).exists()

    def test_a_day_to_come_is_today(self, rosa: Person) -> None:
        found = run(rosa, "propose_movement", "3", words="pan", kind="expense", amount=3, what="pan", day="2026-12-24")
        assert found.proposal is not None
        assert found.proposal.on == TODAY


class TestTheCatalogue:
    def test_a_tool_nobody_has_becomes_a_note(self, rosa: Person) -> None:
        assert run(rosa, "delete_everything").notes == ("There is no tool 'delete_everything'.",)

    def test_what_two_tools_find_alike_is_one_fact(self, pen: Pen) -> None:
        calls = [Call("spending", {"parts": "none"}), Call("spending", {"parts": "none"})]
        found = catalog.run(calls, scope(pen.person))
        assert len({fact.key for fact in found.facts}) == len(found.facts)
        assert found.facts == catalog.run(calls[:1], scope(pen.person)).facts

    def test_no_more_than_six_are_done(self, pen: Pen) -> None:
        found = catalog.run([Call("nothing", {})] * 6 + [Call("spending", {})], scope(pen.person))
        assert not found.facts

    def test_no_tool_takes_a_person_or_a_household(self) -> None:
        for name in catalog.tools():
            arguments = set(catalog._arguments(name).model_fields)
            assert not arguments & {"person", "person_id", "household", "household_id", "user", "scope", "viewer"}

    def test_a_stranger_finds_nothing(self, pen: Pen, ines: Person) -> None:
        calls = [Call(name, {}) for name in ("spending", "income", "cash_flow", "balances", "movements")]
        found = catalog.run(calls, scope(ines))
        amounts = [fact.value for fact in found.facts if isinstance(fact.value, Money)]
        assert not any(amounts)

    def test_what_is_private_of_a_housemate_is_not_found(self, rosa: Person, beto: Person) -> None:
        from finance.ledger.tests.telling import PIGGY

        Pen(rosa).open(PIGGY, is_private=True)
        Pen(rosa).book(spend("77", place=PIGGY))
        calls = [Call(name, {}) for name in ("spending", "balances", "movements", "cash_flow")]
        found = catalog.run(calls, scope(beto))
        assert all(fact.value != Money(7700, "PEN") for fact in found.facts)
        assert any(fact.value == Money(7700, "PEN") for fact in catalog.run(calls, scope(rosa)).facts)
