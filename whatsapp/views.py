"""The webhook of the Cloud API: proven by its signature, stored, answered at once."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from whatsapp import official, tasks
from whatsapp.cloud import signature

_LARGEST = 3 << 20  # bytes: Meta's own limit


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest) -> HttpResponse:
    """Meta asks once whether we are who we say; then it tells what happens, as often as it likes."""
    whatsapp = settings.WHATSAPP
    if request.method == "GET":
        answer = signature.challenge(request.GET.dict(), whatsapp.cloud_verify_token or "")
        return HttpResponse(answer, content_type="text/plain") if answer else HttpResponse(status=403)
    if int(request.headers.get("Content-Length") or 0) > _LARGEST:
        return HttpResponse(status=413)
    signed = request.headers.get("X-Hub-Signature-256", "")
    if not signature.is_genuine(request.body, signed, whatsapp.cloud_app_secret or ""):
        return HttpResponse(status=403)
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    if official.receive(said, now=timezone.now()):
        tasks.take_in.delay()
    return HttpResponse(status=200)
