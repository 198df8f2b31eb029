"""SofIA as people start her: a real `manage.py serve` process, a door one goes through, and tabs that talk to her."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds, on a busy machine

_LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/entrar/([\w-]+)/")


class NotServed(RuntimeError):
    """The process ended, or never said where it serves."""


class Served:
    """One `manage.py serve` at a time, on a data folder that outlives it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = {**os.environ, **environ, "PYTHONUNBUFFERED": "1"}
        self.process: subprocess.Popen[str] | None = None
        self.port = 0
        self.secret = ""

    def start(self, port: int = 0) -> None:
        """Start it, on any free port by default, and wait until it prints its link."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            link = _LINK.search(line)
            if link:
                self.port, self.secret = int(link[1]), link[2]
                return
        raise NotServed("".join(said))

    def invite(self, address: str) -> str:
        """The secret of a sign-in link for whoever has this ADDRESS, as an operator makes one."""
        command = [sys.executable, "manage.py", "link", address]
        made = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=True)
        return made.stdout.strip().rsplit("/", 2)[1]

    def kill(self) -> None:
        """As the kernel does when memory is short: no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As an operator does; its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, signum: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(signum)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(folder: Path, **environ: str) -> Iterator[Served]:
    """SofIA on her own in an empty FOLDER, as `make run` starts her; she must end well."""
    served = Served({"SOFIA_DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": "", **environ})
    served.start()
    yield served
    assert served.stop() == 0


class Browser:
    """A cookie jar that can walk through the door."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> str:
        """Fetch a page."""
        with self._opener.open(self._served.origin + path, timeout=PATIENCE) as page:
            return str(page.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """Send a form, with the token of the page it stands on."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookie("csrftoken")}).encode()
        request = urllib.request.Request(
            self._served.origin + path, data=body, headers={"Referer": self._served.origin}
        )
        with self._opener.open(request, timeout=PATIENCE) as page:
            return str(page.read().decode())

    def cookie(self, name: str) -> str:
        """The value of a cookie; empty when there is none."""
        return next((cookie.value or "" for cookie in self._jar if cookie.name == name), "")

    def come_in(self, secret: str = "", **said: str) -> None:
        """Press the button of the sign-in link, and be welcomed; SAID is what they say of themselves."""
        path = f"/entrar/{secret or self._served.secret}/"
        self.get(path)
        self.post(path)
        self.get("/bienvenida/")
        theirs = {"country": "PE", "language": "es", "time_zone": "America/Lima", "pay_rhythm": "quincena"}
        self.post("/bienvenida/", **{**theirs, **said}, adult="on", consent="on")

    @contextmanager
    def tab(self) -> Iterator[Tab]:
        """Open the chat's socket."""
        with connect(
            f"ws://127.0.0.1:{self._served.port}/ws/chat/",
            additional_headers={"Cookie": f"sessionid={self.cookie('sessionid')}"},
            origin=Origin(self._served.origin),
            open_timeout=PATIENCE,
        ) as socket:
            yield Tab(socket)


class Tab:
    """One open tab, which collects the frames it is sent."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    def send(self, **frame: object) -> None:
        self.socket.send(json.dumps(frame))

    def say(self, text: str, key: str = "") -> str:
        """Send a message and return its id."""
        key = key or str(uuid4())
        self.send(type="message", id=key, text=text)
        return key

    def receive(self, timeout: float = PATIENCE) -> dict[str, Any]:
        """The next frame; TimeoutError, or ConnectionClosed."""
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout))
        self.frames.append(frame)
        return frame

    def until(self, **wanted: object) -> dict[str, Any]:
        """The next frame that has these values."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            frame = self.receive()
            if all(frame.get(name) == value for name, value in wanted.items()):
                return frame
        raise TimeoutError(wanted)

    def ask(self, text: str) -> str:
        """Say TEXT and return the words of the answer, with plain spaces."""
        key = self.say(text)
        return str(self.until(type="message", role="sofia", reply_to=key)["text"]).replace("\xa0", " ")

    def close_code(self) -> int | None:
        """Wait until the other side closes; with which code."""
        try:
            while True:
                self.receive()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
