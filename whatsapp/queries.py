"""What the wires look up: which message a reply means, which answer was picked, by which phone somebody asked."""

from __future__ import annotations

from finance.conversations.models import Conversation, Delivery, Message
from finance.people.models import Person
from whatsapp import translation
from whatsapp.models import Contact, Inbound, Leaf
from whatsapp.port import Arrival

_TYPED = frozenset({"amount"})  # questions that a number answers by itself


def pointed_at(person: Person, target: str) -> Message | None:
    """The message of SofIA's that TARGET (the wire's id) means in PERSON's conversation: itself, or the answer to theirs."""
    if not target:
        return None
    leaf = (
        Leaf.objects.select_related("delivery__message")
        .filter(provider_id=target, delivery__message__conversation__person=person)
        .order_by("-delivery__message__seq")
        .first()
    )
    if leaf is not None:
        return leaf.delivery.message
    theirs = Message.objects.select_related("answered_by").filter(
        conversation__person=person, external_id=target, role=Message.Role.PERSON
    )
    message = theirs.first()
    return message.answered_by if message else None


def chosen(contact: Contact, arrival: Arrival) -> str:
    """What the tapped button or the typed number of an answer sends; empty when the words are just words."""
    if arrival.choice:
        seq, _colon, place = arrival.choice.partition(":")
        return _sends(contact.person, int(seq), int(place)) if seq.isdecimal() and place.isdecimal() else ""
    conversation = Conversation.objects.filter(person=contact.person).first()
    if conversation is None or len(arrival.text) > 4 or (conversation.pending or {}).get("ask") in _TYPED:
        return ""
    last = Message.objects.filter(conversation=conversation, role=Message.Role.SOFIA).order_by("-seq").first()
    sends = [choice["send"] for choice in last.choices] if last else []
    return translation.chosen(arrival.text, sends) or ""


def _sends(person: Person, seq: int, place: int) -> str:
    asked = Message.objects.filter(conversation__person=person, seq=seq, role=Message.Role.SOFIA).first()
    choices = asked.choices if asked else []
    return str(choices[place]["send"]) if place < len(choices) else ""


def contact_for(deliveries: tuple[Delivery, ...]) -> Contact | None:
    """Where these replies go: the phone that asked last among them; else the one of the person that wrote last."""
    person = deliveries[-1].message.conversation.person
    asked = Message.objects.filter(answered_by__in=[delivery.message_id for delivery in deliveries]).order_by("-seq")
    ids = [one for one in asked.values_list("external_id", flat=True)[:5] if one]
    came = Inbound.objects.filter(provider_id__in=ids, contact__person=person).select_related("contact__person")
    row = came.order_by("-pk").first()
    if row is not None and row.contact is not None:
        return row.contact
    return Contact.objects.filter(person=person).select_related("person").order_by("-heard_at").first()
