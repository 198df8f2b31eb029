"""The "Responses" dialect of the provider: our request in its words, its answers and refusals in ours.

It takes what it knows and passes over the rest: fields, items and events come and go at the provider's. What it does not
pass over is an answer that is not whole.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus

from finance.language_model.exchange import Event, Found, Reply, Request, Source, Text, Usage, Web
from finance.language_model.failures import (
    BadKey,
    Failed,
    Gone,
    ModelFailure,
    NotTheDialect,
    Quota,
    RateLimited,
    Refused,
    Truncated,
    Upstream,
)

MOST_DOLLARS = 1000  # of one call: more is no cost but nonsense
MOST_TOKENS = 100_000_000
LONGEST_WAIT = 3600  # seconds in a Retry-After; more is as good as never

Json = dict[str, object]
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# By the error's own type, whatever the status: a used-up account answers 401 like a bad key.
_BY_TYPE: dict[str, type[ModelFailure]] = {
    "invalid_api_key": BadKey,
    "insufficient_quota": Quota,
    "chat_completions_not_available": Gone,
    "agent_api_migration_required": Gone,
}
_BY_STATUS: dict[int, type[ModelFailure]] = {
    HTTPStatus.UNAUTHORIZED: BadKey,
    HTTPStatus.PAYMENT_REQUIRED: Quota,
    HTTPStatus.FORBIDDEN: Gone,
    HTTPStatus.NOT_FOUND: Gone,
    HTTPStatus.GONE: Gone,
    HTTPStatus.REQUEST_TIMEOUT: Upstream,
    HTTPStatus.CONFLICT: Upstream,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
}


# Out.


def payload(request: Request, *, model: str, streamed: bool) -> Json:
    """The body of a request. Nothing of it is kept by the provider: `store` is false, and no answer continues another."""
    body = _body(request, model, streamed=streamed)
    if request.language:
        body["language_preference"] = request.language
    if request.schema:
        form = {"name": request.schema.name, "schema": dict(request.schema.schema), "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    if request.web:
        body["tools"] = [_search(request.web)]
    return body


def plain_payload(request: Request, *, model: str, streamed: bool) -> Json:
    """The same as the others take it who speak the dialect: OpenAI, Ollama, vLLM, llama.cpp. The web is not searched."""
    body = _body(request, model, streamed=streamed)
    if request.schema:
        form = {"name": request.schema.name, "schema": dict(request.schema.schema), "strict": True}
        body["text"] = {"format": {"type": "json_schema", **form}}
    return body


def _body(request: Request, model: str, *, streamed: bool) -> Json:
    return {
        "model": model,
        "instructions": request.instructions,
        "input": [{"type": "message", "role": said.role, "content": said.text} for said in request.messages],
        "max_output_tokens": request.max_output_tokens,
        "store": False,
        "stream": streamed,
    }


def _search(web: Web) -> Json:
    tool: Json = {"type": "web_search", "search_context_size": web.size, "search_type": web.search}
    filters: Json = {}
    if web.domains:
        filters["search_domain_filter"] = list(web.domains)
    if web.recency:
        filters["search_recency_filter"] = web.recency
    if filters:
        tool["filters"] = filters
    if web.country:
        tool["user_location"] = {"country": web.country}
    return tool


# In.


def read(text: str | bytes) -> Json:
    """The JSON object in TEXT, its fractions exact; NotTheDialect when there is none."""
    try:
        read = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise NotTheDialect("what came is no JSON object")
    return read


def _no_number(name: str) -> object:
    raise ValueError(name)


class Hearing:
    """An answer as its events arrive. `is_over` once the terminal one was heard."""

    def __init__(self) -> None:
        self.is_over = False
        self._heard: list[str] = []

    def hear(self, name: str, event: Json) -> Iterator[Event]:
        """What one more EVENT brings, called NAME on the wire; the failure it tells, where it tells one."""
        kind = _text(event.get("type")) or name
        item = _object(event.get("item"))
        if kind == "response.output_text.delta" and (piece := _text(event.get("delta"))):
            self._heard.append(piece)
            yield Text(piece)
        elif kind == "response.output_item.done" and item.get("type") == "search_results":
            yield Found(tuple(_sources([item])))
        elif kind in {"response.completed", "response.incomplete"}:
            self.is_over = True
            yield from self._whole(_object(event.get("response")))
        elif kind in {"response.failed", "response.cancelled"}:
            response = _object(event.get("response"))
            raise _failed(_object(event.get("error")) or _object(response.get("error")), response)
        elif kind == "error":
            raise _failed(_object(event.get("error")) or event, {})

    def _whole(self, response: Json) -> Iterator[Event]:
        reply = reply_of(response, heard="".join(self._heard))
        if not self._heard:  # a server that speaks only at the end
            yield Text(reply.text)
        yield reply


def reply_of(response: Json, *, heard: str = "") -> Reply:
    """The answer in a whole RESPONSE; HEARD are its words where it does not repeat them. Failed or Truncated if none."""
    status = response.get("status")
    usage = usage_of(response)
    if status in {"failed", "cancelled"}:
        raise _failed(_object(response.get("error")), response)
    if status != "completed":
        raise _with(Truncated(f"the answer ended as {_code(status)}"), usage)
    items = [_object(item) for item in _list(response.get("output"))]
    parts = [
        _text(_object(part).get("text"))
        for item in items
        if item.get("type") == "message"
        for part in _list(item.get("content"))
        if _object(part).get("type") == "output_text"
    ]
    text = "".join(parts) or heard
    if not text.strip():
        raise _with(Failed("the answer is empty"), usage)
    return Reply(text, tuple(_sources(items)), _text(response.get("model"))[:64], *usage)


def usage_of(response: Json) -> Usage:
    """What a response says it took. A cost that is absent, in another currency or absurd is None."""
    usage = _object(response.get("usage"))
    cost = _object(usage.get("cost"))
    total = cost.get("total_cost")
    micro = None
    # Compared before it is made whole: the digits of 1e999999999 do not fit in memory.
    if isinstance(total, int | Decimal) and cost.get("currency", "USD") == "USD" and 0 <= total <= MOST_DOLLARS:
        micro = math.ceil(total * 1_000_000)  # upwards, so that many small calls never outgrow a budget unseen
    return Usage(_count(usage.get("input_tokens")), _count(usage.get("output_tokens")), micro)


def refusal(status: int, body: bytes, *, retry_after: str = "") -> ModelFailure:
    """The failure that an answer with this STATUS, which is not 200, tells."""
    try:
        error = _object(read(body).get("error"))
        is_page = False
    except NotTheDialect:
        error, is_page = {}, True
    code = _code(error.get("type"))
    said = f"status {status}, {code}"
    if code in _BY_TYPE:
        return _BY_TYPE[code](said)
    if status < HTTPStatus.BAD_REQUEST:  # a redirect is not followed: the key would go along
        return NotTheDialect(said)
    if status == HTTPStatus.FORBIDDEN and is_page:  # not the provider's word but that of something before it
        return Upstream(said)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(said, retry_after=_wait(retry_after))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Upstream(said)
    return _BY_STATUS.get(status, Refused)(said)


def _failed(error: Json, response: Json) -> ModelFailure:
    code = _code(error.get("type") or error.get("code"))
    return _with(_BY_TYPE.get(code, Failed)(f"the answer failed: {code}"), usage_of(response))


def _with(failure: ModelFailure, usage: Usage) -> ModelFailure:
    failure.usage = usage
    return failure


def _wait(seconds: str) -> timedelta | None:
    """A Retry-After in whole seconds; None for one that is a date, which nobody has seen here."""
    return timedelta(seconds=min(int(seconds), LONGEST_WAIT)) if re.fullmatch(r"\d{1,9}", seconds) else None


def _sources(items: list[Json]) -> Iterator[Source]:
    for item in items:
        for one in _list(item.get("results")) if item.get("type") == "search_results" else []:
            result = _object(one)
            number, url = result.get("id"), _text(result.get("url"))
            if isinstance(number, int) and re.match(r"https?://", url):  # nothing else may become a link
                date = _text(result.get("date")) or _text(result.get("last_updated"))
                yield Source(number, _text(result.get("title")), url, date[:32], _text(result.get("snippet")))


# JSON of others: whatever is not of the kind it should be counts as absent.


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Text that every database and every wire takes: half a pair and what steers a terminal are none."""
    return _STEERING.sub("", value.encode(errors="replace").decode()) if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value <= MOST_TOKENS else 0


def _code(value: object) -> str:
    """A word of the provider's own for messages and logs: anything else in its place could be what somebody wrote."""
    return value if isinstance(value, str) and re.fullmatch(r"[a-z_]{1,48}", value) else "unnamed"
