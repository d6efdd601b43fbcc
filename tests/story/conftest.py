"""Fixtures of the stories: a hall of its own for every story, one browser for all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.live.db import Database
from app.live.replay import check
from tests.browser import find_browser
from tests.story.demo import Hall, free_port

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
expect.set_options(timeout=10_000)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A fresh `stoliki demo` on a free port and an empty data directory.

    By the end of the story no page may have thrown, and the journal must rebuild the same tables."""
    running = Hall(data=tmp_path / "data", port=free_port())
    try:
        yield running.start()
        assert not running.errors, running.errors
    finally:
        running.stop()
    replays(running)


def replays(hall: Hall) -> None:
    """The journal rebuilds equal tables in an empty database."""
    stored, empty = Database(f"sqlite:///{hall.data / 'stoliki.db'}"), Database(f"sqlite:///{hall.data / 'replayed.db'}")
    entries, found = check(stored, empty)
    stored.close()
    empty.close()
    assert entries > 0
    assert not found, found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The same Chromium with nobody left in it from the story before."""
    yield chromium
    for context in chromium.contexts:
        context.close()
