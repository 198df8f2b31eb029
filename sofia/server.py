"""Daphne that starts, tells when it is ready, and ends well: requests finish, sockets are told to come back."""

from __future__ import annotations

import gc
import logging
import signal
import time
from collections.abc import Callable
from typing import Any

# First: it installs the reactor that runs on asyncio.
from daphne.server import Server, twisted_loop  # isort: skip
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

from sofia import asgi
from webui import transport
from whatsapp.session import SessionWorker

logger = logging.getLogger(__name__)

_COME_BACK = 1012  # "service restart": the page reconnects at once
_DRAIN_SECONDS = 10.0
_LONGEST_FRAME = 64 * 1024  # bytes: a message has 2000 letters


class PortTaken(OSError):
    """Somebody else listens on that port."""


class DrainingServer(Server):  # type: ignore[misc]  # Daphne ships no types
    """Daphne which stops listening, lets requests finish and closes sockets with 1012 before it goes.

    django/daphne #177 is open since 2018: stock Daphne cuts what is under way.
    """

    def __init__(self, application: Any, *, host: str, port: int, ready: Callable[[int], None]) -> None:  # noqa: ANN401  (an ASGI application)
        super().__init__(
            application,
            endpoints=[
                "tcp:port={}:interface={}".format(port, host.replace(":", "\\:"))
            ],  # Twisted's own escape, for IPv6
            signal_handlers=False,
            verbosity=0,
            websocket_max_message_size=_LONGEST_FRAME,
            websocket_max_frame_size=_LONGEST_FRAME,
            server_name="SofIA",
        )
        self._ready = ready
        self._ports: list[Any] = []
        self.failure = ""

    def listen_success(self, port: Any) -> None:  # noqa: ANN401  (a Twisted port)
        self._ports.append(port)
        super().listen_success(port)
        transport.serve_from(twisted_loop)
        leave_what_is_loaded()
        self._ready(port.getHost().port)

    def listen_error(self, failure: Any) -> None:  # noqa: ANN401  (a Twisted failure)
        self.failure = failure.getErrorMessage()
        self.stop()

    def drain(self) -> None:
        """Take nothing new, tell sockets to come back, wait for what is under way, stop. Called on the loop."""
        for port in self._ports:
            port.stopListening()
        for protocol in list(self.connections):
            if hasattr(protocol, "sendCloseFrame"):
                protocol.sendCloseFrame(code=_COME_BACK, reasonUtf8=b"restart", isReply=False)
        self._wait_until(time.monotonic() + _DRAIN_SECONDS)

    def _wait_until(self, deadline: float) -> None:
        under_way = [details for details in self.connections.values() if "disconnected" not in details]
        if under_way and time.monotonic() < deadline:
            twisted_loop.call_later(0.05, self._wait_until, deadline)
            return
        transport.serve_from(None)
        self.stop()


def leave_what_is_loaded() -> None:
    """Keep the collector from walking what stays for good (code, lexicons), again and again: 6 % of a busy server."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)  # a turn makes thousands of objects, and few of them in circles


async def _hold_the_line() -> None:
    """The linked WhatsApp session in this process, idle until a number is linked. Pages go on without it."""
    try:
        await SessionWorker(get_channel_layer()).arun()  # type: ignore[no-untyped-call]  # asgiref's
    except Exception as error:  # noqa: BLE001  (another process may hold it)
        logger.error("the WhatsApp session ended: %s", type(error).__name__)  # noqa: TRY400  (its message names no reason)


def serve(*, host: str, port: int, ready: Callable[[int], None], before_stop: Callable[[], None]) -> None:
    """Serve pages, static files and sockets until SIGTERM or SIGINT; PortTaken when nobody can listen there.

    READY is told the port, which is a free one when PORT is 0.
    BEFORE_STOP ends the other parts of this process; it may wait, so it runs beside the loop.
    """
    application = ProtocolTypeRouter({"http": ASGIStaticFilesHandler(asgi.pages), "websocket": asgi.sockets})
    server = DrainingServer(application, host=host, port=port, ready=ready)
    phone = twisted_loop.create_task(_hold_the_line())
    is_stopping = False

    def stop() -> None:
        nonlocal is_stopping
        if is_stopping:
            return
        is_stopping = True
        phone.cancel()
        ended = twisted_loop.run_in_executor(None, before_stop)
        ended.add_done_callback(lambda _ended: server.drain())

    for signum in (signal.SIGTERM, signal.SIGINT):
        twisted_loop.add_signal_handler(signum, stop)
    server.run()
    if server.failure:
        raise PortTaken(server.failure)
