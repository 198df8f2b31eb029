"""What must leave by a wire is carried by one carrier, and never twice when nobody knows whether it left."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from finance.conversations import inbox, outbox, transports
from finance.conversations.models import Delivery
from finance.conversations.tests.wires import FakePhone
from finance.people.models import Person
from sofia.tests.cast import NOW


@pytest.fixture
def waiting(rosa: Person, phone: FakePhone) -> Delivery:
    inbox.receive(person=rosa, channel="phone", external_id="1", text="hola", now=NOW)
    return Delivery.objects.get()


def claimed() -> Delivery:
    delivery = outbox.claim(channel="phone", now=NOW)
    assert delivery is not None
    return delivery


def test_a_delivery_is_claimed_by_one_carrier(waiting: Delivery) -> None:
    assert claimed().pk == waiting.pk
    assert outbox.claim(channel="phone", now=NOW) is None
    assert outbox.claim(channel="other", now=NOW) is None


def test_only_the_claims_token_confirms(waiting: Delivery) -> None:
    delivery = claimed()
    assert delivery.token is not None
    assert not outbox.confirm(delivery=delivery, token=uuid4(), now=NOW)
    assert outbox.confirm(delivery=delivery, token=delivery.token, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sent_at) == ("sent", NOW)


def test_what_did_not_leave_is_tried_later_and_later(waiting: Delivery) -> None:
    waits, now = [], NOW
    for _attempt in range(3):
        delivery = outbox.claim(channel="phone", now=now)
        assert delivery is not None
        assert delivery.token is not None
        outbox.retry(delivery=delivery, token=delivery.token, reason="busy", now=now)
        waiting.refresh_from_db()
        waits.append((waiting.due_at - now).total_seconds())
        assert outbox.claim(channel="phone", now=now) is None
        now = waiting.due_at
    assert waits == [2, 4, 8]


def test_a_permanent_failure_is_not_tried_again(waiting: Delivery) -> None:
    delivery = claimed()
    assert delivery.token is not None
    outbox.retry(delivery=delivery, token=delivery.token, reason="no such number", now=NOW, permanent=True)
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


def test_a_carrier_in_doubt_says_so(waiting: Delivery) -> None:
    delivery = claimed()
    assert delivery.token is not None
    assert outbox.doubt(delivery=delivery, token=delivery.token, reason="timeout after send")
    assert not outbox.confirm(delivery=delivery, token=delivery.token, now=NOW)


def test_an_unknown_wire_is_named() -> None:
    with pytest.raises(transports.TransportUnknown):
        transports.get("pigeon")
