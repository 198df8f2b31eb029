"""The child process that holds the linked session: the only file that imports the client library. It knows no Django.

`python -m whatsapp.line FOLDER ORDERS REPORTS [PHONE]`: orders come in by one file descriptor, reports leave by the other, a
JSON object a line. What people send is spooled before it is reported, and forgotten once the parent orders "stored". It ends
when its parent does, by whatever end. With PHONE, a folder without a session is linked by a code typed there, not by a QR.

Reports: {"say": "state", "state", ...}, {"say": "qr" | "code", "code"}, {"say": "event", "name", "kind", "event"},
{"say": "receipt", "event"}, {"say": "alive", "connected"}, {"say": "done", "id", "result" | "error"}.
Orders: {"do": "stored", "name"}, {"do": "stop"}; and with an "id" that "done" answers: "send", "read", "typing", "fetch",
"unlink".
"""

from __future__ import annotations

import base64
import ctypes
import fcntl
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from whatsapp.spool import Spool

HEARTBEAT = 2.0  # seconds
LOCKED, NO_DISK, NO_LIBRARY, ENDED = 4, 5, 6, 7  # exit codes
# WAL and a busy timeout, or bursts lose messages; the library appends an option of its own, which `&x=` swallows.
_OPTIONS = "?_foreign_keys=on&_busy_timeout=15000&_journal_mode=WAL&_synchronous=FULL&x="
_AT_ONCE = 8  # orders under way: one send may take 75 s, and others must not wait for it
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG
# What the library says when nothing has left yet; of anything else nobody can tell.
_NOT_YET = ("not connected", "client is nil", "device jid", "usync", "device list", "not logged in")


class Line:
    """The session and its two pipes."""

    def __init__(self, folder: Path, reports: int, *, phone: str, proxy: str) -> None:
        self._folder, self._phone, self._proxy = folder, phone, proxy
        self._out = os.fdopen(reports, "w", encoding="utf-8")
        self._turn = threading.Lock()
        self._spool = Spool(folder / "spool")
        self._client: Any = None
        self._code_is_asked = False

    def report(self, say: str, **what: object) -> None:
        """Tell the parent; when nobody reads any more, this process has nothing left to do."""
        with self._turn:
            try:
                self._out.write(json.dumps({"say": say, **what}) + "\n")
                self._out.flush()
            except OSError:
                os._exit(ENDED)

    def open(self) -> None:
        """Report what a former process left in the spool; then connect, on a thread of its own."""
        for name, kept in self._spool.waiting():
            self.report("event", name=name, **kept)
        self._client = self._made()
        for work in (self._stay, self._beat):
            threading.Thread(target=work, name=work.__name__, daemon=True).start()

    def follow(self, orders: int) -> None:
        """Do what is ordered until the parent says stop or is gone."""
        with os.fdopen(orders, encoding="utf-8") as lines, ThreadPoolExecutor(_AT_ONCE) as workers:
            for line in lines:
                order = json.loads(line)
                if order["do"] == "stop":
                    self._client.disconnect()
                    break
                if order["do"] == "stored":
                    self._spool.forget(str(order["name"]))
                else:
                    workers.submit(self._carry_out, order)
            os._exit(0)  # the library's own threads never end by themselves

    def _carry_out(self, order: dict[str, Any]) -> None:
        do = {
            "send": self._send, "read": self._read, "typing": self._type, "fetch": self._fetch, "unlink": self._unlink,
        }[order["do"]]  # fmt: skip
        try:
            self.report("done", id=order["id"], result=do(order))
        except Exception as error:  # noqa: BLE001  (whatever a vendor raises is the parent's to judge)
            self.report("done", id=order["id"], error=str(error)[:200] or type(error).__name__)

    # The session

    def _made(self) -> Any:  # noqa: ANN401  (the library is imported at run time, and only here)
        try:
            from neonize import events
            from neonize.client import NewClient
            from neonize.proto.waCompanionReg.WAWebProtobufsCompanionReg_pb2 import DeviceProps
        except ImportError as error:
            self.report("state", state="no_library", detail=str(error)[:200])
            os._exit(NO_LIBRARY)
        line = self

        class Client(NewClient):  # type: ignore[misc]  # it ships no types
            def _NewClient__onLoginStatus(self, _uuid: int, status: int) -> None:  # noqa: N802  (its private name)
                line.on_login(ctypes.string_at(status).decode(errors="replace"))

        props = DeviceProps(os="SofIA", platformType=DeviceProps.CHROME)
        client = Client(f"{self._folder / 'session.sqlite3'}{_OPTIONS}", props=props, uuid="line")
        client.qr(self._on_qr)
        for kind, on_event in self._handlers().items():
            client.event(getattr(events, kind))(self._guarded(on_event))
        return client

    def _handlers(self) -> dict[str, Callable[[Any], None]]:
        return {
            "MessageEv": lambda event: self._keep("message", event),
            "UndecryptableMessageEv": lambda event: self._keep("undecryptable", event),
            "IdentityChangeEv": lambda event: self._keep("identity", event),
            "ReceiptEv": lambda event: self.report("receipt", event=_plain(event)),
            "PairStatusEv": lambda event: self._state(
                "paired" if not event.Error else "not_paired", number=event.ID.User
            ),
            "ConnectedEv": self._on_connected,
            "DisconnectedEv": lambda _event: self._state("disconnected"),
            "KeepAliveTimeoutEv": lambda _event: self._state("disconnected", detail="keepalive"),
            "KeepAliveRestoredEv": lambda _event: self._state("connected"),
            "LoggedOutEv": lambda event: self._state("logged_out", detail=str(event.Reason)),
            "StreamReplacedEv": lambda _event: self._state("replaced"),
            "TemporaryBanEv": lambda event: self._state(
                "banned", detail=str(event.Code), until=time.time() + event.Expire
            ),
            "ClientOutdatedEv": lambda _event: self._state("outdated"),
            "ConnectFailureEv": lambda event: self._state("refused", detail=str(event.Reason)),
        }

    def _guarded(self, on_event: Callable[[Any], None]) -> Callable[[Any, Any], None]:
        """An error in a callback is swallowed by the library: what could not be kept must end the process instead."""

        def handle(_client: Any, event: Any) -> None:  # noqa: ANN401  (the library's)
            try:
                on_event(event)
            except BaseException as error:  # noqa: BLE001  (nobody above would hear of it)
                self.report("state", state="failed", detail=type(error).__name__)
                os._exit(NO_DISK)

        return handle

    def _keep(self, kind: str, event: Any) -> None:  # noqa: ANN401  (a protobuf)
        kept = {"kind": kind, "event": _plain(event)}
        self.report("event", name=self._spool.keep(kept), **kept)

    def _state(self, state: str, **more: object) -> None:
        self.report("state", state=state, **more)

    def _on_connected(self, _event: Any) -> None:  # noqa: ANN401  (a protobuf)
        me = self._client.me
        self._state("connected", number=me.JID.User if me else "", lid=me.LID.User if me else "")

    def on_login(self, status: str) -> None:
        """What the library says of a linking: "success", "timeout", "passkey-request", or an error's name."""
        if status == "passkey-request":
            self._state("needs_passkey")
        elif status == "timeout":
            self._state("expired")
        elif status != "success":
            self._state("not_paired", detail=status[:80])

    def _on_qr(self, _client: Any, code: bytes) -> None:  # noqa: ANN401  (the library's)
        if not self._phone:
            self.report("qr", code=code.decode())
        elif not self._code_is_asked:
            self._code_is_asked = True
            threading.Thread(target=self._ask_code, daemon=True).start()  # this one is the library's own

    def _ask_code(self) -> None:
        try:
            self.report("code", code=self._client.PairPhone(self._phone, show_push_notification=True))
        except Exception as error:  # noqa: BLE001  (a vendor's)
            self._state("not_paired", detail=str(error)[:80])

    def _stay(self) -> None:
        """Be connected; the library comes back by itself from all but a first failure."""
        from neonize._binder import ProxySettings

        try:
            self._client.connect(ProxySettings(self._proxy) if self._proxy else None)
        except BaseException as error:  # noqa: BLE001  (no network, a refused handshake: the parent tries again later)
            self._state("unreachable", detail=str(error)[:120])
        os._exit(ENDED)

    def _beat(self) -> None:
        while True:
            time.sleep(HEARTBEAT)
            self.report("alive", connected=bool(self._client.connected and self._client.is_connected))

    # Orders

    def _send(self, order: dict[str, Any]) -> dict[str, Any]:
        from neonize.exc import SendMessageError
        from neonize.proto.waE2E.WAWebProtobufsE2E_pb2 import Message

        try:
            message = self._with_file(order) if order.get("path") else Message(conversation=order["text"])
        except Exception as error:  # noqa: BLE001  (a vendor's; the upload failed, so nothing has left)
            return {"outcome": "later", "code": type(error).__name__}
        try:
            return {"outcome": "left", "id": self._client.send_message(_jid(order["chat"]), message).ID}
        except SendMessageError as error:
            said = str(error).casefold()
            if "server returned error" in said:
                return {"outcome": "refused", "code": said.rsplit(" ", 1)[-1]}
            waits = any(sign in said for sign in _NOT_YET)
            return {"outcome": "later" if waits else "unknown", "code": said[:60]}

    def _with_file(self, order: dict[str, Any]) -> Any:  # noqa: ANN401  (a protobuf)
        body = Path(order["path"]).read_bytes()
        if order["mime"] in ("image/jpeg", "image/png"):
            message = self._client.build_image_message(body)
            message.imageMessage.caption = order["text"]  # given to the builder, it would look up mentions on the net
            return message
        message = self._client.build_document_message(body, filename=order["name"], mimetype=order["mime"])
        message.documentMessage.caption = order["text"]
        return message

    def _read(self, order: dict[str, Any]) -> None:
        from neonize.utils.enum import ReceiptType

        chat = _jid(order["chat"])
        self._client.mark_read(*order["arrivals"], chat=chat, sender=chat, receipt=ReceiptType.READ)

    def _type(self, order: dict[str, Any]) -> None:
        from neonize.utils.enum import ChatPresence, ChatPresenceMedia

        state = ChatPresence.CHAT_PRESENCE_COMPOSING if order["on"] else ChatPresence.CHAT_PRESENCE_PAUSED
        self._client.send_chat_presence(_jid(order["chat"]), state, ChatPresenceMedia.CHAT_PRESENCE_MEDIA_TEXT)

    def _fetch(self, order: dict[str, Any]) -> None:
        """Bring what hangs on a message (its serialized form, base64) to a file of the parent's choosing."""
        from neonize.proto.waE2E.WAWebProtobufsE2E_pb2 import Message

        message = Message.FromString(base64.b64decode(order["message"]))
        for part, content in message.ListFields():
            if part.name.endswith("Message") and hasattr(content, "URL"):
                content.ClearField("URL")  # the sender's own: it could name any host; the path leads to WhatsApp's
        Path(order["path"]).write_bytes(self._client.download_any(message))

    def _unlink(self, _order: dict[str, Any]) -> None:
        self._client.logout()


def _plain(event: Any) -> dict[str, Any]:  # noqa: ANN401  (a protobuf)
    """A protobuf as JSON can carry it; and of a message its own bytes, by which what hangs on it is fetched."""
    from google.protobuf.json_format import MessageToDict

    plain: dict[str, Any] = MessageToDict(event, preserving_proto_field_name=True)
    if event.DESCRIPTOR.name == "Message":
        plain["serialized"] = base64.b64encode(event.Message.SerializeToString()).decode()
    return plain


def _jid(text: str) -> Any:  # noqa: ANN401  (a protobuf)
    from neonize.utils.jid import build_jid

    user, _at, server = text.partition("@")
    return build_jid(user, server)


def main() -> None:
    """Take the folder for oneself, or refuse; then hold the session until the parent ends."""
    folder, orders, reports = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    os.umask(0o077)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os._exit(LOCKED)
    line = Line(folder, reports, phone="".join(sys.argv[4:5]), proxy=os.environ.get("WHATSAPP_PROXY", ""))
    line.open()
    line.follow(orders)


if __name__ == "__main__":
    main()
