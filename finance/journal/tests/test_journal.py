"""Anything that was noted can be undone, and the undoing too, once each and by those of the household only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from finance.journal import operations as journal
from finance.journal import queries
from finance.journal.models import Action
from finance.people.models import Household, Person
from finance.tests.crowd import at_once
from sofia.tests.cast import NOW, make_person


class Pantry:
    """A room with one shelf: what is put there can be taken off again. It remembers in what order."""

    def __init__(self) -> None:
        self.shelf: list[str] = []
        self.asked: list[tuple[str, str, datetime]] = []

    def put(self, person: Person, thing: str, *, key: str = "") -> Action:
        action = journal.note(person=person, verb="pantry.put", key=key or thing, now=NOW, cause={"thing": thing})
        self.shelf.append(thing)
        return action

    def turn_over(self, last: Action, turned: Action, now: datetime) -> None:
        self.asked.append((last.verb, turned.verb, now))
        thing = Action.objects.get(pk=last.root_id).cause["thing"]
        if last.depth % 2:
            self.shelf.append(thing)
        else:
            self.shelf.remove(thing)


@pytest.fixture
def pantry(monkeypatch: pytest.MonkeyPatch) -> Pantry:
    pantry = Pantry()
    monkeypatch.setitem(journal._inverses, "pantry", pantry.turn_over)
    return pantry


class By:
    """One person undoing and redoing, each time with a key of its own unless one is given."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def undo(self, action: Action | UUID, *, key: str = "", now: datetime = NOW) -> Action:
        pk = action.pk if isinstance(action, Action) else action
        return journal.undo(person=self.person, action_id=pk, key=key or str(uuid4()), now=now)

    def redo(self, action: Action | UUID, *, key: str = "") -> Action:
        pk = action.pk if isinstance(action, Action) else action
        return journal.redo(person=self.person, action_id=pk, key=key or str(uuid4()), now=NOW)


@pytest.fixture
def by_rosa(rosa: Person) -> By:
    return By(rosa)


class TestNote:
    def test_it_is_its_own_root_and_stands(self, rosa: Person, pantry: Pantry) -> None:
        rice = pantry.put(rosa, "arroz")
        assert (rice.root_id, rice.depth, rice.room, rice.done_at) == (rice.pk, 0, "pantry", NOW)
        assert queries.latest(rosa) == rice

    def test_one_key_is_one_action(self, rosa: Person, ines: Person, pantry: Pantry) -> None:
        pantry.put(rosa, "arroz")
        pantry.put(ines, "arroz")  # in another household it is another key
        with pytest.raises(IntegrityError), transaction.atomic():
            pantry.put(rosa, "arroz")


class TestUndo:
    def test_the_room_is_asked_to_put_things_back(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice = pantry.put(rosa, "arroz")
        later = NOW + timedelta(days=400)
        undone = by_rosa.undo(rice, now=later)
        assert pantry.shelf == []
        assert pantry.asked == [("pantry.put", "pantry.undo", later)]
        assert (undone.root_id, undone.depth, undone.done_at) == (rice.pk, 1, later)

    def test_twice_is_refused_and_asks_nobody(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice = pantry.put(rosa, "arroz")
        by_rosa.undo(rice)
        with pytest.raises(journal.AlreadyUndone):
            by_rosa.undo(rice)
        assert len(pantry.asked) == 1

    def test_what_stands_cannot_be_redone(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice = pantry.put(rosa, "arroz")
        with pytest.raises(journal.NotUndone):
            by_rosa.redo(rice)

    def test_in_any_order(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice, beans, salt = (pantry.put(rosa, thing) for thing in ("arroz", "frejoles", "sal"))
        for thing in (beans, salt, rice):
            by_rosa.undo(thing)
        assert pantry.shelf == []
        for thing in (salt, rice, beans):
            by_rosa.redo(thing)
        assert pantry.shelf == ["sal", "arroz", "frejoles"]


class TestAChain:
    def test_it_goes_back_and_forth_as_long_as_one_likes(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice = pantry.put(rosa, "arroz")
        for turn in range(1, 6):
            turned = by_rosa.undo(rice) if turn % 2 else by_rosa.redo(rice)
            assert (turned.depth, turned.root_id) == (turn, rice.pk)
            assert pantry.shelf == ([] if turn % 2 else ["arroz"])
            assert queries.last_of_chain(rice.pk) == turned
        assert [verb for verb, _turned, _now in pantry.asked[:3]] == ["pantry.put", "pantry.undo", "pantry.redo"]

    @pytest.mark.parametrize("pointed_at", [0, 1, 2])
    def test_any_link_of_it_stands_for_the_whole(
        self, rosa: Person, pantry: Pantry, by_rosa: By, pointed_at: int
    ) -> None:
        rice = pantry.put(rosa, "arroz")
        chain = [rice, by_rosa.undo(rice), by_rosa.redo(rice)]
        assert by_rosa.undo(chain[pointed_at]).depth == 3

    def test_the_undoing_is_undone_by_doing_again(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        undone = by_rosa.undo(pantry.put(rosa, "arroz"))
        with pytest.raises(journal.AlreadyUndone):
            by_rosa.undo(undone)
        by_rosa.redo(undone)
        assert pantry.shelf == ["arroz"]

    def test_the_database_lets_one_undo_only_once(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        undone = by_rosa.undo(pantry.put(rosa, "arroz"))
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.create(
                household=rosa.household, person=rosa, verb="pantry.undo", key="x", root=undone.root, depth=1, done_at=NOW
            )  # fmt: skip


class TestAKey:
    def test_repeated_returns_what_it_did(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice = pantry.put(rosa, "arroz")
        undone = by_rosa.undo(rice, key="k1")
        assert by_rosa.undo(rice, key="k1") == undone
        redone = by_rosa.redo(rice, key="k2")
        assert by_rosa.redo(rice, key="k2") == redone
        assert by_rosa.undo(rice, key="k1") == undone  # however late
        assert pantry.shelf == ["arroz"]
        assert len(pantry.asked) == 2

    def test_that_failed_may_be_used_again(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice = pantry.put(rosa, "arroz")
        with pytest.raises(journal.NotUndone):
            by_rosa.redo(rice, key="k1")
        assert by_rosa.undo(rice, key="k1").depth == 1


def test_a_room_that_cannot_put_back_leaves_everything_as_it_was(
    rosa: Person, by_rosa: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_last: Action, _turned: Action, _now: datetime) -> None:
        raise RuntimeError

    monkeypatch.setitem(journal._inverses, "pantry", refuse)
    rice = journal.note(person=rosa, verb="pantry.put", key="arroz", now=NOW)
    with pytest.raises(RuntimeError):
        by_rosa.undo(rice, key="k1")
    assert list(Action.objects.all()) == [rice]


class TestAStranger:
    @pytest.mark.parametrize("turn_over", [By.undo, By.redo])
    def test_does_not_find_it(
        self, rosa: Person, ines: Person, pantry: Pantry, by_rosa: By, turn_over: Callable[[By, UUID], Action]
    ) -> None:
        rice = pantry.put(rosa, "arroz")
        undone = by_rosa.undo(rice)
        for action in (rice, undone):
            with pytest.raises(journal.ActionUnknown):
                turn_over(By(ines), action.pk)
        assert len(pantry.asked) == 1

    def test_and_what_does_not_exist_looks_the_same(self, by_rosa: By) -> None:
        with pytest.raises(journal.ActionUnknown):
            by_rosa.undo(uuid4())

    def test_a_housemate_is_none(self, rosa: Person, beto: Person, pantry: Pantry) -> None:
        undone = By(beto).undo(pantry.put(rosa, "arroz"))
        assert undone.person == beto


class TestLatest:
    def test_it_is_the_last_of_ones_own_that_stands(
        self, rosa: Person, beto: Person, pantry: Pantry, by_rosa: By
    ) -> None:
        assert queries.latest(rosa) is None
        rice, beans = pantry.put(rosa, "arroz"), pantry.put(rosa, "frejoles")
        pantry.put(beto, "sal")
        assert queries.latest(rosa) == beans
        by_rosa.undo(beans)
        assert queries.latest(rosa) == rice  # the undo itself is nothing to undo
        by_rosa.undo(rice)
        assert queries.latest(rosa) is None
        by_rosa.redo(rice)
        assert queries.latest(rosa) == rice

    def test_it_is_the_last_that_is_undone(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice, beans = pantry.put(rosa, "arroz"), pantry.put(rosa, "frejoles")
        assert queries.latest(rosa, standing=False) is None
        by_rosa.undo(beans)
        by_rosa.undo(rice)
        assert queries.latest(rosa, standing=False) == beans
        by_rosa.redo(beans)
        assert queries.latest(rosa, standing=False) == rice

    def test_undone_says_which_of_many(self, rosa: Person, pantry: Pantry, by_rosa: By) -> None:
        rice, beans, salt = (pantry.put(rosa, thing) for thing in ("arroz", "frejoles", "sal"))
        by_rosa.undo(rice)
        by_rosa.undo(salt)
        by_rosa.redo(salt)
        assert queries.undone([rice.pk, beans.pk, salt.pk]) == {rice.pk}
        assert queries.undone([]) == set()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_undo_the_same_at_once_one_does(pantry: Pantry) -> None:
    rosa = make_person("Rosa")
    rice = pantry.put(rosa, "arroz")
    outcomes = at_once([lambda: By(rosa).undo(rice)] * 8)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Action", *["AlreadyUndone"] * 7]
    assert pantry.shelf == []
    assert Household.objects.get().ledger_version == 0  # no books were touched
