"""The vendor's own library takes our simulator for the provider: what the other tests prove holds for the real one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import perplexity
import pytest

from finance.language_model.tests.simulator import KEY, Simulator, error


@pytest.fixture
def sdk(provider: Simulator) -> Iterator[Any]:  # its overloads take no scripted keyword arguments
    with perplexity.Perplexity(api_key=KEY, base_url=provider.url, max_retries=0, timeout=5) as sdk:
        yield sdk


PAGE = {"title": "SBS", "url": "https://sbs.gob.pe/a", "snippet": "tasas", "date": "2026-03-01"}
ASKED = {"model": "perplexity/sonar", "input": "hola"}


class TestAnAnswer:
    def test_it_is_read_whole(self, provider: Simulator, sdk: Any) -> None:
        provider.will_say({"text": "Hola, casera [1].", "search": [PAGE]})
        answer = sdk.responses.create(**ASKED)
        assert answer.status == "completed"
        assert answer.output_text == "Hola, casera [1]."
        found, message = answer.output
        assert (found.type, found.results[0].id, found.results[0].url) == ("search_results", 1, PAGE["url"])
        assert message.content[0].text == "Hola, casera [1]."
        assert answer.usage.cost.total_cost == pytest.approx(0.0025 + 2 * 0.25e-6 + 4 * 2.5e-6, abs=1e-6)
        assert provider.asked[0]["path"] in {"/v1/agent", "/v1/responses"}

    def test_it_is_streamed(self, provider: Simulator, sdk: Any) -> None:
        provider.will_say({"text": "Hola, casera.", "search": [PAGE], "tool_calls": [{"name": "f", "arguments": {}}]})
        events = list(sdk.responses.create(**ASKED, stream=True))
        kinds = [event.type for event in events]
        assert kinds[:3] == ["response.created", "response.in_progress", "response.output_item.added"]
        assert kinds[-1] == "response.completed"
        assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "Hola, casera."
        assert events[-1].response.usage.cost.currency == "USD"

    def test_a_form_and_a_search_are_taken(self, provider: Simulator, sdk: Any) -> None:
        form = {"type": "json_schema", "json_schema": {"name": "plan", "schema": {"type": "object"}, "strict": True}}
        tool = {"type": "web_search", "search_context_size": "low", "filters": {"search_recency_filter": "week"}}
        assert sdk.responses.create(**ASKED, response_format=form, tools=[tool]).output_text == "ok"

    def test_what_failed_says_so(self, provider: Simulator, sdk: Any) -> None:
        failed = {"message": "upstream", "type": "server_error", "code": "500"}
        provider.will_say({"failed": failed}, {"failed": failed})
        answer = sdk.responses.create(**ASKED)
        assert (answer.status, answer.error.type) == ("failed", "server_error")
        last = list(sdk.responses.create(**ASKED, stream=True))[-1]
        assert (last.type, last.error.message) == ("response.failed", "upstream")


class TestARefusal:
    @pytest.mark.parametrize(
        ("step", "raised"),
        [
            ({"status": 401, "body": error("no credit", "insufficient_quota", 401)}, "AuthenticationError"),
            ({"status": 403, "body": error("gone", "chat_completions_not_available", 403)}, "PermissionDeniedError"),
            ({"status": 404, "body": {"detail": "Not Found"}}, "NotFoundError"),
            ({"status": 422, "body": {"detail": []}}, "UnprocessableEntityError"),
            ({"status": 429, "body": error("slow", "rate_limited", 429)}, "RateLimitError"),
            ({"status": 503, "html": "<h1>503"}, "InternalServerError"),
        ],
    )
    def test_it_is_the_sdks_own(self, provider: Simulator, sdk: Any, step: dict[str, object], raised: str) -> None:
        provider.will_say(step)
        with pytest.raises(getattr(perplexity, raised)):
            sdk.responses.create(**ASKED)

    def test_a_wrong_key(self, provider: Simulator) -> None:
        with (
            perplexity.Perplexity(api_key="pplx-wrong", base_url=provider.url, max_retries=0) as sdk,
            pytest.raises(perplexity.AuthenticationError),
        ):
            sdk.responses.create(model="perplexity/sonar", input="hola")

    @pytest.mark.parametrize("asked", [{"model": "sonar", "input": "x"}, {"input": "x"}, {**ASKED, "stop": "."}])
    def test_a_wrong_request(self, provider: Simulator, sdk: Any, asked: dict[str, object]) -> None:
        stop = {"stop": asked.pop("stop")} if "stop" in asked else None
        with pytest.raises(perplexity.BadRequestError):
            sdk.responses.create(**asked, extra_body=stop)
