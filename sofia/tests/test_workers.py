"""The worker beside the server: a slow answer delays nobody else, and what was left lying is taken up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.db import connections
from django.utils import timezone

from finance.advisor import reflexes, thinking
from finance.advisor.turn import Answer, Turn
from finance.conversations import inbox
from finance.conversations.models import Message
from finance.people.models import Person
from sofia.tests.cast import make_person
from sofia.workers import Workers

_PATIENCE = 20.0  # seconds, on a busy machine


@pytest.fixture
def workers(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    monkeypatch.setattr(reflexes, "at_once", lambda *_a, **_k: None)
    workers = Workers()
    workers.start()
    yield workers
    workers.stop()
    connections.close_all()


def soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def write(person: Person, text: str) -> Message:
    return inbox.receive(person=person, channel="terminal", external_id=text, text=text, now=timezone.now()).message


def is_answered(message: Message) -> bool:
    return Message.objects.filter(pk=message.pk, answered_by__isnull=False).exists()


def test_one_persons_slow_answer_delays_nobody_else(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    rosa, ines = make_person("Rosa"), make_person("Ines")
    enough, begun = threading.Event(), threading.Event()

    def think(turns: Sequence[Turn], **_more: object) -> Answer:
        if turns[0].person == rosa:
            begun.set()
            enough.wait(_PATIENCE)
        return Answer(text="ya", intent="heard")

    monkeypatch.setattr(thinking, "answer", think)
    slow = write(rosa, "¿por qué gasté más?")
    assert begun.wait(_PATIENCE)
    quick = write(ines, "¿y yo?")
    assert soon(lambda: is_answered(quick))
    assert not is_answered(slow)
    enough.set()
    assert soon(lambda: is_answered(slow))
