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
    listeners = ", ".join(countries.get(turn.person.country).listeners)
    listening = " " + _("Donde vives escucha gratis y a toda hora: %(who)s.") % {"who": listeners} if listeners else ""
    match topic:
        case "despair":
            return (
                _(
                    "Siento mucho que estés pasando por esto. Tu vida vale más que cualquier deuda: habla ahora con alguien "
                    "de confianza o llama al número de emergencias de tu país. Los números los vemos después, con calma."
                )
                + listening
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
            return (
                _(
                    "Gracias por contármelo. Si apostar se te va de las manos no es falta de voluntad: hay ayuda gratuita y "
                    "confidencial, y tu centro de salud sabe cuál. Si quieres, vemos cuánto se te ha ido, sin juzgarte."
                )
                + listening
            )
        case _:
            return _(
                "No recomiendo en qué invertir ni qué comprar para invertir: para eso hay asesores registrados. Lo que sí puedo "
                "decirte es cuánto te queda libre y si ya tienes tu fondo de emergencia."
            )


_BUY = (
    r"(?:te recomiendo|recomiendo|recomendo|i recommend|recommend|deberias|deverias|you should|te conviene|invierte\w*|invertir|"
    r"invista|investir|invest|compra|compre|comprar|buy|mete|meter|apuesta|put|pon|poner|coloca)"
)
_ASSETS = (
    r"(?:bitcoin|btc|ethereum|eth|solana|usdt|cripto\w*|crypto\w*|altcoins?|etfs?|fondos? (?:mutuos?|de inversion|bbva|bcp|sura)|"
    r"fundos? (?:de investimento|imobiliarios?)|bonos? (?:soberanos?|del tesoro|corporativos?)|bonds|forex|opciones binarias|"
    r"binary options|nfts?|dolares|oro|ouro|gold|dollars|la bolsa|a bolsa|stocks?|shares)"
)
# What one might own in order to gain by it: beside "you" or a verdict it is a pick, however it is put.
_HELD = (
    rf"(?:{_ASSETS}|fondos? (?:indexad\w+|cotizad\w+|de acciones)|fundos? (?:de indice|de acoes)|index funds?|nasdaq|s&p|acciones (?:de|del)|acoes (?:da|do|de)|"
    r"criptomonedas?|inversion(?:es)? en|investimentos? em)"
)
_VERDICT = (
    r"(?:te|ti|tu|tus|usted|voce|voces|you|your|opcion|opciones|opcao|option|alternativa|considera\w*|considere|consider|destina\w*|destine|aparta|"
    r"parte de|conviene|vale la pena|buena idea|boa ideia|good idea|mejor|melhor|best|va a|van a|vai|vao|will|subira\w*|bajara\w*|suben|sobem|"
    r"ganar\w*|ganancia\w*|rinde\w*|rendira\w*|rendem?|earn\w*|gain\w*|crece\w*|segur[oa]s?|safe|puedes|podrias|pode|could|should|can)"
)
_SHARES = r"(?:acciones|acoes)(?=\s+(?:de|da|do|en)\b)"  # and not "dos acciones concretas"
# What no sentence of a model may say, whoever put it there: folded, in Spanish, Portuguese and English.
_FORBIDDEN = tuple(
    re.compile(pattern)
    for pattern in (
        # buy this security, that coin
        rf"\b{_BUY}\b.{{0,50}}\b(?:{_ASSETS}|{_SHARES})\b",
        rf"\b{_HELD}.*\b{_VERDICT}\b|\b{_VERDICT}\b.*\b{_HELD}",
        # it will surely bring
        (
            r"\b(?:ganar\w*|duplicar\w*|triplicar\w*|multiplicar\w*|ganhar\w*|dobrar\w*|double|triple|earn|gain)\b.{0,40}"
            r"\b(?:segur[oa]s?|seguramente|con seguridad|com certeza|certo|guaranteed|for sure|surely|tu dinero|tu plata|seu dinheiro|your money)\b"
        ),
        r"\b(?:inversion|inversiones|investimento|investment|apuesta|negocio)\s+(?:\w+\s+)?(?:segur[oa]s?|safe|sin perdida)\b",
        r"\b(?:safe|sure|guaranteed)\s+(?:investment|bet|gain|profit)\b",
        (
            r"\b(?:garantiz\w+|garantid\w+|guarantee\w*|asegurad\w+|segur[oa]s?)\s+(?:\w+\s+){0,3}(?:rendimiento|retorno|ganancias?|"
            r"rendimento|lucro|returns?|profits?|yield)\b"
        ),
        (
            r"\b(?:rendimiento|retorno|ganancias?|rendimento|lucro|returns?|profits?|yield)\b.{0,40}"
            r"\b(?:garantiz\w+|garantid\w+|guarantee\w*|asegurad\w+)\b"
        ),
        r"\b(?:sin (?:ningun )?riesgo|sem (?:nenhum )?risco|risk.?free|no risk)\b",
        # send money to a stranger
        (
            r"\b(?:deposit\w*|transfi\w+|transferir|transfer|envia\w*|manda\w*|yape\w*|plin\w*|send|wire|faz um pix|pix)\b.{0,60}"
            r"\b(?:a esta cuenta|a este numero|al numero|a la cci|a la clabe|a la cuenta (?:\d|n)|para esta conta|"
            r"to (?:this|that) (?:account|number|wallet)|to account|wallet|billetera|@\w+)"
        ),
        # your key, but to say that nobody may ask for it
        (
            r"^(?!.*\b(?:nunca|jamas|never|nunca|nadie|ninguem|nobody|no (?:des|compartas|digas)|don't (?:give|share)|nao (?:de|compartilhe))\b).*"
            r"\b(?:(?:tu|su|your|sua|seu|la)\s+(?:clave|contrasena|nip|pin|cvv|cvc|token|senha|password|passcode)(?!\s+(?:es|esta|es la)\b)|"
            r"codigos? de verificacion|cvv|cvc)\b"
        ),
        (
            r"\b(?:dame|dime|enviame|mandame|comparte|ingresa|me envie|me mande|informe|give me|send me|tell me|share|enter)\b"
            r".{0,40}\b(?:clave|contrasena|pin|codigo|code|password|senha)\b"
        ),
        # nobody is asked for a code, by whatever question
        r"\b(?:clave|contrasena|pin|nip|cvv|cvc|token|senha|password|passcode|codigo|codigos|code)\b.*\?",
        # numbers of accounts and telephones
        r"\d(?:[ -]?\d){8,}",
        # debt to invest, bets to recover, income to hide
        r"\b(?:prestamo|credito|emprestimo|loan)\b.{0,20}\b(?:para invertir|para investir|to invest)\b",
        r"\b(?:apuesta|apostar|aposte|bet)\b.{0,40}\b(?:recuperar\w*|win back|more|mas)\b",
        r"\b(?:no declares|nao declare|don't declare|evadir|evade)\b",
        # what it was told
        r"\b(?:system prompt|prompt del sistema|mis instrucciones son|minhas instrucoes|my instructions)\b",
    )
)
# A name after "buy" or "invest in" is a pick, whatever it names.
_PICK = re.compile(
    r"\b(?:[Cc]ompra|[Cc]ompre|[Cc]omprar|[Bb]uy|[Ii]nvierte en|[Ii]nvertir en|[Ii]nvista em|[Ii]nvest in)\s+[A-Z]\w+"
)


# Money sent to somebody by name, as no answer to a question about one's own books needs.
_SEND_TO = re.compile(
    r"\b(?:[Yy]ape\w*|[Pp]line\w*|[Tt]ransfi[eé]r\w+|[Tt]ransfer\w*|[Dd]eposit\w+|[Ee]nv[ií]a\w*|[Mm]anda\w*|[Pp][aá]ga\w*le|[Ss]end|[Ww]ire|[Ff]a[cç]a um [Pp]ix)\b"
    r"[^.;]{0,40}?\b(?:a|para|to|pro|pra)\s+[A-ZÁÉÍÓÚÑ][\w'-]+"
)


def may_say(sentence: str) -> bool:
    """Whether a sentence of a model's may be said at all: no pick, no promise of return, nothing a swindler would say."""
    said = fold(sentence).replace("\n", " ")
    return (
        _PICK.search(sentence) is None
        and _SEND_TO.search(sentence) is None
        and not any(pattern.search(said) for pattern in _FORBIDDEN)
    )
