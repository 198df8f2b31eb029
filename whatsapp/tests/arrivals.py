"""What people send on WhatsApp, as values: Rosa's phone, and one message after another."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from finance.conversations.models import Delivery, Message
from finance.people import operations as people
from finance.people.models import Person
from sofia.tests.cast import NOW
from whatsapp import intake
from whatsapp.intake import Fetched
from whatsapp.models import Inbound
from whatsapp.port import Arrival, Kind, Peer

PHONE, LID = "51987654321", "200000000000002"
CHAT = f"{PHONE}@s.whatsapp.net"
_numbers = count(1)


def arrival(text: str = "", *, kind: Kind = Kind.TEXT, at: datetime = NOW, **more: Any) -> Arrival:
    """Something Rosa sends from her phone."""
    said = {"id": f"3A{next(_numbers):06}", "chat": CHAT, "peer": Peer(PHONE, lid=LID, name="Rosa Quispe"), **more}
    return Arrival(kind=kind, sent_at=at, text=text, **said)


def take(one: Arrival, *, wire: str = "linked", now: datetime | None = None, fetched: Fetched | None = None) -> Inbound:
    """Store it and deal with it, as a wire does; its row."""
    moment = now or one.sent_at
    intake.store(wire=wire, arrival=one, now=moment)
    claimed = intake.claim(wire=wire, chat=one.chat, now=moment)
    if claimed is not None:
        intake.deal(claimed, fetched=fetched or Fetched(), now=moment)
    return Inbound.objects.get(wire=wire, chat=one.chat, provider_id=one.id)


def say(text: str, *, wire: str = "linked", **more: Any) -> str:
    """Rosa writes TEXT; what SofIA answers, with plain spaces; empty when nothing."""
    one = arrival(text, **more)
    take(one, wire=wire)
    message = Message.objects.select_related("answered_by").filter(external_id=one.id).first()
    answer = message.answered_by if message else None
    return answer.text.replace("\xa0", " ") if answer else ""


def settled() -> Person:
    """Rosa has written before and agreed."""
    say("hola")
    person = Person.objects.get(addresses__value=PHONE)
    people.agree(person=person, channel="whatsapp", now=NOW)
    Message.objects.get(role="sofia").deliveries.update(state=Delivery.State.READ)
    conversation = person.conversation
    conversation.pending = None
    conversation.save(update_fields=["pending"])
    return person
