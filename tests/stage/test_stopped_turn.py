"""A turn of scenes that was stopped: what is said meanwhile turns nothing, and a screen that is loaded anew shows the same scene."""

from playwright.sync_api import Browser, Page, expect

from tests.desk.test_screens import HEARS, WAITS, opened
from tests.running import RunningHall
from tests.stage.test_screen_push import MAP

TURN = [{"scene": scene, "theme_id": None, "seconds": 3600} for scene in ("tools", "thanks")]
LOOKS = "() => document.dispatchEvent(new CustomEvent('stoliki:link', { detail: { state: 'live' } }))"


def shows(page: Page, scene: str) -> None:
    expect(page.locator("html")).to_have_attribute("data-scene", scene, timeout=WAITS)


def test_a_stopped_turn_stays_where_it_is_when_a_scene_gets_something_to_show(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    organiser.say("screen.push", **(MAP | {"scene": "turn", "turn": TURN}))
    context, screen = opened(chromium, projector, "/map")
    shows(screen, "map")  # nobody has named a tool, so the map stands in
    organiser.say("screen.push", **(MAP | {"scene": "turn", "turn": TURN, "frozen": True}))
    expect(screen.locator("html[data-frozen]")).to_have_count(1, timeout=WAITS)
    screen.reload()
    shows(screen, "map")
    screen.evaluate(HEARS)
    tool = house_hall.sit("moderator", 2).record("Panel obywatelski", 2, issue_kind="tool")["id"]
    screen.wait_for_function("(id) => globalThis.heard.includes(id)", arg=tool, timeout=WAITS)
    screen.evaluate(LOOKS)
    assert screen.evaluate("() => document.documentElement.dataset.scene") == "map"
    organiser.say("screen.push", **(MAP | {"scene": "turn", "turn": TURN}))
    shows(screen, "tools")
    context.close()
