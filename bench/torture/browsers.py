"""Real Chromium tablets, killed, reloaded, crashed, frozen, with the server killed beside them: nothing they showed is lost."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from playwright.sync_api import Playwright, sync_playwright

from bench.torture.proxy import proxy
from bench.torture.run import Figures, Run, must, spread
from bench.torture.tabletop import WAYS, Tabletop, down, up, waits
from bench.torture.watching import Watched, exactly_once, recorded, until, watch
from tests.browser import find_browser
from tests.conftest import CHROMIUM
from tests.story.demo import Hall, free_port

STOLIK = 3
ACKNOWLEDGED, RIGHT, BACK = 2.0, 3.0, 60.0  # s: SIGKILL to the first acknowledgement, to a right projector; total loss to everything back
SLACK = 0.05  # s between two looks of a page's observer


@contextlib.contextmanager
def opened_hall(run: Run, name: str) -> Iterator[Hall]:
    hall = Hall(data=run.folder / name, port=free_port())
    try:
        yield hall.start()
    finally:
        hall.stop()


@contextlib.contextmanager
def tabletops(run: Run, playwright: Playwright, hall: Hall, many: int) -> Iterator[list[Tabletop]]:
    """Tablets of one stolik, each a browser of its own behind a proxy of its own."""
    with contextlib.ExitStack() as held:
        made = []
        for nth in range(many):
            mine = held.enter_context(proxy(hall.port, run.seed + nth))
            tablet = Tabletop(playwright, hall, mine, run.folder / f"profile-{nth}", STOLIK)
            held.callback(tablet.switch_off)
            tablet.switch_on().open()
            made.append(tablet)
        yield made


def suffer(tablet: Tabletop, way: str, notes: list[str], server_too: bool) -> None:
    """Notes wait, one more is just being typed, and it happens; then everything arrives and the page is right."""
    down(tablet)
    tablet.now.write(*notes)
    waits(tablet, *notes)
    tablet.now.write(f"{notes[-1]}, i jeszcze")
    tablet.remember()
    if server_too:
        tablet.hall.kill()

    def back() -> None:
        if server_too:
            tablet.hall.start()
        up(tablet)

    WAYS[way](tablet, back)
    arrive(tablet, way, notes)
    finish(tablet)
    tablet.now.drained()
    tablet.now.same()
    tablet.remember()


def finish(tablet: Tabletop) -> None:
    """What was being typed when it happened stands in the box again; its author presses Enter."""
    box = tablet.now.page.locator("#text")
    if box.input_value():
        box.press("Enter")
        until(lambda: not box.input_value(), 10, "the box is not cleared", tablet.now.page)


def arrive(tablet: Tabletop, way: str, notes: list[str]) -> None:
    def missing() -> set[str]:
        return set(notes) - set(recorded(tablet.hall))

    until(lambda: not missing(), 60, lambda: f"{way}: not recorded: {missing()}", tablet.now.page)


def mishaps(run: Run, ways: list[tuple[str, bool]], many: int) -> Figures:
    """One mishap after the other, on each of the tablets in turn."""
    happened: dict[str, int] = {}
    with sync_playwright() as playwright, opened_hall(run, "mishaps") as hall, tabletops(run, playwright, hall, many) as tablets:
        for nth, (way, server_too) in enumerate(ways):
            run.report(f"{nth + 1} of {len(ways)}: {way}{', the server killed too' if server_too else ''}")
            notes = [f"{nth + 1}. {way}, wpis {one}" for one in range(1, 2 + nth % 3)]
            suffer(tablets[nth % many], way, notes, server_too)
            happened[way] = happened.get(way, 0) + 1
        for tablet in tablets:
            tablet.now.same()
            tablet.remember()
        shown = set.union(*(tablet.shown for tablet in tablets))
        return {"mishaps": happened, "servers killed": sum(too for _, too in ways), "notes": exactly_once(hall, shown)}


def browsers(run: Run) -> Figures:
    """Tablets with waiting notes are killed, reloaded, crashed, frozen, stopped, the server beside them too: 0 lost, pages right."""
    chance = run.random("browsers")
    ways = [name for _ in range(run.much(1, 9)) for name in chance.sample(list(WAYS), len(WAYS))]
    return mishaps(run, [(way, chance.random() < 0.4) for way in ways], many=2)


@dataclass
class Killer(threading.Thread):
    """Kills the server and starts it again at once, so often; remembers when."""

    hall: Hall
    chance: Random
    times: int
    pause: tuple[float, float] = (2.0, 4.0)
    killed_at: list[float] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        try:
            for _ in range(self.times):
                time.sleep(self.chance.uniform(*self.pause))
                self.killed_at.append(time.time())
                self.hall.kill()
                self.hall.start()
            time.sleep(self.pause[1])
        except BaseException as trouble:
            self.trouble.append(trouble)


def first_after(at: float, until_at: float, tablets: list[Watched], heard: list[Watched], what: str) -> float | None:
    """From a kill to the first note typed after it that these pages tell of, before the next kill."""
    typed = {note: when for seen in tablets for kind, note, when in seen.told if kind == "shown" and at < when}
    ends = [when for seen in heard for kind, note, when in seen.told if kind == what and note in typed and at < when < until_at]
    return min(ends) - at if ends else None


def recoveries(killer: Killer, tablets: list[Watched], heard: list[Watched], what: str) -> list[float]:
    """Every recovery; one that never came before the next kill counts as lasting until it."""
    ends = [*killer.killed_at[1:], time.time()]
    pairs = zip(killer.killed_at, ends, strict=True)
    found = [(first_after(at, end, tablets, heard, what), end - at) for at, end in pairs]
    return [seconds if seconds is not None else most for seconds, most in found]


def type_on(killer: Killer, tablets: list[Watched], chance: Random) -> None:
    """Everybody types in turn while the server is being killed."""
    killer.start()
    nth = 0
    while killer.is_alive():
        nth += 1
        tablets[nth % len(tablets)].write(f"Wpis {nth} z tabletu {nth % len(tablets) + 1}")
        tablets[0].page.wait_for_timeout(chance.uniform(20, 300))
    must(not killer.trouble, f"the server did not come back: {killer.trouble}")


def kills(run: Run) -> Figures:
    """SIGKILL audit with real tablets and a real projector: every few seconds the server dies while four tablets type."""
    chance = run.random("kills")
    with sync_playwright() as playwright, opened_hall(run, "kills") as hall:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        stoliki = (3, 3, 4, 5) if run.long else (3, 4)
        tablets = [watch(browser.new_context(), hall, "moderator", stolik) for stolik in stoliki]
        projector = watch(browser.new_context(), hall, "projector")
        killer = Killer(hall, run.random("killer"), run.much(3, 100))
        type_on(killer, tablets, chance)
        for seen in tablets:
            seen.drained(60)
        for seen in [*tablets, projector]:
            seen.same()
            must(not seen.errors, f"{seen.page.url} threw {seen.errors}")
        notes = exactly_once(hall, {note for seen in tablets for note in seen.texts("shown")})
        ends = {
            "SIGKILL to first acknowledgement": recoveries(killer, tablets, tablets, "saved"),
            "SIGKILL to a right projector": recoveries(killer, tablets, [projector], "mapped"),
        }
        browser.close()
    found: Figures = {
        "server kills": len(killer.killed_at),
        "notes": notes,
        "took, s": {name: spread(times) for name, times in ends.items()},
    }
    if run.long:
        in_time(found["took, s"])
    return found


def in_time(took: dict[str, dict[str, float]]) -> None:
    for what, most in (("SIGKILL to first acknowledgement", ACKNOWLEDGED), ("SIGKILL to a right projector", RIGHT)):
        must(took[what]["p95"] < most, f"{what}: p95 {took[what]['p95']} s, promised {most} s")


def empty_hall(run: Run) -> Figures:
    """Total loss: the database is deleted while real tablets are open; the same tablets bring back all of it with their cards."""
    took = []
    for nth in range(run.much(1, 10)):
        with (
            sync_playwright() as playwright,
            opened_hall(run, f"empty-{nth}") as hall,
            tabletops(run, playwright, hall, run.much(1, 2)) as tablets,
        ):
            took.append(lose_all(hall, tablets, run.much(8, 40)))
    return {"losses": len(took), "everything back, s": spread(took)}


def lose_all(hall: Hall, tablets: list[Tabletop], many: int) -> float:
    """Seconds from the first card scanned again to the last note back."""
    for nth in range(many):
        tablets[nth % len(tablets)].now.write(f"Ze starej bazy {nth}")
    for tablet in tablets:
        tablet.now.drained()
    hall.kill()
    for file in hall.data.glob("stoliki.db*"):
        os.unlink(file)
    hall.start()
    for nth, tablet in enumerate(tablets):
        tablet.now.write(f"Z czasu bez bazy {nth}")
        tablet.remember()
    began = time.time()
    for tablet in tablets:
        tablet.rejoin()
    wanted = set.union(*(tablet.shown for tablet in tablets))
    until(lambda: not wanted - set(recorded(hall)), BACK, lambda: f"not back: {wanted - set(recorded(hall))}", tablets[0].now.page)
    took = time.time() - began
    for tablet in tablets:
        tablet.now.drained()
        tablet.now.same()
    exactly_once(hall, wanted)
    return took


SCENARIOS = {"browsers": browsers, "browser-kills": kills, "browser-loss": empty_hall}
