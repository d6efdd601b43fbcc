"""IndexedDB that fails: what is typed is held by something else, a red line says so, and it is written down when the disk works again."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.story.demo import Hall, sit, take_seat
from tests.story.people import NOTES, held, sees, state_line, texts, waiting, write

RED = "Tablet nie zapisuje, nie zamykaj"
SWITCH = "window.diskBroken = sessionStorage.getItem('works') === null;"
NEVER_OPENS = (
    SWITCH
    + """
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...words) { return window.diskBroken ? new EventTarget() : open.apply(this, words); };"""
)
OPENING_FAILS = (
    SWITCH
    + """
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...words) {
    if (window.diskBroken) throw new DOMException('no', 'UnknownError');
    return open.apply(this, words);
  };"""
)
PUT_THROWS = (
    SWITCH
    + """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...words) {
    if (window.diskBroken) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, words);
  };"""
)
TRANSACTION_ABORTS = (
    SWITCH
    + """
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...words) {
    const asked = put.apply(this, words);
    if (window.diskBroken) asked.addEventListener('success', () => this.transaction.abort());
    return asked;
  };"""
)
NO_SHELF = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
WAYS = {"never opens": NEVER_OPENS, "opening fails": OPENING_FAILS, "a put throws": PUT_THROWS, "a transaction aborts": TRANSACTION_ABORTS}


def broken(browser: Browser, hall: Hall, *scripts: str) -> Page:
    """A tablet on whose browser these scripts ran before everything else."""
    context: BrowserContext = browser.new_context(locale="pl-PL", viewport={"width": 1280, "height": 800})
    for script in scripts:
        context.add_init_script(script)
    tablet = context.new_page()
    tablet.goto(hall.url + take_seat(context, hall, "moderator", 3))
    return tablet


def mend(tablet: Page) -> None:
    tablet.evaluate("() => { window.diskBroken = false; sessionStorage.setItem('works', 'yes'); }")


@pytest.mark.parametrize("way", WAYS)
def test_a_note_is_held_and_said_in_red_and_written_down_when_the_disk_works_again_where(way: str, browser: Browser, hall: Hall) -> None:
    tablet, organiser = broken(browser, hall, WAYS[way]), sit(browser, hall, "organiser")
    tablet.route("**/commands", lambda route: route.abort())
    write(tablet, NOTES[0])
    expect(waiting(tablet)).to_have_text([NOTES[0]], timeout=20_000)
    expect(tablet.locator("#text")).to_have_value("")
    expect(state_line(tablet)).to_have_text(RED)
    expect(tablet.locator(".status")).to_have_attribute("data-look", "alarm")
    write(tablet, NOTES[1])
    expect(waiting(tablet)).to_have_text(NOTES[:2])
    mend(tablet)
    expect(state_line(tablet)).not_to_have_text(RED)
    assert sorted(row["fields"]["text"] for row in held(tablet)) == sorted(NOTES[:2])
    tablet.unroute("**/commands")
    sees(tablet, *NOTES[:2])
    assert texts(organiser, hall.url) == NOTES[:2]


def test_with_a_broken_disk_a_reload_finds_the_notes_all_the_same(browser: Browser, hall: Hall) -> None:
    tablet, organiser = broken(browser, hall, PUT_THROWS), sit(browser, hall, "organiser")
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.route("**/commands", lambda route: route.abort())
    write(tablet, *NOTES[:2])
    expect(waiting(tablet)).to_have_text(NOTES[:2])
    tablet.reload()
    expect(waiting(tablet)).to_have_text(NOTES[:2])
    expect(state_line(tablet)).to_have_text(RED)
    tablet.unroute("**/commands")
    sees(tablet, *NOTES[:2])
    assert texts(organiser, hall.url) == NOTES[:2]


def test_without_any_storage_memory_holds_the_notes_and_they_are_sent(browser: Browser, hall: Hall) -> None:
    tablet, organiser = broken(browser, hall, OPENING_FAILS, NO_SHELF), sit(browser, hall, "organiser")
    tablet.context.set_offline(True)
    write(tablet, *NOTES[:2])
    expect(waiting(tablet)).to_have_text(NOTES[:2])
    expect(state_line(tablet)).to_have_text(RED)
    tablet.context.set_offline(False)
    sees(tablet, *NOTES[:2])
    expect(state_line(tablet)).to_have_text(RED)
    assert texts(organiser, hall.url) == NOTES[:2]


def test_what_the_disk_held_before_it_failed_is_sent_when_it_works_again(browser: Browser, hall: Hall) -> None:
    tablet, organiser = broken(browser, hall, "sessionStorage.works ??= 'yes';" + OPENING_FAILS), sit(browser, hall, "organiser")
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.context.set_offline(True)
    write(tablet, NOTES[0])
    expect(waiting(tablet)).to_have_text([NOTES[0]])
    tablet.evaluate("() => sessionStorage.removeItem('works')")
    tablet.context.add_init_script("if (!window.name) { sessionStorage.removeItem('works'); window.diskBroken = true; }")
    tablet.context.set_offline(False)
    tablet.route("**/commands", lambda route: route.abort())
    tablet.reload()
    expect(state_line(tablet)).to_have_text(RED)
    expect(waiting(tablet)).to_have_count(0)
    tablet.unroute("**/commands")
    mend(tablet)
    sees(tablet, NOTES[0])
    assert texts(organiser, hall.url) == [NOTES[0]]
