"""The people of our stories: Rosa, whose books these are, Beto who shares her household, Inés who must see nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from finance.conversations.models import Message
    from finance.people.models import Person

# A Thursday afternoon in Lima, in the first quincena of a month that is neither the first nor short.
NOW = datetime(2026, 3, 12, 20, 0, tzinfo=UTC)
TODAY = date(2026, 3, 12)

_numbers = count(1)


def make_person(name: str, *, country: str = "PE", agrees: bool = True) -> Person:
    """A person with a proven e-mail, settled in their country."""
    from finance.people import operations as people

    person = people.welcome(channel="email", value=f"{name.lower()}@example.com", now=NOW, country=country, name=name)
    if agrees:
        people.agree(person=person, channel="browser", now=NOW)
    return person


def staff_browser(person: Person) -> Client:
    """PERSON as staff, signed in, with their second proof given."""
    from django.test import Client

    from finance.people import second_factor

    person.is_staff = person.is_superuser = True
    person.save(update_fields=["is_staff", "is_superuser"])
    browser = Client()
    browser.force_login(person)
    session = browser.session
    secret, _address = second_factor.begin(session, person)
    assert second_factor.set_up(session, person, code_of(secret))
    session.save()
    return browser


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an authenticator app shows for SECRET now, or so many half minutes later."""
    from allauth.mfa.totp.internal import auth

    counter = list(auth.yield_hotp_counters_from_time())[1] + steps
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def say(person: Person, text: str, *, now: datetime = NOW, channel: str = "terminal", key: str = "") -> Message:
    """PERSON writes TEXT; what SofIA answers. Each message has a key of its own unless one is given."""
    from finance.conversations import inbox

    received = inbox.receive(
        person=person, channel=channel, external_id=key or f"story-{next(_numbers)}", text=text, now=now
    )
    assert received.reply is not None, "no reflex answered"
    return received.reply


class Clock:
    """A clock that one moves by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **length: float) -> None:
        """Let time pass: seconds=…, minutes=…."""
        self.now += timedelta(**length)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rosa(db: None) -> Person:
    return make_person("Rosa")


@pytest.fixture
def newcomer(db: None) -> Person:
    """Somebody who has not agreed to anything yet."""
    return make_person("Rosa", agrees=False)


@pytest.fixture
def beto(rosa: Person) -> Person:
    from finance.people import operations as people

    beto = make_person("Beto")
    people.join(person=beto, household=rosa.household, now=NOW)
    return beto


@pytest.fixture
def ines(db: None) -> Person:
    return make_person("Inés".replace("é", "e"))


@pytest.fixture
def told(rosa: Person) -> Callable[[str], str]:
    """Rosa writes; the words of the answer, with plain spaces."""

    def tell(text: str, *, now: datetime = NOW) -> str:
        return say(rosa, text, now=now).text.replace("\xa0", " ")

    return tell
