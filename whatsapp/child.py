"""The child process that holds the linked session, as its parent sees it: reports come, orders go, and it may die at any time."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

_LONGEST_LINE = 16 << 20  # bytes: a message with a large thumbnail
_TIME_TO_END = 5.0  # seconds
_ROOT = Path(__file__).resolve().parent.parent
_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "SSL_CERT_FILE",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
)  # of our own environment


class ChildGone(ConnectionError):
    """The child ended, or does not answer; nobody knows what became of the order."""


class OrderFailed(RuntimeError):
    """The child could not do what was ordered, and says why."""


class Child:
    """One life of `whatsapp/line.py` on a session's FOLDER. With PHONE it links by a code to be typed there."""

    def __init__(self, folder: Path, *, phone: str = "", proxy: str = "") -> None:
        self._folder, self._phone, self._proxy = folder, phone, proxy
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._orders: asyncio.StreamWriter | None = None
        self._process: asyncio.subprocess.Process | None = None
        self.is_connected = False
        self.unanswered = 0  # orders in a row that it took and never answered

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def live(self) -> AsyncIterator[dict[str, Any]]:
        """Start it and give what it reports, until it ends; then `exit_code` says how."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        orders, ours = os.pipe()
        theirs, reports = os.pipe()
        log = os.open(self._folder / "client.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "whatsapp.line", str(self._folder), str(orders), str(reports), *filter(None, [self._phone]),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(orders, reports),
                cwd=_ROOT, env=self._environment(), start_new_session=True,
            )  # fmt: skip
        finally:
            for descriptor in (orders, reports, log):
                os.close(descriptor)
        reader = await self._connect(ours, theirs)
        try:
            async for line in reader:
                report = json.loads(line)
                if report["say"] == "done":
                    self._done(report)
                    continue
                if report["say"] == "alive":
                    self.is_connected = bool(report["connected"])
                yield report
        finally:
            await self.end()

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode if self._process else None

    async def do(self, what: str, *, patience: float = 30.0, **how: object) -> Any:  # noqa: ANN401  (as the order has it)
        """Order something and wait for its answer; OrderFailed, or ChildGone when it dies or takes longer than PATIENCE."""
        number = next(self._numbers)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        try:
            await self.tell(what, id=number, **how)
            async with asyncio.timeout(patience):
                said = await answer
        except TimeoutError:
            self.unanswered += 1
            raise ChildGone(what) from None
        else:
            self.unanswered = 0
            return said
        finally:
            self._asked.pop(number, None)

    async def tell(self, what: str, **how: object) -> None:
        """Order something that needs no answer; ChildGone."""
        if self._orders is None:
            raise ChildGone(what)
        try:
            self._orders.write(json.dumps({"do": what, **how}).encode() + b"\n")
            await self._orders.drain()
        except (ConnectionError, RuntimeError):
            raise ChildGone(what) from None

    async def end(self) -> None:
        """Let it end by itself, or end it: what it had not handed over waits in its spool."""
        process = self._process
        if process is None:
            return
        with suppress(ChildGone):
            await self.tell("stop")
        if self._orders is not None:
            self._orders.close()
            self._orders = None
        try:
            async with asyncio.timeout(_TIME_TO_END):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(ChildGone("it ended"))

    def kill(self) -> None:
        """End it as one ends what hangs."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def _done(self, report: dict[str, Any]) -> None:
        answer = self._asked.get(report["id"])
        if answer is None or answer.done():
            return
        if "error" in report:
            answer.set_exception(OrderFailed(report["error"]))
        else:
            answer.set_result(report["result"])

    async def _connect(self, ours: int, theirs: int) -> asyncio.StreamReader:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LONGEST_LINE)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(theirs, "rb"))
        transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, os.fdopen(ours, "wb"))
        self._orders = asyncio.StreamWriter(transport, protocol, None, loop)
        return reader

    def _environment(self) -> dict[str, str]:
        """What the client needs to run, and none of our secrets. Go reads its own switch only at the start."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return {**kept, "NEONIZE_BOT_TAG": "off", "WHATSAPP_PROXY": self._proxy, "PYTHONUNBUFFERED": "1"}
