"""Who is behind a number: contacts, their names on the wires, and whether they may still be somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from finance import countries
from finance.people import operations as people
from finance.people import queries as folk
from finance.people.models import Address, Person
from whatsapp.models import Alias, Contact
from whatsapp.port import Arrival, Peer

SILENCE = timedelta(days=60)  # a number that was quiet that long may have been given to somebody else


class NotWelcome(PermissionError):
    """Ese número no puede escribir aquí (WHATSAPP_ALLOWED)."""


def known(peer: Peer) -> Contact | None:
    """The contact that goes by any of the names of PEER: that of the account, where a number went from one to another."""
    by_number, by_account = _known_by(_aliases(peer))
    if by_number is None or by_account is None or by_number == by_account:
        return by_number or by_account
    return by_account if _differs(by_number, peer, Alias.Kind.LID, Alias.Kind.BSUID) else by_number


@transaction.atomic
def met(*, wire: str, arrival: Arrival, now: datetime, is_invited: bool = False) -> Contact:
    """The contact who sent ARRIVAL, made on the first one, and locked; NotWelcome. What else they go by is remembered.

    A number with another account behind it, or an account with another number, is doubted.
    """
    by_number, by_account = _known_by(_aliases(arrival.peer))
    contact = known(arrival.peer)
    if contact is None:
        if not is_invited and not _may_write(arrival.peer):
            raise NotWelcome
        contact = Contact.objects.create(
            person=_person(arrival, now), wire=wire, chat=arrival.chat, heard_at=now, created_at=now
        )
    contact = held(contact)
    are_two = by_number is not None and by_account is not None and by_number != by_account
    if are_two or _differs(contact, arrival.peer, *Alias.Kind):
        doubt(contact, now=now)
    goes_by(contact, arrival.peer)
    return contact


def held(contact: Contact) -> Contact:
    """CONTACT as it is now, locked until the transaction ends."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("person__household")
    return rows.get(pk=contact.pk)


def goes_by(contact: Contact, peer: Peer) -> None:
    """Remember the names of PEER as CONTACT's: of each kind it has one. What they were before identifies nobody any more."""
    for kind, value in _names(peer):
        other = Alias.objects.select_related("contact__person").filter(kind=kind, value=value).first()
        if other is not None and other.contact.person_id != contact.person_id:
            lose(other)
        for former in contact.aliases.filter(kind=kind).exclude(value=value):
            lose(former)
            former.delete()
        Alias.objects.update_or_create(kind=kind, value=value, defaults={"contact": contact})


def lose(alias: Alias) -> None:
    """Whoever has this name now is not the person it was known for."""
    people.lose(person=alias.contact.person, channel=channel_of(alias), value=alias.value)


def channel_of(alias: Alias) -> str:
    """As what an alias proves an address."""
    return Address.Channel.PHONE if alias.kind == Alias.Kind.PHONE else Address.Channel.WHATSAPP


def _differs(contact: Contact, peer: Peer, *kinds: str) -> bool:
    """Whether CONTACT is known by another name than PEER's, of one of these kinds."""
    said = dict(_names(peer))
    return any(
        said.get(kind, value) != value for kind, value in contact.aliases.values_list("kind", "value") if kind in kinds
    )


def heard(contact: Contact, *, wire: str, arrival: Arrival, now: datetime) -> None:
    """Note that CONTACT wrote; after a long silence it is no longer sure who they are."""
    doubted = contact.person.has_agreed() and now - contact.heard_at > SILENCE
    contact.doubted_at = contact.doubted_at or (now if doubted else None)
    contact.wire, contact.chat, contact.heard_at = wire, arrival.chat, max(contact.heard_at, now)
    contact.save(update_fields=["wire", "chat", "heard_at", "doubted_at"])


def doubt(contact: Contact, *, now: datetime) -> None:
    """The number moved, or its keys are others: until they confirm, no amount is shown there."""
    if contact.doubted_at is None and contact.person.has_agreed():
        contact.doubted_at = now
        contact.save(update_fields=["doubted_at"])


def _known_by(aliases: list[Alias]) -> tuple[Contact | None, Contact | None]:
    """The contact that has the number, and the one that has the account."""
    by_number = next((alias.contact for alias in aliases if alias.kind == Alias.Kind.PHONE), None)
    by_account = next((alias.contact for alias in aliases if alias.kind != Alias.Kind.PHONE), None)
    return by_number, by_account


def _aliases(peer: Peer) -> list[Alias]:
    """What is known of the names of PEER, the number's first."""
    names = _names(peer)
    if not names:
        return []
    any_of = Q()
    for kind, value in names:
        any_of |= Q(kind=kind, value=value)
    found = Alias.objects.select_related("contact__person__household").filter(any_of)
    return sorted(found, key=lambda alias: names.index((alias.kind, alias.value)))


def _names(peer: Peer) -> list[tuple[str, str]]:
    names = ((Alias.Kind.PHONE, peer.phone), (Alias.Kind.LID, peer.lid), (Alias.Kind.BSUID, peer.bsuid))
    return [(str(kind), value.lstrip("+")) for kind, value in names if value]


def _may_write(peer: Peer) -> bool:
    allowed = settings.WHATSAPP.allowed
    if not allowed:
        return True
    number = peer.phone.lstrip("+")
    is_known = "known" in allowed and bool(number) and folk.by_address(Address.Channel.PHONE, number) is not None
    return is_known or any(number.startswith(one.lstrip("+")) for one in allowed if one != "known" and number)


def _person(arrival: Arrival, now: datetime) -> Person:
    """Whose proven number this is, else somebody new. A message from a number proves the number."""
    peer = arrival.peer
    if peer.phone:
        channel, value = Address.Channel.PHONE, peer.phone
    else:
        channel, value = Address.Channel.WHATSAPP, peer.bsuid or peer.lid
    home = countries.by_prefix(peer.phone) if peer.phone else None
    return people.welcome(
        channel=channel,
        value=value,
        now=now,
        country=home.code if home else settings.DEFAULT_COUNTRY,
        name=peer.name[:80],
    )
