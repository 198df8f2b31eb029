"""What people send: stored once, answered at once where no model is needed."""

from __future__ import annotations

import logging
import traceback
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from finance import prepared
from finance.advisor import reflexes, thinking
from finance.conversations import outbox, tasks
from finance.conversations.models import Attachment, Conversation, Message
from finance.conversations.turns import turn_of
from finance.documents.models import Document
from finance.ledger.models import Entry
from finance.people.models import Person
from finance.prepared import given

logger = logging.getLogger(__name__)

LONGEST = 2000  # letters: more than anyone types, less than it takes to hurt
LONGEST_ID = 128


class NothingSaid(ValueError):
    """El mensaje llegó vacío."""


class TooLong(ValueError):
    """El mensaje es demasiado largo: hasta 2000 letras."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What came with a message: of which kind (`Attachment.Kind`), and the document where it could be kept."""

    kind: str
    document: Document | None = None


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


def is_said(text: str) -> bool:
    """Whether anything is left of TEXT once what is not writing is taken out."""
    try:
        return bool(clean(text))
    except TooLong:
        return True
    except NothingSaid:
        return False


def receive(
    *,
    person: Person,
    channel: str,
    external_id: str,
    text: str,
    now: datetime,
    said_at: datetime | None = None,
    attached: Sequence[Attached] = (),
    points_at: Message | None = None,
) -> Received:
    """Store what PERSON sent, once per (channel, external_id), and answer it in the same transaction when a reflex can.

    Otherwise `tasks.answer` is poked on commit. Safe to repeat: the stored message and its reply are returned. TEXT may be
    empty where something is ATTACHED. POINTS_AT is the message of SofIA's that this one replies to. SAID_AT is when they
    wrote it, where the wire brings it later: their "hoy" is that day.
    """
    words = clean(text) if text.strip() or not attached else ""
    sent = _Sent(person, channel, external_id[:LONGEST_ID], words, now, said_at or now, tuple(attached), points_at)
    try:
        return _answered(sent)
    except Exception as error:  # noqa: BLE001  (the edge between what was said and what can be said about it)
        where = traceback.format_tb(error.__traceback__)[-1].strip()  # no message: it may quote what they wrote
        logger.error("reflex failed: %s for person %s at %s", type(error).__name__, person.pk, where)  # noqa: TRY400  (its message may quote what they wrote)
    # Whatever went wrong was taken back as a whole: the message itself is kept, and answered later.
    return _kept(sent)


@dataclass(frozen=True, slots=True)
class _Sent:
    person: Person
    channel: str
    external_id: str
    text: str
    now: datetime
    said_at: datetime
    attached: tuple[Attached, ...]
    points_at: Message | None

    def as_message(self, conversation: Conversation) -> Message:
        """The message with its place in the conversation, not written yet."""
        conversation.last_seq += 1
        return Message(
            conversation=conversation,
            seq=conversation.last_seq,
            role=Message.Role.PERSON,
            channel=self.channel,
            external_id=self.external_id,
            text=self.text,
            attached=len(self.attached),
            points_at=self.points_at,
            created_at=self.said_at,
        )

    def attach(self, message: Message) -> None:
        """Write what came with MESSAGE, once it is written itself."""
        if self.attached:
            rows = [Attachment(message=message, kind=one.kind, document=one.document) for one in self.attached]
            Attachment.objects.bulk_create(rows)


@transaction.atomic
def _answered(sent: _Sent) -> Received:
    conversation, before = _opened(sent)
    if before is not None:
        return Received(before, before.answered_by, is_repeated=True)
    message = sent.as_message(conversation)
    with prepared.one_wait():
        kinds = tuple(one.kind for one in sent.attached)
        turn = turn_of(conversation, message, sent.now, holds_books=True, attached=kinds)
        answer = reflexes.at_once(turn, others_wait=conversation.unanswered > 0)
        if answer is not None and answer.is_fallback and thinking.may_think(turn):
            answer = thinking.at_hand(turn)
        if answer is None:
            received = _left_waiting(conversation, message, sent.now)
            sent.attach(message)
            return received
        reply = outbox.say(conversation=conversation, answer=answer, answered=[message], now=sent.now)
        sent.attach(message)
    return Received(message, reply, entries=answer.entries)


@transaction.atomic
def _kept(sent: _Sent) -> Received:
    conversation, before = _opened(sent)
    if before is not None:
        return Received(before, before.answered_by, is_repeated=True)
    received = _left_waiting(conversation, sent.as_message(conversation), sent.now)
    sent.attach(received.message)
    return received


def _left_waiting(conversation: Conversation, message: Message, now: datetime) -> Received:
    prepared.insert([message])
    outbox.announce_later(message)
    conversation.unanswered += 1
    conversation.waiting_since = conversation.waiting_since or now
    prepared.update(conversation, "last_seq", "unanswered", "waiting_since")
    transaction.on_commit(lambda: tasks.poke(conversation.pk), robust=True)
    return Received(message, None)


def _conversations() -> QuerySet[Conversation]:
    same = Message.objects.filter(
        conversation=OuterRef("pk"), channel=given(Message, "channel"), external_id=given(Message, "external_id")
    )
    # The household's row too: a turn that books stands in line for its books from the beginning.
    mine = Conversation.objects.select_for_update(of=("self", "person__household")).select_related("person__household")
    mine = mine.defer(
        "created_at", "person__password", "person__last_login", "person__created_at", "person__household__created_at"
    )
    return mine.filter(person=given(Conversation, "person")).annotate(before=Subquery(same.values("pk")[:1]))


_CONVERSATION = prepared.Asked(_conversations)


def _opened(sent: _Sent) -> tuple[Conversation, Message | None]:
    """The conversation of a person, under its row lock, which puts everything said in it in one order.

    And the message itself, if it has been here before.
    """
    asked = {"person": sent.person.pk, "channel": sent.channel, "external_id": sent.external_id}
    found = _CONVERSATION.objects(**asked)
    if not found:
        Conversation.objects.get_or_create(person=sent.person, defaults={"created_at": sent.now})
        found = _CONVERSATION.objects(**asked)
    conversation: Conversation = found[0]
    if found[0].before is None or not sent.external_id:
        return conversation, None
    return conversation, Message.objects.select_related("answered_by").get(pk=found[0].before)
