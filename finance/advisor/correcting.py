"""Correct by chat: the last thing, the one that was named, or the one whose amount was said wrong."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from finance.advisor import questions, speech
from finance.advisor.facts import Fact
from finance.advisor.recording import book, place_of
from finance.advisor.turn import Answer, Turn
from finance.advisor.undoing import entries_of, named
from finance.journal import queries as done
from finance.ledger import operations, queries
from finance.ledger.categories import name_of
from finance.ledger.chart import Chart
from finance.ledger.models import Entry
from finance.ledger.movements import Movement, NothingToRecord, Place
from finance.money import Money
from finance.understanding import Item, Reading

_LOOKED_AT = 50  # how far back an amount that was wrong is looked for
_FAR = 20  # times; a correction beyond it is asked about


def correct(turn: Turn, reading: Reading) -> Answer:
    """Correct the last entry, or the one that was named; ask when the last action booked several."""
    item = reading.items[0] if reading.items else Item(kind="correction", amount=None)
    if not reading.target:
        wrong = _said_wrong(turn, reading)
        if wrong is not None:
            entry, right = wrong
            return change_entry(turn, entry, {**_change(item), "amount": right})
    return correct_with(turn, _change(item), reading.target)


def _said_wrong(turn: Turn, reading: Reading) -> tuple[Entry, str] | None:
    """Find what "no eran 8, eran 9" means: the newest entry of the one amount, and the other amount."""
    said = [str(value.normalize()) for value, _currency in reading.amounts]
    if len(said) != 2 or said[0] == said[1]:  # two amounts, told apart
        return None
    for entry in queries.recent_entries(turn.person, limit=_LOOKED_AT):
        booked = str(operations.as_money(entry).amount.normalize())
        if booked in said:
            return entry, next(amount for amount in said if amount != booked)
    return None


def correct_with(turn: Turn, said: dict[str, str], target: str = "") -> Answer:
    """Correct with what was SAID to be otherwise: amount, currency, category, on, account, account_kind."""
    change: dict[str, object] = {**_change(Item(kind="correction", amount=None)), **said}
    if target:
        entry = named(turn, target)
        found = [entry] if entry else []
    else:
        latest = None if turn.replied_to else done.latest(turn.person)
        action = turn.replied_to or (latest.pk if latest else None)
        found = standing(turn, action) if action else []
    if not found:
        return Answer(text=_("No tengo nada que corregir."), intent="correct_last")
    if not any(change.values()):
        return Answer(
            text=_("¿Qué cambio: el monto, el día o la cuenta?"), intent="ask_change", pending={"ask": "change"}
        )
    if len(found) > 1:
        labels = [speech.entry_line(entry, turn.today, turn.person) for entry in found]
        return questions.which(labels, [entry.pk for entry in found], change)
    if _is_far(found[0], change):
        return questions.far(turn, found[0], change)
    return change_entry(turn, found[0], change)


def _is_far(entry: Entry, change: dict[str, object]) -> bool:
    """Whether an amount is corrected to one that hardly is the same thing: 1,900 to 9."""
    if not change["amount"] or entry.kind in (Entry.Kind.ADJUSTMENT, Entry.Kind.OPENING):
        return False
    was, now = operations.as_money(entry).amount, Decimal(str(change["amount"]))
    return now > 0 and max(was / now, now / was) > _FAR


def standing(turn: Turn, action: UUID) -> list[Entry]:
    """What still counts of an action: its entries, in the form they were corrected to."""
    forms = [operations.standing_form(turn.person, entry) for entry in entries_of(turn, action)]
    return [live for live in forms if live is not None]


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
    if after.category != before.category:
        # Their own word for it, from now on.
        operations.learn(
            person=turn.person, phrase=after.description or after.merchant, slug=after.category, now=turn.now
        )
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
