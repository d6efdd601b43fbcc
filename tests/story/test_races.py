"""Fingers are faster than disks and networks: what is tapped or typed while something else is under way is never swallowed or mixed up."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, Held, held, open_row, press, row, said, sees, slow_disk, texts, waiting, write

COMMANDS = "**/commands"
FREE = "() => { window.diskFree = true; }"


def hands(page: Page, text: str) -> Any:
    return row(page, text).locator(".hands .figure")


def test_nothing_is_shown_before_it_is_on_disk_not_even_a_count(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    open_row(tablet, NOTES[0])
    slow_disk(tablet)
    press(tablet, NOTES[0], "hand-more", times=3)
    tablet.locator("[data-do=more]").click()
    tablet.locator("#text").focus()
    write(tablet, NOTES[1])
    tablet.evaluate("() => document.dispatchEvent(new CustomEvent('stoliki:outbox'))")  # painted again for another reason
    assert hands(tablet, NOTES[0]).text_content() == "0"
    assert tablet.locator("#headcount").text_content() == "–"
    assert waiting(tablet).count() == 0
    tablet.evaluate(FREE)
    sees(tablet, *NOTES[:2])
    expect(hands(tablet, NOTES[0])).to_have_text("3")
    expect(tablet.locator("#headcount")).to_have_text("1")


def test_a_note_is_not_sent_before_it_is_on_disk(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    on_their_way = Held(tablet)
    write(tablet, NOTES[0])
    first = on_their_way.first()
    slow_disk(tablet)
    write(tablet, NOTES[1])
    first.abort()
    second = on_their_way.first()
    assert [one["text"] for one in (second.request.post_data_json or {})["commands"]] == NOTES[:1]
    second.continue_()
    on_their_way.let_go()
    tablet.evaluate(FREE)
    sees(tablet, *NOTES[:2])


def test_a_tap_survives_a_reload_that_comes_at_once(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    tablet.on("dialog", lambda dialog: dialog.accept())
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    press(tablet, NOTES[0], "hand-more", times=2)
    expect(hands(tablet, NOTES[0])).to_have_text("2")
    tablet.reload()
    for page in (tablet, second):
        expect(hands(page, NOTES[0])).to_have_text("2")


def test_taps_go_on_from_what_this_tablet_has_counted_when_the_row_is_pushed_anew(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    tablet.route(COMMANDS, lambda route: route.abort())
    press(tablet, NOTES[0], "hand-more", times=5)
    expect(hands(tablet, NOTES[0])).to_have_text("5")
    press(second, NOTES[0], "reword")
    write(second, " (drugi)")
    sees(tablet, f"{NOTES[0]} (drugi)")
    expect(hands(tablet, NOTES[0])).to_have_text("5")
    tablet.wait_for_timeout(500)  # the finger has rested
    press(tablet, f"{NOTES[0]} (drugi)", "hand-more")
    expect(hands(tablet, NOTES[0])).to_have_text("6")
    tablet.unroute(COMMANDS)
    expect(hands(second, NOTES[0])).to_have_text("6")
    assert len([one for one in held(tablet) if one["kind"] == "tally.count"]) >= 2


def test_a_push_between_finger_down_and_finger_up_does_not_swallow_the_tap(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, *NOTES[:2])
    sees(second, *NOTES[:2])
    key = open_row(tablet, NOTES[0]).locator(".issue-tools [data-do=park]")
    key.hover()
    tablet.mouse.down()
    press(second, NOTES[0], "reword")
    write(second, " (drugi)")
    sees(tablet, f"{NOTES[0]} (drugi)", NOTES[1])
    tablet.mouse.up()
    expect(row(second, NOTES[0])).to_have_attribute("data-parked", "yes")


def test_a_new_row_between_finger_down_and_finger_up_does_not_move_the_finger_to_another_topic(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    organiser.goto(f"{hall.url}/desk?stolik=3")
    key = tablet.locator("#topics .choice").first
    wanted = key.get_attribute("data-topic")
    key.hover()
    tablet.mouse.down()
    organiser.locator("#desk-new").fill("Ławki i cień")
    organiser.keyboard.press("Enter")
    expect(tablet.locator("#topics .choice", has_text="Ławki i cień")).to_be_visible()
    tablet.mouse.up()
    expect(tablet.locator("#topics [aria-pressed=true]")).to_have_attribute("data-topic", wanted or "?")


def test_enter_pressed_twice_saves_once(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    slow_disk(tablet)
    tablet.keyboard.type(NOTES[0])
    tablet.keyboard.press("Enter")
    tablet.keyboard.press("Enter")
    tablet.locator("#save").click()
    tablet.evaluate(FREE)
    sees(tablet, NOTES[0])
    assert texts(organiser, hall.url) == [NOTES[0]]


def test_undo_right_after_enter_takes_back_that_note_and_not_the_one_before(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    slow_disk(tablet)
    write(tablet, NOTES[1])
    tablet.locator(".status [data-do=undo]").click()
    tablet.evaluate(FREE)
    sees(tablet, NOTES[0])
    sees(second, NOTES[0])
    expect(tablet.locator("#text")).to_have_value("")


def test_whoever_leaves_a_rewording_while_it_is_being_kept_finds_the_note_as_it_was(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    write(tablet, *NOTES[:2])
    sees(tablet, *NOTES[:2])
    tablet.keyboard.type("zaczęte")
    press(tablet, NOTES[0], "reword")
    slow_disk(tablet)
    write(tablet, " lepiej")
    tablet.keyboard.press("Escape")
    expect(tablet.locator("#text")).to_have_value("zaczęte")
    tablet.evaluate(FREE)
    sees(tablet, f"{NOTES[0]} lepiej", NOTES[1])
    expect(tablet.locator("#text")).to_have_value("zaczęte")


def test_whoever_starts_a_rewording_while_a_note_is_being_kept_mixes_neither(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    open_row(tablet, NOTES[0])
    slow_disk(tablet)
    tablet.locator("#text").focus()
    write(tablet, NOTES[1])
    press(tablet, NOTES[0], "reword")
    tablet.evaluate(FREE)
    expect(tablet.locator("#text")).to_have_value(NOTES[0])
    write(tablet, " lepiej")
    sees(tablet, f"{NOTES[0]} lepiej", NOTES[1])
    expect(tablet.locator("#text")).to_have_value("")
    assert said(tablet).count() == 2


def test_a_topic_taken_away_under_an_open_row_leaves_it_open_and_what_is_typed(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    organiser.goto(f"{hall.url}/desk?stolik=3")
    tablet.locator("#topics .choice").first.click()
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    tablet.keyboard.type("i jeszcze")
    press(tablet, NOTES[0], "hand-more")
    organiser.locator("#desk-listed > li").first.locator("[id^=off-]").click()
    expect(tablet.locator("#topics [aria-pressed=true]")).to_have_attribute("data-topic", "")
    press(tablet, NOTES[0], "hand-more")
    expect(hands(tablet, NOTES[0])).to_have_text("2")
    expect(tablet.locator("#text")).to_have_value("i jeszcze")
    tablet.locator("#text").focus()
    write(tablet, " coś")
    sees(tablet, NOTES[0], "i jeszcze coś")
