"""Run the emulator: `python -m whatsapp.tests.emulator FOLDER [--attached]`.

It takes free ports of 127.0.0.1 and tells them in FOLDER/info.json and on its standard output, when all of them answer:
{"pid", "proxy", "control", "authority"}. With `--attached` it ends when its standard input does, so that it outlives no test.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from websockets.asyncio.server import serve

from whatsapp.tests.emulator.account import Account
from whatsapp.tests.emulator.control import LONGEST_LINE, Control
from whatsapp.tests.emulator.identity import tls
from whatsapp.tests.emulator.journal import Journal
from whatsapp.tests.emulator.media import Media
from whatsapp.tests.emulator.proxy import Proxy
from whatsapp.tests.emulator.server import Server

_HERE = "127.0.0.1"


class _Listening(Protocol):
    """What the servers of asyncio and of websockets have in common."""

    @property
    def sockets(self) -> Sequence[socket.socket]: ...


async def _run(folder: Path, *, attached: bool) -> None:
    journal, context = Journal(), tls(folder)
    media = Media(journal)
    server = Server(Account(), media, journal)
    chat = await serve(server.serve, _HERE, 0, ssl=context, max_size=LONGEST_LINE, compression=None, close_timeout=1)
    files = await asyncio.start_server(media.serve, _HERE, 0, ssl=context)
    way_out = Proxy(journal, chat=_port(chat), media=_port(files))
    proxy = await asyncio.start_server(way_out.serve, _HERE, 0)
    control = await asyncio.start_server(Control(server).serve, _HERE, 0, limit=LONGEST_LINE)
    _tell(folder, proxy=_port(proxy), control=_port(control), authority=str(folder / "ca.pem"))
    await _end(attached=attached)


def _port(server: _Listening) -> int:
    port: int = server.sockets[0].getsockname()[1]
    return port


def _tell(folder: Path, **info: object) -> None:
    line = json.dumps({"pid": os.getpid(), **info})
    fresh = folder / "info.json.new"
    fresh.write_text(line)
    fresh.replace(folder / "info.json")
    print(line, flush=True)  # noqa: T201  (who started us reads it)


async def _end(*, attached: bool) -> None:
    """Wait to be told to end."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if attached:
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        reading = asyncio.create_task(reader.read())
        reading.add_done_callback(lambda _read: ended.set())
    await ended.wait()


def main() -> None:
    """Serve until the end is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--attached", action="store_true")
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_run(given.folder.resolve(), attached=given.attached))


if __name__ == "__main__":
    main()
