"""The phone and the page become one account by a code, in either direction; two that both keep books do not, unasked."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from finance.conversations.models import Message
from finance.ledger import queries as ledger
from finance.people import operations as people
from finance.people.models import Person
from sofia.tests.cast import NOW
from webui.tests.test_pages import rosas  # noqa: F401  (a fixture: Rosa's browser, settled)
from whatsapp.models import Contact
from whatsapp.port import Peer
from whatsapp.tests.arrivals import CHAT, arrival, say, settled, take

pytestmark = pytest.mark.django_db(transaction=True)


def page(client: Client, **form: str) -> str:
    return client.post("/conectar/", form).content.decode()


def last_said(person: Person) -> str:
    return str(Message.objects.filter(conversation__person=person, role="sofia").latest("seq").text)


def test_the_phone_writes_the_pages_code(rosa: Person, rosas: Client) -> None:  # noqa: F811
    say("hola")
    given = re.search(r"vincular (\w{4} \w{4})", page(rosas))
    assert given is not None
    take(arrival(f"vincular {given[1]}"))
    assert Contact.objects.get().person == rosa
    assert last_said(rosa).startswith("Listo: este WhatsApp")
    say("gasté 25 en taxi")
    assert ledger.entries(rosa).count() == 1
    assert Person.objects.filter(is_active=True).count() == 1


def test_the_page_is_given_the_phones_code(rosa: Person, rosas: Client) -> None:  # noqa: F811
    settled()
    say("vincular")
    code = re.search(r"\*(\w{4} \w{4})\*", last_said(Contact.objects.get().person))
    assert code is not None
    with mock.patch("webui.pages.phone.timezone.now", return_value=NOW + timedelta(minutes=9)):
        assert "Ya están unidas" in page(rosas, code=code[1].lower())
    assert Contact.objects.get().person == rosa
    say("gasté 25 en taxi")
    assert ledger.entries(rosa).count() == 1


def test_two_that_keep_books_are_not_thrown_together(rosa: Person, rosas: Client) -> None:  # noqa: F811
    phones = settled()
    say("gasté 25 en taxi")
    code = people.issue_code(person=rosa, now=NOW)
    take(arrival(f"vincular {code}"))
    assert Contact.objects.get().person == phones
    assert "ya tienen movimientos" in last_said(phones)
    assert ledger.entries(rosa).count() == 0


@pytest.mark.parametrize("said", ["vincular ABCD EFGH", "vincular 2345-6789"])
def test_a_wrong_code_changes_nothing(said: str) -> None:
    phones = settled()
    take(arrival(said))
    assert Contact.objects.get().person == phones
    assert "no sirve" in last_said(phones)


def test_a_code_serves_once_and_for_ten_minutes(rosa: Person, rosas: Client) -> None:  # noqa: F811
    now = timezone.now()
    old = people.issue_code(person=rosa, now=now - timedelta(minutes=11))
    with pytest.raises(people.CodeUnknown):
        people.use_code(code=old, now=now)
    fresh = people.issue_code(person=rosa, now=now)
    assert people.use_code(code=fresh.lower(), now=now) == rosa
    with pytest.raises(people.CodeUnknown):
        people.use_code(code=fresh, now=now)
    assert "no sirve" in page(rosas, code="nada")


def test_a_code_is_written_down_nowhere(rosa: Person) -> None:
    settled()
    code = people.issue_code(person=rosa, now=NOW)
    take(arrival(f"vincular {code}"))
    assert not Message.objects.filter(text__contains=code).exists()


def test_two_phones_may_be_one_persons() -> None:
    settled()
    take(arrival("hola", peer=Peer("51911111111"), chat="51911111111@s.whatsapp.net"))
    person = Contact.objects.get(chat=CHAT).person
    code = people.issue_code(person=person, now=NOW)
    take(arrival(f"vincular {code}", peer=Peer("51911111111"), chat="51911111111@s.whatsapp.net"))
    assert Contact.objects.filter(person=person).count() == 2
