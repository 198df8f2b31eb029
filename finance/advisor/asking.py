"""Answering from the books: spending, balances, the last movements, and where a figure comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.advisor import speech
from finance.advisor.facts import Fact
from finance.advisor.turn import Answer, Choice, Turn
from finance.ledger import queries
from finance.ledger.categories import leaves_of, name_of
from finance.ledger.chart import slug_of
from finance.ledger.operations import as_money
from finance.ledger.queries import Selector, Totals
from finance.money import Money, total
from finance.people import queries as people
from finance.reports import queries as reports
from finance.understanding import Reading

Asking = Callable[[Turn, Reading], Answer]

_PARTS = 3  # how many categories a sentence names
_LARGEST = 3  # how many rows "¿de dónde sale?" reads out
_PATIENCE = 3  # how often a question is asked of books that move
_LAST = 5  # how many movements are "the last ones"


def steady(turn: Turn, reading: Reading, ask: Asking) -> Answer:
    """Answer from books that stood still meanwhile, so that each figure is the sum of the rows it names.

    A housemate may write between two queries: then the question is asked again of the newer books.
    """
    household = turn.person.household
    for _attempt in range(_PATIENCE):
        answer = ask(turn, reading)
        version = people.ledger_version(household.pk)
        if version == household.ledger_version:
            break
        household.ledger_version = version
    return answer


def spending(turn: Turn, reading: Reading) -> Answer:
    """How much went, or came in, over a period; by category or merchant when one was named."""
    start, end = _period(turn, reading)
    kind = "income" if reading.kind == "income" else "expense"
    about = Selector(
        kind=kind,
        slugs=leaves_of(reading.category) if reading.category else (),
        merchant=reading.merchant or "",
        start=start,
        end=end,
        as_of=turn.person.household.ledger_version,
    )
    if about.merchant:
        sums = queries.merchant_total(turn.person, about)
        return _stated(
            turn, reading, about, Totals({(about.merchant, code): money.minor for code, money in sums.items()})
        )
    sums_by_slug = queries.totals(turn.person, start=start, end=end, kind=kind, slugs=about.slugs)
    return _stated(turn, reading, about, sums_by_slug)


def _period(turn: Turn, reading: Reading) -> tuple[date, date]:
    if reading.period is None:
        return turn.today.replace(day=1), turn.today
    start, end = reading.period.start, reading.period.end
    return (start, min(end, turn.today)) if start <= turn.today else (start, end)


def _stated(turn: Turn, reading: Reading, about: Selector, sums: Totals) -> Answer:
    assert about.start is not None
    assert about.end is not None
    person, home = turn.person, turn.person.currency
    what = about.merchant.title() or (name_of(reading.category) if reading.category else "")
    when = speech.period(about.start, about.end, turn.today, person)
    currencies = sorted(sums.currencies(), key=lambda code: (code != home, code))
    if not currencies:
        return Answer(text=_none(about.kind, what, when), intent=reading.intent, keeps_pending=True)
    facts, sentences = [], []
    for currency in currencies:
        ranking = sums.ranking(currency)
        whole = Fact(what or _whole(about.kind), sums.of(currency), replace(about, currency=currency))
        parts = [Fact(name_of(slug), money, replace(whole.rows or about, slugs=(slug,))) for slug, money in ranking]
        facts += [whole, *(parts if len(parts) > 1 else [])]
        sentences.append(_total_sentence(turn, whole, parts, what, when if currency == currencies[0] else ""))
    before = as_far_last_month(turn, about, home) if home in currencies else None
    if before is not None:
        facts.append(before)
        sentences.append(
            _("El mes pasado a estas alturas ibas en %(money)s.") % {"money": speech.amount(before.money, person)}
        )
    return Answer(
        text=" ".join(sentences),
        intent=reading.intent,
        facts=tuple(facts),
        choices=(Choice(_("¿De dónde sale?")),),
        keeps_pending=True,
    )


def _whole(kind: str) -> str:
    return _("ingresos") if kind == "income" else _("gastos")


def _none(kind: str, what: str, when: str) -> str:
    words = {"what": what, "when": when}
    if kind == "income":
        return _("No tengo ingresos anotados %(when)s.") % words
    if what:
        return _("No tengo gastos anotados en %(what)s %(when)s.") % words
    return _("No tengo gastos anotados %(when)s.") % words


def _total_sentence(turn: Turn, whole: Fact, parts: list[Fact], what: str, when: str) -> str:
    money = speech.bold(speech.amount(whole.money, turn.person))
    is_income = whole.rows is not None and whole.rows.kind == "income"
    if not when:
        head = _("Aparte, en otra moneda: %(money)s") % {"money": money}
    elif is_income:
        head = _("Recibiste %(money)s %(when)s") % {"money": money, "when": when}
    elif what:
        head = _("%(money)s en %(what)s %(when)s") % {"money": money, "what": what, "when": when}
    else:
        head = _("Gastaste %(money)s %(when)s") % {"money": money, "when": when}
    if len(parts) < 2:
        return f"{head}."
    named = [f"{part.label} {speech.amount(part.money, turn.person)}" for part in parts[:_PARTS]]
    if len(parts) > _PARTS:
        rest = total((part.money for part in parts[_PARTS:]), whole.money.currency)
        named.append(_("lo demás %(money)s") % {"money": speech.amount(rest, turn.person)})
    return f"{head}: {', '.join(named)}."


def as_far_last_month(turn: Turn, about: Selector, currency: str) -> Fact | None:
    """The same days of the month before, when this month so far was asked about."""
    if about.kind == "income" or about.merchant or about.start != turn.today.replace(day=1) or about.end != turn.today:
        return None
    last = turn.today.replace(day=1) - timedelta(days=1)
    start, end = last.replace(day=1), last.replace(day=min(turn.today.day, last.day))
    spent = queries.totals(turn.person, start=start, end=end, slugs=about.slugs).of(currency)
    rows = replace(about, start=start, end=end, currency=currency)
    return Fact(_("el mes pasado a estas alturas"), spent, rows) if spent else None


def balance(turn: Turn, reading: Reading) -> Answer:
    """What there is on each account, per currency; what is owed is said apart."""
    now = reports.snapshot(turn.person)
    asked = slug_of(reading.account or "")
    if asked:
        chosen = [row for row in now.standings if asked in (row.account.slug, slug_of(speech.place(row.account)))]
        now = reports.Snapshot(chosen or now.standings)
    if not now.standings:
        return Answer(
            text=_('Todavía no sé cuánto tienes. Escríbeme, por ejemplo, "tengo 300 en efectivo".'),
            intent=reading.intent,
            keeps_pending=True,
        )
    facts = [standing_fact(turn, row) for row in now.standings]
    sentences = []
    for currency in now.currencies(turn.person.currency):
        sentences += _currency_sentences(
            turn, now, currency, [fact for fact in facts if fact.money.currency == currency]
        )
    return Answer(
        text=" ".join(sentences),
        intent=reading.intent,
        facts=tuple(facts),
        choices=(Choice(_("¿De dónde sale?")),),
        keeps_pending=True,
    )


def standing_fact(turn: Turn, row: queries.Standing) -> Fact:
    """What is on one account, and the rows it is made of."""
    rows = Selector(
        kind="", account=row.account.pk, currency=row.money.currency, as_of=turn.person.household.ledger_version
    )
    return Fact(speech.place(row.account), row.money, rows)


def _currency_sentences(turn: Turn, now: reports.Snapshot, currency: str, facts: list[Fact]) -> list[str]:
    person = turn.person
    at_hand, owed = now.at_hand(currency), now.owed(currency)
    debts = {row.account.pk for row in now.standings if row.account.kind in ("card", "loan")}
    places = [fact for fact in facts if fact.rows and fact.rows.account not in debts]
    said = []
    money = speech.bold(speech.amount(at_hand, person))
    named = ", ".join(f"{fact.label} {speech.amount(fact.money, person)}" for fact in places)
    if len(places) == 1 and at_hand.minor >= 0:
        said.append(_("Tienes %(money)s en %(place)s.") % {"money": money, "place": places[0].label})
    elif places:
        words = (
            _("Tienes %(money)s: %(list)s.")
            if at_hand.minor >= 0
            else _("Según lo anotado vas en %(money)s: %(list)s.")
        )
        said.append(words % {"money": money, "list": named})
    unknown = [fact.label for fact in places if fact.money.minor < 0]
    if unknown:
        said.append(
            _('De %(places)s me falta saber cuánto tenías: dime, por ejemplo, "tengo 300 en %(place)s".')
            % {"places": speech.listed(unknown), "place": unknown[0]}
        )
    if owed.minor > 0:
        said.append(_("En tarjetas y préstamos debes %(money)s.") % {"money": speech.amount(owed, person)})
    return said


def movements(turn: Turn, reading: Reading) -> Answer:
    """The last movements, or those of a period."""
    if reading.period is None:
        found = queries.last_entries(turn.person, limit=_LAST)
    else:
        between = queries.standing(queries.entries(turn.person)).filter(
            happened_on__gte=reading.period.start, happened_on__lte=reading.period.end
        )
        found = list(between.order_by("-happened_on", "-number").prefetch_related("postings__account")[:_LAST])
    if not found:
        return Answer(text=_("No tengo movimientos anotados."), intent=reading.intent, keeps_pending=True)
    lines = [speech.entry_line(entry, turn.today, turn.person) for entry in found]
    facts = tuple(Fact(speech.entry_thing(entry), as_money(entry)) for entry in found)
    return Answer(text="\n".join(lines), intent=reading.intent, facts=facts, keeps_pending=True)


def month(turn: Turn, reading: Reading) -> Answer:
    """The month in three lines: what went, where, and against the month before."""
    day = reading.period.start if reading.period else turn.today
    it, person, home = reports.month(turn.person, day), turn.person, turn.person.currency
    spent, earned, before = it.spent.of(home), it.earned.of(home), it.spent_before.of(home)
    if not spent and not earned:
        when = speech.period(it.start, it.end, turn.today, person)
        return Answer(text=_none("expense", "", when), intent=reading.intent, keeps_pending=True)
    about = Selector(start=it.start, end=it.end, currency=home, as_of=person.household.ledger_version)
    whole = Fact(_whole("expense"), spent, about)
    parts = [Fact(name_of(slug), money, replace(about, slugs=(slug,))) for slug, money in it.spent.ranking(home)]
    income = Fact(_whole("income"), earned, replace(about, kind="income"))
    said = [_total_sentence(turn, whole, parts, "", speech.period(it.start, it.end, turn.today, person))]
    if earned:
        said.append(_("Entraron %(money)s.") % {"money": speech.amount(earned, person)})
    if before:
        said.append(_("El mes anterior gastaste %(money)s.") % {"money": speech.amount(before, person)})
    return Answer(
        text="\n".join(said),
        intent=reading.intent,
        facts=(whole, *parts, income),
        choices=(Choice(_("¿De dónde sale?")),),
        keeps_pending=True,
    )


def explain(turn: Turn) -> Answer:
    """Where the figures of the last answer come from: how many rows, which days, the largest."""
    kept = turn.last.get("facts")
    facts = [Fact.read(fact) for fact in kept] if isinstance(kept, list) else []
    pages = _pages(turn)
    if not facts and pages:
        text = _("De estas páginas: %(list)s.") % {"list": " · ".join(pages)}
        return Answer(text=text, intent="explain", keeps_pending=True)
    if not facts:
        return Answer(text=_("Todavía no te he dado ningún número."), intent="explain", keeps_pending=True)
    shown = next((fact for fact in facts if fact.rows), None)
    if shown is None or shown.rows is None:
        said = [f"{fact.label} {speech.figure(fact.size, turn.person)}" for fact in facts]
        text = _("De lo que me escribiste: %(list)s.") % {"list": " · ".join(said)}
        return Answer(text=text, intent="explain", facts=tuple(facts), keeps_pending=True)
    many = queries.rows(turn.person, shown.rows)
    count = many.count()
    days = many.order_by("happened_on").values_list("happened_on", flat=True)
    first, last = days.first(), days.last()
    if first is None or last is None:
        text = _("%(what)s: no hay movimientos detrás.") % {"what": shown.label.capitalize()}
        return Answer(text=text, intent="explain", facts=tuple(facts), keeps_pending=True)
    sign = -1 if shown.rows.kind == "income" else 1
    largest = list(many.order_by(f"{'-' if sign > 0 else ''}minor", "-entry__number")[:_LARGEST])
    lines = [
        f"{speech.entry_thing(row.entry)} {speech.short_day(row.happened_on, turn.person)}"
        f" {speech.amount(Money(sign * row.minor, row.currency), turn.person)}"
        for row in largest
    ]
    head = ngettext(
        "%(money)s en %(what)s sale de %(count)s movimiento, %(when)s",
        "%(money)s en %(what)s sale de %(count)s movimientos, %(when)s",
        count,
    ) % {
        "money": speech.bold(speech.figure(shown.size, turn.person)),
        "what": shown.label,
        "count": count,
        "when": speech.period(first, last, turn.today, turn.person),
    }
    tail = _(". Los más grandes: %(list)s.") if count > _LARGEST else ": %(list)s."
    text = head + tail % {"list": " · ".join(lines)}
    if turn.last.get("is_a_models"):
        others = [f"{fact.label} {speech.figure(fact.size, turn.person)}" for fact in facts if fact is not shown]
        text += " " + _("Lo demás: %(list)s.") % {"list": " · ".join([*others, *pages])} if others or pages else ""
    return Answer(text=text, intent="explain", facts=(shown, *[f for f in facts if f is not shown]), keeps_pending=True)


def _pages(turn: Turn) -> list[str]:
    """The pages that the last answer cited, as it wrote them."""
    kept = turn.last.get("sources")
    return [f"[{page['number']}] {page['title']}: {page['url']}" for page in kept] if isinstance(kept, list) else []
