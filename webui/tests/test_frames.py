"""What a card shows of what became of it: of several entries only those that were corrected are struck out."""

from __future__ import annotations

from finance.conversations.models import Message
from finance.people.models import Person
from sofia.tests.cast import say
from webui import frames


def cards(person: Person) -> list[tuple[bool, bool, list[int]]]:
    said = Message.objects.filter(conversation__person=person, role="sofia").exclude(booked=[]).order_by("seq")
    shown = [frame["card"] for frame in frames.of(person, list(said.prefetch_related("answers")))]
    return [(card["undone"], card["corrected"], card["gone"]) for card in shown if card]


def test_only_what_was_corrected_is_struck_out(rosa: Person) -> None:
    say(rosa, "gasté 25 en taxi y 40 en almuerzo")
    assert cards(rosa)[0] == (False, False, [])
    say(rosa, "no, el almuerzo fue 45")
    assert cards(rosa)[0] == (False, True, [1])
    conversation = Message.objects.filter(conversation__person=rosa)[0].conversation
    first = Message.objects.filter(conversation__person=rosa, role="sofia").order_by("seq")[0]
    (told,) = [card for card in frames.cards_seen(rosa, conversation.last_seq) if card["message_id"] == first.seq]
    assert (told["undone"], told["corrected"], told["gone"]) == (False, True, [1])


def test_what_is_undone_is_struck_out_whole(rosa: Person) -> None:
    say(rosa, "gasté 25 en taxi y 40 en almuerzo")
    say(rosa, "deshaz eso")
    assert cards(rosa)[0] == (True, False, [])
