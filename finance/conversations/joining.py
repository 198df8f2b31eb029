"""Two windows become one person's: the phone that somebody writes from, and the page they look at."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from finance.ledger import queries as ledger
from finance.people import operations as people
from finance.people.models import Person


class HasBooks(ValueError):
    """Las dos cuentas ya tienen movimientos: todavía no sé juntarlas."""


@transaction.atomic
def join(*, other: Person, into: Person) -> None:
    """Let whatever identified OTHER identify INTO. HasBooks when both keep books: nothing is thrown together unasked."""
    if other.pk == into.pk:
        return
    if ledger.entries(other).exists():
        raise HasBooks
    people.move_addresses(person=other, into=into)


def joined_words(person: Person) -> str:
    """What is said once the two are one."""
    with translation.override(person.language):
        return _(
            "Listo: este WhatsApp y tu cuenta de la página son ahora una sola. Lo que me digas en una lo ves en la otra."
        )
