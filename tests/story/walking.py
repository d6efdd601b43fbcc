"""A new organiser who has never seen the software: an empty house, a link in the terminal, a mouse whose clicks are counted, a keyboard."""

import os
import queue
import re
import signal
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from playwright.sync_api import Download, Locator, Page, expect

from tests.story.demo import ROOT, free_port
from tests.story.people import hears_keys
from tests.story.zygote import Forked

LINK = re.compile(r"http://\S+/welcome#\S+")
PICTURES = ROOT / "docs" / "walk"


@dataclass
class EmptyHouse:
    """`stoliki serve` on an empty directory. `link`: what the terminal said."""

    data: Path
    link: str = ""
    port: int = field(default_factory=free_port)
    process: Forked | None = None

    def start(self) -> "EmptyHouse":
        words = ["serve", "--host", "127.0.0.1", "--port", str(self.port), "--data", str(self.data)]
        self.process = Forked(words, self.data.with_name("serve.log"), ROOT)
        self.link = said_in(self.process.stdout, 60)
        return self

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(15)


def said_in(stream: IO[str], seconds: float) -> str:
    """The link in what the terminal says; the rest is read and dropped."""
    lines: queue.Queue[str] = queue.Queue()

    def drain() -> None:
        for line in stream:
            lines.put(line)

    threading.Thread(target=drain, daemon=True).start()
    while not (found := LINK.search(lines.get(timeout=seconds))):
        pass
    return found[0]


@dataclass
class Walk:
    """Everything is done by mouse and keyboard. `name` of the pictures; they are taken when they are wanted (WALK_PICTURES=1)."""

    page: Page
    name: str
    clicks: int = 0
    keys: int = 0
    stages: int = 0

    def click(self, thing: Locator) -> None:
        """One press of the mouse, on a page that is there as a whole."""
        thing.wait_for()
        self.page.wait_for_load_state()
        thing.click()
        self.clicks += 1

    def press(self, label: str, within: Locator | None = None) -> None:
        """Click the button or link with these words."""
        words = re.compile(rf"^\s*{re.escape(label)}")
        places = within or self.page.locator("body")
        self.click(places.locator("button, a").filter(has_text=words).locator("visible=true").first)

    def type(self, *lines: str, after: str = "Enter") -> None:
        """Where the focus is; a key after each line."""
        self.page.wait_for_load_state()
        hears_keys(self.page)
        for line in lines:
            self.page.keyboard.type(line)
            self.page.keyboard.press(after)
            self.keys += len(line) + 1

    def day(self, date: str) -> None:
        """Into the box of a date that has the focus: digit by digit, in whatever order this browser asks for them."""
        self.page.locator(":focus").fill(date)
        self.page.keyboard.press("Enter")
        self.keys += len(date) - 1

    def tab(self, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press("Tab")
        self.keys += times

    def downloads(self, label: str) -> Download:
        """Click it; what comes is a file."""
        with self.page.expect_download() as coming:
            self.press(label)
        return coming.value

    def stage(self, title: str) -> None:
        """A picture for docs/walk, when one is wanted."""
        self.stages += 1
        if os.environ.get("WALK_PICTURES"):
            PICTURES.mkdir(exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{self.name}-{self.stages:02}-{title}.png", animations="disabled")

    def settled(self) -> None:
        """Everything typed so far is on the server."""
        expect(self.page.locator("#desk-state")).to_contain_text("Wszystko zapisane")


def first_steps(page: Page, house: EmptyHouse, name: str) -> Walk:
    """From the terminal's link to the desk of an empty house."""
    walk = Walk(page, name)
    page.goto(house.link)
    walk.stage("pierwsze-wejscie")
    walk.type("Biuro Kongresu", after="Tab")
    walk.type("cztery zwykle slowa razem")
    expect(page).to_have_url(re.compile("/desk/editions"), timeout=60_000)  # a password is hashed slowly on purpose
    expect(page.locator("[autofocus]")).to_be_focused()
    return walk
