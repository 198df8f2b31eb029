"""The client over real HTTP: an answer is whole or it is a failure with a name, and it comes by the deadline."""

from __future__ import annotations

import logging
import socket
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

import pytest

from finance.language_model import dialect
from finance.language_model.client import Client
from finance.language_model.exchange import Found, Reply, Request, Said, Schema, Source, Text, Web
from finance.language_model.failures import (
    BadKey,
    Failed,
    Gone,
    ModelFailure,
    NotTheDialect,
    Quota,
    RateLimited,
    Refused,
    TimedOut,
    Truncated,
    Unreachable,
    Upstream,
)
from finance.language_model.tests.conftest import QUESTION
from finance.language_model.tests.simulator import KEY, Simulator, error

Making = Callable[..., Client]

PAGE = {"title": "Chifa", "url": "https://sbs.gob.pe/a", "snippet": "sopa wantán", "date": "2026-03-01"}
QUOTA = error("You exceeded your current quota.", "insufficient_quota", 401)
SLOW = error("Too many requests.", "rate_limited", 429)


def heard(client: Client, request: Request = QUESTION) -> tuple[str, Reply]:
    """The words of a stream as they came, and the reply at its end."""
    *before, last = client.stream(request)
    assert isinstance(last, Reply)
    return "".join(event.text for event in before if isinstance(event, Text)), last


def asks(client: Client, *, streamed: bool) -> Reply:
    return heard(client)[1] if streamed else client.complete(QUESTION)


@pytest.fixture(params=[True, False], ids=["streamed", "whole"])
def streamed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


class TestAnAnswer:
    def test_it_comes_whole_with_what_it_cost(self, *, provider: Simulator, client: Making, streamed: bool) -> None:
        provider.will_say({"text": "No mucho, casera [1].", "search": [PAGE]})
        reply = asks(client(), streamed=streamed)
        assert reply.text == "No mucho, casera [1]."
        assert reply.sources == (Source(1, "Chifa", "https://sbs.gob.pe/a", "2026-03-01", "sopa wantán"),)
        assert reply.model == "perplexity/sonar"
        assert (reply.input_tokens, reply.output_tokens, reply.cost_micro_usd) == (21, 5, 2518)  # 2517.75, upwards

    def test_it_streams_as_it_is_written(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "No mucho, casera.", "search": [PAGE]})
        first, *pieces, _last = client().stream(QUESTION)
        assert isinstance(first, Found)
        assert pieces == [Text("No"), Text(" mucho,"), Text(" casera.")]

    @pytest.mark.parametrize(
        "step",
        [
            {"text": "Sí.", "strange": True, "search": [PAGE]},
            {"text": "Sí.", "mute": True},
            {"text": "Sí.", "as_json": True},
            {"text": "Sí.", "search": [{"url": "javascript:alert(1)", "title": 3}, {"id": "x", "url": PAGE["url"]}]},
            {"text": "Sí.", "tool_calls": [{"name": "unasked", "arguments": {}}]},
        ],
        ids=["unknown items, events and gaps", "no deltas", "no stream", "no link, no number", "a call"],
    )
    def test_what_is_not_known_is_passed_over(
        self, *, provider: Simulator, client: Making, step: dict[str, object], streamed: bool
    ) -> None:
        provider.will_say(step)
        reply = asks(client(), streamed=streamed)
        assert reply.text == "Sí."
        assert all(source.url == PAGE["url"] for source in reply.sources)

    def test_its_words_come_once_even_when_they_come_only_at_the_end(self, provider: Simulator, client: Making) -> None:
        for step in ({"text": "Sí, casera."}, {"text": "Sí, casera.", "mute": True}):
            provider.will_say(step)
            assert heard(client())[0] == "Sí, casera."

    @pytest.mark.parametrize(
        "usage",
        [
            None,
            {},
            {"cost": None},
            {"cost": {"currency": "EUR", "total_cost": 0.1}},
            {"cost": {"total_cost": "0.1"}},
            {"cost": {"total_cost": -1}},
            {"cost": {"total_cost": 10**9}},
        ],
    )
    def test_a_cost_that_is_none_is_not_made_up(self, provider: Simulator, client: Making, usage: object) -> None:
        provider.will_say({"text": "Sí.", "usage": usage})
        assert heard(client())[1].cost_micro_usd is None

    def test_half_letters_that_no_database_takes_are_left_out(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "S\x00í \ud83d", "as_json": True})
        assert heard(client())[0] == "Sí ?"


class TestARequest:
    def test_it_leaves_nothing_with_the_provider(self, provider: Simulator, client: Making) -> None:
        client().complete(QUESTION)
        asked = provider.asked[0]["body"]
        assert asked == {
            "model": "perplexity/sonar",
            "instructions": QUESTION.instructions,
            "input": [{"type": "message", "role": "user", "content": QUESTION.input}],
            "max_output_tokens": 800,
            "store": False,
            "stream": False,
        }

    def test_it_says_all_that_one_may_want(self, provider: Simulator, client: Making) -> None:
        schema = {"type": "object", "properties": {"calls": {"type": "array"}}}
        web = Web(domains=("sbs.gob.pe", "-example.com"), recency="week", country="PE")
        said = (Said("user", "hola"), Said("assistant", "¿sí?"), Said("user", "dime"))
        wanted = Request(instructions="x", input=said, schema=Schema("plan", schema), web=web, language="es")
        client().complete(wanted)
        asked = provider.asked[0]["body"]
        assert [item["role"] for item in asked["input"]] == ["user", "assistant", "user"]
        assert {item["type"] for item in asked["input"]} == {"message"}
        assert asked["language_preference"] == "es"
        assert asked["response_format"] == {
            "type": "json_schema",
            "json_schema": {"name": "plan", "schema": schema, "strict": True},
        }
        assert asked["tools"] == [
            {
                "type": "web_search",
                "search_context_size": "low",
                "search_type": "fast",
                "filters": {
                    "search_domain_filter": ["sbs.gob.pe", "-example.com"],
                    "search_recency_filter": "week",
                },
                "user_location": {"country": "PE"},
            }
        ]


class TestARefusal:
    @pytest.mark.parametrize(
        ("step", "failure", "times"),
        [
            ({"status": 401, "body": QUOTA}, Quota, 1),
            ({"status": 429, "body": QUOTA}, Quota, 1),
            ({"status": 402, "body": {}}, Quota, 1),
            ({"status": 401, "body": {"detail": "who?"}}, BadKey, 1),
            ({"status": 403, "body": error("Gone.", "chat_completions_not_available", 403)}, Gone, 1),
            ({"status": 404, "body": {"detail": "Not Found"}}, Gone, 1),
            ({"status": 410, "html": "<p>Gone"}, Gone, 1),
            ({"status": 403, "html": "<h1>Are you a robot?"}, Upstream, 2),
            ({"status": 400, "body": error("no", "invalid_request", "400")}, Refused, 1),
            ({"status": 422, "body": {"detail": [{"loc": ["query"], "msg": "no", "type": "x"}]}}, Refused, 1),
            ({"status": 429, "body": SLOW}, RateLimited, 2),
            ({"status": 500, "body": {}}, Upstream, 2),
            ({"status": 503, "html": "<h1>503 cloudflare"}, Upstream, 2),
            ({"drop": True}, Upstream, 2),
            ({"status": 302, "body": {}, "headers": {"location": "http://127.0.0.1:9/x"}}, NotTheDialect, 1),
            ({"status": 307, "body": {}, "headers": {"location": "/v1/agent"}}, NotTheDialect, 1),
            ({"status": 200, "html": "<h1>Welcome to our wifi"}, NotTheDialect, 1),
            ({"status": 200, "body": [1]}, NotTheDialect, 1),
            ({"text": "Sí.", "padding": 2_100_000}, NotTheDialect, 1),
            ({"status": 200, "body": {"status": "failed", "error": {"type": "server_error"}}}, Failed, 1),
            ({"failed": {"message": "m", "type": "server_error", "code": 500}}, Failed, 1),
            ({"failed": {"message": "m", "type": "insufficient_quota", "code": 401}}, Quota, 1),
            ({"text": " "}, Failed, 1),
            ({"tool_calls": [{"name": "x", "arguments": {}}]}, Failed, 1),
            ({"text": "Sí, ca", "incomplete": True}, Truncated, 1),
            ({"status": 200, "body": {"status": "in_progress"}}, Truncated, 1),
        ],
    )
    def test_it_has_a_name_and_is_repeated_only_where_that_may_help(
        self,
        *,
        provider: Simulator,
        client: Making,
        step: dict[str, object],
        failure: type[ModelFailure],
        times: int,
        streamed: bool,
    ) -> None:
        provider.will_say(step, step)
        with pytest.raises(failure) as failed:
            asks(client(), streamed=streamed)
        if failure is Upstream:
            assert type(failed.value) is Upstream
        assert len(provider.asked) == times

    def test_a_wrong_key_is_told_from_a_used_up_account(
        self, *, provider: Simulator, client: Making, streamed: bool
    ) -> None:
        with pytest.raises(BadKey):
            asks(client(key="pplx-wrong"), streamed=streamed)

    def test_a_model_that_is_none_is_our_mistake(self, provider: Simulator, client: Making) -> None:
        with pytest.raises(Refused):
            client(model="sonar").complete(QUESTION)

    def test_an_answer_cut_short_by_its_limit_says_what_it_cost(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "Sí, ca", "incomplete": True})
        with pytest.raises(Truncated) as failed:
            heard(client())
        assert failed.value.usage
        assert failed.value.usage.cost_micro_usd

    def test_an_event_called_error_is_one(self) -> None:
        with pytest.raises(Failed):
            list(dialect.Hearing().hear("error", {"error": {"message": "m", "type": "overloaded"}}))


class TestOnceMore:
    @pytest.mark.parametrize("refused", [{"status": 503, "html": "<h1>"}, {"status": 429, "body": SLOW}])
    def test_what_passes_is_asked_once_more(
        self, *, provider: Simulator, client: Making, refused: dict[str, object], streamed: bool
    ) -> None:
        provider.will_say(refused, {"text": "Sí."})
        assert asks(client(), streamed=streamed).text == "Sí."
        assert len(provider.asked) == 2

    def test_it_rests_as_long_as_it_is_told(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"status": 429, "body": SLOW, "headers": {"retry-after": 1}}, {"text": "Sí."})
        started = time.monotonic()
        assert client().complete(QUESTION).text == "Sí."
        assert time.monotonic() - started >= 1

    def test_it_does_not_rest_beyond_the_deadline(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"status": 429, "body": SLOW, "headers": {"retry-after": 30}}, {"text": "Sí."})
        started = time.monotonic()
        with pytest.raises(RateLimited) as failed:
            client().complete(QUESTION)
        assert failed.value.retry_after == timedelta(seconds=30)
        assert time.monotonic() - started < 1
        assert len(provider.asked) == 1

    def test_a_date_to_wait_for_is_as_good_as_none(self, provider: Simulator, client: Making) -> None:
        provider.will_say(*[{"status": 429, "body": SLOW, "headers": {"retry-after": "Thu, 12 Mar 2026"}}] * 2)
        with pytest.raises(RateLimited) as failed:
            client().complete(QUESTION)
        assert failed.value.retry_after is None

    def test_nobody_at_the_other_end_is_tried_twice(self, client: Making) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with pytest.raises(Unreachable):
            client(base_url=f"http://127.0.0.1:{port}").complete(QUESTION)


class TestTheDeadline:
    @pytest.mark.parametrize(
        ("step", "waits"),
        [
            ({"delay": 3}, {"total": 0.3}),
            ({"text": "a b c", "chunk_delay": 0.2}, {"total": 0.5}),
            ({"drip": 0.05}, {"total": 0.4}),
        ],
        ids=["silence", "a slow drip", "a slow drip of headers"],
    )
    def test_it_bounds(
        self,
        *,
        provider: Simulator,
        client: Making,
        step: dict[str, object],
        waits: dict[str, float],
        streamed: bool,
    ) -> None:
        if not streamed and "chunk_delay" in step:
            step = {"delay": 3}
        provider.will_say(step)
        started = time.monotonic()
        with pytest.raises(TimedOut):
            asks(client(**waits), streamed=streamed)
        assert time.monotonic() - started < waits["total"] + 0.25
        assert len(provider.asked) == 1

    def test_it_bounds_silence_after_words(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "a b c", "hang_after": 5})
        started = time.monotonic()
        words = client(total=0.5, first_text=0.3).stream(QUESTION)
        assert [next(words), next(words)] == [Text("a"), Text(" b")]
        with pytest.raises(TimedOut):
            next(words)
        assert 0.45 < time.monotonic() - started < 0.75

    def test_the_first_words_have_a_limit_of_their_own(self, provider: Simulator, client: Making) -> None:
        for step in ({"delay": 3}, {"text": "a", "chunk_delay": 0.2}):
            provider.will_say(step)
            started = time.monotonic()
            with pytest.raises(TimedOut):
                list(client(first_text=0.3).stream(QUESTION))
            assert time.monotonic() - started < 0.6

    def test_words_that_come_in_time_may_go_on_longer(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "a b c d e f", "chunk_delay": 0.06})
        assert heard(client(first_text=0.4))[0] == "a b c d e f"

    def test_one_that_nobody_accepts_is_not_waited_for(self, client: Making) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
            address = listener.getsockname()
            waiting = [socket.socket() for _ in range(3)]
            for one in waiting:  # they fill the queue, so that the next connection stays half open
                one.setblocking(False)
                one.connect_ex(address)
            started = time.monotonic()
            with pytest.raises(Unreachable):
                client(base_url=f"http://127.0.0.1:{address[1]}", connect=0.2).complete(QUESTION)
            assert 0.35 < time.monotonic() - started < 0.9  # twice
            for one in waiting:
                one.close()


class TestACut:
    @pytest.mark.parametrize("events", [0, 1, 3])
    def test_before_the_first_words(self, provider: Simulator, client: Making, events: int) -> None:
        provider.will_say({"text": "Sí, casera.", "cut_after": events})
        with pytest.raises(Truncated):
            heard(client())
        assert len(provider.asked) == 1

    def test_after_the_first_words(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "Sí, casera.", "cut_after": 4})
        words = client().stream(QUESTION)
        assert next(words) == Text("Sí,")
        with pytest.raises(Truncated):
            next(words)

    def test_in_an_answer_that_is_no_stream(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "Sí, casera.", "half": True})
        with pytest.raises(Truncated):
            client().complete(QUESTION)

    def test_before_the_last_event(self, provider: Simulator, client: Making) -> None:
        provider.will_say({"text": "Sí.", "cut_after": 6})
        with pytest.raises(Truncated):
            heard(client())


class TestSecrets:
    STEPS = (
        {"text": "chismes de Rosa"},
        {"status": 400, "body": error("chifa no", "chifa no!", 400)},
        {"status": 401, "body": error("chifa no", KEY, 401)},
        {"failed": {"message": "chifa no", "type": "Chifa", "code": "chifa"}},
        {"text": "chismes de Rosa", "cut_after": 4},
        {"status": 302, "body": {}, "headers": {"location": "http://x/"}},
        {"drop": True},
        {"delay": 1},
        {"status": 200, "html": "chismes"},
    )

    def test_neither_words_nor_the_key_are_told(
        self, *, provider: Simulator, client: Making, caplog: pytest.LogCaptureFixture, streamed: bool
    ) -> None:
        for logger in ("", "httpx", "httpcore"):  # louder than they are set
            caplog.set_level(logging.DEBUG, logger)
        told = []
        for step in self.STEPS:
            provider.will_say(step, step)
            asking = client(total=0.3)
            try:
                told.append(repr(asks(asking, streamed=streamed)))
            except ModelFailure as failure:
                told += traceback.format_exception(failure)
            told += [repr(asking), repr(QUESTION)]
        told += [record.getMessage() for record in caplog.records]
        everything = "\n".join(told)
        assert len(caplog.records) > 20
        for secret in (KEY, "chifa", "chismes", "one word"):
            assert secret not in everything
