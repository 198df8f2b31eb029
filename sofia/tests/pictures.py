"""Pictures and papers for tests, made on the spot."""

from __future__ import annotations

import io

from PIL import Image


def png(width: int = 40, height: int = 30, colour: tuple[int, int, int] = (9, 99, 9)) -> bytes:
    """A plain PNG; another colour is another picture."""
    body = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(body, "PNG")
    return body.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
