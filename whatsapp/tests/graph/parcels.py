"""What SofIA sends to Rosa, one of each kind."""

from __future__ import annotations

from typing import Any

from whatsapp.port import Attached, Parcel, Peer
from whatsapp.tests.cloud_webhooks import ROSA, ROSA_ID


def parcel(**more: Any) -> Parcel:
    return Parcel(
        **{"tracker": "0198-a", "to": Peer(ROSA), "chat": ROSA, "text": "Hola, Rosa", "menu": "Ver opciones", **more}
    )


def choices(count: int, label: str = "Opción {}") -> tuple[tuple[str, str], ...]:
    return tuple((f"id-{number}", label.format(number)) for number in range(count))


PDF = Attached(b"%PDF", "application/pdf", "estado.pdf")
PNG = Attached(b"\x89PNG", "image/png", "gasto.png")
PARCELS = {
    "words": parcel(),
    "the longest words": parcel(text="é" * 4096),
    "one button": parcel(buttons=choices(1)),
    "three buttons": parcel(buttons=choices(3, "Anotarlo en la cuenta número {}")),
    "a list": parcel(buttons=choices(10, "Anotarlo en la cuenta de ahorros número {}")),
    "a picture": parcel(attached=PNG),
    "a picture without words": parcel(attached=PNG, text=""),
    "a document": parcel(attached=PDF),
    "a document with buttons": parcel(attached=PDF, buttons=choices(2)),
    "a template": parcel(template=("aviso", "es_PE"), text="Tu reporte\nestá listo"),
    "a template without words": parcel(template=("hola", "es"), text=""),
    "to a BSUID": parcel(to=Peer(ROSA, bsuid=ROSA_ID)),
    "to a parent's BSUID": parcel(to=Peer(bsuid="US.ENT.11815799212886844830")),
    "a tracker as long as allowed": parcel(tracker="t" * 64),
}
