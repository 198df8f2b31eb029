"""What was done, and whether it stands."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery

from finance.journal.models import Action
from finance.people.models import Person


def by_key(household_id: int, key: str) -> Action | None:
    """Find the action that was done under an idempotency key."""
    return Action.objects.filter(household_id=household_id, key=key).first()


def last_of_chain(root_id: UUID) -> Action:
    """Find the newest of an action, its undo, its redo, and so on."""
    return Action.objects.filter(root_id=root_id).order_by("-depth")[0]


def latest(person: Person, *, standing: bool = True) -> Action | None:
    """Find the last thing PERSON did that still stands (or, not STANDING, that is undone), undos not counted."""
    depth = Action.objects.filter(root_id=OuterRef("pk")).order_by("-depth").values("depth")[:1]
    mine = Action.objects.filter(person=person, household_id=person.household_id, depth=0)
    return mine.annotate(parity=Subquery(depth) % 2).filter(parity=0 if standing else 1).order_by("-pk").first()


def undone(roots: Iterable[UUID]) -> set[UUID]:
    """Say which of these root actions are undone now."""
    chains = Action.objects.filter(root_id__in=list(roots)).values("root_id").annotate(deepest=Max("depth"))
    return {chain["root_id"] for chain in chains if chain["deepest"] % 2}
