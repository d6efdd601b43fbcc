"""Fixtures for every slice: a running hall on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import RunningHall, running


@pytest.fixture
def house_hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A real server; when the test is over its journal must rebuild the same tables."""
    with running(tmp_path / "hall") as hall:
        yield hall
