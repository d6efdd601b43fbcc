"""What stands in a text box is kept as it is typed, and stands there again after a reload, in the same mode, with the caret."""

import json

from playwright.sync_api import Browser, Page, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, press, row, said, sees, state_line, texts, waiting, write

BOX = "() => { const box = document.activeElement; return [box.id, box.value, box.selectionStart, box.selectionEnd]; }"
TAKEN_FROM_LOCAL_STORAGE = "localStorage.clear();"
IN_INDEXED_DB = """(wanted) => new Promise((told) => {
  const look = () => { indexedDB.open('stoliki-drafts').onsuccess = ({ target }) => {
    const db = target.result;
    const again = () => { db.close(); setTimeout(look, 50); };
    if (!db.objectStoreNames.contains('boxes')) { again(); return; }
    db.transaction('boxes').objectStore('boxes').getAll().onsuccess = ({ target: { result } }) => {
      if (JSON.stringify(result).includes(wanted)) { db.close(); told(true); } else again();
    };
  }; };
  look();
})"""


def back(page: Page, steps: int) -> None:
    for _ in range(steps):
        page.keyboard.press("ArrowLeft")


def stands(page: Page, *wanted: object) -> None:
    page.wait_for_function(
        f"(wanted) => JSON.stringify(({BOX})()) === wanted", arg=json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
    )


def test_a_note_half_typed_stands_there_after_a_reload_and_in_another_language(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    tablet.keyboard.type("Brak ławek przy")
    back(tablet, 4)
    tablet.reload()
    stands(tablet, "text", "Brak ławek przy", 11, 11)
    tablet.goto(f"{hall.url}/stoliki/3?lang=uk")
    stands(tablet, "text", "Brak ławek przy", 11, 11)
    tablet.keyboard.press("End")
    write(tablet, " szkole")
    sees(tablet, "Brak ławek przy szkole")
    tablet.reload()
    expect(said(tablet)).to_have_count(1)
    stands(tablet, "text", "", 0, 0)


def test_a_rewording_half_typed_goes_on_after_a_reload_against_the_revision_its_author_saw(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    tablet.keyboard.type("następna")
    press(tablet, NOTES[0], "reword")
    tablet.keyboard.type(" i tu")
    back(tablet, 2)
    tablet.reload()
    stands(tablet, "text", f"{NOTES[0]} i tu", len(NOTES[0]) + 3, len(NOTES[0]) + 3)
    expect(state_line(tablet)).to_contain_text("Poprawiasz")
    press(second, NOTES[0], "reword")
    write(second, " (drugi)")
    expect(state_line(tablet)).to_contain_text(f"Ktoś właśnie zmienił ten wpis na „{NOTES[0]} (drugi)”")
    tablet.reload()
    expect(state_line(tablet)).to_contain_text("Ktoś właśnie zmienił ten wpis")
    tablet.keyboard.press("Enter")
    expect(second.locator(".version p")).to_have_text([f"{NOTES[0]} (drugi)", f"{NOTES[0]} i tu"])
    stands(tablet, "text", "następna", 8, 8)
    tablet.reload()
    stands(tablet, "text", "następna", 8, 8)


def test_a_rewording_left_for_another_one_is_not_lost(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    write(tablet, *NOTES[:2])
    sees(tablet, *NOTES[:2])
    press(tablet, NOTES[0], "reword")
    tablet.keyboard.type(" pierwsza")
    press(tablet, NOTES[1], "reword")
    write(tablet, " druga")
    sees(tablet, NOTES[0], f"{NOTES[1]} druga")
    expect(row(tablet, NOTES[0])).to_have_attribute("data-begun", "poprawka zaczęta, dotknij „Popraw”")
    press(tablet, NOTES[0], "reword")
    expect(tablet.locator("#text")).to_have_value(f"{NOTES[0]} pierwsza")
    tablet.keyboard.press("Enter")
    sees(tablet, f"{NOTES[0]} pierwsza", f"{NOTES[1]} druga")
    expect(row(tablet, NOTES[0])).not_to_have_attribute("data-begun", "poprawka zaczęta, dotknij „Popraw”")


def test_a_power_cut_that_takes_local_storage_leaves_the_draft(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    tablet.keyboard.type("zanim zgasło światło")
    tablet.evaluate(IN_INDEXED_DB, "zanim zgasło światło")
    tablet.context.add_init_script(TAKEN_FROM_LOCAL_STORAGE)
    tablet.reload()
    expect(tablet.locator("#text")).to_have_value("zanim zgasło światło")


def test_a_note_that_was_kept_does_not_stand_in_the_box_as_well_after_a_crash(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.route("**/commands", lambda route: route.abort())
    tablet.keyboard.type(NOTES[0])
    before = tablet.evaluate("() => ({ ...localStorage })")
    tablet.keyboard.press("Enter")
    expect(waiting(tablet)).to_have_text([NOTES[0]])
    tablet.goto(f"{hall.url}/healthz")
    tablet.evaluate("(before) => Object.entries(before).forEach(([name, value]) => localStorage.setItem(name, value))", before)
    tablet.goto(f"{hall.url}/stoliki/3")
    expect(waiting(tablet)).to_have_text([NOTES[0]])
    expect(tablet.locator("#text")).to_have_value("")


def test_a_refused_note_is_put_right_in_the_box_and_leaves_the_tray_only_when_the_draft_is_kept(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    sitting = organiser.locator(".sitting", has_text="Stoliki tematyczne")
    sitting.locator("[data-say='sitting.close']").click()
    expect(tablet.locator("#sitting")).to_have_attribute("data-state", "closed")
    write(tablet, NOTES[0])
    expect(tablet.locator("#tray blockquote")).to_have_text([NOTES[0]])
    tablet.keyboard.type("już coś piszę")
    tablet.locator("#tray").get_by_role("button", name="Popraw").click()
    expect(tablet.locator("#tray .tray-item")).to_have_count(0)
    tablet.reload()
    expect(tablet.locator("#text")).to_have_value(f"już coś piszę\n{NOTES[0]}")
    assert texts(organiser, hall.url) == []


def test_the_desk_keeps_a_new_topic_and_a_new_name_half_typed(browser: Browser, hall: Hall) -> None:
    organiser = sit(browser, hall, "organiser")
    organiser.goto(f"{hall.url}/desk?stolik=3")
    organiser.locator("#desk-new").focus()
    organiser.keyboard.type("Ławki i cie")
    organiser.reload()
    expect(organiser.locator("#desk-new")).to_have_value("Ławki i cie")
    organiser.goto(f"{hall.url}/desk?stolik=4")
    expect(organiser.locator("#desk-new")).to_have_value("")
    organiser.goto(f"{hall.url}/desk?stolik=3")
    organiser.locator("#desk-listed [data-rename]").first.click()
    organiser.locator("#rename-title").fill("Drogi i")
    organiser.reload()
    stands(organiser, "rename-title", "Drogi i", 7, 7)
    organiser.keyboard.type(" mosty")
    organiser.keyboard.press("Enter")
    expect(organiser.locator("#desk-listed > li").first).to_have_attribute("data-title", "Drogi i mosty")
    organiser.reload()
    expect(organiser.locator("#desk-rename")).to_be_hidden()
    organiser.locator("#desk-new").focus()
    organiser.keyboard.press("End")
    write(organiser, "ń")
    expect(organiser.locator("#desk-listed > li").last).to_have_attribute("data-title", "Ławki i cień")
    organiser.reload()
    expect(organiser.locator("#desk-new")).to_have_value("")
