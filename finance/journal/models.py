"""What was done, in the order it was done, so that anything can be undone, and the undoing too."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7


class Action(models.Model):
    """One thing somebody did. An undo is an action on the same root, one deeper; a redo is an undo of that.

    The root is in force while its deepest action has an even depth.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions")
    verb = models.CharField(max_length=40)  # "ledger.record": the room that can undo it, and what it did
    cause = models.JSONField(default=dict)  # what that room needs to undo it; opaque to all others
    key = models.CharField(max_length=120)
    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="chain")
    depth = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "key"], name="action_is_done_once_per_key"),
            models.UniqueConstraint(fields=["root", "depth"], name="action_is_undone_once"),
        ]
        indexes = [
            # for `queries.latest`, which "deshaz eso" asks
            models.Index(fields=["person", "-id"], condition=models.Q(depth=0), name="actions_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @property
    def room(self) -> str:
        """The room that registered the inverse."""
        return self.verb.partition(".")[0]
