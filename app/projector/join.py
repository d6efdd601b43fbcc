"""How residents come in, for the scene that invites them: the address, also as a QR code. Its figures are asked for at /room/code."""

from functools import lru_cache

import segno
from fastapi import Request
from markupsafe import Markup

from app.projector.text_width import text_width
from app.seats.addresses import addresses

LARGEST, SMALLEST, ROOM = 62, 44, 1080  # sizes of the address, and the width it has beside the code


@lru_cache(maxsize=16)
def qr(url: str) -> Markup:
    """Inline SVG without a size of its own."""
    return Markup(segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))


def invitation(request: Request) -> dict[str, object]:
    """What stands in the scene: the address without its scheme, as people type it."""
    url = f"{addresses(request).base}/join"
    address = url.split("://", 1)[-1]
    size = next((n for n in range(LARGEST, SMALLEST, -2) if text_width(address, n) <= ROOM), SMALLEST)
    return {"qr": qr(url), "address": address, "small": size < LARGEST}
