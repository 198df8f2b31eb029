"""What is written into the books: one intention, one transaction, once per key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import ParamSpec
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from uuid_utils.compat import uuid7

from finance.journal.models import Action
from finance.journal.operations import AlreadyUndone, note
from finance.ledger import queries
from finance.ledger.chart import Chart, Leg, slug_of
from finance.ledger.models import LARGEST, NAME_LENGTH, Account, Entry, LearnedWord, Posting
from finance.ledger.movements import AmountTooLarge, Movement, NothingToRecord, Place
from finance.money import Money, total
from finance.people.models import Household, Person
from finance.prepared import from_here, insert, together


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


_P = ParamSpec("_P")


def _once_per_key(write: Callable[_P, Recorded]) -> Callable[_P, Recorded]:
    """Run WRITE in a transaction; of several at the same moment with one key, one does it and the others find it done.

    Who waited in `_enter` may have looked for its key before the other committed: then the key itself stops the second.
    """

    @wraps(write)
    def once(*args: _P.args, **kwargs: _P.kwargs) -> Recorded:
        try:
            with transaction.atomic():
                return write(*args, **kwargs)
        except IntegrityError:
            person, key = kwargs["person"], kwargs["key"]
            assert isinstance(person, Person)
            action = Action.objects.filter(household_id=person.household_id, key=str(key)).first()
            if action is None:
                raise
            return _repetition(action)

    return once


def record(
    *, person: Person, movements: Sequence[Movement], key: str, now: datetime, chart: Chart | None = None
) -> Recorded:
    """Book MOVEMENTS as one action, once however often it is asked for with the same KEY.

    CHART may be passed by a caller that has one; it is loaded anew if the books moved since. With one that is held, the
    caller knows that KEY is new, and keeps to `prepared.from_here` after this. NothingToRecord for an amount of zero or
    an adjustment that changes nothing; AmountTooLarge; AccountUnclear; PlacesAreTheSame.
    """
    if chart is not None and chart.is_held and chart.knows(movements):
        # Nothing is opened, so nothing would have to be taken back: no savepoint, and no second look at the lock.
        return _record(person, movements, key, now, chart)
    if chart is not None:
        chart.is_held = False  # it will not know what is opened now, nor how far the books have moved
    return _record_in_line(person=person, movements=movements, key=key, now=now, chart=chart)


@_once_per_key
def _record_in_line(
    *, person: Person, movements: Sequence[Movement], key: str, now: datetime, chart: Chart | None
) -> Recorded:
    number, repeated = _enter(person, key)
    if repeated is not None:
        return repeated
    # A copy: what is opened here is gone if this fails, and the caller's chart must not remember it.
    fresh = Chart.load(person, now) if chart is None or chart.version != number else chart.copy()
    fresh.version = number
    return _record(person, movements, key, now, fresh)


def _record(person: Person, movements: Sequence[Movement], key: str, now: datetime, chart: Chart) -> Recorded:
    _must_move(movements)
    drafts: list[_Draft] = []
    for movement in movements:
        drafts.append(_draft(chart, movement, drafts))
    if chart.is_held:
        from_here()
    with together():
        action = note(person=person, verb="ledger.record", key=key, now=now)
        entries = _seal(person, action, drafts, chart.version, now)
    chart.version += len(entries)
    return Recorded(action, entries)


@_once_per_key
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
    back = _reversal(wrong)
    right = _draft(chart, replace(movement, replaces=wrong.pk), [back])
    return Recorded(action, _seal(person, action, [back, right], number, now))


@_once_per_key
def reverse(*, person: Person, entry_id: UUID, key: str, now: datetime) -> Recorded:
    """Take back one entry of what may have been several; undoing that books it again. EntryUnknown; EntryGone."""
    number, repeated = _enter(person, key)
    if repeated is not None:
        return repeated
    gone = standing_form(person, _own(person, entry_id))
    if gone is None:
        raise EntryGone(entry_id)
    action = note(person=person, verb="ledger.reverse", key=key, now=now)
    return Recorded(action, _seal(person, action, [_reversal(gone)], number, now))


@_once_per_key
def adopt(
    *, person: Person, other: Person, verb: str, cause: Mapping[str, object], key: str, now: datetime
) -> Recorded:
    """Copy what stands in OTHER's books into PERSON's, as one action VERB of CAUSE, whose room knows how to undo it.

    OTHER's books stay as they are; what they say by their own words is understood here too. NothingToRecord.
    """
    number, repeated = _enter(person, key)
    if repeated is not None:
        return repeated
    chart = Chart.load(person, now)
    known = {account.pk for account in chart.accounts}
    drafts = []
    for entry in queries.standing_entries(other).order_by("number").prefetch_related("postings__account"):
        legs = [(chart.like(account), money) for account, money in _legs_of(entry)]
        # What an account held was said of the same account by both: ours stands, or it would be counted twice.
        is_balance = entry.kind in (Entry.Kind.OPENING, Entry.Kind.ADJUSTMENT)
        if not (is_balance and any(account.is_real and account.pk in known for account, _money in legs)):
            drafts.append(_Draft(_as_movement(entry, None), legs))
    if not drafts:
        raise NothingToRecord
    words = LearnedWord.objects.filter(household_id=other.household_id).values("phrase", "slug", "learned_at")
    LearnedWord.objects.bulk_create(
        [LearnedWord(household_id=person.household_id, **word) for word in words], ignore_conflicts=True
    )
    action = note(person=person, verb=verb, key=key, now=now, cause=cause)
    return Recorded(action, _seal(person, action, drafts, number, now))


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
        defaults={"name": place.name[:NAME_LENGTH], "opened_at": now},
    )
    if is_new:
        Household.objects.filter(pk=household.pk).update(
            ledger_version=household.ledger_version + 1, chart_version=household.chart_version + 1
        )
    return account


@transaction.atomic
def learn(*, person: Person, phrase: str, slug: str, now: datetime) -> LearnedWord | None:
    """Remember that PHRASE means the category SLUG in this household; the newest correction wins. None for no phrase."""
    folded = slug_of(phrase)[:60]
    if not folded:
        return None
    word, _is_new = LearnedWord.objects.update_or_create(
        household_id=person.household_id, phrase=folded, defaults={"slug": slug, "learned_at": now}
    )
    Household.objects.filter(pk=person.household_id).update(chart_version=F("chart_version") + 1)
    return word


def take_back(last: Action, turned: Action, now: datetime) -> None:
    """Undo everything LAST did, under the action TURNED: the ledger's inverse, for the journal.

    What it booked is reversed, in its present form if it was corrected since; what it reversed is booked again. To undo
    a redo is to undo what was done at first: corrections may since have been undone beyond what the redo booked.
    AlreadyUndone when nothing of it counts any more; EntryUnknown when a part of it is not for this person to see.
    """
    person = turned.person
    done = _all_of(person, last.pk)
    is_redo = last.depth > 0 and last.depth % 2 == 0
    first = _all_of(person, last.root_id) if is_redo else done
    booked = [entry for entry in first if entry.reverses_id is None]
    drafts: list[_Draft] = []
    gone: set[UUID] = set()
    for entry in booked:
        live = standing_form(person, entry)
        if live is not None:
            drafts.append(_reversal(live))
            gone.add(live.pk)
    if booked and not drafts:
        raise AlreadyUndone(last.pk)
    for entry in done:
        if entry.reverses_id is not None:
            taken = _own(person, entry.reverses_id)
            still = standing_form(person, taken)
            if still is None or still.pk in gone:
                drafts.append(_again(taken))
    if not drafts:
        raise AlreadyUndone(last.pk)
    household = Household.objects.get(pk=person.household_id)
    _seal(person, turned, drafts, household.ledger_version, now)


def _all_of(person: Person, action_id: UUID) -> list[Entry]:
    """Everything an action wrote, with all its legs; EntryUnknown when there is more of it than PERSON may see."""
    seen = queries.whole(person).filter(action=action_id).order_by("number").prefetch_related("postings__account")
    if len(seen) != Entry.objects.filter(action=action_id).count():
        raise EntryUnknown(action_id)
    return list(seen)


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
    return household[0], _repetition(Action.objects.get(pk=household[1]))


def _repetition(action: Action) -> Recorded:
    return Recorded(
        action, list(action.entries.order_by("number").prefetch_related("postings__account")), repeated=True
    )


def _must_move(movements: Sequence[Movement]) -> None:
    if not movements:
        raise NothingToRecord
    for movement in movements:
        is_balance = movement.kind == Entry.Kind.ADJUSTMENT
        for money in (movement.money, movement.taken):
            if money is None:
                continue
            if money.minor <= 0 and not is_balance:
                raise NothingToRecord
            if abs(money).minor > LARGEST:
                raise AmountTooLarge


def _draft(chart: Chart, movement: Movement, before: Sequence[_Draft]) -> _Draft:
    """Turn MOVEMENT into an entry that is written after those in BEFORE."""
    held = None
    if movement.kind == Entry.Kind.ADJUSTMENT:
        account = chart.place(movement.place, movement.money.currency)
        moved = [money for draft in before for touched, money in draft.legs if touched.pk == account.pk]
        held = queries.balance(account) + total(moved, account.currency)
        if held == movement.money:
            raise NothingToRecord
    legs = chart.legs(movement, standing=held)
    if any(abs(money).minor > LARGEST for _account, money in legs):
        raise AmountTooLarge
    return _Draft(movement, legs)


def _own(person: Person, entry_id: UUID) -> Entry:
    found = queries.whole(person).filter(pk=entry_id).prefetch_related("postings__account").first()
    if found is None:
        raise EntryUnknown(entry_id)
    return found


def standing_form(person: Person, entry: Entry) -> Entry | None:
    """The entry itself while it counts, else what took its place and counts; None when nothing does that PERSON sees."""
    if entry.household_id != person.household_id:
        return None
    if not Entry.objects.filter(reverses=entry).exists():
        return entry
    heirs = queries.whole(person).filter(replaces=entry, reverses__isnull=True)
    for heir in heirs.order_by("number").prefetch_related("postings__account"):
        live = standing_form(person, heir)
        if live is not None:
            return live
    return None


def _legs_of(entry: Entry) -> list[Leg]:
    return [(posting.account, posting.money) for posting in sorted(entry.postings.all(), key=lambda leg: leg.pk or 0)]


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
        entry._prefetched_objects_cache = {"postings": legs}  # type: ignore[attr-defined]  # noqa: SLF001  (as prefetch does)
        entries.append(entry)
        postings += legs
    insert(postings)
    insert(entries)
    return entries


def as_money(entry: Entry) -> Money:
    """The amount of an entry as people say it: positive, from its first leg."""
    return abs(_legs_of(entry)[0][1])
