"""A reload without network shows the stolik as it was, and all that waits; one types on, and everything arrives with the network."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from playwright.sync_api import Browser, Page, expect

from app.seats.codes import fingerprint
from tests.running import RunningHall
from tests.story.demo import Hall, sit
from tests.story.people import NOTES, said, sees, state_line, texts, waiting, write

CONTROLLED = "() => navigator.serviceWorker.controller !== null"
KEPT = """async (note) => { const kept = await (await caches.open('stoliki-pages')).match(location.pathname);
  return Boolean(kept) && (await kept.text()).includes(note); }"""
KEPT_PATHS = "async () => (await (await caches.open('stoliki-pages')).keys()).map((one) => new URL(one.url).pathname).sort()"
OLD = "#status-kept"


def keeps(tablet: Page, note: str = "") -> None:
    """The worker is at work, and the kept page holds this note."""
    tablet.wait_for_function(CONTROLLED)
    until(tablet, lambda: tablet.evaluate(KEPT, note))


def until(tablet: Page, true: Callable[[], bool]) -> None:
    """Ask until it is so."""
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        tablet.wait_for_timeout(50)


def leave_without_asking(tablet: Page) -> None:
    tablet.on("dialog", lambda dialog: dialog.accept())


def reloaded_offline(tablet: Page, *notes: str, waits: tuple[str, ...] = ()) -> None:
    """The last content, all that waits, and how old the content is. What was just typed is on the disk first."""
    expect(waiting(tablet)).to_have_text(list(waits))
    tablet.reload()
    expect(said(tablet)).to_have_text(list(notes))
    expect(waiting(tablet)).to_have_text(list(waits))
    expect(tablet.locator(OLD)).to_contain_text("Treść z ")
    expect(tablet.locator("#text")).to_be_focused()


def test_a_reload_with_the_server_killed_shows_everything_and_all_arrives_once(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    leave_without_asking(tablet)
    write(tablet, *NOTES[:2])
    sees(tablet, *NOTES[:2])
    keeps(tablet, NOTES[1])
    hall.kill()
    write(tablet, *NOTES[2:4])
    expect(waiting(tablet)).to_have_text(NOTES[2:4])
    tablet.keyboard.type("zaczęte")
    reloaded_offline(tablet, *NOTES[:2], waits=tuple(NOTES[2:4]))
    expect(tablet.locator("#text")).to_have_value("zaczęte")
    tablet.locator("#text").fill("")
    write(tablet, NOTES[4])
    expect(state_line(tablet)).to_contain_text("Brak sieci, pisz dalej. Czekają 3")
    reloaded_offline(tablet, *NOTES[:2], waits=tuple(NOTES[2:5]))
    hall.start()
    sees(tablet, *NOTES[:5])
    expect(tablet.locator(OLD)).to_have_text("")
    expect(state_line(tablet)).to_contain_text("Wszystko zapisane")
    assert texts(organiser, hall.url) == NOTES[:5]


def test_a_hanging_server_does_not_hang_the_reload(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    leave_without_asking(tablet)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    keeps(tablet, NOTES[0])
    assert hall.process
    hall.process.send_signal(signal.SIGSTOP)
    try:
        write(tablet, NOTES[1])
        reloaded_offline(tablet, NOTES[0], waits=(NOTES[1],))
        write(tablet, NOTES[2])
        expect(waiting(tablet)).to_have_text(NOTES[1:3])
    finally:
        hall.process.send_signal(signal.SIGCONT)
    sees(tablet, *NOTES[:3])
    assert texts(organiser, hall.url) == NOTES[:3]


def test_what_others_wrote_is_in_the_kept_page_and_what_they_write_meanwhile_comes_with_the_network(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    keeps(tablet)
    write(second, NOTES[0])
    sees(tablet, NOTES[0])
    keeps(tablet, NOTES[0])
    tablet.context.set_offline(True)
    reloaded_offline(tablet, NOTES[0])
    write(second, NOTES[1])
    sees(second, *NOTES[:2])
    tablet.context.set_offline(False)
    sees(tablet, *NOTES[:2])
    expect(tablet.locator(OLD)).to_have_text("")


@contextmanager
def portal(port: int) -> Iterator[list[str]]:
    """A hotel's network answers everything, 200, on the hall's address."""
    asked: list[str] = []

    class Welcome(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Hotel</title><h1>Witamy w sieci Hotel</h1>")

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Welcome)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def test_a_captive_portal_is_neither_shown_nor_kept(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    leave_without_asking(tablet)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    keeps(tablet, NOTES[0])
    hall.stop()
    with portal(hall.port) as asked:
        write(tablet, NOTES[1])
        reloaded_offline(tablet, NOTES[0], waits=(NOTES[1],))
        assert "/stoliki/3" in asked
        reloaded_offline(tablet, NOTES[0], waits=(NOTES[1],))
    hall.start()
    sees(tablet, *NOTES[:2])
    assert texts(organiser, hall.url) == NOTES[:2]


def cached_versions(tablet: Page) -> list[str]:
    names: list[str] = tablet.evaluate("async () => (await caches.keys()).filter((name) => name.startsWith('stoliki-static-'))")
    return names


def test_a_new_version_takes_over_and_is_what_a_reload_without_network_shows(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    leave_without_asking(tablet)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    keeps(tablet, NOTES[0])
    old = cached_versions(tablet)
    hall.kill()
    write(tablet, NOTES[1])
    reloaded_offline(tablet, NOTES[0], waits=(NOTES[1],))
    hall.module = "tests.story.another_version"
    hall.start()
    expect(tablet.locator("body")).to_have_attribute("data-version", "0ddba11c0ffe")
    sees(tablet, *NOTES[:2])
    assert texts(organiser, hall.url) == NOTES[:2]
    keeps(tablet, NOTES[1])
    until(tablet, lambda: cached_versions(tablet) == ["stoliki-static-0ddba11c0ffe"] != old)
    hall.kill()
    reloaded_offline(tablet, *NOTES[:2])
    expect(tablet.locator("body")).to_have_attribute("data-version", "0ddba11c0ffe")


def at_table(chromium: Browser, hall: RunningHall, number: int) -> Page:
    """A moderator's tablet in a hall that runs in this process."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="pl-PL")
    context.set_default_timeout(20_000)
    tablet = context.new_page()
    hand_in(tablet, hall, number)
    return tablet


def hand_in(tablet: Page, hall: RunningHall, number: int) -> None:
    """The card of a stolik, scanned."""
    tablet.goto("about:blank")
    tablet.goto(f"{hall.url}/join#{hall.code('moderator', number)}")
    tablet.wait_for_url(f"**/stoliki/{number}")


def is_gone(tablet: Page, url: str) -> None:
    """Without network there is nothing to see of this stolik."""
    tablet.context.set_offline(True)
    tablet.goto(url)
    expect(tablet.locator("h1")).to_have_text("Brak sieci")
    expect(tablet.locator("#log")).to_have_count(0)


def test_a_released_seat_takes_its_page_with_it(browser: Browser, house_hall: RunningHall) -> None:
    tablet = at_table(browser, house_hall, 3)
    leave_without_asking(tablet)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    keeps(tablet, NOTES[0])
    token = next(cookie["value"] for cookie in tablet.context.cookies() if cookie["name"].endswith("moderator-3"))
    house_hall.release("moderator-3", fingerprint(token))
    expect(tablet.locator("#rejoin")).to_be_visible()
    until(tablet, lambda: tablet.evaluate(KEPT_PATHS) == [])
    is_gone(tablet, f"{house_hall.url}/stoliki/3")


def test_a_seat_released_during_an_outage_is_gone_with_the_first_answer(browser: Browser, house_hall: RunningHall) -> None:
    tablet = at_table(browser, house_hall, 3)
    keeps(tablet)
    tablet.context.set_offline(True)
    token = next(cookie["value"] for cookie in tablet.context.cookies() if cookie["name"].endswith("moderator-3"))
    tablet.goto("about:blank")
    house_hall.release("moderator-3", fingerprint(token))
    tablet.context.set_offline(False)
    tablet.goto(f"{house_hall.url}/stoliki/3")
    tablet.wait_for_url("**/join")
    until(tablet, lambda: tablet.evaluate(KEPT_PATHS) == [])
    is_gone(tablet, f"{house_hall.url}/stoliki/3")


def test_a_tablet_handed_over_to_another_stolik_shows_the_first_one_no_more(browser: Browser, house_hall: RunningHall) -> None:
    tablet = at_table(browser, house_hall, 3)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    keeps(tablet, NOTES[0])
    hand_in(tablet, house_hall, 4)
    until(tablet, lambda: tablet.evaluate(KEPT_PATHS) == ["/stoliki/4"])
    is_gone(tablet, f"{house_hall.url}/stoliki/3")
    tablet.get_by_role("link", name="Stolik 4").click()
    expect(tablet.locator(OLD)).to_contain_text("Treść z ")


def test_the_desk_is_not_kept(browser: Browser, hall: Hall) -> None:
    organiser = sit(browser, hall, "organiser")
    organiser.goto(f"{hall.url}/stoliki/3")
    keeps(organiser)
    organiser.goto(f"{hall.url}/desk")
    organiser.goto(f"{hall.url}/desk/seats")
    assert organiser.evaluate(KEPT_PATHS) == ["/stoliki/3"]
    organiser.context.set_offline(True)
    organiser.reload()
    expect(organiser.locator("h1")).to_have_text("Brak sieci")
    organiser.context.set_offline(False)
    expect(organiser.locator("h1")).to_have_text("Stanowiska i kody")  # it tries again by itself
