"""Laptops change networks in the middle of a hall: the addresses are looked at again and again, and a change is told."""

import threading
from collections.abc import Callable

LOOK_SECONDS = 15.0


def watch(look: Callable[[], list[str]], changed: Callable[[list[str]], None], every: float = LOOK_SECONDS) -> threading.Event:
    """Looks in the background until the returned event is set."""
    over = threading.Event()

    def keep_looking() -> None:
        before = look()
        while not over.wait(every):
            now = look()
            if now != before:
                changed(now)
            before = now

    threading.Thread(target=keep_looking, daemon=True).start()
    return over
