"""The link on a bad network, in a real browser: how soon a dead one is left, how often a new one is tried, what a close code means."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from bench.torture.proxy import Fault, Proxy, proxy
from tests.story.demo import Hall, sit
from tests.story.people import NOTES, sees, write

STALL = 6000  # ms, that a busy machine may add
WATCH = """() => { window.told = []; window.sameLife = true;
  document.addEventListener('stoliki:link', ({ detail }) => window.told.push({ ...detail, at: performance.now() })); }"""
NOTE_ATTEMPTS = """() => { window.attempts = []; window.waits = [];
  const Socket = window.WebSocket, later = window.setTimeout;
  window.WebSocket = class extends Socket { constructor(...words) { super(...words); window.attempts.push(performance.now()); } };
  window.setTimeout = (call, ms, ...rest) => { window.waits.push(ms); return later(call, ms, ...rest); }; }"""
TOLD = "([state, since]) => window.told.find((one) => one.state === state && one.at >= since)?.at"
WAKES: dict[str, str] = {
    "focus": "() => dispatchEvent(new Event('focus'))",
    "online": "() => dispatchEvent(new Event('online'))",
    "pageshow": "() => dispatchEvent(new Event('pageshow'))",
    "visibilitychange": "() => document.dispatchEvent(new Event('visibilitychange'))",
    "a timer that came late": "() => { const until = performance.now() + 4000; while (performance.now() < until) ; }",
}


@pytest.fixture
def net(hall: Hall) -> Iterator[Proxy]:
    """The network between the tablet and the hall."""
    with proxy(hall.port) as running:
        yield running


def behind(browser: Browser, hall: Hall, net: Proxy, before: Callable[[Page], None] = lambda _: None) -> Page:
    """A tablet that reaches the hall through this network; `before` it opens its link for good."""
    page = sit(browser, replace(hall, url=net.url), "moderator", 3)
    before(page)
    with page.expect_response("**/stoliki/3"):
        page.reload()
    page.evaluate(WATCH)
    return page


def live(page: Page) -> None:
    page.wait_for_function("() => window.told.at(-1)?.state !== 'lost'")


def now(page: Page) -> float:
    at: float = page.evaluate("() => performance.now()")
    return at


def told(page: Page, state: str, since: float, seconds: float = 20.0) -> float:
    """How long after `since` the page said so, in ms."""
    return float(page.wait_for_function(TOLD, arg=[state, since], timeout=seconds * 1000).json_value()) - since


def test_a_dead_link_is_left_within_8_s_whatever_it_says_about_itself(browser: Browser, hall: Hall, net: Proxy) -> None:
    tablet = behind(browser, hall, net)
    with tablet.expect_websocket():
        tablet.reload()
    tablet.evaluate(WATCH)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    start = now(tablet)
    net.vanish()
    left = told(tablet, "lost", start)
    assert 4000 < left < 8000 + STALL
    assert told(tablet, "live", start) - left < 2000 + STALL
    write(sit(browser, hall, "moderator", 3), NOTES[1])
    sees(tablet, *NOTES[:2])
    assert tablet.evaluate("() => window.sameLife")


def test_a_page_that_wakes_leaves_a_dead_link_within_two_and_a_half_seconds(browser: Browser, hall: Hall, net: Proxy) -> None:
    tablet = behind(browser, hall, net)
    for name, wake in WAKES.items():
        tablet.wait_for_timeout(300)
        live(tablet)
        write(tablet, name)
        expect(tablet.locator("#waiting > li")).to_have_count(0)
        net.vanish()
        tablet.evaluate(wake)
        start = now(tablet)
        assert told(tablet, "lost", start) < 2500 + STALL, name
        told(tablet, "live", start)


def test_an_opening_that_hangs_is_given_up_after_3_s(browser: Browser, hall: Hall, net: Proxy) -> None:
    tablet = behind(browser, hall, net)
    tablet.evaluate(NOTE_ATTEMPTS)
    net.become(Fault(mute=True))
    net.reset()
    tablet.wait_for_function("() => window.attempts.length >= 2", timeout=20_000)
    first, second = tablet.evaluate("() => window.attempts")[:2]
    assert 2900 < second - first < 3000 + 2000 + STALL
    net.clear()
    start = now(tablet)
    assert told(tablet, "live", start) < 3000 + 2000 + STALL


def test_waits_double_to_a_cap_of_2_s_and_on_phones_of_15(browser: Browser, hall: Hall) -> None:
    for cap, wanted in (("", [450, 900, 1800, 1800]), ("15000", [450, 900, 1800, 3600, 7200, 13_500, 13_500])):
        page = sit(browser, hall, "moderator", 3)
        page.route_web_socket("**/live?*", lambda link: link.close(code=1011))
        page.route("**/live?*", lambda route: route.abort())
        page.clock.install()
        page.add_init_script(f"({NOTE_ATTEMPTS})(); Math.random = () => 0.9;")
        if cap:
            page.add_init_script(f"document.addEventListener('readystatechange', () => {{ document.body.dataset.cap = '{cap}'; }});")
        page.reload()
        waits: list[float] = []
        while len(waits) < len(wanted):
            page.clock.run_for(500)
            waits = [ms for ms in page.evaluate("() => window.waits") if ms in wanted]
        assert waits[: len(wanted)] == wanted


def meddled(browser: Browser, hall: Hall, handler: Callable[[WebSocketRoute], None]) -> Page:
    """A tablet whose sockets all go through `handler`."""
    page = sit(browser, hall, "moderator", 3)
    page.route_web_socket("**/live?*", handler)
    page.reload()
    page.evaluate(WATCH)
    return page


def test_a_close_code_says_how_soon_to_come_again(browser: Browser, hall: Hall) -> None:
    tablet, links = sit(browser, hall, "moderator", 3), list[WebSocketRoute]()

    def through(link: WebSocketRoute) -> None:
        links.append(link)
        link.connect_to_server()

    tablet.route_web_socket("**/live?*", through)
    tablet.add_init_script(f"({NOTE_ATTEMPTS})(); Math.random = () => 0.9;")
    tablet.reload()
    tablet.evaluate(WATCH)
    for code, soon in ((1012, True), (4408, True), (1013, False), (4401, False), (4403, False)):
        tablet.wait_for_timeout(100)
        live(tablet)
        start = now(tablet)
        tablet.evaluate("() => { window.waits = []; window.healed = 0; }")
        tablet.evaluate("() => document.addEventListener('stoliki:healed', () => { window.healed += 1; }, { once: true })")
        links[-1].close(code=code)
        told(tablet, "lost", start)
        if not soon:
            assert tablet.evaluate("() => window.told.at(-1).code") == code
            tablet.wait_for_function("(ms) => window.waits.includes(ms)", arg=13_500 if code == 1013 else 15_000)
            tablet.evaluate(WAKES["focus"])  # nobody waits for it when the page is looked at
        assert told(tablet, "live", start) < 2000 + STALL
        tablet.wait_for_function("() => window.healed > 0")


def test_a_page_of_another_version_sends_what_waits_and_loads_itself_anew(browser: Browser, hall: Hall, net: Proxy) -> None:
    tablet = behind(browser, hall, net)
    live(tablet)
    tablet.evaluate("() => { document.body.dataset.version = 'an older one'; }")
    with tablet.expect_event("load", timeout=20_000):
        net.reset()
    expect(tablet.locator("#text")).to_be_visible()
    assert tablet.evaluate("() => window.sameLife") is None
    tablet.evaluate(WATCH)
    tablet.evaluate("() => { document.body.dataset.version = 'still another'; }")
    start = now(tablet)
    net.reset()
    tablet.wait_for_function("() => window.told.some((one) => one.code === 4409)")  # and not once more within the minute
    assert told(tablet, "lost", start) < 20_000
    assert tablet.evaluate("() => window.sameLife")


def test_a_socket_that_opens_and_says_nothing_ends_in_the_long_poll(browser: Browser, hall: Hall) -> None:
    tablet = meddled(browser, hall, lambda link: None)
    told(tablet, "live", 0, 30)
    write(sit(browser, hall, "moderator", 3), *NOTES[:2])
    sees(tablet, *NOTES[:2])


def test_a_dead_long_poll_is_left_within_8_s_and_at_once_by_a_page_that_wakes(browser: Browser, hall: Hall, net: Proxy) -> None:
    tablet = behind(browser, hall, net, lambda page: page.route_web_socket("**/live?*", lambda link: link.close(code=1011)))
    writer = sit(browser, hall, "moderator", 3)
    told(tablet, "live", 0, 30)
    for seconds, wake, notes in ((8, "() => {}", NOTES[:1]), (2.5, WAKES["focus"], NOTES[:2])):
        tablet.wait_for_timeout(700)
        net.vanish()
        write(writer, notes[-1])
        tablet.evaluate(wake)
        expect(tablet.locator("#log .issue-said .issue-text")).to_have_text(notes, timeout=seconds * 1000 + 1000 + STALL)


SKEW = "const real = performance.now.bind(performance); window.skew = 0; performance.now = () => real() + window.skew;"


def test_beside_the_long_poll_a_socket_is_tried_every_minute_and_taken_when_it_opens(browser: Browser, hall: Hall) -> None:
    tablet, links, blocked = sit(browser, hall, "moderator", 3), list[WebSocketRoute](), [True]

    def meddle(link: WebSocketRoute) -> None:
        links.append(link)
        link.close(code=1011) if blocked[0] else link.connect_to_server()

    tablet.route_web_socket("**/live?*", meddle)
    tablet.add_init_script(SKEW)
    tablet.reload()
    tablet.evaluate(WATCH)
    told(tablet, "live", 0, 30)
    start = now(tablet)
    for tried, open_now in ((4, False), (5, True)):
        tablet.wait_for_timeout(1000)
        assert len(links) == tried - 1
        blocked[0] = not open_now
        tablet.evaluate("() => { window.skew += 61_000; }")
        until_tried(tablet, links, tried)
    assert not tablet.evaluate("(since) => window.told.some((one) => one.at > since && one.state === 'lost')", start)
    write(sit(browser, hall, "moderator", 3), NOTES[0])
    sees(tablet, NOTES[0])


def until_tried(page: Page, links: list[WebSocketRoute], tries: int) -> None:
    for _ in range(200):
        if len(links) >= tries:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(links)} tries")
