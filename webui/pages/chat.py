"""The chat: the page, what was said before, and the rows behind a figure."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from webui import frames
from webui.pages.door import is_settled
from webui.pages.viewer import viewer_of


@login_required
@require_GET
def chat(request: HttpRequest) -> HttpResponse:
    """The app: the conversation's last messages, and a socket for what follows."""
    person = viewer_of(request)
    if not is_settled(person):
        return redirect("welcome")
    context = {
        "person": person,
        "socket_path": "/ws/chat/",
        "messages": frames.before(person, None),
        "today": person.day(timezone.now()).isoformat(),
        "time_zone": person.time_zone,
        "locale": f"{person.language[:2]}-{person.country}",
    }
    return render(request, "webui/chat.html", context)


@login_required
@require_GET
def older(request: HttpRequest) -> JsonResponse:
    """The page of messages before `?before=N`."""
    raw = request.GET.get("before", "")
    if not raw.isdecimal() or len(raw) > 18:
        return JsonResponse({"messages": []}, status=400)
    return JsonResponse({"messages": frames.before(viewer_of(request), int(raw))})


@login_required
@require_GET
def proof(request: HttpRequest, seq: int) -> JsonResponse:
    """The rows behind the figures of one message."""
    facts = frames.proof_rows(viewer_of(request), min(seq, 2**62))
    if facts is None:
        raise Http404
    return JsonResponse({"facts": facts})
