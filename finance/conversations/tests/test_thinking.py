"""A question that no grammar answers, from the plan to the reply: what is asked, what is kept, what is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from finance.advisor import cache as kept_answers
from finance.advisor import thinking
from finance.advisor.turn import Turn
from finance.conversations import answering, inbox, outbox
from finance.conversations.models import Conversation, Message
from finance.conversations.tests.talking import talk
from finance.language_model.models import Call
from finance.language_model.tests.simulator import Simulator
from finance.ledger.models import Entry
from finance.ledger.tests.telling import Pen, earn, spend
from finance.people import operations as people
from finance.people import queries as people_now
from finance.people.models import Person
from sofia.tests.cast import NOW, say

QUESTION = "explícame con calma qué pasa con mis números"
ANSWER = "Este mes llevas *{{F1}}* en gastos."


def plan(*tools: str, **more: Any) -> dict[str, str]:
    calls = [{"tool": tool, "args": {}} for tool in tools]
    return {"text": json.dumps({"topic": "spending", "calls": calls, "web_query": None, "ask": None} | more)}


def body(provider: Simulator, number: int) -> dict[str, Any]:
    sent: dict[str, Any] = provider.asked[number]["body"]
    return sent


def told(provider: Simulator, number: int) -> dict[str, Any]:
    """The data between the marks of a request."""
    text = body(provider, number)["input"][0]["content"]
    data: dict[str, Any] = json.loads(text.split("\n")[1])
    return data


@pytest.fixture
def asker(rosa: Person) -> Person:
    Pen(rosa).book(spend("12.50"), spend("40", "transporte"))
    return rosa


class TestAnAnswer:
    def test_figures_come_from_the_tools_and_words_from_the_model(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        reply = talk(asker, QUESTION)
        assert reply.text.replace("\xa0", " ") == "Este mes llevas *S/ 52.50* en gastos."
        assert [fact["label"] for fact in reply.facts] == ["gastos"]
        assert reply.proof["figures"][0]["by"] == "fact"
        assert reply.proof["refused"] == 0

    def test_where_it_comes_from_is_told(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        talk(asker, QUESTION)
        assert "sale de 2 movimientos" in say(asker, "¿de dónde sale?").text

    def test_all_its_figures_are_told(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": f"{ANSWER} Transporte pesa {{{{F2}}}}, el {{{{F3}}}}."})
        talk(asker, QUESTION)
        said = say(asker, "¿de dónde sale?").text.replace("\xa0", " ")
        assert "S/ 52.50* en gastos sale de 2 movimientos" in said
        assert "Lo demás: transporte S/ 40.00 · transporte 76.2%." in said

    def test_nothing_is_kept_by_the_provider(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        talk(asker, QUESTION)
        assert len(provider.asked) == 2
        for sent in provider.asked:
            assert sent["body"]["store"] is False
            assert not {"user", "metadata", "previous_response_id", "tools"} & set(sent["body"])

    def test_only_what_the_plan_asked_for_leaves(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        talk(asker, QUESTION)
        assert set(told(provider, 0)) == {"today", "country", "currency", "paid", "message"}
        assert set(told(provider, 1)) == {"today", "message", "facts", "notes"}

    def test_what_was_said_before_leaves_only_where_the_message_leans_on_it(
        self, asker: Person, provider: Simulator
    ) -> None:
        say(asker, "¿cuánto gasté este mes?")
        say(asker, "gasté 80 en el psiquiatra Mendoza")
        provider.will_say(plan("spending"), {"text": ANSWER}, plan("spending"), {"text": ANSWER})
        talk(asker, QUESTION)
        talk(asker, "¿y eso por qué pasa, explícame mejor?")
        assert "asked_before" not in told(provider, 0)
        assert told(provider, 2)["asked_before"] == ["¿cuánto gasté este mes?"]
        assert "Mendoza" not in json.dumps([sent["body"] for sent in provider.asked], ensure_ascii=False)

    def test_names_do_not_leave(self, asker: Person, provider: Simulator) -> None:
        asker.name = "Rosa Quispe"
        asker.save(update_fields=["name"])
        provider.will_say(plan("spending"), {"text": ANSWER})
        talk(asker, "soy Rosa Quispe, explícame mis números, mi cuenta es 191-12345678-0-12")
        sent = json.dumps([sent["body"] for sent in provider.asked], ensure_ascii=False)
        assert "Quispe" not in sent
        assert "12345678" not in sent

    def test_a_sentence_is_released_as_soon_as_it_is_proven(self, asker: Person, provider: Simulator) -> None:
        heard: list[str] = []
        handler: Callable[..., None] = lambda *, text, **_more: heard.append(text)  # noqa: E731  (kept, for the signal is weak)
        outbox.answer_under_way.connect(handler)
        provider.will_say(plan("spending"), {"text": f"{ANSWER} Serían 777 menos. Vas bien."}, {"text": "-"})
        talk(asker, QUESTION)
        outbox.answer_under_way.disconnect(handler)
        assert heard[0] == ""  # she is at it
        assert [text.strip().replace("\xa0", " ") for text in heard[1:]] == [
            "Este mes llevas *S/ 52.50* en gastos.",
            "Vas bien.",
        ]

    def test_figures_that_nothing_proves_are_counted(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": f"{ANSWER} Serían 777 menos."}, {"text": "-"})
        reply = talk(asker, QUESTION)
        assert reply.proof["refused"] == 1
        assert Call.objects.get(purpose="compose").refused_figures == 1
        assert "777" not in reply.text

    def test_when_no_figure_holds_the_figures_are_said_without_words(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": "Gastaste 777 en total. Vas bien."}, {"text": "Gastaste 778."})
        reply = talk(asker, QUESTION)
        assert "gastos *S/ 52.50*" in reply.text.replace("\xa0", " ")
        assert "77" not in reply.text

    def test_three_messages_get_one_reply(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        conversation = Conversation.objects.get_or_create(person=asker, defaults={"created_at": NOW})[0]
        inbox.receive(person=asker, channel="terminal", external_id="a", text=QUESTION, now=NOW)
        inbox.receive(person=asker, channel="terminal", external_id="b", text="gasté 5 en pan", now=NOW)
        inbox.receive(person=asker, channel="terminal", external_id="c", text="¿cuánto tengo?", now=NOW)
        answering.answer(conversation_id=conversation.pk, now=lambda: NOW)
        replies = Message.objects.filter(conversation=conversation, role="sofia").order_by("seq")
        assert [len(reply.answers.all()) for reply in replies] in ([1, 2], [2, 1], [3])

    def test_the_books_are_asked_a_pinned_number_of_times(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        received = inbox.receive(person=asker, channel="terminal", external_id="q", text=QUESTION, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            answering.answer(conversation_id=received.message.conversation_id, now=lambda: NOW)
        assert len(queries) <= 75


class TestTopics:
    def test_the_disclaimer_is_said_once_a_topic(self, asker: Person, provider: Simulator) -> None:
        debt = plan("balances", topic="debt")
        provider.will_say(debt, {"text": "Vas bien."}, debt, {"text": "Vas bien."})
        first, second = talk(asker, QUESTION), talk(asker, "explícame mejor mi situación de deudas")
        assert "no asesoría de inversión registrada" in first.text
        assert "no asesoría de inversión registrada" not in second.text

    def test_what_is_no_advice_has_none(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        assert "asesoría" not in talk(asker, QUESTION).text


class TestTheWeb:
    FOUND = {
        "title": "SBS",
        "url": "https://www.sbs.gob.pe/tcea",
        "date": "2026-01-05",
        "snippet": "La TCEA fue 45.3 %.",
    }

    def test_a_source_is_shown_with_its_day(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(
            plan(web_query="qué es la TCEA"),
            {"text": "La TCEA fue de 45.3 % [1]. Es 99 % segura [1].", "search": [self.FOUND]},
        )
        reply = talk(asker, "explícame la TCEA")
        assert reply.text == "La TCEA fue de 45.3 % [1].\n[1] SBS (5 de enero): https://www.sbs.gob.pe/tcea"
        assert reply.proof["sources"][0]["url"] == self.FOUND["url"]
        assert "De estas páginas: [1] SBS: https://www.sbs" in say(asker, "¿de dónde sale?").text

    def test_the_web_lane_holds_nothing_of_the_person(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(
            plan("spending", web_query="TCEA de Rosa con 52.50"),
            {"text": "x [1].", "search": [self.FOUND]},
            {"text": ANSWER},
        )
        talk(asker, QUESTION)
        web = body(provider, 1)
        assert web["tools"]
        assert "tools" not in body(provider, 2)
        sent = json.dumps(web, ensure_ascii=False)
        assert "52.50" not in sent
        assert "Rosa" not in sent
        assert QUESTION not in sent

    def test_it_is_asked_once_for_everybody(self, asker: Person, ines: Person, provider: Simulator) -> None:
        lane = plan(web_query="qué es la TCEA")
        provider.will_say(lane, {"text": "La TCEA fue de 45.3 % [1].", "search": [self.FOUND]}, lane)
        first, second = talk(asker, "explícame la TCEA por favor"), talk(ines, "no entiendo la TCEA, explícame")
        assert len(provider.asked) == 3
        assert first.text == second.text

    def test_a_page_nobody_cites_is_not_shown(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan(web_query="qué es la TCEA"), {"text": "Depende mucho.", "search": [self.FOUND]})
        assert "sbs" not in talk(asker, "explícame la TCEA").text


class TestProposals:
    def _proposed(self, provider: Simulator) -> None:
        said = {"kind": "expense", "amount": 30, "what": "propina", "category": "restaurantes"}
        provider.will_say(plan(calls=[{"tool": "propose_movement", "args": said}]))

    def test_it_is_booked_only_when_accepted(self, asker: Person, provider: Simulator) -> None:
        self._proposed(provider)
        before = Entry.objects.count()
        asked = talk(asker, "ayúdame con la propina de 30, corrió por mi cuenta")
        assert asked.text.replace("\xa0", " ") == "¿Anoto *S/ 30.00* en propina, hoy, con efectivo?"
        assert Entry.objects.count() == before
        say(asker, asked.choices[0]["send"])
        assert Entry.objects.count() == before + 1

    @pytest.mark.parametrize("no", ["no", "no, así no", "No lo anotes", "nop", "mejor no"])
    def test_no_is_no(self, asker: Person, provider: Simulator, no: str) -> None:
        self._proposed(provider)
        before = Entry.objects.count()
        talk(asker, "ayúdame con la propina de 30, corrió por mi cuenta")
        say(asker, no)
        assert Entry.objects.count() == before
        assert Conversation.objects.get(person=asker).pending is None


class TestWhatIsKept:
    def test_the_same_question_of_the_same_books_is_answered_at_once(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        first = talk(asker, QUESTION)
        again = say(asker, QUESTION)  # on arrival
        assert (again.text, again.facts, again.proof) == (first.text, first.facts, first.proof)
        assert len(provider.asked) == 2

    def test_a_write_is_a_miss_and_the_plan_is_kept(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER}, {"text": ANSWER})
        talk(asker, QUESTION)
        say(asker, "gasté 10 en pan")
        assert "S/ 62.50" in talk(asker, QUESTION).text.replace("\xa0", " ")
        assert len(provider.asked) == 3

    def test_the_same_words_of_two_people_are_two_questions(
        self, asker: Person, ines: Person, provider: Simulator
    ) -> None:
        Pen(ines).book(spend("7"))
        provider.will_say(plan("spending"), {"text": ANSWER}, plan("spending"), {"text": ANSWER})
        mine, hers = talk(asker, QUESTION), talk(ines, QUESTION)
        assert "52.50" in mine.text
        assert "7.00" in hers.text
        assert "52.50" not in hers.text

    def test_a_housemate_has_answers_of_their_own(self, asker: Person, beto: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER}, plan("spending"), {"text": ANSWER})
        talk(asker, QUESTION)
        talk(beto, QUESTION)
        assert len(provider.asked) == 4

    @pytest.mark.parametrize("change", ["language", "country", "day", "model", "cache"])
    def test_whatever_an_answer_depends_on_is_part_of_its_key(
        self, asker: Person, provider: Simulator, settings: Settings, change: str
    ) -> None:
        provider.will_say(*[plan("spending"), {"text": ANSWER}] * 2)
        talk(asker, QUESTION)
        now = NOW
        match change:
            case "language":
                Person.objects.filter(pk=asker.pk).update(language="es-ar")
            case "country":
                Person.objects.filter(pk=asker.pk).update(country="MX")
            case "day":
                now += timedelta(days=1)
            case "model":
                settings.LANGUAGE_MODEL = "openai/gpt-6-luna"
            case _:
                cache.clear()
        fresh = Person.objects.get(pk=asker.pk)
        received = inbox.receive(person=fresh, channel="terminal", external_id="again", text=QUESTION, now=now)
        assert received.reply is None

    def test_who_left_the_household_finds_nothing_of_it(self, beto: Person, ines: Person, provider: Simulator) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        talk(beto, QUESTION)
        people.join(person=beto, household=ines.household, now=NOW)
        fresh = Person.objects.get(pk=beto.pk)
        received = inbox.receive(person=fresh, channel="terminal", external_id="again", text=QUESTION, now=NOW)
        assert received.reply is None

    def test_a_failure_is_not_kept(self, asker: Person, provider: Simulator) -> None:
        provider.will_say(
            plan("spending"), {"status": 503, "html": "x"}, {"status": 503, "html": "x"}, {"text": ANSWER}
        )
        assert "Ahora no puedo" in talk(asker, QUESTION).text
        assert "Este mes llevas" in talk(asker, QUESTION).text

    def test_without_a_cache_it_is_asked_again(
        self, asker: Person, provider: Simulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept_answers, "_asked", lambda *_args: None)
        provider.will_say(*[plan("spending"), {"text": ANSWER}] * 2)
        talk(asker, QUESTION)
        talk(asker, QUESTION)
        assert len(provider.asked) == 4


class TestWithoutAKey:
    def test_nothing_is_asked_and_the_rules_answer(self, asker: Person) -> None:
        reply = say(asker, QUESTION).text.replace("\xa0", " ")
        assert reply.startswith("Gastaste *S/ 52.50* en lo que va de marzo")

    def test_what_no_rule_knows_is_said_to_be_so_with_what_she_can_advise_on(self, asker: Person) -> None:
        reply = say(asker, "explícame con calma qué es un fideicomiso").text
        assert reply.startswith("Eso no lo sé aconsejar sola. Sí puedo decirte qué deuda pagar primero")

    def test_a_question_of_the_books_is_answered_from_the_books(self, asker: Person) -> None:
        Pen(asker).book(earn("100"))
        assert "S/ 52.50" in say(asker, "quiero una opinión sincera de mis gastos").text.replace("\xa0", " ")


class TestWritesAndTheCache:
    """Whatever moves the books, of whoever keeps them, makes what was answered before a thing of the past."""

    # Every way in which a message writes; each is said after what it needs.
    WRITES = (
        ("gasté 10 en pan",),
        ("me pagaron 500",),
        ("pasé 20 del banco a efectivo",),
        ("tengo 300 en efectivo",),
        ("gasté 10 en pan", "no, fueron 12"),
        ("gasté 10 en pan", "deshaz eso"),
        ("gasté 10 en pan", "deshaz eso", "sí"),
        ("gasté 15 en taxi y 8 en café",),
        ("cambié 100 soles por 27 dólares",),
    )

    @pytest.mark.parametrize("writes", WRITES, ids=" / ".join)
    @pytest.mark.parametrize("who", ["asker", "beto"])
    def test_every_write_is_a_miss(
        self, asker: Person, beto: Person, provider: Simulator, writes: tuple[str, ...], who: str
    ) -> None:
        provider.will_say(plan("spending"), {"text": ANSWER})
        talk(asker, QUESTION)
        assert thinking.at_hand(_turn(asker)) is not None
        writer = asker if who == "asker" else beto
        for text in writes[:-1]:
            say(writer, text)
        before = _version(asker)
        say(writer, writes[-1])
        assert _version(asker) > before
        assert thinking.at_hand(_turn(asker)) is None

    def test_whatever_is_written_nobody_finds_what_is_not_theirs(
        self, asker: Person, beto: Person, ines: Person, provider: Simulator
    ) -> None:
        """Three people ask the same between random writes: each answer is the sum of what they may see, at that moment."""
        random = Random(5)
        spent = {"ours": Decimal("52.50"), "hers": Decimal(0)}
        answered = {"kept": 0, "asked": 0}
        for step in range(60):
            writer, reader = random.choice([asker, beto, ines]), random.choice([asker, beto, ines])
            if random.random() < 0.5:
                amount = Decimal(random.randint(100, 9999)) / 100
                Pen(_turn(writer).person).book(spend(str(amount)), key=f"step {step}")
                spent["hers" if writer == ines else "ours"] += amount
            kept = thinking.at_hand(_turn(reader))
            has_plan = thinking._Asked(_turn(reader), ()).kept_plan() is not None
            provider.will_say(*([] if has_plan else [plan("spending")]), {"text": ANSWER})
            reply = talk(_turn(reader).person, QUESTION)
            answered["asked" if provider.asked else "kept"] += 1
            assert (kept is None) == bool(provider.asked)
            theirs = spent["hers" if reader == ines else "ours"]
            assert f"S/ {theirs:,.2f}*" in reply.text.replace("\xa0", " ")
        assert min(answered.values()) > 10  # both ways were gone


def _turn(person: Person) -> Turn:
    fresh = Person.objects.select_related("household").get(pk=person.pk)
    return Turn(person=fresh, text=QUESTION, now=NOW, key="k", channel="terminal")


def _version(person: Person) -> int:
    return people_now.ledger_version(person.household_id)
