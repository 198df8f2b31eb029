"""Files: sealed and kept as WhatsApp's media servers keep them, taken and given over HTTP."""

import asyncio
import hashlib
import json

from google.protobuf.message import Message as Proto
from pyaileys.media import decrypt_media_bytes, encrypt_media_bytes

from whatsapp.tests.emulator.journal import Journal
from whatsapp.tests.emulator.messages import Attachment, Message
from whatsapp.tests.emulator.nodes import now

HOST = "mmg.whatsapp.net"
_QUERY = "?ccb=11-4"  # the client adds to it without looking whether there is one


class Tampered(ValueError):
    """The bytes of a file are not those that its message tells of."""


class Media:
    """The files of all, by their path."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._files = journal, dict[str, bytes]()

    def image(self, body: bytes, mime: str, caption: str) -> Proto:
        """A message whose image can be fetched here."""
        image: Proto = Message(imageMessage={**self._kept(body, "image"), "mimetype": mime, "caption": caption})
        return image

    def document(self, body: bytes, mime: str, name: str, caption: str) -> Proto:
        """A message whose document can be fetched here."""
        file = {**self._kept(body, "document"), "mimetype": mime, "fileName": name, "title": name, "caption": caption}
        document: Proto = Message(documentMessage=file)
        return document

    def body(self, file: Attachment) -> bytes:
        """What the client uploaded, opened."""
        sealed = self._files.get(file.path.partition("?")[0])
        if sealed is None:
            raise Tampered(f"nothing is at {file.path}")
        return decrypt_media_bytes(sealed, media_key=file.key, media_type=file.kind, validate_mac=True)

    def _kept(self, body: bytes, kind: str) -> dict[str, object]:
        sealed = encrypt_media_bytes(body, media_type=kind)
        path = self._keep(sealed.enc_bytes)
        return {
            "url": f"https://{HOST}{path}{_QUERY}",
            "directPath": f"{path}{_QUERY}",
            "mediaKey": sealed.media_key,
            "mediaKeyTimestamp": now(),
            "fileSha256": sealed.file_sha256,
            "fileEncSha256": sealed.file_enc_sha256,
            "fileLength": sealed.file_length,
        }

    def _keep(self, sealed: bytes) -> str:
        path = f"/v/t62/{len(self._files)}-{hashlib.sha256(sealed).hexdigest()[:12]}"
        self._files[path] = sealed
        return path

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it ends."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
                method, path, _version = head[0].split(" ")
                self._journal.note("log", line=f"media: {method} {path[:60]}")
                found = await self._taken(reader, head) if method == "POST" else self._files.get(path.partition("?")[0])
                status = "404 Not Found" if found is None else "200 OK"
                body = found or b""
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has what it wanted
        finally:
            writer.close()

    async def _taken(self, reader: asyncio.StreamReader, head: list[str]) -> bytes:
        fields = {name.casefold(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        path = self._keep(await reader.readexactly(int(fields["content-length"])))
        return json.dumps(
            {"url": f"https://{HOST}{path}{_QUERY}", "direct_path": f"{path}{_QUERY}", "handle": "H"}
        ).encode()
