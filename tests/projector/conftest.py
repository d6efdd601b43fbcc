from collections.abc import Callable
from time import perf_counter

import pytest


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
