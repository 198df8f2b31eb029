"""Who looks at a page."""

from __future__ import annotations

from django.http import HttpRequest

from finance.people.models import Person


def viewer_of(request: HttpRequest) -> Person:
    """The person who is signed in; only for views behind `login_required`."""
    assert isinstance(request.user, Person)
    return request.user
