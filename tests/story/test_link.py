"""Frames that are lost, doubled or come too late on the way down: the page notices and is right again by itself."""

import json
from collections.abc import Callable

from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, press, row, sees, write

WATCH_HANDS = """() => { window.hands = []; let shown = '0';
  new MutationObserver(() => {
    const now = document.querySelector('#log .hands .figure').textContent;
    if (now !== shown) window.hands.push(shown = now);
  }).observe(document.getElementById('log'), { childList: true, subtree: true, characterData: true }); }"""
Meddle = Callable[[WebSocketRoute, str | bytes], None]


def through(tablet: Page, meddle: Meddle) -> None:
    """From now on this page's link passes every frame from the server through `meddle`; what the page remembers of its life is marked."""

    def between(link: WebSocketRoute) -> None:
        link.connect_to_server().on_message(lambda frame: meddle(link, frame))

    tablet.route_web_socket("**/live?*", between)
    with tablet.expect_websocket():
        tablet.reload()
    tablet.evaluate("() => { window.sameLife = true; }")


def is_push(frame: str | bytes) -> bool:
    return bool(json.loads(frame)["t"] == "push")


def test_a_lost_frame_is_noticed_by_the_next_one_and_by_the_beat(browser: Browser, hall: Hall) -> None:
    writer, tablet = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    lost: list[str | bytes] = []

    def lose_two(link: WebSocketRoute, frame: str | bytes) -> None:
        if is_push(frame) and len(lost) < 2:
            lost.append(frame)
        else:
            link.send(frame)

    through(tablet, lose_two)
    for note in NOTES[:3]:
        write(writer, note)
        expect(writer.locator("#waiting > li")).to_have_count(0)
    sees(tablet, *NOTES[:3])
    assert len(lost) == 2
    lost.pop()
    write(writer, NOTES[3])
    sees(tablet, *NOTES[:4])  # nothing follows: the beat tells
    assert len(lost) == 2
    assert tablet.evaluate("() => window.sameLife")


def test_doubled_and_belated_frames_change_nothing(browser: Browser, hall: Hall) -> None:
    writer, tablet = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    kept: list[str | bytes] = []

    def repeat(link: WebSocketRoute, frame: str | bytes) -> None:
        link.send(frame)
        if is_push(frame):
            kept.append(frame)
            for old in reversed(kept):
                link.send(old)

    through(tablet, repeat)
    write(writer, *NOTES[:3])
    sees(tablet, *NOTES[:3])
    tablet.evaluate(WATCH_HANDS)
    press(writer, NOTES[0], "hand-more", times=3)
    expect(row(tablet, NOTES[0]).locator(".hands .figure")).to_have_text("3")
    press(writer, NOTES[0], "hand-less")
    expect(row(tablet, NOTES[0]).locator(".hands .figure")).to_have_text("2")
    press(writer, NOTES[1], "withdraw")
    sees(tablet, NOTES[0], NOTES[2])
    assert tablet.evaluate("() => window.hands") == ["3", "2"]
    assert tablet.evaluate("() => window.sameLife")


def test_without_websocket_the_long_poll_brings_the_same(browser: Browser, hall: Hall) -> None:
    writer, tablet = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    tablet.route_web_socket("**/live?*", lambda link: link.close(code=1011))
    with tablet.expect_response("**/live?*wait=*", timeout=30_000):
        tablet.reload()
    write(writer, *NOTES[:2])
    sees(tablet, *NOTES[:2])
    tablet.locator("#text").focus()
    write(tablet, NOTES[2])
    sees(tablet, *NOTES[:3])
    sees(writer, *NOTES[:3])
