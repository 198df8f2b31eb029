"""An answer of a model as the tabs see it: she is at it, sentence after sentence, and the whole of it once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from finance.language_model.tests.simulator import KEY, Simulator, running
from sofia.tests.served import Browser, Served, serving

PLAN = {"topic": "spending", "calls": [{"tool": "spending", "args": {}}], "web_query": None, "ask": None}
ANSWER = "Este mes llevas *{{F1}}* en gastos. Serían 777 menos. Vas bien."
QUESTION = "explícame con calma qué pasa con mis números"


@pytest.fixture(scope="module")
def provider() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def served(provider: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    asked = {"PERPLEXITY_API_KEY": KEY, "PERPLEXITY_BASE_URL": provider.url}
    with serving(tmp_path_factory.mktemp("under-way"), **asked) as served:
        yield served


@pytest.fixture
def browser(served: Served) -> Browser:
    """Somebody nobody else is."""
    browser = Browser(served)
    browser.come_in(served.invite(f"{uuid4()}@example.com"))
    return browser


def test_it_comes_sentence_by_sentence_and_then_whole(browser: Browser, provider: Simulator) -> None:
    with browser.tab() as tab, browser.tab() as other:
        for one in (tab, other):
            one.send(type="since", message_id=0)
        tab.ask("gasté 40 en taxi")
        provider.will_say({"text": json.dumps(PLAN)}, {"text": ANSWER}, {"text": "-"})
        key = tab.say(QUESTION)
        reply = tab.until(type="message", role="sofia", reply_to=key)
        mine = [frame for frame in tab.frames if frame.get("reply_to") == key and frame["type"] != "message"]
        assert mine[0]["type"] == "thinking"
        deltas = [frame["text"].strip().replace("\xa0", " ") for frame in mine if frame["type"] == "delta"]
        assert deltas == ["Este mes llevas *S/ 40.00* en gastos.", "Vas bien."]
        assert reply["text"].replace("\xa0", " ").startswith(" ".join(deltas))
        assert reply["proof"]["facts"][0]["label"] == "gastos"
        rows = json.loads(browser.get(f"/mensajes/{reply['message_id']}/prueba/"))["facts"][0]["rows"]
        assert [row["title"].casefold() for row in rows] == ["taxi"]
        other.until(type="message", role="sofia", reply_to=key)
        assert [frame["text"] for frame in other.frames if frame["type"] == "delta"] == [
            frame["text"] for frame in mine if frame["type"] == "delta"
        ]


def test_the_same_question_again_is_answered_at_once(browser: Browser, provider: Simulator) -> None:
    question = "explícame con calma y sin prisa mis números"
    with browser.tab() as tab:
        tab.send(type="since", message_id=0)
        tab.ask("gasté 15 en pan")
        provider.will_say({"text": json.dumps(PLAN)}, {"text": "Este mes llevas *{{F1}}* en gastos."})
        first = tab.until(type="message", role="sofia", reply_to=tab.say(question))
        asked = len(provider.asked)
        key = tab.say(question)
        again = tab.until(type="message", role="sofia", reply_to=key)
        assert (again["text"], len(provider.asked)) == (first["text"], asked)
        assert [frame["type"] for frame in tab.frames if frame.get("reply_to") == key] == ["message", "message"]
