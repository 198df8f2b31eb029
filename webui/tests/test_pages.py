"""The door, the welcome and the chat page, as a browser asks for them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from finance.people import operations as people
from finance.people.models import Person
from sofia.tests.cast import make_person, say, staff_browser

WELCOME = {
    "country": "MX", "language": "es", "time_zone": "America/Tijuana", "pay_rhythm": "quincena", "adult": "on", "consent": "on",
}  # fmt: skip


@pytest.fixture
def rosas(rosa: Person) -> Client:
    people.settle(
        person=rosa, name="Rosa Quispe", country="PE", language="es", time_zone="", pay_rhythm="quincena",
        pay_day=None, pay_anchor=None, now=timezone.now(),
    )  # fmt: skip
    client = Client()
    client.force_login(rosa)
    return client


def link(person: Person) -> str:
    return f"/entrar/{people.issue_link(person=person, now=timezone.now())}/"


def test_looking_at_a_link_does_not_use_it_up(rosa: Person) -> None:
    address, client = link(rosa), Client()
    for _look in range(2):
        assert "<form" in client.get(address).content.decode()
    assert client.get("/").status_code == 302, "nobody is in yet"
    assert client.post(address).headers["Location"] == "/bienvenida/"
    assert "<form" not in Client().get(address).content.decode()


def test_a_link_lets_in_once(rosa: Person) -> None:
    address = link(rosa)
    assert Client().post(address).status_code == 302
    second = Client()
    second.post(address)
    assert second.get("/").status_code == 302


def test_an_old_or_invented_link_says_so(rosa: Person) -> None:
    secret = people.issue_link(person=rosa, now=timezone.now() - timedelta(minutes=11))
    assert "venció" in Client().get(f"/entrar/{secret}/").content.decode()
    assert Client().get("/entrar/inventado/").status_code == 200
    assert Client().post("/entrar/inventado/").status_code == 200


def test_the_button_needs_its_token(rosa: Person) -> None:
    assert Client(enforce_csrf_checks=True).post(link(rosa)).status_code == 403


def test_the_welcome_settles_a_newcomer(db: None) -> None:
    new, client = make_person("Nora", agrees=False), Client()
    client.force_login(new)
    assert client.get("/").headers["Location"] == "/bienvenida/"
    assert client.post("/bienvenida/", {**WELCOME, "name": "Nora"}).headers["Location"] == "/"
    new.refresh_from_db()
    assert (new.country, new.currency, new.time_zone, new.name) == ("MX", "MXN", "America/Tijuana", "Nora")
    assert new.has_agreed()
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"adult": ""}, "mayores de edad"),
        ({"consent": ""}, "Sin tu permiso"),
        ({"country": "XX"}, "País"),
        ({"pay_rhythm": "monthly"}, "día del mes"),
        ({"pay_rhythm": "monthly", "pay_day": "32"}, "31"),
        ({"pay_rhythm": "weekly"}, "te hayan pagado"),
        ({"pay_rhythm": "weekly", "pay_anchor": "mañana"}, "fecha"),
    ],
)
def test_the_welcome_says_what_is_missing_and_settles_nothing(db: None, said: dict[str, str], words: str) -> None:
    new, client = make_person("Nora", agrees=False), Client()
    client.force_login(new)
    page = client.post("/bienvenida/", {**WELCOME, **said})
    assert page.status_code == 422
    assert words in page.content.decode()
    new.refresh_from_db()
    assert new.settled_at is None
    assert not new.has_agreed()


def test_an_unknown_zone_is_the_countrys(db: None) -> None:
    new, client = make_person("Nora", agrees=False), Client()
    client.force_login(new)
    client.post("/bienvenida/", {**WELCOME, "time_zone": "Marte/Base"})
    new.refresh_from_db()
    assert new.time_zone == "America/Mexico_City"


@pytest.mark.parametrize(
    ("accepted", "country"),
    [("es-MX,es;q=0.9", "MX"), ("pt-BR", "BR"), ("es-AR,en;q=0.5", "AR"), ("en", "PE"), ("", "PE")],
)
def test_the_welcome_guesses_the_country_from_the_browser(db: None, accepted: str, country: str) -> None:
    client = Client(headers={"accept-language": accepted})
    client.force_login(make_person("Nora", agrees=False))
    assert re.search(rf'value="{country}" selected', client.get("/bienvenida/").content.decode())


def test_signing_out_needs_a_post(rosas: Client) -> None:
    assert rosas.get("/salir/").status_code == 405
    rosas.post("/salir/")
    assert rosas.get("/").status_code == 302


def test_the_chat_shows_what_was_said(rosas: Client, rosa: Person) -> None:
    say(rosa, "gasté 25 en taxi")
    page = rosas.get("/").content.decode()
    kept = re.search(r'<script id="messages" type="application/json">(.*?)</script>', page)
    assert kept
    frames = json.loads(kept[1])
    assert [frame["role"] for frame in frames] == ["person", "sofia"]
    assert frames[1]["card"]["entries"][0]["title"] == "Taxi"


def test_older_messages_come_by_page(rosas: Client, rosa: Person) -> None:
    for _ in range(30):
        say(rosa, "hola")
    older = rosas.get("/mensajes/?before=11").json()["messages"]
    assert [frame["message_id"] for frame in older] == list(range(1, 11))
    assert len(rosas.get("/mensajes/?before=1000000").json()["messages"]) == 50
    for wrong in ("", "x", "-1", "9" * 40):
        assert rosas.get(f"/mensajes/?before={wrong}").status_code == 400


def test_the_proof_of_a_figure_adds_up(rosas: Client, rosa: Person) -> None:
    say(rosa, "gasté 25 en taxi y 40 en almuerzo")
    reply = say(rosa, "¿cuánto gasté este mes?")
    facts = rosas.get(f"/mensajes/{reply.seq}/prueba/").json()["facts"]
    assert facts[0]["value"].replace("\xa0", " ") == "S/ 65.00"
    assert [row["value"].replace("\xa0", " ") for row in facts[0]["rows"]] == ["S/ 40.00", "S/ 25.00"]
    say(rosa, "gasté 99 en pan")
    say(rosa, "deshaz lo del taxi")
    assert rosas.get(f"/mensajes/{reply.seq}/prueba/").json()["facts"] == facts, "as it was when it was said"


def test_a_stranger_gets_nothing_of_rosas(rosas: Client, rosa: Person, ines: Person) -> None:
    say(rosa, "gasté 25 en taxi")
    reply = say(rosa, "¿cuánto gasté este mes?")
    stranger = Client()
    stranger.force_login(ines)
    assert stranger.get(f"/mensajes/{reply.seq}/prueba/").status_code == 404
    assert stranger.get("/mensajes/?before=100").json() == {"messages": []}
    for staff_only in ("/admin/", "/admin/ledger/entry/", "/admin/people/person/"):
        assert stranger.get(staff_only).status_code == 302


def test_every_page_sends_who_is_not_in_to_the_door(db: None) -> None:
    open_ones = {"entrar/", "entrar/<str:secret>/", "salir/", "webhooks/whatsapp/"}
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        if route in open_ones or route.startswith("admin"):
            continue
        for name, value in (("int:seq", "1"), ("uuid:document_id", str(uuid4())), ("str:link", "x")):
            route = route.replace(f"<{name}>", value)
        page = Client().get(f"/{route}")
        assert (page.status_code, page.headers["Location"].startswith("/entrar/")) == (302, True), route


def test_staff_comes_in_by_the_same_door(rosa: Person) -> None:
    client = staff_browser(rosa)
    say(rosa, "gasté 25 en taxi")
    for page in ("", "ledger/entry/", "ledger/account/", "people/person/", "people/household/", "journal/action/",
                 "conversations/conversation/", "conversations/message/", "conversations/delivery/"):  # fmt: skip
        assert client.get(f"/admin/{page}").status_code == 200, page
    entry = rosa.entries.get()
    detail = client.get(f"/admin/ledger/entry/{entry.pk}/change/").content.decode()
    assert "transporte" in detail or "25" in detail
    assert "_save" not in detail, "entries are to look at"
    assert client.get("/admin/ledger/entry/add/").status_code == 403


def test_no_template_holds_inline_script_or_style() -> None:
    found = []
    for template in (Path(__file__).parents[1] / "templates").rglob("*.html"):
        text = template.read_text()
        if re.search(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=|javascript:|https?://(?!www\.w3\.org)",
            text,
        ):
            found.append(template.name)
    assert found == []


def test_every_answer_carries_the_policy(rosas: Client) -> None:
    for address in ("/", "/entrar/", "/mensajes/?before=2", "/no/hay/"):
        policy = rosas.get(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(("language", "words"), [("es", "Mensaje para SofIA"), ("pt", "Mensagem"), ("en", "Message")])
def test_the_page_speaks_the_persons_language(rosas: Client, rosa: Person, language: str, words: str) -> None:
    Person.objects.filter(pk=rosa.pk).update(language=language)
    assert words in rosas.get("/").content.decode()
