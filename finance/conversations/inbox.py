"""What people send: stored once, answered at once where no model is needed."""

from __future__ import annotations

import logging
import traceback
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from finance.advisor import reflexes
from finance.advisor.turn import Answer
from finance.conversations import outbox, tasks
from finance.conversations.models import Conversation, Message
from finance.conversations.turns import turn_of
from finance.ledger.models import Entry
from finance.people.models import Person

logger = logging.getLogger(__name__)

LONGEST = 2000  # letters: more than anyone types, less than it takes to hurt
LONGEST_ID = 128


class NothingSaid(ValueError):
    """El mensaje llegó vacío."""


class TooLong(ValueError):
    """El mensaje es demasiado largo: hasta 2000 letras."""


@dataclass(frozen=True, slots=True)
class Received:
    """A stored message, its reply where there is one already, and whether it had been here before."""

    message: Message
    reply: Message | None
    is_repeated: bool = False
    entries: tuple[Entry, ...] | None = None  # what the reply booked just now; None when nobody has them at hand


def clean(text: str) -> str:
    """Take out what is not writing (control characters, half surrogates); NothingSaid and TooLong."""
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter == "\n" or unicodedata.category(letter)[0] != "C" or letter == "\u200d"  # joins emojis
    ).strip()
    if not kept:
        raise NothingSaid
    if len(kept) > LONGEST:
        raise TooLong
    return kept


@transaction.atomic
def receive(*, person: Person, channel: str, external_id: str, text: str, now: datetime) -> Received:
    """Store what PERSON sent, once per (channel, external_id), and answer it in the same transaction when a reflex can.

    Otherwise `tasks.answer` is poked on commit. Safe to repeat: the stored message and its reply are returned.
    """
    text = clean(text)
    external_id = external_id[:LONGEST_ID]
    conversation = opened(person, now=now)
    known = Message.objects.filter(conversation=conversation, channel=channel, external_id=external_id)
    before = known.select_related("answered_by").first() if external_id else None
    if before is not None:
        return Received(before, before.answered_by, is_repeated=True)
    conversation.last_seq += 1
    message = Message(
        conversation=conversation,
        seq=conversation.last_seq,
        role=Message.Role.PERSON,
        channel=channel,
        external_id=external_id,
        text=text,
        created_at=now,
    )
    answer = _reflex(conversation, message, now)
    reply = None
    if answer is None:
        message.save(force_insert=True)
        outbox.announce_later(message)
        conversation.unanswered += 1
        conversation.waiting_since = conversation.waiting_since or now
        transaction.on_commit(lambda: tasks.poke(conversation.pk), robust=True)
    else:
        reply = outbox.say(conversation=conversation, answer=answer, answered=[message], now=now)
        message.save(force_insert=True)
    conversation.save(update_fields=["last_seq", "unanswered", "waiting_since", "pending", "last"])
    return Received(message, reply, entries=answer.entries if answer else None)


def opened(person: Person, *, now: datetime) -> Conversation:
    """The conversation of PERSON, under its row lock, which puts everything said in it in one order."""
    mine = Conversation.objects.select_for_update(of=("self",)).select_related("person__household")
    conversation = mine.filter(person=person).first()
    if conversation is None:
        Conversation.objects.get_or_create(person=person, defaults={"created_at": now})
        conversation = mine.get(person=person)
    return conversation


def _reflex(conversation: Conversation, message: Message, now: datetime) -> Answer | None:
    """Answer without a model, in a savepoint: whatever goes wrong, the message stays and is answered later."""
    try:
        with transaction.atomic():
            return reflexes.at_once(turn_of(conversation, message, now), others_wait=conversation.unanswered > 0)
    except Exception as error:  # noqa: BLE001  (the edge between what was said and what can be said about it)
        where = traceback.format_tb(error.__traceback__)[-1].strip()  # no message: it may quote what they wrote
        logger.error("reflex failed: %s in conversation %s at %s", type(error).__name__, conversation.pk, where)  # noqa: TRY400
        return None
