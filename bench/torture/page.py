"""A simulated page: what link.js and hearing.js do, on the page's own HTML text.

Pushes are applied to the text as htmx would to the document: `hx-partial` replaces an element, `hx-upsert` puts one in by
its key. So a page can be compared, letter by letter, with what a fresh GET serves.
"""

import asyncio
import contextlib
import html
import json
import re
import time
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.typing import Origin

from bench.torture.picture import heard
from bench.torture.seated import Seated

SILENT_DEAD, OPENING, CAP, FIRST, TURNED_AWAY, JITTER = 8.0, 3.0, 2.0, 0.25, 15.0, 1.0  # s, as in link.js and hearing.js
DATA = re.compile(r'data-([a-z-]+)="([^"]*)"')
BODY = re.compile(r"<body[^>]*>")
PART = re.compile(r'<hx-(partial|upsert) hx-target="#([^"]+)"([^>]*)>(.*?)</hx-\1>', re.DOTALL)
LIVE = re.compile(r'<([a-z0-9]+)\b(?=[^>]*\sdata-live\b)[^>]*\sid="([^"]+)"[^>]*>')
GAPS = re.compile(r"\s+")
PLAIN: dict[str, Any] = {"open_timeout": OPENING, "proxy": None, "compression": None, "max_size": None} | {
    "ping_interval": None, "close_timeout": 0.2,
}  # fmt: skip
GONE = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, EOFError, TimeoutError)


def element(text: str, id: str) -> tuple[int, int] | None:
    """Where the element with this id stands in the text: from its `<` to after its end tag."""
    at = text.find(f' id="{id}"')
    if at < 0:
        return None
    start = text.rindex("<", 0, at)
    name = re.match(r"<([a-z0-9]+)", text[start:])
    assert name
    depth = 0
    for tag in re.compile(rf"<(/?){name[1]}\b[^>]*?(/?)>").finditer(text, start):
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth == 0:
            return start, tag.end()
    raise ValueError(f"#{id} has no end")


def upserted(text: str, target: str, key: str, new: str) -> str:
    """A new child by its key's order; a known one is replaced where it stands."""
    id = re.search(r'\sid="([^"]+)"', new)
    assert id
    if known := element(text, id[1]):
        return text[: known[0]] + new + text[known[1] :]
    where = element(text, target)
    assert where, target
    mine = int(re.search(rf'{key}="(\d+)"', new)[1])  # type: ignore[index]
    end = text.rindex("</", *where)
    later = next((one for one in re.finditer(rf'<[a-z]+\b[^>]*\s{key}="(\d+)"', text[where[0] : end]) if int(one[1]) > mine), None)
    at = where[0] + later.start() if later else end
    return text[:at] + new + text[at:]


def plain(text: str) -> str:
    """Without the white space that no reader sees."""
    return GAPS.sub(" ", text).replace("> ", ">").replace(" <", "<").strip()


def live_blocks(text: str) -> dict[str, str]:
    """Every element that pushes may change, as text."""
    found = {}
    for tag in LIVE.finditer(text):
        span = element(text, tag[2])
        assert span
        found[tag[2]] = plain(text[slice(*span)])
    return found


class Page:
    """One open page of a seat. `reads` is called with the page after each change."""

    hurried = False  # a projector does not wait its turn to heal
    cap = CAP

    def __init__(self, seat: Seated, path: str, random: Random, lang: str = "pl") -> None:
        self.seat, self.path, self.random, self.lang = seat, path, random, lang
        self.text, self.epoch, self.seq, self.channels = "", "", 0, ""
        self.last: dict[str, int] = {}
        self.heals = self.applied = self.dropped = self.links = self.slow = 0
        self.linked, self.healed_at, self.heard_at = False, 0.0, 0.0
        self.fell: list[str] = []
        self.on_change: Callable[[Page], object] = lambda page: None
        self.on_live: Callable[[], object] = lambda: None
        self.on_epoch: Callable[[str], object] = lambda epoch: None
        self._again = False
        self._wake = asyncio.Event()

    def __str__(self) -> str:
        heard = time.monotonic() - self.heard_at
        return f"{self.path} (linked {self.linked}, heard {heard:.1f} s ago, last {self.last}, applied {self.applied}, heals {self.heals})"

    async def open(self) -> "Page":
        """Load it. Raises ValueError when it is not there."""
        if not await self.heal():
            raise ValueError(self.path)
        return self

    async def heal(self) -> bool:
        """GET the page, take it whole. False: no network, or not our page."""
        try:
            answer = await self.seat.get(self.path)
        except httpx.HTTPError:
            return False
        body = BODY.search(answer.text)
        said = dict(DATA.findall(body[0])) if body and answer.status_code == 200 else {}
        if not said.get("epoch") or (self.channels and said["channels"] != self.channels):
            return False
        self._take_page(answer.text, said)
        return True

    def _take_page(self, text: str, said: dict[str, str]) -> None:
        epoch, seq = said["epoch"], int(said["seq"])
        same = epoch == self.epoch
        if same and seq < max([self.seq, *self.last.values()]):
            self.fell.append(f"{self.path}: {self.last} -> {seq}")
        self.text, self.seq, self.channels = text, seq, said["channels"]
        self.last = dict.fromkeys(self.channels.split(","), seq)
        self.heals += 1
        self.healed_at = time.monotonic()
        self.read(text)
        other, self.epoch = bool(self.epoch) and not same, epoch
        if other:
            self.on_epoch(epoch)
        self.on_change(self)

    def read(self, text: str) -> None:
        """What a page keeps beside its HTML."""

    async def run(self) -> None:
        """Hold the link, for ever."""
        tries = 0
        while True:
            opened, code = await self._session()
            self.linked = False
            away = code in (4401, 4403)
            tries = 0 if opened and not away else tries + 1
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TURNED_AWAY if away else self.random.random() * float(min(self.cap, FIRST * 2**tries))):
                    await self._wake.wait()

    def wake(self) -> None:
        """Somebody picked it up: the link is tried at once."""
        self._wake.set()

    def address(self) -> str:
        asked = {"channels": self.channels, "since": max([self.seq, *self.last.values()]), "epoch": self.epoch, "seat": self.seat.seat_id}
        return f"ws{self.seat.url[4:]}/live?{urlencode(asked)}"

    async def _session(self) -> tuple[bool, int]:
        opened = False
        try:
            said: dict[str, Any] = {"origin": Origin(self.seat.url), "additional_headers": {"Cookie": self.seat.cookie}}
            async with connect(self.address(), **said, **PLAIN) as socket:
                opened, self.linked = True, True
                self.links += 1
                while True:
                    async with asyncio.timeout(SILENT_DEAD):
                        message = await socket.recv()
                    self.heard_at = time.monotonic()
                    await self._hear(json.loads(message))
        except GONE as end:
            return opened, getattr(getattr(end, "rcvd", None), "code", 0) or 0

    async def _hear(self, message: dict[str, Any]) -> None:
        what = message["t"]
        if what == "welcome":
            if self._again or message["epoch"] != self.epoch or self._ahead(message["channels"]):
                await self._heal_until(self._again)
            self._again = True
            self.on_live()
        elif what == "push":
            await self._take(message)
        elif what == "beat" and self._ahead(message["channels"]):
            await self._heal_until(False)
        elif what == "heal":
            self.slow += 1
            await self._heal_until(True)

    def _ahead(self, heads: dict[str, int]) -> bool:
        return any(seq > self.last.get(channel, seq) for channel, seq in heads.items())

    async def _heal_until(self, many: bool) -> None:
        """Others heal at the same moment: only the projector does not wait."""
        if many and not self.hurried:
            await asyncio.sleep(self.random.random() * JITTER)
        tries = 0
        while not await self.heal():
            await asyncio.sleep(self.random.random() * float(min(2, 0.3 * 2**tries)))
            tries += 1

    async def _take(self, push: dict[str, Any]) -> None:
        known = self.last.get(push["channel"])
        if known is None or push["seq"] <= known:
            self.dropped += 1
            return
        if push["prev"] > known:
            await self._heal_until(False)
            return
        self.apply(push)
        self.applied += 1
        self.last[push["channel"]] = push["seq"]
        self.on_change(self)

    def apply(self, push: dict[str, Any]) -> None:
        for how, target, attributes, inner in PART.findall(push.get("html", "")):
            if how == "upsert":
                key = re.search(r'key="([^"]+)"', attributes)
                self.text = upserted(self.text, target, key[1] if key else "id", inner.strip())
            elif span := element(self.text, target):
                self.text = self.text[: span[0]] + inner.strip() + self.text[span[1] :]

    def differs(self, fresh: str) -> list[str]:
        """The live blocks that are not as a fresh GET has them, each with where it starts to differ."""
        mine, theirs = live_blocks(self.text), live_blocks(fresh)
        other = [id for id in sorted({*mine, *theirs}) if mine.get(id) != theirs.get(id)]
        return [f"#{id}: {where(mine.get(id, ''), theirs.get(id, ''))}" for id in other]


def where(mine: str, theirs: str) -> str:
    at = next((nth for nth, (one, other) in enumerate(zip(mine, theirs, strict=False)) if one != other), min(len(mine), len(theirs)))
    return f"page {mine[max(0, at - 60) : at + 80]!r}, fresh {theirs[max(0, at - 60) : at + 80]!r}"


ISLAND = re.compile(r'<script[^>]*id="map-data"[^>]*>(.*?)</script>', re.DOTALL)
WORDS = re.compile(r'data-place="([^"]+)"|data-issue-id="([^"]+)"[^>]*>(.*?)</li>', re.DOTALL)


class MapPage(Page):
    """The projector: the picture is data, the words under it are told by the pushes."""

    hurried, cap = True, 0.5

    def read(self, text: str) -> None:
        self.picture, self.words = picture_of(text), words_of(text)

    def apply(self, push: dict[str, Any]) -> None:
        data = push.get("data", {})
        if push["channel"] != "map" or "issues" not in data:
            return  # the hall's rows, what the screens are told: nothing of the picture
        self.picture = heard(self.picture, data)
        for issue in data["issues"]:
            self.words[issue["id"]] = (issue["place"], issue["text"])
        for id in data["withdrawn"]:
            self.words.pop(id, None)

    def differs(self, fresh: str) -> list[str]:
        words, picture = words_of(fresh), picture_of(fresh)
        other = [id for id in sorted({*words, *self.words}) if words.get(id) != self.words.get(id)]
        drawn = [name for name in sorted({*picture, *self.picture}) if picture.get(name) != self.picture.get(name)]
        found = [f"issue {id}: page {self.words.get(id)}, fresh {words.get(id)}" for id in other]
        return found + [f"{name}: {where(str(self.picture.get(name)), str(picture.get(name)))}" for name in drawn]


def picture_of(text: str) -> dict[str, Any]:
    island = ISLAND.search(text)
    assert island
    return dict(json.loads(island[1]))


def words_of(text: str) -> dict[str, tuple[str, str]]:
    """Issue -> where it stands on the map, and its text."""
    found, place = {}, ""
    for placed, id, said in WORDS.findall(text):
        if placed:
            place = placed
        else:
            found[id] = (place, html.unescape(said))
    return found


async def still(page: Page, seconds: float = 20.0) -> list[str]:
    """What differs from a fresh GET when both are at the same seq, after waiting for the page to come there; the wait is bounded."""
    deadline, found = time.monotonic() + seconds, ["never compared"]
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            answer = await page.seat.get(page.path)
            found = page.differs(answer.text)
            if not found:
                return []
            found = [f"fresh at {answer.text.partition('data-seq=')[2][:8]}: {one}" for one in found]
        await asyncio.sleep(0.2)
    return found
