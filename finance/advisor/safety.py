"""What is not a matter of numbers: fixed words for people in danger, and for what SofIA must not recommend."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from finance import countries
from finance.advisor.turn import Answer, Turn
from finance.understanding.words import fold


def answer(turn: Turn, topic: str) -> Answer:
    """The fixed words for TOPIC. Nothing is booked, and what was asked stays open."""
    return Answer(text=_words(turn, topic), intent="safety", keeps_pending=True)


def _words(turn: Turn, topic: str) -> str:
    # By name only: telephone numbers change, and a wrong one is worse than none.
    defenders = ", ".join(countries.get(turn.person.country).defenders)
    where = " " + _("En tu país defiende a los usuarios: %(body)s.") % {"body": defenders} if defenders else ""
    match topic:
        case "despair":
            return _(
                "Siento mucho que estés pasando por esto. Tu vida vale más que cualquier deuda: habla ahora con alguien de "
                "confianza o llama al número de emergencias de tu país. Los números los vemos después, con calma."
            )
        case "threats":
            return (
                _(
                    "Lamento lo que estás pasando. Si te amenazan es un delito: denúncialo a la policía y guarda los mensajes. "
                    "No pagues más por miedo sin hablar antes con alguien."
                )
                + where
            )
        case "fraud":
            return (
                _(
                    "Cuidado: eso tiene forma de estafa. Nadie serio pide un depósito para darte un préstamo o un premio, ni tu "
                    "clave, tu CVV o un código. No pagues ni los des, y avisa a tu banco si ya lo hiciste."
                )
                + where
            )
        case "gambling":
            return _(
                "Gracias por contármelo. Si apostar se te va de las manos no es falta de voluntad: hay ayuda gratuita y "
                "confidencial, y tu centro de salud sabe cuál. Si quieres, vemos cuánto se te ha ido, sin juzgarte."
            )
        case _:
            return _(
                "No recomiendo en qué invertir ni qué comprar para invertir: para eso hay asesores registrados. Lo que sí puedo "
                "decirte es cuánto te queda libre y si ya tienes tu fondo de emergencia."
            )


# What no sentence of a model may say, whoever put it there: folded, in Spanish, Portuguese and English.
_FORBIDDEN = tuple(
    re.compile(pattern)
    for pattern in (
        # buy this security, that coin
        (
            r"\b(?:te recomiendo|recomiendo|recomendo|i recommend|deberias|deverias|you should|conviene|invierte|invertir|"
            r"invista|investir|invest|compra|comprar|compre|buy|mete|pon|put)\b.{0,60}\b(?:acciones|acoes|acao de|shares|"
            r"stocks?|bitcoin|btc|ethereum|eth|cripto\w*|crypto\w*|altcoins?|etfs?|fondos? mutuos?|fundos?|bonos?|bonds?|forex|"
            r"opciones binarias|binary options|nft)\b"
        ),
        # it will surely bring
        (
            r"\b(?:garantiz\w+|garantid\w+|garantimos|guarantee\w*|asegurad\w+|segur\w+|sin riesgo|sem risco|risk.?free)\b.{0,40}"
            r"\b(?:rendimiento|retorno|ganancias?|rendimento|lucro|returns?|profits?|interes|yield)\b"
        ),
        (
            r"\b(?:rendimiento|retorno|ganancias?|rendimento|lucro|returns?|profits?|yield)\b.{0,40}"
            r"\b(?:garantiz\w+|garantid\w+|guarantee\w*|asegurad\w+|sin riesgo|sem risco|risk.?free)\b"
        ),
        # send money, somewhere
        (
            r"\b(?:deposit\w*|transfi\w+|transferir|transfer|envia\w*|manda\w*|yape\w*|plin\w*|send|wire|faz um pix|pix)\b.{0,60}"
            r"\b(?:a la cuenta|a esta cuenta|a este numero|al numero|a la cci|a la clabe|para a conta|para esta conta|"
            r"to (?:this|the|that) (?:account|number|wallet)|wallet|billetera|@\w+)\b"
        ),
        # your key, but to say that nobody may ask for it
        (
            r"^(?!.*\b(?:nunca|jamas|no|never|nao|don't|do not|nadie|ninguem|nobody)\b).*"
            r"\b(?:tu|su|la|el|your|the|sua|seu|a|o|un|uma?)\b.{0,20}"
            r"\b(?:claves?|contrasenas?|nip|cvv|cvc|token|codigos? de verificacion|senhas?|passwords?|passcode)\b"
        ),
        (
            r"\b(?:dame|dime|enviame|mandame|comparte|escribe|ingresa|me envie|me mande|informe|give me|send me|tell me|share|enter)\b"
            r".{0,40}\b(?:pin|codigo|code)\b"
        ),
        # numbers of accounts and telephones
        r"\d(?:[ -]?\d){8,}",
        # what it was told
        r"\b(?:system prompt|prompt del sistema|mis instrucciones son|minhas instrucoes|my instructions)\b",
    )
)


def may_say(sentence: str) -> bool:
    """Whether a sentence of a model's may be said at all: no pick, no promise of return, nothing a swindler would say."""
    said = fold(sentence).replace("\n", " ")
    return not any(pattern.search(said) for pattern in _FORBIDDEN)
