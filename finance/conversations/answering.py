"""Answering what no reflex answered: one lease, all that waits, one reply."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from finance import prepared
from finance.advisor import thinking
from finance.advisor.turn import Answer, Turn
from finance.conversations import outbox
from finance.conversations.models import Conversation, Message
from finance.conversations.turns import turn_of
from finance.prepared import Asked, given

logger = logging.getLogger(__name__)

LEASE_LASTS = timedelta(seconds=60)  # longer than the deadline of any answer
PATIENCE = timedelta(seconds=5)  # a poke that was not heard by then is repeated
MOST_FAILURES = 3


class Think(Protocol):
    """The advisor's: answer TURNS with one reply, and RELEASE what of it is certain already."""

    def __call__(
        self, turns: Sequence[Turn], *, now: Callable[[], datetime], release: Callable[[str], None]
    ) -> Answer: ...


def answer(*, conversation_id: int, now: Callable[[], datetime], think: Think | None = None) -> int:
    """Answer everything that waits in a conversation, unless someone else is at it. Returns how many replies it gave.

    NOW is a clock, because thinking takes time; THINK is the advisor's by default. No transaction is open while it runs.
    """
    replies = 0
    while (token := _lease(conversation_id, now())) is not None:
        waiting: list[Message] = _WAITING.objects(conversation=conversation_id)
        if not waiting or not _reply(waiting, token, now, think or thinking.answer):
            _release(conversation_id, token)
            break
        replies += 1
        # Released with the reply; whoever wrote meanwhile poked in vain: look again.
    return replies


def _waiting() -> QuerySet[Message]:
    unanswered = Message.objects.filter(
        conversation=given(Message, "conversation"), role=Message.Role.PERSON, answered_by=None
    )
    return unanswered.select_related("conversation__person__household").order_by("seq")


_WAITING = Asked(_waiting)


def stuck(*, now: datetime) -> list[int]:
    """Conversations in which someone has waited longer than a poke takes, and nobody is at it."""
    waiting = Conversation.objects.filter(unanswered__gt=0, waiting_since__lt=now - PATIENCE)
    return list(waiting.filter(_free(now)).order_by("waiting_since").values_list("pk", flat=True)[:200])


def _free(now: datetime) -> Q:
    return Q(lease_until__isnull=True) | Q(lease_until__lt=now)


def _lease(conversation_id: int, now: datetime) -> UUID | None:
    token = uuid4()
    free = Conversation.objects.filter(pk=conversation_id, unanswered__gt=0).filter(_free(now))
    return token if free.update(lease_token=token, lease_until=now + LEASE_LASTS) else None


def _release(conversation_id: int, token: UUID) -> None:
    Conversation.objects.filter(pk=conversation_id, lease_token=token).update(lease_token=None, lease_until=None)


def _reply(waiting: list[Message], token: UUID, now: Callable[[], datetime], think: Think) -> bool:
    conversation = waiting[0].conversation
    turns = [turn_of(conversation, message, now()) for message in waiting]
    _tell(waiting[-1], "")
    try:
        said = think(turns, now=now, release=partial(_tell, waiting[-1]))
        return _say(waiting, turns[0].pending, said, token, now())
    except Exception as error:  # noqa: BLE001  (the edge: the person gets an answer whatever happens)
        where = traceback.format_tb(error.__traceback__)[-1].strip()
        logger.error("answering failed: %s in conversation %s at %s", type(error).__name__, conversation.pk, where)  # noqa: TRY400  (its message may quote what they wrote)
        if conversation.failures + 1 < MOST_FAILURES:
            mine = Conversation.objects.filter(pk=conversation.pk, lease_token=token)
            mine.update(failures=conversation.failures + 1, waiting_since=now())
            return False
    return _say(waiting, turns[0].pending, thinking.sorry(turns[-1]), token, now())


def _tell(message: Message, sentence: str) -> None:
    """Let open pages see a sentence of the answer to MESSAGE. May fail or be lost: the reply holds it."""
    outbox.answer_under_way.send_robust(
        Conversation, conversation=message.conversation, reply_to=message.external_id, text=sentence
    )


@transaction.atomic
def _say(
    waiting: list[Message], pending: Mapping[str, object] | None, said: Answer, token: UUID, now: datetime
) -> bool:
    """Write the reply and give the lease back, only while the token stands: who stalled and woke up may not speak.

    PENDING is the question that was open when the thinking began; one that was asked since stays open.
    """
    conversation_id = waiting[0].conversation_id
    conversation: Conversation = _HELD.objects(id=conversation_id)[0]
    if conversation.pending != pending:
        said = replace(said, keeps_pending=True)
    if conversation.lease_token != token:
        logger.info("lease on conversation %s was lost, its answer is dropped", conversation_id)
        return False
    outbox.say(conversation=conversation, answer=said, answered=waiting, now=now)
    conversation.unanswered = max(0, conversation.unanswered - len(waiting))
    conversation.failures = 0
    conversation.waiting_since = now if conversation.unanswered else None
    conversation.lease_token = conversation.lease_until = None
    prepared.update(conversation, "unanswered", "failures", "waiting_since", "lease_token", "lease_until")
    return True


_HELD = Asked(
    lambda: (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("person__household")
        .filter(id=given(Conversation, "id"))
    )
)
