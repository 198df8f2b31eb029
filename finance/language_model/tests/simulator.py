"""The provider on the loopback: `POST /v1/responses` as it validates, answers, streams, fails and misbehaves.

Its shapes are those of the vendor's own library and of recorded answers; `test_fidelity.py` holds them to the former.
What it will say is a list of steps, one for each request, told by `will_say` or, by another process, with
`POST /__sim/script`; what it was asked is in `asked`, or at `GET /__sim/log`. Without a step it answers "ok". A step:

    {"text": str, "search": [result, ...], "tool_calls": [{"name", "arguments"}]}      an answer
    {"failed": {"message", "type", "code"}}  {"incomplete": true}                      one that ends otherwise
    {"status": 429, "body": {...}, "headers": {...}}  {"status": 503, "html": "..."}   a refusal; 200 for a page
    "delay": s before anything, "chunk_delay": s between events, "drip": s between the bytes of the status line
    "cut_after": n events, "hang_after": n events, "drop": true without a word, "padding": n bytes before the end,
    "half": true, half of a body that was announced whole
    "strange": true      items, events and gaps nobody knows, and [DONE]
    "as_json": true      no stream, though one was asked for; "mute": true: no deltas, the words only at the end
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "pplx-test"
MODELS = {"perplexity/sonar", "openai/gpt-6-luna", "anthropic/claude-haiku-5-5", "perplexity/glm-5.3-flash"}
FIELDS = set(
    """
    background effort include input instructions language_preference max_output_tokens max_steps metadata model models
    parallel_tool_calls preset previous_response_id profile prompt_cache_key reasoning response_format service_tier skills
    step_budget_reminder store stream temperature text tool_choice tools top_p truncation
    """.split()  # noqa: SIM905  (a list of thirty names, to be read)
)
RETIRED = {"/chat/completions", "/v1/sonar", "/async/chat/completions"}
ANSWERED = {"/v1/responses", "/v1/agent"}

Step = dict[str, Any]
Body = dict[str, Any]


class Simulator(ThreadingHTTPServer):
    """The server and its memory: what it will say, and what it was asked (path, body, headers without the key)."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.steps: list[Step] = []
        self.asked: list[Body] = []
        self.closing = threading.Event()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def will_say(self, *steps: Step) -> None:
        """Say these next, one for each request, and forget what was asked before."""
        with self.lock:
            self.steps[:] = steps
            self.asked.clear()

    def handle_error(self, request: Any, client_address: object) -> None:
        """Whoever asked hung up, as those do whose patience ended; anything else is a mistake here, and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def next_step(self) -> Step:
        with self.lock:
            return self.steps.pop(0) if self.steps else {"text": "ok"}


@contextmanager
def running() -> Iterator[Simulator]:
    """A simulator on a free port, in a thread of this process."""
    with Simulator() as simulator:
        thread = threading.Thread(target=simulator.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield simulator
        finally:
            simulator.closing.set()
            simulator.shutdown()
            thread.join()


class _Cut(Exception):
    """The connection ends here, in the middle."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Simulator

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name it has)
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/__sim/log":
            self._send(200, self.server.asked)
        else:
            self._send(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"null")
        if self.path == "/__sim/script":
            self.server.will_say(*body)
            self._send(200, {"ok": True})
        elif self.headers.get("authorization") != f"Bearer {KEY}":
            self._send(401, error("Invalid API key provided. Ensure it is correct.", "invalid_api_key", 401))
        else:
            headers = {name.lower(): value for name, value in self.headers.items() if name.lower() != "authorization"}
            with self.server.lock:
                self.server.asked.append({"path": self.path, "body": body, "headers": headers})
            with suppress(_Cut, BrokenPipeError, ConnectionResetError):
                self._answer(body)

    def _answer(self, body: Body) -> None:
        if self.path in RETIRED:
            said = "Sonar is now the Agent API. Use /v1/responses instead of /v1/sonar."
            self._send(403, error(said, "chat_completions_not_available", 403))
        elif self.path not in ANSWERED:
            self._send(404, {"detail": "Not Found"})
        elif wrong := mistake(body):
            self._send(400, error(wrong, "invalid_request", "400"))
        else:
            self._follow(self.server.next_step(), body)

    def _follow(self, step: Step, body: Body) -> None:
        self.server.closing.wait(step.get("delay", 0))
        if step.get("drop"):
            self.close_connection = True
        elif "drip" in step:
            self._drip(step["drip"])
        elif "status" in step:
            self._send(step["status"], step.get("body"), step.get("headers", {}), html=step.get("html"))
        elif body.get("stream") and not step.get("as_json"):
            self._stream(step, body)
        else:
            answer = envelope(step, body, final_status(step)) | {"padding": "x" * step.get("padding", 0)}
            self._send(200, answer, share=2 if step.get("half") else 1)

    def _send(
        self,
        status: int,
        content: object,
        headers: Mapping[str, object] | None = None,
        *,
        html: str | None = None,
        share: int = 1,
    ) -> None:
        sent = json.dumps(content).encode() if html is None else html.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json" if html is None else "text/html; charset=utf-8")
        self.send_header("content-length", str(len(sent)))
        for name, value in (headers or {}).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(sent[: len(sent) // share])
        self.close_connection = share > 1

    def _drip(self, pause: float) -> None:
        self.close_connection = True
        for letter in b"HTTP/1.1 200 OK\r\n" + b"x-patience: 1\r\n" * 1000:
            self.wfile.write(bytes([letter]))
            if self.server.closing.wait(pause):
                return

    # A stream: its events in the order that was recorded.

    def _stream(self, step: Step, body: Body) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        number = 0
        for sent, event in enumerate(events(step, body)):
            if sent == step.get("cut_after"):
                raise _Cut
            if sent == step.get("hang_after"):
                self.server.closing.wait(60)
                raise _Cut
            number += 3 if step.get("strange") else 1
            self._event(event | {"sequence_number": number})
            self.server.closing.wait(step.get("chunk_delay", 0))
        if step.get("strange"):
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, event: Body) -> None:
        data = json.dumps(event, ensure_ascii=False)
        self.wfile.write(f"event: {event['type']}\ndata: {data}\n\n".encode())
        self.wfile.flush()


def error(message: str, kind: str, code: int | str) -> Body:
    """The provider's error body."""
    return {"error": {"message": message, "type": kind, "code": code}}


def mistake(body: Body) -> str:
    """What the provider would not take in a request, or nothing."""
    if unknown := sorted(set(body) - FIELDS):
        return f"unknown field: {unknown[0]}"
    if "input" not in body:
        return "validation failed: input is required"
    if isinstance(body["input"], list) and any("type" not in item for item in body["input"]):
        return "validation failed: input item has no type"
    if body.get("max_output_tokens", 16) < 16:
        return "validation failed: max_output_tokens"
    if (model := body.get("model")) and model not in MODELS:
        return f'validation failed: model "{model}" is not supported'
    if not any(body.get(name) for name in ("model", "models", "preset", "effort", "profile")):
        return "validation failed: one of model, models, preset is required"
    return ""


def final_status(step: Step) -> str:
    return "failed" if "failed" in step else "incomplete" if step.get("incomplete") else "completed"


def output(step: Step) -> list[Body]:
    """The items of an answer."""
    items: list[Body] = []
    if step.get("strange"):
        items.append({"type": "sandbox_results", "results": "none", "id": "sb_1"})
    if search := step.get("search"):
        results = [{"id": n, "source": "web", "snippet": "", **one} for n, one in enumerate(search, start=1)]
        items.append({"type": "search_results", "queries": ["q"], "results": results})
    for n, call in enumerate(step.get("tool_calls", [])):
        given = {"call_id": f"call_{n}", "id": f"fc_{n}", "status": "completed", "type": "function_call"}
        items.append({"name": call["name"], "arguments": json.dumps(call["arguments"]), **given})
    if "text" in step:
        content = [{"type": "output_text", "text": step["text"], "annotations": []}]
        items.append(_message(content))
    return items


def _message(content: list[Body] | None) -> Body:
    return {"content": content, "id": "msg_1", "role": "assistant", "status": "completed", "type": "message"}


def envelope(step: Step, body: Body, status: str) -> Body:
    """A response object. One that is under way or failed has neither output nor usage."""
    ended = status in {"completed", "incomplete"}
    echoed = ("instructions", "max_output_tokens", "metadata", "previous_response_id", "reasoning")
    return {
        **{name: body.get(name) for name in echoed},
        "id": "resp_1",
        "object": "response",
        "status": status,
        "created_at": int(time.time()),
        "completed_at": int(time.time()) if status == "completed" else None,
        "background": False,
        "error": step.get("failed") if status == "failed" else None,
        "incomplete_details": None,
        "model": body.get("model") or "openai/gpt-6-luna",
        "output": output(step) if ended else [],
        "parallel_tool_calls": True,
        "service_tier": "default",
        "store": body.get("store", True),
        "temperature": 1,
        "tool_choice": "auto",
        "tools": body.get("tools", []),
        "top_p": 1,
        "truncation": "",
        "usage": step.get("usage", usage(step, body)) if ended else None,
        "user": None,
    }


def usage(step: Step, body: Body) -> Body:
    """Four letters a token, at the published price of perplexity/sonar."""
    tokens_in, tokens_out = len(json.dumps(body["input"])) // 4, len(step.get("text", "")) // 4
    costs = {"input_cost": round(tokens_in * 0.25e-6, 8), "output_cost": round(tokens_out * 2.5e-6, 8)}
    told: Body = {"input_tokens": tokens_in, "output_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}
    told["input_tokens_details"] = {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "cached_tokens": 0}
    told["output_tokens_details"] = {"reasoning_tokens": 0}
    if step.get("search"):
        costs["tool_calls_cost"] = 0.0025
        told["tool_calls_details"] = {"search_web": {"cost_usd": 0.0025, "invocation": 1}}
    told["cost"] = {"currency": "USD", **costs, "total_cost": round(sum(costs.values()), 8)}
    return told


def events(step: Step, body: Body) -> Iterator[Body]:
    """The events of a stream, in the order that was recorded: the search is told by a call that is not ours."""
    yield {"type": "response.created", "response": envelope(step, body, "in_progress")}
    yield {"type": "response.in_progress", "response": envelope(step, body, "in_progress")}
    if step.get("strange"):
        yield {"type": "response.moon_phase", "phase": ["full"], "item": 7}
    status = final_status(step)
    for index, item in enumerate(output(step) if status != "failed" else []):
        for event in _of_item(step, item):
            yield event | {"output_index": index}
    for _ in range(0, step.get("padding", 0), 50_000):
        yield {"type": "response.keepalive", "padding": "x" * 50_000}
    told = {"error": step["failed"]} if status == "failed" else {}
    yield {"type": f"response.{status}", "response": envelope(step, body, status), **told}


def _of_item(step: Step, item: Body) -> Iterator[Body]:
    if item["type"] == "search_results":
        call = {"id": "fc_s", "call_id": "call_s", "name": "search_web", "status": "completed", "type": "function_call"}
        yield {"type": "response.output_item.added", "item": {"arguments": '{"queries":["q"]}', **call}}
        yield {"type": "response.reasoning.search_queries", "queries": item["queries"], "thought": "Searching..."}
        yield {"type": "response.reasoning.search_results", "results": item["results"], "thought": "Found some"}
    elif item["type"] == "message":
        yield {"type": "response.output_item.added", "item": _message(None)}
        place = {"content_index": 0, "item_id": item["id"]}
        for piece in [] if step.get("mute") else re.findall(r"\s*\S+|\s+$", step["text"]) or [""]:
            yield {"type": "response.output_text.delta", "delta": piece, **place}
        yield {"type": "response.output_text.done", "text": step["text"], **place}
    else:
        yield {"type": "response.output_item.added", "item": item}
    yield {"type": "response.output_item.done", "item": item}


if __name__ == "__main__":
    Simulator(int(sys.argv[1])).serve_forever()
