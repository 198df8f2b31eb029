"""Each request in the language of whoever makes it, under a strict content policy."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' {sockets}; "
    "form-action 'self'; base-uri 'none'; manifest-src 'self'; frame-ancestors 'none'; object-src 'none'"
)


class PersonMiddleware:
    """A person's own language; a stranger's is the browser's. No inline script, nothing from elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = (
            request.user.language if request.user.is_authenticated else translation.get_language_from_request(request)
        )
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        sockets = f"{'wss' if request.is_secure() else 'ws'}://{request.headers.get('Host', '')}"
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(sockets=sockets))
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
