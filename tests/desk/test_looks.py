"""Every page of the desk and of the door, light and dark, wide and narrow: readable, named, in order. axe looks too."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from tests.architecture.rights import table
from tests.desk.at_desk import browser_of
from tests.importing.files import GOOD, flat
from tests.running import Person, RunningHall

LOOK = (Path(__file__).parent / "accessible.js").read_text(encoding="utf-8")
DIALOGS = "() => [...document.querySelectorAll('dialog[id]')].map((one) => one.id)"
AXE = """async () => (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))
  .violations.flatMap((one) => one.nodes.map((node) => `axe ${one.id}: ${node.html.slice(0, 140)}`))"""
ASKED = {"/desk/editions/copy": "?edition=1", "/desk/redact": "?stolik=3"}
DOOR = ("/room", "/sign-in", "/join", "/welcome", "/informacja", "/nie-ma")
SIZES: dict[Any, ViewportSize] = {"light": {"width": 1280, "height": 800}, "dark": {"width": 390, "height": 844}}


def busy(hall: RunningHall) -> Person:
    """A desk on which everything is that can be: somebody waits, a card was used twice, a name was written down, a topic withdrawn."""
    organiser, headers = hall.sit("organiser"), {"Origin": hall.url}
    rules = {"again": False, "opens_at": None, "closes_at": None}
    organiser.say("seat.allow", seat_ids=["moderator-5"], approval=True, **rules)
    organiser.say("seat.allow", seat_ids=["moderator-4"], approval=False, **rules)
    for number in (5, 4, 4):
        hall.stranger().client.post("/join", data={"code": hall.code("moderator", number)}, headers=headers)
    organiser.record("Jan Kowalski, tel. 600 100 200, prosi o ławkę", 3)
    topic = organiser.say("topic.push", stolik_id=1, title="Na chwilę", after=None)["id"]
    organiser.say("topic.withdraw", stolik_id=1, topic_id=topic)
    organiser.say("theme.push", edition_id=1, name="Temat, którego nie ma", colour=None)
    organiser.say("theme.withdraw", theme_id=12)
    return organiser


def pages(organiser: Person) -> list[str]:
    """Every page of the desk by the table of rights, and of the door."""
    found = [route.removeprefix("GET ") for route in table()["routes"] if re.fullmatch(r"GET /desk[a-z/]*", route)]
    asked = [path + ASKED.get(path, "") for path in (*found, *DOOR)]
    return [path for path in asked if "text/html" in organiser.client.get(path).headers.get("content-type", "")]


def drafted(organiser: Person) -> str:
    """The address of a file's preview."""
    answer = organiser.client.post("/desk/import", files={"file": ("program.xlsx", flat(GOOD))}, headers={"Origin": organiser.url})
    return answer.headers["location"]


def axe() -> str:
    """Its source, "" where nobody has installed it."""
    found = find_spec("axe_playwright_python")
    return (Path(str(found.origin)).parent / "axe.min.js").read_text(encoding="utf-8") if found else ""


def complaints(page: Page, source: str) -> list[str]:
    """What is wrong with a page, and with each of its dialogs."""
    found = looked_at(page, source)
    for dialog in page.evaluate(DIALOGS):
        page.evaluate("(id) => document.getElementById(id).showModal()", dialog)
        found += [f"#{dialog} {one}" for one in looked_at(page, source)]
        page.evaluate("(id) => document.getElementById(id).close()", dialog)
    return found


def looked_at(page: Page, source: str) -> list[str]:
    found: list[str] = page.evaluate(LOOK)
    if source:
        page.evaluate(source)
        found += page.evaluate(AXE)
    return found


def test_everybody_can_read_and_use_the_desk(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, found = busy(house_hall), dict[str, list[str]]()
    paths, source = [*pages(organiser), drafted(organiser)], axe()
    with browser_of(chromium, organiser, reduced_motion="reduce") as office:
        for path in paths:
            page = office.new_page()
            page.goto(house_hall.url + path)
            for scheme, size in SIZES.items():
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                if wrong := complaints(page, source if scheme == "light" else ""):  # what axe finds beside contrast has no scheme
                    found[f"{path}, {scheme}"] = wrong
            page.close()
    assert not found, "\n".join(f"{path}: {one}" for path, wrong in found.items() for one in wrong)


def test_a_page_that_is_hard_to_read_is_found_out(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        '<html lang="pl"><title>x</title><main><h1>Tak</h1><h3>Nie</h3><p style="color:#999;background:#fff">blade</p><button></button>'
        '<p id="a">raz</p><p id="a">dwa</p><label for="b">gdzie</label><div style="block-size:2rem;overflow:auto"><p>a<p>b<p>c</div></main>'
    )
    said = " ".join(page.evaluate(LOOK))
    for what in ("contrast 2.85", "no name: <button>", "id twice a", "for leads nowhere", "headings with a hole", "no key gets there"):
        assert what in said, (what, said)
    page.close()
