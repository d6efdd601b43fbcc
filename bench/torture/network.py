"""Real tablets on a bad network: each behind a proxy of its own, the faults switched while people type."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from playwright.sync_api import Browser, sync_playwright

from bench.torture.proxy import DOWN, UP, Fault, Proxy, proxy
from bench.torture.run import Figures, Run, must, spread
from bench.torture.watching import Watched, devtools, exactly_once, listeners, until, watch
from tests.browser import find_browser
from tests.conftest import CHROMIUM
from tests.story.demo import Hall, free_port

STOLIK = 3
BOTH = (UP, DOWN)
DEAD, WOKEN, FREED = 8.0, 2.5, 12.0  # s: a page leaves a dead link; the same after waking; the server frees a half-open one
BLOCKS = {"down", "up lost", "down lost", "half-open", "refused", "never answered", "portal"}  # nothing can arrive meanwhile
ENDS = {"refused", "never answered", "portal", "reset"}  # these begin with a RST to every connection there is


def weather(chance: Random) -> dict[str, Fault]:
    """Every fault, with its figures drawn."""
    cut = chance.randint(1, 700)
    return {
        "slow": Fault(delay=0.2, jitter=chance.uniform(0, 0.6)),
        "narrow": Fault(rate=chance.randint(4_000, 20_000)),
        "down": Fault(hold=BOTH),
        "up lost": Fault(lose=(UP,)),
        "down lost": Fault(lose=(DOWN,)),
        "half-open": Fault(lose=BOTH),
        "cut in mid-frame": Fault(cut=cut),
        "cut by RST": Fault(cut=cut, reset=True),
        "reset": Fault(),
        "refused": Fault(refuse=True),
        "never answered": Fault(mute=True),
        "portal": Fault(portal=True),
    }


@dataclass
class Place:
    """One page and the proxy it is behind."""

    seen: Watched
    proxy: Proxy
    typed: list[str] = field(default_factory=list)

    def suffer(self, name: str, fault: Fault) -> None:
        self.proxy.become(fault)
        if name in ENDS:
            self.proxy.reset()

    def write(self, note: str) -> None:
        self.seen.write(note)
        self.typed.append(note)


@dataclass
class Room:
    """A hall, tablets of one stolik and a projector, each behind its own proxy; one tablet more on a good network."""

    hall: Hall
    tablets: list[Place]
    projector: Place
    calm: Watched
    durations: dict[str, list[float]] = field(default_factory=dict)

    @property
    def places(self) -> list[Place]:
        return [*self.tablets, self.projector]

    def measured(self, what: str, seconds: float) -> None:
        self.durations.setdefault(what, []).append(seconds)

    def agree(self) -> None:
        """Every page is what a fresh GET of it is; no page has thrown."""
        for seen in [*(place.seen for place in self.places), self.calm]:
            seen.same()
            must(not seen.errors, f"{seen.page.url} threw {seen.errors}")

    def audit(self) -> dict[str, int]:
        typed = {note for place in self.tablets for note in place.typed} | set(self.calm.texts("shown"))
        return exactly_once(self.hall, typed)


@contextlib.contextmanager
def room(run: Run, browser: Browser, tablets: int) -> Iterator[Room]:
    """The doors open: a real server, proxies, pages."""
    hall = Hall(data=run.folder / "data", port=free_port())
    with contextlib.ExitStack() as held:
        held.callback(hall.stop)
        hall.start()

        def place(role: str, nth: int, stolik: int | None = None) -> Place:
            mine = held.enter_context(proxy(hall.port, run.seed + nth))
            context = browser.new_context()
            held.callback(context.close)
            return Place(watch(context, replace(hall, url=mine.url), role, stolik), mine)

        seats = [place("moderator", nth, STOLIK) for nth in range(tablets)]
        calm = watch(browser.new_context(), hall, "moderator", STOLIK)
        yield Room(hall, seats, place("projector", tablets), calm)


def round_of(here: Room, faults: list[tuple[str, Fault]], seconds: float, mark: str) -> None:
    """Each tablet has its own weather while everybody types; then it clears, everything arrives, and all pages agree."""
    for place, (name, fault) in zip(here.places, faults, strict=False):
        place.suffer(name, fault)
    began = time.time()
    notes = [f"{mark}: {name}, przy tablecie {nth}" for nth, (name, _) in enumerate(faults[: len(here.tablets)])]
    for place, note in zip(here.tablets, notes, strict=True):
        place.write(note)
    here.calm.write(f"{mark}: przy spokojnym")
    for place, note in zip(here.tablets, notes, strict=True):
        place.seen.shows(note)
    here.calm.shows(f"{mark}: przy spokojnym")
    until(lambda: time.time() - began >= seconds, seconds + 30, "", here.calm.page)
    for place, note, (name, _) in zip(here.tablets, notes, faults, strict=False):
        waits = place.seen.page.locator("#waiting .issue-text").all_text_contents()
        must(name not in BLOCKS or note in waits, f"{name}: {note!r} does not wait, but {waits}")
    clear_up(here, faults)


def clear_up(here: Room, faults: list[tuple[str, Fault]]) -> None:
    for place in here.places:
        place.proxy.clear()
    began = time.time()
    for place, (name, _) in zip(here.tablets, faults, strict=False):
        last = place.typed[-1]
        here.measured(f"drained after {name}", max(0.0, place.seen.when("saved", last, seconds=60) - began))
    here.agree()
    here.measured("all pages right", time.time() - began)


def dead_link(here: Room) -> None:
    """Everybody behind a proxy goes out of reach without a FIN: the pages leave their links, the server frees its own."""
    for place in here.places:
        until(lambda place=place: links_now(place) == "live", 40, "a page has no link", place.seen.page)
    began, there = time.time(), listeners(here.hall)
    for place in here.places:
        place.proxy.become(Fault(lose=BOTH))
    until(lambda: listeners(here.hall) <= there - len(here.places), FREED * 3, "half-open links are not freed", here.calm.page)
    here.measured("half-open freed by the server", time.time() - began)
    for place in here.places:
        here.measured("dead link left by the page", place.seen.when("link", "lost", began) - began)
        place.proxy.clear()
    here.agree()


def woken(here: Room, place: Place) -> None:
    """A tablet sleeps while its link dies, and wakes."""
    until(lambda: links_now(place) == "live", 40, "the page has no link", place.seen.page)
    tools = devtools(place.seen)
    tools.send("Page.setWebLifecycleState", {"state": "frozen"})
    place.proxy.vanish()
    until(lambda began=time.time(): time.time() - began > 4, 20, "", here.calm.page)
    woke = time.time()
    tools.send("Page.setWebLifecycleState", {"state": "active"})
    here.measured("dead link left after waking", place.seen.when("link", "lost", woke) - woke)
    here.measured("live after waking", place.seen.when("link", "live", woke) - woke)
    tools.detach()


def links_now(place: Place) -> str:
    return (place.seen.texts("link") or [""])[-1]


def network(run: Run) -> Figures:
    """Real tablets behind proxies that delay, lose, cut, reset, swallow or greet as a hotel: what is typed arrives once, pages agree."""
    chance = run.random("network")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        with room(run, browser, tablets=5) as here:
            for nth in range(run.much(3, 40)):
                faults = chance.sample(sorted(weather(chance).items(), key=lambda one: one[0]), 6)
                seconds = chance.uniform(1, 12 if run.long else 3)
                run.report(f"round {nth + 1}, {seconds:.1f} s: {', '.join(name for name, _ in faults)}")
                round_of(here, faults, seconds, f"Runda {nth + 1}")
            for nth in range(run.much(1, 10)):
                dead_link(here)
                woken(here, here.tablets[nth % len(here.tablets)])
            found = {"notes": here.audit(), "took, s": {name: spread(times) for name, times in sorted(here.durations.items())}}
        browser.close()
    kept_in_time(here) if run.long else None
    return found


def kept_in_time(here: Room) -> None:
    """The promises in seconds, on a machine that has nothing else to do."""
    for what, most in (
        ("dead link left by the page", DEAD),
        ("dead link left after waking", WOKEN),
        ("half-open freed by the server", FREED),
    ):
        worst = max(here.durations[what])
        must(worst <= most + 0.25, f"{what} took {worst:.2f} s, promised {most} s")


SCENARIOS = {"network": network}
