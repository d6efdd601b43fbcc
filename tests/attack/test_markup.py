"""Stored XSS: sixty payloads in every text, shown on every page and screen. None becomes an element, none runs, the policy of the
pages (CSP) has nothing to report."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.architecture.rights import routes
from tests.attack.payloads import RUN, STORED, chunks
from tests.attack.planting import plant, rename
from tests.running import Person, RunningHall, running

LISTENER = """
window.pwned = 0; window.reports = [];
addEventListener("securitypolicyviolation", ({ violatedDirective: what }) => window.reports.push(what));
"""
NOT_PAGES = (
    ".csv",
    ".json",
    ".jsonl",
    ".xlsx",
    ".png",
    ".svg",
    ".pdf",
    ".zip",
    ".js",
    "/static",
    "/live",
    "healthz",
    "readyz",
    "presence",
    "/state",
    "/care",
    "/address",
)
OPEN = {"organiser": ["/desk?stolik=4", "/hall"], "moderator": ["/stoliki/4"], "projector": ["/map"]}
FACE = {"id", "loading", "title", "tabindex", "width", "height"}  # of the desk's own pictures of screens
WORDS_ONLY = {"value", "title", "alt", "placeholder", "content", "href", "aria-label"}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("markup") / "hall", commands_per_seat=100_000) as found:
        plant(found, found.sit("organiser"))
        yield found


def pages(hall: RunningHall) -> list[str]:
    """Every address that answers an organiser with a page, and the page of each stolik that holds payloads."""
    found = [one.removeprefix("GET ") for one in sorted(routes(hall)) if one.startswith("GET ") and "{" not in one]
    return [one for one in found if not one.endswith(NOT_PAGES)] + [
        f"{page}{n}" for n in range(3, 7) for page in ("/stoliki/", "/desk?stolik=", "/desk/redact?stolik=")
    ]


class Elements(HTMLParser):
    """What of a page could run: handlers, scripts and addresses that came out of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            inside = RUN in (value or "") and not (name in WORDS_ONLY or name.startswith("data-"))
            if name.startswith(("on", "hx-on")) or inside or ("evil.example" in (value or "") and name in ("src", "action", "style")):
                self.faults.append(f"<{tag} {name}={value}>")
            if name in ("href", "src", "action", "formaction") and re.match(r"\s*(javascript|data):", value or "", re.IGNORECASE):
                self.faults.append(f"<{tag} {name}={value}>")
        said = dict(attrs)
        if tag == "iframe" and ((said.get("src") or "").startswith("/map") or set(said) <= FACE):
            return  # the desk's own pictures of screens
        if tag in ("iframe", "object", "embed", "base", "marquee", "math", "animate", "style"):
            self.faults.append(f"<{tag}>")


def faults_of(html: str) -> list[str]:
    parser = Elements()
    parser.feed(html)
    return parser.faults


def test_the_look_for_elements_finds_what_it_is_meant_to() -> None:
    """Of sixty payloads as plain HTML nearly all are found: those that are left are texts in any page."""
    missed = [one for one in STORED if not faults_of(f'<p title="{one}">{one}</p>') and "<script" not in one.lower()]
    assert len(missed) <= 12, missed


def test_no_text_is_an_element_on_any_page_in_any_round(hall: RunningHall) -> None:
    """Edition, venue, sitting and themes get every payload in turn; each time some of the pages are read, in the end each of them."""
    organiser, shown, found = hall.sit("organiser"), set(), {}
    every = pages(hall)
    assert len(every) >= 10
    for nth in range(len(chunks())):
        rename(hall, organiser, nth)
        for path in [*every[nth :: len(chunks())], "/desk", "/hall"]:
            html = organiser.client.get(path).text
            found |= {f"{path} {nth}": faults} if (faults := faults_of(html)) else {}
            shown |= {one for one in STORED if escaped(one) in html}
    assert found == {}
    assert len(shown) >= len(STORED) - 2, set(STORED) - shown


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").replace("'", "&#39;")


def listening(browser: Browser, person: Person, told: list[str]) -> BrowserContext:
    """A browser with this person's cookies, in which everything that runs or is reported is told."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(LISTENER)
    context.add_cookies([{"name": name, "value": value, "url": person.url} for name, value in person.client.cookies.items()])  # type: ignore[list-item]
    context.on("dialog", lambda dialog: (told.append(f"dialog {dialog.message}"), dialog.dismiss()))
    context.on("console", lambda said: told.append(said.text) if "Content Security Policy" in said.text else None)
    context.on("request", lambda asked: told.append(asked.url) if not asked.url.startswith((person.url, "data:")) else None)
    return context


def look(page: Page, told: list[str]) -> None:
    assert page.evaluate("window.pwned") == 0, page.url
    assert page.evaluate("window.reports") == [], page.url
    assert told == [], page.url


def test_nothing_runs_and_nothing_is_reported_on_any_page_or_screen_in_a_real_browser(hall: RunningHall, chromium: Browser) -> None:
    told: list[str] = []
    people = {"organiser": hall.sit("organiser"), "moderator": hall.sit("moderator", 4), "projector": hall.sit("projector")}
    contexts = {role: listening(chromium, person, told) for role, person in people.items()}
    live = {(role, path): contexts[role].new_page() for role in OPEN for path in OPEN[role]}
    for (_, path), page in live.items():
        page.goto(hall.url + path)
    for nth in (0, 1):  # pushed while the pages are open, and drawn by the map's own script
        rename(hall, people["organiser"], nth)
    last = people["organiser"].record(f"{STORED[14]} {STORED[59]}", 4)["id"]
    live["moderator", "/stoliki/4"].wait_for_selector(f"#issue-{last}")
    live["projector", "/map"].wait_for_selector(f'[data-issue-id="{last}"]', state="attached")
    for page in live.values():
        look(page, told)
    page = live["organiser", "/hall"]
    for path in pages(hall):
        page.goto(hall.url + path)
        look(page, told)
    for context in contexts.values():
        context.close()
