"""`manage.py ask [--person EMAIL_OR_PHONE] [TEXT]`: talk with SofIA on the terminal."""

from __future__ import annotations

import json
import sys
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from finance import countries
from finance.advisor import speech
from finance.advisor.facts import Fact
from finance.conversations import answering, inbox
from finance.conversations.models import Message
from finance.conversations.turns import turn_of
from finance.journal.models import Action
from finance.ledger import queries as ledger
from finance.ledger.operations import as_money
from finance.people import operations as people
from finance.people.models import Address, Person
from sofia.management.commands.serve import OWNER
from sofia.preparation import prepare

_BOLD, _PLAIN = "\033[1m", "\033[0m"


class Command(BaseCommand):
    help = (
        "One turn with SofIA, or a conversation when TEXT is left out. --json prints text, intent, entries and proof."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", nargs="?")
        parser.add_argument("--person", default=OWNER, metavar="EMAIL_OR_PHONE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  (Django's own signature)
        prepare(self.stderr.write)
        person = _person(options["person"])
        if options["text"] is not None:
            self._turn(person, options["text"], as_json=options["json"])
            return
        self.stdout.write("SofIA. Escribe, o sal con Ctrl-D.")
        while True:
            self.stdout.write("> ", ending="")
            self.stdout.flush()
            line = sys.stdin.readline()
            if not line:
                break
            if line.strip():
                self._turn(person, line, as_json=options["json"])

    def _turn(self, person: Person, text: str, *, as_json: bool) -> None:
        try:
            received = inbox.receive(
                person=person, channel="terminal", external_id=str(uuid4()), text=text, now=timezone.now()
            )
        except (inbox.NothingSaid, inbox.TooLong) as refused:
            raise CommandError((refused.__doc__ or "").strip()) from refused
        reply = received.reply
        if reply is None:
            if self.stdout.isatty():
                self.stderr.write("SofIA está pensando…")
            answering.answer(conversation_id=received.message.conversation_id, now=timezone.now)
            received.message.refresh_from_db()
            reply = received.message.answered_by
        if reply is None:
            raise CommandError("Algo falló de mi lado. Tu mensaje quedó guardado; lo retomo en un momento.")
        if as_json:
            self.stdout.write(json.dumps(_as_json(person, reply), ensure_ascii=False))
            return
        text = reply.text
        if self.stdout.isatty():
            text = _emphasised(text)
        self.stdout.write(text)
        if reply.choices:
            self.stdout.write("  ".join(f"[{choice['label']}]" for choice in reply.choices))


def _person(address: str) -> Person:
    """Whoever has the terminal speaks for the address; a new one has agreed by starting."""
    channel = Address.Channel.EMAIL if "@" in address else Address.Channel.PHONE
    value = people.folded(channel, address)
    if not value or (channel == Address.Channel.PHONE and not 8 <= len(value) <= 15):
        raise CommandError(f"{address} is neither an e-mail address nor a phone number")
    home = countries.by_prefix(value) if channel == Address.Channel.PHONE else None
    now = timezone.now()
    person = people.welcome(
        channel=channel, value=value, now=now, country=home.code if home else settings.DEFAULT_COUNTRY
    )
    if not person.has_agreed():
        people.agree(person=person, channel="terminal", now=now)
    return person


def _emphasised(text: str) -> str:
    pieces = text.split("*")
    if len(pieces) % 2 == 0:
        return text
    return "".join(f"{_BOLD}{piece}{_PLAIN}" if place % 2 else piece for place, piece in enumerate(pieces))


def _as_json(person: Person, reply: Message) -> dict[str, object]:
    asked = list(reply.answers.all())
    keys = [turn_of(message.conversation, message, message.created_at).key for message in asked]
    actions = Action.objects.filter(household=person.household_id, key__in=keys)
    entries = ledger.find_entries(person, actions.exclude(entries=None).values_list("entries__pk", flat=True))
    return {
        "text": reply.text,
        "intent": reply.intent,
        "entries": [
            {
                "id": str(entry.pk),
                "kind": entry.kind,
                "date": entry.happened_on.isoformat(),
                "amount": f"{as_money(entry).amount:f}",
                "currency": as_money(entry).currency,
                "category": next(
                    (leg.account.slug for leg in entry.postings.all() if leg.account.kind in ("expense", "income")),
                    None,
                ),
                "description": speech.entry_thing(entry),
                "reverses": str(entry.reverses_id) if entry.reverses_id else None,
            }
            for entry in entries
        ],
        "proof": [_fact_as_json(person, Fact.read(fact)) for fact in reply.facts],
    }


def _fact_as_json(person: Person, fact: Fact) -> dict[str, object]:
    rows = ledger.rows(person, fact.rows) if fact.rows else None
    return {
        "label": fact.label,
        "amount": f"{fact.money.amount:f}",
        "currency": fact.money.currency,
        "rows": [str(pk) for pk in rows.values_list("entry_id", flat=True)[:200]] if rows is not None else [],
    }
