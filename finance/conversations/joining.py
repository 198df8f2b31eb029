"""Two windows become one person's: the phone that somebody writes from, and the page they look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.advisor.turn import Answer
from finance.conversations import outbox
from finance.conversations.models import Conversation
from finance.journal.models import Action
from finance.journal.operations import ActionUnknown
from finance.ledger import operations, queries
from finance.ledger.operations import take_back
from finance.people import operations as people
from finance.people import queries as folk
from finance.people.models import Person


class HasBooks(ValueError):
    """Las dos cuentas ya tienen movimientos: hay que preguntar antes de juntarlas."""

    def __init__(self, theirs: int, ours: int) -> None:
        super().__init__(theirs, ours)
        self.theirs, self.ours = theirs, ours


class NotTwo(ValueError):
    """Una de las dos cuentas ya no existe por separado."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Whose all of it is now, and how many movements came along."""

    into: Person
    adopted: int = 0


@transaction.atomic
def join(*, other: Person, into: Person, now: datetime, adopts: bool = False) -> Joined:
    """Let whatever identified OTHER identify INTO; with ADOPTS, copy what stands in OTHER's books into theirs.

    HasBooks when both keep books and nobody was asked. OTHER's own books stay as they are, closed. Undoing the one action
    this writes takes the copies back and opens OTHER again. NotTwo when either was joined meanwhile.
    """
    if other.pk == into.pk:
        return Joined(into)
    both = Person.objects.select_for_update().filter(pk__in=[other.pk, into.pk], is_active=True).order_by("pk")
    held = Conversation.objects.select_for_update().filter(person=other).first()
    if len(both) != 2 or (
        held is not None and held.unanswered
    ):  # what is being answered would be booked in closed books
        raise NotTwo
    is_one_home = other.household_id == into.household_id
    theirs = 0 if is_one_home else queries.standing_entries(other).count()
    if theirs and not adopts:
        raise HasBooks(theirs, queries.standing_entries(into).count())
    if not theirs:
        people.move_addresses(person=other, into=into)
        return Joined(into)
    cause = {"other": other.pk, "into": into.pk, "addresses": people.addresses_of(other)}
    key = f"adopted:{other.public_id}:{now.timestamp()}"
    done = operations.adopt(person=into, other=other, verb="joining.adopt", cause=cause, key=key, now=now)
    people.move_addresses(person=other, into=into)
    return Joined(into, len(done.entries))


def turn_over(last: Action, turned: Action, now: datetime) -> None:
    """Undo a joining: the copies go and OTHER is somebody of their own again. For the journal.

    Only whose account it is may, and there is no redo: OTHER may have booked since, and another code asks anew.
    """
    cause = last.root.cause
    if not turned.depth % 2 or turned.person_id != cause["into"]:
        raise ActionUnknown(last.pk)
    take_back(last, turned, now)
    other, into = Person.objects.get(pk=cause["other"]), Person.objects.get(pk=cause["into"])
    people.give_back(person=into, to=other, addresses=cause["addresses"])
    with translation.override(other.language):
        said = _("Tu WhatsApp es otra vez una cuenta aparte, con lo que tenía.")
    answer = Answer(text=said, intent="join", keeps_pending=True)
    outbox.tell(person=other, answer=answer, channel="whatsapp", now=now)


def asked_words(person: Person, into: Person, theirs: int, ours: int) -> str:
    """What PERSON is asked before two ledgers become one: how many movements each has, and who else will see them."""
    others = [mate.name for mate in folk.housemates(into).exclude(pk=into.pk) if mate.name]
    with translation.override(person.language):
        said = _(
            "Movimientos: %(theirs)s en WhatsApp, %(ours)s en la página. ¿Los junto en la cuenta de la página? Se puede "
            "deshacer."
        ) % {"theirs": theirs, "ours": ours}
        if others:
            said += " " + _("Ahí también los ve %(names)s.") % {"names": ", ".join(others)}
        return said


def joined_words(done: Joined) -> str:
    """What is said once the two are one."""
    with translation.override(done.into.language):
        said = _(
            "Listo: este WhatsApp y tu cuenta de la página son ahora una sola. Lo que me digas en una lo ves en la otra."
        )
        if done.adopted:
            came = ngettext("Pasé %(count)s movimiento.", "Pasé %(count)s movimientos.", done.adopted)
            undo = _('Si no era lo que querías, dime "deshaz eso".')
            said = f"{said} {came % {'count': done.adopted}} {undo}"
        return said
