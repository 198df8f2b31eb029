"""What SofIA says, written down once; and what still has to leave by a wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal

from finance import prepared
from finance.advisor.turn import Answer, last_of
from finance.conversations import transports
from finance.conversations.models import Conversation, Delivery, Message

# Sent after commit, for open pages: `changed` are journal actions whose cards look different now.
cards_changed = Signal()

# Sent while a model is being asked, for open pages: `reply_to` is the wire's id of the message that is answered, and
# `text` a sentence that is proven; empty when the thinking begins.
answer_under_way = Signal()

WINDOW = "browser"  # open pages see every message, whatever wire it came by
_CLAIM_LASTS = timedelta(minutes=2)
_LONGEST_WAIT = timedelta(minutes=30)
MOST_ATTEMPTS = 8


def say(*, conversation: Conversation, answer: Answer, answered: Sequence[Message], now: datetime) -> Message:
    """Write SofIA's reply to the ANSWERED messages, in the caller's transaction, under whose lock CONVERSATION is.

    Those that are not written yet are written with it. The wires are poked on commit.
    """
    asked = answered[-1]
    conversation.last_seq += 1
    reply = Message(
        conversation=conversation,
        seq=conversation.last_seq,
        role=Message.Role.SOFIA,
        channel=asked.channel,
        text=answer.text,
        intent=answer.intent,
        booked=[str(action) for action in answer.booked],
        covered=len(answer.head),
        facts=[fact.as_json() for fact in answer.facts],
        choices=[choice.as_json() for choice in answer.choices],
        proof=dict(answer.proof),
        created_at=now,
    )
    reply._prefetched_objects_cache = {"answers": list(answered)}  # type: ignore[attr-defined]  # noqa: SLF001  (as prefetch does)
    waited = [message for message in answered if not message._state.adding]  # noqa: SLF001  (what Django itself asks)
    for message in answered:
        message.answered_by = reply
    if not answer.keeps_pending:
        conversation.pending = dict(answer.pending) if answer.pending else None
    if answer.facts or answer.booked or answer.proof:
        conversation.last = last_of(answer)
    with prepared.together():
        prepared.insert([reply, *(message for message in answered if message not in waited)])
        prepared.update(conversation, "last_seq", "pending", "last")
    if waited:
        Message.objects.filter(pk__in=[message.pk for message in waited]).update(answered_by=reply)
    if asked.channel in settings.TRANSPORTS and transports.get(asked.channel).keeps_deliveries:
        Delivery.objects.create(message=reply, channel=asked.channel, due_at=now)
    announce_later(reply)
    if answer.changed:

        def tell() -> None:
            cards_changed.send_robust(Conversation, conversation=conversation, actions=answer.changed)

        transaction.on_commit(tell, robust=True)
    return reply


def announce_later(message: Message) -> None:
    """Once this transaction stands, poke the wire MESSAGE leaves by, and the open pages.

    One poke is enough for a message and its reply: who hears of the later one asks for all before it.
    """

    def poke(channel: str) -> None:
        # A function of its own: Django names what failed by its __qualname__, which a partial has not.
        transaction.on_commit(lambda: transports.get(channel).announce(message), robust=True)

    channels = {WINDOW} if message.role == Message.Role.PERSON else {WINDOW, message.channel}
    for channel in sorted(channels & set(settings.TRANSPORTS)):
        poke(channel)


def claim(*, channel: str, now: datetime) -> Delivery | None:
    """Take the next delivery of CHANNEL for oneself: its token is the right to carry it. None when nothing is due."""
    due = Delivery.objects.filter(channel=channel, state=Delivery.State.WAITING, due_at__lte=now)
    for delivery in due.order_by("due_at", "pk").select_related("message__conversation")[:20]:
        token = uuid4()
        taken = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING).update(
            state=Delivery.State.CLAIMED, token=token, claimed_at=now, attempts=F("attempts") + 1
        )
        if taken:
            delivery.refresh_from_db(fields=["state", "token", "claimed_at", "attempts"])
            return delivery
    return None


def confirm(*, delivery: Delivery, token: UUID, now: datetime) -> bool:
    """Note that a claimed delivery left. False when the claim is no longer ours."""
    mine = Delivery.objects.filter(pk=delivery.pk, token=token, state=Delivery.State.CLAIMED)
    return bool(mine.update(state=Delivery.State.SENT, sent_at=now))


def retry(*, delivery: Delivery, token: UUID, reason: str, now: datetime, permanent: bool = False) -> bool:
    """Note that a claimed delivery certainly did not leave: try later, longer each time; or never, when PERMANENT."""
    over = permanent or delivery.attempts >= MOST_ATTEMPTS
    wait = min(timedelta(seconds=2**delivery.attempts), _LONGEST_WAIT)
    mine = Delivery.objects.filter(pk=delivery.pk, token=token, state=Delivery.State.CLAIMED)
    state = Delivery.State.FAILED if over else Delivery.State.WAITING
    return bool(mine.update(state=state, reason=reason[:80], due_at=now + wait))


def doubt(*, delivery: Delivery, token: UUID, reason: str) -> bool:
    """Note that nobody knows whether a claimed delivery left. It is shown, offered again, and never repeated blindly."""
    mine = Delivery.objects.filter(pk=delivery.pk, token=token, state=Delivery.State.CLAIMED)
    return bool(mine.update(state=Delivery.State.UNKNOWN, reason=reason[:80]))


def give_up_on_lost(*, now: datetime) -> int:
    """Claims whose carrier never came back may have left: they become unknown. Returns how many."""
    lost = Delivery.objects.filter(state=Delivery.State.CLAIMED, claimed_at__lt=now - _CLAIM_LASTS)
    return lost.update(state=Delivery.State.UNKNOWN, reason="carrier lost")
