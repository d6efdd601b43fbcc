"""A screen that was stopped: what is said meanwhile turns nothing, and one that is loaded anew shows the same scene; but words that are
taken back do not stay on it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.test_screens import HEARS, WAITS, opened
from tests.running import RunningHall, hear
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


@pytest.mark.parametrize("verb", ["redact", "withdraw"])
def test_words_that_are_taken_back_stay_on_no_stopped_screen(house_hall: RunningHall, chromium: Browser, verb: str) -> None:
    organiser, projector, moderator = house_hall.sit("organiser"), house_hall.sit("projector"), house_hall.sit("moderator", 3)
    issue = moderator.record("Pani ZDRADZONA z Bydgoskiej prosi o ławkę", 3)["id"]
    moderator.record("Więcej cienia", 3)
    organiser.say("screen.push", **(MAP | {"scene": "voices", "frozen": True}))
    context, screen = opened(chromium, projector, "/map")
    expect(screen.locator("#scene-voices")).to_contain_text("ZDRADZONA", timeout=WAITS)
    words = {"text": "Ktoś prosi o ławkę"} if verb == "redact" else {}
    assert organiser.say(f"issue.{verb}", stolik_id=3, issue_id=issue, **words)["status"] == "recorded"
    for _ in range(2):
        expect(screen.locator("#scene-voices")).not_to_contain_text("ZDRADZONA", timeout=WAITS)
        expect(screen.locator("#scene-voices")).to_contain_text("Więcej cienia")
        expect(screen.locator("html[data-frozen]")).to_have_count(1)
        assert "ZDRADZONA" not in screen.evaluate("() => JSON.stringify(localStorage)")
        screen.reload()
    context.close()


def test_a_stopped_screen_that_was_off_when_words_were_taken_back_does_not_show_them(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    issue = house_hall.sit("moderator", 3).record("Pani ZDRADZONA z Bydgoskiej prosi o ławkę", 3)["id"]
    organiser.say("screen.push", **(MAP | {"scene": "voices"}))
    context, screen = opened(chromium, projector, "/map")
    organiser.say("screen.push", **(MAP | {"scene": "voices", "frozen": True}))
    expect(screen.locator("html[data-frozen]")).to_have_count(1, timeout=WAITS)
    screen.wait_for_function("() => JSON.stringify(localStorage).includes('ZDRADZONA')", timeout=WAITS)
    screen.goto(f"{house_hall.url}/healthz")
    organiser.say("issue.redact", stolik_id=3, issue_id=issue, text="Ktoś prosi o ławkę")
    screen.goto(f"{house_hall.url}/map")
    expect(screen.locator("#scene-voices")).to_contain_text("Ktoś prosi", timeout=WAITS)
    assert "ZDRADZONA" not in screen.evaluate("() => JSON.stringify(localStorage)")
    context.close()


@pytest.mark.parametrize("verb", ["redact", "withdraw"])
def test_a_result_on_the_screens_loses_words_that_are_taken_back(house_hall: RunningHall, verb: str) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    issue = organiser.record("Pani ZDRADZONA z Bydgoskiej prosi o ławkę", 3)["id"]
    organiser.say("headcount.count", stolik_id=3, count=9)
    rules = {"about": "issues", "rule": "dots", "dots": 3, "most": 1, "methods": ["counted"], "threshold": None}
    vote = organiser.say("round.open", title="Co najpierw?", stolik_ids=[3], **rules)["id"]
    organiser.say("tally.count", stolik_id=3, issue_id=issue, round_id=vote, count=5)
    organiser.say("round.close", round_id=vote)
    assert "ZDRADZONA" in str(projector.client.get("/map").text.partition('id="map-vote">')[2].partition("</script>")[0])
    with projector.live("hall") as ear:
        hear(ear, "welcome")
        organiser.say(f"issue.{verb}", stolik_id=3, issue_id=issue, **({"text": "Ktoś prosi o ławkę"} if verb == "redact" else {}))
        told = hear(ear, "push")["data"]["vote"]
    assert [line["text"].replace("\u00a0", " ") for line in told["lines"]] == (["Ktoś prosi o ławkę"] if verb == "redact" else [])
