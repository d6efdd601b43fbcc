"""Fixtures of the stories: a hall of its own for every story, one browser for all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import find_browser
from tests.story.demo import Hall, free_port, sit

__all__ = ["Hall", "sit"]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A fresh `stoliki demo` on a free port and an empty data directory; no page may have thrown by the end of the story."""
    running = Hall(data=tmp_path / "data", port=free_port())
    try:
        yield running.start()
        assert not running.errors, running.errors
    finally:
        running.stop()


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
