"""What came with a message, for whoever sent it: a lasting address, which leads to one that soon is over."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from finance.documents import queries as documents
from webui.pages.viewer import viewer_of

# What a browser may show in the page; anything else is handed over as a file, whatever it claims to be.
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


@login_required
@require_safe
@never_cache
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Lead the owner to their document."""
    try:
        return redirect("file", documents.link_to(documents.of(viewer_of(request), document_id)))
    except documents.NotYours:
        raise Http404 from None


@login_required
@require_safe
def file(request: HttpRequest, link: str) -> HttpResponse:
    """The bytes, to the owner, while the link lasts."""
    try:
        found = documents.by_link(viewer_of(request), link)
        with documents.open_bytes(found) as kept:
            body = kept.read()  # 20 MB at most: under ASGI a file would be read as a whole too
    except (documents.LinkOver, documents.NotYours, FileNotFoundError):
        raise Http404 from None
    shown = found.mime in _SHOWN
    kind = found.mime if shown else "application/octet-stream"
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(not shown, found.name or str(found.pk)) or "inline"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
