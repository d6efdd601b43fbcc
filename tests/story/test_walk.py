"""The hour of a new organiser, walked: from an empty database to printed cards and an open sitting for eleven stoliki."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

import app.importing.template as template
from app.editions.document import shipped
from app.live.db import Database
from tests.papers.reading import page_count
from tests.running import replays
from tests.story.people import exported
from tests.story.walking import EmptyHouse, Walk, first_steps

YEAR = shipped()
THEMES = [one.name for one in YEAR.themes]
SITTING = "Stoliki tematyczne"
BY_HAND, BY_FILE = 60, 15


def topics_of(nth: int) -> list[str]:
    """Two short lines for each stolik."""
    return [f"Co przeszkadza {nth}", f"Co pomoże {nth}"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[EmptyHouse]:
    empty = EmptyHouse(tmp_path / "data")
    try:
        yield empty.start()
    finally:
        empty.stop()
    stored = Database(f"sqlite:///{empty.data / 'stoliki.db'}")
    replays(stored, empty.data)
    stored.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="pl-PL", accept_downloads=True)
    context.set_default_timeout(15_000)
    made, errors = context.new_page(), list[str]()
    made.on("pageerror", lambda error: errors.append(str(error)))
    yield made
    assert not errors, errors


def cards_and_sitting(walk: Walk, house: EmptyHouse) -> None:
    """The end of both walks: cards are printed, the sitting is opened, and a card from the page opens a tablet that may write."""
    walk.press("Stanowiska i kody")
    expect(walk.page.locator(".seat-card .plate")).to_have_count(11)
    walk.stage("stanowiska")
    cards = walk.downloads("Drukuj karty (PDF)").path().read_bytes()
    assert cards.startswith(b"%PDF")
    assert page_count(cards) >= 11
    code = walk.page.locator(".seat-card", has=walk.page.locator(".plate", has_text=re.compile("^3$"))).locator(".seat-code").inner_text()
    walk.press("Biurko")
    opens = walk.page.locator("#desk-sittings .sitting", has_text=SITTING)
    walk.click(opens.get_by_role("button", name="Otwórz"))
    expect(opens).to_have_attribute("data-state", "open")
    walk.stage("sesja-otwarta")
    somebody_writes(house, code)


def somebody_writes(house: EmptyHouse, code: str) -> None:
    """A moderator with the card of stolik 3."""
    url = house.link.partition("/welcome")[0]
    with httpx.Client(base_url=url, follow_redirects=True, timeout=20) as tablet:
        page = tablet.post("/join", data={"code": code}, headers={"Origin": url})
        assert page.status_code == 200
        assert page.url.path == "/stoliki/3"
        assert "sesja trwa" in page.text


def hall_of(walk: Walk, house: EmptyHouse) -> None:
    """Eleven stoliki, each with its theme and its topics, as the export tells it."""
    hall = exported(walk.page, house.link.partition("/welcome")[0])
    assert [one["theme"] for one in sorted(hall["stoliki"], key=lambda one: one["number"])] == THEMES
    assert {on["stolik_id"] for one in hall["topics"] for on in one["on"]} == {one["id"] for one in hall["stoliki"]}
    assert len(hall["topics"]) == 22


def test_a_new_organiser_sets_up_a_hall_by_hand_in_less_than_sixty_clicks(house: EmptyHouse, page: Page) -> None:
    walk = first_steps(page, house, "recznie")
    walk.type("Kongres Dialogu 2027", "Hala sportowa", after="Tab")
    walk.stage("nowa-edycja")
    walk.day("2027-05-20")
    expect(page).to_have_url(re.compile("/desk/programme"))
    expect(page.locator("#plan-new-theme")).to_be_focused()
    walk.type(*THEMES)
    expect(page.locator(".plan-themes .topic-line")).to_have_count(11)
    walk.click(page.locator("#plan-new-sitting"))
    walk.type(f"10:00-12:00 {SITTING}")
    expect(page.locator(".plan-sittings .topic-line")).to_contain_text([SITTING])
    walk.stage("program")
    walk.press("Ustaw stoliki", page.locator(".plan-tables"))
    expect(page.locator(".plan-tables .plan-table .topic-line")).to_have_count(11)
    walk.stage("stoliki")
    walk.press("Zagadnienia", page.locator(".plan-tables"))
    for nth in range(1, 12):
        if nth > 1:
            walk.click(page.locator(f'.desk-picker a[href="/desk?stolik={nth}"]'))
        expect(page.locator("#desk-new")).to_be_focused()
        walk.type(*topics_of(nth))
        expect(page.locator("#desk-listed .topic-line[data-topic]")).to_have_count(2)
        walk.settled()
    walk.stage("zagadnienia")
    cards_and_sitting(walk, house)
    hall_of(walk, house)
    print(f"by hand: {walk.clicks} clicks, {walk.keys} keys")
    assert walk.clicks < BY_HAND


def filled_in(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The template with this year's programme in the places of its examples."""
    rows = {
        "Sesje": [[SITTING, "stoliki", "2027-05-20", "10:00", "12:00", "Hala"]],
        "Tematy": [[nth, name, nth] for nth, name in enumerate(THEMES, 1)],
        "Stoliki": [[nth, name, SITTING] for nth, name in enumerate(THEMES, 1)],
        "Zagadnienia": [[nth, title] for nth in range(1, 12) for title in topics_of(nth)],
        "Jednostki": [["Biuro Kongresu"]],
    }
    sheets = [(name, columns, rows[name]) for name, columns, _ in template.SHEETS]
    monkeypatch.setattr(template, "SHEETS", sheets)
    return template.template_file("pl")


def test_with_the_template_filled_in_it_takes_less_than_fifteen(
    house: EmptyHouse, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kongres.xlsx"
    file.write_bytes(filled_in(monkeypatch))
    walk = first_steps(page, house, "z-pliku")
    walk.press("Wczytaj program z pliku")
    assert walk.downloads("Szablon do wypełnienia").suggested_filename.endswith(".xlsx")
    with page.expect_file_chooser() as choosing:
        walk.click(page.locator("#file"))
    choosing.value.set_files(file)
    walk.stage("plik")
    walk.press("Wczytaj i pokaż")
    expect(page.get_by_role("heading", name="Podgląd")).to_be_visible()
    walk.stage("podglad")
    walk.press("Zapisz w programie")
    expect(page.get_by_role("heading", name="Zapisano")).to_be_visible()
    walk.stage("zapisano")
    cards_and_sitting(walk, house)
    hall_of(walk, house)
    print(f"with a file: {walk.clicks} clicks, {walk.keys} keys")
    assert walk.clicks < BY_FILE
