"""What is written into the books: one intention, one transaction, once per key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from uuid_utils.compat import uuid7

from finance.journal.models import Action
from finance.journal.operations import AlreadyUndone, note
from finance.ledger import queries
from finance.ledger.chart import Chart, Leg, slug_of
from finance.ledger.models import LARGEST, Account, Entry, Posting
from finance.ledger.movements import AmountTooLarge, Movement, NothingToRecord, Place
from finance.money import Money
from finance.people.models import Household, Person


class EntryUnknown(LookupError):
    """No encuentro ese movimiento."""


class EntryGone(ValueError):
    """Ese movimiento ya no cuenta: estaba deshecho."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a write did. REPEATED: the same key had done it before, and nothing was done now."""

    action: Action
    entries: list[Entry]
    repeated: bool = False


@transaction.atomic
def record(
    *, person: Person, movements: Sequence[Movement], key: str, now: datetime, chart: Chart | None = None
) -> Recorded:
    """Book MOVEMENTS as one action, once however often it is asked for with the same KEY.

    CHART may be passed by a caller that has one; it is loaded anew if the books moved since. NothingToRecord for an amount of zero or an
    adjustment that changes nothing; AmountTooLarge; AccountUnclear; PlacesAreTheSame.
    """
    number, repeated = _enter(person, key)
    if repeated is not None:
        return repeated
    _must_move(movements)
    if chart is None or chart.version != number:
        chart = Chart.load(person, now)
    action = note(person=person, verb="ledger.record", key=key, now=now)
    drafts = [_draft(chart, movement) for movement in movements]
    return Recorded(action, _seal(person, action, drafts, number, now))


@transaction.atomic
def correct(*, person: Person, entry_id: UUID, movement: Movement, key: str, now: datetime) -> Recorded:
    """Take back an entry and book MOVEMENT in its place, linked. EntryUnknown to a stranger; EntryGone if undone."""
    number, repeated = _enter(person, key)
    if repeated is not None:
        return repeated
    _must_move([movement])
    wrong = standing_form(person, _own(person, entry_id))
    if wrong is None:
        raise EntryGone(entry_id)
    action = note(person=person, verb="ledger.correct", key=key, now=now)
    chart = Chart.load(person, now)
    right = _draft(chart, replace(movement, replaces=wrong.pk))
    return Recorded(action, _seal(person, action, [_reversal(wrong), right], number, now))


@transaction.atomic
def open_account(*, person: Person, place: Place, currency: str, now: datetime, is_private: bool = False) -> Account:
    """Open a real account, or return the one that has this name; private ones are seen by PERSON alone."""
    household = Household.objects.select_for_update().get(pk=person.household_id)
    account, is_new = Account.objects.get_or_create(
        household=household,
        kind=place.kind,
        slug=slug_of(place.name) or place.kind,
        currency=currency,
        private_to=person if is_private else None,
        defaults={"name": place.name, "opened_at": now},
    )
    if is_new:
        Household.objects.filter(pk=household.pk).update(ledger_version=household.ledger_version + 1)
    return account


def take_back(last: Action, turned: Action, now: datetime) -> None:
    """Undo everything LAST did, under the action TURNED: the ledger's inverse, for the journal.

    What it booked is reversed, in its present form if it was corrected since; what it reversed is booked again.
    AlreadyUndone when nothing of it counts any more.
    """
    person = turned.person
    done = queries.entries(person).filter(action=last).order_by("number").prefetch_related("postings__account")
    whole = list(done)
    if len(whole) != last.entries.count():
        raise EntryUnknown(last.pk)
    drafts: list[_Draft] = []
    gone: set[UUID] = set()
    booked = [entry for entry in whole if entry.reverses_id is None]
    for entry in booked:
        live = standing_form(person, entry)
        if live is not None:
            drafts.append(_reversal(live))
            gone.add(live.pk)
    if booked and not drafts:
        raise AlreadyUndone(last.pk)
    for entry in whole:
        if entry.reverses_id is not None:
            taken = _own(person, entry.reverses_id)
            still = standing_form(person, taken)
            if still is None or still.pk in gone:
                drafts.append(_again(taken))
    if not drafts:
        raise AlreadyUndone(last.pk)
    household = Household.objects.get(pk=person.household_id)
    _seal(person, turned, drafts, household.ledger_version, now)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry that is about to be written."""

    movement: Movement
    legs: list[Leg]
    reverses: UUID | None = None


def _enter(person: Person, key: str) -> tuple[int, Recorded | None]:
    """Stand in line for the household's books; return their version, and what KEY has done before."""
    before = Action.objects.filter(household_id=OuterRef("pk"), key=key).values("pk")[:1]
    household = (
        Household.objects.select_for_update(of=("self",))
        .annotate(before=Subquery(before))
        .values_list("ledger_version", "before")
        .get(pk=person.household_id)
    )
    if household[1] is None:
        return household[0], None
    action = Action.objects.get(pk=household[1])
    done = list(action.entries.order_by("number").prefetch_related("postings__account"))
    return household[0], Recorded(action, done, repeated=True)


def _must_move(movements: Sequence[Movement]) -> None:
    if not movements:
        raise NothingToRecord
    for movement in movements:
        for money in filter(None, (movement.money, movement.taken)):
            if money.minor < 0 or (not money and movement.kind != Entry.Kind.ADJUSTMENT):
                raise NothingToRecord
            if money.minor > LARGEST:
                raise AmountTooLarge


def _draft(chart: Chart, movement: Movement) -> _Draft:
    before = None
    if movement.kind == Entry.Kind.ADJUSTMENT:
        before = queries.balance(chart.place(movement.place, movement.money.currency))
        if before == movement.money:
            raise NothingToRecord
    return _Draft(movement, chart.legs(movement, standing=before))


def _own(person: Person, entry_id: UUID) -> Entry:
    found = queries.find_entries(person, [entry_id])
    if not found or any(posting.account.private_to_id not in (None, person.pk) for posting in found[0].postings.all()):
        raise EntryUnknown(entry_id)
    return found[0]


def standing_form(person: Person, entry: Entry) -> Entry | None:
    """The entry itself while it counts, else what took its place and counts; None when nothing does."""
    if not Entry.objects.filter(reverses=entry).exists():
        return entry
    for heir in entry.replacements.filter(reverses__isnull=True).order_by("number"):
        live = standing_form(person, _own(person, heir.pk))
        if live is not None:
            return live
    return None


def _legs_of(entry: Entry) -> list[Leg]:
    return [(posting.account, posting.money) for posting in sorted(entry.postings.all(), key=lambda leg: leg.pk)]


def _as_movement(entry: Entry, replaces: UUID | None) -> Movement:
    return Movement(
        kind=entry.kind,
        money=abs(next(money for _account, money in _legs_of(entry))),
        on=entry.happened_on,
        description=entry.description,
        merchant=entry.merchant,
        replaces=replaces,
    )


def _reversal(entry: Entry) -> _Draft:
    mirrored = [(account, -money) for account, money in _legs_of(entry)]
    return _Draft(_as_movement(entry, None), mirrored, reverses=entry.pk)


def _again(entry: Entry) -> _Draft:
    return _Draft(_as_movement(entry, entry.pk), _legs_of(entry))


def _seal(person: Person, action: Action, drafts: Sequence[_Draft], number: int, now: datetime) -> list[Entry]:
    """Write postings first and entries last, which seals them; return the entries with their postings at hand."""
    entries: list[Entry] = []
    postings: list[Posting] = []
    for place, draft in enumerate(drafts, start=1):
        movement = draft.movement
        entry = Entry(
            pk=uuid7(),
            household_id=person.household_id,
            number=number + place,
            kind=movement.kind,
            happened_on=movement.on,
            description=movement.description[:160],
            merchant=movement.merchant[:80],
            person=person,
            action=action,
            reverses_id=draft.reverses,
            replaces_id=movement.replaces,
            recorded_at=now,
        )
        legs = [
            Posting(
                entry_id=entry.pk,
                account=account,
                currency=money.currency,
                minor=money.minor,
                happened_on=movement.on,
            )
            for account, money in draft.legs
        ]
        entry._prefetched_objects_cache = {"postings": legs}  # type: ignore[attr-defined]  # noqa: SLF001
        entries.append(entry)
        postings += legs
    Posting.objects.bulk_create(postings)
    Entry.objects.bulk_create(entries)
    return entries


def as_money(entry: Entry) -> Money:
    """The amount of an entry as people say it: positive, from its first leg."""
    return abs(_legs_of(entry)[0][1])
