"""Three people ask in three languages what no grammar answers: they get their own figures, proven, and no others."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.utils import translation

from finance.advisor import planning, speech, thinking
from finance.advisor.facts import Value
from finance.advisor.tools import catalog
from finance.advisor.turn import Turn
from finance.conversations.tests.dialogues import KINDS, localized, named, oracle, persona, referring
from finance.conversations.tests.talking import talk
from finance.language_model.models import Call
from finance.language_model.tests.simulator import Simulator
from finance.ledger import queries as ledger
from finance.ledger.operations import as_money
from finance.money import Money
from finance.people.models import Person
from sofia.tests.cast import NOW

LANGUAGES = ("es", "pt", "en")
_SOURCE = re.compile(r"^\[\d+\] .*$|\[\d+\]", re.MULTILINE)
_WHOLE = re.compile(r"\b\d+\b")
_DAY_OF_THE_RENT = ("5 de marzo de 2026", "5 de março de 2026", "March 5, 2026")  # the largest movement's
_NUMBER = re.compile(r"\d[\d.,]*")


def test_there_are_enough() -> None:
    assert sum(len(kind[language]) for kind in KINDS for language in LANGUAGES) >= 150


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=[kind["name"] for kind in KINDS])
def test_a_dialogue(db: None, provider: Simulator, kind: dict[str, Any], language: str) -> None:
    person = persona(language)
    for text in kind[language]:
        _one(person, provider, localized(kind, language), text, language)


def _one(person: Person, provider: Simulator, kind: dict[str, Any], text: str, language: str) -> None:
    figures = oracle(language)
    before = ledger.entries(person).count()
    provider.will_say(*_steps(person, kind, text, language, figures))
    reply = talk(person, text)
    assert provider.asked, f"nobody was asked: {reply.text}"
    said = reply.text.replace("\xa0", " ")
    for expected in kind.get("says", []):
        assert expected in said
    for forbidden in kind.get("never", []):
        assert forbidden not in said
    shown = [_written(person, figures[name][1]) for name in named(_words(kind))]
    for figure in shown:
        assert figure in said, (figure, said)
    theirs = [_written(person, Money.of(number, person.currency)) for number in _WHOLE.findall(text)]
    pages = [number for page in kind.get("search", []) for number in _NUMBER.findall(page["snippet"])]
    known = [*shown, *theirs, *pages, *(_written(person, value) for _label, value in figures.values())]
    _no_other_figure(said, [*known, *_DAY_OF_THE_RENT], text)
    assert ledger.entries(person).count() == before  # a model writes nothing
    if "then" in kind:
        _settled(person, kind, before)


def _steps(
    person: Person, kind: dict[str, Any], text: str, language: str, figures: dict[str, tuple[str, Value]]
) -> list[dict[str, Any]]:
    plan = {"web_query": None, "ask": None, **kind["plan"]}
    steps: list[dict[str, Any]] = [{"text": json.dumps(plan)}]
    if "web" in kind:
        steps.append({"text": kind["web"], "search": kind["search"]})
    if "answer" in kind:
        turn = Turn(person=Person.objects.get(pk=person.pk), text=text, now=NOW, key="oracle", channel="terminal")
        with translation.override(language):
            facts = catalog.run(planning.of(plan).calls, thinking._scope(turn, ())).facts
            steps.append({"text": referring(kind["answer"], facts, figures)})
            if "repair" in kind:
                steps.append({"text": referring(kind["repair"], facts, figures)})
    return steps


def _words(kind: dict[str, Any]) -> str:
    words: str = kind.get("answer", "")
    return f"{words} {kind['repair']}" if "repair" in kind else words


def _written(person: Person, value: Value) -> str:
    with translation.override(person.language):
        return speech.figure(value, person).replace("\xa0", " ").replace("\u202f", " ")


def _no_other_figure(said: str, shown: list[str], text: str) -> None:
    """Whatever is left of the answer without the oracle's figures, its sources and the person's numbers holds no number."""
    left = _SOURCE.sub(" ", said.replace("\u202f", " ").replace("\xa0", " "))
    for figure in sorted({*shown, *_NUMBER.findall(text)}, key=len, reverse=True):
        left = left.replace(figure.replace("\xa0", " "), " ")
    assert not _NUMBER.search(left), left


def _settled(person: Person, kind: dict[str, Any], before: int) -> None:
    talk(person, kind["then"])
    booked = list(ledger.entries(person).order_by("number"))[before:]
    assert [as_money(entry).amount for entry in booked] == [kind["books"]] * bool(kind["books"])
    if booked:
        talk(person, {"sí": "deshaz eso", "sim": "desfaz isso", "yes": "undo that"}[kind["then"]])


def test_every_call_of_a_dialogue_is_written_down(db: None, provider: Simulator) -> None:
    person = persona("es")
    kind = localized(KINDS[0], "es")
    provider.will_say(*_steps(person, kind, kind["es"][0], "es", oracle("es")))
    talk(person, "explícame con calma cómo viene mi marzo")
    assert list(Call.objects.order_by("pk").values_list("purpose", "state", "person")) == [
        ("plan", "done", person.pk),
        ("compose", "done", person.pk),
    ]
