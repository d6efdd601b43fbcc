"""A tablet as a thing on a table: a Chromium with a profile on the disk, that can be killed, crash, freeze, stop and be opened again."""

import contextlib
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, Playwright
from playwright.sync_api import Error as PageGone

from bench.torture.proxy import CLEAR, Fault, Proxy
from bench.torture.watching import WATCH, Watched, devtools, listens, tried, until
from tests.browser import find_browser
from tests.conftest import CHROMIUM
from tests.story.demo import Hall
from tests.story.people import hears_keys

SCENE = """() => ({ at: location.href, kept: document.body.dataset.kept, focus: document.activeElement?.id,
    typed: document.activeElement?.value, visible: document.visibilityState, waiting: document.getElementById("waiting")?.innerText })"""
SETTLED = "(old) => performance.timeOrigin !== old && document.readyState === 'complete'"
STOPPED = 4.0  # s that a renderer or a page stands still


@dataclass
class Tabletop:
    """`told` is all that its pages have shown in all its lives."""

    playwright: Playwright
    hall: Hall
    proxy: Proxy
    folder: Path
    stolik: int
    shown: set[str] = field(default_factory=set)
    context: BrowserContext | None = None
    seen: Watched | None = None

    @property
    def now(self) -> Watched:
        assert self.seen
        return self.seen

    def switch_on(self) -> "Tabletop":
        """The browser starts with what its profile holds."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=find_browser(), args=CHROMIUM, viewport={"width": 1280, "height": 800}, locale="pl-PL"
        )
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(WATCH)
        return self

    def open(self) -> Watched:
        """The stolik's page; with the card, when the browser has forgotten its seat (a killed one may: cookies reach the disk late)."""
        assert self.context
        self.seen = Watched(self.context.new_page())
        listens(self.seen)
        address = f"{self.proxy.url}/stoliki/{self.stolik}"
        visit(self.seen, address)
        if self.seen.page.url != address:
            self.rejoin()
        hears_keys(self.seen.page)
        return self.seen

    def rejoin(self) -> None:
        """The card is scanned."""
        card = self.hall.seat("moderator", self.stolik).url
        visit(self.now, card.replace(f"127.0.0.1:{self.hall.port}", f"127.0.0.1:{self.proxy.port}"))
        self.now.page.wait_for_url("**/stoliki/*")
        hears_keys(self.now.page)

    def remember(self) -> None:
        """What its page has shown until now."""
        with contextlib.suppress(PageGone):
            self.now.page.wait_for_timeout(1)
        self.shown |= set(self.now.texts("shown"))

    def processes(self, kind: str = "") -> list[psutil.Process]:
        """The browser's own process (its group is not ours), or its children of a kind."""
        mine = [one for one in psutil.Process().children(recursive=True) if f"--user-data-dir={self.folder}" in words_of(one)]
        browser = [one for one in mine if not any(word.startswith("--type=") for word in words_of(one))]
        if not kind:
            return browser
        return [one for root in browser for one in root.children(recursive=True) if f"--type={kind}" in words_of(one)]

    def kill(self) -> None:
        """SIGKILL for the browser and every process of it; then it is switched on again."""
        doomed = [child for root in self.processes() for child in [root, *root.children(recursive=True)]]
        for one in doomed:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(doomed, 10)
        self.remember()
        self.switch_off()

    def switch_off(self) -> None:
        if self.context:
            with contextlib.suppress(PageGone):
                self.context.close()
        self.context = self.seen = None


def visit(seen: Watched, address: str) -> None:
    """Go there; once more, when the browser's own attempts to load what failed before come between."""

    def loaded() -> bool:
        with contextlib.suppress(PageGone):
            seen.page.goto(address, timeout=10_000)
            return True
        return False

    until(loaded, 60, f"{address} does not load", seen.page)


def words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def killed(tablet: Tabletop, back: Callable[[], object]) -> None:
    """The browser is killed with everything it is; the network is back; the browser starts again."""
    tablet.kill()
    back()
    tablet.switch_on().open()


def reloaded(tablet: Tabletop, back: Callable[[], object]) -> None:
    """Reloaded while nothing answers, and again when something does. The kept page or the browser's own error is there before:
    it comes a little after the failure is told, and would end whatever is loaded next."""
    page = tablet.now.page
    old = page.evaluate("performance.timeOrigin")
    with contextlib.suppress(PageGone):
        page.reload(timeout=3000)
    until(lambda: tried(lambda: page.evaluate(SETTLED, old), False), 30, "the failed reload shows nothing", page)
    tablet.remember()
    back()
    visit(tablet.now, f"{tablet.proxy.url}/stoliki/{tablet.stolik}")
    hears_keys(tablet.now.page)


def reopened(tablet: Tabletop, back: Callable[[], object]) -> None:
    """The tab is closed at once, without being asked, and opened again."""
    tablet.remember()
    tablet.now.page.close()
    back()
    tablet.open()


def crashed(tablet: Tabletop, back: Callable[[], object]) -> None:
    """The renderer crashes under the page; the tab is opened again."""
    old = tablet.now
    old.page.evaluate("() => addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)")
    with contextlib.suppress(PageGone):
        old.page.goto("chrome://crash", timeout=5000, wait_until="commit")
    tablet.remember()
    back()
    tablet.open()
    with contextlib.suppress(PageGone):
        old.page.close()


def frozen(tablet: Tabletop, back: Callable[[], object]) -> None:
    """The system freezes the page (its timers, its scripts); the network comes back before it thaws."""
    tools = devtools(tablet.now)
    tools.send("Page.setWebLifecycleState", {"state": "frozen"})
    back()
    time.sleep(STOPPED)
    tools.send("Page.setWebLifecycleState", {"state": "active"})


def stopped(tablet: Tabletop, back: Callable[[], object]) -> None:
    """The renderers are stopped (SIGSTOP), as by a laptop's lid."""
    asleep = tablet.processes("renderer")
    for one in asleep:
        one.send_signal(signal.SIGSTOP)
    back()
    time.sleep(STOPPED)
    for one in asleep:
        one.send_signal(signal.SIGCONT)


def offline(tablet: Tabletop, back: Callable[[], object]) -> None:
    """The machine says it is offline, the network comes back, and only then it says so."""
    assert tablet.context
    tablet.context.set_offline(True)
    back()
    tablet.now.page.wait_for_timeout(500)
    tablet.context.set_offline(False)


WAYS = {one.__name__: one for one in (killed, reloaded, reopened, crashed, frozen, stopped, offline)}


def down(tablet: Tabletop) -> None:
    """Nothing of what is typed now gets through."""
    tablet.proxy.become(Fault(refuse=True))
    tablet.proxy.reset()


def up(tablet: Tabletop) -> None:
    tablet.proxy.become(CLEAR)


def through_proxy(hall: Hall, proxy: Proxy) -> Hall:
    """The same hall, seen from behind a proxy."""
    return replace(hall, url=proxy.url)


def waits(tablet: Tabletop, *notes: str) -> None:
    """The notes stand on the page as waiting."""

    def there() -> bool:
        return set(notes) <= set(tablet.now.page.locator("#waiting .issue-text").all_text_contents())

    until(there, 15, lambda: f"not waiting: {notes}; {scene(tablet.now)}", tablet.now.page)


def scene(seen: Watched) -> str:
    """What a person would see of the page now: where the typing goes, and what it has told."""
    return f"{tried(lambda: seen.page.evaluate(SCENE), seen.page.url)}; it threw {seen.errors}; it told {seen.told[-12:]}"
