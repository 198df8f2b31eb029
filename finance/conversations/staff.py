"""When staff talks with a person by hand: what both say is kept in the conversation, and SofIA keeps quiet."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from finance.conversations import inbox, outbox
from finance.conversations.models import Conversation, Message
from finance.people.models import Person


@transaction.atomic
def speak(*, person: Person, channel: str, external_id: str, text: str, now: datetime) -> Message:
    """Keep what staff said to PERSON by hand, once. It has left already: nothing is carried."""
    conversation = _held(person, now)
    same = Message.objects.filter(conversation=conversation, channel=channel, external_id=external_id).first()
    return same or _written(conversation, Message.Role.STAFF, channel, external_id, inbox.clean(text), now)


@transaction.atomic
def hear(*, person: Person, channel: str, external_id: str, text: str, now: datetime) -> Message:
    """Keep what PERSON said to staff, once; SofIA does not answer it."""
    conversation = _held(person, now)
    same = Message.objects.filter(conversation=conversation, channel=channel, external_id=external_id).first()
    if same is not None:
        return same
    last = Message.objects.filter(conversation=conversation, role=Message.Role.STAFF).order_by("-seq").first()
    return _written(conversation, Message.Role.PERSON, channel, external_id, inbox.clean(text), now, answered_by=last)


def _held(person: Person, now: datetime) -> Conversation:
    Conversation.objects.get_or_create(person=person, defaults={"created_at": now})
    return Conversation.objects.select_for_update(of=("self",)).select_related("person").get(person=person)


def _written(
    conversation: Conversation,
    role: Message.Role,
    channel: str,
    external_id: str,
    text: str,
    now: datetime,
    *,
    answered_by: Message | None = None,
) -> Message:
    conversation.last_seq += 1
    conversation.save(update_fields=["last_seq"])
    message = Message.objects.create(
        conversation=conversation,
        seq=conversation.last_seq,
        role=role,
        channel=channel,
        external_id=external_id,
        text=text,
        answered_by=answered_by,
        created_at=now,
    )
    outbox.announce_later(message)
    return message
