"""The operator's text size, in a real Chromium: larger in every scene, as far as nothing meets anything else or is cut."""

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.projector.seen import sizes, words
from tests.projector.test_scenes_seen import STEPS, screen
from tests.running import RunningHall

SCENES = {"map": "map-label", "theme&theme=4": "theme-name", "countdown": "clock", "thanks": "thanks-title"}
SMALLEST = {"map": 4.0, "theme&theme=4": 2.8, "countdown": 30.0, "thanks": 8.0}


@pytest.fixture
def spoken_hall(house_hall: RunningHall) -> RunningHall:
    """Something said, and hands raised for it, under every topic."""
    organiser = house_hall.sit("organiser")
    for topic in organiser.client.get("/export/hall.json").json()["topics"]:
        stolik = topic["on"][0]["stolik_id"]
        issue = organiser.record(f"O tym: {topic['title']}", stolik, topic_id=topic["id"])["id"]
        organiser.say("tally.count", stolik_id=stolik, issue_id=issue, count=1 + len(topic["title"]) % 9)
    organiser.say("phase.open", sitting_id=2, name="Stoliki", steps=STEPS, step=0)
    return house_hall


def shown(page: Page, url: str, scene: str, percent: int) -> list[dict[str, Any]]:
    page.goto(f"{url}/map?scene={scene}&size={percent}&lang=pl")
    page.wait_for_function("() => document.querySelector('[data-shown]') && document.fonts.status === 'loaded'")
    page.evaluate("() => document.fonts.ready.then(() => new Promise((painted) => requestAnimationFrame(painted)))")
    return words(page)


def meet(one: list[float], other: list[float]) -> bool:
    """Letters, not the room that a line takes above and below them."""
    (a, b), (c, d) = ((box[1] + 0.3 * (box[3] - box[1]), box[3] - 0.25 * (box[3] - box[1])) for box in (one, other))
    return one[0] < other[2] - 1 and other[0] < one[2] - 1 and a < d and c < b


def test_a_larger_text_is_larger_in_every_scene_and_meets_nothing(chromium: Browser, spoken_hall: RunningHall) -> None:
    page = screen(chromium, spoken_hall, viewport={"width": 1920, "height": 1080})
    for scene, css in SCENES.items():
        small, plain, large = (shown(page, spoken_hall.url, scene, percent) for percent in (80, 100, 140))
        assert max(how(sizes(large, css)) / how(sizes(plain, css)) for how in (max, sum)) > 1.08, scene
        assert min(sizes(small, css)) >= SMALLEST[scene]
        wrong = [(one["text"], other["text"]) for one, other in combinations(large, 2) if meet(one["box"], other["box"])]
        assert wrong == [], scene
        assert all(one["box"][0] >= 0 and one["box"][2] <= 1920 and one["box"][3] <= 1081 for one in large), scene
    page.context.close()
