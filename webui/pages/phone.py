"""Joining the phone and the page: a code from the one is given to the other."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance.advisor.turn import Answer
from finance.conversations import joining, outbox
from finance.people import operations as people
from webui.pages.door import is_settled
from webui.pages.viewer import viewer_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """A code to be written on the phone; or the code that the phone was given."""
    person = viewer_of(request)
    if not is_settled(person):
        return redirect("welcome")
    now = timezone.now()
    shown: dict[str, object] = {"person": person}
    if request.method == "POST" and "code" not in request.POST:
        code = people.issue_code(person=person, now=now)
        shown["given"] = f"{code[:4]} {code[4:]}"
    elif request.method == "POST":
        try:
            other = people.use_code(code=request.POST["code"][:40], now=now)
            joining.join(other=other, into=person)
            answer = Answer(text=joining.joined_words(person), intent="join", keeps_pending=True)
            outbox.tell(person=person, answer=answer, channel="browser", now=now)
            shown["joined"] = True
        except people.CodeUnknown:
            shown["wrong"] = _("Ese código no sirve: quizá ya venció. Escribe otra vez vincular en WhatsApp.")
        except joining.HasBooks:
            shown["wrong"] = _("Ese número y esta cuenta ya tienen movimientos cada uno, y todavía no sé juntarlos.")
    return render(request, "webui/connect.html", shown)
