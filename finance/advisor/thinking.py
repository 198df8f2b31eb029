"""Answers that take their time: what failed on arrival, and what no grammar can answer.

A plan says what to look up, tools look it up, a model puts it in words, and every figure is proven before it leaves. Where
there is no model, or it fails, what the rules say is said, and why.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor import composing, knowledge, planning, prompts, questions, reflexes, safety, speech, wording
from finance.advisor.cache import Kept
from finance.advisor.composing import Release
from finance.advisor.disclosure import Veil
from finance.advisor.effort import Clock, Effort
from finance.advisor.facts import Fact
from finance.advisor.knowledge import Known
from finance.advisor.planning import Plan
from finance.advisor.proof import Grounds, claims, prove
from finance.advisor.tools import catalog
from finance.advisor.tools.catalog import Found
from finance.advisor.tools.findings import Scope
from finance.advisor.turn import Answer, Line, Turn, last_of
from finance.language_model import queries as language_model
from finance.language_model.failures import ModelFailure
from finance.people import queries as people
from finance.understanding import Context, read
from finance.understanding.words import fold

_STEADY = 3  # how often the books are asked anew when they move meanwhile


def answer(turns: Sequence[Turn], *, now: Clock, release: Release) -> Answer:
    """Answer messages in the order they were sent, each knowing what the one before left open, with one reply.

    RELEASE is given each sentence of a model as soon as it is proven; the reply holds them all.
    """
    effort = Effort(person_id=turns[0].person.pk, now=now)
    said: list[Answer] = []
    pending, last = turns[0].pending, turns[0].last
    proposed = None
    for turn in turns:
        current = replace(turn, pending=pending, last=last)
        answered = reflexes.answer(current)
        if answered.is_fallback and may_think(current):
            with translation.override(current.person.language):
                answered = _think(current, answered, effort, release)
        elif len(turns) > 1:
            release(f"{answered.text}\n")
        if answered.intent == "ask_proposal":
            proposed = answered.pending  # they have not seen it: no later message of these says yes to it
        elif not answered.keeps_pending:
            pending = answered.pending
        if answered.facts or answered.booked or answered.proof:
            last = last_of(answered)
        said.append(answered)
    if len(said) == 1:
        return said[0]
    newest = said[-1]
    return replace(
        newest,
        text="\n".join(part.text for part in said),
        head="",
        booked=tuple(action for part in said for action in part.booked),
        changed=tuple(action for part in said for action in part.changed),
        facts=tuple(fact for part in said for fact in part.facts),
        pending=proposed or pending,
        keeps_pending=False,
        proof=next((part.proof for part in reversed(said) if part.proof), {}),
    )


def at_hand(turn: Turn) -> Answer | None:
    """What was answered to exactly this question, of these books, today: said again at once. None when nothing was."""
    with translation.override(turn.person.language):
        asked = _Asked(turn, planning.context(turn))
        return asked.kept_answer(asked.kept_plan())


def may_think(turn: Turn) -> bool:
    """Whether a model is asked what the rules do not answer: there is one, they agreed, and it is more than a word."""
    return language_model.is_configured() and turn.person.has_agreed() and len(turn.text.split()) > 1


def sorry(turn: Turn) -> Answer:
    """What is said when nothing else could be: their message is kept, nothing was booked for it."""
    with translation.override(turn.person.language):
        text = _("Algo falló de mi lado y no pude responderte. Guardé tu mensaje; escríbemelo otra vez, por favor.")
    return Answer(text=text, intent="sorry", keeps_pending=True)


class _Asked:
    """A question with all that its answer depends on: what is kept is found again by exactly that."""

    def __init__(self, turn: Turn, before: Sequence[Line]) -> None:
        person = turn.person
        self._kept = Kept(person.pk, person.household_id)
        profile = [
            person.country, person.currency, person.language, person.time_zone, person.pay_rhythm, person.pay_day,
            person.pay_anchor, person.name,
        ]  # fmt: skip
        self._version = person.household.ledger_version
        self._key = (
            unicodedata.normalize("NFC", turn.text).strip(),
            json.dumps([[line.by_person, line.text] for line in before]),
            json.dumps(profile, default=str),
            settings.LANGUAGE_MODEL,
            prompts.version(),
            turn.today,
        )

    def kept_plan(self) -> Plan | None:
        kept = self._kept.read("plan", *self._key)
        return planning.of(kept) if kept else None

    def keep_plan(self, plan: Plan) -> None:
        self._kept.write(plan.as_json(), "plan", *self._key)

    def kept_answer(self, plan: Plan | None) -> Answer | None:
        kept = plan and self._kept.read("answer", *self._key, self._version, _digest(plan))
        if not kept:
            return None
        facts = tuple(Fact.read(fact) for fact in kept["facts"])
        return Answer(text=kept["text"], intent="advice", facts=facts, keeps_pending=True, proof=kept["proof"])

    def keep_answer(self, plan: Plan, answer: Answer) -> None:
        kept = {"text": answer.text, "facts": [fact.as_json() for fact in answer.facts], "proof": dict(answer.proof)}
        self._kept.write(kept, "answer", *self._key, self._version, _digest(plan))


def _digest(plan: Plan) -> str:
    return hashlib.sha256(json.dumps(plan.as_json(), sort_keys=True).encode()).hexdigest()


def _think(turn: Turn, fallback: Answer, effort: Effort, release: Release) -> Answer:
    turn.person.household.ledger_version = people.ledger_version(turn.person.household_id)
    before, veil = planning.context(turn), Veil.of(turn.person)
    asked = _Asked(turn, before)
    plan = asked.kept_plan()
    if (kept := asked.kept_answer(plan)) is not None:
        return kept
    if plan is None:
        try:
            plan = planning.make(turn, before, veil, effort)
        except ModelFailure as failure:
            return _without(turn, fallback, failure)
    found = _looked_up(turn, plan, _scope(turn, before))
    if found.facts or plan.web_query or plan.ask:  # one that brings nothing is not worth keeping
        asked.keep_plan(plan)
    if found.proposal is not None:
        # What was asked before comes first: two questions at once, and a yes could mean either.
        waits = questions.waits(turn)
        return _without(turn, fallback, None) if waits else questions.proposal(turn, found.proposal)
    if plan.ask and not found.facts and not plan.web_query:
        return _asked_back(turn, plan, fallback)
    answered = _worded(turn, before, plan, found, fallback, veil=veil, effort=effort, release=release)
    if answered.proof and not answered.proof["is_cut"]:
        asked.keep_answer(plan, answered)
    return answered


def _worded(
    turn: Turn,
    before: Sequence[Line],
    plan: Plan,
    found: Found,
    fallback: Answer,
    *,
    veil: Veil,
    effort: Effort,
    release: Release,
) -> Answer:
    """The answer in words, as far as they are proven; else in figures; else what the rules say."""
    failure = None
    known, written = Known(), composing.Written()
    try:
        if query := veil.query(plan.web_query, turn.text, *(line.text for line in before)):
            known = _known(turn, query, effort)
        grounds = _grounds(turn, before, found, known)
        if known.text and not found.facts:
            written = composing.quote(known, grounds=grounds, release=release)
        else:
            write = partial(composing.write, turn, before, found, known)
            written = write(grounds=grounds, veil=veil, effort_=effort, release=release)
    except ModelFailure as failed:
        failure = failed
    if written.kept and not _lost_its_figures(written, found):
        return wording.finished(turn, plan, written, known, effort.calls)
    if found.facts:
        return wording.from_facts(turn, found.facts, failure)
    return _without(turn, fallback, failure)


def _without(turn: Turn, fallback: Answer, failure: ModelFailure | None) -> Answer:
    """What the rules say, where no model's words can be said."""
    return wording.without_model(turn, reflexes.instead(turn, fallback), failure)


def _lost_its_figures(written: composing.Written, found: Found) -> bool:
    """Whether nothing is left of what was asked: there were figures to say, and every sentence with one was refused."""
    return bool(found.facts and written.refused and not written.shown)


def _known(turn: Turn, query: str, effort: Effort) -> Known:
    person = turn.person
    day = turn.now.date().isoformat()  # the same for everybody
    kept = Kept("everybody")
    return knowledge.find(query, country=person.country, language=person.language, day=day, effort_=effort, kept=kept)


def _looked_up(turn: Turn, plan: Plan, scope: Scope) -> Found:
    """What the tools find in books that stood still meanwhile."""
    household = turn.person.household
    for _attempt in range(_STEADY):
        found = catalog.run(plan.calls, scope)
        version = people.ledger_version(household.pk)
        if version == household.ledger_version:
            break
        household.ledger_version = version
    return found


def _scope(turn: Turn, before: Sequence[Line]) -> Scope:
    context = _context(turn)
    words = [turn.text, *(line.text for line in before if line.by_person)]
    readings = [read(text, context) for text in words]
    said = {abs(number) for reading in readings for number in reading.numbers}
    amounts = [(abs(value), currency) for reading in readings for value, currency in reading.amounts]
    said |= {value for value, _currency in amounts}
    told = [figure for text in words for figure in claims(text, context).figures]
    return Scope(
        person=turn.person,
        today=turn.today,
        said=frozenset(said),
        words=fold("\n".join(words)),
        currencies={value: currency for value, currency in amounts if currency},
        rates=frozenset(figure.value for figure in told if figure.unit == "%"),
    )


def _context(turn: Turn) -> Context:
    person = turn.person
    return Context(country=person.country, today=turn.today, language=person.language[:2], currency=person.currency)


def _grounds(turn: Turn, before: Sequence[Line], found: Found, known: Known) -> Grounds:
    said = [turn.text, *(line.text for line in before if line.by_person)]
    return Grounds(
        facts=found.facts,
        said="\n".join(said),
        context=_context(turn),
        write=lambda value: speech.figure(value, turn.person),
        sources={page.number: f"{page.title}. {page.snippet}" for page in known.pages},
    )


def _asked_back(turn: Turn, plan: Plan, fallback: Answer) -> Answer:
    """A question back, which the next message may answer."""
    proven = prove(plan.ask, _grounds(turn, (), Found(), Known()))
    if not (proven.holds and safety.may_say(proven.text)):
        return _without(turn, fallback, None)
    if questions.waits(turn):  # what was asked before stays open
        return replace(questions.more(proven.text, "advice"), pending=None, keeps_pending=True)
    return replace(questions.more(proven.text, "advice"), pending={"ask": "more", "about": turn.text[:500]})


def nobody(sentence: str) -> None:
    """Nobody listens to an answer under way."""
