"""Undo, redo and correct, by chat: the last thing, or the one that was named."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from finance.advisor import questions, speech
from finance.advisor.recording import book, place_of
from finance.advisor.turn import Answer, Choice, Fact, Turn
from finance.journal import operations as journal
from finance.journal import queries as done
from finance.journal.models import Action
from finance.ledger import operations, queries
from finance.ledger.categories import name_of
from finance.ledger.chart import Chart, slug_of
from finance.ledger.models import Entry
from finance.ledger.movements import Movement, NothingToRecord, Place
from finance.money import Money
from finance.understanding import Item, Reading

_LOOKED_AT = 50  # how far back a named movement is looked for


def undo(turn: Turn, reading: Reading) -> Answer:
    """Undo the action that was pointed at, named, or done last."""
    action = _meant(turn, reading.target)
    if action is None:
        return Answer(text=_missing(reading.target), intent="undo")
    try:
        journal.undo(person=turn.person, action_id=action, key=turn.key, now=turn.now)
    except journal.AlreadyUndone:
        return _offer(turn, action, _("Eso ya estaba deshecho."))
    except (journal.ActionUnknown, operations.EntryUnknown):
        return Answer(text=_missing(reading.target), intent="undo")
    gone = _entries(turn, action)
    words = [f"{speech.entry_thing(entry)} {speech.amount(operations.as_money(entry), turn.person)}" for entry in gone]
    if len(gone) == 1:
        text = _("Deshecho: %(what)s de %(money)s, %(day)s, ya no cuenta.") % {
            "what": speech.entry_thing(gone[0]),
            "money": speech.amount(operations.as_money(gone[0]), turn.person),
            "day": speech.day(gone[0].happened_on, turn.today, turn.person),
        }
    else:
        text = _("Deshecho: ya no cuentan %(list)s.") % {"list": speech.listed(words)}
    return _offer(turn, action, text)


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


def _missing(target: str) -> str:
    if target:
        return _("No encuentro %(what)s entre lo último que anoté.") % {"what": target}
    return _("No tengo nada que deshacer.")


def redo(turn: Turn, action: UUID | None = None) -> Answer:
    """Put back what was undone last, or ACTION."""
    if action is None:
        action = turn.pointed_at or _last_undone(turn)
    if action is None:
        return Answer(text=_("No tengo nada que volver a poner."), intent="redo")
    try:
        journal.redo(person=turn.person, action_id=action, key=turn.key, now=turn.now)
    except journal.NotUndone:
        return Answer(text=_("Eso sigue anotado: no hay nada que volver a poner."), intent="redo")
    except (journal.ActionUnknown, operations.EntryUnknown):
        return Answer(text=_("No tengo nada que volver a poner."), intent="redo")
    back = [speech.entry_line(entry, turn.today, turn.person) for entry in _entries(turn, action)]
    return Answer(
        text=_("Listo, otra vez: %(list)s.") % {"list": " · ".join(back)}, intent="redo", changed=_touched(action)
    )


def _last_undone(turn: Turn) -> UUID | None:
    action = done.latest(turn.person, standing=False)
    return action.pk if action else None


def _meant(turn: Turn, target: str) -> UUID | None:
    if turn.pointed_at is not None:
        return turn.pointed_at
    if target:
        entry = _named(turn, target)
        return entry.action.root_id if entry else None
    action = done.latest(turn.person)
    return action.pk if action else None


def _entries(turn: Turn, action: UUID) -> list[Entry]:
    """What an action booked, as the viewer may see it; reversals are not things one talks about."""
    booked = queries.entries(turn.person).filter(action=action, reverses__isnull=True)
    return list(booked.order_by("number").prefetch_related("postings__account"))


def _named(turn: Turn, target: str) -> Entry | None:
    """The newest entry whose words, merchant or category hold what was named."""
    wanted = slug_of(target).split()
    for entry in queries.recent_entries(turn.person, limit=_LOOKED_AT):
        sides = " ".join(posting.account.slug for posting in entry.postings.all())
        said = slug_of(f"{entry.description} {entry.merchant} {speech.entry_thing(entry)}") + f" {sides}"
        if all(word in said for word in wanted):
            return entry
    return None


def correct(turn: Turn, reading: Reading) -> Answer:
    """Correct the last entry, or the one that was named; ask when the last action booked several."""
    item = reading.items[0] if reading.items else Item(kind="correction", amount=None)
    return correct_with(turn, _change(item), reading.target)


def correct_with(turn: Turn, said: dict[str, str], target: str = "") -> Answer:
    """Correct with what was SAID to be otherwise: amount, currency, category, on, account, account_kind."""
    change: dict[str, object] = {**_change(Item(kind="correction", amount=None)), **said}
    if target:
        named = _named(turn, target)
        found = [named] if named else []
    else:
        action = done.latest(turn.person)
        found = _standing(turn, action) if action else []
    if not found:
        return Answer(text=_("No tengo nada que corregir."), intent="correct_last")
    if not any(change.values()):
        return Answer(
            text=_("¿Qué cambio: el monto, el día o la cuenta?"), intent="ask_change", pending={"ask": "change"}
        )
    if len(found) > 1:
        labels = [speech.entry_line(entry, turn.today, turn.person) for entry in found]
        return questions.which(labels, [entry.pk for entry in found], change)
    return change_entry(turn, found[0], change)


def _standing(turn: Turn, action: Action) -> list[Entry]:
    """What still counts of an action: its entries, in the form they were corrected to."""
    standing = []
    for entry in _entries(turn, action.pk):
        live = operations.standing_form(turn.person, entry)
        if live is not None:
            standing.append(live)
    return standing


def _change(item: Item) -> dict[str, str]:
    return {
        "amount": str(item.amount) if item.amount is not None else "",
        "currency": item.currency,
        "category": item.category or "",
        "on": item.on.isoformat() if item.on else "",
        "account": item.account or "",
        "account_kind": item.account_kind,
    }


def change_entry(turn: Turn, entry: Entry, change: dict[str, object]) -> Answer:
    """Take an entry back, book it as it should have been, and say both."""
    before = movement_of(entry)
    after = before
    if entry.kind in (Entry.Kind.ADJUSTMENT, Entry.Kind.OPENING) and change["amount"]:
        # What an account holds is said anew: the difference is booked, nothing is taken back.
        held = Money.of(str(change["amount"]), before.money.currency)
        return book(
            turn, [replace(before, kind="adjustment", money=held, on=turn.today)], Chart.load(turn.person, turn.now)
        )
    if change["amount"]:
        after = replace(after, money=Money.of(str(change["amount"]), str(change["currency"]) or before.money.currency))
    if change["category"] and before.kind in ("expense", "income"):
        after = replace(after, category=str(change["category"]))
    if change["on"]:
        after = replace(after, on=type(before.on).fromisoformat(str(change["on"])))
    if change["account"]:
        after = replace(after, place=place_of(str(change["account"]), str(change["account_kind"])))
    if after == before:
        return Answer(text=_("Así lo tenía ya."), intent="correct_last")
    try:
        recorded = operations.correct(person=turn.person, entry_id=entry.pk, movement=after, key=turn.key, now=turn.now)
    except NothingToRecord:
        return Answer(text=_('Si no fue nada, dime "deshaz eso" y lo quito.'), intent="correct_last")
    except (operations.EntryGone, operations.EntryUnknown):
        return Answer(text=_("No tengo nada que corregir."), intent="correct_last")
    return Answer(
        text=_("Corregido: %(after)s (antes decía %(before)s).")
        % {"after": _told(turn, after), "before": _difference(turn, before, after)},
        intent="correct_last",
        booked=(recorded.action.pk,),
        changed=(entry.action.root_id,),
        facts=(Fact(speech.thing(after), after.money),),
    )


def _told(turn: Turn, movement: Movement) -> str:
    money = speech.bold(speech.amount(movement.money, turn.person))
    return f"{speech.thing(movement)} {money}, {speech.day(movement.on, turn.today, turn.person)}"


def _difference(turn: Turn, before: Movement, after: Movement) -> str:
    said = []
    if before.money != after.money:
        said.append(speech.amount(before.money, turn.person))
    if before.category != after.category:
        said.append(name_of(before.category))
    if before.on != after.on:
        said.append(speech.day(before.on, turn.today, turn.person))
    if before.place != after.place:
        said.append(speech.place(before.place))
    return ", ".join(said)


def movement_of(entry: Entry) -> Movement:
    """An entry as the movement that would book it again."""
    legs = list(entry.postings.all())
    real = [leg for leg in legs if leg.account.is_real]
    side = next((leg.account.slug for leg in legs if leg.account.kind in ("expense", "income")), "")
    places = [Place(leg.account.kind, leg.account.name) for leg in real]
    return Movement(
        kind=entry.kind,
        money=abs(real[0].money),
        on=entry.happened_on,
        place=places[0],
        category=side,
        to=places[1] if len(places) > 1 else None,
        taken=abs(real[1].money) if entry.kind == Entry.Kind.EXCHANGE else None,
        description=entry.description,
        merchant=entry.merchant,
    )
