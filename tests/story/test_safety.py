"""The disk fills up in the middle of an evening; personal data is taken out for good: what people see, and what stays."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.story.demo import Hall, sit
from tests.story.people import exported, said, sees, waiting, write

NAME = "Kowalska, Podgórna 7"


@contextmanager
def full_disk(hall: Hall) -> Iterator[None]:
    """No file of the server may grow: what it meets when the disk is full."""
    assert hall.process
    soft, hard = resource.prlimit(hall.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(hall.process.pid, resource.RLIMIT_FSIZE, (1024, hard))
    yield
    resource.prlimit(hall.process.pid, resource.RLIMIT_FSIZE, (soft, hard))


def banner(page: Page) -> Locator:
    return page.locator("#banner")


def test_a_full_disk_is_a_banner_everywhere_and_the_evening_goes_on(hall: Hall, browser: Browser) -> None:
    tablet, desk = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    screen = sit(browser, hall, "projector")
    write(tablet, "Zanim dysk był pełny")
    sees(tablet, "Zanim dysk był pełny")
    with full_disk(hall):
        write(tablet, "Gdy dysk był pełny", "I jeszcze jedno")
        expect(waiting(tablet)).to_have_text(["Gdy dysk był pełny", "I jeszcze jedno"])
        for page in (tablet, desk, screen):
            expect(banner(page)).to_be_visible(timeout=15_000)
        expect(tablet.locator("#text")).to_be_in_viewport(ratio=1)
        assert desk.goto(f"{hall.url}/hall").ok  # type: ignore[union-attr]
    for page in (tablet, desk, screen):
        expect(banner(page)).to_be_hidden(timeout=20_000)
    expect(said(tablet)).to_have_text(["Zanim dysk był pełny", "Gdy dysk był pełny", "I jeszcze jedno"], timeout=20_000)
    sees(tablet, "Zanim dysk był pełny", "Gdy dysk był pełny", "I jeszcze jedno")


def test_personal_data_is_asked_about_once_and_then_gone_from_page_tablet_and_file(hall: Hall, browser: Browser) -> None:
    tablet, desk = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    write(tablet, f"{NAME} prosi o ławkę", "Ławka przy przystanku")
    sees(tablet, f"{NAME} prosi o ławkę", "Ławka przy przystanku")
    desk.goto(f"{hall.url}/desk?stolik=3")
    desk.get_by_role("link", name="Usuń dane osobowe z wpisu").click()
    desk.locator("#redact-rows li", has_text=NAME).get_by_role("button").click()
    expect(desk.locator("#redact-now")).to_have_text(f"{NAME} prosi o ławkę")
    desk.get_by_role("button", name="Wstaw obecną treść").click()
    expect(desk.locator("#redact-go")).to_be_disabled()
    desk.locator("#redact-stays").fill("Ktoś prosi o ławkę")
    desk.locator("#redact-go").click()
    expect(desk.locator("#redact-state")).to_contain_text("Usunięte na zawsze.")
    expect(desk.locator("#redact-rows")).not_to_contain_text(NAME)
    sees(tablet, "Ktoś prosi o ławkę", "Ławka przy przystanku")
    tablet.wait_for_function(f"""async () => {{
        const {{ kept }} = await import("/static/js/store.js");
        return !JSON.stringify(await kept()).includes("{NAME}");
    }}""")
    assert NAME.encode() not in b"".join(file.read_bytes() for file in Path(hall.data).iterdir() if file.is_file())
    assert [one["text"] for one in exported(desk, hall.url)["issues"]] == ["Ktoś prosi o ławkę", "Ławka przy przystanku"]


def test_the_question_before_a_redaction_can_be_left_and_nothing_happens(hall: Hall, browser: Browser) -> None:
    tablet, desk = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    write(tablet, "Zostaje")
    sees(tablet, "Zostaje")
    desk.goto(f"{hall.url}/desk/redact?stolik=3")
    desk.get_by_role("button", name="Usuń dane").click()
    desk.get_by_role("button", name="Zostaw jak jest").click()
    expect(desk.locator("#redact-ask")).to_be_hidden()
    desk.get_by_role("button", name="Usuń dane").click()
    desk.keyboard.press("Escape")
    expect(desk.locator("#redact-ask")).to_be_hidden()
    assert [one["text"] for one in exported(desk, hall.url)["issues"]] == ["Zostaje"]
