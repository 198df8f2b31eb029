"""From what was said to the wire it leaves by: a poke to whoever carries."""

from __future__ import annotations

from finance.conversations.models import Message
from whatsapp import nudges, tasks
from whatsapp.models import Contact, Line


class WhatsApp:
    """Phones. What must leave stands in `Delivery` rows, which the wire's carrier claims."""

    keeps_deliveries = True

    def number(self) -> str:
        linked = Line.objects.filter(wire=Line.Wire.LINKED, state=Line.State.CONNECTED).exclude(number="").first()
        return f"+{linked.number}" if linked else ""

    def announce(self, message: Message) -> None:
        wires = set(
            Contact.objects.filter(person=message.conversation.person_id).values_list("wire", flat=True).distinct()
        )
        if Line.Wire.LINKED in wires:
            nudges.nudge()
        if Line.Wire.CLOUD in wires:
            tasks.carry.delay()
