"""What SofIA says, written down once; and what still has to leave by a wire."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.dispatch import Signal

from finance import prepared
from finance.advisor.turn import Answer, last_of
from finance.conversations import transports
from finance.conversations.models import Conversation, Delivery, Message
from finance.people.models import Person

# Sent after commit, for open pages: `changed` are journal actions whose cards look different now.
cards_changed = Signal()

# Sent while a model is being asked, for open pages: `reply_to` is the wire's id of the message that is answered, and
# `text` a sentence that is proven; empty when the thinking begins.
answer_under_way = Signal()

WINDOW = "browser"  # open pages see every message, whatever wire it came by
_CLAIM_LASTS = timedelta(minutes=2)
_LONGEST_WAIT = timedelta(minutes=30)
_LOOKED_AT = 20  # deliveries, of as many conversations at most
_STEP_BACK = timedelta(seconds=1)
_TOO_LATE = timedelta(
    hours=24
)  # after this a reply to it waits until they write again: a backlog is not answered en masse
_NOBODY_WAITS = timedelta(days=30)
MOST_ATTEMPTS = 8
MOST_TOGETHER = 100  # replies that become one message


def say(
    *, conversation: Conversation, answer: Answer, answered: Sequence[Message], now: datetime, channel: str = ""
) -> Message:
    """Write SofIA's reply to the ANSWERED messages, in the caller's transaction, under whose lock CONVERSATION is.

    Those that are not written yet are written with it. It leaves by the wire the last of them came by; where she speaks
    of her own accord there is none, and CHANNEL names it. The wires are poked on commit.
    """
    channel = channel or answered[-1].channel
    conversation.last_seq += 1
    reply = Message(
        conversation=conversation,
        seq=conversation.last_seq,
        role=Message.Role.SOFIA,
        channel=channel,
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
    if channel in settings.TRANSPORTS and transports.get(channel).keeps_deliveries:
        Delivery.objects.create(message=reply, channel=channel, due_at=_due(answered, now))
    announce_later(reply)
    if answer.changed:

        def tell() -> None:
            cards_changed.send_robust(Conversation, conversation=conversation, actions=answer.changed)

        transaction.on_commit(tell, robust=True)
    return reply


def _due(answered: Sequence[Message], now: datetime) -> datetime:
    """When a reply leaves: at once; to what was written long ago, with the next one, or when nobody expects it any more."""
    is_late = bool(answered) and all(now - message.created_at > _TOO_LATE for message in answered)
    return now + _NOBODY_WAITS if is_late else now


def count_waiting(*, channel: str) -> int:
    """How many replies wait to leave by CHANNEL, of everybody: a number for staff."""
    return Delivery.objects.filter(channel=channel, state=Delivery.State.WAITING).count()


def hurry(*, person: Person, channel: str, now: datetime) -> None:
    """PERSON is there after all: what was to wait until they write again leaves."""
    waiting = Delivery.objects.filter(message__conversation__person=person, channel=channel, due_at__gt=now + _TOO_LATE)
    waiting.filter(state=Delivery.State.WAITING).update(due_at=now)


@transaction.atomic
def tell(*, person: Person, answer: Answer, channel: str, now: datetime) -> Message:
    """Say ANSWER to PERSON by CHANNEL, of SofIA's own accord."""
    Conversation.objects.get_or_create(person=person, defaults={"created_at": now})
    mine = Conversation.objects.select_for_update(of=("self",)).select_related("person__household")
    return say(conversation=mine.get(person=person), answer=answer, answered=[], channel=channel, now=now)


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


Among: TypeAlias = Collection[int] | QuerySet[Any, int | None]  # keys of conversations


@dataclass(frozen=True, slots=True)
class Claimed:
    """All that waits for one conversation on one wire, in the order it was said; the token is the right to carry it."""

    conversation: Conversation
    deliveries: tuple[Delivery, ...]
    token: UUID

    @property
    def messages(self) -> list[Message]:
        return [delivery.message for delivery in self.deliveries]

    @property
    def attempts(self) -> int:
        return max(delivery.attempts for delivery in self.deliveries)


def claim(*, channel: str, now: datetime, among: Among | None = None) -> Claimed | None:
    """Take what waits longest on CHANNEL, with all else that waits for the same conversation. None when nothing is due.

    Of one conversation only one is under way at a time, so that nothing overtakes. AMONG: only these conversations.
    """
    waiting = Delivery.objects.filter(channel=channel, state=Delivery.State.WAITING)
    due = waiting.filter(due_at__lte=now)
    if among is not None:
        due = due.filter(message__conversation__in=among)
    under_way = Delivery.objects.filter(
        channel=channel, state=Delivery.State.CLAIMED, message__conversation=OuterRef("message__conversation")
    )
    oldest = due.filter(~Exists(under_way)).order_by("due_at", "pk").values_list("message__conversation", flat=True)
    for conversation_id in list(dict.fromkeys(oldest[:_LOOKED_AT])):
        if claimed := _taken(waiting.filter(message__conversation=conversation_id), channel, now):
            return claimed
    return None


def _taken(waiting: QuerySet[Delivery], channel: str, now: datetime) -> Claimed | None:
    token = uuid4()
    first = list(waiting.order_by("message__seq").values_list("pk", flat=True)[:MOST_TOGETHER])
    Delivery.objects.filter(pk__in=first, state=Delivery.State.WAITING).update(
        state=Delivery.State.CLAIMED, token=token, claimed_at=now, attempts=F("attempts") + 1
    )
    mine = Delivery.objects.filter(token=token).select_related("message__conversation__person__household")
    deliveries = tuple(mine.order_by("message__seq"))
    if not deliveries:
        return None
    conversation = deliveries[0].message.conversation
    others = Delivery.objects.filter(
        channel=channel, state=Delivery.State.CLAIMED, message__conversation=conversation
    ).exclude(token=token)
    if others.exists():  # another carrier took a later one meanwhile: let it go first
        mine.filter(state=Delivery.State.CLAIMED).update(
            state=Delivery.State.WAITING, due_at=now + _STEP_BACK, attempts=F("attempts") - 1
        )
        return None
    return Claimed(conversation, deliveries, token)


def renew(claimed: Claimed, *, now: datetime) -> bool:
    """Note that it is still being carried: a long one takes longer than a claim lasts. False when it is no longer ours."""
    return bool(_mine(claimed).update(claimed_at=now))


def part(claimed: Claimed, mine: Collection[Message], *, reason: str, now: datetime, after: timedelta) -> Claimed:
    """Carry only those of CLAIMED that say MINE; the others wait on, as if nobody had taken them."""
    rest = tuple(one for one in claimed.deliveries if one.message not in mine)
    put_back(replace(claimed, deliveries=rest), reason=reason, now=now, after=after)
    return replace(claimed, deliveries=tuple(one for one in claimed.deliveries if one.message in mine))


def put_back(claimed: Claimed, *, reason: str, now: datetime, after: timedelta = timedelta()) -> None:
    """Note that nobody tried: it waits on, at least so long, and no attempt is counted."""
    _mine(claimed).filter(pk__in=[one.pk for one in claimed.deliveries]).update(
        state=Delivery.State.WAITING, reason=reason[:80], due_at=now + after, attempts=F("attempts") - 1
    )


def confirm(claimed: Claimed, *, now: datetime) -> bool:
    """Note that it left. False when the claim is no longer ours."""
    return bool(_mine(claimed).update(state=Delivery.State.SENT, sent_at=now))


def retry(
    claimed: Claimed, *, reason: str, now: datetime, after: timedelta | None = None, permanent: bool = False
) -> bool:
    """Note that it certainly did not leave: try AFTER a while, longer each time by default; or never, when PERMANENT."""
    over = permanent or claimed.attempts >= MOST_ATTEMPTS
    wait = after or min(timedelta(seconds=2**claimed.attempts), _LONGEST_WAIT)
    state = Delivery.State.FAILED if over else Delivery.State.WAITING
    return bool(_mine(claimed).update(state=state, reason=reason[:80], due_at=now + wait))


def doubt(claimed: Claimed, *, reason: str) -> bool:
    """Note that nobody knows whether it left. It is shown, offered again, and never repeated blindly."""
    return bool(_mine(claimed).update(state=Delivery.State.UNKNOWN, reason=reason[:80]))


def _mine(claimed: Claimed) -> QuerySet[Delivery]:
    return Delivery.objects.filter(token=claimed.token, state=Delivery.State.CLAIMED)


def doubtful(conversation: Conversation, *, channel: str) -> list[Delivery]:
    """What may not have reached this conversation on CHANNEL and was not offered again, in order."""
    rows = Delivery.objects.filter(
        message__conversation=conversation, channel=channel, state=Delivery.State.UNKNOWN, offered_at=None
    )
    return list(rows.select_related("message").order_by("message__seq")[:MOST_TOGETHER])


def offered(deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """Note that the words of these were said again, as what may have been missed."""
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(offered_at=now)


_RANKS = [Delivery.State.UNKNOWN, Delivery.State.SENT, Delivery.State.DELIVERED, Delivery.State.READ]


def heard(deliveries: Collection[int], *, state: Delivery.State, reason: str = "") -> int:
    """Note what the wire says of these: how far they got, or that they failed. A later rank is never taken back."""
    if state == Delivery.State.FAILED:
        before = [Delivery.State.UNKNOWN, Delivery.State.CLAIMED, Delivery.State.SENT]
    else:
        before = [*_RANKS[: _RANKS.index(state)], Delivery.State.CLAIMED]
    return Delivery.objects.filter(pk__in=deliveries, state__in=before).update(state=state, reason=reason[:80])


def carry_anew(deliveries: Collection[int], *, reason: str, now: datetime, after: timedelta = timedelta()) -> int:
    """The wire took these and says later that it did not bring them, but would: they wait again, a few times at most."""
    taken_states = [Delivery.State.UNKNOWN, Delivery.State.SENT, Delivery.State.CLAIMED]
    taken = Delivery.objects.filter(pk__in=deliveries, state__in=taken_states)
    again = taken.filter(attempts__lt=MOST_ATTEMPTS)
    moved = again.update(state=Delivery.State.WAITING, reason=reason[:80], due_at=now + after)
    taken.update(state=Delivery.State.FAILED, reason=reason[:80])
    return moved


def begin_again(*, channel: str, among: Among) -> int:
    """The only carrier of these conversations starts: what one before it had claimed may have left. Returns how many."""
    lost = Delivery.objects.filter(channel=channel, state=Delivery.State.CLAIMED, message__conversation__in=among)
    return lost.update(state=Delivery.State.UNKNOWN, reason="carrier lost")


def give_up_on_lost(*, now: datetime) -> int:
    """Claims whose carrier never came back may have left: they become unknown. Returns how many."""
    lost = Delivery.objects.filter(state=Delivery.State.CLAIMED, claimed_at__lt=now - _CLAIM_LASTS)
    return lost.update(state=Delivery.State.UNKNOWN, reason="carrier lost")
