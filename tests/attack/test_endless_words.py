"""Words without an end, in everything that people name and write: no page grows wider than its window, no text lies beyond it or over
its neighbour's column."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.desk.at_desk import browser_of
from tests.ideas.at_cafe import CAFE, COUNTER, at_counter, idea, open_cafe, resident
from tests.running import Person, RunningHall

WORD = "Konstantynopolitańczykiewiczówna" * 40
WINDOWS = ((1280, 800), (390, 844))
DAY: dict[str, Any] = {"day": "2024-11-16", "starts_at": "10:00", "ends_at": "11:00"}
BEYOND = """() => {
  for (const flag of document.querySelectorAll(".flag")) flag.hidden = false; // all that may be said of a stolik
  const most = innerWidth + 1, whole = document.documentElement.scrollWidth, wrong = whole < most ? [] : [`the page: ${whole}`];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), lies = document.createRange();
  const isCut = (one) => one !== null && (getComputedStyle(one).textOverflow === "ellipsis" || isCut(one.parentElement));
  const isSeen = (one) => !one.closest(".unseen, script, style, option") && one.checkVisibility({ visibilityProperty: true });
  while (words.nextNode()) {
    const one = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !isSeen(one)) continue;
    lies.selectNodeContents(words.currentNode);
    const { left, right } = lies.getBoundingClientRect(), cell = one.closest("td, th")?.getBoundingClientRect().right ?? most;
    if ((left < -1 || right > Math.min(cell + 1, most)) && !isCut(one)) wrong.push(`${one.tagName}.${one.className}: ${left} to ${right}`);
  }
  return wrong;
}"""


def planted(hall: RunningHall) -> Person:
    """The organiser of a hall where every name is as long as it may be."""
    organiser = open_cafe(hall)
    steps = [{"key": "other", "title": WORD[:60], "minutes": 240, "sentence": WORD[:280]}] * 2
    told = [organiser.say("edition.name", edition_id=1, name=WORD[:200], venue=WORD[:200], days=["2024-11-16"], language="pl")]
    told += [organiser.say("theme.name", theme_id=n, number=n, name=WORD[:200], colour=n, working=n == 3) for n in range(1, 12)]
    for sitting, form in ((2, "tables"), (CAFE, "cafe")):
        told.append(organiser.say("sitting.name", sitting_id=sitting, title=WORD[:200], format=form, room=WORD[:100], **DAY))
        told.append(organiser.say("phase.open", sitting_id=sitting, name=WORD[:200], steps=steps, step=0))
    told.append(organiser.say("scenario.push", edition_id=1, name=WORD[:200], steps=steps))
    topic = organiser.say("topic.push", stolik_id=3, title=WORD[:200], after=None)
    told += [topic, organiser.record(WORD[:1200], 3, topic_id=topic["id"]), organiser.record(WORD[:300], 3)]
    told += [organiser.say("summary.record", stolik_id=3, text=WORD[:600], revision=0), organiser.say("help.open", stolik_id=3)]
    assert {one["status"] for one in told} == {"recorded"}, told
    return organiser


def wrong(page: Page, url: str, path: str) -> list[str]:
    page.set_viewport_size({"width": WINDOWS[0][0], "height": WINDOWS[0][1]})
    page.goto(url + path)
    if path == "/hall":
        expect(page.locator("[data-flag=fine] > span").first).to_have_text(WORD[:60])
    found: list[str] = []
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{path} {width}: {one}" for one in page.evaluate(BEYOND)]
    return found


def test_no_page_grows_wider_than_its_window_whatever_was_written(chromium: Browser, house_hall: RunningHall) -> None:
    organiser, counter = planted(house_hall), at_counter(house_hall)
    phone, tablet = resident(house_hall), house_hall.sit("moderator", 3)
    assert idea(phone, WORD[:500])["status"] == "recorded"
    desk = ("/desk", "/hall", "/desk/ideas", "/desk/seats", "/desk/scenarios", "/desk/programme", "/desk/rounds")
    phones = ("/cafe", "/participant", "/vote")
    found: list[str] = []
    for person, paths in ((organiser, desk), (counter, (f"/stoliki/{COUNTER}/counter",)), (tablet, ("/stoliki/3",)), (phone, phones)):
        with browser_of(chromium, person, reduced_motion="reduce") as window:
            page = window.new_page()
            for path in paths:
                found += wrong(page, house_hall.url, path)
    assert found == []
