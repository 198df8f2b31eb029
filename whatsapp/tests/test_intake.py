"""What comes in becomes messages of whoever wrote: once, in order, on the day it was said, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from finance.conversations.models import Attachment, Message
from finance.documents.models import Document
from finance.ledger import queries as ledger
from finance.ledger.operations import as_money
from finance.people import operations as people
from finance.people.models import Person
from sofia.tests.cast import NOW
from sofia.tests.pictures import png
from whatsapp import intake
from whatsapp.intake import Fetched
from whatsapp.models import Alias, Contact, Inbound, Leaf
from whatsapp.port import Kind, Media, Peer
from whatsapp.tests.arrivals import CHAT, LID, PHONE, arrival, say, settled, take

pytestmark = pytest.mark.django_db


def counts(person: Person) -> list[str]:
    rows = ledger.entries(person).filter(reverses=None, reversal=None).order_by("number")
    return [f"{as_money(entry).amount:f}" for entry in rows]


class TestANewNumber:
    def test_is_greeted_told_what_is_kept_and_asked(self) -> None:
        assert say("gasté 25 en taxi").startswith("Hola, soy SofIA.")
        person = Person.objects.get()
        assert (person.country, person.name, counts(person)) == ("PE", "Rosa Quispe", [])
        assert "S/ 25.00" in say("sí")
        assert counts(person) == ["25.00"]

    @pytest.mark.parametrize(
        ("phone", "country", "currency"),
        [
            ("525512345678", "MX", "MXN"),
            ("5491123456789", "AR", "ARS"),
            ("5511987654321", "BR", "BRL"),
            ("99999", "PE", "PEN"),
        ],
    )
    def test_is_of_the_country_its_prefix_says(self, phone: str, country: str, currency: str) -> None:
        take(arrival("hola", peer=Peer(phone), chat=f"{phone}@s.whatsapp.net"))
        person = Person.objects.get()
        assert (person.country, person.currency) == (country, currency)

    def test_is_the_person_whose_proven_number_it_is(self, rosa: Person) -> None:
        from finance.people.models import Address

        Address.objects.create(person=rosa, channel="phone", value=PHONE, verified_at=NOW, created_at=NOW)
        say("gasté 25 en taxi")
        assert counts(rosa) == ["25.00"]

    def test_without_a_number_is_known_by_its_other_name(self) -> None:
        take(arrival("hola", peer=Peer(bsuid="PE.123"), chat="PE.123"), wire="cloud")
        take(arrival("hola", peer=Peer(PHONE, bsuid="PE.123"), chat="PE.123"), wire="cloud")
        assert Contact.objects.count() == Person.objects.count() == 1
        assert sorted(Alias.objects.values_list("kind", flat=True)) == ["bsuid", "phone"]

    def test_may_be_shut_out(self, settings: Settings) -> None:
        from dataclasses import replace

        settings.WHATSAPP = replace(settings.WHATSAPP, allowed=["known", "52"])
        assert take(arrival("hola")).state == "ignored"
        assert not Person.objects.exists()
        take(arrival("hola", peer=Peer("525512345678"), chat="m"))
        people.welcome(channel="phone", value=PHONE, now=NOW, country="PE")
        say("hola")
        assert Contact.objects.count() == 2

    def test_is_let_in_by_a_code_of_somebody_who_is(self, rosa: Person, settings: Settings) -> None:
        from dataclasses import replace

        settings.WHATSAPP = replace(settings.WHATSAPP, allowed=["known"])
        assert take(arrival("vincular ABCD EFGH")).state == "ignored"
        take(arrival(f"vincular {people.issue_code(person=rosa, now=NOW)}"))
        assert Contact.objects.get().person == rosa


class TestOnceAndInOrder:
    def test_the_same_thing_again_is_nothing(self) -> None:
        person = settled()
        one = arrival("gasté 25 en taxi")
        for _again in range(10):
            take(one)
        assert counts(person) == ["25.00"]
        assert Message.objects.filter(external_id=one.id).count() == 1

    def test_of_a_chat_only_the_oldest_may_be_claimed_and_by_one(self) -> None:
        first, second = arrival("uno"), arrival("dos")
        for one in (first, second):
            intake.store(wire="linked", arrival=one, now=NOW)
        claimed = intake.claim(wire="linked", chat=CHAT, now=NOW)
        assert claimed is not None
        assert claimed.provider_id == first.id
        assert intake.claim(wire="linked", chat=CHAT, now=NOW) is None
        again = intake.claim(wire="linked", chat=CHAT, now=NOW + timedelta(minutes=4))
        assert again is not None, "whoever had it died"

    def test_a_process_that_starts_takes_up_what_a_dead_one_had_claimed(self) -> None:
        intake.store(wire="linked", arrival=arrival("uno"), now=NOW)
        assert intake.claim(wire="linked", chat=CHAT, now=NOW) is not None
        intake.begin_again(wire="linked")
        assert intake.claim(wire="linked", chat=CHAT, now=NOW) is not None

    def test_what_fails_is_tried_again_and_in_the_end_put_aside_whole(self) -> None:
        intake.store(wire="linked", arrival=arrival("uno"), now=NOW)
        now = NOW
        for _try in range(intake.MOST_TRIES):
            now += timedelta(hours=1)
            claimed = intake.claim(wire="linked", chat=CHAT, now=now)
            assert claimed is not None
            intake.give_back(claimed, now=now)
        row = Inbound.objects.get()
        assert row.state == "ignored"
        assert "uno" in row.arrival

    def test_words_stay_in_one_place_only(self) -> None:
        settled()
        assert take(arrival("gasté 25 en taxi")).arrival == ""

    def test_what_was_said_yesterday_is_booked_yesterday(self) -> None:
        person = settled()
        take(arrival("gasté 25 en taxi", at=NOW - timedelta(days=1)), now=NOW)
        assert [entry.happened_on for entry in ledger.entries(person)] == [person.day(NOW - timedelta(days=1))]

    def test_dealt_with_by_two_it_is_done_by_one(self) -> None:
        person = settled()
        one = arrival("gasté 25 en taxi")
        intake.store(wire="linked", arrival=one, now=NOW)
        claimed = intake.claim(wire="linked", chat=CHAT, now=NOW)
        assert claimed is not None
        intake.deal(claimed, now=NOW)
        intake.deal(claimed, now=NOW)
        assert counts(person) == ["25.00"]

    def test_what_nobody_could_try_is_no_try(self) -> None:
        intake.store(wire="linked", arrival=arrival("uno"), now=NOW)
        claimed = intake.claim(wire="linked", chat=CHAT, now=NOW)
        assert claimed is not None
        intake.wait_for(claimed, now=NOW, after=timedelta(seconds=5))
        assert intake.claim(wire="linked", chat=CHAT, now=NOW + timedelta(seconds=4)) is None
        again = intake.claim(wire="linked", chat=CHAT, now=NOW + timedelta(seconds=6))
        assert again is not None
        assert again.tries == 0

    def test_a_chat_with_a_thousand_hides_no_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(intake, "_CHATS", 2)
        for _many in range(5):
            intake.store(wire="linked", arrival=arrival("uno"), now=NOW)
        intake.store(wire="linked", arrival=arrival("dos", chat="other"), now=NOW)
        assert intake.chats_that_wait(wire="linked") == [CHAT, "other"]


class TestWhatIsNotWords:
    def test_what_is_not_writing_at_all_is_passed_over(self) -> None:
        settled()
        assert take(arrival("\u200b\u2060")).state == "ignored"

    def test_what_is_too_long_is_said_to_be_and_books_nothing(self) -> None:
        person = settled()
        take(arrival("gasté 25 en taxi y " + "blabla " * 400))
        assert Message.objects.order_by("-seq")[0].intent == "too_long"
        assert counts(person) == []

    def test_a_photo_is_kept(self) -> None:
        person = settled()
        photo = arrival(kind=Kind.IMAGE, media=Media("image/jpeg", "boleta.jpg", reference="x"))
        intake.store(wire="linked", arrival=photo, now=NOW)
        claimed = intake.claim(wire="linked", chat=CHAT, now=NOW)
        assert claimed is not None
        assert intake.media_of(claimed) == photo.media
        intake.deal(claimed, fetched=Fetched(png()), now=NOW)
        assert Document.objects.get().owner == person
        assert Message.objects.order_by("-seq")[0].text.startswith("Guardé tu foto")

    def test_nothing_is_fetched_from_whom_has_not_agreed(self) -> None:
        photo = arrival(kind=Kind.IMAGE, media=Media("image/jpeg", reference="x"))
        intake.store(wire="linked", arrival=photo, now=NOW)
        claimed = intake.claim(wire="linked", chat=CHAT, now=NOW)
        assert claimed is not None
        assert intake.media_of(claimed) is None

    @pytest.mark.parametrize(
        ("kind", "fetched", "kept"),
        [
            (Kind.LOCATION, Fetched(), "location"),
            (Kind.UNREADABLE, Fetched(), "hidden"),
            (Kind.OTHER, Fetched(), "other"),
            (Kind.IMAGE, Fetched(lacking="large"), "large"),
            (Kind.IMAGE, Fetched(b"\x7fELF" + bytes(99)), "other"),
            (Kind.VOICE, Fetched(), "gone"),
        ],
    )
    def test_what_cannot_be_kept_is_said_to_be_so(self, kind: Kind, fetched: Fetched, kept: str) -> None:
        settled()
        take(arrival(kind=kind), fetched=fetched)
        assert Attachment.objects.get().kind == kept
        assert Message.objects.order_by("-seq")[0].intent == "not_read"


class TestAfterwards:
    def test_a_deleted_message_offers_to_undo(self) -> None:
        person = settled()
        one = arrival("gasté 25 en taxi")
        take(one)
        take(arrival(kind=Kind.REVOKE, target=one.id))
        assert Message.objects.order_by("-seq")[0].text.endswith("¿Lo deshago?")
        say("sí")
        assert counts(person) == []

    def test_an_edited_one_offers_to_replace(self) -> None:
        person = settled()
        one = arrival("gasté 25 en taxi")
        take(one)
        take(arrival("gasté 35 en taxi", kind=Kind.EDIT, target=one.id))
        say("1")
        assert counts(person) == ["35.00"]

    def test_what_nobody_knows_is_passed_over(self) -> None:
        settled()
        assert take(arrival(kind=Kind.REVOKE, target="x")).state == "ignored"
        assert take(arrival("👍", kind=Kind.REACTION, target="x")).state == "ignored"

    def test_a_thumb_on_her_question_is_a_yes(self) -> None:
        person = settled()
        say("gasté 18 en café")
        say("gasté 18 en café")
        asked = Message.objects.order_by("-seq")[0]
        leaf = Leaf.objects.create(delivery=asked.deliveries.get(), wire="linked", provider_id="Q1", left_at=NOW)
        take(arrival("👎", kind=Kind.REACTION, target=leaf.provider_id))
        assert counts(person) == ["18.00"]
        assert Message.objects.filter(role="person").order_by("-seq")[0].text == "no"

    def test_a_reply_to_a_card_means_that_card(self) -> None:
        person = settled()
        one = arrival("gasté 25 en taxi")
        take(one)
        say("gasté 8 en pan")
        say("deshaz eso", target=one.id)
        assert counts(person) == ["8.00"]

    def test_a_number_picks_one_of_the_answers(self) -> None:
        person = settled()
        say("gasté 18 en café")
        assert "?" in say("gasté 18 en café")
        say("2")
        sent = Message.objects.filter(role="person").order_by("-seq")[0].text
        assert sent in {choice["label"] for choice in Message.objects.filter(role="sofia").order_by("-seq")[1].choices}
        assert person is not None


class TestStaff:
    def test_writing_by_hand_makes_sofia_quiet_for_a_while(self) -> None:
        person = settled()
        take(arrival("Hola Rosa, soy Ana del equipo", kind=Kind.ECHO))
        assert say("gasté 25 en taxi") == "Hola Rosa, soy Ana del equipo"
        assert counts(person) == []
        assert [message.role for message in Message.objects.order_by("-seq")[:2]] == ["person", "staff"]
        photo = arrival(kind=Kind.IMAGE, media=Media("image/jpeg", "boleta.jpg", reference="x"))
        take(photo, fetched=Fetched(png()))
        take(arrival("bla " * 900))
        assert Attachment.objects.get().document is not None
        later = NOW + intake.PAUSE + timedelta(minutes=1)
        take(arrival("gasté 25 en taxi", at=later), now=later)
        assert counts(person) == ["25.00"]

    def test_a_photo_of_staffs_is_told_of_too(self) -> None:
        settled()
        take(arrival(kind=Kind.ECHO))
        assert Message.objects.order_by("-seq")[0].role == "staff"

    def test_news_of_a_stranger_makes_nobody(self) -> None:
        for kind in (Kind.ECHO, Kind.MOVED, Kind.IDENTITY):
            assert take(arrival("hola", kind=kind)).state == "ignored"
        assert not Person.objects.exists()


class TestADoubtfulNumber:
    LATER = NOW + timedelta(days=61)

    def test_all_that_is_no_answer_is_held_and_dealt_with_afterwards(self) -> None:
        person = settled()
        for said in ("gasté 25 en taxi", "gasté 8 en pan", "¿y?"):
            assert take(arrival(said, at=self.LATER)).state == "held"
        assert Message.objects.filter(intent="confirm_number").count() == 1, "asked once"
        take(arrival("soy rosa", at=self.LATER))
        while (held := intake.claim(wire="linked", chat=CHAT, now=self.LATER)) is not None:
            intake.deal(held, now=self.LATER)
        assert counts(person) == ["25.00", "8.00"]

    def test_the_only_answer_can_be_picked_by_its_number(self) -> None:
        former = settled()
        take(arrival("1", at=self.LATER))
        assert Contact.objects.get().person == former, "it was not asked yet"
        take(arrival("1", at=self.LATER))
        assert Contact.objects.get().person != former

    def test_another_account_behind_the_number_is_doubted(self) -> None:
        settled()
        take(arrival("¿cuánto gasté?", peer=Peer(PHONE, lid="299")))
        contact = Contact.objects.get()
        assert contact.doubted_at is not None
        assert sorted(contact.aliases.values_list("value", flat=True)) == ["299", PHONE]

    def test_another_number_of_the_account_is_doubted_and_theirs_once_confirmed(self) -> None:
        person = settled()
        take(arrival("¿cuánto gasté?", peer=Peer("51911111111", lid=LID)))
        assert Contact.objects.get().doubted_at is not None
        take(arrival("hola", peer=Peer(PHONE, lid="299"), chat="new"))
        assert Person.objects.count() == 2, "the former number identifies nobody any more"
        take(arrival("rosa", peer=Peer("51911111111", lid=LID)))
        assert [one.value for one in person.addresses.all()] == ["51911111111"]

    def test_a_number_that_goes_from_one_account_to_another_goes_with_its_doubt(self) -> None:
        settled()
        take(arrival("hola", peer=Peer("51911111111", lid="299"), chat="ines"))
        ines = Contact.objects.latest("pk")
        people.agree(person=ines.person, channel="whatsapp", now=NOW)
        take(arrival("hola", peer=Peer(PHONE, lid="299"), chat="ines"))
        ines.refresh_from_db()
        assert ines.doubted_at is not None
        assert sorted(ines.aliases.values_list("value", flat=True)) == ["299", PHONE]

    def test_a_number_that_moved_is_known_where_it_moved_to(self) -> None:
        settled()
        take(arrival("51911111111", kind=Kind.MOVED))
        take(arrival("hola", peer=Peer("51911111111"), chat="new"))
        assert Contact.objects.get().doubted_at is not None

    def test_after_long_silence_nothing_is_told_until_they_say_who_they_are(self) -> None:
        person = settled()
        take(arrival("¿cuánto gasté?", at=self.LATER))
        asked = Message.objects.order_by("-seq")[0]
        assert asked.text.startswith("Antes de mostrarte montos")
        take(arrival("soy Rosa", at=self.LATER))
        assert Contact.objects.get().doubted_at is None
        held = intake.claim(wire="linked", chat=CHAT, now=self.LATER)
        assert held is not None, "what was asked is dealt with now"
        intake.deal(held, now=self.LATER)
        assert Message.objects.filter(role="person", text="¿cuánto gasté?", conversation__person=person).exists()

    def test_a_wrong_name_does_not_do_and_not_for_ever(self) -> None:
        settled()
        for said in ("hola", "soy Carlos", "soy Luis", "soy Ana", "soy Rosa"):
            take(arrival(said, at=self.LATER))
        assert Contact.objects.get().doubted_at is not None

    def test_somebody_else_begins_anew_and_sees_nothing(self) -> None:
        former = settled()
        say("gasté 25 en taxi")
        take(arrival("hola", at=self.LATER))
        take(arrival("empezar de nuevo", at=self.LATER))
        contact = Contact.objects.get()
        assert contact.person != former
        held = intake.claim(wire="linked", chat=CHAT, now=self.LATER)
        assert held is not None
        intake.deal(held, now=self.LATER)
        mine = Message.objects.filter(conversation__person=contact.person)
        assert [message.intent for message in mine.filter(role="sofia")] == ["welcome"]
        assert counts(former) == ["25.00"]

    @pytest.mark.parametrize("kind", [Kind.MOVED, Kind.IDENTITY])
    def test_a_moved_number_and_new_keys_are_doubted(self, kind: Kind) -> None:
        settled()
        take(arrival(kind=kind))
        assert say("¿cuánto gasté?") == ""
        assert Contact.objects.get().doubted_at is not None

    def test_a_lid_that_meets_its_number_is_the_same_contact(self) -> None:
        settled()
        take(arrival("hola", peer=Peer(lid=LID), chat=f"{LID}@lid"))
        assert Contact.objects.count() == 1
