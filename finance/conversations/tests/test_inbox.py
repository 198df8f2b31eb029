"""What people send is stored once and answered once, whatever goes wrong behind it."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from finance import prepared
from finance.advisor import reflexes
from finance.conversations import answering, inbox, outbox, tasks
from finance.conversations.models import Conversation, Message
from finance.conversations.tests.wires import FakePhone
from finance.journal.models import Action
from finance.ledger import queries as ledger
from finance.ledger.chart import Chart
from finance.ledger.models import Entry
from finance.people.models import Person
from sofia.tests.cast import NOW, Clock, make_person, say


def receive(person: Person, text: str, key: str = "a", channel: str = "terminal") -> inbox.Received:
    return inbox.receive(person=person, channel=channel, external_id=key, text=text, now=NOW)


class BrokenReflex(RuntimeError):
    """Something nobody foresaw."""


@pytest.fixture
def broken_reflex(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> NoReturn:
        raise BrokenReflex

    monkeypatch.setattr(reflexes, "at_once", fail)


def test_a_message_delivered_twice_is_stored_and_answered_once(rosa: Person) -> None:
    first, second = receive(rosa, "gasté 25 en taxi"), receive(rosa, "gasté 25 en taxi")
    assert (first.is_repeated, second.is_repeated) == (False, True)
    assert first.message == second.message
    assert first.reply == second.reply
    assert Message.objects.count() == 2
    assert len(ledger.last_entries(rosa, limit=9)) == 1


def test_the_same_id_on_another_channel_is_another_message(rosa: Person) -> None:
    receive(rosa, "hola", channel="terminal")
    assert not receive(rosa, "hola", channel="browser").is_repeated


def test_the_database_itself_keeps_a_message_from_arriving_twice(rosa: Person) -> None:
    message = receive(rosa, "hola").message
    message.pk, message.seq = None, 99
    with pytest.raises(IntegrityError):
        message.save(force_insert=True)


def test_messages_are_numbered_without_gaps(rosa: Person) -> None:
    for number in range(3):
        receive(rosa, "hola", key=str(number))
    assert list(Message.objects.order_by("seq").values_list("seq", "role")) == [
        (1, "person"), (2, "sofia"), (3, "person"), (4, "sofia"), (5, "person"), (6, "sofia"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "\u200b"])
def test_an_empty_message_is_refused_and_stored_nowhere(rosa: Person, text: str) -> None:
    with pytest.raises(inbox.NothingSaid):
        receive(rosa, text)
    assert not Message.objects.exists()


def test_a_message_too_long_is_refused_whole(rosa: Person) -> None:
    with pytest.raises(inbox.TooLong):
        receive(rosa, "a" * (inbox.LONGEST + 1))
    receive(rosa, "a" * inbox.LONGEST)
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    "text",
    ["hola\x00\ud800", "👨‍👩‍👧 gasté 5", "'; DROP TABLE people_person; --", "{{ 7*7 }} <b>%s</b>", "٣٤٥", "\u202eabc"],
)
def test_strange_writing_is_stored_and_answered(rosa: Person, text: str) -> None:
    received = receive(rosa, text)
    assert received.reply is not None
    assert received.reply.text


def test_a_reflex_that_breaks_leaves_the_message_and_nothing_else(rosa: Person, broken_reflex: None) -> None:
    received = receive(rosa, "gasté 25 en taxi")
    assert received.reply is None
    conversation = Conversation.objects.get()
    assert (conversation.unanswered, conversation.waiting_since) == (1, NOW)
    assert ledger.last_entries(rosa, limit=9) == []


def test_a_reflex_that_breaks_halfway_takes_its_writes_back(rosa: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reflexes.at_once

    def break_after(*args: Any, **kwargs: Any) -> NoReturn:
        whole(*args, **kwargs)
        raise BrokenReflex

    monkeypatch.setattr(reflexes, "at_once", break_after)
    receive(rosa, "gasté 25 en taxi")
    assert ledger.last_entries(rosa, limit=9) == []
    assert Message.objects.count() == 1


def test_what_the_database_refuses_at_the_very_end_leaves_the_message_and_nothing_else(
    rosa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL the turn's writes are waited for together, so this is heard of after everything was written."""
    say(rosa, "gasté 25 en taxi")
    entries = Entry.objects.count()
    monkeypatch.setattr(Chart, "legs", lambda *_args, **_kwargs: [])
    received = receive(rosa, "gasté 30 en taxi", key="refused")
    assert received.reply is None
    assert Entry.objects.count() == entries
    assert Action.objects.count() == entries
    assert Conversation.objects.get().unanswered == 1
    monkeypatch.undo()
    assert "30" in say(rosa, "gasté 30 en taxi").text


def test_what_the_database_says_of_refused_rows_is_in_no_log(
    rosa: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A reflex breaks while the database has yet to refuse what it wrote before: both are heard of at once."""
    say(rosa, "gasté 25 en taxi")

    def write_twice_and_break(*, conversation: Conversation, **_rest: object) -> NoReturn:
        first = Message.objects.filter(conversation=conversation).first()
        assert first is not None
        prepared.insert([first])
        raise BrokenReflex

    monkeypatch.setattr(outbox, "say", write_twice_and_break)
    assert receive(rosa, "gasté 31 en taxi", key="broken").reply is None
    assert Conversation.objects.get().unanswered == 1
    for quoted in ("taxi", "DETAIL", "Key ("):
        assert quoted not in caplog.text


def test_what_a_reflex_could_not_answer_is_answered_later(
    rosa: Person, broken_reflex: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = receive(rosa, "gasté 25 en taxi")
    monkeypatch.undo()
    assert answering.answer(conversation_id=received.message.conversation_id, now=clock) == 1
    received.message.refresh_from_db()
    assert received.message.answered_by is not None
    assert "25.00" in received.message.answered_by.text
    assert Conversation.objects.get().unanswered == 0


def test_its_failure_is_logged_without_a_word_of_what_was_written(
    rosa: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(turn: Any, **_kwargs: object) -> NoReturn:
        raise ValueError(turn.text)

    monkeypatch.setattr(reflexes, "at_once", fail)
    receive(rosa, "mi secreto de 4321 soles")
    assert "ValueError" in caplog.text
    assert "secreto" not in caplog.text
    assert "4321" not in caplog.text


def test_a_yes_waits_for_the_messages_before_it(rosa: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(reflexes, "at_once", lambda *_a, **_k: None)
        receive(rosa, "pagué la luz", key="a")
    late = receive(rosa, "97", key="b")
    assert late.reply is None, "97 answers a question that was not asked yet"
    answering.answer(conversation_id=late.message.conversation_id, now=clock)
    assert [entry.description for entry in ledger.last_entries(rosa, limit=9)] == ["luz"]
    assert Message.objects.filter(role="sofia").count() == 1, "one reply to both"


def test_a_record_that_needs_no_context_does_not_wait(rosa: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(reflexes, "at_once", lambda *_a, **_k: None)
        receive(rosa, "¿por qué gasté más?", key="a")
    assert receive(rosa, "gasté 25 en taxi", key="b").reply is not None


def test_a_poke_goes_out_only_after_commit(
    rosa: Person, broken_reflex: None, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    poked: list[int] = []
    monkeypatch.setattr(tasks, "poke", poked.append)
    with django_capture_on_commit_callbacks() as callbacks:
        received = receive(rosa, "gasté 25 en taxi")
    assert poked == []
    for callback in callbacks:
        callback()
    assert poked == [received.message.conversation_id]


def test_a_dead_wire_does_not_hold_the_turn(transactional_db: None, settings: Any) -> None:
    rosa = make_person("Rosa")
    settings.TRANSPORTS = {"browser": "finance.conversations.tests.wires.DeadBrowser"}
    assert receive(rosa, "hola", channel="browser").reply is not None


def test_a_reply_to_the_phone_leaves_one_delivery(rosa: Person, phone: FakePhone) -> None:
    receive(rosa, "hola", channel="phone")
    receive(rosa, "hola", channel="phone")
    assert phone.carry(NOW) == 1
    assert phone.carry(NOW) == 0


def test_one_conversation_has_many_windows(rosa: Person, phone: FakePhone) -> None:
    receive(rosa, "gasté 25 en taxi", channel="phone", key="p")
    assert "Deshecho" in say(rosa, "deshaz eso", channel="browser").text


def test_nobody_reads_anothers_messages_by_repeating_an_id(rosa: Person, ines: Person) -> None:
    receive(rosa, "gasté 25 en taxi", key="same")
    theirs = receive(ines, "hola", key="same")
    assert not theirs.is_repeated
    assert theirs.message.conversation.person == ines


def test_a_booking_turn_takes_a_pinned_number_of_queries(rosa: Person) -> None:
    say(rosa, "gasté 25 en taxi")
    with CaptureQueriesContext(connection) as queries:
        say(rosa, "gasté 30 en taxi")
    statements = [query["sql"].split()[0] for query in queries.captured_queries]
    reads_and_writes = [verb for verb in statements if verb not in ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")]
    assert len(reads_and_writes) <= 9, "\n".join(query["sql"][:120] for query in queries.captured_queries)


def test_a_person_who_did_not_agree_books_nothing_until_they_do(db: None) -> None:
    new = make_person("Nora", agrees=False)
    assert "soy SofIA" in say(new, "gasté 25 en taxi").text
    assert ledger.last_entries(new, limit=9) == []
    assert "25.00" in say(new, "Sí, empecemos").text
    new.refresh_from_db()
    assert new.has_agreed()
    assert [entry.description for entry in ledger.last_entries(new, limit=9)] == ["taxi"]


def test_who_says_no_is_left_alone(db: None) -> None:
    new = make_person("Nora", agrees=False)
    say(new, "hola")
    assert "no anoto nada" in say(new, "no").text
    new.refresh_from_db()
    assert not new.has_agreed()
