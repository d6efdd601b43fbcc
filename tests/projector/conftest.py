from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

import app.projector


@pytest.fixture
def benchmark_ms() -> Callable[[Callable[[], object]], float]:
    """The best of several runs: what the code takes, not what the machine was doing beside it."""

    def best(run: Callable[[], object]) -> float:
        took = []
        for _ in range(7):
            start = perf_counter()
            run()
            took.append(perf_counter() - start)
        return min(took) * 1000

    return best


STYLES = Path(app.projector.__file__).parents[1] / "static" / "css"


@pytest.fixture
def map_css() -> str:
    return (STYLES / "map.css").read_text("utf-8")


@pytest.fixture
def base_css() -> str:
    return (STYLES / "base.css").read_text("utf-8")
