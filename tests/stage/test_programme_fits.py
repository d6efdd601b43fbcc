"""The programme on a screen: what does not fit is not begun, whatever the sittings are called and however large the operator wants it."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.desk.test_screens import opened
from tests.running import RunningHall

DAY: dict[str, Any] = {"day": "2024-11-16", "starts_at": "10:00", "ends_at": "12:00", "format": "meeting"}
LONG = "Spotkanie mieszkanek i mieszkańców z urzędem o przestrzeni publicznej, zieleni i drogach"
SEEN = """() => {
  const seen = (css) => [...document.querySelectorAll(css)].filter((one) => one.checkVisibility());
  const ends = seen(".scene-part, .scene-when").map((one) => one.getBoundingClientRect().bottom);
  return { room: document.querySelector(".scene-parts").getBoundingClientRect().bottom, ends, parts: seen(".scene-part").length };
}"""


@pytest.mark.parametrize(("size", "least"), [(80, 3), (140, 1)])
def test_no_sitting_is_cut_on_the_screen(house_hall: RunningHall, chromium: Browser, size: int, least: int) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    for title in (LONG, f"{LONG} i o tym, co dalej", LONG[::-1]):
        organiser.say("sitting.push", sitting_id=None, edition_id=1, title=title, room="Sala wielofunkcyjna", after=None, **DAY)
    organiser.say("sitting.name", sitting_id=2, title=LONG, room="Duża sala na pierwszym piętrze, wejście od ogrodu", **DAY)
    context, screen = opened(chromium, projector, "/healthz")
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(f"{house_hall.url}/map?scene=programme&size={size}")
    screen.wait_for_function("() => document.querySelector('[data-shown]') && document.fonts.status === 'loaded'")
    told = screen.evaluate(SEEN)
    assert least <= told["parts"] < 5
    assert max(told["ends"]) <= told["room"] + 1, told
    assert told["room"] <= 1080
    context.close()
