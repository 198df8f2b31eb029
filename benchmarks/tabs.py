"""The open tabs of `turn.py`, in a process of their own: each sends, awaits SofIA's reply, and sends again.

One job a line on standard input: {"url", "cookies": [one per tab], "first", "seconds", "warm"}; one line of figures
out. A job's tabs connect, warm up, and only then are counted. `busy` is this process's own CPU over the counted time:
well below 1 means that the tabs were waiting for the server and not the other way round.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import sentences
from websockets.asyncio.client import ClientConnection, connect

_PATIENCE = 30.0  # seconds a tab waits for one reply before the whole run is given up
_REPLY = '"role": "sofia"'  # looked for as text: parsing every frame would cost more than it tells


@dataclass
class _Clock:
    """When counting begins and ends; the tabs' turns within it, in seconds."""

    begins: float
    ends: float
    turns: list[float] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)


async def _tab(socket: ClientConnection, first: int, clock: _Clock) -> None:
    number = first
    while (sent := time.perf_counter()) < clock.ends:
        number += 1
        await socket.send(json.dumps({"type": "message", "id": str(uuid4()), "text": sentences.written(number)}))
        while _REPLY not in (frame := str(await asyncio.wait_for(socket.recv(), _PATIENCE))):
            pass
        now = time.perf_counter()
        if clock.begins <= sent and now <= clock.ends:
            clock.turns.append(now - sent)
    clock.replies.append(frame)


async def _run(job: dict[str, Any]) -> dict[str, Any]:
    sockets = [
        await connect(
            job["url"],
            additional_headers={"Cookie": f"sessionid={cookie}"},
            compression=None,
            ping_interval=None,
            max_queue=None,
        )
        for cookie in job["cookies"]
    ]
    now = time.perf_counter()
    clock = _Clock(begins=now + job["warm"], ends=now + job["warm"] + job["seconds"])
    asyncio.get_running_loop().call_later(job["warm"], marks := _Marks())
    await asyncio.gather(*(_tab(socket, job["first"], clock) for socket in sockets))
    busy = (time.process_time() - marks.used) / (time.perf_counter() - marks.at)
    await asyncio.gather(*(socket.close() for socket in sockets))
    turns = sorted(clock.turns)
    return {
        "rate": len(turns) / job["seconds"],
        "p50": _at(turns, 0.50),
        "p99": _at(turns, 0.99),
        "busy": busy,
        "reply": clock.replies[0],
    }


class _Marks:
    """How much CPU the tabs had used at the moment counting began."""

    at = used = 0.0

    def __call__(self) -> None:
        self.at, self.used = time.perf_counter(), time.process_time()


def _at(turns: list[float], share: float) -> float:
    """A percentile in milliseconds."""
    return 1000 * turns[min(int(len(turns) * share), len(turns) - 1)] if turns else float("nan")


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(asyncio.run(_run(json.loads(line)))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
