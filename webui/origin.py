"""A socket may be opened from our own pages only: a session cookie alone does not say who holds the page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class SameOrigin:
    """Let a socket through when its Origin is the host it was opened on, one we answer to.

    Browsers always send an Origin; a program that sends none is no page that could be tricked.
    """

    def __init__(self, application: Any) -> None:  # noqa: ANN401  (ASGI applications have no common type)
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:  # noqa: ANN401  (ASGI's own shape)
        headers = {name: value.decode("latin1") for name, value in scope["headers"]}
        if not is_ours(headers.get(b"host", ""), headers.get(b"origin")):
            return await WebsocketDenier()(scope, receive, send)
        return await self.application(scope, receive, send)


def is_ours(host: str, origin: str | None) -> bool:
    """Whether a page of ORIGIN may talk to HOST ("name:port")."""
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    return origin is None or origin == settings.PUBLIC_URL or urlsplit(origin).netloc == host
