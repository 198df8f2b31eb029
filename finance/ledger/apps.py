"""The books as a Django app: seals after every migrate, and the journal told how to undo."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def _seal(*, using: str, **_signal: object) -> None:
    from finance.ledger import seals

    seals.put(connections[using])


class LedgerConfig(AppConfig):
    name = "finance.ledger"
    label = "ledger"

    def ready(self) -> None:
        from finance.journal.operations import register
        from finance.ledger.operations import take_back

        post_migrate.connect(_seal, sender=self, dispatch_uid="ledger_seals")
        register("ledger", take_back)
