"""A message that was deleted or rewritten at the wire: nothing moves by itself, and a yes does as much in the books."""

from __future__ import annotations

from datetime import timedelta

import pytest

from finance.conversations import amending, inbox
from finance.conversations.models import Conversation, Message
from finance.ledger import queries as ledger
from finance.ledger.operations import as_money
from finance.people.models import Person
from sofia.tests.cast import NOW


def say(person: Person, text: str, external_id: str, points_at: Message | None = None) -> str:
    received = inbox.receive(
        person=person, channel="phone", external_id=external_id, text=text, now=NOW, points_at=points_at
    )
    assert received.reply is not None
    return received.reply.text.replace("\xa0", " ")


def counts(person: Person) -> list[str]:
    rows = ledger.entries(person).filter(reverses=None, reversal=None).order_by("number")
    return [f"{as_money(entry).amount:f}" for entry in rows]


def take_back(person: Person, external_id: str) -> str:
    offer = amending.take_back(person=person, channel="phone", external_id=external_id, now=NOW)
    return offer.text.replace("\xa0", " ") if offer else ""


def rewrite(person: Person, external_id: str, text: str, edit_id: str = "e1") -> str:
    reply = amending.rewrite(
        person=person, channel="phone", external_id=external_id, edit_id=edit_id, text=text, now=NOW
    )
    return reply.text.replace("\xa0", " ") if reply else ""


@pytest.mark.usefixtures("phone")
class TestTakenBack:
    def test_it_is_offered_and_a_yes_undoes(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        offer = take_back(rosa, "1")
        assert offer.startswith("Vi que borraste tu mensaje. Lo que anoté con él sigue contando:")
        assert offer.endswith("¿Lo deshago?")
        assert counts(rosa) == ["25.00"]
        say(rosa, "sí", "2")
        assert counts(rosa) == []

    def test_a_no_leaves_it(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        take_back(rosa, "1")
        assert say(rosa, "no, déjalo", "2") == "Está bien, lo dejo como está."
        assert counts(rosa) == ["25.00"]

    def test_once_however_often_it_is_heard(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        assert take_back(rosa, "1")
        assert not take_back(rosa, "1")

    def test_what_booked_nothing_or_counts_no_more_is_only_noted(self, rosa: Person) -> None:
        say(rosa, "hola", "1")
        say(rosa, "gasté 25 en taxi", "2")
        say(rosa, "deshaz eso", "3")
        assert not take_back(rosa, "1")
        assert not take_back(rosa, "2")
        assert Message.objects.filter(taken_back_at=NOW).count() == 2

    def test_a_corrected_one_is_undone_as_it_stands_now(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        say(rosa, "no, fueron 30", "2")
        assert "30" in take_back(rosa, "1")
        say(rosa, "sí", "3")
        assert counts(rosa) == []

    def test_a_question_that_waits_is_not_pushed_aside(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        say(rosa, "gasté en pan", "2")
        assert "respóndele a esa tarjeta" in take_back(rosa, "1")
        say(rosa, "8", "3")
        assert counts(rosa) == ["25.00", "8.00"]

    def test_nobody_elses(self, rosa: Person, ines: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        say(ines, "hola", "7")
        with pytest.raises(amending.MessageUnknown):
            take_back(ines, "1")


@pytest.mark.usefixtures("phone")
class TestRewritten:
    def test_it_is_offered_and_a_yes_replaces(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        assert rewrite(rosa, "1", "gasté 35 en taxi").endswith("¿Lo reemplazo por lo nuevo?")
        assert counts(rosa) == ["25.00"]
        assert "35" in say(rosa, "sí", "2")
        assert counts(rosa) == ["35.00"]

    def test_what_booked_nothing_is_read_anew(self, rosa: Person) -> None:
        say(rosa, "gaste venticinco ne taxi uu", "1")
        rewrite(rosa, "1", "gasté 25 en taxi")
        assert counts(rosa) == ["25.00"]

    def test_an_edit_after_an_accepted_one_replaces_what_took_its_place(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        rewrite(rosa, "1", "gasté 35 en taxi")
        say(rosa, "sí", "2")
        say(rosa, "gasté 8 en pan", "3")
        assert "35" in rewrite(rosa, "1", "gasté 45 en taxi", "e2")
        say(rosa, "sí", "4")
        assert counts(rosa) == ["8.00", "45.00"]
        assert "45" in rewrite(rosa, "1", "gasté 25 en taxi", "e3"), "back to what it was at first"
        say(rosa, "sí", "5")
        assert counts(rosa) == ["8.00", "25.00"]
        assert "25" in take_back(rosa, "1")

    def test_an_aside_is_settled_by_no_other_answer(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en pan", "1")
        say(rosa, "gasté 40 en ropa", "2")
        rewrite(rosa, "1", "gasté 28 en pan")
        assert "respóndele a esa tarjeta" in rewrite(rosa, "2", "gasté 41 en ropa", "e2")
        say(rosa, "sí", "3")
        assert "40" in rewrite(rosa, "2", "gasté 42 en ropa", "e3")
        say(rosa, "sí", "4")
        assert counts(rosa) == ["28.00", "42.00"]

    def test_what_is_being_answered_waits(self, rosa: Person) -> None:
        inbox.receive(person=rosa, channel="phone", external_id="0", text="hola", now=NOW)
        conversation = Conversation.objects.get(person=rosa)
        Message.objects.create(
            conversation=conversation, seq=9, role="person", channel="phone", external_id="1", text="x", created_at=NOW
        )
        Conversation.objects.update(last_seq=9, unanswered=1, lease_until=NOW + timedelta(seconds=60))
        with pytest.raises(amending.BeingAnswered):
            rewrite(rosa, "1", "gasté 25 en taxi")
        with pytest.raises(amending.BeingAnswered):
            take_back(rosa, "1")

    def test_what_still_waits_is_read_as_it_is_now(self, rosa: Person) -> None:
        inbox.receive(person=rosa, channel="phone", external_id="0", text="hola", now=NOW)
        conversation = Conversation.objects.get(person=rosa)
        waiting = Message.objects.create(
            conversation=conversation,
            seq=9,
            role="person",
            channel="phone",
            external_id="1",
            text="hola",
            created_at=NOW,
        )
        Conversation.objects.update(last_seq=9, unanswered=1, waiting_since=NOW)
        assert rewrite(rosa, "1", "gasté 25 en taxi") == ""
        waiting.refresh_from_db()
        assert waiting.text == "gasté 25 en taxi"
        assert take_back(rosa, "1") == "Vi que borraste tu mensaje: no lo tomo en cuenta."
        conversation.refresh_from_db()
        assert (conversation.unanswered, conversation.waiting_since) == (0, None)
        assert counts(rosa) == []

    def test_twice_the_same_edit_is_one(self, rosa: Person) -> None:
        say(rosa, "hola", "1")
        rewrite(rosa, "1", "gasté 25 en taxi")
        rewrite(rosa, "1", "gasté 25 en taxi")
        assert counts(rosa) == ["25.00"]


@pytest.mark.usefixtures("phone")
class TestRepliedTo:
    def card(self, person: Person, external_id: str) -> Message:
        asked = Message.objects.select_related("answered_by").get(
            conversation=Conversation.objects.get(person=person), external_id=external_id
        )
        assert asked.answered_by is not None
        return asked.answered_by

    def test_undo_means_the_card_that_is_replied_to(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        say(rosa, "gasté 8 en pan", "2")
        say(rosa, "deshaz eso", "3", points_at=self.card(rosa, "1"))
        assert counts(rosa) == ["8.00"]

    def test_a_correction_too(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        say(rosa, "gasté 8 en pan", "2")
        say(rosa, "no, fueron 30", "3", points_at=self.card(rosa, "1"))
        assert sorted(counts(rosa)) == ["30.00", "8.00"]

    def test_anything_else_is_read_by_itself(self, rosa: Person) -> None:
        say(rosa, "gasté 25 en taxi", "1")
        say(rosa, "gasté 8 en pan", "2", points_at=self.card(rosa, "1"))
        assert counts(rosa) == ["25.00", "8.00"]
