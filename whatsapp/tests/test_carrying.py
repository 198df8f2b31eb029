"""How replies leave: joined, paced, once; what nobody knows to have left is offered again and never repeated blindly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.core import mail
from pytest_django import Settings

from finance.conversations import outbox
from finance.conversations.models import Conversation, Delivery
from finance.people.models import Person
from sofia.tests.cast import NOW, Clock
from whatsapp import alerts, carrying
from whatsapp.carrying import MOST_PARTS
from whatsapp.cloud.client import meaning_of
from whatsapp.models import Alert, Contact, Leaf, Line
from whatsapp.port import Capabilities, Gone, Later, Left, Media, Outcome, Parcel, Rank, Receipt, Refused, Unknown
from whatsapp.tests.arrivals import CHAT, arrival, say, settled, take
from whatsapp.work import UNHURRIED, Carrier

pytestmark = pytest.mark.django_db(transaction=True)

PLAIN = Capabilities()
OFFICIAL = Capabilities(buttons=10, window=timedelta(hours=24), has_templates=True, repeats_safely=True)


class FakePort:
    """A wire that does what it is told, and remembers what was sent."""

    def __init__(
        self, name: str = "linked", capabilities: Capabilities = PLAIN, outcomes: Sequence[Outcome] = ()
    ) -> None:
        self.name, self.capabilities = name, capabilities
        self.outcomes = list(outcomes)
        self.sent: list[Parcel] = []
        self.is_reachable = True

    async def send(self, parcel: Parcel) -> Outcome:
        self.sent.append(parcel)
        return self.outcomes.pop(0) if self.outcomes else Left(f"S{len(self.sent)}")

    async def mark_read(self, arrivals: Sequence[str], chat: str) -> None: ...

    async def typing(self, chat: str, arrival_id: str, *, on: bool) -> None: ...

    async def fetch(self, media: Media, *, most: int) -> bytes:
        raise Gone

    @property
    def texts(self) -> list[str]:
        return [parcel.text.replace("\xa0", " ") for parcel in self.sent]


@pytest.fixture
def rosas() -> Person:
    return settled()


def carry(port: FakePort, clock: Clock | None = None) -> None:
    async def all_of_it() -> None:
        carrier = Carrier(port, clock or Clock(), UNHURRIED)
        while await carrier.look():
            await carrier.settled()

    async_to_sync(all_of_it)()


def states() -> list[str]:
    return list(Delivery.objects.order_by("message__seq").values_list("state", flat=True))[1:]


@pytest.mark.usefixtures("rosas")
class TestLeaving:
    def test_replies_that_wait_for_one_chat_become_one_message(self) -> None:
        for text in ("gasté 5 en pan", "gasté 6 en queso", "gasté 7 en leche"):
            say(text)
        port = FakePort()
        carry(port)
        (text,) = port.texts
        assert [f"S/ {amount}.00" in text for amount in (5, 6, 7)] == [True] * 3
        assert port.sent[0].chat == CHAT
        assert states() == ["sent"] * 3

    def test_what_left_is_known_by_the_wires_id(self) -> None:
        say("gasté 5 en pan")
        carry(FakePort())
        assert [leaf.provider_id for leaf in Leaf.objects.all()] == ["S1"]
        carrying.heard([Receipt("S1", Rank.READ, NOW), Receipt("S1", Rank.DELIVERED, NOW)], wire="linked", now=NOW)
        assert states() == ["read"]

    def test_what_waits_is_carried_later_and_later(self) -> None:
        say("gasté 5 en pan")
        clock, port = Clock(), FakePort(outcomes=[Later(6, "131056"), Later(6, "131056")])
        carry(port, clock)
        assert states() == ["waiting"]
        clock.pass_(seconds=5)
        carry(port, clock)
        assert len(port.sent) == 1
        clock.pass_(seconds=2)
        carry(port, clock)
        clock.pass_(seconds=20)
        carry(port, clock)
        assert len(port.sent) == 2, "four times as long"
        clock.pass_(seconds=5)
        carry(port, clock)
        assert states() == ["sent"]

    def test_an_unknown_one_is_not_repeated_and_offered_again_once(self) -> None:
        say("gasté 5 en pan")
        clock, port = Clock(), FakePort(outcomes=[Unknown("timeout")])
        carry(port, clock)
        clock.pass_(days=1)
        carry(port, clock)
        assert (len(port.sent), states()) == (1, ["unknown"])
        say("gasté 6 en queso")
        carry(port, clock)
        say("gasté 7 en leche")
        carry(port, clock)
        _first, again, after = port.texts
        assert again.startswith("Quizá no te llegó lo que te dije antes:\n")
        assert "S/ 5.00" in again
        assert "S/ 5.00" not in after
        assert states() == ["unknown", "sent", "sent"]

    def test_a_status_settles_an_unknown_one(self) -> None:
        say("gasté 5 en pan")
        port = FakePort(outcomes=[Unknown("timeout")])
        carry(port)
        status = Receipt("W9", Rank.DELIVERED, NOW, tracker=port.sent[0].tracker)
        carrying.heard([status], wire="linked", now=NOW)
        assert states() == ["delivered"]
        say("gasté 6 en queso")
        carry(port)
        assert "Quizá no te llegó" not in port.texts[-1]

    def test_what_a_dead_carrier_had_claimed_is_unknown_when_the_next_one_starts(self) -> None:
        say("gasté 5 en pan")
        assert carrying.load(wire="linked", capabilities=PLAIN, now=NOW) is not None
        carrying.begin_again(wire="cloud")
        assert states() == ["claimed"]
        carrying.begin_again(wire="linked")
        assert states() == ["unknown"]

    def test_when_a_part_has_left_the_rest_is_not_tried_blindly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        say("gasté 5 en pan")
        port = FakePort(capabilities=replace(PLAIN, longest_text=20), outcomes=[Left("a"), Later(1, "busy")])
        carry(port)
        assert states() == ["unknown"]

    def test_a_receipt_for_the_first_part_says_nothing_of_the_whole(self) -> None:
        say("gasté 5 en pan")
        port = FakePort(
            capabilities=replace(PLAIN, longest_text=20), outcomes=[Left("a"), Left("b"), Unknown("timeout")]
        )
        carry(port)
        carrying.heard([Receipt("a", Rank.READ, NOW)], wire="linked", now=NOW)
        assert states() == ["unknown"]
        carrying.heard([Receipt("d", Rank.READ, NOW, tracker=port.sent[-1].tracker)], wire="linked", now=NOW)
        assert states() == ["read"], "and one for the last part does"

    def test_a_claim_that_was_lost_meanwhile_carries_nothing(self) -> None:
        say("gasté 5 en pan")
        load = carrying.load(wire="linked", capabilities=PLAIN, now=NOW)
        assert load is not None
        late = NOW + timedelta(minutes=1, seconds=50)
        assert carrying.about_to_leave(load, load.parcels[0], wire="linked", now=late)
        assert outbox.give_up_on_lost(now=late + timedelta(minutes=1)) == 0, "it was renewed"
        assert outbox.give_up_on_lost(now=late + timedelta(minutes=3)) == 1
        assert not carrying.about_to_leave(load, load.parcels[0], wire="linked", now=late)

    def test_what_is_endless_is_cut_and_told_where_the_rest_is(self) -> None:
        say("ayuda")
        port = FakePort(capabilities=replace(PLAIN, longest_text=60))
        carry(port)
        assert len(port.sent) == MOST_PARTS + 1
        assert "Lo demás está en http" in port.texts[-1]

    def test_to_one_phone_only_so_many_leave_in_an_hour(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(carrying, "MOST_AN_HOUR", 3)
        clock, port = Clock(), FakePort()
        for amount in (5, 6, 7, 8, 9):
            say(f"gasté {amount} en pan")
            carry(port, clock)
        assert len(port.sent) == 3
        assert [alert.kind[:8] for alert in Alert.objects.all()] == ["limit of"]
        clock.pass_(minutes=61)
        carry(port, clock)
        assert "S/ 9.00" in port.texts[-1], "what waited is not lost"

    def test_a_backlog_is_booked_and_answered_when_they_write_again(self) -> None:
        clock, port = Clock(), FakePort()
        take(arrival("gasté 5 en pan", at=NOW - timedelta(days=2)), now=NOW)
        carry(port, clock)
        assert port.sent == []
        say("gasté 6 en queso")
        carry(port, clock)
        (text,) = port.texts
        assert "S/ 5.00" in text
        assert "S/ 6.00" in text

    def test_answers_are_numbered_where_there_are_no_buttons(self) -> None:
        say("gasté 18 en café")
        say("gasté 18 en café")
        port = FakePort()
        carry(port)
        assert "*1* " in port.texts[0]
        assert port.sent[0].buttons == ()

    def test_and_buttons_where_there_are(self) -> None:
        for _twice in range(2):
            take(arrival("gasté 18 en café"), wire="cloud")
        port = FakePort("cloud", OFFICIAL)
        carry(port)
        keys = {label: key for key, label in port.sent[-1].buttons}
        assert "*1* " not in port.texts[-1]
        take(arrival("Es el mismo", choice=keys["Es el mismo"]), wire="cloud")
        carry(port)
        assert "lo dejo como estaba" in port.texts[-1]


@pytest.mark.usefixtures("rosas")
class TestStopping:
    def test_a_line_in_danger_stops_and_staff_are_told_once(self, settings: Settings) -> None:
        settings.STAFF_EMAILS = ["ana@example.com"]
        Line.objects.create(wire="linked")
        say("gasté 5 en pan")
        port = FakePort(outcomes=[Refused("463", stops_line=True)])
        carry(port)
        say("gasté 6 en queso")
        carry(port)
        assert len(port.sent) == 1
        assert [alert.kind for alert in Alert.objects.all()] == ["linked stopped"]
        assert [message.to for message in mail.outbox] == [["ana@example.com"]]
        alerts.start_line(wire="linked")
        carry(port, Clock(NOW + timedelta(hours=2)))
        assert "S/ 5.00" in port.texts[-1]

    def test_what_is_refused_is_over(self) -> None:
        say("gasté 5 en pan")
        carry(FakePort(outcomes=[Refused("131026")]))
        assert states() == ["failed"]

    def test_a_number_in_doubt_is_shown_nothing_but_the_question(self) -> None:
        say("gasté 5 en pan")
        Contact.objects.update(doubted_at=NOW)
        port = FakePort()
        carry(port)
        assert port.sent == []
        say("¿cuánto gasté?")
        carry(port)
        (text,) = port.texts
        assert text.startswith("Antes de mostrarte montos")
        assert "S/" not in text
        assert [one.attempts for one in Delivery.objects.filter(state="waiting")] == [0], "waiting is no attempt"
        take(arrival("soy Rosa"))
        carry(port, Clock(NOW + timedelta(minutes=11)))
        assert "S/ 5.00" in port.texts[-1]


@pytest.mark.usefixtures("rosas")
class TestTheWindow:
    def speak(self, person: Person) -> None:
        from finance.advisor.turn import Answer

        conversation = Conversation.objects.select_related("person__household").get(person=person)
        answer = Answer(text="Mañana vence la luz.", intent="reminder")
        outbox.say(conversation=conversation, answer=answer, answered=[], channel="whatsapp", now=NOW)

    def test_outside_it_only_a_template_leaves(self, rosas: Person, settings: Settings) -> None:
        settings.WHATSAPP = replace(settings.WHATSAPP, cloud_template=("aviso", "es"))
        take(arrival("hola"), wire="cloud")
        carry(FakePort("cloud", OFFICIAL))
        self.speak(rosas)
        port = FakePort("cloud", OFFICIAL)
        carry(port, Clock(NOW + timedelta(hours=25)))
        assert [(parcel.template, parcel.text) for parcel in port.sent] == [(("aviso", "es"), "Mañana vence la luz.")]

    def test_all_that_waits_stands_in_it(self, rosas: Person, settings: Settings) -> None:
        settings.WHATSAPP = replace(settings.WHATSAPP, cloud_template=("aviso", "es"))
        take(arrival("hola"), wire="cloud")
        carry(FakePort("cloud", OFFICIAL))
        self.speak(rosas)
        self.speak(rosas)
        port = FakePort("cloud", OFFICIAL)
        carry(port, Clock(NOW + timedelta(hours=25)))
        assert port.texts == ["Mañana vence la luz. · Mañana vence la luz."]

    def test_where_the_wire_says_so_afterwards_it_is_carried_anew(self, rosas: Person, settings: Settings) -> None:
        take(arrival("hola"), wire="cloud")
        carry(FakePort("cloud", OFFICIAL))
        self.speak(rosas)
        port = FakePort("cloud", OFFICIAL)
        carry(port)
        refused = Receipt("S1", Rank.FAILED, NOW, tracker=port.sent[0].tracker, code="131047")
        settings.WHATSAPP = replace(settings.WHATSAPP, cloud_template=("aviso", "es"))
        carrying.heard([refused], wire="cloud", now=NOW, meaning=meaning_of)
        carry(port)
        assert [parcel.template for parcel in port.sent] == [None, ("aviso", "es")]

    def test_a_refusal_that_is_repeated_is_one(self, rosas: Person) -> None:
        take(arrival("hola"), wire="cloud")
        carry(FakePort("cloud", OFFICIAL))
        self.speak(rosas)
        port = FakePort("cloud", OFFICIAL)
        carry(port)
        busy = Receipt("S1", Rank.FAILED, NOW, tracker=port.sent[0].tracker, code="131056")
        carrying.heard([busy], wire="cloud", now=NOW, meaning=meaning_of)
        carry(port, Clock(NOW + timedelta(minutes=2)))
        carrying.heard([busy], wire="cloud", now=NOW, meaning=meaning_of)
        carry(port, Clock(NOW + timedelta(minutes=9)))
        assert len(port.sent) == 2

    def test_a_refusal_that_only_asks_for_patience_waits(self, rosas: Person) -> None:
        take(arrival("hola"), wire="cloud")
        carry(FakePort("cloud", OFFICIAL))
        self.speak(rosas)
        port = FakePort("cloud", OFFICIAL)
        carry(port)
        busy = Receipt("S1", Rank.FAILED, NOW, tracker=port.sent[0].tracker, code="131056")
        carrying.heard([busy], wire="cloud", now=NOW, meaning=meaning_of)
        carry(port)
        assert len(port.sent) == 1
        carry(port, Clock(NOW + timedelta(minutes=2)))
        assert len(port.sent) == 2

    def test_without_one_it_is_said_to_have_failed(self, rosas: Person) -> None:
        take(arrival("hola"), wire="cloud")
        carry(FakePort("cloud", OFFICIAL))
        self.speak(rosas)
        carry(FakePort("cloud", OFFICIAL), Clock(NOW + timedelta(hours=25)))
        assert Delivery.objects.order_by("message__seq").last().reason == "window closed"  # type: ignore[union-attr]

    def test_the_linked_session_has_none(self, rosas: Person) -> None:
        self.speak(rosas)
        port = FakePort()
        carry(port, Clock(NOW + timedelta(hours=25)))
        assert port.texts == ["Mañana vence la luz."]


def test_each_person_gets_their_own(rosas: Person) -> None:
    from whatsapp.port import Peer

    take(arrival("hola", peer=Peer("51911111111", name="Inés"), chat="51911111111@s.whatsapp.net"))
    say("gasté 5 en pan")
    port = FakePort()
    carry(port)
    assert {parcel.chat: "S/ 5.00" in parcel.text.replace("\xa0", " ") for parcel in port.sent} == {
        CHAT: True,
        "51911111111@s.whatsapp.net": False,
    }
