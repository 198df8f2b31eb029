"""The Cloud API from end to end: a signed webhook over HTTP, the books, and the answer at Meta's Graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from pytest_django import Settings

from finance.conversations.models import Attachment, Delivery
from finance.ledger import queries as ledger
from finance.people import operations as people
from finance.people.models import Person
from sofia.tests.cast import NOW
from sofia.tests.pictures import png
from whatsapp import official
from whatsapp.models import Inbound, Line
from whatsapp.tests.cloud_webhooks import (
    PHONE_ID,
    ROSA_ID,
    change,
    contact,
    from_rosa,
    message,
    signed,
    status,
    webhook,
)
from whatsapp.tests.graph.server import TOKEN, Graph, running

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "app-secret"
ADDRESS = "/webhooks/whatsapp/"


@pytest.fixture(scope="module")
def _running() -> Iterator[Graph]:
    with running() as graph:
        yield graph


@pytest.fixture
def graph(_running: Graph, settings: Settings) -> Graph:
    _running.will()
    settings.WHATSAPP = replace(
        settings.WHATSAPP, cloud_token=TOKEN, cloud_phone_id=PHONE_ID, cloud_app_secret=SECRET,
        cloud_verify_token="verify", cloud_base_url=_running.url,
    )  # fmt: skip
    return _running


@pytest.fixture(autouse=True)
def _pokes() -> Iterator[None]:
    """What the webhook leaves to Celery is done by hand here."""
    with mock.patch("whatsapp.tasks.take_in.delay"), mock.patch("whatsapp.tasks.carry.delay"):
        yield


def post(said: dict[str, Any], secret: str = SECRET) -> int:
    body, header = signed(said, secret)
    answer = Client().post(ADDRESS, data=body, content_type="application/json", headers={"X-Hub-Signature-256": header})
    return answer.status_code


def work() -> None:
    async_to_sync(official.take_in)()
    async_to_sync(official.carry)()


def texts(graph: Graph) -> list[str]:
    sent = [body for body in graph.taken.values() if "type" in body]
    words = [
        body.get("text", {}).get("body") or body.get("interactive", {}).get("body", {}).get("text") for body in sent
    ]
    return [str(text).replace("\xa0", " ") for text in words]


def rosa_agrees(graph: Graph) -> Person:
    post(from_rosa(message("text", {"body": "hola"}, id="wamid.first")))
    work()
    person = Person.objects.get()
    people.agree(person=person, channel="whatsapp", now=NOW)
    person.conversation.pending = None
    person.conversation.save(update_fields=["pending"])
    graph.will()
    return person


def test_meta_is_answered_its_challenge(graph: Graph) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify"}
    assert Client().get(ADDRESS, asked).content == b"1158201444"
    assert Client().get(ADDRESS, asked | {"hub.verify_token": "x"}).status_code == 403


def test_a_message_is_booked_and_answered(graph: Graph) -> None:
    person = rosa_agrees(graph)
    assert post(from_rosa(message("text", {"body": "gasté 25 en taxi"}, id="wamid.2"))) == 200
    work()
    (text,) = texts(graph)
    assert "S/ 25.00" in text
    assert graph.read == ["wamid.2"]
    assert ledger.entries(person).count() == 1
    (body,) = [body for body in graph.taken.values() if "type" in body]
    assert body["recipient"] == ROSA_ID


def test_a_forged_one_changes_nothing(graph: Graph) -> None:
    said = from_rosa(message("text", {"body": "gasté 25 en taxi"}))
    assert post(said, secret="another") == 403
    assert Client().post(ADDRESS, data=json.dumps(said), content_type="application/json").status_code == 403
    assert not Inbound.objects.exists()


def test_ten_deliveries_are_one(graph: Graph) -> None:
    person = rosa_agrees(graph)
    for _again in range(10):
        assert post(from_rosa(message("text", {"body": "gasté 25 en taxi"}, id="wamid.2"))) == 200
        work()
    assert ledger.entries(person).count() == 1
    assert len(texts(graph)) == 1


def test_a_batch_is_read_whole_and_its_replies_are_joined(graph: Graph) -> None:
    person = rosa_agrees(graph)
    said = [message("text", {"body": f"gasté {number} en pan"}, id=f"wamid.b{number}") for number in (5, 6, 7, 8)]
    batch = webhook(change(contacts=[contact()], messages=said[:2]), change(contacts=[contact()], messages=said[2:3]))
    batch["entry"] += from_rosa(said[3])["entry"]
    assert post(batch) == 200
    work()
    assert ledger.entries(person).count() == 4
    assert len(texts(graph)) == 1


def test_what_is_for_another_number_is_left_alone(graph: Graph) -> None:
    post(webhook(change(phone_id="999", contacts=[contact()], messages=[message("text", {"body": "hola"})])))
    assert not Inbound.objects.exists()


def test_statuses_in_any_order_end_at_the_furthest(graph: Graph) -> None:
    rosa_agrees(graph)
    post(from_rosa(message("text", {"body": "gasté 25 en taxi"}, id="wamid.2")))
    work()
    (sent,) = [name for name, body in graph.taken.items() if "type" in body]
    for kind in ("read", "sent", "delivered"):
        post(webhook(change(statuses=[status(kind, id=sent)])))
    assert Delivery.objects.order_by("pk").last().state == "read"  # type: ignore[union-attr]


def test_a_lost_answer_is_settled_by_its_status(graph: Graph) -> None:
    rosa_agrees(graph)
    post(from_rosa(message("text", {"body": "gasté 25 en taxi"}, id="wamid.2")))
    async_to_sync(official.take_in)()
    graph.will({"drop": True})
    async_to_sync(official.carry)()
    delivery = Delivery.objects.order_by("pk").last()
    assert delivery is not None
    assert delivery.state == "unknown"
    leaf = delivery.leaves.get()
    post(webhook(change(statuses=[status("delivered", id="wamid.lost", biz_opaque_callback_data=leaf.tracker)])))
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_photo_is_fetched_and_kept(graph: Graph) -> None:
    rosa_agrees(graph)
    photo = graph.hold(png(), mime="image/png")
    post(
        from_rosa(message("image", {"id": photo, "mime_type": "image/png", "caption": "gasté 12 en pan"}, id="wamid.p"))
    )
    work()
    kept = Attachment.objects.select_related("document").get()
    assert kept.document is not None
    assert kept.document.size == len(png())
    assert "S/ 12.00" in texts(graph)[0]


def test_too_many_too_fast_waits(graph: Graph) -> None:
    rosa_agrees(graph)
    post(from_rosa(message("text", {"body": "gasté 25 en taxi"}, id="wamid.2")))
    async_to_sync(official.take_in)()
    graph.will({"code": 131056})
    async_to_sync(official.carry)()
    assert Delivery.objects.order_by("pk").last().state == "waiting"  # type: ignore[union-attr]
    async_to_sync(official.carry)()
    assert texts(graph) == [], "not yet"


def test_a_dead_token_stops_the_line(graph: Graph) -> None:
    rosa_agrees(graph)
    post(from_rosa(message("text", {"body": "gasté 25 en taxi"}, id="wamid.2")))
    async_to_sync(official.take_in)()
    graph.will({"code": 190, "status": 401})
    async_to_sync(official.carry)()
    assert Line.objects.get(wire="cloud").stopped_by == "190"
