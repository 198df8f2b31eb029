"""The page where staff give their second proof, and set it up the first time."""

from __future__ import annotations

from urllib.parse import urlencode

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance.people import second_factor
from finance.people.models import Person
from webui.pages.viewer import viewer_of


def to_the_door(request: HttpRequest) -> HttpResponse:
    """Staff come in by the same door as everyone; who is in already still owes the second proof."""
    user = request.user
    if isinstance(user, Person) and user.is_staff:
        return redirect(f"{reverse('second_factor')}?{urlencode({'next': _next(request)})}")
    return redirect("door")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Ask for a code; show what to scan where none was set up."""
    person = viewer_of(request)
    if not person.is_staff:
        raise Http404
    shown: dict[str, object] = {"person": person, "next": _next(request)}
    is_set_up = second_factor.is_set_up(person)
    if request.method == "POST":
        done = _given(request, person, shown, is_set_up=is_set_up)
        if done is not None:
            return done
    if not is_set_up:
        secret, address = second_factor.begin(request.session, person)
        shown |= {"secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}
        shown["qr"] = segno.make_qr(address).svg_data_uri(scale=5)
    return render(request, "webui/second_factor.html", shown)


def _given(request: HttpRequest, person: Person, shown: dict[str, object], *, is_set_up: bool) -> HttpResponse | None:
    code = "".join(request.POST.get("code", "").split())[:20]
    try:
        if is_set_up:
            is_right = second_factor.check(request.session, person, code)
        else:
            codes = second_factor.set_up(request.session, person, code)
            is_right = bool(codes)
    except second_factor.TooManyTries:
        shown["wrong"] = _("Demasiados intentos: espera cinco minutos.")
        return None
    if not is_right:
        shown["wrong"] = _("Ese código no es. Mira el que muestra tu aplicación ahora.")
        return None
    request.session.cycle_key()
    if is_set_up:
        return redirect(_next(request))
    return render(request, "webui/second_factor.html", {**shown, "codes": codes})


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/admin/")
    return asked if is_ours and not asked.startswith("/admin/log") else "/admin/"
