"""The hall's screens at the desk: what each shows, whether it is heard, and a preview of what comes next that tells nobody."""

import re
import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.running import Person, RunningHall, hear
from tests.stage.test_screen_push import MAP

WAITS = 20_000  # ms
PART = re.compile(r'<hx-partial hx-target="#screen-projector-1"[^>]*>(.*?)</hx-partial>', re.DOTALL)
HEARS = """() => {
  globalThis.heard = [];
  document.addEventListener("stoliki:pushed", (event) => heard.push(...event.detail.ids));
  document.addEventListener("stoliki:healed", () => heard.push("healed"));
}"""
SCENE = "() => document.documentElement.dataset.scene"


def alive(organiser: Person) -> dict[str, Any]:
    found: dict[str, Any] = organiser.client.get("/desk/screens/presence").json()["screens"]["projector-1"]
    return found


def test_a_screen_is_alive_while_its_own_window_listens(house_hall: RunningHall) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    assert alive(organiser) == {"windows": 0, "at": None, "visible": None, "dark": None}
    with projector.live("map,hall") as ear, organiser.live("map,hall") as preview:
        hear(ear, "welcome")
        hear(preview, "welcome")
        assert alive(organiser)["windows"] == 1
        said = {"visible": False, "dark": True}
        projector.client.post("/presence", json=said, headers={"Origin": house_hall.url, "X-Stoliki": "1"})
        assert (alive(organiser)["visible"], alive(organiser)["dark"]) == (False, True)
        assert alive(organiser)["at"]
    deadline = time.monotonic() + 10
    while alive(organiser)["windows"]:
        assert time.monotonic() < deadline


def test_a_preview_in_a_browser_that_holds_a_screens_seat_is_the_organisers(house_hall: RunningHall) -> None:
    both = house_hall.sit("organiser")
    both.client.post("/join", data={"code": house_hall.code("projector")}, headers={"Origin": house_hall.url})
    assert 'data-seat="projector-1"' in both.client.get("/map").text
    assert 'data-seat="organiser-1"' in both.client.get("/map?screen=projector-1&watch=1").text


def test_what_a_desk_hears_of_a_screen_is_what_its_page_says(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    with organiser.live("desk") as ear:
        hear(ear, "welcome")
        organiser.say("screen.push", **(MAP | {"scene": "theme", "theme_id": 4, "frozen": True, "languages": ["pl", "uk"]}))
        found = None
        while not found:  # what happened before may still be on its way
            found = PART.search(hear(ear, "push", WAITS / 1000)["html"])
    squeezed = re.sub(r"\s+", " ", found[1].strip())
    assert squeezed in re.sub(r"\s+", " ", organiser.client.get("/desk/screens").text)
    assert "Jeden temat" in squeezed
    assert "Polski ⇄ Українська" in squeezed


def opened(chromium: Browser, person: Person, path: str) -> tuple[BrowserContext, Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="pl-PL", reduced_motion="reduce")
    context.set_default_timeout(WAITS)
    context.add_cookies([{"name": name, "value": value, "url": person.url} for name, value in person.client.cookies.items()])
    page = context.new_page()
    page.goto(person.url + path)
    return context, page


def test_the_hall_sees_what_was_previewed_and_not_before_it_is_sent(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    house_hall.sit("moderator", 3).record("Brak ławek", 3)
    organiser.say("screen.push", **MAP)
    (at_desk, desk), (at_screen, screen) = opened(chromium, organiser, "/desk/screens"), opened(chromium, projector, "/map")
    expect(desk.locator(".screen-alive")).to_have_text("Działa", timeout=WAITS)
    headers = {"Origin": house_hall.url, "X-Stoliki": "1"}
    assert projector.client.post("/presence", json={"dark": True}, headers=headers).status_code == 200
    assert screen.evaluate(SCENE) == "map"

    desk.locator("label:has(input[value=voices])").click()
    desk.get_by_role("button", name="Większy tekst na ekranie").click()
    preview = desk.frame_locator("#screen-preview").locator("html")
    expect(preview).to_have_attribute("data-scene", "voices", timeout=WAITS)
    expect(preview).to_have_attribute("data-size", "110")
    expect(desk.locator("#screen-ahead")).to_have_text("Podgląd. Na ekranie jeszcze tego nie ma.")
    assert screen.evaluate(SCENE) == "map"

    desk.locator("label:has(input[name=scheme][value=auto])").click()
    expect(preview).to_have_attribute("data-scheme", "dark", timeout=WAITS)
    expect(desk.locator("#form-auto")).to_be_hidden()
    desk.keyboard.press("Control+Enter")
    expect(screen.locator("html")).to_have_attribute("data-scene", "voices", timeout=WAITS)
    expect(screen.locator("html")).to_have_attribute("data-size", "110")
    expect(desk.locator("#screen-ahead")).to_have_text("To jest teraz na ekranie.")
    now = desk.frame_locator(".screen-card iframe").locator("html")
    expect(now).to_have_attribute("data-scene", "voices", timeout=WAITS)

    desk.locator("#dark-projector-1").click()
    expect(screen.locator("html")).to_have_attribute("data-black", "", timeout=WAITS)
    expect(desk.locator("#dark-projector-1")).to_have_attribute("aria-pressed", "true")
    screen.reload()
    expect(screen.locator("html")).to_have_attribute("data-black", "", timeout=WAITS)
    desk.locator("#dark-projector-1").click()
    expect(screen.locator("html")).not_to_have_attribute("data-black", "", timeout=WAITS)
    for context in (at_desk, at_screen):
        context.close()


def test_a_stopped_picture_stands_still_and_then_shows_what_came_meanwhile(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, projector, moderator = house_hall.sit("organiser"), house_hall.sit("projector"), house_hall.sit("moderator", 3)
    organiser.say("screen.push", **MAP)
    context, screen = opened(chromium, projector, "/map")
    flowers, link = screen.locator(".map-flower"), screen.locator("html[data-frozen]")
    before = flowers.count()
    screen.evaluate(HEARS)
    organiser.say("screen.push", **(MAP | {"frozen": True}))
    expect(link).to_have_count(1, timeout=WAITS)
    issue = moderator.record("Stojaki przy bibliotece", 3)["id"]
    renamed = organiser.say("theme.name", theme_id=3, number=3, name="Drogi i chodniki", colour=3, working=False)["id"]
    screen.wait_for_function("ids => ids.every((id) => globalThis.heard.includes(id))", arg=[issue, renamed, "healed"], timeout=WAITS)
    screen.evaluate("() => new Promise((painted) => setTimeout(painted, 300))")
    assert flowers.count() == before
    expect(screen.locator("#map-ground")).not_to_contain_text("Drogi i chodniki")
    screen.reload()
    screen.wait_for_selector(".map-flower", state="attached")
    assert flowers.count() == before, "loaded again, it is still the picture that was stopped"
    expect(screen.locator("#map-ground")).not_to_contain_text("Drogi i chodniki")
    expect(screen.locator("#map-still")).to_be_hidden()
    says_when_it_is_another_picture(chromium, projector)
    organiser.say("screen.push", **MAP)
    expect(link).to_have_count(0, timeout=WAITS)
    expect(screen.locator(f'[data-issue-id="{issue}"]')).to_have_count(1, timeout=WAITS)
    expect(flowers).to_have_count(before + 1, timeout=WAITS)
    expect(screen.locator("#map-ground")).to_contain_text("Drogi i chodniki", timeout=WAITS)
    context.close()


def says_when_it_is_another_picture(chromium: Browser, projector: Person) -> None:
    """A browser that did not see what was stopped, a minute later."""

    def later(route: Route) -> None:
        told = re.sub(r'data-now="(\d+)"', lambda found: f'data-now="{int(found[1]) + 60_000}"', route.fetch().text())
        route.fulfill(body=told, content_type="text/html")

    context, screen = opened(chromium, projector, "/healthz")
    screen.route("**/map", later)
    screen.goto(f"{projector.url}/map")
    expect(screen.locator("#map-still")).to_have_text(re.compile(r"Zatrzymano o \d\d:\d\d. Ten obraz jest z \d\d:\d\d."), timeout=WAITS)
    context.close()


def test_a_turn_is_where_the_servers_clock_says_and_languages_change_by_the_minute(house_hall: RunningHall, chromium: Browser) -> None:
    organiser, projector = house_hall.sit("organiser"), house_hall.sit("projector")
    turn = [{"scene": scene, "theme_id": None, "seconds": 3600} for scene in ("thanks", "programme")]
    organiser.say("screen.push", **(MAP | {"scene": "turn", "turn": turn, "languages": ["pl", "uk"]}))
    context, screen = opened(chromium, projector, "/healthz")
    screen.clock.install()
    screen.goto(f"{house_hall.url}/map")
    root = screen.locator("html")
    expect(root).to_have_attribute("data-scene", "thanks", timeout=WAITS)
    first = root.get_attribute("lang")
    screen.clock.fast_forward(60_000)
    expect(root).to_have_attribute("lang", {"pl": "uk", "uk": "pl"}[str(first)], timeout=WAITS)
    screen.clock.fast_forward(3600_000)
    expect(root).to_have_attribute("data-scene", "programme", timeout=WAITS)
    screen.goto(f"{house_hall.url}/map")
    expect(root).to_have_attribute("data-scene", "thanks", timeout=WAITS)
    context.close()
