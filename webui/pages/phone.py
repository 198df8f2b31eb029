"""Joining the phone and the page: a code from the one is given to the other."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance.advisor.turn import Answer
from finance.conversations import joining, outbox, transports
from finance.people import operations as people
from finance.people.models import Person
from webui.pages.door import is_settled
from webui.pages.viewer import viewer_of

_SALT, _WAITS = "joining two ledgers", timedelta(minutes=10)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """A code to be written on the phone; or the code that the phone was given."""
    person = viewer_of(request)
    if not is_settled(person):
        return redirect("welcome")
    now = timezone.now()
    number = transports.number("whatsapp")
    shown: dict[str, object] = {"person": person, "number": number}
    if request.method == "POST" and "code" not in request.POST:
        code = people.issue_code(person=person, now=now)
        shown["given"] = given = f"{code[:4]} {code[4:]}"
        shown["link"] = f"https://wa.me/{number.lstrip('+')}?text={quote(f'vincular {given}')}"
    elif request.method == "POST":
        shown |= _joined(person, request.POST["code"][:200], now)
    return render(request, "webui/connect.html", shown)


def _joined(person: Person, said: str, now: datetime) -> dict[str, object]:
    """What becomes of a code, or of the yes to the question that a code led to, which carries who was asked about."""
    other = None
    try:
        asked = _asked_about(person, said)
        other = asked or people.use_code(code=said[:40], now=now)
        done = joining.join(other=other, into=person, now=now, adopts=asked is not None)
    except (people.CodeUnknown, joining.NotTwo):
        return {"wrong": _("Ese código no sirve: quizá ya venció. Escribe otra vez vincular en WhatsApp.")}
    except joining.HasBooks as both:
        assert other is not None
        token = signing.dumps({"other": other.pk, "into": person.pk}, salt=_SALT)
        return {"asked": joining.asked_words(person, person, both.theirs, both.ours), "token": token}
    answer = Answer(text=joining.joined_words(done), intent="join", keeps_pending=True)
    outbox.tell(person=person, answer=answer, channel="browser", now=now)
    return {"joined": True, "adopted": done.adopted}


def _asked_about(person: Person, token: str) -> Person | None:
    try:
        kept = signing.loads(token, salt=_SALT, max_age=_WAITS)
    except signing.BadSignature:  # a code, or what came too late
        return None
    return Person.objects.filter(pk=kept["other"]).first() if kept["into"] == person.pk else None
