"""From what came in by a wire to a message in a conversation: stored first, dealt with afterwards, in order, once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor.turn import Answer
from finance.conversations import amending, inbox, outbox, staff
from finance.conversations.inbox import Attached
from finance.conversations.models import Attachment, Conversation
from finance.documents import operations as documents
from finance.documents import sniffing
from finance.people.models import Person
from whatsapp import alerts, confirming, contacts, joining, queries
from whatsapp.models import Contact, Inbound, Line
from whatsapp.port import Arrival, Kind, Media, Peer
from whatsapp.translation import ARRIVAL

logger = logging.getLogger(__name__)

CHANNEL = "whatsapp"
PAUSE = timedelta(minutes=30)  # after staff wrote by hand, SofIA keeps quiet so long
MOST_TRIES = 5
_WAIT = timedelta(seconds=2)
_CLAIM_LASTS = timedelta(minutes=3)  # longer than any file takes
_KEPT = {Kind.IMAGE: "image", Kind.DOCUMENT: "document", Kind.VOICE: "voice"}
_NEWS = frozenset({Kind.MOVED, Kind.IDENTITY, Kind.ECHO})
_CHATS = 1000  # looked at together
_TOLD = {Kind.LOCATION: "location", Kind.UNREADABLE: "hidden", Kind.OTHER: "other"}
_YES, _NO = frozenset("👍👌✅🙏❤💯"), frozenset("👎❌🚫")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What hangs on an arrival: its bytes; or why there are none, as `Attachment.Kind`."""

    body: bytes = b""
    lacking: str = ""


def store(*, wire: str, arrival: Arrival, now: datetime) -> bool:
    """Keep ARRIVAL until it is dealt with, once; whether it is new. Afterwards the wire may forget it."""
    _row, is_new = Inbound.objects.get_or_create(
        wire=wire,
        chat=arrival.chat,
        provider_id=arrival.id,
        defaults={"arrival": ARRIVAL.dump_json(arrival).decode(), "arrived_at": now},
    )
    Line.objects.filter(wire=wire).update(heard_at=now)
    return is_new


def chats_that_wait(*, wire: str) -> list[str]:
    """The chats in which something still is to be dealt with, the oldest first."""
    waiting = Inbound.objects.filter(wire=wire, state=Inbound.State.WAITING)
    by_age = waiting.values("chat").annotate(first=Min("pk")).order_by("first")
    return [row["chat"] for row in by_age[:_CHATS]]


def claim(*, wire: str, chat: str, now: datetime) -> Inbound | None:
    """Take the oldest that waits in CHAT for oneself; None when there is none, or somebody else is at that chat."""
    waiting = Inbound.objects.filter(wire=wire, chat=chat, state=Inbound.State.WAITING).order_by("pk")
    first = waiting.first()
    if first is None:
        return None
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - _CLAIM_LASTS)
    taken = Inbound.objects.filter(free, pk=first.pk, state=Inbound.State.WAITING)
    return first if taken.update(claimed_at=now, tries=F("tries") + 1) else None


def begin_again(*, wire: str) -> None:
    """The only process that deals with what comes by WIRE starts: nobody else is at any chat."""
    Inbound.objects.filter(wire=wire, state=Inbound.State.WAITING).exclude(claimed_at=None).update(claimed_at=None)


def media_of(inbound: Inbound) -> Media | None:
    """What must be fetched before INBOUND is dealt with; nothing from whom has not agreed to anything being kept."""
    arrival = ARRIVAL.validate_json(inbound.arrival)
    contact = contacts.known(arrival.peer)
    is_wanted = arrival.kind in _KEPT and not arrival.is_view_once and contact is not None
    return arrival.media if is_wanted and contact and contact.person.has_agreed() else None


def deal(inbound: Inbound, *, fetched: Fetched = Fetched(), now: datetime) -> None:
    """Do what INBOUND asks for, all of it or nothing, once: whoever comes second finds it done."""
    arrival = ARRIVAL.validate_json(inbound.arrival)
    kept = _kept(arrival, fetched, now)  # the bytes first: a store may be far away, and no row waits for it
    with transaction.atomic():
        waiting = Inbound.objects.select_for_update().filter(pk=inbound.pk, state=Inbound.State.WAITING)
        if not waiting.exists():
            return
        state, contact = _taken_in(inbound, arrival, kept, now)
        if contact is not None and inbound.done_at is not None:  # it was held, and they have confirmed since
            outbox.hurry(person=contact.person, channel=CHANNEL, now=now)
        _settle(inbound, contact, state, now)


def wait_for(inbound: Inbound, *, now: datetime, after: timedelta) -> None:
    """Nobody could try to deal with it: again AFTER a while, and this time does not count."""
    Inbound.objects.filter(pk=inbound.pk, state=Inbound.State.WAITING).update(
        claimed_at=now + after - _CLAIM_LASTS, tries=inbound.tries
    )


def give_back(inbound: Inbound, *, now: datetime) -> None:
    """What could not be dealt with is tried again, later each time; in the end it is put aside, whole, and staff are told."""
    if inbound.tries + 1 >= MOST_TRIES:
        logger.error("inbound %s is put aside", inbound.pk)
        Inbound.objects.filter(pk=inbound.pk).update(state=Inbound.State.IGNORED, done_at=now)
        alerts.raise_alert(kind="inbound put aside", detail=str(inbound.pk), now=now)
    else:
        free_at = now + _WAIT * 4**inbound.tries
        Inbound.objects.filter(pk=inbound.pk).update(claimed_at=free_at - _CLAIM_LASTS)


def _settle(inbound: Inbound, contact: Contact | None, state: Inbound.State, now: datetime) -> None:
    """Its words live in the conversation now; here only its id stays, by which a repetition is known."""
    kept = inbound.arrival if state == Inbound.State.HELD else ""
    Inbound.objects.filter(pk=inbound.pk).update(
        contact=contact, state=state, arrival=kept, claimed_at=None, done_at=now
    )


def _taken_in(
    inbound: Inbound, arrival: Arrival, kept: list[Attached], now: datetime
) -> tuple[Inbound.State, Contact | None]:
    if arrival.kind in _NEWS:  # of somebody, not by them: nobody is met by it
        contact = contacts.known(arrival.peer)
        return (_news(contacts.held(contact), arrival, now), contact) if contact else (Inbound.State.IGNORED, None)
    try:
        is_invited = joining.is_invited(arrival, now=now)
        contact = contacts.met(wire=inbound.wire, arrival=arrival, now=now, is_invited=is_invited)
    except contacts.NotWelcome:
        return Inbound.State.IGNORED, None
    return _dealt(inbound, contact, arrival, kept, now), contact


def _news(contact: Contact, arrival: Arrival, now: datetime) -> Inbound.State:
    if arrival.kind == Kind.ECHO:
        return _echo(contact, arrival, now)
    contacts.doubt(contact, now=now)
    if arrival.kind == Kind.MOVED and arrival.text and contacts.known(Peer(arrival.text)) is None:
        contacts.goes_by(contact, Peer(arrival.text))
    return Inbound.State.DONE


def _dealt(inbound: Inbound, contact: Contact, arrival: Arrival, kept: list[Attached], now: datetime) -> Inbound.State:
    contacts.heard(contact, wire=inbound.wire, arrival=arrival, now=now)
    if contact.doubted_at is not None:
        return confirming.hear(contact, arrival, now=now)
    if contact.paused_until is not None and contact.paused_until > now:
        return _heard_by_staff(contact.person, arrival, kept, now)
    if arrival.kind == Kind.TEXT and joining.hear(contact, arrival.text, channel=CHANNEL, now=now):
        return Inbound.State.DONE
    if arrival.kind in (Kind.EDIT, Kind.REVOKE):
        return _amended(contact.person, arrival, now)
    if arrival.kind == Kind.REACTION:
        return _reaction(contact, arrival, now)
    return _said(contact, arrival, kept, now)


def _said(contact: Contact, arrival: Arrival, kept: list[Attached], now: datetime) -> Inbound.State:
    text = queries.chosen(contact, arrival) or ("" if arrival.kind == Kind.LOCATION else arrival.text)
    if kept and not inbox.is_said(text):
        text = ""
    try:
        inbox.receive(
            person=contact.person,
            channel=CHANNEL,
            external_id=arrival.id,
            text=text,
            said_at=min(arrival.sent_at, now),
            now=now,
            attached=kept,
            points_at=queries.pointed_at(contact.person, arrival.target),
        )
    except inbox.NothingSaid:
        return Inbound.State.IGNORED
    except inbox.TooLong:
        with translation.override(contact.person.language):
            said = _("Tu mensaje es muy largo: leo hasta 2000 letras. Mándamelo en partes, por favor.")
        answer = Answer(text=said, intent="too_long", keeps_pending=True)
        outbox.tell(person=contact.person, answer=answer, channel=CHANNEL, now=now)
    return Inbound.State.DONE


def _heard_by_staff(person: Person, arrival: Arrival, kept: list[Attached], now: datetime) -> Inbound.State:
    said = arrival.text[: inbox.LONGEST]
    if kept or inbox.is_said(said):
        staff.hear(person=person, channel=CHANNEL, external_id=arrival.id, text=said, now=now, attached=kept)
    return Inbound.State.DONE


def _kept(arrival: Arrival, fetched: Fetched, now: datetime) -> list[Attached]:
    """What came with ARRIVAL, its bytes stored as the person's who sent it."""
    contact = contacts.known(arrival.peer)
    return _attached(contact.person, arrival, fetched, now) if contact else _attached(None, arrival, Fetched(), now)


def _attached(person: Person | None, arrival: Arrival, fetched: Fetched, now: datetime) -> list[Attached]:
    if arrival.kind in _TOLD:
        return [Attached(_TOLD[arrival.kind])]
    if arrival.kind not in _KEPT:
        return []
    if arrival.is_view_once:
        return [Attached(Attachment.Kind.HIDDEN)]
    if person is None or fetched.lacking or not fetched.body:
        return [Attached(fetched.lacking or Attachment.Kind.GONE)]
    try:
        name = arrival.media.name if arrival.media else ""
        return [Attached(_KEPT[arrival.kind], documents.keep(owner=person, body=fetched.body, name=name, now=now))]
    except sniffing.TooLarge:
        return [Attached(Attachment.Kind.LARGE)]
    except sniffing.Unwelcome:
        return [Attached(Attachment.Kind.OTHER)]


def _amended(person: Person, arrival: Arrival, now: datetime) -> Inbound.State:
    about, text = arrival.target, arrival.text
    try:
        if arrival.kind == Kind.REVOKE:
            amending.take_back(person=person, channel=CHANNEL, external_id=about, now=now)
        else:
            amending.rewrite(person=person, channel=CHANNEL, external_id=about, edit_id=arrival.id, text=text, now=now)
    except (amending.MessageUnknown, inbox.NothingSaid, inbox.TooLong):
        return Inbound.State.IGNORED
    return Inbound.State.DONE


def _reaction(contact: Contact, arrival: Arrival, now: datetime) -> Inbound.State:
    """A thumb on the last thing she asked is a yes or a no; on anything else it is only kind."""
    person = contact.person
    sign = arrival.text.strip("\ufe0f\u200d")[:1]
    asked = queries.pointed_at(person, arrival.target)
    conversation = Conversation.objects.filter(person=person).first()
    is_last = bool(asked and conversation and asked.seq == conversation.last_seq and conversation.pending)
    if not is_last or sign not in _YES | _NO:
        return Inbound.State.IGNORED
    text = "sí" if sign in _YES else "no"
    if not joining.hear(contact, text, channel=CHANNEL, now=now):
        inbox.receive(person=person, channel=CHANNEL, external_id=arrival.id, text=text, now=now)
    return Inbound.State.DONE


def _echo(contact: Contact, arrival: Arrival, now: datetime) -> Inbound.State:
    """Staff wrote from the phone itself: it is kept, and SofIA does not talk in between."""
    contact.paused_until = now + PAUSE
    contact.save(update_fields=["paused_until"])
    said = arrival.text[: inbox.LONGEST] if inbox.is_said(arrival.text) else "📎"
    staff.speak(person=contact.person, channel=CHANNEL, external_id=arrival.id, text=said, now=now)
    return Inbound.State.DONE
