"""What people do and see in the stories: a moderator at a tablet, an organiser at the desk, whoever looks at the hall."""

from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Locator, Page, Route, expect

NOTES = [
    "Brak ławek przy przystanku na Podgórskiej",
    "Źle ustawione światła, piesi nie zdążą przejść",
    "Zażółć gęślą jaźń: chodnik jest węższy niż wózek",
    "Ścieżka rowerowa kończy się w krzakach",
    "Ćwierć osiedla dojeżdża przez jeden most",
    "Łódź ratunkowa nie ma gdzie cumować",
    "Ósmy raz ta sama dziura, łatana co wiosnę",
    "Śmieci z wału nikt nie zbiera",
    "Autobus nr 15 ucieka sprzed nosa o 7:02",
    "Więcej drzew, mniej betonu",
]
LIVE = "#log > li[data-state=live]"


HEARS_KEYS = """() => {
  if (globalThis.hearsKeys === undefined) {
    globalThis.hearsKeys = false;
    addEventListener("keydown", () => { globalThis.hearsKeys = true; }, { once: true, capture: true });
  }
  return globalThis.hearsKeys;
}"""


def hears_keys(page: Page) -> None:
    """A browser gives its first keys to nobody when a page has just been opened, on a busy machine or where the page before could
    not be loaded; a person would see it and type again."""
    for _ in range(500):
        with suppress(Error):  # another page is just taking its place
            if page.evaluate(HEARS_KEYS):
                return
            page.keyboard.press("Shift")
        page.wait_for_timeout(20)
    raise AssertionError(f"{page.url} hears no keys")


def write(page: Page, *notes: str, delay: float = 0) -> None:
    """Type the notes where the focus is, Enter after each, as fast as `delay` (ms a key) says."""
    hears_keys(page)
    for note in notes:
        page.keyboard.type(note, delay=delay)
        page.keyboard.press("Enter")


def said(page: Page) -> Locator:
    """The texts of everything that stands recorded in a tablet's log, oldest first."""
    return page.locator(f"{LIVE} .issue-said .issue-text")


def waiting(page: Page) -> Locator:
    """The texts of what still waits on a tablet."""
    return page.locator("#waiting > li .issue-text")


def sees(page: Page, *notes: str) -> None:
    """The tablet shows exactly these notes, in this order, and nothing waits."""
    expect(said(page)).to_have_text(list(notes))
    expect(waiting(page)).to_have_count(0)


def on_map(projector: Page) -> Locator:
    return projector.locator("li[data-issue-id]")


def row(page: Page, text: str) -> Locator:
    """The row of the log with this text."""
    return page.locator("#log > li", has=page.locator(".issue-said .issue-text", has_text=text))


def open_row(page: Page, text: str) -> Locator:
    """The row unfolded, with its tools."""
    found = row(page, text)
    if found.get_attribute("data-open") is None:
        found.locator(".issue-said").click()
    expect(found).to_have_attribute("data-open", "")
    return found


def press(page: Page, text: str, wish: str, times: int = 1) -> None:
    """Unfold the row with this text and press one of its keys; several times: in one burst, however slow this machine."""
    key = open_row(page, text).locator(f".issue-tools [data-do={wish}]")
    if times == 1:
        key.click()
    else:
        key.evaluate("(key, times) => { for (let n = 0; n < times; n += 1) key.click(); }", times)


def choose_topic(page: Page, title: str) -> None:
    page.locator("#topics .choice", has_text=title).click()


def state_line(page: Page) -> Locator:
    return page.locator("#status-text")


def exported(organiser: Page, url: str) -> dict[str, Any]:
    """The hall as /export/hall.json tells it, with the organiser's cookies."""
    answer = organiser.request.get(f"{url}/export/hall.json")
    assert answer.ok, answer.status
    document: dict[str, Any] = answer.json()
    return document


def texts(organiser: Page, url: str) -> list[str]:
    """Every visible issue's text in the export."""
    return [issue["text"] for issue in exported(organiser, url)["issues"]]


HOLD_DISK = """() => new Promise((held) => {
  indexedDB.open('stoliki', 1).onsuccess = ({ target }) => {
    const rows = target.result.transaction('outbox', 'readwrite').objectStore('outbox');
    const busy = () => { if (!window.diskFree) rows.count().onsuccess = busy; held(); };
    busy();
  };
})"""


def slow_disk(page: Page) -> None:
    """Nothing can be written to this browser's IndexedDB until `window.diskFree` is set."""
    page.evaluate(HOLD_DISK)


HELD = """() => new Promise((told) => {
  indexedDB.open('stoliki').onsuccess = ({ target }) => {
    const rows = target.result.transaction('outbox').objectStore('outbox').getAll();
    rows.onsuccess = () => told(rows.result);
  };
})"""


def held(page: Page) -> list[dict[str, Any]]:
    """The rows of the outbox as they are in this browser's IndexedDB."""
    rows: list[dict[str, Any]] = page.evaluate(HELD)
    return rows


def script(page: Page, name: str) -> str:
    """The address of one of the page's own modules, to import what it exports."""
    address: str = page.evaluate("() => document.querySelector('script[src*=\"/js/\"][type=module]').src")
    return address.rpartition("/")[0] + f"/{name}.js"


class Held:
    """A page's batches, held on their way until they are let go."""

    def __init__(self, page: Page) -> None:
        self.page, self.routes, self.holds = page, list[Route](), True
        page.route("**/commands", self.take)

    def take(self, route: Route) -> None:
        if self.holds:
            self.routes.append(route)
        else:
            route.continue_()

    def first(self) -> Route:
        """The oldest batch that is held, when there is one."""
        while not self.routes:
            self.page.wait_for_timeout(20)
        return self.routes.pop(0)

    def let_go(self) -> None:
        """From now on nothing is held."""
        self.holds = False
        while self.routes:
            self.routes.pop(0).continue_()
