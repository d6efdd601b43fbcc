"""Tablets in a real browser whose network and clock obey the test (wire.js), and the hall they belong to."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.running import RunningHall
from tests.torture.mortal import MortalHall

WIRE = Path(__file__).parent / "wire.js"
REST = 450  # ms from the last tap until a count is sent
CLEARED = "local_storage,indexeddb"
DONE = """async (v) => {
  const w = window.wire, said = await (async () => { %s })();
  await w.quiet();
  return [said ?? null, await w.state()];
}"""
EMPTIED = "() => sessionStorage.clear()"


@dataclass
class Tablet:
    """One page of one browser. `state` is what the page said of itself after the last deed."""

    page: Page
    name: str
    hall: MortalHall
    number: int = 3
    state: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def open(self) -> None:
        self.page.goto(f"{self.hall.url}/stoliki/{self.number}")
        self.see()

    def reload(self) -> None:
        self.page.reload()
        self.see()

    def do(self, script: str, *values: Any) -> Any:
        """Run `script` (JavaScript; `w` is the wire, `v` the values), wait until nothing moves, and look."""
        said, self.state = self.page.evaluate(DONE % script, list(values))
        return said

    def see(self) -> dict[str, Any]:
        self.do("await w.barrier();")
        return self.state

    # The person

    def write(self, text: str) -> None:
        self.do("w.write(v[0]);", text)

    def press(self, wish: str, nth: int = 0, times: int = 1) -> str:
        return str(self.do("return w.press(v[0], v[1], v[2]);", wish, nth, times))

    def count(self, nth: int, times: int) -> str:
        """Hands are tapped, then the finger rests."""
        taps = "const id = w.press('hand-more', v[0], v[1]); await w.quiet();"
        return str(self.do(f"{taps} await w.advance({REST}); return id;", nth, times))

    def headcount(self, times: int) -> None:
        keys = "for (let i = 0; i < v[0]; i += 1) document.querySelector('[data-do=more]').click();"
        self.do(f"{keys} await w.quiet(); await w.advance({REST});", times)

    def reword(self, nth: int, text: str) -> str:
        return str(self.do("const id = w.press('reword', v[0]); if (id) w.write(v[1]); return id;", nth, text))

    def undo(self) -> None:
        self.do("document.querySelector('.status [data-do=undo]').click();")

    # Its network and its clock

    def fate(self, kind: str, stage: str, how: str, nth: int = 0) -> str:
        """One message of this kind (any: "") is delivered, dropped, doubled... Returns its kind, "" when there is none."""
        return str(self.do("return w.fate(v[0], v[1], v[2], v[3]);", kind, stage, nth, how))

    def flow(self) -> None:
        """Everything on its way arrives, in order, and what follows from it."""
        self.do("await w.barrier(); await w.flow();")

    def advance(self, ms: int, flowing: bool = False) -> None:
        self.do("w.flowing = v[1]; if (v[1]) await w.flow(); await w.advance(v[0]); w.flowing = false;", ms, flowing)

    def sleep(self, ms: int) -> None:
        """The lid is closed: no timer runs, then all of them."""
        self.do("await w.advance(v[0], true);", ms)

    def jump(self, ms: int) -> None:
        """Its clock is set."""
        self.do("w.jump(v[0]);", ms)

    def dead(self, is_dead: bool) -> None:
        self.do("await w.dead(v[0]);", is_dead)

    def fresh(self) -> dict[str, Any]:
        """This page as the server renders it now: its seq, its epoch and its digest."""
        found: dict[str, Any] = self.page.evaluate("() => window.wire.fresh()")
        return found

    def stored(self) -> list[dict[str, Any]]:
        """The outbox as it lies on disk."""
        rows: list[dict[str, Any]] = self.page.evaluate("() => window.wire.stored()")
        return rows

    def texts(self) -> list[str]:
        return [row["text"] for row in self.state["digest"]["rows"]]


class Troupe:
    """A hall, and tablets at its stolik 3: the first two are two tabs of one browser, the others have browsers of their own."""

    def __init__(self, browser: Browser, folder: Path, tablets: int = 3) -> None:
        self.hall = MortalHall(folder)
        self.contexts: list[BrowserContext] = []
        self.hall.begin()
        self.tablets = [self._tablet(browser, nth) for nth in range(tablets)]
        self.tools = [tablet.page.context.new_cdp_session(tablet.page) for tablet in self.tablets]
        self.base = self.hall.snapshot()

    def _tablet(self, browser: Browser, nth: int) -> Tablet:
        if nth != 1:
            context = browser.new_context(viewport={"width": 1100, "height": 800}, locale="pl-PL", service_workers="block")
            context.set_default_timeout(20_000)
            context.add_init_script(path=WIRE)
            sit(context, self.hall)
            self.contexts.append(context)
        page = self.contexts[-1].new_page()
        tablet = Tablet(page, "ABCDEF"[nth], self.hall)
        page.on("pageerror", lambda error: tablet.errors.append(str(error)))
        page.on("console", lambda said: tablet.errors.append(said.text) if said.text.startswith("stoliki:") else None)
        page.on("dialog", lambda dialog: dialog.accept())
        return tablet

    def begin(self, names: str = "ABC") -> list[Tablet]:
        """A new hall, and these tablets, empty: open, heard, nothing waiting."""
        self.hall.begin(self.base)
        chosen = [tablet for tablet in self.tablets if tablet.name in names]
        for tablet in self.tablets:
            tablet.errors.clear()
            if tablet.state:
                tablet.page.evaluate(EMPTIED)
            tablet.state = {}
        for tools in self.tools:
            tools.send("Storage.clearDataForOrigin", {"origin": self.hall.url, "storageTypes": CLEARED})
        for tablet in chosen:
            tablet.open()
            tablet.flow()
        return chosen

    def rewrite(self, changes: dict[str, list[tuple[str, str]]]) -> None:
        """From the next load on these scripts are served with other words in them."""
        self.hall.rewrites = changes
        for tools in self.tools:
            tools.send("Network.clearBrowserCache")

    def down(self) -> None:
        """Nobody is there: every open page notices (what was on its way still is)."""
        for tablet in self.tablets:
            if tablet.state:
                tablet.dead(True)

    def up(self) -> None:
        for tablet in self.tablets:
            if tablet.state:
                tablet.dead(False)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.hall.close()


def sit(context: BrowserContext, hall: MortalHall) -> None:
    """This browser hands in the card of stolik 3."""
    code = RunningHall(hall.running, hall.url).code("moderator", 3)
    joined = context.request.post(f"{hall.url}/join", form={"code": code}, max_redirects=0)
    assert joined.status == 303, joined.text()

