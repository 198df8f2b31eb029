"""A bare client for the emulator's own tests, in a process of its own: the library as it is, and nothing of ours.

`NEONIZE_BOT_TAG=off python client.py FOLDER`: orders in by standard input, reports out by standard output, a JSON object
a line.
"""

import base64
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

_OPTIONS = "?_foreign_keys=on&_busy_timeout=15000&_journal_mode=WAL&_synchronous=FULL&x="


class Client:
    """The library's client, and the two pipes."""

    def __init__(self, folder: Path, reports: int) -> None:
        from neonize import events
        from neonize.client import NewClient

        self._out, self._turn = os.fdopen(reports, "w"), threading.Lock()
        self._client = NewClient(f"{folder / 'session.sqlite3'}{_OPTIONS}", uuid="client")
        self._client.qr(lambda _client, code: self._report("qr", code=code.decode()))
        self._client.event(events.ConnectedEv)(lambda _client, _event: self._report("connected"))
        self._client.event(events.LoggedOutEv)(lambda _client, _event: self._report("logged_out"))
        self._client.event(events.StreamReplacedEv)(lambda _client, _event: self._report("replaced"))
        self._client.event(events.TemporaryBanEv)(lambda _client, event: self._report("banned", expire=event.Expire))
        self._client.event(events.ReceiptEv)(
            lambda _client, event: self._report("receipt", ids=list(event.MessageIDs), kind=event.Type)
        )
        self._client.event(events.MessageEv)(self._on_message)

    def connect(self) -> None:
        from neonize._binder import ProxySettings

        self._client.connect(ProxySettings(os.environ["WHATSAPP_PROXY"]))

    def follow(self) -> None:
        """Carry out the orders, one after another."""
        for line in sys.stdin:
            order = json.loads(line)
            if order["do"] == "end":
                self._client.disconnect()
                return
            try:
                self._report("done", id=self._carry_out(order))
            except Exception as error:  # noqa: BLE001  (the library's, whatever it is)
                self._report("failed", why=str(error))

    def _carry_out(self, order: dict[str, Any]) -> str:
        from neonize.proto.waE2E.WAWebProtobufsE2E_pb2 import Message
        from neonize.utils.enum import ChatPresence, ChatPresenceMedia, ReceiptType
        from neonize.utils.jid import build_jid

        if order["do"] == "code":
            return str(self._client.PairPhone(order["phone"], show_push_notification=True))
        to = build_jid(*order["to"].split("@"))
        if order["do"] == "read":
            self._client.mark_read(order["id"], chat=to, sender=to, receipt=ReceiptType.READ)
            return ""
        if order["do"] == "type":
            media = ChatPresenceMedia.CHAT_PRESENCE_MEDIA_TEXT
            self._client.send_chat_presence(to, ChatPresence.CHAT_PRESENCE_COMPOSING, media)
            return ""
        message = Message(conversation=order["text"])
        if order.get("image"):
            message = self._client.build_image_message(base64.b64decode(order["image"]))
            message.imageMessage.caption = order["text"]
        return str(self._client.send_message(to, message).ID)

    def _on_message(self, _client: Any, event: Any) -> None:
        source, message = event.Info.MessageSource, event.Message
        file = None
        if message.HasField("imageMessage") or message.HasField("documentMessage"):
            file = base64.b64encode(self._client.download_any(message)).decode()
        self._report(
            "message",
            id=event.Info.ID,
            chat=f"{source.Chat.User}@{source.Chat.Server}",
            mine=source.IsFromMe,
            name=event.Info.Pushname,
            text=message.conversation or message.imageMessage.caption or message.documentMessage.caption,
            file=file,
        )

    def _report(self, say: str, **what: object) -> None:
        with self._turn:
            self._out.write(json.dumps({"say": say, **what}) + "\n")
            self._out.flush()


def main() -> None:
    """Stay until the orders end; the library's own threads never do."""
    os.umask(0o077)
    reports = os.dup(1)
    os.dup2(2, 1)  # the library prints
    client = Client(Path(sys.argv[1]), reports)
    threading.Thread(target=client.connect, daemon=True).start()
    client.follow()
    os._exit(0)


if __name__ == "__main__":
    main()
