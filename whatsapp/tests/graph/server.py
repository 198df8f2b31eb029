"""Meta's Graph on the loopback: it takes messages and files as the vendor's own description has them, and misbehaves.

Each valid message gets an id and is kept in `taken`; whatever was asked is in `asked`, without the token. What goes wrong
next is a list of steps, one for each request, told by `will`; without a step, and with {}, all goes well. A step:

    {"code": 131056, "status": 400, "subcode": n, "transient": true, "headers": {}}    an error as Graph writes it
    {"status": 503, "html": "..."}  {"status": 302, "to": url}  {"status": 200, "json": ...}    something else
    "delay": s before anything; "drop": true, the message is taken and the connection cut without a word
    "half": true, half of an answer that was announced whole; "padding": n bytes more; "drip": s between single bytes
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from whatsapp.tests.graph import openapi

TOKEN = "graph-test"
PHONE_ID = "106540352242922"
VERSION = "v25.0"

Step = dict[str, Any]
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """Something somebody sent, or that was handed over; a URL or a HASH of its own is a trap."""

    body: bytes
    mime: str = "image/jpeg"
    name: str = ""
    url: str = ""
    sha256: str = ""


class Graph(ThreadingHTTPServer):
    """The server and its memory."""

    daemon_threads = True
    request_queue_size = 128  # connections that wait to be taken: many come at once

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self.number = itertools.count(1)
        self.steps: list[Step] = []
        self.asked: list[Body] = []
        self.taken: dict[str, Body] = {}  # by the id they were given
        self.read: list[str] = []  # the ids of messages that were marked so
        self.files: dict[str, File] = {}  # by their media id

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def will(self, *steps: Step) -> None:
        """Do these next, one for each request, and forget all that was."""
        with self.lock:
            self.steps[:] = steps
            for memory in (self.asked, self.taken, self.read, self.files):
                memory.clear()

    def hold(self, body: bytes, **more: str) -> str:
        """Keep a file that somebody sent; its media id."""
        media_id = str(next(self.number))
        self.files[media_id] = File(body, **more)
        return media_id

    def next_step(self) -> Step:
        with self.lock:
            return self.steps.pop(0) if self.steps else {}

    def handle_error(self, request: Any, client_address: object) -> None:
        """Whoever asked hung up, as those do whose patience ended; anything else is a mistake here, and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def running() -> Iterator[Graph]:
    """A Graph on a free port, in a thread of this process."""
    with Graph() as graph:
        thread = threading.Thread(target=graph.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield graph
        finally:
            graph.closing.set()
            graph.shutdown()
            thread.join()


def error(code: int, status: int = 400, *, subcode: int | None = None, transient: bool = False) -> Body:
    """An error as Graph writes it; what it says in words may hold anything, and is to be logged by nobody."""
    told: Body = {"message": f"(#{code}) for 51987654321", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    if subcode is not None:
        told["error_subcode"] = subcode
    if transient:
        told["is_transient"] = True
    return {"error": told | {"error_data": {"messaging_product": "whatsapp", "details": f"status {status}"}}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Graph

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name it has)
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("content-length") or 0)))

    def _serve(self, sent: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower() != "authorization"}
        path = urlsplit(self.path).path
        body = self._understood(sent)
        with self.server.lock:
            self.server.asked.append({"method": self.command, "path": path, "body": body, "headers": headers})
        step = self.server.next_step()
        self.server.closing.wait(step.get("delay", 0))
        with suppress(BrokenPipeError, ConnectionResetError):
            if self.headers.get("authorization") != f"Bearer {TOKEN}":
                self._send(401, error(190, 401))
            elif not self._fails(step):
                self._answer(path, body, step)

    def _understood(self, sent: bytes) -> Any:
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            return form(sent, kind.partition("boundary=")[2].strip('"').encode())
        try:
            return json.loads(sent) if sent and kind.startswith("application/json") else None
        except ValueError:
            return None

    def _fails(self, step: Step) -> bool:
        headers = step.get("headers", {})
        if "code" in step:
            told = {name: step[name] for name in ("subcode", "transient") if name in step}
            self._send(step.get("status", 400), error(step["code"], step.get("status", 400), **told), headers)
        elif "html" in step:
            self._send(step["status"], step["html"].encode(), headers)
        elif "to" in step:
            self._send(step["status"], b"", {"location": step["to"]})
        elif "json" in step:
            self._send(step["status"], step["json"], headers)
        elif "drip" in step:
            self.close_connection = True
            for letter in b"HTTP/1.1 200 OK\r\n" + b"x-patience: 1\r\n" * 1000:
                self.wfile.write(bytes([letter]))
                if self.server.closing.wait(step["drip"]):
                    break
        else:
            return False
        return True

    def _answer(self, path: str, body: Any, step: Step) -> None:
        if self.command == "POST" and path == f"/{VERSION}/{PHONE_ID}/messages":
            self._take(body, step)
        elif self.command == "POST" and path == f"/{VERSION}/{PHONE_ID}/media":
            self._keep(body)
        elif self.command == "GET" and (match := re.fullmatch(rf"/{VERSION}/(\w+)", path)):
            self._tell_where(match[1])
        elif self.command == "GET" and (match := re.fullmatch(r"/files/(\w+)", path)):
            self._give(match[1], step)
        else:
            self._send(400, error(100, subcode=33))

    def _take(self, body: Any, step: Step) -> None:
        if openapi.mistake_of_message(body):
            self._send(400, error(100))
        elif "status" in body:
            self.server.read.append(body["message_id"])
            self._send(200, {"success": True})
        else:
            with self.server.lock:
                message_id = f"wamid.{next(self.server.number)}"
                self.server.taken[message_id] = body
            whom = body.get("to") or body["recipient"]
            contact = {"input": whom} | ({"wa_id": whom} if "to" in body else {"user_id": whom})
            told: Body = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message_id}]}
            self._finish(json.dumps(told | {"padding": "x" * step.get("padding", 0)}).encode(), step)

    def _keep(self, body: Any) -> None:
        if openapi.mistake_of_upload(body and {**body, "file": body.get("file", {}).get("name", "")}):
            self._send(400, error(100))
        else:
            file = body["file"]
            self._send(200, {"id": self.server.hold(file["body"], mime=body["type"], name=file["name"])})

    def _tell_where(self, media_id: str) -> None:
        if (file := self.server.files.get(media_id)) is None:
            self._send(400, error(100, subcode=33))
            return
        told = {"messaging_product": "whatsapp", "id": media_id, "mime_type": file.mime}
        told |= {"url": file.url or f"{self.server.url}/files/{media_id}", "file_size": str(len(file.body))}
        self._send(200, told | {"sha256": file.sha256 or hashlib.sha256(file.body).hexdigest()})

    def _give(self, media_id: str, step: Step) -> None:
        if (file := self.server.files.get(media_id)) is None:
            self._send(404, b"")
        else:
            self._finish(file.body + b"\0" * step.get("padding", 0), step)

    def _finish(self, content: bytes, step: Step) -> None:
        if step.get("drop"):
            self.close_connection = True
        else:
            self._send(200, content, share=2 if step.get("half") else 1)

    def _send(self, status: int, content: object, headers: Body | None = None, *, share: int = 1) -> None:
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json" if content is not sent else "application/octet-stream")
        self.send_header("content-length", str(len(sent)))
        for name, value in (headers or {}).items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(sent[: len(sent) // share])
        self.close_connection = self.close_connection or share > 1


def form(sent: bytes, boundary: bytes) -> Body:
    """The fields of a form; of a file its name, its type and its bytes."""
    fields: Body = {}
    for part in sent.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        said = head.decode()
        name = re.search(r' name="([^"]*)"', said)
        filename = re.search(r' filename="([^"]*)"', said)
        kind = re.search(r"content-type: (\S+)", said, re.IGNORECASE)
        content = content.removesuffix(b"\r\n")
        file = {"name": filename and filename[1], "mime": kind and kind[1], "body": content}
        fields[name[1] if name else ""] = file if filename else content.decode()
    return fields
