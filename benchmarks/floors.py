"""The server of `turn.py`: SofIA's own socket and the two floors beside it, in one Daphne process.

`floor` writes by hand, in one psycopg transaction, the very rows that SofIA writes when a person says what they spent;
`echo` writes one row. Both answer through Channels and Daphne and cross to a pool of as many threads as SofIA's
consumer, so that what differs is only what SofIA does between the frame and the commit.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, cast
from uuid import UUID
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # a program beside the project, not a part of it

from sofia import asgi, server  # isort: skip  (it loads the apps)
import psycopg
import sentences
from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.db import connection
from django.urls import path
from django.utils import timezone
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from finance.people.models import Person
from webui.origin import SameOrigin
from webui.socket import ChatConsumer

_ZONE = ZoneInfo("America/Lima")

_threads = ThreadPoolExecutor(max_workers=settings.TURN_THREADS, thread_name_prefix="floor")
_mine = threading.local()


def _connection() -> psycopg.Connection[tuple[Any, ...]]:
    """A connection for each thread, kept open; psycopg prepares what it has seen five times."""
    if not hasattr(_mine, "connection"):
        arguments = connection.get_connection_params()
        kept = {name: arguments[name] for name in ("host", "port", "dbname", "user", "password") if name in arguments}
        _mine.connection = psycopg.connect(**kept)
    held: psycopg.Connection[tuple[Any, ...]] = _mine.connection
    return held


class _Written(NamedTuple):
    """What a turn left behind, as the frames show it."""

    asked: int
    said: int
    entry: UUID
    text: str
    at: datetime


_LOCK = """
SELECT c.id, c.last_seq, h.id, h.ledger_version FROM conversations_conversation c
JOIN people_person p ON p.id = c.person_id JOIN people_household h ON h.id = p.household_id
WHERE c.person_id = %s FOR UPDATE OF c, h
"""
_REPEATED = "SELECT 1 FROM conversations_message WHERE conversation_id = %s AND channel = %s AND external_id = %s"
_ACCOUNTS = """
SELECT kind, id FROM ledger_account WHERE household_id = %s AND private_to_id IS NULL
AND ((kind = 'cash' AND slug = 'cash' AND currency = 'PEN') OR (kind = 'expense' AND slug = %s))
"""
_ACTION = """
INSERT INTO journal_action (id, household_id, person_id, verb, cause, key, root_id, depth, done_at)
VALUES (%s, %s, %s, 'ledger.record', %s, %s, %s, 0, %s)
"""
_POSTINGS = """
INSERT INTO ledger_posting (entry_id, account_id, currency, minor, happened_on)
VALUES (%s, %s, 'PEN', %s, %s), (%s, %s, 'PEN', %s, %s)
"""
_ENTRY = """
INSERT INTO ledger_entry (id, household_id, number, kind, happened_on, description, merchant, person_id, action_id,
reverses_id, replaces_id, recorded_at) VALUES (%s, %s, %s, 'expense', %s, %s, '', %s, %s, NULL, NULL, %s)
"""
_MESSAGES = """
INSERT INTO conversations_message (id, conversation_id, seq, role, channel, external_id, text, answered_by_id, intent,
booked, covered, facts, choices, created_at) VALUES (%s, %s, %s, %s, 'browser', %s, %s, %s, %s, %s, %s, %s, %s, %s),
(%s, %s, %s, %s, 'browser', %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_CONVERSATION = """
UPDATE conversations_conversation
SET last_seq = %s, unanswered = 0, waiting_since = NULL, pending = NULL, last = %s WHERE id = %s
"""


def _book(person: Person, key: str, text: str) -> _Written | None:
    """Write what SofIA writes for "gasté 25.00 en taxi": nine statements, one commit. None for a repeated message."""
    minor, words = sentences.read(text)
    category = sentences.CATEGORIES[words]
    now = timezone.now()
    today = now.astimezone(_ZONE).date()
    action, entry = uuid7(), uuid7()
    connection = _connection()
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(_LOCK, (person.pk,))
        conversation, seq, household, version = cursor.fetchall()[0]
        cursor.execute(_REPEATED, (conversation, "browser", key))
        if cursor.fetchone():
            return None
        cursor.execute(_ACCOUNTS, (household, category))
        accounts = dict(cursor.fetchall())
        turn_key = f"browser:{key}:{conversation}"
        cursor.execute(_ACTION, (action, household, person.pk, Jsonb({}), turn_key, action, now))
        cash, side = (entry, accounts["cash"], -minor, today), (entry, accounts["expense"], minor, today)
        cursor.execute(_POSTINGS, cash + side)
        cursor.execute(_ENTRY, (entry, household, version + 1, today, words, person.pk, action, now))
        said = (
            f"Anotado: *S/ {minor / 100:.2f}* en {words}, hoy, efectivo. Esta quincena llevas S/ 100.00 en {category}."
        )
        facts = [_fact(category, 10000, _rows(category, today.isoformat(), version + 1)), _fact(words, minor, None)]
        booked, choices = [str(action)], [{"label": "¿De dónde sale?", "send": "¿De dónde sale?"}]
        told, asked = uuid7(), uuid7()
        reply = (
            told,
            conversation,
            seq + 2,
            "sofia",
            "",
            said,
            None,
            "record_expense",
            Jsonb(booked),
            42,
            Jsonb(facts),
        )
        message = (asked, conversation, seq + 1, "person", key, text, told, "", Jsonb([]), 0, Jsonb([]), Jsonb([]), now)
        cursor.execute(_MESSAGES, (*reply, Jsonb(choices), now, *message))
        cursor.execute(_CONVERSATION, (seq + 2, Jsonb({"facts": facts, "booked": booked}), conversation))
    return _Written(seq + 1, seq + 2, entry, said, now)


def _rows(category: str, day: str, number: int) -> dict[str, object]:
    chosen = {"kind": "expense", "slugs": [category], "merchant": "", "account": None}
    return {**chosen, "start": day, "end": day, "currency": "PEN", "as_of": number}


def _fact(label: str, minor: int, rows: dict[str, object] | None) -> dict[str, object]:
    return {"label": label, "minor": minor, "currency": "PEN", "rows": rows}


class _Floor(AsyncJsonWebsocketConsumer):
    """SofIA's frames (ack, both messages), around whatever WRITES."""

    writes: Callable[[Person, str, str], Any]

    async def connect(self) -> None:
        await self.accept()

    async def receive_json(self, content: Any, **kwargs: object) -> None:  # noqa: ANN401  (as channels has it)
        key, text = content["id"], content["text"]
        person: Any = self.scope["user"]
        written = await sync_to_async(type(self).writes, thread_sensitive=False, executor=_threads)(person, key, text)
        await self.answer(key, text, written)

    async def answer(self, key: str, text: str, written: Any) -> None:  # noqa: ANN401  (what WRITES gives)
        raise NotImplementedError  # each floor answers its own way


class ByHand(_Floor):
    writes = staticmethod(_book)

    async def answer(self, key: str, text: str, written: _Written | None) -> None:
        if written is None:
            return
        await self.send_json({"type": "ack", "id": key, "message_id": written.asked})
        await self.send_json(_message(written.asked, key, "person", text, written, None))
        card = {"undo": f"Deshacer n.º {written.said}", "redo": f"Rehacer n.º {written.said}", "undone": False}
        card |= {"corrected": False, "said": "", "entries": [{"id": str(written.entry), "kind": "expense"}]}
        await self.send_json(_message(written.said, key, "sofia", written.text, written, card))


def _message(seq: int, key: str, role: str, text: str, written: _Written, card: object) -> dict[str, object]:
    frame = {"type": "message", "message_id": seq, "reply_to": key, "role": role, "text": text, "attachments": []}
    return {
        **frame,
        "proof": None,
        "actions": [],
        "channel": "browser",
        "created_at": written.at.isoformat(),
        "card": card,
    }


def _one_row(person: Person, key: str, text: str) -> None:
    connection = _connection()
    with connection.transaction():
        connection.execute(
            "INSERT INTO benchmark_echo (person_id, key, text) VALUES (%s, %s, %s)", (person.pk, key, text)
        )


class Echo(_Floor):
    writes = staticmethod(_one_row)

    async def answer(self, key: str, text: str, written: None) -> None:
        await self.send_json({"type": "message", "reply_to": key, "role": "sofia", "text": text})


def main() -> None:
    consumers = {"ws/chat/": ChatConsumer, "floor/": ByHand, "echo/": Echo}
    # `path` is typed for views; Channels routes by the same patterns.
    routes: list[Any] = [path(where, cast("Any", who.as_asgi())) for where, who in consumers.items()]
    sockets = SameOrigin(AuthMiddlewareStack(URLRouter(routes)))

    def ready(port: int) -> None:
        sys.stdout.write(json.dumps({"port": port}) + "\n")
        sys.stdout.flush()

    application = ProtocolTypeRouter({"http": asgi.pages, "websocket": sockets})
    server.DrainingServer(application, host="127.0.0.1", port=0, ready=ready).run()


if __name__ == "__main__":
    main()
