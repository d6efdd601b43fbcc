"""One server for each file of tests: every test votes on issues of its own, in rounds of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import RunningHall, running


@pytest.fixture(scope="module")
def house_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """When the tests are over its journal must rebuild the same tables."""
    with running(tmp_path_factory.mktemp("votes") / "hall", commands_per_seat=100_000) as hall:
        yield hall


@pytest.fixture
def fresh_hall(tmp_path: Path) -> Iterator[RunningHall]:
    """One in which nobody has voted yet."""
    with running(tmp_path / "hall") as hall:
        yield hall
