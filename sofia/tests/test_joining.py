"""The phone and the page become one account by a code, in either direction; two that both keep books do not, unasked."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from finance.conversations import joining
from finance.conversations.models import Message
from finance.ledger import queries as ledger
from finance.ledger.operations import as_money
from finance.people import operations as people
from finance.people.models import Person
from sofia.tests.cast import NOW
from sofia.tests.cast import say as tell
from webui.tests.test_pages import rosas  # noqa: F401  (a fixture: Rosa's browser, settled)
from whatsapp.models import Contact, Leaf, Line
from whatsapp.port import Kind, Peer
from whatsapp.tests.arrivals import CHAT, arrival, say, settled, take

pytestmark = pytest.mark.django_db(transaction=True)


def page(client: Client, **form: str) -> str:
    return client.post("/conectar/", form).content.decode()


def last_said(person: Person) -> str:
    return str(Message.objects.filter(conversation__person=person, role="sofia").latest("seq").text)


def test_the_phone_writes_the_pages_code(rosa: Person, rosas: Client) -> None:  # noqa: F811
    say("hola")
    given = re.search(r"vincular (\w{4} \w{4})", page(rosas))
    assert given is not None
    take(arrival(f"vincular {given[1]}"))
    assert Contact.objects.get().person == rosa
    assert last_said(rosa).startswith("Listo: este WhatsApp")
    say("gasté 25 en taxi")
    assert ledger.entries(rosa).count() == 1
    assert Person.objects.filter(is_active=True).count() == 1


def test_the_page_leads_to_her_number_where_one_is_linked(rosa: Person, rosas: Client) -> None:  # noqa: F811
    assert "wa.me" not in page(rosas)
    Line.objects.create(wire="linked", state="connected", number="51900000001")
    assert re.search(r"https://wa\.me/51900000001\?text=vincular%20\w{4}%20\w{4}", page(rosas))


def test_the_page_is_given_the_phones_code(rosa: Person, rosas: Client) -> None:  # noqa: F811
    settled()
    say("vincular")
    code = re.search(r"\*(\w{4} \w{4})\*", last_said(Contact.objects.get().person))
    assert code is not None
    with mock.patch("webui.pages.phone.timezone.now", return_value=NOW + timedelta(minutes=9)):
        assert "Ya están unidas" in page(rosas, code=code[1].lower())
    assert Contact.objects.get().person == rosa
    say("gasté 25 en taxi")
    assert ledger.entries(rosa).count() == 1


def test_two_that_keep_books_are_not_thrown_together(rosa: Person, rosas: Client) -> None:  # noqa: F811
    phones = settled()
    say("gasté 25 en taxi")
    code = people.issue_code(person=rosa, now=NOW)
    take(arrival(f"vincular {code}"))
    assert Contact.objects.get().person == phones
    assert "Movimientos: 1 en WhatsApp, 0 en la página" in last_said(phones)
    assert ledger.entries(rosa).count() == 0
    say("no")
    assert Contact.objects.get().person == phones
    assert ledger.entries(rosa).count() == 0


def counts(person: Person) -> list[str]:
    rows = ledger.standing(ledger.entries(person)).order_by("number").prefetch_related("postings__account")
    return [f"{as_money(entry).amount:f}" for entry in rows]


def two_with_books(rosa: Person) -> Person:
    phones = settled()
    tell(rosa, "gasté 8 en pan")
    say("gasté 25 en taxi")
    say("gasté 30 en ropa con tarjeta")
    say("deshaz eso")
    say("gasté 40 en ropa con tarjeta")
    return phones


def test_on_a_yes_the_phones_movements_come_along_and_undo_takes_them_back(rosa: Person, rosas: Client) -> None:  # noqa: F811
    phones = two_with_books(rosa)
    take(arrival(f"vincular {people.issue_code(person=rosa, now=NOW)}"))
    assert "Movimientos: 2 en WhatsApp, 1 en la página" in last_said(phones)
    say("sí")
    assert counts(rosa) == ["8.00", "25.00", "40.00"]
    assert "Pasé 2 movimientos" in last_said(rosa)
    assert Contact.objects.get().person == rosa
    assert [one.account.name for one in ledger.balances(rosa)] == ["", ""], "cash and the card"
    phones.refresh_from_db()
    assert not phones.is_active
    assert counts(phones) == ["25.00", "40.00"], "what was theirs stays as it was"
    say("deshaz eso")
    assert counts(rosa) == ["8.00"]
    assert Contact.objects.get().person == phones
    assert "es otra vez una cuenta aparte" in last_said(phones)
    say("gasté 5 en leche")
    assert counts(phones) == ["25.00", "40.00", "5.00"]


def test_there_is_no_redo_and_another_code_joins_anew(rosa: Person, rosas: Client) -> None:  # noqa: F811
    phones = two_with_books(rosa)
    take(arrival(f"vincular {people.issue_code(person=rosa, now=NOW)}"))
    say("sí")
    tell(rosa, "deshaz eso")
    say("gasté 5 en leche")
    tell(rosa, "rehacer")
    assert counts(rosa) == ["8.00"]
    assert Contact.objects.get().person == phones
    later = NOW + timedelta(minutes=1)
    take(arrival(f"vincular {people.issue_code(person=rosa, now=later)}", at=later))
    take(arrival("sí", at=later))
    assert counts(rosa) == ["8.00", "25.00", "40.00", "5.00"]


def test_what_an_account_holds_is_not_counted_twice(rosa: Person, rosas: Client) -> None:  # noqa: F811
    settled()
    tell(rosa, "tengo 1000 en el bcp")
    say("tengo 1000 en el bcp")
    say("pagué 30 de luz con el bcp")
    take(arrival(f"vincular {people.issue_code(person=rosa, now=NOW)}"))
    say("sí")
    assert [f"{one.money.amount:f}" for one in ledger.balances(rosa) if one.account.name] == ["970.00"]


def test_two_of_one_household_join_without_a_copy(rosa: Person, beto: Person) -> None:
    tell(rosa, "gasté 8 en pan")
    tell(beto, "gasté 25 en taxi")
    joining.join(other=beto, into=rosa, now=NOW)
    assert counts(rosa) == ["8.00", "25.00"]


def test_the_name_of_what_came_along_takes_back_that_alone_and_others_of_the_home_take_nothing_apart(
    rosa: Person,
    beto: Person,
    rosas: Client,  # noqa: F811
) -> None:
    settled()
    say("gasté 25 en taxi")
    take(arrival(f"vincular {people.issue_code(person=rosa, now=NOW)}"))
    assert "Ahí también los ve Beto." in last_said(Contact.objects.get().person)
    say("sí")
    tell(beto, "borra el taxi")
    assert counts(rosa) == []
    assert Contact.objects.get().person == rosa, "still one"


def test_a_thumb_is_a_yes_to_it(rosa: Person, rosas: Client) -> None:  # noqa: F811
    phones = two_with_books(rosa)
    take(arrival(f"vincular {people.issue_code(person=rosa, now=NOW)}"))
    asked = Message.objects.filter(conversation__person=phones, role="sofia").latest("seq")
    Leaf.objects.create(delivery=asked.deliveries.get(), wire="linked", provider_id="Q1", left_at=NOW)
    take(arrival("👍", kind=Kind.REACTION, target="Q1"))
    assert counts(rosa) == ["8.00", "25.00", "40.00"]


def test_the_page_asks_the_same(rosa: Person, rosas: Client) -> None:  # noqa: F811
    phones = two_with_books(rosa)
    code = people.issue_code(person=phones, now=timezone.now())
    asked = page(rosas, code=code)
    assert "Movimientos: 2 en WhatsApp, 1 en la página" in asked
    assert counts(rosa) == ["8.00"]
    token = re.search(r'name="code" value="([^"]+)"', asked)
    assert token is not None
    assert "Ya están unidas" in page(rosas, code=token[1])
    assert counts(rosa) == ["8.00", "25.00", "40.00"]
    assert "no sirve" in page(rosas, code=token[1]), "once"


def test_nobody_elses_question_is_answered(rosa: Person, ines: Person, rosas: Client) -> None:  # noqa: F811
    phones = two_with_books(rosa)
    token = signing.dumps({"other": phones.pk, "into": ines.pk}, salt="joining two ledgers")
    assert "no sirve" in page(rosas, code=token)
    assert counts(rosa) == ["8.00"]


def test_a_yes_that_comes_too_late_joins_nothing(rosa: Person, rosas: Client) -> None:  # noqa: F811
    phones = two_with_books(rosa)
    take(arrival(f"vincular {people.issue_code(person=rosa, now=NOW)}"))
    take(arrival("sí", at=NOW + timedelta(minutes=11)))
    assert counts(rosa) == ["8.00"]
    assert Contact.objects.get().person == phones


@pytest.mark.parametrize("said", ["vincular ABCD EFGH", "vincular 2345-6789"])
def test_a_wrong_code_changes_nothing(said: str) -> None:
    phones = settled()
    take(arrival(said))
    assert Contact.objects.get().person == phones
    assert "no sirve" in last_said(phones)


def test_a_code_serves_once_and_for_ten_minutes(rosa: Person, rosas: Client) -> None:  # noqa: F811
    now = timezone.now()
    old = people.issue_code(person=rosa, now=now - timedelta(minutes=11))
    with pytest.raises(people.CodeUnknown):
        people.use_code(code=old, now=now)
    fresh = people.issue_code(person=rosa, now=now)
    assert people.use_code(code=fresh.lower(), now=now) == rosa
    with pytest.raises(people.CodeUnknown):
        people.use_code(code=fresh, now=now)
    assert "no sirve" in page(rosas, code="nada")


def test_a_code_is_written_down_nowhere(rosa: Person) -> None:
    settled()
    code = people.issue_code(person=rosa, now=NOW)
    take(arrival(f"vincular {code}"))
    assert not Message.objects.filter(text__contains=code).exists()


def test_two_phones_may_be_one_persons() -> None:
    settled()
    take(arrival("hola", peer=Peer("51911111111"), chat="51911111111@s.whatsapp.net"))
    person = Contact.objects.get(chat=CHAT).person
    code = people.issue_code(person=person, now=NOW)
    take(arrival(f"vincular {code}", peer=Peer("51911111111"), chat="51911111111@s.whatsapp.net"))
    assert Contact.objects.filter(person=person).count() == 2
