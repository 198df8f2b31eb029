"""Answers that need no model: what a message says is read by grammar, done, and said from templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor import (
    advice,
    afterthoughts,
    answers,
    asking,
    context,
    correcting,
    questions,
    recording,
    talk,
    undoing,
)
from finance.advisor.turn import Answer, Turn
from finance.language_model import queries as language_model
from finance.ledger.chart import Chart, slug_of
from finance.understanding import Item, Reading, read
from finance.understanding.depth import depth, is_about_own_money

_RECORDS = {"record_expense", "record_income", "record_transfer", "split_expense", "set_balance"}
_ASKS: dict[str, asking.Asking] = {
    "query_spending": asking.spending,
    "query_balance": asking.balance,
    "query_entries": asking.movements,
    "report": asking.month,
}
_CHANGES: dict[str, Callable[[Turn, Reading], Answer]] = {
    "undo": undoing.undo,
    "correct_last": correcting.correct,
}
_SAYS: dict[str, Callable[[Turn], Answer]] = {
    "explain": asking.explain,
    "greeting": talk.greeting,
    "help": talk.help_,
    "thanks": talk.thanks,
    "smalltalk": talk.smalltalk,
    "out_of_scope": talk.out_of_scope,
    "redo": undoing.redo,
}
# What a rule answers when nothing better is to be had: where the message asks for thinking, a model may do better.
_SHALLOW = {
    *_ASKS, "explain", "help", "smalltalk", "out_of_scope", "unknown", "recurring_bill", "not_booked", "ask_change",
}  # fmt: skip
_POOR = {"not_booked", "out_of_scope", "smalltalk", "unknown"}  # what they say helps nobody who asks
_OPEN = {"out_of_scope", "smalltalk", "help"}  # and where it is longer than such things are
_LONG = 5  # words
# Understood, and the business of rooms that do not stand yet.
_LATER = {
    "record_debt", "query_budget", "query_goal", "set_budget", "create_goal", "contribute_goal", "debt_plan",
    "recurring_bill", "set_preference", "delete_data", "export_data", "advice",
}  # fmt: skip


def answer(turn: Turn) -> Answer:
    """Answer one message, in the person's language."""
    with translation.override(turn.person.language):
        chart = Chart.load(turn.person, turn.now, for_reading=True)
        return _with_what_came(turn, _weighed(turn, _read(turn, chart), chart))


def at_once(turn: Turn, *, others_wait: bool) -> Answer | None:
    """Answer on arrival. None when earlier messages wait and this one means something only after them."""
    with translation.override(turn.person.language):
        chart = Chart.load(turn.person, turn.now, is_held=turn.holds_books, for_reading=True)
        reading = _read(turn, chart)
        if others_wait and (turn.pending or not _stands_alone(reading)):
            return None
        return _with_what_came(turn, _weighed(turn, reading, chart))


def _with_what_came(turn: Turn, answer: Answer) -> Answer:
    """The answer to a text, and what becomes of the picture it was written under."""
    if not turn.attached or not turn.text or not turn.person.has_agreed():
        return answer
    note = talk.kept_too(turn) if answer.booked else talk.not_read(turn).text
    return replace(answer, text=f"{answer.text}\n{note}" if note else answer.text)


def _weighed(turn: Turn, reading: Reading, chart: Chart) -> Answer:
    """The answer, and whether a model may do better."""
    if not turn.text and turn.person.has_agreed():
        return talk.not_read(turn)
    answer = _respond(turn, reading, chart)
    if answer.booked or answer.intent not in _SHALLOW or not turn.person.has_agreed():
        return answer
    wanted = depth(turn.text, context.of(turn, chart))
    if wanted == "asked" and not language_model.is_configured():
        answer = _instead(turn, answer, reading)
    is_long = answer.intent in _OPEN and len(turn.text.split()) >= _LONG
    is_fallback = answer.is_fallback or wanted == "asked" or (is_long and wanted == "open")
    return replace(answer, is_fallback=is_fallback)


def instead(turn: Turn, answer: Answer) -> Answer:
    """What is said where a model was asked in vain; ANSWER is the rules' own, for which nothing was looked up yet."""
    if not (answer.is_fallback and answer.intent in _POOR):
        return answer
    with translation.override(turn.person.language):
        return _instead(turn, answer, _read(turn, Chart.load(turn.person, turn.now, for_reading=True)))


def _instead(turn: Turn, answer: Answer, reading: Reading) -> Answer:
    """How the month goes, or what she can advise on, for an answer that helps nobody who asks."""
    if answer.intent not in _POOR:
        return answer
    if is_about_own_money(turn.text):
        return asking.steady(turn, reading, asking.month)
    return talk.later(turn, "advice")


def _stands_alone(reading: Reading) -> bool:
    return reading.intent in _RECORDS and bool(reading.items)


def _read(turn: Turn, chart: Chart) -> Reading:
    return read(turn.text, context.of(turn, chart))


def _respond(turn: Turn, reading: Reading, chart: Chart) -> Answer:
    if not turn.person.has_agreed():
        return _before_consent(turn, reading, chart)
    closed = _closed(turn, reading, chart)
    if closed is not None:
        return closed
    if (
        turn.pending and reading.intent == "answer" and reading.amounts
    ):  # no answer to what was asked: then what it says by itself
        turn = replace(turn, pending=None)
        reading = _read(turn, chart)
        if reading.intent not in _RECORDS:
            return _bare(turn, reading, chart)
    intent = reading.intent
    if intent in _RECORDS:
        return talk.not_booked(turn) if reading.blocked else recording.respond(turn, reading, chart)
    if intent in _ASKS:
        return asking.steady(turn, reading, _ASKS[intent])
    if intent in _CHANGES:
        return _CHANGES[intent](turn, reading)
    if intent in _SAYS:
        return _SAYS[intent](turn) if reading.blocked != "impossible_day" else talk.no_such_day()
    return _not_booked(turn, reading, chart)


def _closed(turn: Turn, reading: Reading, chart: Chart) -> Answer | None:
    """The answer where the message belongs to what was said before it, or asks for advice."""
    # A button on a card, or "deshaz eso", is never an answer to what is being asked.
    is_undo = turn.pointed_at is not None or (reading.intent == "undo" and not answers.declines(turn, reading))
    if is_undo:
        return None
    return (
        answers.close(turn, reading, chart)
        or afterthoughts.respond(turn, reading)
        or advice.respond(turn, reading, partial(context.of, turn, chart))
    )


def _not_booked(turn: Turn, reading: Reading, chart: Chart) -> Answer:
    """What moves nothing, whatever it is about."""
    intent = reading.intent
    if reading.blocked in ("future", "hypothetical", "reported", "negated") and reading.amounts:
        return talk.not_booked(turn)
    if intent in _LATER:
        return talk.later(turn, intent)
    return _bare(turn, reading, chart)


def _bare(turn: Turn, reading: Reading, chart: Chart) -> Answer:
    """A yes, a no, or an amount with nothing around it."""
    if reading.confirmation == "yes":
        return talk.nothing_pending(turn)
    if reading.confirmation == "no":
        return _no(turn, reading) if turn.last.get("booked") else talk.nothing_pending(turn)
    if (
        reading.amounts
        and not reading.blocked
        and reading.intent in ("answer", "unknown")
        and len(turn.text.split()) <= 3
    ):
        value, currency = reading.amounts[0]
        item = Item(kind="expense", amount=value, currency=currency)
        return questions.what(turn, recording.movement_of(turn, item))
    return talk.unknown(turn)


def _no(turn: Turn, reading: Reading) -> Answer:
    """A no to what was just booked: with what it should have been, or else she asks."""
    if reading.items or not reading.dates or reading.blocked:
        return correcting.correct(turn, reading)
    return correcting.correct_with(turn, {"on": reading.dates[0].start.isoformat()})


def _before_consent(turn: Turn, reading: Reading, chart: Chart) -> Answer:
    """Nothing is booked until they agree; what they wrote first is answered then."""
    pending = turn.pending or {}
    if pending.get("ask") != "consent":
        return talk.welcome(turn, first="" if reading.intent == "greeting" else turn.text)
    first = str(pending.get("first", ""))
    if slug_of(turn.text).strip("¿? ") == slug_of(_("¿Qué guardas?")).strip("¿? "):
        return talk.what_is_kept(turn, first)
    if reading.confirmation == "yes" or slug_of(turn.text) == slug_of(_("Sí, empecemos")):
        agreed = talk.agreed(turn)
        if not first:
            return agreed
        again = Turn(person=turn.person, text=first, now=turn.now, key=turn.key, channel=turn.channel, last=turn.last)
        return _respond(again, _read(again, chart), chart)
    if reading.confirmation == "no":
        return talk.declined(turn)
    return talk.welcome(turn, first=first or turn.text)
