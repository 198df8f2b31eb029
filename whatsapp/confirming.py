"""When a number may have another owner: nothing of the former one is said there until they confirm, or begin anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor.turn import Answer, Choice
from finance.conversations import outbox
from finance.conversations.models import Conversation
from finance.people import operations as people
from finance.people.models import Address, Person
from finance.understanding.words import fold
from whatsapp.models import Contact, Inbound
from whatsapp.port import Arrival

INTENT = "confirm_number"  # such a reply may leave though the number is in doubt
MOST_TRIES = 3
_SHORTEST = 3  # letters of a first name


@transaction.atomic
def hear(contact: Contact, arrival: Arrival, *, now: datetime) -> Inbound.State:
    """Take what a doubtful number says: their name confirms, "empezar de nuevo" begins anew; all else is held."""
    person = contact.person
    with translation.override(person.language):
        said = " ".join(fold(arrival.text).split()).strip(" .!¡")
        if said in {fold(_("Empezar de nuevo")), fold(_("No soy yo"))}:
            begin_anew(contact, now=now)
            return Inbound.State.DONE
        if contact.tries < MOST_TRIES and _is_their_name(person, said):
            confirm(contact)
            _say(contact, _("Gracias. Seguimos donde quedamos."), now)
            return Inbound.State.DONE
        is_answer = contact.asked_at is not None
        contact.tries += is_answer
        contact.asked_at = now
        contact.save(update_fields=["tries", "asked_at"])
        _say(contact, _question(contact), now, choices=(Choice(_("Empezar de nuevo")),))
    return Inbound.State.DONE if is_answer else Inbound.State.HELD


def confirm(contact: Contact) -> None:
    """The number is theirs still: what was held is dealt with now."""
    contact.doubted_at, contact.asked_at, contact.tries = None, None, 0
    contact.save(update_fields=["doubted_at", "asked_at", "tries"])
    Inbound.objects.filter(contact=contact, state=Inbound.State.HELD).update(state=Inbound.State.WAITING, tries=0)


def begin_anew(contact: Contact, *, now: datetime) -> None:
    """Somebody else has the number: they begin as a person of their own, and the former one keeps what is theirs."""
    former = contact.person
    for alias in contact.aliases.all():
        channel = Address.Channel.PHONE if alias.kind == "phone" else Address.Channel.WHATSAPP
        people.lose(person=former, channel=channel, value=alias.value)
    contact.person = people.welcome(
        channel=_address(contact)[0], value=_address(contact)[1], now=now, country=former.country
    )
    contact.save(update_fields=["person"])
    confirm(contact)


def _address(contact: Contact) -> tuple[str, str]:
    phone = contact.aliases.filter(kind="phone").first()
    if phone is not None:
        return Address.Channel.PHONE, phone.value
    other = contact.aliases.order_by("pk").first()
    return Address.Channel.WHATSAPP, other.value if other else contact.chat


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
    Conversation.objects.get_or_create(person=contact.person, defaults={"created_at": now})
    conversation = (
        Conversation.objects.select_for_update(of=("self",)).select_related("person").get(person=contact.person)
    )
    answer = Answer(text=text, intent=INTENT, choices=choices, keeps_pending=True)
    outbox.say(conversation=conversation, answer=answer, answered=[], channel="whatsapp", now=now)
