"""The ballot box without network: it is there after a reload, and also where it was never opened before; no ballot is lost or shown."""

import re

from playwright.sync_api import Browser, Page, expect

from app.seats.codes import fingerprint
from tests.ballot.test_story import all_sent, key, one_votes_by_touch
from tests.desk.at_desk import browser_of
from tests.running import RunningHall
from tests.story.test_offline import until
from tests.votes.voting import STOLIK, voting

TABLET = {"viewport": {"width": 800, "height": 1280}, "has_touch": True}
KEPT = """async ([path, words]) => { const kept = await (await caches.open('stoliki-pages')).match(path);
  return Boolean(kept) && (await kept.text()).includes(words); }"""
PATHS = "async () => (await (await caches.open('stoliki-pages')).keys()).map((one) => new URL(one.url).pathname)"
BOX = f"/stoliki/{STOLIK}/ballot"


def keeps(tablet: Page, path: str, words: str) -> None:
    until(tablet, lambda: tablet.evaluate(KEPT, [path, words]))


def test_the_box_is_there_after_a_reload_without_network_and_forgets_nobodys_ballot(chromium: Browser, house_hall: RunningHall) -> None:
    votes = voting(house_hall)
    a, b, *_ = votes.issues
    tablet = browser_of(chromium, votes.moderator, **TABLET).new_page()
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.goto(f"{house_hall.url}/stoliki/{STOLIK}")
    tablet.wait_for_function("() => navigator.serviceWorker.controller !== null")
    round_id = votes.open(title="Co najpierw?", methods=["tablet"])
    keeps(tablet, BOX, "Co najpierw?")
    tablet.context.set_offline(True)
    tablet.get_by_role("link", name="Podaj tablet: urna").tap()
    expect(tablet.locator("#status-kept")).to_contain_text("Treść z ")
    key(tablet, "Zamknij urnę i podaj tablet")
    one_votes_by_touch(tablet, 0)
    expect(tablet.locator("#box-line")).to_contain_text("Brak sieci. Tablet pamięta")
    tablet.reload()
    expect(tablet.get_by_role("heading", name="Podaj tablet następnej osobie")).to_be_visible()
    assert not re.search(r"ławek|koszy|data-on", tablet.locator("#box").inner_html())
    one_votes_by_touch(tablet, 1)
    tablet.context.set_offline(False)
    expect(tablet.locator("#turnout")).to_have_attribute("data-ballots", "2")
    expect(tablet.locator("#status-kept")).to_have_text("")
    all_sent(tablet)
    assert votes.dots(round_id) == {a: 1, b: 1}

    token = next(cookie["value"] for cookie in tablet.context.cookies() if cookie["name"].endswith(f"moderator-{STOLIK}"))
    house_hall.release(f"moderator-{STOLIK}", fingerprint(token))
    until(tablet, lambda: tablet.evaluate(PATHS) == [])
    tablet.context.close()
