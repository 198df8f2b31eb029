"""The webhook of the Cloud API: proven by its signature, stored, answered at once."""

from __future__ import annotations

import json
import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from whatsapp import official, tasks
from whatsapp.cloud import signature

logger = logging.getLogger(__name__)

_LARGEST = 3 << 20  # bytes: Meta's own limit


def _poke() -> None:
    """What is stored is stored: without a broker it is dealt with at the next look."""
    try:
        tasks.take_in.delay()
    except Exception as error:  # noqa: BLE001  (the broker's, whatever it is)
        logger.warning("nobody was poked: %s", type(error).__name__)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest) -> HttpResponse:
    """Meta asks once whether we are who we say; then it tells what happens, as often as it likes."""
    whatsapp = settings.WHATSAPP
    if request.method == "GET":
        answer = signature.challenge(request.GET.dict(), whatsapp.cloud_verify_token or "")
        return HttpResponse(answer, content_type="text/plain") if answer else HttpResponse(status=403)
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > _LARGEST:
        return HttpResponse(status=413)
    signed = request.headers.get("X-Hub-Signature-256", "")
    body = request.read(_LARGEST + 1)  # not `request.body`, whose limit is that of people's forms
    if len(body) > _LARGEST:
        return HttpResponse(status=413)
    if not signature.is_genuine(body, signed, whatsapp.cloud_app_secret or ""):
        return HttpResponse(status=403)
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    if official.receive(said, now=timezone.now()):
        _poke()
    return HttpResponse(status=200)
