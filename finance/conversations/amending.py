"""What a person took back, or wrote anew, in their own chat: the message says so, and SofIA offers to do as much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from finance.advisor import amending, correcting
from finance.advisor.turn import Answer, Turn
from finance.conversations import inbox, outbox
from finance.conversations.models import Conversation, Message
from finance.conversations.turns import turn_of
from finance.ledger.models import Entry
from finance.people.models import Person


class BeingAnswered(RuntimeError):
    """Ese mensaje se está respondiendo: hay que esperar la respuesta."""


class MessageUnknown(LookupError):
    """Ese mensaje no está en la conversación."""


@transaction.atomic
def take_back(*, person: Person, channel: str, external_id: str, now: datetime) -> Message | None:
    """Note that PERSON deleted a message in their chat, once; return the offer to undo what it booked, if it still counts.

    Nothing is undone by itself, and the words stay: what was counted came from them.
    """
    conversation, message = _found(person, channel, external_id)
    if message.taken_back_at is not None:
        return None
    message.taken_back_at = now
    message.save(update_fields=["taken_back_at"])
    if _still_waits(conversation, message, now):
        return _dropped(conversation, message, now)
    return _offered(conversation, message, now, amending.taken_back)


@transaction.atomic
def rewrite(
    *, person: Person, channel: str, external_id: str, edit_id: str, text: str, now: datetime
) -> Message | None:
    """Take TEXT for what PERSON meant by an earlier message; EDIT_ID tells one edit from the next.

    Where that one booked something that still counts, SofIA offers to replace it; otherwise TEXT is a message of its own.
    """
    conversation, message = _found(person, channel, external_id)
    anew = inbox.clean(text)
    if _still_waits(conversation, message, now):
        message.text = anew
        message.save(update_fields=["text"])
        return None
    if anew == message.text and not _offers(message).exists():
        return None

    def offer(turn: Turn, action: UUID, entries: Sequence[Entry]) -> Answer:
        return amending.rewritten(turn, action, entries, anew)

    offered = _offered(conversation, message, now, offer)
    if offered is None:
        own = f"{external_id}/{edit_id}"
        return inbox.receive(person=person, channel=channel, external_id=own, text=anew, now=now).reply
    return offered


def _found(person: Person, channel: str, external_id: str) -> tuple[Conversation, Message]:
    conversation = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("person__household")
        .filter(person=person)
        .first()
    )
    same = Message.objects.select_related("answered_by").filter(
        conversation=conversation, channel=channel, external_id=external_id, role=Message.Role.PERSON
    )
    message = same.first() if conversation else None
    if conversation is None or message is None:
        raise MessageUnknown
    return conversation, message


def _still_waits(conversation: Conversation, message: Message, now: datetime) -> bool:
    """Whether nobody has begun to answer MESSAGE: then it is as they write it now. BeingAnswered while somebody does."""
    if message.answered_by_id is not None:
        return False
    if conversation.lease_until is not None and conversation.lease_until >= now:
        raise BeingAnswered
    return True


def _dropped(conversation: Conversation, message: Message, now: datetime) -> Message:
    with translation.override(conversation.person.language):
        answer = amending.not_read()
    conversation.unanswered = max(0, conversation.unanswered - 1)
    conversation.waiting_since = conversation.waiting_since if conversation.unanswered else None
    conversation.save(update_fields=["unanswered", "waiting_since"])
    return outbox.say(conversation=conversation, answer=answer, answered=[message], now=now)


def _offers(message: Message) -> QuerySet[Message]:
    """What SofIA has asked about MESSAGE since it was changed, the last first."""
    return Message.objects.filter(points_at=message, role=Message.Role.SOFIA).order_by("-seq")


def _booked_with(message: Message) -> list[str]:
    """The actions that MESSAGE stands for now: those of its reply, or of the last change of it that was accepted."""
    later = Message.objects.filter(conversation=message.conversation_id, role=Message.Role.SOFIA).order_by("seq")
    for offer in _offers(message).filter(intent=amending.ASKED):
        settled = later.filter(seq__gt=offer.seq, intent__in=[amending.ASKED, amending.REPLACED]).first()
        if settled is not None and settled.intent == amending.REPLACED:
            return list(settled.booked)
    return list(message.answered_by.booked) if message.answered_by else []


def _offered(
    conversation: Conversation,
    message: Message,
    now: datetime,
    words: Callable[[Turn, UUID, Sequence[Entry]], Answer],
) -> Message | None:
    booked = _booked_with(message)
    turn = turn_of(conversation, message, now)
    standing = [(UUID(action), correcting.standing(turn, UUID(action))) for action in booked]
    for action, entries in standing:
        if entries:
            with translation.override(conversation.person.language):
                answer = words(turn, action, entries)
            offer = outbox.say(conversation=conversation, answer=answer, answered=[], channel=message.channel, now=now)
            offer.points_at = message
            offer.save(update_fields=["points_at"])
            return offer
    return None
