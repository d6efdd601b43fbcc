"""What is typed into the dialogs and forms of the plan is kept as it is typed."""

from playwright.sync_api import Browser, Page, expect

from tests.desk.at_desk import WAITS, browser_of
from tests.running import RunningHall

NAME = "#edit-theme [name=name]"


def names(page: Page) -> str:
    return page.locator("[id^=plan-themes-]").inner_text()


def test_a_dialog_stands_open_again_after_a_reload_until_it_is_saved_or_left(house_hall: RunningHall, chromium: Browser) -> None:
    with browser_of(chromium, house_hall.sit("organiser")) as office:
        page = office.new_page()
        page.goto(f"{house_hall.url}/desk/programme")
        page.locator("#edit-theme-3").click()
        page.locator(NAME).fill("Zieleń, ale na")
        page.locator("#edit-theme [name=working]").check()
        page.reload()
        expect(page.locator("#edit-theme")).to_be_visible(timeout=WAITS)
        expect(page.locator(NAME)).to_have_value("Zieleń, ale na", timeout=WAITS)
        expect(page.locator("#edit-theme [name=working]")).to_be_checked()
        page.locator(NAME).fill("Zieleń, ale nasza")
        page.locator("#edit-theme button[value=save]").click()
        expect(page.locator("#plan-theme-3")).to_contain_text("Zieleń, ale nasza", timeout=WAITS)
        page.reload()
        expect(page.locator("#plan-theme-3")).to_contain_text("Zieleń, ale nasza", timeout=WAITS)
        expect(page.locator("dialog[open]")).to_have_count(0)
        page.locator("#edit-theme-4").click()
        page.locator(NAME).fill("Nie tak")
        page.locator("#edit-theme [data-close]").click()
        page.reload()
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert "Nie tak" not in names(page)


def test_a_new_edition_half_typed_is_there_after_a_reload(house_hall: RunningHall, chromium: Browser) -> None:
    with browser_of(chromium, house_hall.sit("organiser")) as office:
        page = office.new_page()
        page.goto(f"{house_hall.url}/desk/editions/copy?edition=1")
        page.locator("[name=name]").fill("Kongres 2027")
        page.locator("[name=from]").fill("2027-05-14")
        page.locator("[name=topics]").nth(1).check()
        page.reload()
        expect(page.locator("[name=name]")).to_have_value("Kongres 2027", timeout=WAITS)
        expect(page.locator("[name=to]")).to_have_value("2027-05-14")
        expect(page.locator("[name=topics]:checked")).to_have_count(1)
        page.get_by_role("button", name="Utwórz kopię").click()
        page.wait_for_url("**/desk/editions")
        expect(page.locator("#edition-rows")).to_contain_text("Kongres 2027", timeout=WAITS)
        page.goto(f"{house_hall.url}/desk/editions/copy?edition=1")
        expect(page.locator("[name=name]")).to_have_value("")
