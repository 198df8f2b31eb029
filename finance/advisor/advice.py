"""The standard questions about money, answered by rule: from what the person says, and from their books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import ngettext

from finance.advisor import asking, debts, questions, recording, safety, speech
from finance.advisor.facts import Fact
from finance.advisor.turn import Answer, Choice, Turn
from finance.ledger import queries
from finance.ledger.categories import ESSENTIAL, name_of
from finance.ledger.queries import Selector, Totals
from finance.money import Money
from finance.people.pay_cycle import clipped
from finance.plans import arithmetic
from finance.reports import queries as reports
from finance.understanding import Reading
from finance.understanding.reading import Context
from finance.understanding.topics import Asked, asked

Answering = Callable[[Turn, Asked], Answer]

_MONTHS_BACK = 3
_NAMED = 2  # categories that explain a difference
_LONGEST_QUESTION = 500  # letters that are kept of a question until it is complete
# What is told, and no question: it is booked. A debt cannot be yet.
_TELLING = {
    "record_expense", "record_income", "record_transfer", "split_expense", "set_balance", "contribute_goal", "undo",
    "correct_last",
}  # fmt: skip
# What a message may look like that only says what was missing in the question before it.
_COMPLETING = {
    "answer",
    "unknown",
    "smalltalk",
    "out_of_scope",
    "advice",
    "recurring_bill",
    "record_debt",
    "create_goal",
}


def respond(turn: Turn, reading: Reading, context: Callable[[], Context]) -> Answer | None:
    """Answer a standard question, also one that was asked before and is complete only now.

    None when the message asks none, or tells what happened.
    """
    is_sure = reading.confidence > recording.UNSURE
    if reading.intent in _TELLING and (reading.items or reading.change) and not reading.blocked and is_sure:
        return None
    words, question = turn.text, asked(turn.text, context())
    if question is None and _is_left_open(turn) and reading.numbers and (reading.intent in _COMPLETING or not is_sure):
        words = f"{(turn.pending or {})['about']} {turn.text}"
        question = asked(words, context())
    if question is None or (question.topic == "emergency" and reading.intent == "query_balance"):
        return None  # an account may be called so
    answering = _ANSWERS.get(question.topic)
    if answering is None:
        return safety.answer(turn, question.topic)
    answer = asking.steady(turn, reading, lambda turn, _reading: answering(turn, question))
    if answer.pending is None:
        return replace(answer, keeps_pending=not _is_left_open(turn))
    if turn.pending and not _is_left_open(turn):  # something else was asked before: that stays open
        return replace(answer, pending=None, keeps_pending=True)
    return replace(answer, pending={**answer.pending, "about": words[:_LONGEST_QUESTION]}, keeps_pending=False)


def _is_left_open(turn: Turn) -> bool:
    return turn.pending is not None and turn.pending["ask"] == "more"


def _money(turn: Turn, said: tuple[Decimal, str]) -> Money:
    return Money.of(said[0], said[1] or turn.person.currency)


def _at_hand(turn: Turn, currency: str) -> tuple[Money, tuple[Fact, ...]] | None:
    """What there is in cash, banks and savings, and the accounts it is on; None when nothing is known of any."""
    now = reports.snapshot(turn.person)
    facts = tuple(asking.standing_fact(turn, row) for row in now.liquid(currency))
    return (now.at_hand(currency), facts) if facts else None


def _unknown_balance() -> Answer:
    return Answer(
        text=_('Para eso necesito saber cuánto tienes. Escríbeme, por ejemplo, "tengo 300 en efectivo".'),
        intent="advice",
        keeps_pending=True,
    )


def _days_to_pay(turn: Turn) -> tuple[int, date]:
    """How many days today's money has to last, and the day the next pay comes; the month's end without a rhythm."""
    pay_day = turn.person.pay_cycle.next_pay_day(turn.today)
    if pay_day is None:
        first = turn.today.replace(day=1)
        pay_day = (first + timedelta(days=31)).replace(day=1)
    return (pay_day - turn.today).days, pay_day


def _a_day(money: Money, days: int) -> Money:
    """A day's part, rounded down: what she promises is there."""
    return Money(money.minor // max(days, 1), money.currency)


def afford(turn: Turn, question: Asked) -> Answer:
    """Whether an amount is there, and what would be left until the next pay."""
    if not question.amounts or question.amounts[0][0] <= 0:
        return until_pay(turn, question)
    price = _money(turn, question.amounts[0])
    there = _at_hand(turn, price.currency)
    if there is None:
        return _unknown_balance()
    have, places = there
    left = have - price
    days, pay_day = _days_to_pay(turn)
    words = {
        "have": speech.amount(have, turn.person),
        "left": speech.bold(speech.amount(abs(left), turn.person)),
        "day": speech.written_day(pay_day, turn.today, turn.person),
        "daily": speech.amount(_a_day(left, days), turn.person),
    }
    if left.minor < 0:
        text = _("Hoy no te alcanza: tienes %(have)s y te faltarían %(left)s.") % words
    else:
        text = (
            _(
                "Hoy sí te alcanza: de %(have)s te quedarían %(left)s hasta el %(day)s, %(daily)s por día. "
                "No cuento lo que aún te falte pagar."
            )
            % words
        )
    facts = (Fact(_("lo que te quedaría"), left), *places)
    return Answer(text=text, intent="advice", facts=facts, keeps_pending=True)


def until_pay(turn: Turn, question: Asked) -> Answer:
    """How much a day there is until the next pay."""
    there = _at_hand(turn, turn.person.currency)
    if there is None:
        return _unknown_balance()
    have, places = there
    days, pay_day = _days_to_pay(turn)
    words = {
        "have": speech.amount(have, turn.person),
        "day": speech.written_day(pay_day, turn.today, turn.person),
        "daily": speech.bold(speech.amount(_a_day(have, days), turn.person)),
        "days": days,
    }
    if have.minor <= 0:
        text = _("Según lo anotado tienes %(have)s: hoy no te queda nada hasta el %(day)s.") % words
    else:
        text = ngettext(
            "Tienes %(have)s y falta %(days)s día hasta el %(day)s: %(daily)s por día. No cuento lo que aún te falte pagar.",
            "Tienes %(have)s y faltan %(days)s días hasta el %(day)s: %(daily)s por día. No cuento lo que aún te falte pagar.",
            days,
        )
        text %= words
    return Answer(
        text=text,
        intent="advice",
        facts=places,
        choices=(Choice(_("¿De dónde sale?")),),
        keeps_pending=True,
    )


def split(turn: Turn, question: Asked) -> Answer:
    """50/30/20 of what one says to earn, or earned last month."""
    rows = None
    if question.amounts:
        income = _money(turn, question.amounts[0])
    else:
        start, end = _month_before(turn.today)
        income = _totals(turn, start, end, "income").of(turn.person.currency)
        rows = _selector(turn, start, end, kind="income")
    if income.minor <= 0:
        return questions.more(
            _('¿Cuánto recibes al mes? Escríbeme, por ejemplo, "cómo reparto mi sueldo de 3000".'), "advice"
        )
    needs, wants, rest = (Money.of(part, income.currency) for part in arithmetic.rule_503020(income.amount))
    text = _(
        "De %(income)s: *%(needs)s* para lo necesario, %(wants)s para gustos y %(rest)s para ahorrar o pagar deudas. "
        "Es la regla 50/30/20 (Warren y Tyagi, 2005): una guía, no una obligación."
    ) % {
        "income": speech.amount(income, turn.person),
        "needs": speech.amount(needs, turn.person),
        "wants": speech.amount(wants, turn.person),
        "rest": speech.amount(rest, turn.person),
    }
    facts = (
        Fact(_("ingresos"), income, rows),
        Fact(_("lo necesario"), needs),
        Fact(_("gustos"), wants),
        Fact(_("ahorro"), rest),
    )
    return Answer(text=text, intent="advice", facts=facts, keeps_pending=True)


def emergency(turn: Turn, question: Asked) -> Answer:
    """For how many months what is at hand would pay the essential."""
    home = turn.person.currency
    there = _at_hand(turn, home)
    if there is None:
        return _unknown_balance()
    months, end = [], turn.today.replace(day=1) - timedelta(days=1)
    last = end
    for _month in range(_MONTHS_BACK):
        start = end.replace(day=1)
        spent = _totals(turn, start, end, "expense", ESSENTIAL).of(home)
        if spent.minor > 0:
            months.append((start, spent))
        end = start - timedelta(days=1)
    if not months:
        text = _(
            "Un fondo de emergencia cubre de 3 a 6 meses de lo que no puedes dejar de pagar. Todavía no tengo un mes "
            "completo tuyo para decirte cuánto es: sigue anotando y te lo calculo."
        )
        return Answer(text=text, intent="advice", keeps_pending=True)
    have, places = there
    monthly = Money(sum(spent.minor for _start, spent in months) // len(months), home)
    covered = arithmetic.emergency_months(have.amount, monthly.amount) or Decimal(0)
    text = ngettext(
        "Tienes %(have)s y lo esencial te cuesta %(monthly)s al mes (según %(count)s mes completo): te alcanza para "
        "*%(covered)s meses*. Lo usual es tener de 3 a 6.",
        "Tienes %(have)s y lo esencial te cuesta %(monthly)s al mes (según %(count)s meses completos): te alcanza para "
        "*%(covered)s meses*. Lo usual es tener de 3 a 6.",
        len(months),
    ) % {
        "have": speech.amount(have, turn.person),
        "monthly": speech.amount(monthly, turn.person),
        "covered": speech.decimal(max(covered, Decimal(0)), turn.person),
        "count": len(months),
    }
    spent_rows = _selector(turn, months[-1][0], last, slugs=ESSENTIAL)
    whole = Money(sum(spent.minor for _start, spent in months), home)
    facts = (Fact(_("lo esencial"), whole, spent_rows), *places)
    return Answer(text=text, intent="advice", facts=facts, choices=(Choice(_("¿De dónde sale?")),), keeps_pending=True)


def saving(turn: Turn, question: Asked) -> Answer:
    """How much of each pay makes an amount by a day."""
    rhythm = turn.person.pay_rhythm if turn.person.pay_rhythm in _PAYS else "monthly"
    until = question.by
    if until is None and question.parts:
        until = _months_later(turn.today, question.parts)
    if not question.amounts or until is None:
        text = _(
            '¿Cuánto, y para cuándo? Escríbeme, por ejemplo, "cuánto necesito ahorrar para juntar 3000 para diciembre".'
        )
        return questions.more(text, "advice")
    goal = _money(turn, question.amounts[0])
    count = _pays_until(turn, until)
    if count == 0:
        text = _("Para el %(day)s ya no te llega otro pago: tendrías que apartar %(goal)s hoy.") % {
            "day": speech.written_day(until, turn.today, turn.person),
            "goal": speech.bold(speech.amount(goal, turn.person)),
        }
        return Answer(text=text, intent="advice", facts=(Fact(_("meta"), goal),), keeps_pending=True)
    each = Money(int((Decimal(goal.minor) / count).to_integral_value(rounding=ROUND_CEILING)), goal.currency)
    text = ngettext(
        "Para %(goal)s al %(day)s aparta %(each)s de tu próximo pago: es el único hasta entonces.",
        "Para %(goal)s al %(day)s aparta %(each)s %(rhythm)s: son %(count)s pagos.",
        count,
    ) % {
        "goal": speech.amount(goal, turn.person),
        "day": speech.written_day(until, turn.today, turn.person),
        "each": speech.bold(speech.amount(each, turn.person)),
        "rhythm": _(_PAYS[rhythm]),
        "count": count,
    }
    return Answer(
        text=text, intent="advice", facts=(Fact(_("meta"), goal), Fact(_("cada pago"), each)), keeps_pending=True
    )


def _pays_until(turn: Turn, until: date) -> int:
    """How many pays come from tomorrow to the day before UNTIL; months where no rhythm is known."""
    if turn.person.pay_rhythm in _PAYS:
        count, day = 0, turn.person.pay_cycle.next_pay_day(turn.today)
        while day is not None and day < until:
            count, day = count + 1, turn.person.pay_cycle.next_pay_day(day)
        return count
    return (until.year - turn.today.year) * 12 + until.month - turn.today.month


_PAYS = {
    "quincena": _noop("por quincena"),
    "weekly": _noop("por semana"),
    "biweekly": _noop("cada dos semanas"),
    "monthly": _noop("por mes"),
}


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return clipped(count // 12, count % 12 + 1, day.day)


def why_more(turn: Turn, question: Asked) -> Answer:
    """What was spent so far this month beside the last one at the same day, and the categories that make the difference."""
    home = turn.person.currency
    about = _selector(turn, turn.today.replace(day=1), turn.today)
    now = queries.totals(turn.person, start=turn.today.replace(day=1), end=turn.today)
    spent = Fact(_("gastos"), now.of(home), about)
    before = asking.as_far_last_month(turn, about, home)
    if before is None or before.rows is None or before.rows.start is None or before.rows.end is None:
        text = _("Del mes pasado no tengo gastos hasta este día, así que no puedo comparar. Este mes llevas %(now)s.")
        return _compared(text % {"now": speech.bold(speech.amount(spent.money, turn.person))}, spent)
    more = spent.money - before.money
    if more.minor <= 0:
        text = _("Este mes vas en %(now)s: %(less)s menos que el mes pasado a estas alturas.") % {
            "now": speech.bold(speech.amount(spent.money, turn.person)),
            "less": speech.amount(abs(more), turn.person),
        }
        return _compared(text, spent, before)
    then = queries.totals(turn.person, start=before.rows.start, end=before.rows.end)
    slugs = {slug for slug, _money in now.ranking(home)}
    rises = sorted(((now.of(home, (slug,)) - then.of(home, (slug,))).minor, slug) for slug in slugs)[::-1]
    named = [(slug, Money(minor, home)) for minor, slug in rises[:_NAMED] if minor > 0]
    parts = [f"{name_of(slug)} (+{speech.amount(money, turn.person)})" for slug, money in named]
    text = _("Este mes vas %(more)s arriba del pasado a estas alturas. Lo que más subió: %(parts)s.") % {
        "more": speech.bold(speech.amount(more, turn.person)),
        "parts": speech.listed(parts),
    }
    risen = [Fact(name_of(slug), now.of(home, (slug,)), replace(about, slugs=(slug,))) for slug, _money in named]
    return _compared(text, spent, before, *risen)


def _compared(text: str, *facts: Fact) -> Answer:
    return Answer(text=text, intent="advice", facts=facts, choices=(Choice(_("¿De dónde sale?")),), keeps_pending=True)


def _month_before(day: date) -> tuple[date, date]:
    end = day.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


def _totals(turn: Turn, start: date, end: date, kind: str, slugs: tuple[str, ...] = ()) -> Totals:
    return queries.totals(turn.person, start=start, end=end, kind=kind, slugs=slugs)


def _selector(turn: Turn, start: date, end: date, kind: str = "expense", slugs: tuple[str, ...] = ()) -> Selector:
    version = turn.person.household.ledger_version
    return Selector(kind=kind, slugs=slugs, start=start, end=end, currency=turn.person.currency, as_of=version)


_ANSWERS: dict[str, Answering] = {
    "minimum": debts.minimum,
    "payoff": debts.payoff,
    "which_debt": debts.which_first,
    "instalments": debts.instalments,
    "saving": saving,
    "emergency": emergency,
    "split": split,
    "until_pay": until_pay,
    "afford": afford,
    "why_more": why_more,
}
