"""Inés gets nothing of Rosa's, whatever she asks and whatever key she holds.

Every public function of these rooms is here; one that is added and not asked by Inés fails the last test.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model, QuerySet

from finance.journal import operations as journal
from finance.journal import queries as done
from finance.journal.models import Action
from finance.ledger import operations as books
from finance.ledger import queries as ledger
from finance.ledger.models import Account, Entry, Posting
from finance.ledger.queries import Selector
from finance.ledger.tests.telling import BANK, CASH, Pen, change, earn, spend
from finance.money import Money
from finance.people import operations as people
from finance.people import queries as folk
from finance.people.models import Household, Person
from finance.reports import queries as reports
from sofia.tests.cast import NOW

ROOMS = (folk, people, done, journal, ledger, books, reports)
JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 31)


@dataclass
class Scene:
    """WHO asks; and what is Rosa's, with every key to it."""

    who: Person
    rosa: Person
    action: Action  # stands
    undone: Action
    entries: list[Entry]
    accounts: list[Account]

    def snapshot(self) -> list[object]:
        """All that a write could have changed."""
        mine: list[QuerySet[Any]] = [
            Household.objects.filter(pk=self.rosa.household_id),
            Person.objects.filter(household=self.rosa.household_id),
            Action.objects.filter(household=self.rosa.household_id),
            Account.objects.filter(household=self.rosa.household_id),
            Entry.objects.filter(household=self.rosa.household_id),
            Posting.objects.filter(account__household=self.rosa.household_id),
        ]
        return [row for rows in mine for row in rows.order_by("pk").values()]


@pytest.fixture
def scene(rosa: Person, ines: Person) -> Scene:
    pen = Pen(rosa)
    lunch = pen.book(
        spend("25", merchant="Metro"), earn("3000", place=BANK), change(Money(370, "PEN"), Money(100, "USD"))
    )
    gone = pen.book(spend("7"))
    pen.undo(gone)
    return Scene(
        ines, rosa, lunch.action, gone.action, lunch.entries, list(Account.objects.filter(household=rosa.household))
    )


Question = Callable[[Scene], object]

# What Inés asks with each of Rosa's keys in hand; the answer has nothing in it.
ASKED: dict[Callable[..., object], list[Question]] = {
    folk.by_address: [lambda at: folk.by_address("email", f"{at.rosa.pk}")],
    folk.names_at_home: [lambda at: [name for name in folk.names_at_home(at.who) if name == at.rosa.name]],
    folk.housemates: [lambda at: folk.housemates(at.who).exclude(pk=at.who.pk)],
    done.by_key: [lambda at: done.by_key(at.who.household_id, at.action.key)],
    done.latest: [lambda at: done.latest(at.who), lambda at: done.latest(at.who, standing=False)],
    ledger.names_seen: [lambda at: ledger.names_seen(at.who)],
    ledger.visible: [lambda at: ledger.visible(at.who)],
    ledger.entries: [lambda at: ledger.entries(at.who)],
    ledger.whole: [lambda at: ledger.whole(at.who)],
    ledger.standing_entries: [lambda at: ledger.standing_entries(at.who)],
    ledger.legs_seen: [
        lambda at: [
            leg for entry in Entry.objects.prefetch_related(ledger.legs_seen(at.who)) for leg in entry.postings.all()
        ]
    ],
    ledger.standing: [lambda at: ledger.standing(ledger.entries(at.who))],
    ledger.last_entries: [lambda at: ledger.last_entries(at.who, limit=99)],
    ledger.recent_entries: [lambda at: ledger.recent_entries(at.who, limit=99)],
    ledger.find_entries: [lambda at: ledger.find_entries(at.who, [entry.pk for entry in at.entries])],
    ledger.balances: [lambda at: ledger.balances(at.who)],
    ledger.rows: [
        lambda at: ledger.rows(at.who, Selector()),
        lambda at: ledger.rows(at.who, Selector(kind="income")),
        lambda at: ledger.rows(at.who, Selector(merchant="Metro")),
        lambda at: [
            row for account in at.accounts for row in ledger.rows(at.who, Selector(kind="", account=account.pk))
        ],
    ],
    ledger.merchant_total: [
        lambda at: ledger.merchant_total(at.who, Selector(merchant="Metro")),
        lambda at: ledger.merchant_total(at.who, Selector(kind="", account=at.accounts[0].pk)),
    ],
    ledger.merchants: [lambda at: ledger.merchants(at.who, Selector(currency="PEN"), limit=9)],
    ledger.find_rows: [
        lambda at: ledger.find_rows(at.who, Selector(), limit=9),
        lambda at: ledger.find_rows(at.who, Selector(), words="etro", largest_first=True, limit=9),
    ],
    ledger.coverage: [lambda at: [told for told in ledger.coverage(at.who, start=JANUARY, end=DECEMBER) if told]],
    ledger.totals: [
        lambda at: ledger.totals(at.who, start=JANUARY, end=DECEMBER).by_slug,
        lambda at: ledger.totals(at.who, start=date(2026, 3, 5), end=date(2026, 3, 20)).by_slug,
        lambda at: ledger.totals(at.who, start=JANUARY, end=DECEMBER, kind="income").by_slug,
    ],
    books.standing_form: [lambda at: [entry for entry in at.entries if books.standing_form(at.who, entry) is not None]],
    reports.month: [
        lambda at: reports.month(at.who, date(2026, 3, 1)).spent.by_slug,
        lambda at: reports.month(at.who, date(2026, 3, 1)).earned.by_slug,
        lambda at: reports.month(at.who, date(2026, 4, 1)).spent_before.by_slug,
    ],
    reports.snapshot: [lambda at: reports.snapshot(at.who).standings],
}

Attempt = tuple[type[Exception] | None, Question]

# What she tries to do with them: the fact that stops her, or None where she only ever writes into her own books.
TRIED: dict[Callable[..., object], list[Attempt]] = {
    journal.undo: [(journal.ActionUnknown, lambda at: _turn(journal.undo, at.who, at.action.pk))],
    journal.redo: [(journal.ActionUnknown, lambda at: _turn(journal.redo, at.who, at.undone.pk))],
    journal.note: [(None, lambda at: journal.note(person=at.who, verb="x.y", key=at.action.key, now=NOW))],
    books.record: [
        (None, lambda at: Pen(at.who).book(spend("1"), key=at.action.key)),
        (None, lambda at: Pen(at.who).book(spend("1", place=BANK))),  # an account of the same name
    ],
    books.correct: [
        (books.EntryUnknown, lambda at: Pen(at.who).correct(at.entries[0], spend("1"))),
        (books.EntryUnknown, lambda at: Pen(at.who).correct(at.entries[2], spend("1"))),
    ],
    books.learn: [(None, lambda at: books.learn(person=at.who, phrase="menu", slug="otros", now=NOW))],
    books.reverse: [
        (
            books.EntryUnknown,
            lambda at: books.reverse(person=at.who, entry_id=at.entries[0].pk, key="r", now=NOW),
        ),
    ],
    books.open_account: [(None, lambda at: Pen(at.who).open(CASH)), (None, lambda at: Pen(at.who).open(BANK))],
    books.take_back: [
        (
            books.EntryUnknown,
            lambda at: books.take_back(
                at.action, journal.note(person=at.who, verb="ledger.undo", key="k", now=NOW), NOW
            ),
        )
    ],
}  # fmt: skip

# What takes no viewer, and why that lets nobody in.
NO_VIEWER: dict[Callable[..., object], str] = {
    folk.ledger_version: "a number, of the household that the caller has from the person",
    people.welcome: "the caller has proof of the address",
    people.folded: "pure",
    people.agree: "changes the person it is given, who is signed in",
    people.settle: "changes the person it is given, who is signed in",
    people.lose: "changes the person it is given: the number has another owner now",
    people.prove: "gives an address to the person it is given, and nobody else's",
    people.join: "the caller has the household's invitation",
    people.issue_code: "changes the person it is given, who is signed in, or whose phone writes",
    people.knows_code: "the code is the proof; it tells of nobody",
    people.use_code: "the code is the proof",
    people.addresses_of: "for the person themselves, who are joined to another account",
    people.give_back: "undoes `move_addresses` for those whom it moved",
    books.adopt: "the caller has a code of the one and the session, or the phone, of the other; copies, and changes neither",
    people.move_addresses: "the caller has a code of the one and the session, or the phone, of the other",
    people.issue_link: "the caller has proof of the address",
    people.look_at_link: "the secret is the proof",
    people.use_link: "the secret is the proof",
    journal.register: "at start, by the rooms",
    done.last_of_chain: "for the journal itself, after it has found the root in the person's household",
    done.undone: "tells of keys that the caller has from the person's own messages",
    ledger.balance: "of an account that the caller has from `visible`",
    ledger.side_total: "of an account that the caller has from `visible`",
    ledger.side_so_far: "of an account that the caller has from `visible`",
    ledger.visible_in: "`visible` itself, by the viewer's own keys",
    books.as_money: "pure, of an entry that the caller has from `entries`",
}


def _turn(turn: Callable[..., Action], ines: Person, action_id: UUID) -> Action:
    return turn(person=ines, action_id=action_id, key="k", now=NOW)


def _cases(table: dict[Callable[..., object], list[Any]]) -> list[Any]:
    return [
        pytest.param(case, id=f"{function.__module__.removeprefix('finance.')}.{function.__name__}-{number}")
        for function, cases in table.items()
        for number, case in enumerate(cases)
    ]


@pytest.mark.parametrize("question", _cases(ASKED))
def test_ines_is_told_nothing(scene: Scene, question: Question) -> None:
    answer = question(scene)
    assert not (list(answer) if isinstance(answer, Iterable) else answer)


@pytest.mark.parametrize("question", _cases(ASKED))
def test_and_rosa_is_told_something(scene: Scene, question: Question) -> None:
    """The same questions of Rosa have an answer: else Inés' silence would prove nothing."""
    ines, scene.who = scene.who, scene.rosa
    if question in ASKED[folk.by_address]:
        assert folk.by_address("email", "rosa@example.com") == scene.rosa
    elif question in ASKED[folk.housemates]:
        people.join(person=ines, household=scene.rosa.household, now=NOW)
        assert question(scene)
    else:
        answer = question(scene)
        assert list(answer) if isinstance(answer, Iterable) else answer


@pytest.mark.parametrize("attempt", _cases(TRIED))
def test_ines_changes_nothing(scene: Scene, attempt: Attempt) -> None:
    fact, act = attempt
    before = scene.snapshot()
    if fact is None:
        result = act(scene)
        assert _household(result) == scene.who.household_id
    else:
        with pytest.raises(fact):
            act(scene)
    assert scene.snapshot() == before


def _household(result: object) -> object:
    made = result.action if isinstance(result, books.Recorded) else result
    assert isinstance(made, Model)
    return getattr(made, "household_id", None)


def public_functions(room: ModuleType) -> set[Callable[..., object]]:
    return {
        thing
        for name, thing in vars(room).items()
        if inspect.isfunction(thing) and thing.__module__ == room.__name__ and not name.startswith("_")
    }


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__.removeprefix("finance."))
def test_every_public_function_is_accounted_for(room: ModuleType) -> None:
    functions = public_functions(room)
    assert functions
    missing = functions - ASKED.keys() - TRIED.keys() - NO_VIEWER.keys()
    assert not missing, f"Inés has not asked {sorted(function.__name__ for function in missing)}"


def test_what_takes_a_viewer_is_asked_by_ines() -> None:
    for function in NO_VIEWER:
        parameters = inspect.signature(function).parameters
        assert "viewer" not in parameters, f"{function.__name__} takes a viewer"
        assert function not in ASKED
