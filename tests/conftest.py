"""Fixtures for every slice: a running hall on a database of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import find_browser
from tests.running import Person, RunningHall, running

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def pytest_xdist_auto_num_workers() -> int:
    """More than the cores: a story mostly waits for somebody."""
    return min(8, (os.cpu_count() or 1) * 3 // 2)


@pytest.fixture
def house_hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A real server; when the test is over its journal must rebuild the same tables."""
    with running(tmp_path / "hall") as hall:
        yield hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """One hall for a whole file; at its end the journal must rebuild the same tables."""
    with running(tmp_path_factory.mktemp("shared") / "hall") as found:
        yield found


@pytest.fixture(scope="module")
def organiser(hall: RunningHall) -> Person:
    return hall.sit("organiser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        yield browser
        browser.close()
