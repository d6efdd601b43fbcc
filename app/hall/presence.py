"""Who is there now: pages that hear their stolik, and what tablets last said of themselves. Memory only, never in a cached page."""

from collections.abc import Iterable
from typing import Any

from app.live.presence import Report
from app.live.seat import MODERATOR

FRESH_MS = 90_000  # what a tablet said before that says nothing of now


def tablets(listeners: Iterable[Any]) -> dict[str, int]:
    """Stolik -> devices of its moderators with an open page; two pages on one tablet are one."""
    devices = {(channel, one.token) for one in listeners if one.seat_id.startswith(MODERATOR) for channel in one.channels}
    found: dict[str, int] = {}
    for channel, _ in devices:
        noun, _, stolik_id = channel.partition("-")
        if noun == "stolik":
            found[stolik_id] = found.get(stolik_id, 0) + 1
    return found


def told(reports: Iterable[Report], now: int) -> dict[str, dict[str, Any]]:
    """Stolik -> what its tablets said: how many commands wait and since when, the weakest battery, how many screens sleep, and when
    the last of them spoke. What waited on a tablet that has fallen silent still waits there."""
    found: dict[str, list[Report]] = {}
    for one in reports:
        if one.seat.role == MODERATOR and one.seat.stolik_id is not None:
            found.setdefault(str(one.seat.stolik_id), []).append(one)
    return {stolik_id: together(mine, now) for stolik_id, mine in found.items()}


def together(reports: list[Report], now: int) -> dict[str, Any]:
    fresh = [one for one in reports if now - one.at < FRESH_MS]
    unsent = [one for one in reports if one.said.waiting]
    powered = [one.said for one in fresh if one.said.battery is not None]
    weakest = min(powered, key=lambda said: said.battery or 0, default=None)
    return {
        "at": max(one.at for one in reports),
        "waiting": sum(one.said.waiting or 0 for one in unsent),
        "since": min((one.waiting_since for one in unsent if one.waiting_since), default=None),
        "battery": weakest.battery if weakest else None,
        "charging": bool(weakest and weakest.charging),
        "asleep": sum(one.said.visible is False for one in reports),
    }
