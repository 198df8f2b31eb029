"""What is said without a figure: the welcome and its consent, help, thanks, and what SofIA does not do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from finance.advisor.turn import Answer, Choice, Turn
from finance.language_model import queries as language_model
from finance.people import operations as people


def welcome(turn: Turn, *, first: str = "") -> Answer:
    """Who SofIA is, what she keeps, and whether to begin. FIRST is what they wrote, to be answered once they agree."""
    text = _(
        "Hola, soy SofIA. Llevo tus cuentas contigo: me escribes lo que gastas o recibes y te digo cómo vas. "
        "Guardo lo que me cuentas y sólo tú lo ves; puedes borrarlo cuando quieras. "
        "Si tienes 18 años o más, ¿empezamos?"
    )
    pending = {"ask": "consent", "first": first}
    return Answer(
        text=text, intent="welcome", pending=pending, choices=(Choice(_("Sí, empecemos")), Choice(_("¿Qué guardas?")))
    )


def what_is_kept(turn: Turn, first: str) -> Answer:
    """What is kept, before anyone agrees to it."""
    text = _(
        "Guardo lo que me escribes, los movimientos que anoto y tu país y moneda. "
        "No te pido ni guardo claves de bancos. Nadie más de los tuyos lo ve si no lo invitas."
    )
    if language_model.is_configured():
        text += " " + _(
            "Lo que no sé responder sola se lo pregunto a un modelo de lenguaje, sin tu nombre ni tus cuentas."
        )
    text += " " + _("¿Empezamos?")
    return Answer(
        text=text,
        intent="welcome",
        pending={"ask": "consent", "first": first},
        choices=(Choice(_("Sí, empecemos")), Choice(_("No"))),
    )


def agreed(turn: Turn) -> Answer:
    """The consent that was just given, in the words of `welcome`."""
    people.agree(person=turn.person, channel=turn.channel, now=turn.now)
    return Answer(text=_('Empecemos. Escríbeme, por ejemplo, "gasté 20 en pan".'), intent="agreed")


def declined(turn: Turn) -> Answer:
    """No consent: nothing is booked, and the door stays open."""
    return Answer(text=_("Está bien, no anoto nada. Si cambias de idea, escríbeme."), intent="declined")


def greeting(turn: Turn) -> Answer:
    name = turn.person.name.split()[0] if turn.person.name else ""
    hello = _("Hola, %(name)s.") % {"name": name} if name else _("Hola.")
    text = _("%(hello)s ¿Qué anoto, o qué quieres saber?") % {"hello": hello}
    return Answer(
        text=text,
        intent="greeting",
        choices=(Choice(_("¿Cuánto gasté este mes?")), Choice(_("¿Cuánto tengo?"))),
        keeps_pending=True,
    )


def help_(turn: Turn) -> Answer:
    text = _(
        'Escríbeme como a una amiga: "gasté 25 en taxi y 40 en almuerzo ayer", "me pagaron 1500", "pasé 200 del banco '
        'a efectivo" o "tengo 300 en efectivo".\n'
        'Pregúntame "¿cuánto gasté en comida esta semana?", "¿cuánto tengo?" o "¿de dónde sale?".\n'
        'Si algo salió mal: "no, fueron 30" o "deshaz eso".'
    )
    return Answer(text=text, intent="help", keeps_pending=True)


def thanks(turn: Turn) -> Answer:
    return Answer(text=_("De nada. Aquí estoy."), intent="thanks", keeps_pending=True)


def smalltalk(turn: Turn) -> Answer:
    text = _("Te leo. Yo llevo tus cuentas: cuéntame un gasto o pregúntame cómo vas.")
    return Answer(text=text, intent="smalltalk", keeps_pending=True)


def out_of_scope(turn: Turn) -> Answer:
    return Answer(
        text=_("Sólo puedo ver tus cuentas. ¿Te ayudo con algo tuyo?"), intent="out_of_scope", keeps_pending=True
    )


def later(turn: Turn, intent: str) -> Answer:
    """Something SofIA understands and does not do yet: said plainly, nothing booked."""
    is_advice = intent in ("advice", "debt_plan")
    text = (
        _(
            "Eso no lo sé aconsejar sola. Sí puedo decirte qué deuda pagar primero, cuánto tardas en pagarla, cuánto ahorrar o si "
            "te alcanza hasta tu próximo pago: dime los montos y la tasa."
        )
        if is_advice
        else _(
            "Eso todavía no lo sé hacer. Por ahora anoto gastos, ingresos y pases entre cuentas, y te digo cómo vas."
        )
    )
    return Answer(text=text, intent=intent, keeps_pending=True, is_fallback=is_advice)


def not_booked(turn: Turn) -> Answer:
    """An amount was read, and nothing may be booked: it was a question, a wish, a plan, or what somebody said."""
    text = _("No anoté nada: entendí que todavía no pasó. Cuando lo pagues, me lo dices.")
    return Answer(text=text, intent="not_booked", keeps_pending=True)


def nothing_pending(turn: Turn) -> Answer:
    return Answer(text=_("No tengo nada por confirmar. ¿Qué anoto?"), intent="nothing_pending")


def left_as_it_is(turn: Turn) -> Answer:
    return Answer(text=_("Está bien, lo dejo como está."), intent="deny")


def not_read(turn: Turn) -> Answer:
    """What came is kept, as far as it could be, and not understood yet: said plainly, with what they can do instead."""
    said = {
        "image": _("Guardé tu foto, pero todavía no sé leerla. Escríbeme el monto y qué fue, y lo anoto."),
        "document": _("Guardé tu archivo, pero todavía no sé leerlo. Escríbeme lo que quieras anotar."),
        "voice": _("Guardé tu nota de voz, pero todavía no sé escucharla. Escríbemelo, por favor."),
        "location": _("Tu ubicación no la uso. Escríbeme un gasto o pregúntame cómo vas."),
        "hidden": _("Ese mensaje sólo se abre en tu celular y no me llegó. Escríbemelo, por favor."),
        "gone": _("No pude traer tu archivo. ¿Me lo mandas otra vez?"),
        "large": _("Ese archivo pesa demasiado: recibo hasta 20 MB."),
    }
    other = _("Eso no lo sé leer. Escríbeme un gasto o pregúntame cómo vas.")
    told = dict.fromkeys(said.get(kind, other) for kind in turn.attached)
    return Answer(text="\n".join(told), intent="not_read", keeps_pending=True)


def kept_too(turn: Turn) -> str:
    """What is said of a picture under which they wrote what to book; nothing of what could not be kept."""
    return _("También guardé lo que mandaste.") if {"image", "document", "voice"} & set(turn.attached) else ""


def never_mind(turn: Turn) -> Answer:
    return Answer(text=_("Ok, no lo anoto."), intent="never_mind")


def not_like_that(turn: Turn) -> Answer:
    """Say what follows "no, así no" to something that was asked or booked: what should change?"""
    text = _("Ok, no lo anoto. ¿Qué cambio: el monto, el día o la cuenta?")
    return Answer(text=text, intent="not_like_that")


def no_such_day() -> Answer:
    """A day that no calendar has: nothing is booked on another."""
    return Answer(text=_("Ese día no existe en el calendario. ¿Qué día fue?"), intent="not_booked")


def unknown(turn: Turn) -> Answer:
    text = _('No te entendí. Puedes escribirme "gasté 20 en pan", "¿cuánto tengo?" o "deshaz eso".')
    return Answer(text=text, intent="unknown", keeps_pending=True, is_fallback=True)
