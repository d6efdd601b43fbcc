"""An organiser plans the next Congress by hand: an edition, its themes, a sitting, eleven stoliki. Another desk sees it happen."""

from playwright.sync_api import Browser, Page, expect

from tests.story.demo import Hall, sit

THEMES = (
    "Zieleń w mieście", "Chodniki i przejścia", "Rowery", "Komunikacja", "Mieszkania", "Kultura",
    "Sport", "Szkoły", "Seniorzy", "Młodzież", "Rzeka",
)  # fmt: skip
CLICKS = """addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true)"""
PASTE = """([field, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.querySelector(field).dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def pasted(page: Page, field: str, lines: list[str]) -> None:
    """As from a spreadsheet or a letter: one paste of many lines."""
    page.evaluate(PASTE, [field, "\r\n".join(lines)])


def a_new_edition(page: Page) -> None:
    """By the keyboard alone, from the empty form to its plan."""
    page.get_by_label("Nazwa").fill("Kongres 2025")
    page.get_by_label("Pierwszy dzień").fill("2025-09-09")
    page.get_by_label("Ostatni dzień").fill("2025-09-10")
    page.get_by_label("Nazwa").press("Enter")
    page.wait_for_url("**/desk/programme")


def test_eleven_stoliki_with_themes_take_few_clicks_and_every_desk_sees_them(hall: Hall, browser: Browser) -> None:
    page = sit(browser, hall, "organiser")
    page.add_init_script(CLICKS)
    page.goto(hall.url + "/desk/editions")
    a_new_edition(page)
    other = sit(browser, hall, "organiser")
    other.goto(hall.url + "/desk/programme")

    page.locator("#plan-new-theme").type(THEMES[0])
    page.keyboard.press("Enter")
    pasted(page, "#plan-new-theme", [f"{number}. {name}" for number, name in enumerate(THEMES[1:], 2)])
    expect(other.locator("[id^=plan-themes-] li .plate")).to_have_text([str(number) for number in range(1, 12)])
    page.locator("#plan-new-sitting").click()
    page.keyboard.type("16:00-18:30 Rozmowy przy stolikach")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ustaw stoliki: 11, po jednym na temat").click()

    expect(other.locator("[id^=plan-tables-] li p")).to_have_text(list(THEMES))
    expect(other.locator("[id^=plan-sittings-]")).to_contain_text("16:00–18:30 Rozmowy przy stolikach")
    expect(page.locator("#desk-state")).to_contain_text("Wszystko zapisane")
    assert int(page.evaluate("sessionStorage.clicks ?? 0")) <= 5
    edits(page, other)


def edits(page: Page, other: Page) -> None:
    """In place: another name and colour for a theme, a stolik that goes and comes back."""
    page.locator("[id^=edit-theme-]").nth(2).click()
    page.keyboard.type("Rowery i hulajnogi")
    page.locator("#edit-theme .choice").nth(10).click()
    page.keyboard.press("Enter")
    expect(other.locator("[id^=plan-themes-] li").nth(2)).to_contain_text("Rowery i hulajnogi")
    expect(other.locator("[id^=plan-tables-] li").nth(2).locator(".plate")).to_have_attribute("data-theme", "11")
    other.locator("[id^=off-stolik-]").last.click()
    expect(page.locator("[id^=plan-tables-] li")).to_have_count(10)
    page.locator("[id^=back-stolik-]").click()
    expect(other.locator("[id^=plan-tables-] li")).to_have_count(11)
