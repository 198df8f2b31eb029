"""When staff talks with a person by hand: what both say is kept in the conversation, and SofIA keeps quiet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from finance.conversations import inbox, outbox
from finance.conversations.inbox import Attached
from finance.conversations.models import Attachment, Conversation, Message
from finance.people.models import Person


@transaction.atomic
def speak(*, person: Person, channel: str, external_id: str, text: str, now: datetime) -> Message:
    """Keep what staff said to PERSON by hand, once. It has left already: nothing is carried."""
    conversation = _held(person, now)
    same = Message.objects.filter(conversation=conversation, channel=channel, external_id=external_id).first()
    return same or _written(conversation, Message.Role.STAFF, channel, external_id, inbox.clean(text), now)


@transaction.atomic
def hear(
    *, person: Person, channel: str, external_id: str, text: str, now: datetime, attached: Sequence[Attached] = ()
) -> Message:
    """Keep what PERSON said to staff, once, with what came with it; SofIA does not answer it."""
    conversation = _held(person, now)
    same = Message.objects.filter(conversation=conversation, channel=channel, external_id=external_id).first()
    if same is not None:
        return same
    last = Message.objects.filter(conversation=conversation, role=Message.Role.STAFF).order_by("-seq").first()
    words = inbox.clean(text) if inbox.is_said(text) or not attached else ""
    message = _written(
        conversation, Message.Role.PERSON, channel, external_id, words, now, answered_by=last, attached=len(attached)
    )
    Attachment.objects.bulk_create(
        [Attachment(message=message, kind=one.kind, document=one.document) for one in attached]
    )
    return message


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
    attached: int = 0,
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
        attached=attached,
        created_at=now,
    )
    outbox.announce_later(message)
    return message
