"""An answer of a model as the tabs see it: she is at it, sentence after sentence, and the whole of it once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from finance.language_model.tests.simulator import KEY, Simulator, running
from sofia.tests.served import Browser, Served

PLAN = {"topic": "spending", "calls": [{"tool": "spending", "args": {}}], "web_query": None, "ask": None}
ANSWER = "Este mes llevas *{{F1}}* en gastos. Serían 777 menos. Vas bien."
QUESTION = "explícame con calma qué pasa con mis números"


@pytest.fixture(scope="module")
def provider() -> Iterator[Simulator]:
    with running() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def served(provider: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = str(tmp_path_factory.mktemp("under-way"))
    asked = {"PERPLEXITY_API_KEY": KEY, "PERPLEXITY_BASE_URL": provider.url}
    served = Served({"SOFIA_DATA_DIR": folder, "DATABASE_URL": "", "REDIS_URL": "", **asked})
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def browser(served: Served) -> Browser:
    browser = Browser(served)
    browser.come_in()
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
    with browser.tab() as tab:
        tab.send(type="since", message_id=0)
        asked = len(provider.asked)
        key = tab.say(QUESTION)
        tab.until(type="message", role="sofia", reply_to=key)
        assert len(provider.asked) == asked
        assert not [frame for frame in tab.frames if frame["type"] in ("delta", "thinking")]
