"""One hall and three tablets for all that is played here; their data and their storage are new for every story."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.torture.tablets import Troupe


@pytest.fixture(scope="session")
def troupe(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troupe]:
    """Killed houses complain in the log that they could not write: that is what is being tested."""
    quiet = [logging.getLogger(name) for name in ("app.live.recorder", "app.live.disk")]
    for logger in quiet:
        logger.setLevel(logging.CRITICAL)
    made = Troupe(chromium, Path(tmp_path_factory.mktemp("torture")))
    yield made
    made.close()
    for logger in quiet:
        logger.setLevel(logging.NOTSET)
