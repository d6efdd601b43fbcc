"""What a real page shows and when, told by the page itself; whether it is what a fresh GET of it would show; what the server has of it."""

import contextlib
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Dialog, Error, Page

from bench.torture.run import must
from tests.story.demo import Hall, take_seat

TOLD = "stoliki-torture "
HERE = Path(__file__).parent
WATCH = (HERE / "watch.js").read_text(encoding="utf-8")
DIFFERENCES = (HERE / "differences.js").read_text(encoding="utf-8")


@dataclass
class Watched:
    """One page and everything it has told, with its clock (the machine's: ms since 1970)."""

    page: Page
    told: list[tuple[str, str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.text.startswith(TOLD):
            what, value, at = json.loads(message.text[len(TOLD) :])
            self.told.append((what, value, at / 1000))

    def texts(self, what: str) -> list[str]:
        return [value for kind, value, _ in self.told if kind == what]

    def when(self, what: str, value: str, after: float = 0.0, seconds: float = 30.0) -> float:
        """The moment (time.time) when the page first told this after a moment. Waits for it."""

        def found() -> list[float]:
            return [at for kind, said, at in self.told if (kind, said) == (what, value) and at >= after]

        until(found, seconds, f"the page never told {what} {value!r}; it told {self.told[-8:]}", self.page)
        return found()[0]

    def write(self, *notes: str) -> None:
        """Type each note and press Enter, as a moderator does."""
        for note in notes:
            self.page.keyboard.insert_text(note)
            self.page.keyboard.press("Enter")

    def shows(self, *notes: str, seconds: float = 10.0) -> None:
        """Each note stands on the page, saved or waiting."""
        until(lambda: set(notes) <= set(self.texts("shown")), seconds, f"not shown: {notes}", self.page)

    def drained(self, seconds: float = 40.0) -> None:
        """Nothing waits on the page any more."""
        until(lambda: self.page.locator("#waiting > li").count() == 0, seconds, "something still waits", self.page)

    def same(self, seconds: float = 30.0) -> None:
        """The page is what a fresh GET of it is."""
        found: list[str] = ["not asked"]

        def equal() -> bool:
            found[:] = tried(lambda: self.page.evaluate(DIFFERENCES), ["no answer"])
            return not found

        until(equal, seconds, lambda: f"{self.page.url} diverged: {found[:6]}", self.page)


def tried(ask: Callable[[], Any], otherwise: Any) -> Any:
    """Ask a page on a bad network: a failure is an answer, too."""
    try:
        return ask()
    except Exception as error:
        return [*otherwise, str(error)] if isinstance(otherwise, list) else otherwise


def until(true: Callable[[], Any], seconds: float, complaint: str | Callable[[], str], page: Page | None = None) -> float:
    """Wait for a condition; how long it took. The page's events are heard meanwhile."""
    start = time.monotonic()
    while not true():
        must(time.monotonic() - start < seconds, complaint() if callable(complaint) else complaint)
        page.wait_for_timeout(40) if page and not page.is_closed() else time.sleep(0.04)
    return time.monotonic() - start


def watch(context: BrowserContext, hall: Hall, role: str, stolik: int | None = None) -> Watched:
    """Somebody sits down in this browser; the page is watched from its first moment."""
    context.set_default_timeout(20_000)
    path = take_seat(context, hall, role, stolik)
    context.add_init_script(WATCH)
    return opened(context, hall.url + path)


def opened(context: BrowserContext, address: str) -> Watched:
    """The seat's page in a tab of its own."""
    watched = listens(Watched(context.new_page()))
    watched.page.goto(address)
    return watched


def listens(watched: Watched) -> Watched:
    """Its console and its mishaps are heard; it may always be left."""
    watched.page.on("console", watched.hear)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    watched.page.on("dialog", leave)
    return watched


def leave(dialog: Dialog) -> None:
    """Yes, away from here; unless the page is gone already."""
    with contextlib.suppress(Error):
        dialog.accept()


def devtools(watched: Watched) -> CDPSession:
    return watched.page.context.new_cdp_session(watched.page)


def recorded(hall: Hall) -> Counter[str]:
    """How often each note stands in the journal on the disk, read past the server."""
    with sqlite3.connect(f"file:{Path(hall.data) / 'stoliki.db'}?mode=ro", uri=True) as db:
        payloads = db.execute("select payload from entry where kind = 'issue.record'").fetchall()
    return Counter(json.loads(payload)["text"] for (payload,) in payloads)


def exactly_once(hall: Hall, notes: Iterable[str], trays: Iterable[str] = ()) -> dict[str, int]:
    """Every note shown is in the journal once, or in a tray; none is there twice. Raises Lost with the ones that are not."""
    wanted, there, held = set(notes), recorded(hall), set(trays)
    lost = sorted(note for note in wanted if not there[note] and note not in held)
    doubled = sorted(note for note, times in there.items() if times > 1)
    must(not lost, f"{len(lost)} lost: {lost[:10]}")
    must(not doubled, f"{len(doubled)} doubled: {doubled[:10]}")
    return {"shown": len(wanted), "recorded": sum(there.values()), "in a tray": len(wanted & held), "lost": 0, "doubled": 0}


def listeners(hall: Hall) -> int:
    """How many links the server holds, asked directly."""
    with httpx.Client(trust_env=False, timeout=5) as client:
        return int(client.get(f"{hall.url}/readyz").json()["listeners"])
