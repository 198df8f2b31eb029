"""The way out that the client is given: a proxy which leads WhatsApp's hosts to this machine, and nowhere else."""

import asyncio
from contextlib import suppress

from whatsapp.tests.emulator.journal import Journal
from whatsapp.tests.emulator.media import HOST

_PIECE = 1 << 16


class Proxy:
    """HTTP CONNECT to the ports of the chat and of the media."""

    def __init__(self, journal: Journal, *, chat: int, media: int) -> None:
        self._journal = journal
        self._ports = {"web.whatsapp.com:443": chat, f"{HOST}:443": media}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._connect(reader, writer)
        finally:
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()[0]
        self._journal.note("log", line=f"proxy: {request}")
        port = self._ports.get(request.split(" ")[1])
        if port is None:
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            await writer.drain()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.gather(_carry(reader, far_writer), _carry(far_reader, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes until it ends, of whatever; then the other side is told by the end of ours."""
    with suppress(ConnectionError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
