"""How SofIA says amounts, days, places and things, in the language that is active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from finance.advisor.facts import Measure, Value
from finance.ledger.categories import name_of
from finance.ledger.models import Account, Entry
from finance.ledger.movements import Movement, Place
from finance.ledger.operations import as_money
from finance.money import Money, written
from finance.people.models import Person

_NEAR_DAYS = {0: _noop("hoy"), 1: _noop("ayer"), 2: _noop("anteayer")}
_CYCLES = {
    "quincena": _noop("Esta quincena"),
    "weekly": _noop("Esta semana"),
    "biweekly": _noop("En estas dos semanas"),
    "monthly": _noop("Desde tu último pago"),
    "": _noop("Este mes"),
}
_PLACES = {
    "cash": _noop("efectivo"),
    "bank": _noop("cuenta"),
    "card": _noop("tarjeta"),
    "loan": _noop("préstamo"),
    "savings": _noop("ahorros"),
}
_UNNAMED = {
    "transfer": _noop("pase entre cuentas"),
    "exchange": _noop("cambio de moneda"),
    "opening": _noop("saldo inicial"),
    "adjustment": _noop("ajuste de saldo"),
}
_NEAR = 6  # days that are called by their weekday


def amount(money: Money, person: Person) -> str:
    """An amount as the person's country writes it."""
    return written(money, person.locale)


def percent(rate: Decimal, person: Person) -> str:
    """A rate as the person's country writes it, to a tenth: 45%, 16.4%."""
    return format_percent(rate, "#,##0.#%", locale=person.locale)


def decimal(number: Decimal, person: Person) -> str:
    """A plain number to a tenth."""
    return format_decimal(number, "#,##0.#", locale=person.locale)


def figure(value: Value, person: Person) -> str:
    """Any figure as the person's country writes it: S/ 40.00, 16.4%, 19, 6 meses, 3 de marzo de 2026."""
    match value:
        case Money():
            return amount(value, person)
        case Measure(number=number, unit="%"):
            return percent(number / 100, person)
        case Measure(number=number, unit="count"):
            return decimal(number, person)
        case Measure(number=number, unit=unit):
            return _span(number, unit) % {"count": decimal(number, person)}
        case _:
            return format_date(value, "long", locale=_locale(person))


def _span(number: Decimal, unit: str) -> str:
    count = 1 if number == 1 else 2  # one and a half are several
    match unit:
        case "days":
            return ngettext("%(count)s día", "%(count)s días", count)
        case "weeks":
            return ngettext("%(count)s semana", "%(count)s semanas", count)
        case "months":
            return ngettext("%(count)s mes", "%(count)s meses", count)
        case _:
            return ngettext("%(count)s año", "%(count)s años", count)


def bold(words: str) -> str:
    """The number that matters: one mark-up for every wire."""
    return f"*{words}*"


def _locale(person: Person) -> str:
    """The language they read with the customs of their country, where CLDR has the pair."""
    language = (get_language() or person.language)[:2]
    try:
        return str(Locale.parse(f"{language}_{person.country}"))
    except UnknownLocaleError:
        return language


def day(on: date, today: date, person: Person) -> str:
    """A day as one says it: hoy, ayer, el lunes, el 3 de marzo."""
    ago = (today - on).days
    if ago in _NEAR_DAYS:
        return _(_NEAR_DAYS[ago])
    locale = _locale(person)
    if 0 < ago <= _NEAR:
        return _("el %(weekday)s") % {"weekday": format_date(on, "EEEE", locale=locale)}
    return _("el %(day)s") % {"day": written_day(on, today, person)}


def written_day(on: date, today: date, person: Person) -> str:
    """A day and its month, with the year when it is another one."""
    language = (get_language() or "es")[:2]
    pattern = {"en": "MMMM d", "es": "d 'de' MMMM", "pt": "d 'de' MMMM"}[language]
    if on.year != today.year:
        pattern += {"en": ", y", "es": " 'de' y", "pt": " 'de' y"}[language]
    return format_date(on, pattern, locale=_locale(person))


def short_day(on: date, person: Person) -> str:
    """A day in few letters: 10 mar."""
    language = (get_language() or "es")[:2]
    return format_date(on, "MMM d" if language == "en" else "d MMM", locale=_locale(person)).rstrip(".")


def month_name(on: date, today: date, person: Person) -> str:
    """The month of a day, with the year when it is another one."""
    name = format_date(on, "MMMM", locale=_locale(person))
    return name if on.year == today.year else _("%(month)s de %(year)s") % {"month": name, "year": on.year}


def period(start: date, end: date, today: date, person: Person) -> str:
    """A stretch of days as an adverb: hoy, esta semana, en lo que va de marzo, del 3 al 9 de marzo."""
    if start == end:
        return day(start, today, person)
    monday = today - timedelta(days=today.weekday())
    whole_month = start.day == 1 and (end + timedelta(days=1)).day == 1 and start.month == end.month
    if start == monday and end in (today, monday + timedelta(days=6)):
        return _("esta semana")
    if start == monday - timedelta(days=7) and end == monday - timedelta(days=1):
        return _("la semana pasada")
    if start == today.replace(day=1) and (end == today or whole_month):
        return _("en lo que va de %(month)s") % {"month": month_name(today, today, person)}
    if whole_month and start.year == end.year:
        return _("en %(month)s") % {"month": month_name(start, today, person)}
    # "del 3 al 9 de marzo", but "from March 3 to March 9": in English the day follows its month.
    shares_month = (start.month, start.year) == (end.month, end.year) and not (get_language() or "").startswith("en")
    first = str(start.day) if shares_month else written_day(start, today, person)
    return _("del %(start)s al %(end)s") % {"start": first, "end": written_day(end, today, person)}


def cycle(person: Person, today: date) -> tuple[date, date, str]:
    """The stretch that one pay has to last, up to today, and what it is called at the head of a sentence."""
    start, end = person.pay_cycle.period(today)
    return start, end, _(_CYCLES.get(person.pay_rhythm, _CYCLES[""]))


def place(where: Place | Account) -> str:
    """What an account is called inside a sentence."""
    if where.name:
        return where.name
    return _(_PLACES[where.kind])


def thing(movement: Movement) -> str:
    """What a movement was, in the person's words or else by its category."""
    unnamed = "otros_ingresos" if movement.kind == "income" else "otros"
    return movement.description or movement.merchant or name_of(movement.category or unnamed)


def entry_thing(entry: Entry) -> str:
    """What an entry was, in the person's words or else by its category."""
    for posting in entry.postings.all():
        if posting.account.kind in ("expense", "income"):
            return entry.description or entry.merchant or name_of(posting.account.slug)
    return entry.description or _(_UNNAMED.get(entry.kind, entry.kind))


def entry_line(entry: Entry, today: date, person: Person) -> str:
    """An entry in one breath: taxi S/ 25.00, ayer."""
    return f"{entry_thing(entry)} {amount(as_money(entry), person)}, {day(entry.happened_on, today, person)}"


def either(parts: Sequence[str]) -> str:
    """Join words one may choose from: a, b o c."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(some)s o %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}


def listed(parts: Sequence[str]) -> str:
    """Join words as one says them: a, b y c."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(some)s y %(last)s") % {"some": ", ".join(parts[:-1]), "last": parts[-1]}
