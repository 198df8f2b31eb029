"""Money, switch, breaker and how many at once: whether a call may go out, told by the calls before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import SET_NULL
from pytest_django import DjangoAssertNumQueries, Settings

from finance.language_model import operations, queries
from finance.language_model.exchange import Reply, Usage
from finance.language_model.failures import (
    BadKey,
    BreakerOpen,
    Failed,
    Gone,
    ModelFailure,
    OverBudget,
    Quota,
    RateLimited,
    Refused,
    SwitchedOff,
    TimedOut,
    TooBusy,
    Truncated,
    Upstream,
)
from finance.language_model.models import Call, Provider
from finance.people.models import Person
from finance.tests.crowd import at_once
from sofia.tests.cast import NOW, Clock, make_person

TODAY = NOW.date()


def answer(cost: int | None = 1000) -> Reply:
    return Reply("Sí.", (), "perplexity/sonar", 900, 40, cost)


class Till:
    """Reserves and ends calls by a clock, each a second after the one before."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def reserve(self, person: Person | None = None, estimate: int = 2000) -> Call:
        self.clock.pass_(seconds=1)
        pk = person.pk if person else None
        return operations.reserve(purpose="compose", person_id=pk, estimate=estimate, now=self.clock())

    def spend(self, person: Person | None = None, cost: int | None = 1000, *, estimate: int = 2000) -> Call:
        call = self.reserve(person, estimate)
        self.clock.pass_(seconds=1)
        operations.settle(call=call, reply=answer(cost), now=self.clock())
        return call

    def fail(self, failure: ModelFailure) -> Call:
        call = self.reserve()
        self.end(call, failure)
        return call

    def end(self, call: Call, failure: ModelFailure) -> None:
        self.clock.pass_(seconds=1)
        operations.fail(call=call, failure=failure, now=self.clock())


@pytest.fixture
def till(db: None, clock: Clock) -> Till:
    return Till(clock)


class TestACall:
    def test_it_keeps_figures_only(self, rosa: Person, till: Till) -> None:
        call = till.spend(rosa)
        call.refresh_from_db()
        assert (call.state, call.failure, call.model) == ("done", "", "perplexity/sonar")
        assert (call.input_tokens, call.output_tokens, call.cost_micro_usd) == (900, 40, 1000)
        assert call.latency == timedelta(seconds=1)

    def test_it_ends_once(self, rosa: Person, till: Till) -> None:
        call = till.spend(rosa)
        till.end(call, Upstream("late"))
        operations.settle(call=call, reply=answer(9999), now=till.clock())
        call.refresh_from_db()
        assert (call.state, call.cost_micro_usd) == ("done", 1000)

    def test_figures_that_nothing_proved_are_counted(self, till: Till) -> None:
        call = till.spend()
        operations.refuse_figures(call_id=call.pk, count=2)
        operations.refuse_figures(call_id=call.pk, count=1)
        call.refresh_from_db()
        assert call.refused_figures == 3

    def test_no_transaction_may_be_open(self, till: Till) -> None:
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            till.reserve()

    def test_a_reservation_asks_little(
        self, rosa: Person, till: Till, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        till.spend(rosa)
        # begin and end; the switch, how the last calls ended, what weighs on one more, the row
        with django_assert_num_queries(6):
            till.reserve(rosa)


class TestMoney:
    def test_the_persons_day_ends(self, rosa: Person, ines: Person, till: Till) -> None:
        Provider.objects.create(person_daily_limit_micro_usd=3500)
        till.spend(rosa)
        till.spend(rosa)  # 1000 spent and 2000 reserved
        with pytest.raises(OverBudget):
            till.reserve(rosa)
        till.spend(ines)
        till.spend()
        assert queries.spent(TODAY, person_id=rosa.pk) == 2000
        till.clock.pass_(days=1)
        till.spend(rosa)

    def test_everybodys_day_ends(self, rosa: Person, ines: Person, till: Till) -> None:
        Provider.objects.create(daily_limit_micro_usd=4000)
        for who in (rosa, ines, None):
            till.spend(who)
        for who in (rosa, ines, None):
            with pytest.raises(OverBudget):
                till.reserve(who)
        assert queries.spent(TODAY) == 3000
        assert Call.objects.count() == 3

    def test_what_is_under_way_counts_as_reserved(self, rosa: Person, till: Till) -> None:
        Provider.objects.create(person_daily_limit_micro_usd=3999)
        till.reserve(rosa)
        with pytest.raises(OverBudget):
            till.reserve(rosa)

    def test_a_crash_leaves_the_reservation_charged(self, rosa: Person, till: Till) -> None:
        till.reserve(rosa)
        till.clock.pass_(hours=1)
        assert queries.spent(TODAY, person_id=rosa.pk) == 2000

    @pytest.mark.parametrize(
        ("failure", "charged"),
        [
            (Upstream("503"), 0),
            (BadKey("401"), 0),
            (RateLimited("429"), 0),
            (TimedOut("late"), 2000),
            (Truncated("cut"), 2000),
        ],
    )
    def test_a_failure_costs_what_it_may_have(self, till: Till, failure: ModelFailure, charged: int) -> None:
        till.fail(failure)
        assert queries.spent(TODAY) == charged

    def test_a_failure_that_was_billed_costs_its_bill(self, till: Till) -> None:
        failure = Truncated("too long")
        failure.usage = Usage(900, 800, 2225)
        till.fail(failure)
        assert queries.spent(TODAY) == 2225

    def test_a_cost_that_was_not_told_is_the_reserved_one(self, till: Till) -> None:
        till.spend(cost=None)
        assert queries.spent(TODAY) == 2000

    def test_what_a_forgotten_person_spent_stays_spent(self) -> None:
        assert Call._meta.get_field("person").remote_field.on_delete is SET_NULL


class TestTheSwitch:
    def test_off_is_off_until_on(self, till: Till) -> None:
        provider = Provider.objects.create(is_on=False)
        with pytest.raises(SwitchedOff):
            till.reserve()
        Provider.objects.filter(pk=provider.pk).update(is_on=True)
        till.reserve()

    def test_there_is_one(self, till: Till) -> None:
        till.reserve()
        assert Provider.objects.get().pk == Provider.THE_ONE


class TestManyAtOnce:
    def test_as_many_as_the_tier_takes(self, till: Till) -> None:
        calls = [till.reserve() for _ in range(3)]
        with pytest.raises(TooBusy):
            till.reserve()
        till.end(calls[0], Refused("x"))
        till.reserve()

    def test_those_whose_process_died_hold_nobody_up(self, till: Till) -> None:
        for _ in range(3):
            till.reserve()
        till.clock.pass_(seconds=41)
        till.reserve()


class TestTheBreaker:
    @pytest.mark.parametrize("failure", [BadKey("x"), Quota("x"), Gone("x")])
    def test_what_lasts_opens_it_at_once_for_a_quarter_of_an_hour(self, till: Till, failure: ModelFailure) -> None:
        till.fail(failure)
        with pytest.raises(BreakerOpen):
            till.reserve()
        till.clock.pass_(minutes=14)
        with pytest.raises(BreakerOpen):
            till.reserve()
        till.clock.pass_(minutes=1)
        till.reserve()
        till.reserve()

    def test_a_later_success_closes_it(self, till: Till) -> None:
        under_way = till.reserve()
        till.fail(Quota("x"))
        operations.settle(call=under_way, reply=answer(), now=till.clock() + timedelta(seconds=1))
        till.clock.pass_(seconds=2)
        till.reserve()

    @pytest.mark.parametrize("failure", [RateLimited("x"), Refused("x")])
    def test_what_says_nothing_about_the_provider_does_not_open_it(self, till: Till, failure: ModelFailure) -> None:
        for _ in range(9):
            till.fail(failure)

    def test_five_in_a_minute_open_it_and_a_probe_closes_it(self, till: Till) -> None:
        for failure in (Upstream("x"), TimedOut("x"), Truncated("x"), Failed("x")):
            till.fail(failure)
        assert not till.fail(Upstream("x")).is_probe
        with pytest.raises(BreakerOpen):
            till.reserve()
        till.clock.pass_(seconds=29)
        probe = till.reserve()
        assert probe.is_probe
        with pytest.raises(BreakerOpen):
            till.reserve()
        operations.settle(call=probe, reply=answer(), now=till.clock())
        assert not any(till.reserve().is_probe for _ in range(3))

    def test_a_probe_that_fails_keeps_it_open_however_often(self, till: Till) -> None:
        for _ in range(5):
            till.fail(Upstream("x"))
        for _ in range(30):
            with pytest.raises(BreakerOpen):
                till.reserve()
            till.clock.pass_(seconds=30)
            assert till.fail(TimedOut("x")).is_probe

    def test_a_probe_that_never_came_back_lets_another_pass(self, till: Till) -> None:
        for _ in range(5):
            till.fail(Upstream("x"))
        till.clock.pass_(seconds=30)
        till.reserve()
        till.clock.pass_(seconds=38)
        with pytest.raises(BreakerOpen):
            till.reserve()
        till.clock.pass_(seconds=1)
        assert till.reserve().is_probe

    def test_those_under_way_when_it_opened_do_not_close_it(self, till: Till) -> None:
        for _ in range(4):
            till.fail(Upstream("x"))
            till.clock.pass_(seconds=11)
        late = till.reserve()
        till.fail(Upstream("x"))
        till.clock.pass_(seconds=29)
        till.end(late, TimedOut("x"))
        with pytest.raises(BreakerOpen):
            till.reserve()

    def test_five_over_a_longer_time_are_chance(self, till: Till) -> None:
        for _ in range(12):
            till.fail(Upstream("x"))
            till.clock.pass_(seconds=14)

    def test_a_success_begins_the_count_anew(self, till: Till) -> None:
        for _ in range(3):
            for _ in range(4):
                till.fail(Upstream("x"))
            till.spend()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestACrowd:
    def reserve(self, person: Person, estimate: int = 1000) -> Call:
        return operations.reserve(purpose="plan", person_id=person.pk, estimate=estimate, now=NOW)

    def outcomes(self, works: list[Callable[[], Call]]) -> list[str]:
        return sorted(type(outcome).__name__ for outcome in at_once(works))

    def test_spends_no_more_than_there_is(self, settings: Settings) -> None:
        settings.LANGUAGE_MODEL_CALLS_AT_ONCE = 100
        rosa = make_person("Rosa")
        Provider.objects.create(person_daily_limit_micro_usd=5000)
        assert self.outcomes([partial(self.reserve, rosa)] * 16) == ["Call"] * 5 + ["OverBudget"] * 11
        assert queries.spent(TODAY) == 5000

    def test_is_no_more_than_the_tier_takes(self) -> None:
        rosa = make_person("Rosa")  # and there is no row of the provider yet
        assert self.outcomes([partial(self.reserve, rosa)] * 16) == ["Call"] * 3 + ["TooBusy"] * 13

    def test_sends_one_probe(self) -> None:
        rosa = make_person("Rosa")
        for n in range(5):
            moment = NOW - timedelta(seconds=40 - n)
            call = operations.reserve(purpose="plan", person_id=rosa.pk, estimate=1, now=moment)
            operations.fail(call=call, failure=Upstream("x"), now=moment)
        assert self.outcomes([partial(self.reserve, rosa)] * 16) == ["BreakerOpen"] * 15 + ["Call"]

    def test_waits_for_the_switch_and_sees_it(self) -> None:
        rosa = make_person("Rosa")
        Provider.objects.create(is_on=True)
        with transaction.atomic():
            Provider.objects.select_for_update().get()
            Provider.objects.update(is_on=False)
        assert self.outcomes([partial(self.reserve, rosa)] * 4) == ["SwitchedOff"] * 4
