"""One conversation, two windows: what is said on the phone is read in the browser, and undone or answered from either."""

from __future__ import annotations

import pytest

from finance.conversations import inbox
from finance.conversations.models import Message
from finance.ledger import queries as ledger
from finance.people.models import Person
from sofia.tests.cast import NOW
from webui import frames
from whatsapp.tests.arrivals import say, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosas() -> Person:
    """Rosa, who has written on WhatsApp and agreed."""
    return settled()


def type_(person: Person, text: str, key: str) -> str:
    """Rosa writes TEXT in the browser; what she is answered there."""
    reply = inbox.receive(person=person, channel="browser", external_id=key, text=text, now=NOW).reply
    assert reply is not None
    return reply.text.replace("\xa0", " ")


def counting(person: Person) -> int:
    return ledger.entries(person).filter(reverses=None, reversal=None).count()


def test_what_is_said_on_the_phone_is_read_in_the_browser_and_undone_there(rosas: Person) -> None:
    say("gasté 25 en taxi")
    mine, hers = frames.before(rosas, None)[-2:]
    assert (mine["channel"], mine["text"]) == ("whatsapp", "gasté 25 en taxi")
    type_(rosas, hers["card"]["undo"], "b1")
    assert counting(rosas) == 0
    assert frames.before(rosas, None)[-3]["card"]["undone"] is True


def test_what_is_said_in_the_browser_is_undone_on_the_phone(rosas: Person) -> None:
    type_(rosas, "gasté 25 en taxi", "b1")
    assert say("deshaz eso").startswith("Deshecho")
    assert counting(rosas) == 0


def test_a_question_of_the_one_is_answered_from_the_other(rosas: Person) -> None:
    assert type_(rosas, "gasté en pan", "b1").startswith("¿Cuánto")
    assert "S/ 8.00" in say("8")
    assert "¿Cuánto" in say("gasté en leche")
    assert "S/ 9.00" in type_(rosas, "9", "b2")


def test_only_what_came_by_phone_leaves_by_phone(rosas: Person) -> None:
    type_(rosas, "gasté 25 en taxi", "b1")
    said = Message.objects.filter(conversation__person=rosas, channel="browser", role="sofia")
    assert [message.deliveries.count() for message in said] == [0]
