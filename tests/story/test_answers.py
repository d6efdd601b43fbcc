"""Every answer but the right one keeps the notes: portals, lost seats, busy and broken servers. Only what the server said counts."""

import json
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, held, script, sees, state_line, texts, waiting, write

COMMANDS = "**/commands"
OURS = {"X-Stoliki": "1", "Content-Type": "application/json"}
LOGIN = "<!doctype html><title>Hotel</title><body><h1>Zaloguj się do WiFi</h1>"


def sent(route: Route) -> list[dict[str, Any]]:
    """The commands of this batch."""
    commands: list[dict[str, Any]] = (route.request.post_data_json or {})["commands"]
    return commands


def all_recorded(route: Route) -> str:
    """What a liar says who knows our protocol but not our header."""
    return json.dumps({"v": 1, "epoch": "x", "answers": [{"id": one["id"], "status": "recorded", "seq": 1} for one in sent(route)]})


def portal_says_html(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body=LOGIN)


def portal_says_json(route: Route) -> None:
    route.fulfill(status=200, content_type="application/json", body=all_recorded(route))


def portal_redirects(route: Route) -> None:
    route.fulfill(status=302, headers={"Location": "/join?portal"})


def portal_wants_a_login(route: Route) -> None:
    route.fulfill(status=511, content_type="text/html", body=LOGIN)


def half_an_answer(route: Route) -> None:
    answers = [{"id": one["id"], "status": "recorded", "seq": 1} for one in sent(route)[1:]]
    route.fulfill(status=200, headers=OURS, body=json.dumps({"v": 1, "epoch": "x", "answers": answers}))


def broken_server(route: Route) -> None:
    route.fulfill(status=500, content_type="text/plain", body="Internal Server Error")


def not_json(route: Route) -> None:
    route.fulfill(status=200, headers=OURS, body="<html>")


LIARS = [portal_says_html, portal_says_json, portal_redirects, portal_wants_a_login, half_an_answer, broken_server, not_json]


@pytest.mark.parametrize("liar", LIARS, ids=lambda liar: liar.__name__)
def test_no_false_answer_is_taken_for_the_server(liar: Any, browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.evaluate("() => { window.sameLife = true; }")
    lies: list[int] = []

    def lie(route: Route) -> None:
        lies.append(1)
        liar(route)

    tablet.route(COMMANDS, lie)
    write(tablet, *NOTES[:2])
    expect(waiting(tablet)).to_have_text(NOTES[:2])
    expect(state_line(tablet)).to_contain_text("Serwer ma kłopot" if liar is broken_server else "Brak sieci, pisz dalej. Czekają 2 wpisy")
    while len(lies) < 3:
        tablet.wait_for_timeout(50)
    expect(waiting(tablet)).to_have_text(NOTES[:2])
    tablet.unroute(COMMANDS)
    sees(tablet, *NOTES[:2])
    assert texts(organiser, hall.url) == NOTES[:2]
    assert tablet.evaluate("() => window.sameLife")


def test_a_portal_in_front_of_everything_does_not_wipe_the_page(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    asked: list[str] = []

    def portal(route: Route) -> None:
        asked.append(route.request.url)
        portal_says_html(route)

    tablet.route("**/*", portal)
    tablet.evaluate("(hearing) => { import(hearing).then(({ heal }) => { heal(0); }); }", script(tablet, "hearing"))
    while not any(one.endswith("/stoliki/3") for one in asked):
        tablet.wait_for_timeout(50)
    write(tablet, NOTES[1])
    expect(waiting(tablet)).to_have_text([NOTES[1]])
    expect(tablet.locator("#log > li .issue-said .issue-text")).to_have_text([NOTES[0]])
    tablet.unroute("**/*")
    sees(tablet, *NOTES[:2])
    sees(second, *NOTES[:2])


@pytest.mark.parametrize("status", [401, 403])
def test_a_lost_seat_asks_for_the_card_and_keeps_everything_at(status: int, browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    tablet.route(COMMANDS, lambda route: route.fulfill(status=status, headers=OURS, body='{"v":1,"epoch":"x","error":"nie"}'))
    write(tablet, NOTES[0])
    expect(waiting(tablet)).to_have_text([NOTES[0]])
    expect(state_line(tablet)).to_contain_text("Zeskanuj kartę stolika, nic nie zginie.")
    expect(tablet.locator("#rejoin")).to_be_visible()


def test_another_epoch_brings_the_tail_again_in_order(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    write(tablet, *NOTES[:2])
    sees(tablet, *NOTES[:2])
    batches: list[list[str]] = []

    def restored(route: Route) -> None:
        batches.append([one["text"] for one in sent(route)])
        if len(batches) == 1:
            route.fulfill(status=409, headers=OURS, body='{"v":1,"epoch":"ANOTHER1"}')
        elif len(batches) == 2:
            route.fulfill(status=409, headers=OURS, body=json.dumps({"v": 1, "epoch": epoch}))
        else:
            route.continue_()

    epoch = tablet.evaluate("() => document.body.dataset.epoch")
    tablet.route(COMMANDS, restored)
    write(tablet, NOTES[2])
    sees(tablet, *NOTES[:3])
    assert batches[0] == NOTES[2:3]
    assert batches[1] == NOTES[:3]
    assert texts(organiser, hall.url) == NOTES[:3]


def test_a_batch_too_large_is_split_and_only_the_one_that_is_too_large_lies_in_the_tray(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.context.set_offline(True)
    write(tablet, *NOTES[:5])
    expect(waiting(tablet)).to_have_text(NOTES[:5])

    def small(route: Route) -> None:
        if len(sent(route)) > 2 or NOTES[3] in [one["text"] for one in sent(route)]:
            route.fulfill(status=413, headers=OURS, body='{"v":1,"epoch":"x","error":"Za duża paczka: podziel ją."}')
        else:
            route.continue_()

    tablet.route(COMMANDS, small)
    tablet.context.set_offline(False)
    expect(tablet.locator("#tray blockquote")).to_have_text([NOTES[3]])
    expect(tablet.locator("#tray .tray-why")).to_have_text("Za duża paczka: podziel ją.")
    sees(tablet, *NOTES[:3], NOTES[4])
    assert texts(organiser, hall.url) == [*NOTES[:3], NOTES[4]]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_given_its_time_even_when_the_network_comes_back(status: int, browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    asked: list[float] = []

    def busy(route: Route) -> None:
        asked.append(time.monotonic())
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(status=status, headers=OURS | {"Retry-After": "3"}, body='{"v":1,"epoch":"x","error":"zaraz"}')

    tablet.route(COMMANDS, busy)
    write(tablet, NOTES[0])
    expect(state_line(tablet)).to_contain_text("Serwer jest zajęty, wyślemy za")
    tablet.evaluate("() => dispatchEvent(new Event('online'))")
    sees(tablet, NOTES[0])
    assert asked[1] - asked[0] >= 2.9


def test_more_than_fifty_go_in_batches_in_order_one_at_a_time(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    notes = [f"wpis {n}" for n in range(60)] + ["ą" * 3900 for _ in range(10)]
    tablet.context.set_offline(True)
    tablet.evaluate(
        """([outbox, notes]) => import(outbox).then(({ say }) => {
          for (const text of notes) say('issue.record', { stolik_id: 3, topic_id: null, issue_kind: 'problem', text, parked: false });
        })""",
        [script(tablet, "outbox"), notes],
    )
    expect(waiting(tablet)).to_have_count(70)
    batches: list[tuple[int, int]] = []
    under_way: list[int] = []

    def watch(route: Route) -> None:
        assert not under_way
        under_way.append(1)
        answer = route.fetch()
        batches.append((len(sent(route)), len(route.request.post_data_buffer or b"")))
        under_way.pop()
        route.fulfill(response=answer)

    tablet.route(COMMANDS, watch)
    tablet.context.set_offline(False)
    sees(tablet, *notes)
    assert texts(organiser, hall.url) == notes
    assert all(count <= 50 and size <= 65_536 for count, size in batches), batches
    assert len(batches) >= 3


def test_what_names_a_missing_thing_waits_ten_minutes_and_then_lies_in_the_tray(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    tablet.clock.install()
    asked: list[int] = []

    def missing(route: Route) -> None:
        asked.append(1)
        said = {"status": "refused", "code": "unknown_reference", "message": "Nie ma takiego zagadnienia."}
        route.fulfill(
            status=200, headers=OURS, body=json.dumps({"v": 1, "epoch": "x", "answers": [said | {"id": one["id"]} for one in sent(route)]})
        )

    tablet.route(COMMANDS, missing)
    write(tablet, NOTES[0])
    expect(waiting(tablet)).to_have_text([NOTES[0]])
    for _ in range(90):  # nine minutes, with a moment for each answer to arrive in
        tablet.clock.run_for(6000)
        tablet.wait_for_timeout(20)
    expect(waiting(tablet)).to_have_text([NOTES[0]])
    assert len(asked) > 1
    for _ in range(15):
        tablet.clock.run_for(6000)
        tablet.wait_for_timeout(20)
    expect(tablet.locator("#tray blockquote")).to_have_text([NOTES[0]])
    expect(tablet.locator("#tray .tray-why")).to_have_text("Nie ma takiego zagadnienia.")


def test_redacted_words_are_forgotten_at_once(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)

    def redacted(route: Route) -> None:
        said = {"status": "refused", "code": "redacted", "message": "Z tego wpisu usunięto dane osobowe."}
        route.fulfill(
            status=200, headers=OURS, body=json.dumps({"v": 1, "epoch": "x", "answers": [said | {"id": one["id"]} for one in sent(route)]})
        )

    tablet.route(COMMANDS, redacted)
    write(tablet, NOTES[0])
    expect(waiting(tablet)).to_have_count(0)
    expect(tablet.locator("#tray .tray-item")).to_have_count(0)
    expect(state_line(tablet)).to_contain_text("zapisane")
    assert NOTES[0] not in json.dumps(held(tablet), ensure_ascii=False)
