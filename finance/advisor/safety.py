"""What is not a matter of numbers: fixed words for people in danger, and for what SofIA must not recommend."""

from __future__ import annotations

from django.utils.translation import gettext as _

from finance import countries
from finance.advisor.turn import Answer, Turn


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
