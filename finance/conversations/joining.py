"""Two windows become one person's: the phone that somebody writes from, and the page they look at."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor.turn import Answer
from finance.conversations import outbox
from finance.conversations.models import Conversation, Message
from finance.ledger import queries as ledger
from finance.people import operations as people
from finance.people.models import Person


class HasBooks(ValueError):
    """Las dos cuentas ya tienen movimientos: todavía no sé juntarlas."""


@transaction.atomic
def join(*, other: Person, into: Person) -> None:
    """Let whatever identified OTHER identify INTO. HasBooks when both keep books: nothing is thrown together unasked."""
    if other.pk == into.pk:
        return
    if ledger.entries(other).exists():
        raise HasBooks
    people.move_addresses(person=other, into=into)


@transaction.atomic
def tell(*, person: Person, text: str, channel: str, now: datetime) -> Message:
    """Say TEXT to PERSON by CHANNEL; an open question stays open."""
    Conversation.objects.get_or_create(person=person, defaults={"created_at": now})
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("person").get(person=person)
    answer = Answer(text=text, intent="join", keeps_pending=True)
    return outbox.say(conversation=conversation, answer=answer, answered=[], channel=channel, now=now)


def joined_words(person: Person) -> str:
    """What is said once the two are one."""
    with translation.override(person.language):
        return _(
            "Listo: este WhatsApp y tu cuenta de la página son ahora una sola. Lo que me digas en una lo ves en la otra."
        )
