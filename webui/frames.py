"""What tabs are sent: the conversation's messages as frames (CONTRACTS.md), with a card for what was booked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor import speech
from finance.advisor.facts import Fact
from finance.conversations.models import Attachment, Conversation, Message
from finance.journal import queries as journal
from finance.ledger import queries as ledger
from finance.ledger.categories import name_of
from finance.ledger.models import Entry
from finance.ledger.operations import as_money
from finance.people.models import Person

Frame = dict[str, Any]

PAGE = 50
_ROWS_SHOWN = 20

_ICONS = {
    "supermercado": "cart", "restaurantes": "fork", "transporte": "bus", "auto": "car", "vivienda": "house",
    "servicios": "bolt", "hogar": "sofa", "salud": "heart", "educacion": "book", "ropa": "shirt",
    "bienestar": "scissors", "entretenimiento": "ticket", "suscripciones": "play", "tecnologia": "phone",
    "mascotas": "paw", "familia": "people", "regalos": "gift", "viajes": "plane", "finanzas": "bank",
    "deudas": "card", "ahorro": "pig", "compras": "bag", "otros": "tag", "sueldo": "briefcase",
    "negocio": "briefcase", "otros_ingresos": "coins",
}  # fmt: skip


def before(person: Person, seq: int | None, *, limit: int = PAGE) -> list[Frame]:
    """The LIMIT messages before SEQ (None: the newest), oldest first."""
    rows = _messages(person)
    if seq is not None:
        rows = rows.filter(seq__lt=seq)
    return of(person, list(rows.order_by("-seq")[:limit])[::-1])


def since(person: Person, seq: int, *, limit: int = 200) -> list[Frame]:
    """The first LIMIT messages after SEQ, oldest first."""
    return of(person, list(_messages(person).filter(seq__gt=seq).order_by("seq")[:limit]))


def last_seq(person: Person) -> int:
    """The number of the newest message; 0 before the first."""
    return Conversation.objects.filter(person=person).values_list("last_seq", flat=True).first() or 0


def _messages(person: Person) -> Any:  # noqa: ANN401  (a queryset with a prefetch)
    answers = Prefetch("answers", queryset=Message.objects.only("external_id", "answered_by_id", "seq").order_by("seq"))
    return Message.objects.filter(conversation__person=person).prefetch_related(answers)


def of(person: Person, messages: Sequence[Message], entries: Sequence[Entry] | None = None) -> list[Frame]:
    """Frames of these messages. ENTRIES: what they booked, where the caller has just booked it."""
    actions = [UUID(action) for message in messages for action in message.booked]
    fresh = entries is not None
    if entries is None:
        entries = (
            list(
                ledger.entries(person)
                .filter(action__in=actions)
                .order_by("number")
                .prefetch_related("postings__account")
            )
            if actions
            else []
        )
    states = States() if fresh else _states(actions, entries)
    attached = _attached(messages)
    with translation.override(person.language):
        return [_frame(person, message, entries, states, attached.get(message.pk, [])) for message in messages]


def _attached(messages: Sequence[Message]) -> dict[UUID, list[Frame]]:
    """What hangs on these messages; most have nothing, and then nothing is asked."""
    those = [message.pk for message in messages if message.attached]
    hung: dict[UUID, list[Frame]] = {}
    rows = Attachment.objects.filter(message__in=those).select_related("document").order_by("pk") if those else ()
    for row in rows:
        paper = row.document
        shown = {"id": str(paper.pk), "name": paper.name, "mime": paper.mime, "size": paper.size} if paper else {}
        hung.setdefault(row.message_id, []).append({"kind": row.kind, **shown})
    return hung


@dataclass(frozen=True, slots=True)
class States:
    """What became of actions: "undone", or "corrected" by another one that stands; and which entries were corrected away."""

    by_action: Mapping[UUID, str] = field(default_factory=dict)
    gone: frozenset[UUID] = frozenset()

    def of(self, action: UUID, entries: Sequence[Entry]) -> Frame:
        """As a card shows it; of several entries only those that are GONE are struck out."""
        state = self.by_action.get(action, "")
        gone = [place for place, entry in enumerate(entries) if entry.pk in self.gone]
        return {"undone": state == "undone", "corrected": state == "corrected", "gone": gone}


def _states(actions: Iterable[UUID], entries: Iterable[Entry]) -> States:
    pks = [entry.pk for entry in entries if entry.reverses_id is None]
    taken_back = Entry.objects.filter(reverses__in=pks).values_list("reverses", "reverses__action", "action__root")
    by_others = [(entry, action, root) for entry, action, root in taken_back if action != root]
    undone = journal.undone([*actions, *(root for _entry, _action, root in by_others)])
    standing = [(entry, action) for entry, action, root in by_others if root not in undone]
    corrected = dict.fromkeys((action for _entry, action in standing), "corrected")
    gone = frozenset(entry for entry, _action in standing if entry is not None)
    return States({**corrected, **dict.fromkeys(undone, "undone")}, gone)


def cards_of(conversation: Conversation, actions: Sequence[UUID]) -> list[Frame]:
    """The new state of the cards that show these actions."""
    wanted = {str(action) for action in actions}
    mine = Entry.objects.filter(action__in=actions, household=conversation.person.household_id)
    entries = list(mine.order_by("number"))
    states = _states(actions, entries)
    recent = Message.objects.filter(conversation=conversation, role=Message.Role.SOFIA).exclude(booked=[])
    cards = []
    for seq, booked in recent.order_by("-seq").values_list("seq", "booked")[:500]:
        shown = wanted & set(booked)
        if shown:
            on_it = [one for one in entries if str(one.action_id) in booked and one.reverses_id is None]
            cards.append({"message_id": seq, **states.of(UUID(shown.pop()), on_it)})
    return cards


def cards_seen(person: Person, seq: int, *, limit: int = PAGE) -> list[Frame]:
    """The present state of the last LIMIT cards up to message SEQ: they may have changed while a tab was away."""
    conversation = Conversation.objects.filter(person=person).select_related("person").first()
    if conversation is None:
        return []
    seen = Message.objects.filter(conversation=conversation, seq__lte=seq, role=Message.Role.SOFIA).exclude(booked=[])
    booked = seen.order_by("-seq").values_list("booked", flat=True)[:limit]
    return cards_of(conversation, [UUID(action) for actions in booked for action in actions])


def _frame(person: Person, message: Message, entries: Iterable[Entry], states: States, attached: list[Frame]) -> Frame:
    is_theirs = message.role == Message.Role.PERSON
    asked = [] if is_theirs else list(message.answers.all())
    booked = [UUID(action) for action in message.booked]
    mine = [entry for entry in entries if entry.action_id in booked and entry.reverses_id is None]
    return {
        "type": "message",
        "message_id": message.seq,
        "reply_to": message.external_id if is_theirs else (asked[-1].external_id if asked else None),
        "role": message.role,
        "text": message.text,
        "attachments": attached,
        "proof": _proof(person, message),
        "actions": message.choices,
        "channel": message.channel,
        "created_at": message.created_at.isoformat(),
        "card": _card(person, message, mine, states.of(booked[0], mine)) if mine else None,
    }


def _card(person: Person, message: Message, entries: Sequence[Entry], state: Frame) -> Frame:
    today = person.day(message.created_at)
    return {
        "undo": _("Deshacer") + f" n.º {message.seq}",
        "redo": _("Rehacer") + f" n.º {message.seq}",
        **state,
        "said": message.text[message.covered :].strip(),
        "entries": [_entry(person, entry, today) for entry in entries],
    }


def _entry(person: Person, entry: Entry, today: date) -> Frame:
    postings = list(entry.postings.all())
    side = next((leg.account.slug for leg in postings if leg.account.kind in ("expense", "income")), "")
    places = [speech.place(leg.account) for leg in postings if leg.account.is_real]
    details = [speech.day(entry.happened_on, today, person), " → ".join(places)]
    if side:
        details.insert(0, name_of(side))
    title = speech.entry_thing(entry)
    return {
        "id": str(entry.pk),
        "kind": entry.kind,
        "title": title[:1].upper() + title[1:],
        "detail": " · ".join(details),
        "amount": speech.amount(as_money(entry), person),
        "category": side,
        "icon": _ICONS.get(side, "swap"),
    }


def _proof(person: Person, message: Message) -> Frame | None:
    """The figures of an answer that are made of rows, which are asked for when unfolded; of a model's answer, all."""
    facts = [Fact.read(kept) for kept in message.facts if kept["rows"] or message.proof]
    if not facts:
        return None
    return {
        "title": _("¿De dónde sale?"),
        "facts": [
            {"label": fact.label, "value": speech.figure(fact.value, person), "rows_total": None, "rows": None}
            for fact in facts
        ],
    }


def proof_rows(person: Person, seq: int) -> list[Frame] | None:
    """The rows behind each figure of a message, newest first; None when the person has no such message."""
    message = Message.objects.filter(conversation__person=person, seq=seq).first()
    if message is None:
        return None
    today = person.day(message.created_at)
    shown: list[Frame] = []
    with translation.override(person.language):
        for fact in (Fact.read(kept) for kept in message.facts):
            if fact.rows is None:
                if message.proof:
                    shown.append({"label": fact.label, "value": speech.figure(fact.value, person), "rows": []})
                continue
            rows = ledger.rows(person, fact.rows).prefetch_related(ledger.legs_seen(person, "entry__postings"))
            sign = -1 if fact.rows.kind == "income" else 1
            shown.append(
                {
                    "label": fact.label,
                    "value": speech.figure(fact.value, person),
                    "rows_total": rows.count(),
                    "rows": [
                        {
                            "when": speech.day(row.happened_on, today, person),
                            "title": speech.entry_thing(row.entry),
                            "value": speech.amount(row.money if sign > 0 else -row.money, person),
                        }
                        for row in rows[:_ROWS_SHOWN]
                    ],
                }
            )
    return shown
