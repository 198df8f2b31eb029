"""Somebody writes "vincular": with a code of the page it joins that account, without one it gives a code for the page."""

from __future__ import annotations

import re
from datetime import datetime

from django.conf import settings
from django.dispatch import receiver
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor.turn import Answer
from finance.conversations import joining, outbox
from finance.people import operations as people
from finance.people.models import Person
from finance.understanding.words import fold
from whatsapp.models import Contact

_ASKED = re.compile(r"\s*(?:vincular|conectar|link)(?:\s+([A-Za-z0-9 -]{8,11}))?\s*[.!]?\s*")


def hear(contact: Contact, text: str, *, channel: str, now: datetime) -> bool:
    """Deal with TEXT if it asks to join; whether it did. The code itself is kept nowhere."""
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


def _join(contact: Contact, code: str, *, channel: str, now: datetime) -> None:
    person = contact.person
    try:
        into = people.use_code(code=code, now=now)
        joining.join(other=person, into=into)
    except people.CodeUnknown:
        with translation.override(person.language):
            said = _("Ese código no sirve: quizá ya venció. Pide otro en la página.")
    except joining.HasBooks:
        with translation.override(person.language):
            said = _("Este número y tu cuenta de la página ya tienen movimientos cada uno, y todavía no sé juntarlos.")
    else:
        contact.person = person = into
        contact.save(update_fields=["person"])
        said = joining.joined_words(into)
    _tell(person, said, channel, now)


def _tell(person: Person, said: str, channel: str, now: datetime) -> None:
    outbox.tell(person=person, answer=Answer(text=said, intent="join", keeps_pending=True), channel=channel, now=now)


@receiver(people.addresses_moved)
def follow(person: Person, into: Person, **_signal: object) -> None:
    """The phones of PERSON are phones of INTO now."""
    Contact.objects.filter(person=person).update(person=into)
