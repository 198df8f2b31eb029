"""Note what is done; undo it; undo the undoing. Each room registers how its own actions are undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from finance.journal import queries
from finance.journal.models import Action
from finance.people.models import Household, Person
from finance.prepared import insert

# Given the action to undo and the action under which to do it, put things back.
Inverse = Callable[[Action, Action, datetime], None]

_inverses: dict[str, Inverse] = {}


class AlreadyUndone(ValueError):
    """Eso ya estaba deshecho."""


class NotUndone(ValueError):
    """Eso sigue en pie: no hay nada que rehacer."""


class ActionUnknown(LookupError):
    """No encuentro eso."""


def register(room: str, inverse: Inverse) -> None:
    """Tell the journal how ROOM undoes its own actions. Called once, when the app is ready."""
    _inverses[room] = inverse


def note(*, person: Person, verb: str, key: str, now: datetime, cause: Mapping[str, object] | None = None) -> Action:
    """Write down that PERSON does VERB, under the idempotency KEY; inside the caller's transaction."""
    pk = uuid7()
    action = Action(
        pk=pk,
        root_id=pk,
        household_id=person.household_id,
        person=person,
        verb=verb,
        cause=dict(cause or {}),
        key=key,
        done_at=now,
    )
    insert([action])
    return action


@transaction.atomic
def undo(*, person: Person, action_id: UUID, key: str, now: datetime) -> Action:
    """Undo whatever stands under an action's root. AlreadyUndone when nothing does; ActionUnknown to a stranger."""
    return _turn_over(person=person, action_id=action_id, key=key, now=now, in_force=True)


@transaction.atomic
def redo(*, person: Person, action_id: UUID, key: str, now: datetime) -> Action:
    """Undo the undoing. NotUndone when the action stands."""
    return _turn_over(person=person, action_id=action_id, key=key, now=now, in_force=False)


def _turn_over(*, person: Person, action_id: UUID, key: str, now: datetime, in_force: bool) -> Action:
    # Everything that changes a household's books stands in line behind its row.
    Household.objects.select_for_update().get(pk=person.household_id)
    repeated = queries.by_key(person.household_id, key)
    if repeated is not None:
        return repeated
    action = Action.objects.filter(pk=action_id, household_id=person.household_id).first()
    if action is None:
        raise ActionUnknown(action_id)
    last = queries.last_of_chain(action.root_id)
    if in_force and last.depth % 2:
        raise AlreadyUndone(action_id)
    if not in_force and not last.depth % 2:
        raise NotUndone(action_id)
    turned = Action.objects.create(
        household_id=person.household_id,
        person=person,
        verb=f"{last.room}.{'undo' if in_force else 'redo'}",
        key=key,
        root_id=last.root_id,
        depth=last.depth + 1,
        done_at=now,
    )
    _inverses[last.room](last, turned, now)
    return turned
