"""Booking what a message says happened, and saying so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from finance.advisor import questions, speech, talk
from finance.advisor.facts import Fact
from finance.advisor.turn import Answer, Choice, Turn
from finance.ledger import operations, queries
from finance.ledger.categories import name_of
from finance.ledger.chart import Chart, slug_of
from finance.ledger.models import Entry, Posting
from finance.ledger.movements import AccountUnclear, AmountTooLarge, Movement, NothingToRecord, Place, PlacesAreTheSame
from finance.ledger.queries import Selector
from finance.money import Money
from finance.understanding import Item, Reading
from finance.understanding.speech import speech as words_of

_SAME_WITHIN = timedelta(minutes=10)
_LEAST_IN_THOUSANDS = 100
UNSURE = 0.5  # a reading no surer than that is asked about
_SMALL = {"de", "del", "la", "el", "los", "las", "y", "da", "do", "das", "dos", "e", "of", "the", "and"}
_BOOKED = {"expense", "income", "transfer", "exchange", "balance", "split"}
_YEAR, _ALMOST_A_YEAR = timedelta(days=365), timedelta(days=320)
_GENERIC = {
    "efectivo", "tarjeta", "cuenta", "banco", "ahorros", "ahorro", "prestamo", "dinero", "debito", "credito", "dinheiro",
    "cartao", "conta", "poupanca", "emprestimo", "cash", "card", "account", "bank", "checking", "savings", "loan",
}  # fmt: skip


def respond(turn: Turn, reading: Reading, chart: Chart) -> Answer:
    """Book what READING says, or ask what is missing."""
    if not reading.items:
        return _ask_amount(turn, reading)
    if any(item.kind not in _BOOKED for item in reading.items):
        return talk.later(turn, reading.intent)
    movements = [movement_of(turn, item) for item in reading.items]
    lacking = next((place for place, item in enumerate(reading.items) if not item.amount), None)
    if lacking is not None:
        return questions.amount(turn, movements[lacking], reading.items[lacking].words)
    if len(movements) == 1 and reading.items[0].share is not None:
        own = replace(movements[0], money=Money.of(reading.items[0].share, movements[0].money.currency))
        return questions.share(turn, movements, own)
    if len(movements) == 1 and _says_nothing(reading.items[0], movements[0]):
        return questions.what(turn, movements[0])
    if any(item.confidence <= UNSURE for item in reading.items):
        if len(movements) == 1 and movements[0].money.amount < _LEAST_IN_THOUSANDS and _counts_in_thousands(turn):
            return questions.scale(turn, movements[0])
        return questions.sure(turn, movements)
    not_yet = _not_yet(turn, reading, movements)
    if not_yet:
        return questions.future(turn, movements, not_yet)
    return book(turn, movements, chart, looks_for_twins=True)


def _counts_in_thousands(turn: Turn) -> bool:
    """Whether "gasté 20" may well be twenty thousand where they live."""
    return words_of(turn.person.language[:2], turn.person.country).thousands


def _not_yet(turn: Turn, reading: Reading, movements: Sequence[Movement]) -> date | None:
    """The day that was said and has not come yet: also one that would be nearly a year ago, said without its year."""
    said = [movement.on for movement in movements] + [period.start for period in reading.dates]
    coming = [day for day in said if day > turn.today]
    coming += [day + _YEAR for day in said if _ALMOST_A_YEAR < turn.today - day < _YEAR]
    return max(coming, default=None)


def movement_of(turn: Turn, item: Item) -> Movement:
    """Turn what was read into something to book, with what was not said filled in: today, cash, one's own currency."""
    currency = item.currency or turn.person.currency
    kind = "adjustment" if item.kind == "balance" else item.kind
    taken = None
    if item.counter_amount is not None:
        taken = Money.of(item.counter_amount, item.counter_currency or turn.person.currency)
        if _is_bought(item):  # "compré 100 dólares a 3.75": the soles leave, the dollars come
            return Movement(
                kind="exchange",
                money=taken,
                on=item.on or turn.today,
                place=place_of(item.account, item.account_kind),
                to=place_of(item.to_account, item.to_account_kind),
                taken=Money.of(item.amount or 0, currency),
            )
    is_moved = kind in ("transfer", "exchange")
    return Movement(
        kind=kind,
        money=Money.of(item.amount or 0, currency),
        on=item.on or turn.today,
        place=place_of(item.account, item.account_kind or ("bank" if kind == "transfer" and item.account else "")),
        category=item.category or "",
        to=place_of(item.to_account, item.to_account_kind) if is_moved else None,
        taken=taken,
        description="" if kind == "exchange" else item.words,
        merchant=proper(item.merchant or ""),
    )


def _is_bought(item: Item) -> bool:
    return item.words.startswith(("compr", "buy", "bought"))


def place_of(name: str | None, kind: str) -> Place:
    """The account a person named: the usual one of its kind when the name says no more than the kind."""
    if not name:
        return Place(kind or "cash")
    if slug_of(name) in _GENERIC:
        return Place(kind or "bank")
    return Place(kind or "bank", proper(name))


def proper(name: str) -> str:
    """A name as one writes it, however it was typed: Wong, BCP, Plaza Vea."""
    if name != name.casefold():
        return name
    first, *rest = name.split() or [""]
    return " ".join([_capital(first), *(word if word in _SMALL else _capital(word) for word in rest)])


def _capital(word: str) -> str:
    return word.capitalize() if any(letter in "aeiouáéíóú" for letter in word) else word.upper()


def _says_nothing(item: Item, movement: Movement) -> bool:
    return movement.kind == "expense" and not (item.words or item.merchant or item.category)


def _ask_amount(turn: Turn, reading: Reading) -> Answer:
    kind = {"record_income": "income", "record_transfer": "transfer"}.get(reading.intent, "expense")
    asked = Movement(
        kind=kind,
        money=Money(0, turn.person.currency),
        on=reading.dates[0].start if reading.dates else turn.today,
        category=reading.category or "",
        description=reading.target,
        merchant=proper(reading.merchant or ""),
        place=place_of(reading.account, ""),
    )
    return questions.amount(turn, asked, reading.target)


def book(turn: Turn, movements: Sequence[Movement], chart: Chart, *, looks_for_twins: bool = False) -> Answer:
    """Book MOVEMENTS as one action and say what happened; a sentence instead where they cannot be booked."""
    before, may_have_twin = _so_far(turn, movements, chart)
    if looks_for_twins and may_have_twin:
        twin = _twin(turn, movements, chart)
        if twin is not None:
            return questions.same(turn, movements, twin)
    try:
        done = operations.record(person=turn.person, movements=movements, key=turn.key, now=turn.now, chart=chart)
    except AccountUnclear as unclear:
        return questions.account(movements, _unclear(movements, chart), unclear.names)
    except NothingToRecord:
        return Answer(text=_nothing(turn, movements), intent="nothing_to_record")
    except PlacesAreTheSame:
        return Answer(text=_("Para anotar un pase necesito dos cuentas: ¿de cuál a cuál?"), intent="ask_accounts")
    except AmountTooLarge:
        return Answer(
            text=_("Ese monto es demasiado grande para anotarlo. ¿Me lo escribes otra vez?"), intent="too_large"
        )
    return said(turn, movements, done, before)


def _so_far(turn: Turn, movements: Sequence[Movement], chart: Chart) -> tuple[Money | None, bool]:
    """What one expense's category has cost in this pay cycle so far; and whether one like it may have been booked.

    One question for both, of books that stand still; where they may not, nothing is known before booking.
    """
    movement = movements[0]
    side = chart.known_side(movement.kind, movement.category)
    start, end, _name = speech.cycle(turn.person, turn.today)
    if len(movements) > 1 or movement.kind != "expense" or not chart.is_held:
        return None, True
    if side is None:
        return Money(0, movement.money.currency), False
    if not start <= movement.on <= turn.today:
        return None, True
    return queries.side_so_far(side, movement.money, movement.on, start=start, end=min(end, turn.today))


def _unclear(movements: Sequence[Movement], chart: Chart) -> int:
    for position, movement in enumerate(movements):
        try:
            chart.find(movement.place, movement.money.currency)
        except AccountUnclear:
            return position
    return 0


def _nothing(turn: Turn, movements: Sequence[Movement]) -> str:
    if movements[0].kind == "adjustment":
        money = speech.bold(speech.amount(movements[0].money, turn.person))
        return _("Ya lo tenía así: %(money)s.") % {"money": money}
    return _("Un movimiento necesita un monto distinto de cero.")


def _twin(turn: Turn, movements: Sequence[Movement], chart: Chart) -> Movement | None:
    """The first of MOVEMENTS that was booked minutes ago, word for word, by another message."""
    for movement in movements:
        if movement.kind not in ("expense", "income"):
            continue
        side = chart.known_side(movement.kind, movement.category)
        if side is None:
            continue
        alike = Posting.objects.filter(
            account=side,
            happened_on=movement.on,
            currency=movement.money.currency,
            minor=movement.money.minor if movement.kind == "expense" else -movement.money.minor,
            entry__recorded_at__gte=turn.now - _SAME_WITHIN,
            entry__reverses__isnull=True,
            entry__reversal__isnull=True,
        ).exclude(entry__action__key=turn.key)
        names = alike.values_list("entry__description", "entry__merchant")
        if (slug_of(movement.description), slug_of(movement.merchant)) in {(slug_of(a), slug_of(b)) for a, b in names}:
            return movement
    return None


def said(turn: Turn, movements: Sequence[Movement], done: operations.Recorded, before: Money | None) -> Answer:
    """Say what was booked, and the one number that matters next."""
    facts = tuple(_booked_fact(movement) for movement in movements)
    if len(movements) > 1:
        head = _("Anoté %(count)s: %(list)s.") % {
            "count": len(movements),
            "list": " · ".join(_short(turn, movement) for movement in movements),
        }
        return Answer(
            text=head,
            head=head,
            intent=_intent(movements),
            booked=(done.action.pk,),
            facts=facts,
            entries=tuple(done.entries),
        )
    movement = movements[0]
    head, after = _one(turn, movement, done)
    total = _running_total(turn, movement, done.entries[0], before) if movement.kind == "expense" else None
    if total is not None:
        after = _("%(cycle)s llevas %(money)s en %(category)s.") % {
            "cycle": total[0],
            "money": speech.amount(total[1].money, turn.person),
            "category": total[1].label,
        }
        facts = (total[1], *facts)
    choices = (Choice(_("¿De dónde sale?")),) if total else ()
    return Answer(
        text=f"{head} {after}".strip(),
        head=head,
        intent=_intent(movements),
        booked=(done.action.pk,),
        facts=facts,
        choices=choices,
        entries=tuple(done.entries),
    )


def _one(turn: Turn, movement: Movement, done: operations.Recorded) -> tuple[str, str]:
    money = speech.bold(speech.amount(movement.money, turn.person))
    when = speech.day(movement.on, turn.today, turn.person)
    match movement.kind:
        case "income":
            words = {"money": money, "what": speech.thing(movement), "day": when, "place": speech.place(movement.place)}
            return _("Anotado: recibiste %(money)s de %(what)s, %(day)s, en %(place)s.") % words, ""
        case "transfer":
            there = speech.place(movement.to or Place())
            words = {"money": money, "from": speech.place(movement.place), "to": there, "day": when}
            return _("Anotado: pasaste %(money)s de %(from)s a %(to)s, %(day)s.") % words, ""
        case "exchange":
            taken = speech.amount(movement.taken or movement.money, turn.person)
            return _("Anotado: cambiaste %(money)s por %(taken)s, %(day)s.") % {
                "money": money,
                "taken": taken,
                "day": when,
            }, ""
        case "adjustment" | "opening":
            head = _("Anotado: tienes %(money)s en %(place)s.") % {
                "money": money,
                "place": speech.place(movement.place),
            }
            return head, _adjusted(turn, movement, done.entries[0])
        case _:
            words = {"money": money, "what": speech.thing(movement), "day": when, "place": speech.place(movement.place)}
            return _("Anotado: %(money)s en %(what)s, %(day)s, %(place)s.") % words, ""


def _adjusted(turn: Turn, movement: Movement, entry: Entry) -> str:
    moved = next(posting.money for posting in entry.postings.all() if posting.account.is_real)
    if moved == movement.money:
        return ""
    return _("Según lo anotado eran %(before)s: ajusté %(moved)s.") % {
        "before": speech.amount(movement.money - moved, turn.person),
        "moved": speech.amount(moved, turn.person),
    }


def _short(turn: Turn, movement: Movement) -> str:
    parts = [f"{speech.bold(speech.amount(movement.money, turn.person))} {speech.thing(movement)}"]
    parts.append(speech.day(movement.on, turn.today, turn.person))
    if movement.kind in ("expense", "income"):
        parts.append(speech.place(movement.place))
    return ", ".join(parts)


def _intent(movements: Sequence[Movement]) -> str:
    kinds = {movement.kind for movement in movements}
    if len(kinds) > 1:
        return "record_several"
    return {"adjustment": "set_balance", "opening": "set_balance", "exchange": "record_transfer"}.get(
        (kind := kinds.pop()), f"record_{kind}"
    )


def _booked_fact(movement: Movement) -> Fact:
    return Fact(label=speech.thing(movement), value=movement.money)


def _running_total(turn: Turn, movement: Movement, entry: Entry, before: Money | None) -> tuple[str, Fact] | None:
    """What this pay cycle has cost so far in the category, when the movement belongs to it and is not all of it."""
    start, end, name = speech.cycle(turn.person, turn.today)
    side = next(posting.account for posting in entry.postings.all() if not posting.account.is_real)
    if not start <= movement.on <= turn.today or side.private_to_id is not None:
        return None
    end = min(end, turn.today)
    if before is not None:
        spent = before + movement.money
    else:
        spent = queries.side_total(side, movement.money.currency, start=start, end=end)
    if spent == movement.money:
        return None
    rows = Selector(slugs=(side.slug,), start=start, end=end, currency=movement.money.currency, as_of=entry.number)
    return name, Fact(label=name_of(side.slug), value=spent, rows=rows)
