"""From a question to its row: reserved before the provider is asked, and ended however that goes."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse
from pytest_django import Settings

from finance.language_model import operations, prices, queries
from finance.language_model.exchange import Reply, Request, Text, Web
from finance.language_model.failures import BadKey, BreakerOpen, NotConfigured, Quota, SwitchedOff, Truncated
from finance.language_model.models import Call, Provider
from finance.language_model.tests.conftest import QUESTION
from finance.language_model.tests.simulator import Simulator, error
from finance.people.models import Person
from finance.tests.crowd import at_once
from sofia.tests.cast import NOW, Clock, make_person, staff_browser


def ask(person: Person | None, clock: Clock, request: Request = QUESTION) -> Reply:
    return operations.ask(request=request, purpose="compose", person_id=person.pk if person else None, now=clock)


class TestAsking:
    def test_an_answer_has_its_row(self, rosa: Person, provider: Simulator, clock: Clock) -> None:
        provider.will_say({"text": "Sí."})
        reply = ask(rosa, clock)
        call = Call.objects.get()
        assert (reply.text, reply.call_id) == ("Sí.", call.pk)
        assert (call.person, call.state, call.purpose, call.lane) == (rosa, "done", "compose", "closed")
        assert call.cost_micro_usd == reply.cost_micro_usd
        assert call.reserved_micro_usd == prices.estimate(QUESTION, "perplexity/sonar")

    def test_a_search_has_its_lane(self, db: None, provider: Simulator, clock: Clock) -> None:
        ask(None, clock, Request(instructions="x", input="UIT 2026", web=Web()))
        assert (Call.objects.get().lane, Call.objects.get().person) == ("web", None)

    def test_a_failure_has_its_row_too(
        self, rosa: Person, provider: Simulator, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        provider.will_say({"status": 401, "body": error("no credit", "insufficient_quota", 401)})
        with pytest.raises(Quota):
            ask(rosa, clock)
        call = Call.objects.get()
        assert (call.state, call.failure, call.cost_micro_usd) == ("failed", "quota", 0)
        assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
            (logging.ERROR, f"call {call.pk} failed: quota (status 401, insufficient_quota)")
        ]
        with pytest.raises(BreakerOpen):
            ask(rosa, clock)
        assert len(provider.asked) == 1

    def test_a_wrong_key_is_told_by_no_word_of_it(
        self, rosa: Person, provider: Simulator, clock: Clock, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.PERPLEXITY_API_KEY = "pplx-wrong"
        with pytest.raises(BadKey):
            ask(rosa, clock)
        assert "pplx" not in caplog.text

    def test_who_is_not_configured_asks_nobody(
        self, rosa: Person, provider: Simulator, clock: Clock, settings: Settings
    ) -> None:
        assert queries.is_configured()
        settings.PERPLEXITY_API_KEY = None
        assert not queries.is_configured()
        with pytest.raises(NotConfigured):
            ask(rosa, clock)
        assert not Call.objects.exists()

    def test_who_is_switched_off_asks_nobody(self, rosa: Person, provider: Simulator, clock: Clock) -> None:
        Provider.objects.create(is_on=False)
        with pytest.raises(SwitchedOff):
            ask(rosa, clock)
        assert not provider.asked


class TestStreaming:
    def test_its_last_event_is_the_reply_with_its_row(self, rosa: Person, provider: Simulator, clock: Clock) -> None:
        provider.will_say({"text": "Sí, casera."})
        events = operations.ask_streaming(request=QUESTION, purpose="compose", person_id=rosa.pk, now=clock)
        assert next(events) == Text("Sí,")
        assert Call.objects.get().state == "reserved"
        *_, last = events
        assert isinstance(last, Reply)
        assert (Call.objects.get().state, last.call_id) == ("done", Call.objects.get().pk)

    def test_a_cut_keeps_what_it_may_have_cost(self, rosa: Person, provider: Simulator, clock: Clock) -> None:
        provider.will_say({"text": "Sí, casera.", "cut_after": 4})
        events = operations.ask_streaming(request=QUESTION, purpose="compose", person_id=rosa.pk, now=clock)
        next(events)
        with pytest.raises(Truncated):
            next(events)
        call = Call.objects.get()
        assert (call.state, call.failure, call.cost_micro_usd) == ("failed", "truncated", None)
        assert queries.spent(NOW.date()) == call.reserved_micro_usd

    def test_who_stops_listening_leaves_it_abandoned(self, rosa: Person, provider: Simulator, clock: Clock) -> None:
        provider.will_say({"text": "Sí, casera."})
        events = operations.ask_streaming(request=QUESTION, purpose="compose", person_id=rosa.pk, now=clock)
        next(events)
        events.close()
        assert Call.objects.get().failure == "abandoned"


@pytest.mark.django_db(transaction=True)
def test_nobodys_connection_waits_for_the_model(provider: Simulator, clock: Clock) -> None:
    rosa = make_person("Rosa")
    provider.will_say({"text": "Sí, casera."})
    events = operations.ask_streaming(request=QUESTION, purpose="compose", person_id=rosa.pk, now=clock)
    next(events)
    assert connections["default"].connection is None
    assert isinstance(list(events)[-1], Reply)
    assert Call.objects.get().state == "done"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_crowd_asks_no_more_at_once_than_the_tier_takes(provider: Simulator, clock: Clock) -> None:
    rosa = make_person("Rosa")
    provider.will_say(*[{"text": "Sí.", "delay": 0.5}] * 8)
    outcomes = at_once([partial(ask, rosa, clock)] * 8)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Reply"] * 3 + ["TooBusy"] * 5
    assert len(provider.asked) == Call.objects.filter(state="done").count() == Call.objects.count() == 3


class TestPrices:
    def test_all_that_may_be_said_is_reserved(self) -> None:
        request = Request(instructions="x" * 3000, input="y" * 3000, max_output_tokens=1000)
        assert prices.estimate(request, "perplexity/sonar") == 550 + 2500  # 2200 tokens in, 1000 out
        assert prices.estimate(request, "somebody/new") > prices.estimate(request, "perplexity/sonar")

    def test_a_search_is_reserved_with_what_it_reads(self) -> None:
        request = Request(instructions="", input="", web=Web(), max_output_tokens=16)
        assert prices.estimate(request, "perplexity/sonar") == 1090 + 2500  # 4200 tokens in and 16 out, upwards


class TestDays:
    def test_they_say_how_it_went(self, rosa: Person, clock: Clock) -> None:
        for seconds in range(1, 21):
            Call.objects.create(
                purpose="plan",
                model="m",
                person=rosa,
                state="failed" if seconds > 18 else "done",
                failure="upstream" if seconds > 18 else "",
                reserved_micro_usd=9,
                cost_micro_usd=5,
                started_at=NOW,
                ended_at=NOW.replace(second=seconds),
            )
        Call.objects.create(purpose="plan", model="m", reserved_micro_usd=9, started_at=NOW)
        for back in (1, 4):  # one whose process died, and one that is too long ago
            Call.objects.create(purpose="plan", model="m", reserved_micro_usd=9, started_at=NOW - timedelta(days=back))
        today, before = queries.days(NOW.date(), count=4)
        assert (today.calls, today.failures, today.cost_micro_usd) == (21, 2, 109)
        assert today.p95
        assert today.p95.total_seconds() == 19
        assert (before.on, before.calls, before.p95) == (NOW.date() - timedelta(days=1), 1, None)


class TestAdmin:
    @pytest.fixture
    def staff(self, rosa: Person) -> Browser:
        return staff_browser(rosa)

    def test_the_switch_is_turned_and_who_did_it_is_kept(self, staff: Browser, provider: Simulator) -> None:
        Provider.objects.create()
        page = reverse("admin:language_model_provider_change", args=[1])
        form = {"daily_limit_micro_usd": 7, "person_daily_limit_micro_usd": 7}
        assert staff.get(page).status_code == 200
        assert staff.post(page, form).status_code == 302
        assert not Provider.objects.get().is_on
        assert "is_on" in LogEntry.objects.get().change_message.lower().replace(" ", "_")

    def test_calls_are_to_look_at(self, staff: Browser, rosa: Person, provider: Simulator, clock: Clock) -> None:
        ask(rosa, clock)
        call = Call.objects.get()
        assert staff.get(reverse("admin:language_model_call_changelist")).status_code == 200
        page = reverse("admin:language_model_call_change", args=[call.pk])
        assert staff.get(page).status_code == 200
        assert staff.post(page, {"cost_micro_usd": 0}).status_code == 403
        assert staff.get(reverse("admin:language_model_provider_changelist")).status_code == 200
        assert staff.get(reverse("admin:language_model_provider_change", args=[1])).status_code == 200
