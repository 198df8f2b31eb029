"""A picture that came by another wire is seen in the browser, by whoever sent it and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from finance.conversations import inbox
from finance.conversations.inbox import Attached
from finance.documents import operations as documents
from finance.documents.models import Document
from finance.people.models import Person
from sofia.tests.cast import NOW
from sofia.tests.pictures import PDF, png
from webui import frames


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "finance.documents.store.Folder", "OPTIONS": {"location": tmp_path}}}  # fmt: skip


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def keep(person: Person, body: bytes, name: str) -> Document:
    return documents.keep(owner=person, body=body, name=name, now=NOW)


def test_the_owner_is_shown_a_picture(rosa: Person) -> None:
    photo = keep(rosa, png(), "boleta.png")
    seen = browser_of(rosa).get(f"/documentos/{photo.pk}/", follow=True)
    assert seen.content == png()
    assert seen["Content-Type"] == "image/png"
    assert seen["Content-Security-Policy"].startswith("sandbox")
    assert "attachment" not in seen["Content-Disposition"]


def test_anything_else_is_handed_over_as_a_file(rosa: Person) -> None:
    page = keep(rosa, b"<html><script>alert(1)</script></html>", "estado.html")
    seen = browser_of(rosa).get(f"/documentos/{page.pk}/", follow=True)
    assert seen["Content-Type"] == "application/octet-stream"
    assert seen["Content-Disposition"] == 'attachment; filename="estado.html"'


def test_nobody_else_is_shown_anything(rosa: Person, ines: Person) -> None:
    photo = keep(rosa, png(), "boleta.png")
    link = browser_of(rosa).get(f"/documentos/{photo.pk}/")["Location"]
    for client, code in ((browser_of(ines), 404), (Client(), 302)):
        assert client.get(f"/documentos/{photo.pk}/").status_code == code
        assert client.get(link).status_code == code


def test_a_frame_says_what_hangs_on_a_message(rosa: Person) -> None:
    paper = keep(rosa, PDF, "estado.pdf")
    hung = [Attached("document", paper), Attached("location")]
    inbox.receive(person=rosa, channel="whatsapp", external_id="1", text="", now=NOW, attached=hung)
    mine, hers = frames.before(rosa, None)
    assert mine["attachments"] == [
        {"kind": "document", "id": str(paper.pk), "name": "estado.pdf", "mime": "application/pdf", "size": len(PDF)},
        {"kind": "location"},
    ]
    assert hers["attachments"] == []
