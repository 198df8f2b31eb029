"""Somebody writes "vincular": with a code of the page it joins that account, without one it gives a code for the page."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor.turn import Answer, Choice
from finance.conversations import joining, outbox
from finance.conversations.models import Conversation
from finance.people import operations as people
from finance.people.models import Person
from finance.understanding.words import fold
from whatsapp.models import Alias, Contact
from whatsapp.port import Arrival, Kind

_WAITS = timedelta(minutes=10)
_YES = frozenset({"si", "1", "sip", "dale", "claro", "ok", "yes", "sim", "juntalos", "si juntalos"})
_ASKED = re.compile(r"\s*(?:vincular|conectar|link)(?:\s+([A-Za-z0-9 -]{8,11}))?\s*[.!]?\s*")


def hear(contact: Contact, text: str, *, channel: str, now: datetime) -> bool:
    """Deal with TEXT if it asks to join; whether it did. The code itself is kept nowhere."""
    if (waiting := _asked_before(contact.person)) is not None and _says_yes(text):
        _adopt(contact, waiting, channel=channel, now=now)
        return True
    asked = _ASKED.fullmatch(fold(text))
    if asked is None:
        return False
    if asked[1] is None:
        code = people.issue_code(person=contact.person, now=now)
        with translation.override(contact.person.language):
            words = _("Tu código es *%(code)s*. Ponlo en %(address)s en los próximos diez minutos.")
            said = words % {"code": f"{code[:4]} {code[4:]}", "address": f"{settings.PUBLIC_URL}/conectar/"}
        _tell(contact.person, said, channel, now)
        return True
    _join(contact, asked[1], channel=channel, now=now)
    return True


def is_invited(arrival: Arrival, *, now: datetime) -> bool:
    """Whether somebody who has an account gave them a code: that lets a number in which is otherwise shut out."""
    if not settings.WHATSAPP.allowed or arrival.kind != Kind.TEXT:
        return False
    asked = _ASKED.fullmatch(fold(arrival.text))
    return bool(asked and asked[1]) and people.knows_code(code=asked[1] if asked else "", now=now)


def _join(contact: Contact, code: str, *, channel: str, now: datetime) -> None:
    person = contact.person
    try:
        into = people.use_code(code=code, now=now)
        if into.pk == person.pk:
            with translation.override(person.language):
                _tell(person, _("Ese código es de tu propia cuenta: ponlo en la otra ventana."), channel, now)
            return
        done = joining.join(other=person, into=into, now=now)
    except (people.CodeUnknown, joining.NotTwo):
        with translation.override(person.language):
            said = _("Ese código no sirve: quizá ya venció. Pide otro en la página.")
        _tell(person, said, channel, now)
    except joining.HasBooks as both:
        _ask(person, into, both, channel, now)
    else:
        contact.person = into
        _tell(into, joining.joined_words(done), channel, now)


def _ask(person: Person, into: Person, both: joining.HasBooks, channel: str, now: datetime) -> None:
    """Nothing is thrown together unasked."""
    with translation.override(person.language):
        choices = (Choice(_("Sí, júntalos")), Choice(_("No, déjalo")))
    until = (now + _WAITS).isoformat()
    answer = Answer(
        text=joining.asked_words(person, into, both.theirs, both.ours),
        intent="ask_join",
        choices=choices,
        pending={"ask": "join", "into": into.pk, "until": until},
    )
    outbox.tell(person=person, answer=answer, channel=channel, now=now)


def _asked_before(person: Person) -> dict[str, Any] | None:
    conversation = Conversation.objects.filter(person=person).first()
    pending = conversation.pending if conversation else None
    return pending if pending and pending.get("ask") == "join" else None


def _says_yes(text: str) -> bool:
    return " ".join(fold(text).split()).strip(" .!¡") in _YES | {fold(_("Sí, júntalos")), fold("Sí, júntalos")}


def _adopt(contact: Contact, waiting: dict[str, Any], *, channel: str, now: datetime) -> None:
    person = contact.person
    done = None
    with suppress(joining.NotTwo):
        if datetime.fromisoformat(waiting["until"]) >= now:  # the code they had proved it for a while only
            done = joining.join(other=person, into=Person.objects.get(pk=waiting["into"]), now=now, adopts=True)
    if done is None:
        with translation.override(person.language):
            said = _("Ya pasó mucho rato: pide otro código en la página y lo intentamos de nuevo.")
        # Said as an answer that closes the question.
        outbox.tell(person=person, answer=Answer(text=said, intent="join"), channel=channel, now=now)
        return
    contact.person = done.into
    _tell(done.into, joining.joined_words(done), channel, now)


def _tell(person: Person, said: str, channel: str, now: datetime) -> None:
    outbox.tell(person=person, answer=Answer(text=said, intent="join", keeps_pending=True), channel=channel, now=now)


@receiver(people.addresses_moved)
def follow(person: Person, into: Person, values: list[str] | None, **_signal: object) -> None:
    """The phones of PERSON are phones of INTO now."""
    phones = Contact.objects.filter(person=person)
    if values is not None:
        phones = phones.filter(pk__in=Alias.objects.filter(value__in=values).values("contact"))
    phones.update(person=into)
