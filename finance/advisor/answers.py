"""A message that answers what SofIA asked: the open question closes, or stays open for something else first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from finance.advisor import afterthoughts, amending, context, correcting, questions, recording, talk, undoing
from finance.advisor.turn import Answer, Turn
from finance.ledger import queries
from finance.ledger.chart import Chart, slug_of
from finance.ledger.movements import Movement, Place
from finance.money import Money
from finance.understanding import Item, Reading, read

_LETTERS = re.compile(r"[^\d.,]+")

Closing = Callable[[Turn, Reading, Mapping[str, Any], Chart], Answer | None]


def close(turn: Turn, reading: Reading, chart: Chart) -> Answer | None:
    """Answer the open question with this message; None when the message is about something else."""
    pending = turn.pending
    if not pending:
        return None
    closing = _CLOSINGS.get(str(pending["ask"]))
    return closing(turn, reading, pending, chart) if closing else None


def _says(turn: Turn, *labels: str) -> bool:
    """Whether the message is one of these buttons, tapped or typed."""
    said = slug_of(turn.text).strip(" .!¡")
    return any(said == slug_of(label).strip(" .!¡") for label in labels)


def declines(turn: Turn, reading: Reading) -> bool:
    """Whether the message says no to what was asked, whatever else its words might mean."""
    return turn.pending is not None and _is_no(turn, reading)


def _is_no(turn: Turn, reading: Reading) -> bool:
    return reading.confirmation == "no" or _says(turn, _("No lo anotes"), _("No"))


def _amount(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    movement = Movement.read(pending["movement"])
    if _is_no(turn, reading):
        return talk.never_mind(turn)
    if not _may_answer(turn, reading) or reading.blocked or not reading.amounts:
        return None
    if _tells_of_something_else(turn, movement, chart):
        return None
    value, currency = reading.amounts[0]
    item = reading.items[0] if reading.items else None
    if item is not None and item.account:  # "50 con tarjeta"
        movement = replace(movement, place=recording.place_of(item.account, item.account_kind))
    return recording.book(turn, [replace(movement, money=Money.of(value, currency or movement.money.currency))], chart)


def _tells_of_something_else(turn: Turn, movement: Movement, chart: Chart) -> bool:
    """Whether the message, taken by itself, is another thing told: "tengo 5000 en el banco" is no price of anything."""
    alone = read(turn.text, context.of(replace(turn, pending=None), chart))
    same = {"expense", movement.kind} if movement.kind == "expense" else {movement.kind}
    return any(item.kind not in {"answer", *same} for item in alone.items)


def _may_answer(turn: Turn, reading: Reading) -> bool:
    """Whether the message is short and says nothing of its own, so that it is about what was asked."""
    return reading.intent in ("answer", "unknown") and len(turn.text.split()) <= 6


def _what(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    movement = Movement.read(pending["movement"])
    if _is_no(turn, reading):
        return talk.never_mind(turn)
    if _says(turn, _("Fue un ingreso")):
        return recording.book(turn, [replace(movement, kind="income", category="otros_ingresos")], chart)
    if not _may_answer(turn, reading) or reading.amounts:
        return None
    said = reading.items[0] if reading.items else Item(kind="answer", amount=None)
    words = said.words or turn.text.strip()[:60]
    words = words if words.isupper() else words[:1].lower() + words[1:]  # a button's capital is not the thing's
    named = replace(
        movement, category=said.category or "", description=words, merchant=recording.proper(said.merchant or "")
    )
    return recording.book(turn, [named], chart)


def _same(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    movements = [Movement.read(kept) for kept in pending["movements"]]
    if _says(turn, _("Es otro"), _("Otro")) or reading.confirmation == "yes":
        return recording.book(turn, movements, chart)
    if _says(turn, _("Es el mismo"), _("El mismo")) or _is_no(turn, reading):
        return Answer(text=_("Bien, lo dejo como estaba."), intent="same")
    return None


def _account(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    movements = [Movement.read(kept) for kept in pending["movements"]]
    names: list[str] = pending["names"]
    chosen = next((name for name in names if _says(turn, name)), None)
    if chosen is None and reading.choice is not None and 0 < reading.choice <= len(names):
        chosen = names[reading.choice - 1]
    if chosen is None:
        return talk.never_mind(turn) if _is_no(turn, reading) else None
    place: int = pending["unclear"]
    movements[place] = replace(movements[place], place=Place(movements[place].place.kind, chosen))
    return recording.book(turn, movements, chart)


def _which(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    entries = queries.find_entries(turn.person, [UUID(pk) for pk in pending["entries"]])
    if len(entries) == 1 and (reading.confirmation == "yes" or _says(turn, _("Sí, corrígelo"))):
        return correcting.change_entry(turn, entries[0], pending["change"])
    if reading.choice is not None and 0 < reading.choice <= len(entries):
        return correcting.change_entry(turn, entries[reading.choice - 1], pending["change"])
    amounts = {"amount": str(reading.amounts[0][0])} if len(reading.amounts) == 1 else {}
    named = afterthoughts.same_thing(list(entries), "".join(_LETTERS.findall(turn.text)))
    if named is not None:  # "el taxi", "el taxi, 30"
        return correcting.change_entry(turn, named, {**pending["change"], **amounts})
    return talk.never_mind(turn) if _is_no(turn, reading) else None


def _share(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    if _is_no(turn, reading):
        return talk.never_mind(turn)
    if reading.choice == 1 or _says(turn, _("Mi parte")):
        return recording.book(turn, [Movement.read(pending["own"])], chart)
    if reading.choice == 2 or _says(turn, _("Todo")):
        return recording.book(turn, [Movement.read(pending["whole"])], chart)
    return None


def _scale(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    if _is_no(turn, reading):
        return talk.never_mind(turn)
    if reading.choice not in (1, 2):
        return None
    return recording.book(turn, [Movement.read(pending["thousands" if reading.choice == 1 else "plain"])], chart)


def _day(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    if _says(turn, _("Sí, ya lo pagué")) or reading.confirmation == "yes":
        return recording.book(turn, [Movement.read(kept) for kept in pending["movements"]], chart)
    return talk.never_mind(turn) if _is_no(turn, reading) else None


def _sure(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    movements = [Movement.read(kept) for kept in pending["movements"]]
    if _is_no(turn, reading):
        return talk.never_mind(turn)
    if _says(turn, _("Fue un ingreso")):
        return recording.book(turn, [replace(it, kind="income", category="otros_ingresos") for it in movements], chart)
    if _says(turn, _("Sí, anótalo")) or reading.confirmation == "yes":
        return recording.book(turn, movements, chart)
    return None


def _proposal(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    if _is_no(turn, reading):
        return talk.never_mind(turn)
    if _says(turn, _("Sí, anótalo")) or reading.confirmation == "yes":
        return recording.book(turn, [Movement.read(kept) for kept in pending["movements"]], chart)
    return None


def _redo(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    if _says(turn, _("Sí, ponlo"), _("Sí, cámbialo")) or reading.confirmation == "yes":
        back = undoing.put_back if pending.get("is_reversal") else undoing.redo
        return back(turn, UUID(pending["action"]))
    return Answer(text=_("Bien, queda deshecho."), intent="deny") if reading.confirmation == "no" else None


def _undo(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    if _says(turn, _("No, déjalo")) or _is_no(turn, reading):
        return talk.left_as_it_is(turn)
    if _says(turn, _("Sí, deshazlo")) or reading.confirmation == "yes":
        return undoing.undo(replace(turn, pointed_at=UUID(pending["action"])), reading)
    return None


def _rewrite(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    if _says(turn, _("No, déjalo")) or _is_no(turn, reading):
        return talk.left_as_it_is(turn)
    if not (_says(turn, _("Sí, reemplázalo")) or reading.confirmation == "yes"):
        return None
    anew = replace(turn, text=str(pending["text"]), pending=None)
    with transaction.atomic():  # both, or what was there stays
        gone = undoing.undo(replace(turn, pointed_at=UUID(pending["action"]), key=f"{turn.key}:before"), reading)
        said = read(anew.text, context.of(anew, chart))
        booked = recording.respond(anew, said, Chart.load(turn.person, turn.now))  # the books have moved
    intent = amending.REPLACED if booked.booked else booked.intent
    return replace(booked, intent=intent, changed=(*gone.changed, *booked.changed))


def _join(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    """A yes is the wire's to hear, which knows who the two are."""
    return talk.left_as_it_is(turn) if _says(turn, _("No, déjalo")) or _is_no(turn, reading) else None


def _change(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    asked = {
        slug_of(_("el monto")): _("¿Cuánto fue?"),
        slug_of(_("el día")): _("¿Qué día fue?"),
        slug_of(_("la cuenta")): _("¿Con qué cuenta fue?"),
    }
    said = slug_of(turn.text)
    for words, question in asked.items():
        if said in (words, words.split()[-1]):
            return Answer(text=question, intent="ask_change", pending={"ask": "change"})
    if reading.blocked or not _may_answer(turn, reading):
        return talk.never_mind(turn) if _is_no(turn, reading) else None
    if reading.amounts:
        value, currency = reading.amounts[0]
        return correcting.correct_with(turn, {"amount": str(value), "currency": currency})
    if reading.dates:
        return correcting.correct_with(turn, {"on": reading.dates[0].start.isoformat()})
    item = reading.items[0] if reading.items else None
    if item and item.account:
        return correcting.correct_with(turn, {"account": item.account, "account_kind": item.account_kind})
    return talk.never_mind(turn)


def _more(turn: Turn, reading: Reading, pending: Mapping[str, Any], chart: Chart) -> Answer | None:
    """What was missing for an advice is read with its question, by `advice`; here it may be declined."""
    return Answer(text=_("Está bien, lo dejamos ahí."), intent="deny") if _is_no(turn, reading) else None


_CLOSINGS: dict[str, Closing] = {
    "amount": _amount,
    "what": _what,
    "same": _same,
    "account": _account,
    "which": _which,
    "share": _share,
    "day": _day,
    "scale": _scale,
    "sure": _sure,
    "proposal": _proposal,
    "redo": _redo,
    "undo": _undo,
    "rewrite": _rewrite,
    "join": _join,
    "change": _change,
    "more": _more,
}
assert set(_CLOSINGS) | {"consent"} == set(questions.EXPECTING)
