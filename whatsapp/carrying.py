"""How SofIA's replies leave: what waits for one chat becomes one message, at a human pace, and is never guessed to have left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.conversations import outbox
from finance.conversations.models import Delivery, Message
from finance.conversations.outbox import Claimed
from finance.documents import queries as documents
from whatsapp import alerts, confirming, queries
from whatsapp.intake import CHANNEL
from whatsapp.models import Contact, Leaf, Line
from whatsapp.port import Attached, Capabilities, Later, Left, Outcome, Parcel, Peer, Rank, Receipt, Refused, Unknown
from whatsapp.translation import numbered, parts_of

MOST_PARTS = 3  # messages to one chat at a time; what is longer is told where to be read
MOST_AN_HOUR = 120  # messages to one phone
_HOUR = timedelta(hours=1)
_LONGEST_IN_TEMPLATE = 800  # letters; the whole body holds 1,024
_SILENT = timedelta(hours=25)
_STEP_BACK = timedelta(minutes=10)  # what waits for a doubtful number is looked at again after this


@dataclass(frozen=True, slots=True)
class Load:
    """What one claim becomes: the parcels to send in order, and the unknown deliveries whose words are in them again."""

    claimed: Claimed
    contact: Contact
    parcels: tuple[Parcel, ...]
    again: tuple[Delivery, ...] = ()


def load(*, wire: str, capabilities: Capabilities, now: datetime) -> Load | None:
    """Claim what waits longest for somebody who writes by WIRE, as parcels; None when nothing may leave now.

    What cannot leave by itself (a closed window without a template, nobody to send it to) is settled on the way.
    """
    if Line.objects.filter(wire=wire, stopped_at__isnull=False).exists():
        return None
    among = _conversations(wire)
    while (claimed := outbox.claim(channel=CHANNEL, now=now, among=among)) is not None:
        contact = queries.contact_for(claimed.deliveries)
        if contact is None:
            outbox.retry(claimed, reason="no contact", now=now, permanent=True)
        elif contact.wire != wire:
            outbox.put_back(claimed, reason="another wire", now=now, after=timedelta(seconds=1))
        elif (wait := _until_they_may(contact, now)) > timedelta():
            outbox.put_back(claimed, reason="limit", now=now, after=wait)
            alerts.raise_alert(kind=f"limit of contact {contact.pk}"[:24], now=now)
        elif (ready := _ready(claimed, contact, capabilities, now)) is not None:
            return ready
    return None


def _until_they_may(contact: Contact, now: datetime) -> timedelta:
    """How long nothing more leaves to one phone: two machines that answer each other would never end."""
    if contact.hour_began_at is None or contact.left_in_hour < MOST_AN_HOUR:
        return timedelta()
    return contact.hour_began_at + _HOUR - now


def _count(contact: Contact, now: datetime) -> None:
    mine = Contact.objects.filter(pk=contact.pk)
    is_over = Q(hour_began_at=None) | Q(hour_began_at__lte=now - _HOUR)
    if not mine.filter(is_over).update(hour_began_at=now, left_in_hour=1):
        mine.update(left_in_hour=F("left_in_hour") + 1)


def _ready(claimed: Claimed, contact: Contact, capabilities: Capabilities, now: datetime) -> Load | None:
    if contact.doubted_at is not None:
        asked = [message for message in claimed.messages if message.intent == confirming.INTENT]
        claimed = outbox.part(claimed, asked, reason="number in doubt", now=now, after=_STEP_BACK)
        # However often it was asked meanwhile, once is enough.
        return Load(claimed, contact, _parcels(contact, asked[-1:], "", capabilities)) if asked else None
    with translation.override(contact.person.language):
        if capabilities.window is not None and now - contact.heard_at > capabilities.window:
            return _by_template(claimed, contact, now)
        doubtful = outbox.doubtful(claimed.conversation, channel=CHANNEL)
        before = _again(doubtful)
        return Load(claimed, contact, _parcels(contact, claimed.messages, before, capabilities), tuple(doubtful))


def _by_template(claimed: Claimed, contact: Contact, now: datetime) -> Load | None:
    """The window is closed: only what the operator had approved may open it again."""
    template = settings.WHATSAPP.cloud_template
    if template is None:
        outbox.retry(claimed, reason="window closed", now=now, permanent=True)
        return None
    said = " · ".join(" ".join(message.text.split()) for message in claimed.messages)
    if len(said) > _LONGEST_IN_TEMPLATE:
        said = f"{said[:_LONGEST_IN_TEMPLATE].rsplit(' ', 1)[0]}… {settings.PUBLIC_URL}"
    return Load(claimed, contact, (_parcel(contact, text=said, template=template),))


def _again(doubtful: Sequence[Delivery]) -> str:
    if not doubtful:
        return ""
    words = "\n".join(delivery.message.text for delivery in doubtful)
    return _("Quizá no te llegó lo que te dije antes:") + f"\n{words}\n\n"


def _parcels(
    contact: Contact, messages: Sequence[Message], before: str, capabilities: Capabilities
) -> tuple[Parcel, ...]:
    """One text for all that waits, with the answers one may give to the last; then what hangs on them."""
    last = messages[-1]
    labels = [choice["label"] for choice in last.choices]
    text = before + "\n\n".join(message.text for message in messages)
    has_buttons = (
        bool(labels) and len(labels) <= capabilities.buttons and len(text) <= capabilities.longest_with_buttons
    )
    buttons = tuple((f"{last.seq}:{place}", label) for place, label in enumerate(labels)) if has_buttons else ()
    if labels and not has_buttons:
        text = numbered(text, labels)
    parts = parts_of(text, capabilities.longest_text)
    if len(parts) > MOST_PARTS:
        left = ngettext("…y %(count)s parte más.", "…y %(count)s partes más.", len(parts) - MOST_PARTS)
        where = _("Lo demás está en %(address)s.") % {"address": settings.PUBLIC_URL}
        parts = [*parts[:MOST_PARTS], f"{left % {'count': len(parts) - MOST_PARTS}} {where}"]
    said = [_parcel(contact, text=part) for part in parts[:-1]]
    said += [_parcel(contact, text=part, buttons=buttons) for part in parts[-1:]]
    return (*said, *(_parcel(contact, attached=paper) for paper in _papers(messages)))


def _papers(messages: Sequence[Message]) -> list[Attached]:
    papers = []
    for message in messages:
        for row in message.attachments.select_related("document") if message.attached else ():
            if row.document is not None:
                with documents.open_bytes(row.document) as body:
                    papers.append(Attached(body.read(), row.document.mime, row.document.name or "SofIA"))
    return papers


def _parcel(
    contact: Contact,
    *,
    text: str = "",
    buttons: tuple[tuple[str, str], ...] = (),
    attached: Attached | None = None,
    template: tuple[str, str] | None = None,
) -> Parcel:
    names = dict(contact.aliases.values_list("kind", "value"))
    to = Peer(phone=names.get("phone", ""), lid=names.get("lid", ""), bsuid=names.get("bsuid", ""))
    return Parcel(
        tracker=uuid4().hex,
        to=to,
        chat=contact.chat,
        text=text,
        buttons=buttons,
        attached=attached,
        template=template,
        menu=_("Ver opciones"),
    )


def begin_again(*, wire: str) -> None:
    """The only process that carries by WIRE starts: what was under way may have left."""
    outbox.begin_again(channel=CHANNEL, among=_conversations(wire))


def _conversations(wire: str) -> QuerySet[Contact, int | None]:
    """Of whom last wrote by WIRE."""
    return Contact.objects.filter(wire=wire).values_list("person__conversation", flat=True)


@transaction.atomic
def about_to_leave(load: Load, parcel: Parcel, *, wire: str, now: datetime) -> bool:
    """Write down under which token PARCEL goes, before it does: a status may know it when the answer got lost.

    False when it may not go any more: the claim is no longer ours.
    """
    if not outbox.renew(load.claimed, now=now):
        return False
    _count(load.contact, now)
    is_last = parcel is load.parcels[-1]
    Leaf.objects.bulk_create(
        [
            Leaf(delivery=one, wire=wire, tracker=parcel.tracker, is_last=is_last, left_at=now)
            for one in load.claimed.deliveries
        ]
    )
    return True


@transaction.atomic
def settle(load: Load, place: int, outcome: Outcome, *, wire: str, now: datetime) -> bool:
    """Note what became of the parcel at PLACE; whether the next one may follow."""
    match outcome:
        case Left(id=provider_id):
            Leaf.objects.filter(tracker=load.parcels[place].tracker).update(provider_id=provider_id)
            if place + 1 == len(load.parcels):
                outbox.confirm(load.claimed, now=now)
                outbox.offered(load.again, now=now)
                return True
            return outbox.renew(load.claimed, now=now)
        case Later() | Refused() if place > 0:  # a part of it has left: trying again would repeat that
            outbox.doubt(load.claimed, reason=f"partly left, {outcome.code}")
        case Later(seconds=seconds, code=code):
            wait = timedelta(seconds=seconds * 4 ** min(load.claimed.attempts - 1, 4))
            outbox.retry(load.claimed, reason=code, now=now, after=wait)
        case Refused(code=code, stops_line=stops, needs_template=False):
            if stops:
                alerts.stop_line(wire=wire, code=code, now=now)
                outbox.put_back(load.claimed, reason=code, now=now)  # it leaves once staff has looked
            else:
                outbox.retry(load.claimed, reason=code, now=now, permanent=True)
        case Refused(code=code):  # the wire knows better than we since when they are silent
            outbox.retry(load.claimed, reason=code, now=now, permanent=settings.WHATSAPP.cloud_template is None)
            Contact.objects.filter(pk=load.contact.pk).update(heard_at=now - _SILENT)
        case Unknown(code=code):
            outbox.doubt(load.claimed, reason=code)
    return False


Meaning: TypeAlias = Callable[[str], Refused | Later | None]


def heard(receipts: Sequence[Receipt], *, wire: str, now: datetime, meaning: Meaning | None = None) -> None:
    """Note what the wire says of what left. What nobody knew to have left is settled by it.

    MEANING tells what the code of a failure asks of us, where the wire takes first and refuses afterwards.
    """
    for receipt in receipts:
        leaves = Leaf.objects.filter(provider_id=receipt.id) if receipt.id else Leaf.objects.none()
        if receipt.tracker:
            Leaf.objects.filter(tracker=receipt.tracker, provider_id="").update(provider_id=receipt.id)
            leaves = Leaf.objects.filter(tracker=receipt.tracker)
        if receipt.rank == Rank.FAILED:  # of any part, and once: the wire repeats itself
            failed = list(leaves.filter(failed_at=None))
            deliveries = [leaf.delivery_id for leaf in failed]
            Leaf.objects.filter(pk__in=[leaf.pk for leaf in failed]).update(failed_at=now)
        else:
            deliveries = list(leaves.filter(is_last=True).values_list("delivery", flat=True))
        asks = meaning(receipt.code) if meaning and receipt.rank == Rank.FAILED else None
        if asks is None or not _asked_anew(deliveries, asks, wire=wire, now=now):
            outbox.heard(deliveries, state=Delivery.State(receipt.rank.value), reason=receipt.code)


def _asked_anew(deliveries: list[int], asks: Refused | Later, *, wire: str, now: datetime) -> bool:
    """What was refused afterwards is carried again, as the refusal asks; whether it can be."""
    wait = timedelta(seconds=asks.seconds) if isinstance(asks, Later) else timedelta()
    if isinstance(asks, Refused) and asks.stops_line:
        alerts.stop_line(wire=wire, code=asks.code, now=now)
    elif isinstance(asks, Refused):  # the window is closed
        if settings.WHATSAPP.cloud_template is None:
            return False
        silent = Contact.objects.filter(wire=wire, person__conversation__messages__deliveries__in=deliveries)
        silent.update(heard_at=now - _SILENT)
    outbox.carry_anew(deliveries, reason=asks.code, now=now, after=wait)
    return True
