"""Undo, redo and correct, by chat: the last thing, or the one that was named."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from finance.advisor import speech
from finance.advisor.turn import Answer, Choice, Turn
from finance.journal import operations as journal
from finance.journal import queries as done
from finance.ledger import operations, queries
from finance.ledger.chart import slug_of
from finance.ledger.models import Entry
from finance.understanding import Reading

_MOST_SAID = 12  # movements that are told one by one
_LOOKED_AT = 50  # how far back a named movement is looked for


def undo(turn: Turn, reading: Reading) -> Answer:
    """Undo the action that was pointed at, named, or done last."""
    action = _meant(turn, reading.target)
    if action is None:
        return Answer(text=_missing(reading.target), intent="undo")
    if isinstance(action, Entry):
        return _one(turn, action)
    try:
        turned = journal.undo(person=turn.person, action_id=action, key=turn.key, now=turn.now)
    except journal.AlreadyUndone:
        return _offer(turn, action, _("Eso ya estaba deshecho."))
    except (journal.ActionUnknown, operations.EntryUnknown):
        return Answer(text=_missing(reading.target), intent="undo")
    # Said by what it took back, and by what counts again instead: the action itself may have been corrected since.
    gone = list(queries.entries(turn.person).filter(reversal__action=turned).order_by("number"))
    if turned.room == "joining":
        text = _("Deshecho: ya no cuentan esos %(count)s movimientos.") % {"count": len(gone)}
        return Answer(text=text, intent="undo", changed=_touched(action))
    if len(gone) > _MOST_SAID:
        return _offer(turn, action, _("Deshecho: ya no cuentan esos %(count)s movimientos.") % {"count": len(gone)})
    back = [speech.entry_line(entry, turn.today, turn.person) for entry in entries_of(turn, turned.pk)]
    if back:
        text = _("Deshice el cambio, queda otra vez: %(list)s.") % {"list": " · ".join(back)}
        again = _("%(said)s ¿Lo cambio otra vez?") % {"said": text}
        return replace(_offer(turn, action, text), text=again, choices=(Choice(_("Sí, cámbialo")),))
    if len(gone) == 1:
        return _offer(turn, action, _gone(turn, gone[0]))
    words = [f"{speech.entry_thing(entry)} {speech.amount(operations.as_money(entry), turn.person)}" for entry in gone]
    return _offer(turn, action, _("Deshecho: ya no cuentan %(list)s.") % {"list": speech.listed(words)})


def _offer(turn: Turn, action: UUID, text: str) -> Answer:
    return Answer(
        text=_("%(said)s ¿Lo vuelvo a poner?") % {"said": text},
        intent="undo",
        changed=_touched(action),
        pending={"ask": "redo", "action": str(action)},
        choices=(Choice(_("Sí, ponlo")),),
    )


def _touched(action: UUID) -> tuple[UUID, ...]:
    """The action, and those whose entries it had corrected: their cards look different now."""
    corrected = Entry.objects.filter(action=action, reverses__isnull=False).values_list("reverses__action__root")
    return (action, *(root for (root,) in corrected if root != action))


def _one(turn: Turn, entry: Entry) -> Answer:
    """Take back one of several that were booked together; the others stay."""
    try:
        taken = operations.reverse(person=turn.person, entry_id=entry.pk, key=turn.key, now=turn.now)
    except (operations.EntryGone, operations.EntryUnknown):
        return Answer(text=_missing(speech.entry_thing(entry)), intent="undo")
    return Answer(
        text=_("%(said)s ¿Lo vuelvo a poner?") % {"said": _gone(turn, entry)},
        intent="undo",
        changed=(entry.action.root_id,),
        pending={"ask": "redo", "action": str(taken.action.pk), "is_reversal": True},
        choices=(Choice(_("Sí, ponlo")),),
    )


def _gone(turn: Turn, entry: Entry) -> str:
    return _("Deshecho: %(what)s de %(money)s, %(day)s, ya no cuenta.") % {
        "what": speech.entry_thing(entry),
        "money": speech.amount(operations.as_money(entry), turn.person),
        "day": speech.day(entry.happened_on, turn.today, turn.person),
    }


def _missing(target: str) -> str:
    if target:
        return _("No encuentro %(what)s entre lo último que anoté.") % {"what": target}
    return _("No tengo nada que deshacer.")


def put_back(turn: Turn, reversal: UUID) -> Answer:
    """Book again what one reversal took back."""
    try:
        undone = journal.undo(person=turn.person, action_id=reversal, key=turn.key, now=turn.now)
    except (journal.AlreadyUndone, journal.ActionUnknown, operations.EntryUnknown):
        return Answer(text=_("No tengo nada que volver a poner."), intent="redo")
    back = [speech.entry_line(entry, turn.today, turn.person) for entry in entries_of(turn, undone.pk)]
    return Answer(text=_said_again(back), intent="redo", changed=_touched(reversal))


def _said_again(back: list[str]) -> str:
    return _("Listo, otra vez: %(list)s.") % {"list": " · ".join(back)}


def redo(turn: Turn, action: UUID | None = None) -> Answer:
    """Put back what was undone last, or ACTION."""
    if action is None:
        action = turn.pointed_at or _last_undone(turn)
    if action is None:
        return Answer(text=_("No tengo nada que volver a poner."), intent="redo")
    try:
        journal.redo(person=turn.person, action_id=action, key=turn.key, now=turn.now)
    except (journal.NotUndone, journal.AlreadyUndone):
        return Answer(text=_("Eso sigue anotado: no hay nada que volver a poner."), intent="redo")
    except (journal.ActionUnknown, operations.EntryUnknown):
        return Answer(text=_("No tengo nada que volver a poner."), intent="redo")
    entries = entries_of(turn, action)
    if len(entries) > _MOST_SAID:
        text = _("Listo, cuentan otra vez esos %(count)s movimientos.") % {"count": len(entries)}
        return Answer(text=text, intent="redo", changed=_touched(action))
    back = [speech.entry_line(entry, turn.today, turn.person) for entry in entries]
    return Answer(text=_said_again(back), intent="redo", changed=_touched(action))


def _last_undone(turn: Turn) -> UUID | None:
    action = done.latest(turn.person, standing=False)
    return action.pk if action else None


def _meant(turn: Turn, target: str) -> UUID | Entry | None:
    """The action to undo; or one entry, when it was named and its action booked others too."""
    if turn.pointed_at is not None:
        return turn.pointed_at
    if target:
        entry = named(turn, target)
        if entry is None:
            return None
        # By its name the thing itself is meant, and not what was last changed of it.
        is_joining = entry.action.root.room == "joining"
        is_part = is_joining or entry.replaces_id is not None or len(entries_of(turn, entry.action_id)) > 1
        return entry if is_part else entry.action.root_id
    if turn.replied_to is not None:
        return turn.replied_to
    action = done.latest(turn.person)
    return action.pk if action else None


def entries_of(turn: Turn, action: UUID) -> list[Entry]:
    """What an action booked, as the viewer may see it; reversals are not things one talks about."""
    booked = queries.entries(turn.person).filter(action=action, reverses__isnull=True)
    return list(booked.order_by("number").prefetch_related("postings__account"))


def named(turn: Turn, target: str) -> Entry | None:
    """The newest entry whose words, merchant or category hold what was named."""
    wanted = slug_of(target).split()
    for entry in queries.recent_entries(turn.person, limit=_LOOKED_AT):
        sides = " ".join(posting.account.slug for posting in entry.postings.all())
        said = slug_of(f"{entry.description} {entry.merchant} {speech.entry_thing(entry)}") + f" {sides}"
        if all(word in said for word in wanted):
            return entry
    return None
