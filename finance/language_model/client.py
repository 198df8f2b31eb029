"""A thin client of the "Responses" dialect: a question in, typed events or a typed failure out, always by a deadline.

What a vendor's library leaves open is settled here: a stream without its terminal event is no answer, a 200 may say
"failed", a deadline bounds the whole call, a redirect is not followed, and nothing is repeated once words have come.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus

import httpx
from django.conf import settings

from finance.language_model import dialect, network
from finance.language_model.deadline import Deadline, Patience
from finance.language_model.exchange import Event, Reply, Request, Text
from finance.language_model.failures import (
    ModelFailure,
    NotConfigured,
    NotTheDialect,
    RateLimited,
    TimedOut,
    Truncated,
    Unreachable,
    Upstream,
)

MOST_BYTES = 2_000_000  # of an answer: the longest we ask for, with all its events, is a tenth
MOST_BYTES_OF_A_REFUSAL = 65_536


def configured(patience: Patience | None = None) -> Client:
    """The client of the provider that the settings name. NotConfigured without a key."""
    if not settings.PERPLEXITY_API_KEY:
        raise NotConfigured("no key is configured")
    return Client(
        base_url=settings.PERPLEXITY_BASE_URL,
        key=settings.PERPLEXITY_API_KEY,
        model=settings.LANGUAGE_MODEL,
        is_plain=settings.PERPLEXITY_DIALECT == "openai",
        patience=patience or Patience(),
    )


class Client:
    """Asks MODEL at BASE_URL. It keeps nothing between calls, and many threads may share it.

    IS_PLAIN: it takes what all who speak the dialect take, and nothing of Perplexity's own.
    """

    def __init__(self, *, base_url: str, key: str, model: str, patience: Patience, is_plain: bool = False) -> None:
        self._payload = dialect.plain_payload if is_plain else dialect.payload
        self.model = model
        self._url = f"{base_url.rstrip('/')}/v1/responses"
        self._key = key
        self._patience = patience

    def stream(self, request: Request) -> Iterator[Event]:
        """Ask, and give the answer as it comes; its last event is the Reply. Raises a ModelFailure."""
        return self._ask(request, streamed=True)

    def complete(self, request: Request) -> Reply:
        """Ask, and wait for the whole answer. Raises a ModelFailure."""
        *_, last = self._ask(request, streamed=False)
        assert isinstance(last, Reply)
        return last

    def _ask(self, request: Request, *, streamed: bool) -> Iterator[Event]:
        deadline = Deadline(self._patience, waits_for_text=streamed)
        may_repeat = True
        while True:
            try:
                with closing(self._attempt(request, deadline, streamed=streamed)) as events:
                    for event in events:
                        if isinstance(event, Text):
                            may_repeat = False
                            deadline.first_text_came()
                        yield event
            except ModelFailure as failure:
                wait = failure.retry_after if isinstance(failure, RateLimited) else None
                if not (may_repeat and failure.may_pass and deadline.rest(wait)):
                    raise
                may_repeat = False
            else:
                return

    def _attempt(self, request: Request, deadline: Deadline, *, streamed: bool) -> Generator[Event, None, None]:
        deadline.begin()
        with network.session(deadline) as http:
            with _as_failures(otherwise=Upstream):
                response = http.send(self._written(http, request, streamed=streamed), stream=True)
            with closing(response):
                if response.status_code != HTTPStatus.OK:
                    wait = response.headers.get("retry-after", "").strip()
                    raise dialect.refusal(response.status_code, _refusal(response), retry_after=wait)
                with _as_failures(otherwise=Truncated):
                    # By what came and not by what was asked: a server may not know streaming.
                    if response.headers.get("content-type", "").startswith("text/event-stream"):
                        yield from _heard(_capped(response))
                    else:
                        reply = dialect.reply_of(dialect.read(b"".join(_capped(response))))
                        yield Text(reply.text)
                        yield reply

    def _written(self, http: httpx.Client, request: Request, *, streamed: bool) -> httpx.Request:
        return http.build_request(
            "POST",
            self._url,
            content=json.dumps(self._payload(request, model=self.model, streamed=streamed)),
            headers={
                "content-type": "application/json",
                "authorization": f"Bearer {self._key}",
                "accept": "text/event-stream" if streamed else "application/json",
                "accept-encoding": "identity",  # bytes are counted as they come: nothing small unfolds into something big
                "user-agent": "sofia",
            },
        )


@contextmanager
def _as_failures(*, otherwise: type[ModelFailure]) -> Iterator[None]:
    """Turn what httpx raises into our failures, without its chain: OTHERWISE when the connection breaks."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise Unreachable("there was no connection") from None
    except httpx.TimeoutException:
        raise TimedOut("there was no answer in time") from None
    except httpx.HTTPError as failure:
        raise otherwise(f"the connection broke: {type(failure).__name__}") from None


def _capped(response: httpx.Response) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_raw():
        size += len(chunk)
        if size > MOST_BYTES:
            raise NotTheDialect(f"the answer has more than {MOST_BYTES} bytes")
        yield chunk


def _refusal(response: httpx.Response) -> bytes:
    """The beginning of what a refusal says; the status counts even where no words come with it."""
    body = b""
    with suppress(httpx.HTTPError):
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > MOST_BYTES_OF_A_REFUSAL:
                break
    return body


def _heard(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events of a stream, up to its terminal one. Truncated when it ends without."""
    hearing = dialect.Hearing()
    for name, data in _server_sent(chunks):
        if data != "[DONE]":
            yield from hearing.hear(name, dialect.read(data))
        if hearing.is_over:
            return
    raise Truncated("the stream ended before the answer did")


def _server_sent(chunks: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """The name and the data of each server-sent event; one that the end cuts off is none."""
    name, data = "", list[str]()
    for line in _lines(chunks):
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield name, "\n".join(data)
            name, data = "", []
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.removesuffix(b"\r").decode(errors="replace")
