"""The door: a one-time link lets its bearer in; the first time, they say who they are."""

from __future__ import annotations

import logging

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from finance.people import operations as people
from finance.people.models import Person

logger = logging.getLogger(__name__)

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_GET
def door(request: HttpRequest) -> HttpResponse:
    """How to get in; whoever is in already goes to the chat."""
    if request.user.is_authenticated:
        return redirect("chat")
    return render(request, "webui/door.html")


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, secret: str) -> HttpResponse:
    """Looking at a link changes nothing (previews do it); pressing its button uses it up."""
    now = timezone.now()
    try:
        if request.method == "POST":
            person = people.use_link(secret=secret, now=now)
            login(request, person, backend=_BACKEND)
            logger.info("person %s signed in by link", person.pk)
            return redirect("chat" if person.settled_at else "welcome")
        people.look_at_link(secret=secret, now=now)
        state = "ready"
    except people.LinkUsed:
        state = "used"
    except people.LinkExpired:
        state = "expired"
    except people.LinkUnknown:
        state = "unknown"
    return render(request, "webui/enter.html", {"state": state, "token": secret})


@require_POST
def leave(request: HttpRequest) -> HttpResponseRedirect:
    """Sign out here; other devices stay in."""
    logout(request)
    return redirect("door")


def is_settled(person: Person) -> bool:
    """Whether the person has been through the welcome."""
    return person.settled_at is not None and person.has_agreed()
