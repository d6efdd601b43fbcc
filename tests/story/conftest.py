"""Fixtures of the stories: a hall of its own for every story, one browser for all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.live.db import Database
from tests.running import replays
from tests.story.demo import Hall, free_port

expect.set_options(timeout=20_000)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A fresh `stoliki demo` on a free port and an empty data directory.

    By the end of the story no page may have thrown, and the journal must rebuild the same tables."""
    running = Hall(data=tmp_path / "data", port=free_port(), forked=True)
    try:
        yield running.start()
        assert not running.errors, running.errors
    finally:
        running.stop()
    stored = Database(f"sqlite:///{running.data / 'stoliki.db'}")
    replays(stored, running.data)
    stored.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The same Chromium with nobody left in it from the story before."""
    yield chromium
    for context in chromium.contexts:
        context.close()
