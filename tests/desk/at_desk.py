"""People of a running hall in a browser: a page with the cookies of somebody's seat."""

import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect

from tests.running import Person, RunningHall

WAITS = 20_000  # ms
expect.set_options(timeout=WAITS)


def browser_of(chromium: Browser, person: Person, **options: Any) -> BrowserContext:
    """This person's browser, with the seats that the person has."""
    context = chromium.new_context(**({"viewport": {"width": 1280, "height": 800}, "locale": "pl-PL"} | options))
    context.set_default_timeout(WAITS)
    context.add_cookies([{"name": name, "value": value, "url": person.url} for name, value in person.client.cookies.items()])
    return context


def listening(hall: RunningHall, pages: int) -> None:
    """Wait until so many pages hear: what happens from now on comes as a push."""
    deadline, asking = time.monotonic() + WAITS / 1000, hall.stranger().client
    while asking.get("/readyz").json()["listeners"] < pages:
        assert time.monotonic() < deadline
