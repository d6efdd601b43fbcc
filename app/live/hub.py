"""Who listens. Follows the journal, renders what went stale once, hands it to everyone; never waits for anyone."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

from app.live import journal
from app.live.db import Database
from app.live.ears import SLOW, Ears, Listener, hand_round, pause_after, places_of
from app.live.fragments import Fragment
from app.live.journal import Entry
from app.live.stale import Stale, rest_of
from app.live.wire import HEAL, frame

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
TICK_SECONDS = 0.5
HEAL_SECONDS = 0.5
RELEASING = {"seat.release", "seat.replace", "organiser.accept", "organiser.rekey"}  # after these somebody sits no more
OPENING = {"stolik.open", "edition.copy"}  # after these there is a stolik more


class Hub:
    """One per process. All methods run in the event loop's thread."""

    def __init__(self, db: Database, fragments: list[Fragment], epoch: str, beat_ms: int, spacing: dict[str, float], most: int) -> None:
        self.db, self.fragments, self.epoch, self.beat_ms, self.spacing, self.most = db, fragments, epoch, beat_ms, dict(spacing), most
        self.ears = Ears()
        self.seq = self._baseline = 0
        self.stepped_at = time.monotonic()
        self.released: Callable[[set[str]], object] = lambda seats: None
        self.opened: Callable[[], object] = lambda: None
        self.ahead: Callable[[], Awaitable[object]] = nothing  # what takes long to count is counted beside the loop, before it is shown
        self.outdated: Callable[[], object] = lambda: None  # pages that are remembered show what was
        self.writable: Callable[[], bool] = lambda: True
        self._heads: dict[str, int] = {}
        self._stale: dict[str, Stale] = {}
        self._rendered: dict[str, float] = {}
        self._about: dict[tuple[str, int], list[tuple[int, Fragment]]] = {}
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._healing: set[str] = set()
        self._grown = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Follow the journal from where it is now: pages fetched earlier heal."""
        with self.db.read() as db:
            self.seq = self._baseline = journal.latest(db)
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._beat()), asyncio.create_task(self._tick())]

    @property
    def listeners(self) -> set[Listener]:
        return self.ears.listeners

    @property
    def pages(self) -> Counter[str]:
        """How many of each seat."""
        return self.ears.pages

    async def stop(self) -> None:
        for task in [*self._tasks, *self._rounds.values()]:
            task.cancel()
        for listener in list(self.listeners):
            listener.line.close(1012)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def ring(self, seq: int) -> None:
        """The doorbell."""
        if seq > self.seq:
            self._grown.set()

    def behind_seconds(self) -> float:
        """How long it has not been able to follow: it looks once a second at least."""
        return time.monotonic() - self.stepped_at

    def head(self, place: str) -> int:
        """The seq of the last push at a place."""
        return self._heads.get(place, self._baseline)

    def heads(self, places: Iterable[str]) -> dict[str, int]:
        """By channel."""
        return {place.removesuffix(SLOW): self.head(place) for place in places}

    def join(self, listener: Listener, since: int | None, epoch: str | None) -> None:
        """Let it hear; greet it; say heal at once when its page is from before."""
        self.ears.add(listener)
        heads = self.heads(listener.places)
        self._say(
            listener, {"t": "welcome", "epoch": self.epoch, "seq": self.seq, "channels": heads, "beat_ms": self.beat_ms, "now": now_iso()}
        )
        if since is not None and (epoch not in (None, self.epoch) or since < max(heads.values(), default=0) or since > self.seq):
            listener.line.send(HEAL, frame(HEAL))

    def leave(self, listener: Listener) -> None:
        self.ears.remove(listener)

    async def _follow(self) -> None:
        while True:
            try:
                await self.ahead()
                self.step()
            except Exception:
                log.exception("the hub could not follow the journal")
                await asyncio.sleep(0.2)
            await asyncio.sleep(0)
            wait = min([LOOK_SECONDS, *(max(0.0, stale.due - time.monotonic()) for stale in self._stale.values())])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._grown.wait(), wait)
            self._grown.clear()

    def step(self) -> None:
        """Read what is new, render what is due, send it: all in one snapshot, so that a push at seq N is the state at N.
        Whoever was released hears nothing of it."""
        with self.db.read() as db:
            entries = journal.since(db, self.seq)
            if gone := {str(entry.subject) for entry in entries if entry.kind in RELEASING}:
                self.released(gone)
            if any(entry.kind in OPENING for entry in entries):
                self.opened()
            marked = [self._mark(db, entry) for entry in entries]
            if False in marked:
                self._heal(self.listeners)
            if entries:
                self.seq = entries[-1].seq
            now = time.monotonic()
            for place in [one for one, stale in self._stale.items() if stale.due <= now]:
                self._push(db, place, self._stale.pop(place))
                self._rendered[place] = now
        self.stepped_at = time.monotonic()

    def _mark(self, db: Any, entry: Entry) -> bool:
        """What this entry made stale. False: a fragment could not say where, and only that one is left out."""
        whole = True
        for number, fragment in self._fragments_about(entry.noun):
            try:
                for channel, key in list(fragment.where(db, entry)):
                    for place in places_of(channel):
                        self._note(place, number, key, entry)
            except Exception:
                whole = False
                log.exception("entry %d: %s could not say where it is shown; every page heals", entry.seq, fragment.name)
        return whole

    def _fragments_about(self, noun: str) -> list[tuple[int, Fragment]]:
        key = noun, len(self.fragments)
        if key not in self._about:
            self._about[key] = [(number, one) for number, one in enumerate(self.fragments) if noun in one.nouns]
        return self._about[key]

    def _note(self, place: str, number: int, key: str, entry: Entry) -> None:
        if place.endswith(SLOW) and not self.ears.at(place):
            self._stale.pop(place, None)
            self._heads[place] = entry.seq  # whoever comes has a page of before, and heals, or of after
            return
        stale = self._stale.setdefault(place, Stale())
        rest = max(self.spacing.get(place, 0.0), rest_of(place, entry.noun))
        stale.note(number, key, entry, self._rendered.get(place, 0.0), rest)

    def _push(self, db: Any, place: str, stale: Stale) -> None:
        previous, channel = self.head(place), place.removesuffix(SLOW)
        self._heads[place] = stale.seq
        for lang, listeners in self.ears.at(place):
            message = {"t": "push", "channel": channel, "seq": stale.seq, "prev": previous, "ids": stale.ids}
            try:
                sent = orjson.dumps(message | self._render(db, channel, stale, lang, previous))
            except Exception:
                log.exception("%s at %d could not be rendered; its pages heal", channel, stale.seq)
                sent = HEAL
            if len(sent) > self.most:
                sent = HEAL
            self._hand(place, listeners, sent)

    def _hand(self, place: str, listeners: set[Listener], sent: bytes) -> None:
        """To all at once; where a great many listen, in turns."""
        told = sent, frame(sent)
        if not place.endswith(SLOW):
            for listener in listeners:
                listener.line.send(*told)
            return
        self.spacing[place] = pause_after(sum(len(some) for _, some in self.ears.at(place)), len(sent))
        going = hand_round([(one, told) for one in listeners], self._rounds.get(place))
        self._rounds[place] = asyncio.get_running_loop().create_task(going)

    def _render(self, db: Any, channel: str, stale: Stale, lang: str, previous: int) -> dict[str, Any]:
        parts = [self.fragments[number].render(db, channel, list(keys), lang, previous) for number, keys in stale.keys.items()]
        data: dict[str, Any] = {}
        for part in parts:
            if isinstance(part, dict):
                data |= part
        html = "".join(part for part in parts if isinstance(part, str))
        return {"data": data} if data and not html else {"html": html} | ({"data": data} if data else {})

    def _heal(self, listeners: Iterable[Listener]) -> None:
        framed = frame(HEAL)
        for listener in listeners:
            listener.line.send(HEAL, framed)

    def heal_soon(self, channel: str) -> None:
        """What these pages show has changed, and the journal does not tell of it. Said many times at once it is one word."""
        if channel not in self._healing:
            self._healing.add(channel)
            asyncio.get_running_loop().call_later(HEAL_SECONDS, self._heal_at, channel)

    def _heal_at(self, channel: str) -> None:
        self._healing.discard(channel)
        self.outdated()
        for _, listeners in self.ears.at(channel):
            self._heal(listeners)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.beat_ms / 1000)
            frames: dict[tuple[str, ...], tuple[bytes, bytes]] = {}
            state: dict[str, Any] = {"now": now_ms()} | ({} if self.writable() else {"writable": False})
            for places in {listener.places for listener in self.listeners}:
                sent = orjson.dumps({"t": "beat", "seq": self.seq, "channels": self.heads(places)} | state)
                frames[places] = (sent, frame(sent))
            await hand_round([(listener, frames[listener.places]) for listener in self.listeners])

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for listener in list(self.listeners):
                listener.line.look()

    def _say(self, listener: Listener, message: dict[str, Any]) -> None:
        sent = orjson.dumps(message)
        listener.line.send(sent, frame(sent))


async def nothing() -> None:
    """There is nothing to count."""


def now_ms() -> int:
    """The server's clock, for countdowns (ms since 1970)."""
    return time.time_ns() // 1_000_000


def now_iso() -> str:
    """The same for people and their tools: 2026-11-22T18:00:00.123Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
