"""What a person took back or wrote anew in their own chat: SofIA offers to do the same in the books, and waits for a yes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from finance.advisor import questions, speech
from finance.advisor.turn import Answer, Choice, Turn
from finance.ledger.models import Entry

ASKED, REPLACED = "ask_amend", "rewritten"  # intents: what was offered, and that it was done


def not_read() -> Answer:
    """They deleted a message before it was answered."""
    return Answer(text=_("Vi que borraste tu mensaje: no lo tomo en cuenta."), intent="amended", keeps_pending=True)


def taken_back(turn: Turn, action: UUID, entries: Sequence[Entry]) -> Answer:
    """They deleted the message with which ACTION was booked, of which ENTRIES still count."""
    still = _("Vi que borraste tu mensaje. Lo que anoté con él sigue contando: %(list)s.") % {
        "list": _lines(turn, entries)
    }
    return _asked(
        turn,
        still,
        _("¿Lo deshago?"),
        {"ask": "undo", "action": str(action)},
        (Choice(_("Sí, deshazlo")), Choice(_("No, déjalo"))),
    )


def rewritten(turn: Turn, action: UUID, entries: Sequence[Entry], anew: str) -> Answer:
    """They rewrote the message with which ACTION was booked, of which ENTRIES still count, as ANEW."""
    before = _("Vi que cambiaste tu mensaje. Con el de antes anoté: %(list)s.") % {"list": _lines(turn, entries)}
    return _asked(
        turn,
        before,
        _("¿Lo reemplazo por lo nuevo?"),
        {"ask": "rewrite", "action": str(action), "text": anew},
        (Choice(_("Sí, reemplázalo")), Choice(_("No, déjalo"))),
    )


def _asked(turn: Turn, said: str, question: str, pending: dict[str, object], choices: tuple[Choice, ...]) -> Answer:
    """The question; or, where another one waits for its answer, what they can do by themselves."""
    if questions.waits(turn):
        aside = _('Si ya no va, respóndele a esa tarjeta con "deshaz eso".')
        return Answer(text=f"{said} {aside}", intent="amended", keeps_pending=True)
    return Answer(text=f"{said} {question}", intent=ASKED, choices=choices, pending=pending)


def _lines(turn: Turn, entries: Sequence[Entry]) -> str:
    return " · ".join(speech.entry_line(entry, turn.today, turn.person) for entry in entries)
