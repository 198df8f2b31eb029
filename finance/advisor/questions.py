"""What SofIA asks when she cannot be sure, and how the open question is kept until it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from finance.advisor import speech
from finance.advisor.turn import Answer, Choice, Turn
from finance.ledger.models import Entry
from finance.ledger.movements import Movement
from finance.ledger.operations import as_money
from finance.money import Money

# What the grammar should expect next, by question.
EXPECTING = {
    "amount": "amount",
    "what": "category",
    "same": "confirmation",
    "account": "choice",
    "which": "choice",
    "share": "choice",
    "redo": "confirmation",
    "undo": "confirmation",
    "rewrite": "confirmation",
    "join": "confirmation",
    "day": "confirmation",
    "scale": "choice",
    "sure": "confirmation",
    "proposal": "confirmation",
    "consent": "confirmation",
    "change": "",
    "more": "",
}


def amount(turn: Turn, movement: Movement, words: str) -> Answer:
    """A movement without its amount: it is asked, never invented. Its money is zero until then."""
    asked = {
        "expense": _("¿Cuánto pagaste de %(what)s?"),
        "income": _("¿Cuánto recibiste de %(what)s?"),
    }.get(movement.kind, _("¿De cuánto fue?"))
    return Answer(
        text=asked % {"what": words or speech.thing(movement)},
        intent="ask_amount",
        pending={"ask": "amount", "movement": movement.as_json()},
    )


def what(turn: Turn, movement: Movement) -> Answer:
    """An amount alone: what was it for?"""
    money = speech.bold(speech.amount(movement.money, turn.person))
    return Answer(
        text=_("¿En qué fueron los %(money)s?") % {"money": money},
        intent="ask_what",
        pending={"ask": "what", "movement": movement.as_json()},
        choices=(Choice(_("Comida")), Choice(_("Transporte")), Choice(_("Fue un ingreso")), Choice(_("No lo anotes"))),
    )


def same(turn: Turn, movements: Sequence[Movement], twin: Movement) -> Answer:
    """The same expense twice within minutes."""
    return Answer(
        text=_("Hace un momento anoté %(what)s por %(money)s. ¿Es otro, o es el mismo?")
        % {"what": speech.thing(twin), "money": speech.bold(speech.amount(twin.money, turn.person))},
        intent="ask_same",
        pending={"ask": "same", "movements": [movement.as_json() for movement in movements]},
        choices=(Choice(_("Es otro")), Choice(_("Es el mismo"))),
    )


def account(movements: Sequence[Movement], unclear: int, names: Sequence[str]) -> Answer:
    """Several accounts would do."""
    return Answer(
        text=_("¿Con cuál fue: %(names)s?") % {"names": speech.either(names)},
        intent="ask_account",
        pending={
            "ask": "account",
            "movements": [movement.as_json() for movement in movements],
            "unclear": unclear,
            "names": list(names),
        },
        choices=tuple(Choice(name) for name in names),
    )


def which(labels: Sequence[str], entries: Sequence[UUID], change: dict[str, object]) -> Answer:
    """Several entries could be meant by a correction."""
    return Answer(
        text=_("¿Cuál corrijo?"),
        intent="ask_which",
        pending={"ask": "which", "entries": [str(pk) for pk in entries], "change": change},
        choices=tuple(Choice(label, str(place)) for place, label in enumerate(labels, start=1)),
    )


def far(turn: Turn, entry: Entry, change: dict[str, object]) -> Answer:
    """A correction so far from what was booked that something else may be meant."""
    right = Money.of(str(change["amount"]), str(change["currency"]) or as_money(entry).currency)
    return Answer(
        text=_("¿Corrijo %(entry)s, a %(money)s?")
        % {
            "entry": speech.entry_line(entry, turn.today, turn.person),
            "money": speech.bold(speech.amount(right, turn.person)),
        },
        intent="ask_which",
        pending={"ask": "which", "entries": [str(entry.pk)], "change": change},
        choices=(Choice(_("Sí, corrígelo"), "1"), Choice(_("No"))),
    )


def share(turn: Turn, movements: Sequence[Movement], own: Movement) -> Answer:
    """An expense that was shared: all of it, or one's own part?"""
    whole, part = (speech.amount(movement.money, turn.person) for movement in (movements[0], own))
    return Answer(
        text=_("Pagaste %(whole)s y tu parte es %(part)s. ¿Cuánto anoto como gasto tuyo?")
        % {"whole": whole, "part": speech.bold(part)},
        intent="ask_share",
        pending={"ask": "share", "whole": movements[0].as_json(), "own": own.as_json()},
        choices=(Choice(_("Mi parte"), "1"), Choice(_("Todo"), "2"), Choice(_("No lo anotes"))),
    )


def sure(turn: Turn, movements: Sequence[Movement]) -> Answer:
    """Something that reads like money moved, and may not be."""
    said = [f"{speech.bold(speech.amount(it.money, turn.person))} {speech.thing(it)}" for it in movements]
    return Answer(
        text=_("¿Lo anoto como gasto: %(list)s?") % {"list": " · ".join(said)},
        intent="ask_sure",
        pending={"ask": "sure", "movements": [replace(it, kind="expense").as_json() for it in movements]},
        choices=(Choice(_("Sí, anótalo")), Choice(_("Fue un ingreso")), Choice(_("No lo anotes"))),
    )


def scale(turn: Turn, movement: Movement) -> Answer:
    """A few pesos where nothing costs so little: as they stand, or thousands?"""
    plain, thousands = movement, replace(movement, money=movement.money.times(1000))
    words = [speech.amount(it.money, turn.person) for it in (plain, thousands)]
    return Answer(
        text=_("¿Fueron %(amounts)s en %(what)s?") % {"amounts": speech.either(words), "what": speech.thing(movement)},
        intent="ask_scale",
        pending={"ask": "scale", "thousands": thousands.as_json(), "plain": plain.as_json()},
        choices=(Choice(words[1], "1"), Choice(words[0], "2"), Choice(_("No lo anotes"))),
    )


def future(turn: Turn, movements: Sequence[Movement], not_yet: date) -> Answer:
    """A day that has not come yet: nothing is booked ahead."""
    when = speech.day(not_yet, turn.today, turn.person)
    paid = [replace(movement, on=turn.today) for movement in movements]
    return Answer(
        text=_("%(day)s todavía no llega. ¿Ya lo pagaste y lo anoto con fecha de hoy?") % {"day": when.capitalize()},
        intent="ask_day",
        pending={"ask": "day", "movements": [movement.as_json() for movement in paid]},
        choices=(Choice(_("Sí, ya lo pagué")), Choice(_("No"))),
    )


def waits(turn: Turn) -> bool:
    """Whether the person owes her an answer. An offer to put back what they undid lapses when they go on to something else."""
    return turn.pending is not None and turn.pending["ask"] != "redo"


def more(text: str, intent: str) -> Answer:
    """A question of the person's that cannot be answered without more numbers; the next message may bring them."""
    return Answer(text=text, intent=intent, pending={"ask": "more"})


def proposal(turn: Turn, movement: Movement) -> Answer:
    """What a model understood as something to book: it is, only if the person says so."""
    words = {
        "money": speech.bold(speech.amount(movement.money, turn.person)),
        "what": speech.thing(movement),
        "day": speech.day(movement.on, turn.today, turn.person),
        "place": speech.place(movement.place),
    }
    text = (
        _("¿Anoto que recibiste %(money)s de %(what)s, %(day)s, en %(place)s?")
        if movement.kind == "income"
        else _("¿Anoto %(money)s en %(what)s, %(day)s, con %(place)s?")
    )
    return Answer(
        text=text % words,
        intent="ask_proposal",
        pending={"ask": "proposal", "movements": [movement.as_json()]},
        choices=(Choice(_("Sí, anótalo")), Choice(_("No lo anotes"))),
    )
