"""Which address stands on the cards: chosen among those by which people reach us now, and the one that was printed last."""

from pathlib import Path
from typing import NamedTuple

from fastapi import Request

LOOPBACK = ("http://127.", "http://localhost", "https://127.", "https://localhost")


class Addresses(NamedTuple):
    """`now`: all that lead here, `base`: the one for the cards, `printed`: the one on the cards that were printed last, or ""."""

    now: list[str]
    base: str
    printed: str

    @property
    def moved(self) -> bool:
        """The printed cards lead nowhere."""
        return bool(self.printed and self.now) and self.printed not in self.now

    @property
    def only_here(self) -> bool:
        return self.base.startswith(LOOPBACK)

    @property
    def choice(self) -> list[str]:
        """What may stand on cards instead; an address of this computer alone is none."""
        return [one for one in self.now if not one.startswith(LOOPBACK)]


def addresses(request: Request) -> Addresses:
    """Asked for, chosen at the start, printed before, come by: the first of these that people can reach."""
    settings, now = request.app.state.settings, request.app.state.house.addresses()
    came, printed = str(request.base_url).rstrip("/"), printed_at(settings.data)
    asked, others = request.query_params.get("address"), [one for one in now if not one.startswith(LOOPBACK)]
    wishes = [asked if asked in now else "", settings.public_url, settings.cards_url, printed if printed in now else ""]
    wishes += ["" if came.startswith(LOOPBACK) else came, *others, came]
    return Addresses(now, next(one for one in wishes if one), printed)


def printed_at(data: Path) -> str:
    file = data / "cards"
    return file.read_text(encoding="utf-8") if file.exists() else ""
