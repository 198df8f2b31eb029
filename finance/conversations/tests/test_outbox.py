"""What must leave by a wire is carried by one carrier, and never twice when nobody knows whether it left."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from finance.conversations import inbox, outbox, transports
from finance.conversations.models import Delivery
from finance.conversations.outbox import Claimed
from finance.conversations.tests.wires import FakePhone
from finance.people.models import Person
from sofia.tests.cast import NOW


@pytest.fixture
def waiting(rosa: Person, phone: FakePhone) -> Delivery:
    inbox.receive(person=rosa, channel="phone", external_id="1", text="hola", now=NOW)
    return Delivery.objects.get()


def claimed(now: datetime = NOW) -> Claimed:
    taken = outbox.claim(channel="phone", now=now)
    assert taken is not None
    return taken


def say(person: Person, text: str, external_id: str) -> None:
    inbox.receive(person=person, channel="phone", external_id=external_id, text=text, now=NOW)


def test_a_delivery_is_claimed_by_one_carrier(waiting: Delivery) -> None:
    assert [delivery.pk for delivery in claimed().deliveries] == [waiting.pk]
    assert outbox.claim(channel="phone", now=NOW) is None
    assert outbox.claim(channel="other", now=NOW) is None


def test_only_the_claims_token_confirms(waiting: Delivery) -> None:
    taken = claimed()
    assert not outbox.confirm(replace(taken, token=uuid4()), now=NOW)
    assert outbox.confirm(taken, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sent_at) == ("sent", NOW)


def test_replies_that_wait_for_one_chat_leave_together_in_order(rosa: Person, ines: Person, phone: FakePhone) -> None:
    for number, text in enumerate(["hola", "gasté 5 en pan", "gasté 6 en queso"]):
        say(rosa, text, str(number))
    say(ines, "hola", "9")
    first, other = claimed(), claimed()
    assert [message.answers.get().external_id for message in first.messages] == ["0", "1", "2"]
    assert (first.conversation.person, other.conversation.person) == (rosa, ines)


def test_nothing_overtakes_what_is_under_way(rosa: Person, phone: FakePhone) -> None:
    say(rosa, "hola", "1")
    under_way = claimed()
    say(rosa, "gasté 5 en pan", "2")
    assert outbox.claim(channel="phone", now=NOW) is None
    outbox.confirm(under_way, now=NOW)
    assert len(claimed().deliveries) == 1


def test_what_did_not_leave_is_tried_later_and_later(waiting: Delivery) -> None:
    waits, now = [], NOW
    for _attempt in range(3):
        outbox.retry(claimed(now), reason="busy", now=now)
        waiting.refresh_from_db()
        waits.append((waiting.due_at - now).total_seconds())
        assert outbox.claim(channel="phone", now=now) is None
        now = waiting.due_at
    assert waits == [2, 4, 8]


def test_a_wire_may_say_for_itself_how_long_to_wait(waiting: Delivery) -> None:
    outbox.retry(claimed(), reason="131056", now=NOW, after=timedelta(seconds=6))
    waiting.refresh_from_db()
    assert waiting.due_at == NOW + timedelta(seconds=6)


def test_a_permanent_failure_is_not_tried_again(waiting: Delivery) -> None:
    outbox.retry(claimed(), reason="no such number", now=NOW, permanent=True)
    assert outbox.claim(channel="phone", now=NOW + timedelta(days=1)) is None
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("failed", "no such number")


def test_a_carrier_that_never_came_back_leaves_an_unknown_one(waiting: Delivery) -> None:
    claimed()
    assert outbox.give_up_on_lost(now=NOW + timedelta(minutes=1)) == 0
    assert outbox.give_up_on_lost(now=NOW + timedelta(minutes=3)) == 1
    waiting.refresh_from_db()
    assert waiting.state == "unknown"
    assert outbox.claim(channel="phone", now=NOW + timedelta(days=1)) is None, "never repeated blindly"


def test_a_carrier_in_doubt_says_so_and_the_words_are_offered_once(waiting: Delivery) -> None:
    taken = claimed()
    assert outbox.doubt(taken, reason="timeout after send")
    assert not outbox.confirm(taken, now=NOW)
    doubts = outbox.doubtful(taken.conversation, channel="phone")
    assert [delivery.pk for delivery in doubts] == [waiting.pk]
    outbox.offered(doubts, now=NOW)
    assert outbox.doubtful(taken.conversation, channel="phone") == []


@pytest.mark.parametrize(
    ("heard", "stands"),
    [
        (["sent", "delivered", "read"], "read"),
        (["read", "delivered", "sent"], "read"),
        (["delivered", "sent"], "delivered"),
        (["failed"], "failed"),
        (["delivered", "failed"], "delivered"),
        (["failed", "delivered"], "failed"),
    ],
)
def test_what_the_wire_says_later_never_takes_a_rank_back(waiting: Delivery, heard: list[str], stands: str) -> None:
    outbox.confirm(claimed(), now=NOW)
    for state in heard:
        outbox.heard([waiting.pk], state=Delivery.State(state))
    waiting.refresh_from_db()
    assert waiting.state == stands


def test_what_the_wire_says_later_settles_an_unknown_one(waiting: Delivery) -> None:
    outbox.doubt(claimed(), reason="timeout")
    assert outbox.heard([waiting.pk], state=Delivery.State.SENT) == 1
    waiting.refresh_from_db()
    assert waiting.state == "sent"


def test_an_unknown_wire_is_named() -> None:
    with pytest.raises(transports.TransportUnknown):
        transports.get("pigeon")
