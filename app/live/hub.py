"""Who listens. Follows the journal, renders what went stale once, hands it to everyone; never waits for anyone."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from app.live import journal
from app.live.db import Database
from app.live.fragments import Fragment
from app.live.journal import Entry
from app.live.wire import HEAL, Line, frame

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
TICK_SECONDS = 0.5
RELEASING = {"seat.release", "seat.replace", "organiser.accept", "organiser.rekey"}  # after these somebody sits no more
OPENING = {"stolik.open", "edition.copy"}  # after these there is a stolik more


@dataclass(eq=False)
class Listener:
    """One page: its channels, its language, the way to it."""

    channels: tuple[str, ...]
    lang: str
    line: Line
    seat_id: str
    token: str


@dataclass
class Stale:
    """What waits to be rendered for a channel: keys per fragment, the ids of the commands behind them."""

    keys: dict[int, dict[str, None]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    seq: int = 0
    due: float = 0.0


class Hub:
    """One per process. All methods run in the event loop's thread."""

    def __init__(self, db: Database, fragments: list[Fragment], epoch: str, beat_ms: int, spacing: dict[str, float], most: int) -> None:
        self.db, self.fragments, self.epoch, self.beat_ms, self.spacing, self.most = db, fragments, epoch, beat_ms, spacing, most
        self.listeners: set[Listener] = set()
        self.pages: Counter[str] = Counter()  # of each seat
        self.seq = self._baseline = 0
        self.stepped_at = time.monotonic()
        self.released: Callable[[], object] = lambda: None
        self.opened: Callable[[], object] = lambda: None
        self.writable: Callable[[], bool] = lambda: True
        self._heads: dict[str, int] = {}
        self._ears: dict[str, dict[str, set[Listener]]] = {}
        self._stale: dict[str, Stale] = {}
        self._rendered: dict[str, float] = {}
        self._grown = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Follow the journal from where it is now: pages fetched earlier heal."""
        with self.db.read() as db:
            self.seq = self._baseline = journal.latest(db)
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._beat()), asyncio.create_task(self._tick())]

    async def stop(self) -> None:
        for task in self._tasks:
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

    def head(self, channel: str) -> int:
        """The seq of the last push on a channel."""
        return self._heads.get(channel, self._baseline)

    def heads(self, channels: Iterable[str]) -> dict[str, int]:
        return {channel: self.head(channel) for channel in channels}

    def join(self, listener: Listener, since: int | None, epoch: str | None) -> None:
        """Let it hear; greet it; say heal at once when its page is from before."""
        self.listeners.add(listener)
        self.pages[listener.seat_id] += 1
        for channel in listener.channels:
            self._ears.setdefault(channel, {}).setdefault(listener.lang, set()).add(listener)
        heads = self.heads(listener.channels)
        self._say(
            listener, {"t": "welcome", "epoch": self.epoch, "seq": self.seq, "channels": heads, "beat_ms": self.beat_ms, "now": now_iso()}
        )
        if since is not None and (epoch not in (None, self.epoch) or since < max(heads.values(), default=0) or since > self.seq):
            listener.line.send(HEAL, frame(HEAL))

    def leave(self, listener: Listener) -> None:
        if listener not in self.listeners:
            return
        self.listeners.remove(listener)
        self.pages[listener.seat_id] -= 1
        if not self.pages[listener.seat_id]:
            del self.pages[listener.seat_id]
        for channel in listener.channels:
            languages = self._ears.get(channel, {})
            languages.get(listener.lang, set()).discard(listener)
            if not any(languages.values()):
                self._ears.pop(channel, None)

    def dismiss(self, still_seated: Callable[[str], bool], code: int) -> None:
        """A seat was taken away: its pages are closed at once."""
        seated = {token: still_seated(token) for token in {one.token for one in self.listeners}}
        for listener in [one for one in self.listeners if not seated[one.token]]:
            listener.line.close(code)

    async def _follow(self) -> None:
        while True:
            wait = min([LOOK_SECONDS, *(max(0.0, stale.due - time.monotonic()) for stale in self._stale.values())])
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._grown.wait(), wait)
            self._grown.clear()
            try:
                self.step()
            except Exception:
                log.exception("the hub could not follow the journal")
                await asyncio.sleep(0.2)
            await asyncio.sleep(0)

    def step(self) -> None:
        """Read what is new, render what is due, send it: all in one snapshot, so that a push at seq N is the state at N.
        Whoever was released hears nothing of it."""
        with self.db.read() as db:
            entries = journal.since(db, self.seq)
            if any(entry.kind in RELEASING for entry in entries):
                self.released()
            if any(entry.kind in OPENING for entry in entries):
                self.opened()
            marked = [self._mark(db, entry) for entry in entries]
            if False in marked:
                self._heal(self.listeners)
            if entries:
                self.seq = entries[-1].seq
            now = time.monotonic()
            for channel in [one for one, stale in self._stale.items() if stale.due <= now]:
                self._push(db, channel, self._stale.pop(channel))
                self._rendered[channel] = now
        self.stepped_at = time.monotonic()

    def _mark(self, db: Any, entry: Entry) -> bool:
        """What this entry made stale. False: a fragment could not say where, and only that one is left out."""
        whole = True
        for number, fragment in enumerate(self.fragments):
            if entry.noun in fragment.nouns:
                try:
                    for channel, key in list(fragment.where(db, entry)):
                        self._note(channel, number, key, entry)
                except Exception:
                    whole = False
                    log.exception("entry %d: %s could not say where it is shown; every page heals", entry.seq, fragment.name)
        return whole

    def _note(self, channel: str, number: int, key: str, entry: Entry) -> None:
        stale = self._stale.get(channel)
        if stale is None:
            due = self._rendered.get(channel, 0.0) + self.spacing[channel] if channel in self.spacing else 0.0
            stale = self._stale[channel] = Stale(due=due)
        stale.keys.setdefault(number, {})[key] = None
        if not stale.ids or stale.ids[-1] != entry.command_id:
            stale.ids.append(entry.command_id)
        stale.seq = entry.seq

    def _push(self, db: Any, channel: str, stale: Stale) -> None:
        previous = self.head(channel)
        self._heads[channel] = stale.seq
        for lang, listeners in self._ears.get(channel, {}).items():
            if not listeners:
                continue
            message = {"t": "push", "channel": channel, "seq": stale.seq, "prev": previous, "ids": stale.ids}
            try:
                sent = orjson.dumps(message | self._render(db, channel, stale, lang))
            except Exception:
                log.exception("%s at %d could not be rendered; its pages heal", channel, stale.seq)
                sent = HEAL
            if len(sent) > self.most:
                sent = HEAL
            framed = frame(sent)
            for listener in listeners:
                listener.line.send(sent, framed)

    def _render(self, db: Any, channel: str, stale: Stale, lang: str) -> dict[str, Any]:
        parts = [self.fragments[number].render(db, channel, list(keys), lang) for number, keys in stale.keys.items()]
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

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.beat_ms / 1000)
            frames: dict[tuple[str, ...], tuple[bytes, bytes]] = {}
            state: dict[str, Any] = {"now": now_ms()} | ({} if self.writable() else {"writable": False})
            for listener in list(self.listeners):
                if listener.channels not in frames:
                    sent = orjson.dumps({"t": "beat", "seq": self.seq, "channels": self.heads(listener.channels)} | state)
                    frames[listener.channels] = (sent, frame(sent))
                listener.line.send(*frames[listener.channels])

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            for listener in list(self.listeners):
                listener.line.look()

    def _say(self, listener: Listener, message: dict[str, Any]) -> None:
        sent = orjson.dumps(message)
        listener.line.send(sent, frame(sent))


def now_ms() -> int:
    """The server's clock, for countdowns (ms since 1970)."""
    return time.time_ns() // 1_000_000


def now_iso() -> str:
    """The same for people and their tools: 2026-11-22T18:00:00.123Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
