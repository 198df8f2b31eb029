"""People who ask what no grammar answers, and wait."""

from __future__ import annotations

from itertools import count

from finance.conversations import answering, inbox
from finance.conversations.models import Message
from finance.people.models import Person
from sofia.tests.cast import NOW

_numbers = count(1)


def talk(person: Person, text: str, *, channel: str = "terminal") -> Message:
    """PERSON writes TEXT and waits for the answer, whoever gives it."""
    received = inbox.receive(person=person, channel=channel, external_id=f"talk-{next(_numbers)}", text=text, now=NOW)
    if received.reply is not None:
        return received.reply
    answering.answer(conversation_id=received.message.conversation_id, now=lambda: NOW)
    received.message.refresh_from_db()
    assert received.message.answered_by is not None
    return received.message.answered_by
