"""What changes about people: they come, prove an address, agree, settle, and join a household."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal

from finance import countries
from finance.people.models import Address, Consent, Household, JoinCode, Membership, Person, SignInLink

# The words a person agrees to (see `advisor.replies.greeting` and webui/welcome.html). New words, new version.
CONSENT_VERSION = "2026-11"

_LINK_LASTS = timedelta(minutes=10)
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another
_CODE_LENGTH = 8  # 40 bits, for ten minutes

# Sent in the transaction, for the wires: what identified `person` identifies `into` now, all of it or just `values`.
addresses_moved = Signal()


class LinkUnknown(ValueError):
    """Ese enlace no existe."""


class LinkExpired(ValueError):
    """Ese enlace ya venció."""


class CodeUnknown(ValueError):
    """Ese código no sirve: quizá ya venció. Pide otro."""


class LinkUsed(ValueError):
    """Ese enlace ya se usó."""


def welcome(
    *, channel: str, value: str, now: datetime, country: str, language: str = "", time_zone: str = "", name: str = ""
) -> Person:
    """Return the person whose proven address VALUE is; else make one, with a household of their own.

    The caller has proof of the address (a message from it, a code, the operator's console).
    """
    value = folded(channel, value)
    known = Person.objects.select_related("household").filter(
        addresses__channel=channel, addresses__value=value, addresses__verified_at__isnull=False
    )
    person = known.first()
    if person is not None:
        return person
    try:
        return _arrive(channel, value, now, countries.get(country), language=language, time_zone=time_zone, name=name)
    except IntegrityError:  # the same address arrived at the same moment; whoever was first is that person
        person = known.first()
        if person is None:
            raise
        return person


@transaction.atomic
def _arrive(
    channel: str, value: str, now: datetime, home: countries.Country, *, language: str, time_zone: str, name: str
) -> Person:
    person = Person(
        name=name,
        household=Household.objects.create(created_at=now),
        country=home.code,
        currency=home.currency,
        time_zone=time_zone or home.zones[0],
        language=language or _language_of(home),
        pay_rhythm=home.pay_rhythm if home.pay_rhythm == "quincena" else Person.PayRhythm.NONE,
        created_at=now,
    )
    person.set_unusable_password()
    person.save()
    Membership.objects.create(person=person, household=person.household, role=Membership.Role.OWNER, joined_at=now)
    Address.objects.create(person=person, channel=channel, value=value, verified_at=now, created_at=now)
    return person


def folded(channel: str, value: str) -> str:
    """Write an address in the one form it is kept in: e-mails in lower case, phones as bare digits."""
    value = value.strip()
    if channel == Address.Channel.WHATSAPP:
        return value
    return value.lower() if channel == Address.Channel.EMAIL else "".join(filter(str.isdigit, value))


def _language_of(home: countries.Country) -> str:
    return "es-ar" if home.voseo and home.language == "es" else home.language


@transaction.atomic
def agree(*, person: Person, channel: str, now: datetime) -> None:
    """Record that PERSON is of age and lets SofIA keep their books, in the current words; once is enough."""
    Consent.objects.filter(person=person, purpose=Consent.Purpose.BOOKS, withdrawn_at__isnull=True).filter(
        ~Q(version=CONSENT_VERSION)
    ).update(withdrawn_at=now)
    Consent.objects.get_or_create(
        person=person,
        purpose=Consent.Purpose.BOOKS,
        withdrawn_at=None,
        defaults={"version": CONSENT_VERSION, "channel": channel, "given_at": now},
    )
    person.adult_at = person.adult_at or now
    person.agreed_at = person.agreed_at or now
    person.save(update_fields=["adult_at", "agreed_at"])


@transaction.atomic
def settle(
    *,
    person: Person,
    name: str,
    country: str,
    language: str,
    time_zone: str,
    pay_rhythm: str,
    pay_day: int | None,
    pay_anchor: date | None,
    now: datetime,
) -> None:
    """Set what a person says of themselves on arrival; the currency follows the country until then."""
    home = countries.get(country)
    person.name = name
    person.country = home.code
    if person.settled_at is None:
        person.currency = home.currency
    person.language = "es-ar" if language == "es" and home.voseo else language
    person.time_zone = time_zone or home.zones[0]
    person.pay_rhythm = pay_rhythm
    person.pay_day = pay_day if pay_rhythm == Person.PayRhythm.MONTHLY else None
    person.pay_anchor = pay_anchor if pay_rhythm in (Person.PayRhythm.WEEKLY, Person.PayRhythm.BIWEEKLY) else None
    person.settled_at = person.settled_at or now
    # Not the household: they may have joined another since PERSON was read.
    person.save(
        update_fields=[
            "name", "country", "currency", "language", "time_zone", "pay_rhythm", "pay_day", "pay_anchor", "settled_at",
        ]
    )  # fmt: skip


def prove(*, person: Person, channel: str, value: str, now: datetime) -> bool:
    """PERSON has shown that an address is theirs; whether it is: one that proves somebody else stays theirs."""
    value = folded(channel, value)
    proven = Address.objects.filter(channel=channel, value=value, verified_at__isnull=False).first()
    if proven is None:
        said = {"verified_at": now, "created_at": now}
        Address.objects.update_or_create(person=person, channel=channel, value=value, defaults=said)
    return proven is None or proven.person_id == person.pk


def lose(*, person: Person, channel: str, value: str) -> None:
    """An address is no longer PERSON's: it identifies nobody until somebody proves it again."""
    Address.objects.filter(person=person, channel=channel, value=folded(channel, value)).delete()


@transaction.atomic
def join(*, person: Person, household: Household, now: datetime) -> None:
    """Make PERSON see and write the books of HOUSEHOLD from now on; their former one keeps what it holds."""
    Membership.objects.get_or_create(
        person=person,
        household=household,
        left_at=None,
        defaults={"role": Membership.Role.MEMBER, "joined_at": now},
    )
    person.household = household
    person.save(update_fields=["household"])


def issue_link(*, person: Person, now: datetime) -> str:
    """Make a sign-in link's secret for PERSON: ten minutes, once. It is returned and not kept."""
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(person=person, digest=_digest(secret), expires_at=now + _LINK_LASTS)
    return secret


def look_at_link(*, secret: str, now: datetime) -> SignInLink:
    """Find a link that would let its bearer in; LinkUnknown, LinkUsed or LinkExpired otherwise."""
    link = SignInLink.objects.select_related("person").filter(digest=_digest(secret), person__is_active=True).first()
    if link is None:
        raise LinkUnknown
    if link.used_at is not None:
        raise LinkUsed
    if link.expires_at <= now:
        raise LinkExpired
    return link


def use_link(*, secret: str, now: datetime) -> Person:
    """Consume a link and return its person; of two that try at once, one comes in."""
    link = look_at_link(secret=secret, now=now)
    if not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise LinkUsed
    return link.person


def issue_code(*, person: Person, now: datetime) -> str:
    """Make a code with which whoever has it joins PERSON's account: ten minutes, once. It is returned and not kept."""
    code = "".join(secrets.choice(_CODE_LETTERS) for _letter in range(_CODE_LENGTH))
    JoinCode.objects.create(person=person, digest=_digest(code), expires_at=now + _LINK_LASTS)
    return code


def knows_code(*, code: str, now: datetime) -> bool:
    """Whether `use_code` would take CODE now: who has it was invited by somebody."""
    return _fresh(code, now).exists()


def _fresh(code: str, now: datetime) -> QuerySet[JoinCode]:
    said = "".join(letter for letter in code.upper() if letter.isalnum())
    return JoinCode.objects.select_related("person__household").filter(
        digest=_digest(said), expires_at__gt=now, used_at=None, person__is_active=True
    )


def use_code(*, code: str, now: datetime) -> Person:
    """Consume a code and return whose it is; CodeUnknown for one that never was, is over, or was used."""
    fresh = _fresh(code, now)
    found = fresh.first()
    if found is None or not fresh.filter(pk=found.pk).update(used_at=now):
        raise CodeUnknown
    return found.person


@transaction.atomic
def move_addresses(*, person: Person, into: Person) -> None:
    """Whatever identifies PERSON identifies INTO from now on; nobody comes in as PERSON any more."""
    theirs = set(Address.objects.filter(person=into).values_list("channel", "value"))
    for address in Address.objects.filter(person=person):
        if (address.channel, address.value) in theirs:
            address.delete()
        else:
            address.person = into
            address.save(update_fields=["person"])
    person.is_active = False
    person.save(update_fields=["is_active"])
    addresses_moved.send(Person, person=person, into=into, values=None)


def addresses_of(person: Person) -> list[list[str]]:
    """What identifies PERSON, as channel and value."""
    return [[one.channel, one.value] for one in Address.objects.filter(person=person).order_by("pk")]


@transaction.atomic
def give_back(*, person: Person, to: Person, addresses: list[list[str]]) -> None:
    """What had been moved from TO identifies them again, as far as it still identifies PERSON."""
    for channel, value in addresses:
        Address.objects.filter(person=person, channel=channel, value=value).update(person=to)
    to.is_active = True
    to.save(update_fields=["is_active"])
    addresses_moved.send(Person, person=person, into=to, values=[value for _channel, value in addresses])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
