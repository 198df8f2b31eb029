"""What comes with a message or instead of it: kept, said to be kept, and never in the way of the words."""

from __future__ import annotations

import pytest

from finance.conversations import inbox
from finance.conversations.inbox import Attached
from finance.conversations.models import Attachment, Message
from finance.documents import operations as documents
from finance.ledger import queries as ledger
from finance.people.models import Person
from sofia.tests.cast import NOW
from sofia.tests.pictures import png


def test_a_picture_alone_is_kept_and_said_to_be_unread(rosa: Person) -> None:
    photo = documents.keep(owner=rosa, body=png(), name="boleta.png", now=NOW)
    received = inbox.receive(
        person=rosa, channel="phone", external_id="1", text="", now=NOW, attached=[Attached("image", photo)]
    )
    assert received.reply is not None
    assert received.reply.text.startswith("Guardé tu foto, pero todavía no sé leerla.")
    assert Attachment.objects.get(message=received.message).document == photo


def test_the_words_under_it_are_answered_too(rosa: Person) -> None:
    received = inbox.receive(
        person=rosa, channel="phone", external_id="1", text="gasté 25 en taxi", now=NOW, attached=[Attached("image")]
    )
    assert received.reply is not None
    assert received.reply.text.endswith("También guardé lo que mandaste.")
    assert ledger.entries(rosa).count() == 1


def test_it_is_stored_once(rosa: Person) -> None:
    for _again in range(2):
        inbox.receive(person=rosa, channel="phone", external_id="1", text="", now=NOW, attached=[Attached("location")])
    assert (Attachment.objects.count(), Message.objects.filter(role="person").count()) == (1, 1)


def test_before_they_agree_nothing_but_the_welcome(newcomer: Person) -> None:
    received = inbox.receive(
        person=newcomer, channel="phone", external_id="1", text="", now=NOW, attached=[Attached("image")]
    )
    assert received.reply is not None
    assert received.reply.intent == "welcome"


@pytest.mark.parametrize("kind", Attachment.Kind.values)
def test_every_kind_has_its_sentence(rosa: Person, kind: str) -> None:
    received = inbox.receive(person=rosa, channel="phone", external_id="1", text="", now=NOW, attached=[Attached(kind)])
    assert received.reply is not None
    assert received.reply.text
    assert received.reply.intent == "not_read"


def test_nothing_at_all_is_refused(rosa: Person) -> None:
    with pytest.raises(inbox.NothingSaid):
        inbox.receive(person=rosa, channel="phone", external_id="1", text=" ", now=NOW)
