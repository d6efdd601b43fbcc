"""Two notes that say the same become one on the tablet, by touch and by key, also without network, and come apart again."""

from playwright.sync_api import Browser, Page, expect

from tests.desk.at_desk import browser_of
from tests.desk.test_looks import axe, looked_at
from tests.running import RunningHall
from tests.story.people import open_row, press, row, said, sees, state_line
from tests.votes.voting import STOLIK, WORDS, voting

A, B, C, D = WORDS


def joined(tablet: Page, text: str, *parts: str) -> None:
    """What stands under a note as one with it."""
    expect(row(tablet, text).locator("[data-joined] p")).to_have_text(list(parts))


def test_notes_are_joined_and_split_by_touch_by_key_and_without_network(browser: Browser, house_hall: RunningHall) -> None:
    hall = voting(house_hall)
    sizes = [{"width": 800, "height": 1280}, {"width": 390, "height": 844}]
    tablets = [browser_of(browser, hall.moderator, viewport=size).new_page() for size in sizes]
    tablet, second = tablets
    for page in tablets:
        page.goto(f"{house_hall.url}/stoliki/{STOLIK}")
        sees(page, A, B, C, D)
    for text, count in ((A, 3), (B, 2)):
        press(tablet, text, "hand-more", count)
    press(tablet, B, "join")
    expect(state_line(tablet)).to_contain_text(f"Z którym wpisem połączyć „{B}”?")
    row(tablet, A).locator(".issue-said").click()
    for page in tablets:
        sees(page, A, C, D)
        joined(page, A, B)
    expect(row(second, A)).to_contain_text("Ręce: co najmniej 3, najwyżej 5.")
    expect(state_line(tablet)).to_contain_text(f"Połączono: „{B}”")
    assert looked_at(tablet, axe()) == []
    tablet.get_by_role("button", name="Cofnij").click()
    for page in tablets:
        sees(page, A, B, C, D)

    tablet.context.set_offline(True)
    press(tablet, C, "join")
    row(tablet, D).locator(".issue-said").click()
    expect(said(tablet)).to_have_text([A, B, D])
    joined(tablet, D, C)
    press(tablet, D, "join")
    row(tablet, A).locator(".issue-said").click()
    expect(said(tablet)).to_have_text([A, B])
    tablet.context.set_offline(False)
    for page in tablets:
        sees(page, A, B)
        joined(page, A, D, C)
    open_row(second, A).locator("[data-joined]", has_text=C).get_by_role("button").click()
    for page in tablets:
        sees(page, A, B, C)
        joined(page, A, D)

    second.keyboard.press("Escape")
    second.locator("body").click(position={"x": 1, "y": 1})
    open_row(second, B)
    second.keyboard.press("m")
    second.keyboard.press("Escape")
    expect(state_line(second)).not_to_contain_text("Z którym")
    second.keyboard.press("m")
    second.keyboard.press("ArrowDown")
    second.keyboard.press("m")
    for page in tablets:
        sees(page, A, C)
        joined(page, C, B)
