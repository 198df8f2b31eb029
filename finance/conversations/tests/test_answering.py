"""One lease, all that waits, one reply; who lost the lease may not speak."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NoReturn

import pytest
from django.db import connections

from finance.advisor import reflexes
from finance.advisor.turn import Answer, Turn
from finance.conversations import answering, inbox, tasks
from finance.conversations.models import Conversation, Message
from finance.people.models import Person
from sofia.tests.cast import NOW, Clock, make_person


class FakeThinking:
    """An advisor that says what it is told to, and remembers what it was asked."""

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self.asked: list[list[str]] = []
        self._before = before

    def __call__(self, turns: Sequence[Turn], **_more: object) -> Answer:
        self.asked.append([turn.text for turn in turns])
        self._before()
        return Answer(text=f"oí {len(turns)}", intent="heard")


def fail(turns: Sequence[Turn], **_more: object) -> NoReturn:
    raise RuntimeError


@pytest.fixture(autouse=True)
def slow_reflexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is answered at once in these stories."""
    monkeypatch.setattr(reflexes, "at_once", lambda *_a, **_k: None)


def write(person: Person, *texts: str) -> int:
    for text in texts:
        received = inbox.receive(person=person, channel="terminal", external_id=text, text=text, now=NOW)
    return received.message.conversation_id


def test_three_messages_in_a_row_get_one_reply(rosa: Person, clock: Clock) -> None:
    think = FakeThinking()
    assert answering.answer(conversation_id=write(rosa, "uno", "dos", "tres"), now=clock, think=think) == 1
    assert think.asked == [["uno", "dos", "tres"]]
    replies = {message.answered_by_id for message in Message.objects.filter(role="person")}
    assert len(replies) == 1
    assert None not in replies


def test_what_arrives_while_she_thinks_is_looked_at_before_she_rests(rosa: Person, clock: Clock) -> None:
    later = iter(["dos"])

    def interrupt() -> None:
        for text in later:
            write(rosa, text)

    think = FakeThinking(interrupt)
    assert answering.answer(conversation_id=write(rosa, "uno"), now=clock, think=think) == 2
    assert think.asked == [["uno"], ["dos"]]


def test_a_second_worker_leaves_a_leased_conversation_alone(rosa: Person, clock: Clock) -> None:
    pk = write(rosa, "uno")
    other = FakeThinking()

    def meanwhile() -> None:
        answering.answer(conversation_id=pk, now=clock, think=other)

    think = FakeThinking(meanwhile)
    answering.answer(conversation_id=pk, now=clock, think=think)
    assert other.asked == []
    assert Message.objects.filter(role="sofia").count() == 1


def test_a_worker_that_stalls_past_its_lease_may_not_speak(rosa: Person, clock: Clock) -> None:
    pk = write(rosa, "uno")

    def stall() -> None:
        clock.pass_(minutes=5)
        answering.answer(conversation_id=pk, now=clock, think=FakeThinking())

    assert answering.answer(conversation_id=pk, now=clock, think=FakeThinking(stall)) == 0
    assert [message.text for message in Message.objects.filter(role="sofia")] == ["oí 1"]


def test_a_dead_workers_conversation_is_taken_up_again(rosa: Person, clock: Clock) -> None:
    pk = write(rosa, "uno")
    Conversation.objects.update(
        lease_token="00000000-0000-0000-0000-000000000001", lease_until=NOW + timedelta(seconds=60)
    )
    assert answering.stuck(now=NOW + timedelta(seconds=30)) == []
    assert answering.stuck(now=NOW + timedelta(seconds=90)) == [pk]
    clock.pass_(seconds=90)
    assert answering.answer(conversation_id=pk, now=clock, think=FakeThinking()) == 1
    assert answering.stuck(now=clock.now + timedelta(hours=1)) == []


def test_a_poke_that_was_lost_is_repeated_by_resume(
    rosa: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    pk = write(rosa, "uno")
    poked: list[int] = []
    monkeypatch.setattr(tasks, "poke", poked.append)
    tasks.resume()
    assert poked == [pk]


def test_one_failure_is_tried_again_and_a_third_says_sorry(rosa: Person, clock: Clock) -> None:
    pk = write(rosa, "uno")
    for _attempt in range(answering.MOST_FAILURES - 1):
        assert answering.answer(conversation_id=pk, now=clock, think=fail) == 0
        assert not Message.objects.filter(role="sofia").exists()
        clock.pass_(seconds=30)
        assert answering.stuck(now=clock.now) == [pk]
    assert answering.answer(conversation_id=pk, now=clock, think=fail) == 1
    assert Message.objects.get(role="sofia").intent == "sorry"
    assert Conversation.objects.get().failures == 0


def test_no_transaction_is_open_while_she_thinks(transactional_db: None, clock: Clock) -> None:
    rosa = make_person("Rosa")
    open_ones: list[bool] = []
    pk = write(rosa, "uno")
    answering.answer(
        conversation_id=pk,
        now=clock,
        think=FakeThinking(lambda: open_ones.append(connections["default"].in_atomic_block)),
    )
    assert open_ones == [False]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_one_answers() -> None:
    rosa = make_person("Rosa")
    pk = write(rosa, "uno")
    think = FakeThinking()
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        answering.answer(conversation_id=pk, now=Clock(), think=think)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert think.asked == [["uno"]]
    assert Message.objects.filter(role="sofia").count() == 1
