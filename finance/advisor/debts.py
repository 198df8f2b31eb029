"""Debts, answered by rule: which first, how long, what the minimum costs, instalments or cash."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.advisor import questions, speech
from finance.advisor.facts import Fact
from finance.advisor.turn import Answer, Turn
from finance.money import Money
from finance.plans import arithmetic
from finance.reports import queries as reports
from finance.understanding.topics import Asked, Owed, Rate


def _money(turn: Turn, debt: Owed) -> Money:
    return Money.of(debt.amount, debt.currency or turn.person.currency)


def _monthly(turn: Turn, debt: Owed) -> Money:
    """A month's interest."""
    return _money(turn, debt).times(debt.rate.nominal / 12 if debt.rate else Decimal(0))


def _nominal(debt: Owed) -> Decimal:
    return debt.rate.nominal if debt.rate else Decimal(0)


def _told(turn: Turn, rate: Rate) -> str:
    """A rate as it was said, and how it was taken."""
    said = speech.percent(rate.said, turn.person)
    if rate.is_of_a_month:
        return _("%(rate)s al mes") % {"rate": said}
    if rate.is_effective:
        return _("%(rate)s efectivo al año") % {"rate": said}
    return _("%(rate)s al año") % {"rate": said}


def _said(text: str, *facts: Fact) -> Answer:
    return Answer(text=text, intent="debt_plan", facts=facts, keeps_pending=True)


def _apart() -> Answer:
    return _said(_("Son monedas distintas y no las mezclo: dime todo en la misma."))


def which_first(turn: Turn, question: Asked) -> Answer:
    """The dearest first: it costs least in all (avalanche)."""
    rated = sorted(
        (debt for debt in question.owed if debt.rate and debt.rate.said and debt.amount > 0),
        key=lambda debt: (-_nominal(debt), debt.amount),
    )
    if not rated:
        text = _(
            "Paga primero la que cobra la tasa más alta: es lo que menos intereses te cuesta. Dime cuánto debes y a "
            'qué tasa, por ejemplo: "qué deuda pago primero: 5000 en la visa al 69% o 2000 del préstamo al 30%".'
        )
        return questions.more(f"{_in_the_books(turn)}{text}", "debt_plan")
    first = rated[0]
    interest = _monthly(turn, first)
    words = {
        "name": first.name or speech.amount(_money(turn, first), turn.person),
        "rate": _told(turn, first.rate) if first.rate else "",
        "interest": speech.bold(speech.amount(interest, turn.person)),
    }
    text = _("Paga primero %(name)s: al %(rate)s te cobra unos %(interest)s de interés al mes.") % words
    if len(question.owed) > 1:
        text += " " + _(
            "De las demás paga el mínimo, y cuando termines pasa lo que te queda libre a la siguiente más cara."
        )
    facts = [Fact(_("interés de un mes"), interest)]
    facts += [Fact(debt.name or _("deuda"), _money(turn, debt)) for debt in question.owed]
    return _said(text, *facts)


def _in_the_books(turn: Turn) -> str:
    """What they owe as far as it is known: the books hold no rates."""
    owed = reports.snapshot(turn.person).debts(turn.person.currency)
    if not owed:
        return ""
    names = [f"{speech.place(one.account)} {speech.amount(abs(one.money), turn.person)}" for one in owed]
    return (
        _("De lo que llevo anotado debes %(list)s; me falta saber a qué tasa.") % {"list": speech.listed(names)} + " "
    )


def payoff(turn: Turn, question: Asked) -> Answer:
    """How long a debt lasts with one payment a month, and what it costs."""
    debt = next((debt for debt in question.owed if debt.rate is not None), None)
    payment = next((other for other in question.owed if other is not debt), None)
    if debt is None or payment is None or payment.amount <= 0 or debt.amount <= 0:
        return questions.more(
            _(
                "Dime cuánto debes, a qué tasa y cuánto puedes pagar al mes, por ejemplo: "
                '"debo 10000 al 45%, ¿cuánto tardo pagando 500 al mes?".'
            ),
            "debt_plan",
        )
    level, interest = _money(turn, payment), _monthly(turn, debt)
    if level.currency != interest.currency:
        return _apart()
    found = arithmetic.fixed_payoff(_money(turn, debt).amount, _nominal(debt), level.amount)
    if found is None:
        text = _(
            "Con %(payment)s al mes la deuda no baja: sólo el interés son %(interest)s al mes. Hay que pagar más que eso."
        )
        text %= {
            "payment": speech.amount(level, turn.person),
            "interest": speech.bold(speech.amount(interest, turn.person)),
        }
        return _said(text, Fact(_("interés de un mes"), interest))
    months, cost = found
    whole = Money.of(cost, level.currency)
    text = ngettext(
        "Pagando %(payment)s al mes terminas en *%(months)s mes* y pagas %(cost)s de interés.",
        "Pagando %(payment)s al mes terminas en *%(months)s meses* y pagas %(cost)s de interés.",
        months,
    ) % {
        "payment": speech.amount(level, turn.person),
        "months": months,
        "cost": speech.amount(whole, turn.person),
    }
    text += " " + _("Tomé la tasa como %(rate)s, y no cuento comisiones ni seguros.") % {
        "rate": _told(turn, debt.rate) if debt.rate else ""
    }
    return _said(text, Fact(_("interés en total"), whole), Fact(debt.name or _("deuda"), _money(turn, debt)))


def minimum(turn: Turn, question: Asked) -> Answer:
    """What paying only the minimum of a card leads to."""
    debt = next((debt for debt in question.owed if debt.rate is not None), None)
    limit = next((other for other in question.owed if other is not debt), None)
    if debt is None:
        return questions.more(
            _(
                "Con el mínimo casi todo se va en intereses y la deuda dura años. Dime cuánto debes y a qué tasa, y te "
                'digo cuánto: por ejemplo, "pago mínimo de una tarjeta de 10000 al 45%".'
            ),
            "debt_plan",
        )
    owed, interest = _money(turn, debt), _monthly(turn, debt)
    if turn.person.country == "MX" and limit is not None:
        found = arithmetic.min_payment_trap(owed.amount, _nominal(debt), _money(turn, limit).amount)
        if found is not None:
            cost = Money.of(found[1], owed.currency)
            text = _(
                "Pagando sólo el mínimo tardas *%(months)s meses* y pagas %(cost)s de intereses e IVA sobre %(owed)s. "
                "Es la regla del pago mínimo que publica la CONDUSEF."
            ) % {
                "months": found[0],
                "cost": speech.amount(cost, turn.person),
                "owed": speech.amount(owed, turn.person),
            }
            return _said(text, Fact(_("interés en total"), cost), Fact(_("deuda"), owed))
    text = _(
        "Sobre %(owed)s al %(rate)s te cobran unos %(interest)s de interés al mes: de un pago mínimo queda poco "
        'para bajar la deuda. Pregúntame, por ejemplo: "debo 10000 al 45%%, ¿cuánto tardo pagando 500 al mes?".'
    ) % {
        "owed": speech.amount(owed, turn.person),
        "rate": _told(turn, debt.rate) if debt.rate else "",
        "interest": speech.bold(speech.amount(interest, turn.person)),
    }
    return _said(text, Fact(_("interés de un mes"), interest), Fact(_("deuda"), owed))


def instalments(turn: Turn, question: Asked) -> Answer:
    """What paying by months costs beside a price in cash."""
    prices = [_money(turn, debt) for debt in question.owed]
    if not prices or min(prices[0].minor, prices[-1].minor) <= 0 or question.parts is None:
        return questions.more(
            _(
                "A meses sin intereses no pagas de más si de contado cuesta lo mismo. Dime los dos precios y te digo, "
                'por ejemplo: "¿conviene 1200 a 12 meses sin intereses o 1100 de contado?".'
            ),
            "debt_plan",
        )
    if len({price.currency for price in prices}) > 1:
        return _apart()
    whole = prices[question.in_parts]
    cash = next((price for place, price in enumerate(prices) if place != question.in_parts), whole)
    if cash.minor >= whole.minor:
        each = Money(whole.minor // question.parts, whole.currency)
        text = _(
            "Si de contado no cuesta menos, a %(parts)s meses no pagas de más: son unos %(each)s al mes. Cuida de no "
            "atrasarte, porque entonces sí cobran interés."
        ) % {"parts": question.parts, "each": speech.bold(speech.amount(each, turn.person))}
        return _said(text, Fact(_("cada mes"), each), Fact(_("precio"), whole))
    rate = arithmetic.instalments_rate(cash.amount, whole.amount / question.parts, question.parts)
    text = _(
        "A %(parts)s meses pagas %(more)s más que de contado: es como un préstamo al *%(rate)s* al año. De contado "
        "conviene si no te deja sin dinero para lo que viene."
    ) % {
        "parts": question.parts,
        "more": speech.amount(whole - cash, turn.person),
        "rate": speech.percent(rate or Decimal(0), turn.person),
    }
    return _said(
        text, Fact(_("lo que pagas de más"), whole - cash), Fact(_("a meses"), whole), Fact(_("de contado"), cash)
    )
