"""Work in a thread of its own: a browser that is open in this one keeps an event loop here, and a second cannot run beside it."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def apart(call: Callable[[], T]) -> T:
    """What it returns or raises."""
    with ThreadPoolExecutor(1, "apart") as thread:
        return thread.submit(call).result()


def aside(work: Coroutine[Any, Any, T]) -> T:
    """The same for a coroutine."""
    return apart(lambda: asyncio.run(work))
