"""A rehearsal in real browsers: what was typed before it comes after it, what was typed in it goes with it."""

from playwright.sync_api import Browser, Page, expect

from tests.story.demo import Hall, sit
from tests.story.people import held, said, sees, texts, waiting, write

MARK = ".rehearsal"


def marked(*pages: Page) -> None:
    """Every page says that this is a rehearsal; nobody had to load it."""
    for page in pages:
        expect(page.locator(MARK)).to_have_text("PRÓBA")


def unmarked(*pages: Page) -> None:
    for page in pages:
        expect(page.locator(MARK)).to_have_count(0)


def begin(desk: Page) -> None:
    desk.get_by_role("button", name="Zacznij próbę").click()
    desk.locator("#rehearsal-ask").get_by_role("button", name="Zacznij próbę").click()


def end(desk: Page) -> None:
    desk.get_by_role("button", name="Zakończ próbę").click()


def test_real_words_wait_for_the_end_of_a_rehearsal_and_its_own_go_with_it(hall: Hall, browser: Browser) -> None:
    desk, tablet, screen = sit(browser, hall, "organiser"), sit(browser, hall, "moderator", 3), sit(browser, hall, "projector")
    unmarked(desk, tablet, screen)
    write(tablet, "Przed próbą")
    sees(tablet, "Przed próbą")
    tablet.context.set_offline(True)
    write(tablet, "Prawdziwe, bez sieci")
    expect(waiting(tablet)).to_have_text(["Prawdziwe, bez sieci"])
    begin(desk)
    marked(desk, screen)
    tablet.context.set_offline(False)
    marked(tablet)
    expect(said(tablet)).to_have_count(0)
    expect(waiting(tablet)).to_have_count(0)
    write(tablet, "Na próbę")
    sees(tablet, "Na próbę")
    assert texts(desk, hall.url) == ["Na próbę"]
    end(desk)
    unmarked(desk, tablet, screen)
    sees(tablet, "Przed próbą", "Prawdziwe, bez sieci")
    assert texts(desk, hall.url) == ["Przed próbą", "Prawdziwe, bez sieci"]
    assert not [row for row in held(tablet) if row.get("rehearsal")]


def test_words_that_never_reached_the_rehearsal_are_sent_by_a_person_alone(hall: Hall, browser: Browser) -> None:
    desk, tablet = sit(browser, hall, "organiser"), sit(browser, hall, "moderator", 3)
    begin(desk)
    marked(desk, tablet)
    tablet.context.set_offline(True)
    write(tablet, "Może prawdziwe")
    end(desk)
    unmarked(desk)
    tablet.context.set_offline(False)
    unmarked(tablet)
    expect(tablet.locator("#tray blockquote")).to_have_text("Może prawdziwe")
    expect(tablet.locator("#tray .tray-why")).to_contain_text("podczas próby")
    assert texts(desk, hall.url) == []
    tablet.locator("#tray [data-tray=again]").click()
    sees(tablet, "Może prawdziwe")
    assert texts(desk, hall.url) == ["Może prawdziwe"]
