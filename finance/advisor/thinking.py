"""Answers that take their time: several messages at once, and what failed on arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from finance.advisor import reflexes
from finance.advisor.turn import Answer, Turn


def answer(turns: Sequence[Turn]) -> Answer:
    """Answer messages in the order they were sent, each knowing what the one before left open, with one reply."""
    said: list[Answer] = []
    pending, last = turns[0].pending, turns[0].last
    for turn in turns:
        answered = reflexes.answer(replace(turn, pending=pending, last=last))
        if not answered.keeps_pending:
            pending = answered.pending
        if answered.facts or answered.booked:
            last = {
                "facts": [fact.as_json() for fact in answered.facts],
                "booked": [str(action) for action in answered.booked],
            }
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
        pending=pending,
        keeps_pending=False,
    )


def sorry(turn: Turn) -> Answer:
    """What is said when nothing else could be: their message is kept, nothing was booked for it."""
    with translation.override(turn.person.language):
        text = _("Algo falló de mi lado y no pude responderte. Guardé tu mensaje; escríbemelo otra vez, por favor.")
    return Answer(text=text, intent="sorry", keeps_pending=True)
