"""When a number may have another owner: nothing of the former one is said there until they confirm, or begin anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor.turn import Answer, Choice
from finance.conversations import outbox
from finance.people import operations as people
from finance.people.models import Person
from finance.understanding.words import fold
from whatsapp import contacts
from whatsapp.models import Contact, Inbound
from whatsapp.port import Arrival, Kind

INTENT = "confirm_number"  # such a reply may leave though the number is in doubt
MOST_TRIES = 3
_SHORTEST = 3  # letters of a first name
_LONGEST = 4  # words of an answer to "¿cómo te llamas?"
_AGAIN = timedelta(minutes=1)  # not sooner is the same asked again


@transaction.atomic
def hear(contact: Contact, arrival: Arrival, *, now: datetime) -> Inbound.State:
    """Take what a doubtful number says: their name confirms, "empezar de nuevo" begins anew; all else is held.

    Only what was said after the question is an answer to it.
    """
    person = contact.person
    with translation.override(person.language):
        said = _answer_in(arrival) if contact.asked_at is not None else ""
        if said in {"1", fold(_("Empezar de nuevo")), fold(_("No soy yo"))}:
            begin_anew(contact, now=now)
            return Inbound.State.DONE
        if said and contact.tries < MOST_TRIES and _is_their_name(person, said):
            confirm(contact, now=now)
            _say(contact, _("Gracias. Seguimos donde quedamos."), now)
            return Inbound.State.DONE
        contact.tries = min(contact.tries + bool(said), MOST_TRIES)
        if said or contact.asked_at is None or now - contact.asked_at > _AGAIN:
            _say(contact, _question(contact), now, choices=(Choice(_("Empezar de nuevo")),))
            contact.asked_at = now
        contact.save(update_fields=["tries", "asked_at"])
    return Inbound.State.DONE if said else Inbound.State.HELD


@transaction.atomic
def confirm(contact: Contact, *, now: datetime) -> None:
    """The number is theirs still: what was held is dealt with now."""
    contact.doubted_at, contact.asked_at, contact.tries = None, None, 0
    contact.save(update_fields=["doubted_at", "asked_at", "tries"])
    for alias in contact.aliases.filter(kind="phone"):
        people.prove(person=contact.person, channel=contacts.channel_of(alias), value=alias.value, now=now)
    Inbound.objects.filter(contact=contact, state=Inbound.State.HELD).update(state=Inbound.State.WAITING, tries=0)


def begin_anew(contact: Contact, *, now: datetime) -> None:
    """Somebody else has the number: they begin as a person of their own, and the former one keeps what is theirs."""
    former = contact.person
    aliases = list(contact.aliases.select_related("contact__person"))
    for alias in aliases:
        contacts.lose(alias)
    known_by = min(aliases, key=lambda alias: alias.kind != "phone")
    contact.person = people.welcome(
        channel=contacts.channel_of(known_by), value=known_by.value, now=now, country=former.country
    )
    contact.save(update_fields=["person"])
    confirm(contact, now=now)


def _answer_in(arrival: Arrival) -> str:
    """What may be an answer to "¿cómo te llamas?": a few words without a figure; empty for all else, which is held."""
    said = " ".join(fold(arrival.text).split()).strip(" .!¡")
    if arrival.kind != Kind.TEXT or (arrival.choice and said != fold(_("Empezar de nuevo"))):
        return ""
    is_short = len(said.split()) <= _LONGEST and "?" not in said
    return said if said == "1" or (is_short and not any(letter.isdigit() for letter in said)) else ""


def _is_their_name(person: Person, said: str) -> bool:
    names = fold(person.name).split()
    words = [word for word in said.split() if word not in {"soy", "sou", "im", "i", "am", "me", "llamo", "eu"}]
    return bool(names and words) and len(names[0]) >= _SHORTEST and words[0] == names[0]


def _question(contact: Contact) -> str:
    ask = _(
        "Antes de mostrarte montos necesito saber que este número sigue siendo de la misma persona. "
        "¿Cómo te llamas? Si el número es nuevo para ti, escribe *empezar de nuevo*."
    )
    if contact.tries < MOST_TRIES and contact.person.name:
        return ask
    return _("Para seguir con la cuenta de antes, escribe a quien atiende SofIA; o escribe *empezar de nuevo*.")


def _say(contact: Contact, text: str, now: datetime, choices: tuple[Choice, ...] = ()) -> None:
    answer = Answer(text=text, intent=INTENT, choices=choices, keeps_pending=True)
    outbox.tell(person=contact.person, answer=answer, channel="whatsapp", now=now)
