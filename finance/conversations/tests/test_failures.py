"""However the provider fails, a turn ends in time with an honest answer, and nothing of it is lost."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from finance.advisor import composing, effort, knowledge, planning
from finance.conversations.models import Conversation
from finance.conversations.tests.talking import talk
from finance.language_model.deadline import Patience
from finance.language_model.models import Call, Provider
from finance.language_model.tests.simulator import Simulator, error
from finance.ledger.tests.telling import Pen, spend
from finance.people.models import Person

QUESTION = "explícame con calma qué pasa con mis números"
PLAN = {
    "text": json.dumps(
        {"topic": "spending", "calls": [{"tool": "spending", "args": {}}], "web_query": None, "ask": None}
    )
}
_LONGEST = 3.0  # seconds for a turn here, where patience is short

FAILURES: dict[str, tuple[dict[str, Any], str]] = {
    "quota": ({"status": 401, "body": error("You exceeded your current quota.", "insufficient_quota", 401)}, "quota"),
    "bad key": ({"status": 401, "body": error("Invalid API key provided.", "invalid_api_key", 401)}, "bad_key"),
    "gone": (
        {"status": 403, "body": error("Sonar is now the Agent API.", "chat_completions_not_available", 403)},
        "gone",
    ),
    "too often": ({"status": 429, "body": error("slow down", "rate_limit", "429")}, "rate_limited"),
    "too often, wait": (
        {"status": 429, "body": error("slow down", "rate_limit", 429), "headers": {"retry-after": "60"}},
        "rate_limited",
    ),
    "a page": ({"status": 503, "html": "<html>Cloudflare</html>"}, "upstream"),
    "failed with 200": ({"failed": {"message": "oops", "type": "server_error", "code": "500"}}, "failed"),
    "incomplete": ({"text": "Este mes", "incomplete": True}, "truncated"),
    "cut before the first word": ({"text": "Este mes llevas {{F1}}.", "cut_after": 2}, "truncated"),
    "half a body": ({"text": "Este mes", "half": True, "as_json": True}, "truncated"),
    "slow drip": ({"drip": 0.05}, "timed_out"),
    "silence": ({"text": "Este mes", "hang_after": 0, "delay": 30}, "timed_out"),
    "dropped": ({"drop": True}, "upstream"),
}


# A plan does not come in pieces.
AT_THE_PLAN = {name: failure for name, failure in FAILURES.items() if "cut_after" not in failure[0]}


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    short = timedelta(seconds=0.6)
    for room in (planning, composing, knowledge):
        monkeypatch.setattr(room, "_AT_MOST", short)
    monkeypatch.setattr(composing, "_REPAIR_AT_MOST", short)
    monkeypatch.setattr(effort, "_TOO_SHORT", timedelta(seconds=0.1))
    monkeypatch.setattr(effort, "_FIRST_TEXT", timedelta(seconds=0.4))
    monkeypatch.setattr(effort, "Patience", partial(Patience, pause=timedelta(milliseconds=10)))


@pytest.fixture
def asker(rosa: Person) -> Person:
    Pen(rosa).book(spend("12.50"), spend("40", "transporte"))
    return rosa


def ask(person: Person) -> tuple[str, float]:
    began = time.monotonic()
    reply = talk(person, QUESTION)
    waiting = Conversation.objects.get(person=person)
    assert (waiting.unanswered, waiting.lease_token) == (0, None)
    return reply.text.replace("\xa0", " "), time.monotonic() - began


@pytest.mark.parametrize(("step", "kind"), AT_THE_PLAN.values(), ids=AT_THE_PLAN)
def test_at_the_plan_she_says_so_and_the_months_figures(
    asker: Person, provider: Simulator, step: dict[str, Any], kind: str
) -> None:
    provider.will_say(step, step)
    said, took = ask(asker)
    assert said.startswith("Ahora no puedo conversar a fondo. Gastaste *S/ 52.50* en lo que va de marzo")
    assert took < _LONGEST
    assert Call.objects.last().failure == kind  # type: ignore[union-attr]


@pytest.mark.parametrize(("step", "kind"), FAILURES.values(), ids=FAILURES)
def test_at_the_words_the_figures_are_said_without_them(
    asker: Person, provider: Simulator, step: dict[str, Any], kind: str
) -> None:
    provider.will_say(PLAN, step, step)
    said, took = ask(asker)
    assert "Tus números sí los tengo: gastos *S/ 52.50*" in said
    assert took < _LONGEST
    assert Call.objects.last().failure == kind  # type: ignore[union-attr]


def test_cut_after_the_first_sentence_that_one_stands(asker: Person, provider: Simulator) -> None:
    provider.will_say(
        PLAN, {"text": "Este mes llevas {{F1}} en gastos. Además quería decirte otra cosa más.", "cut_after": 14}
    )
    said, _took = ask(asker)
    assert said.startswith("Este mes llevas S/ 52.50 en gastos.")
    assert "Se me cortó la respuesta" in said


@pytest.mark.parametrize("text", ["no es json", '{"calls": 7}', "[]", '{"calls": [{"tool": 5}]}', ""])
def test_a_plan_that_is_none_is_asked_for_again_and_then_given_up(
    asker: Person, provider: Simulator, text: str
) -> None:
    provider.will_say({"text": text}, {"text": text}, {"text": text})
    said, _took = ask(asker)
    assert said.startswith(("Ahora no puedo conversar a fondo.", "No encontré"))


def test_a_lasting_failure_is_not_asked_again(asker: Person, provider: Simulator) -> None:
    provider.will_say(FAILURES["quota"][0])
    ask(asker)
    asked = len(provider.asked)
    said, _took = ask(asker)
    assert said.startswith("Ahora no puedo conversar a fondo.")
    assert len(provider.asked) == asked  # the breaker is open


def test_five_passing_failures_open_the_breaker(asker: Person, provider: Simulator) -> None:
    for _round in range(5):
        provider.will_say(FAILURES["a page"][0], FAILURES["a page"][0])
        ask(asker)
    provider.will_say(PLAN)
    ask(asker)
    assert not provider.asked


def test_switched_off_the_rules_answer_as_without_a_key(asker: Person, provider: Simulator, settings: Settings) -> None:
    Provider.objects.create(is_on=False)
    said, _took = ask(asker)
    assert not provider.asked
    settings.PERPLEXITY_API_KEY = None
    assert ask(asker)[0] == said


def test_over_the_days_budget_she_says_until_when(asker: Person, provider: Simulator) -> None:
    Provider.objects.create(person_daily_limit_micro_usd=1)
    said, _took = ask(asker)
    assert said.startswith("Por hoy ya no puedo conversar más a fondo; mañana sí.")
    assert not provider.asked


def test_no_time_left_is_a_failure_like_any_other(
    asker: Person, provider: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effort, "LONGEST", timedelta(0))
    monkeypatch.setattr(effort.Effort.__init__, "__kwdefaults__", {"longest": timedelta(0)})
    said, _took = ask(asker)
    assert said.startswith("Ahora no puedo conversar a fondo.")
    assert not provider.asked
