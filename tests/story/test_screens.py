"""Every screen, in every language: nothing thrown, nothing blocked, nothing asked of anybody else; and who may see which."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, WebSocket, expect

from tests.story.demo import Hall, sit, take_seat
from tests.story.people import NOTES, said, sees, texts, write

SCREENS = ("/", "/join", "/stoliki/3", "/desk", "/desk/seats", "/hall", "/map")
WORDS = {"pl": "Zapisz", "en": "Save", "uk": "Зберегти"}
WATCH_POLICY = (
    "document.addEventListener('securitypolicyviolation', (event) => { console.error('CSP', event.blockedURI, event.violatedDirective); });"
)


@dataclass
class Watch:
    """All that a browser complains of, and everything it asks for."""

    complaints: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> "Watch":
        context.add_init_script(WATCH_POLICY)
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda request: self.asked.add(request.url.partition("?")[0].removesuffix(urlsplit(request.url).path)))
        context.on("requestfailed", lambda request: self.complaints.append(f"{request.url}: {request.failure}"))
        context.on("response", lambda answer: self.complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
        return self

    def link(self, socket: WebSocket) -> None:
        self.asked.add(f"http://{urlsplit(socket.url).netloc}")

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")


def seated(browser: Browser, hall: Hall, *seats: tuple[str, int | None]) -> BrowserContext:
    """One browser that has taken several seats, one after another."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    for role, stolik in seats:
        take_seat(context, hall, role, stolik)
    return context


@pytest.mark.parametrize("lang", ["pl", "en", "uk"])
def test_every_page_is_clean_and_asks_nobody_else(browser: Browser, hall: Hall, lang: str) -> None:
    write(sit(browser, hall, "moderator", 3), *NOTES[:3])
    context = seated(browser, hall, ("organiser", None), ("moderator", 3), ("projector", None))
    watch = Watch().over(context)
    for path in SCREENS:
        page = context.new_page()
        page.on("websocket", watch.link)
        answer = page.goto(f"{hall.url}{path}?lang={lang}", wait_until="networkidle")
        assert answer
        assert answer.ok, path
        assert page.locator("html").get_attribute("lang") == lang
        assert page.title().strip()
        assert page.evaluate("() => document.fonts.ready.then(() => [...document.fonts].some(font => font.status === 'loaded'))"), path
        assert (watch.complaints, watch.asked) == ([], {hall.url}), path
        page.close()


def test_the_tablet_speaks_the_language_that_was_chosen_and_remembers_it(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    for lang, name in (("en", "English"), ("uk", "Українська"), ("pl", "Polski")):
        tablet.locator(".more").click()
        tablet.locator("#menu").get_by_text(name, exact=True).click()
        expect(tablet.locator("#save")).to_have_text(WORDS[lang])
        tablet.goto(f"{hall.url}/stoliki/3")
        expect(tablet.locator("#save")).to_have_text(WORDS[lang])
        write(tablet, NOTES[0])
        expect(tablet.locator("#waiting > li")).to_have_count(0)
    expect(said(tablet)).to_have_count(3)


def test_the_card_wipes_its_code_from_the_address(browser: Browser, hall: Hall) -> None:
    page, seat = browser.new_page(), hall.seat("moderator", 3)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    shown: list[str] = []

    def look(route: Route) -> None:
        if route.request.method == "POST":
            shown.append(page.url)
        route.continue_()

    page.route("**/join", look)
    page.goto(seat.url)
    page.wait_for_url(f"{hall.url}/stoliki/3")
    assert shown == [f"{hall.url}/join"]
    assert not [address for address in sent if seat.code in address.partition("#")[0]]
    assert page.evaluate("() => document.cookie") == ""


def test_a_wrong_code_is_told_plainly_and_the_right_one_can_be_typed(browser: Browser, hall: Hall) -> None:
    page = browser.new_page()
    page.goto(f"{hall.url}/join#0000ZZZZ")
    expect(page.locator("#join-problem")).to_contain_text("Nie znam tego kodu")
    assert page.url == f"{hall.url}/join"
    code = hall.seat("moderator", 3).code.lower()
    page.locator("#code").fill(f" {code[:4]} {code[4:]}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{hall.url}/stoliki/3")


def test_one_browser_holds_the_organiser_and_two_moderators_at_once(browser: Browser, hall: Hall) -> None:
    context = seated(browser, hall, ("organiser", None), ("moderator", 3), ("moderator", 4))
    pages: dict[str, Page] = {}
    for path in ("/stoliki/3", "/stoliki/4", "/desk"):
        pages[path] = context.new_page()
        pages[path].goto(hall.url + path)
    three, four, desk = pages.values()
    assert [page.locator("body").get_attribute("data-seat") for page in pages.values()] == ["moderator-3", "moderator-4", "organiser-1"]
    three.bring_to_front()
    write(three, *NOTES[:2])
    sees(three, *NOTES[:2])
    four.bring_to_front()
    write(four, *NOTES[2:4])
    sees(four, *NOTES[2:4])
    sees(three, *NOTES[:2])
    desk.bring_to_front()
    desk.locator("#desk-new").fill("Ławki i cień")
    desk.keyboard.press("Enter")
    expect(desk.locator("#desk-listed")).to_contain_text("Ławki i cień")
    assert sorted(texts(desk, hall.url)) == sorted(NOTES[:4])


def test_without_a_seat_one_is_led_to_the_door(browser: Browser, hall: Hall) -> None:
    stranger = browser.new_page()
    for path in ("/stoliki/3", "/map", "/desk", "/desk/seats", "/hall"):
        stranger.goto(hall.url + path)
        assert stranger.url == f"{hall.url}/join", path
    assert stranger.request.get(f"{hall.url}/export/hall.json").status == 401


def test_a_seat_opens_its_own_screens_alone(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    for path in ("/stoliki/4", "/desk", "/desk/seats"):
        answer = tablet.goto(hall.url + path)
        assert answer
        assert answer.status == 403, path
        expect(tablet.locator("h1")).to_have_text("To stanowisko nie otwiera tej strony")
