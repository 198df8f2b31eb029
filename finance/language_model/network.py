"""One connection to the provider on which no single wait outlasts the deadline.

httpx limits each read, so that an answer that drips, or falls silent late, lasts as long as it likes. Here every
wait is as long as what the deadline leaves at that moment, in headers and handshakes too.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from functools import cache
from typing import SupportsFloat

import httpcore
import httpx

from finance.language_model.deadline import Deadline


def session(deadline: Deadline) -> httpx.Client:
    """A client for one call. It follows no redirect, which would carry the key elsewhere, and reads no environment.

    A connection is not kept for the next call: a handshake is little beside an answer, and a kept connection is closed by
    the other side just when it is needed.
    """
    return httpx.Client(transport=_Transport(deadline), timeout=None, follow_redirects=False, trust_env=False)  # noqa: S113  (the deadline bounds every wait)


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reading them costs more than all else here


class _Transport(httpx.HTTPTransport):
    def __init__(self, deadline: Deadline) -> None:
        super().__init__(verify=_certificates(), trust_env=False)
        # httpx has no door for httpcore's public `network_backend`. The version is pinned, and the tests of slow and
        # silent answers fail where this is not heard.
        self._pool = httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=_Network(deadline))


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: SupportsFloat | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.left_to_connect().total_seconds()
        if not seconds:
            raise httpcore.ConnectTimeout
        return _Stream(
            self._plain.connect_tcp(host, port, seconds, local_address, socket_options),
            self._deadline,
        )


class _Stream(httpcore.NetworkStream):
    def __init__(self, plain: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._plain = plain
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: SupportsFloat | None = None) -> bytes:
        if not (seconds := self._deadline.left().total_seconds()):
            raise httpcore.ReadTimeout
        return self._plain.read(max_bytes, seconds)

    def write(self, buffer: bytes, timeout: SupportsFloat | None = None) -> None:
        if not (seconds := self._deadline.left().total_seconds()):
            raise httpcore.WriteTimeout
        self._plain.write(buffer, seconds)

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: SupportsFloat | None = None,
    ) -> httpcore.NetworkStream:
        if not (seconds := self._deadline.left_to_connect().total_seconds()):
            raise httpcore.ConnectTimeout
        return _Stream(self._plain.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def close(self) -> None:
        self._plain.close()

    def get_extra_info(self, info: str) -> object:
        return self._plain.get_extra_info(info)
