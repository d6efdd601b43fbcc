"""What the tablet has taken is never lost and never counted twice: no network, a killed server, a portal, a refusal, a reload."""

from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, exported, on_map, said, sees, state_line, texts, waiting, write

COMMANDS = "**/commands"
FIVE = NOTES[:5]


def waits_for(tablet: Page, *notes: str) -> None:
    """The notes stand on the tablet as waiting, and the state line says how many they are."""
    expect(waiting(tablet)).to_have_text(list(notes))
    expect(tablet.locator("#waiting > li:not([data-fresh]) .issue-meta")).to_have_count(len(notes))
    expect(state_line(tablet)).to_contain_text(f"Czeka {len(notes)}")
    expect(tablet.locator("#text")).to_have_value("")


def arrived_once(tablet: Page, organiser: Page, hall: Hall, *notes: str) -> None:
    """Nothing waits any more, the line is calm, and the export holds each note exactly once, in order."""
    sees(tablet, *notes)
    expect(state_line(tablet)).to_contain_text("Wszystko zapisane")
    assert texts(organiser, hall.url) == list(notes)


def test_without_network_one_types_on_and_all_arrives_once(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.context.set_offline(True)
    write(tablet, *FIVE)
    waits_for(tablet, *FIVE)
    expect(state_line(tablet)).to_contain_text("Brak sieci, pisz dalej.")
    assert texts(organiser, hall.url) == []
    tablet.context.set_offline(False)
    arrived_once(tablet, organiser, hall, *FIVE)
    sees(second, *FIVE)


def test_what_others_wrote_during_an_outage_is_there_after_it(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.context.set_offline(True)
    write(tablet, NOTES[0])
    waits_for(tablet, NOTES[0])
    write(second, NOTES[1], NOTES[2])
    sees(second, NOTES[1], NOTES[2])
    tablet.context.set_offline(False)
    arrived_once(tablet, organiser, hall, NOTES[1], NOTES[2], NOTES[0])
    sees(second, NOTES[1], NOTES[2], NOTES[0])


def test_a_flicker_of_the_network_leaves_no_false_alarm(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    tablet.context.set_offline(True)
    expect(state_line(tablet)).to_contain_text("Brak sieci")
    tablet.context.set_offline(False)
    expect(state_line(tablet)).to_contain_text("Wszystko zapisane")
    tablet.evaluate("() => dispatchEvent(new Event('offline'))")  # the machine says so, the link lives on
    write(tablet, NOTES[1])
    sees(tablet, *NOTES[:2])
    expect(state_line(tablet)).to_contain_text("Wszystko zapisane")


def test_a_killed_server_comes_back_and_has_everything_once(browser: Browser, hall: Hall) -> None:
    tablet, projector, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "projector"), sit(browser, hall, "organiser")
    write(tablet, NOTES[5])
    sees(tablet, NOTES[5])
    seats = list(hall.seats)
    hall.kill()
    write(tablet, *FIVE)
    waits_for(tablet, *FIVE)
    expect(state_line(tablet)).to_contain_text("Brak sieci, pisz dalej.")
    hall.start()
    assert hall.seats == seats
    arrived_once(tablet, organiser, hall, NOTES[5], *FIVE)
    expect(on_map(projector)).to_have_text([NOTES[5], *FIVE])
    tablet.reload()
    sees(tablet, NOTES[5], *FIVE)


def test_a_server_killed_while_one_types_loses_nothing_and_doubles_nothing(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    write(tablet, *NOTES[:4])
    hall.kill()
    write(tablet, *NOTES[4:8])
    hall.start()
    write(tablet, *NOTES[8:])
    arrived_once(tablet, organiser, hall, *NOTES)


def test_a_reload_with_waiting_notes_loses_none(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    tablet.on("dialog", leave)
    tablet.route(COMMANDS, lambda route: route.abort())
    write(tablet, *FIVE)
    waits_for(tablet, *FIVE)
    tablet.keyboard.type("a to dopiero zacz")
    for _ in range(2):
        tablet.reload()
        waits_for_and_keeps_the_draft(tablet)
    assert asked == ["beforeunload", "beforeunload"]
    tablet.unroute(COMMANDS)
    sees(tablet, *FIVE)
    assert texts(organiser, hall.url) == FIVE
    expect(tablet.locator("#text")).to_have_value("a to dopiero zacz")


def waits_for_and_keeps_the_draft(tablet: Page) -> None:
    expect(waiting(tablet)).to_have_text(FIVE)
    expect(state_line(tablet)).to_contain_text("Czeka 5")
    expect(tablet.locator("#text")).to_have_value("a to dopiero zacz")
    expect(tablet.locator("#text")).to_be_focused()


def test_a_closed_tab_sends_its_notes_when_it_is_opened_again(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.context.set_offline(True)
    write(tablet, *FIVE)
    waits_for(tablet, *FIVE)
    tablet.close()
    tablet.context.set_offline(False)
    again = tablet.context.new_page()
    again.goto(f"{hall.url}/stoliki/3")
    sees(again, *FIVE)
    assert texts(organiser, hall.url) == FIVE


def test_a_captive_portal_is_not_taken_for_an_answer(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    portal: list[str] = []

    def welcome(route: Route) -> None:
        portal.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<h1>Witamy w sieci Hotel</h1>")

    tablet.route(COMMANDS, welcome)
    write(tablet, *FIVE)
    waits_for(tablet, *FIVE)
    assert portal
    tablet.unroute(COMMANDS)
    arrived_once(tablet, organiser, hall, *FIVE)


def test_a_lost_answer_makes_one_issue(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    ids: list[list[str]] = []

    def lose_the_first(route: Route) -> None:
        sent = route.request.post_data_json or {}
        ids.append([command["id"] for command in sent["commands"]])
        answer = route.fetch()
        if len(ids) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    tablet.route(COMMANDS, lose_the_first)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    sees(second, NOTES[0])
    write(tablet, NOTES[1])
    arrived_once(tablet, organiser, hall, NOTES[0], NOTES[1])
    sees(second, NOTES[0], NOTES[1])
    assert ids[0] == ids[1][:1]


def test_a_refused_note_lies_in_the_tray_until_it_is_sent_again(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    sitting = organiser.locator(".sitting", has_text="Stoliki tematyczne")
    sitting.locator("[data-say='sitting.close']").click()
    expect(tablet.locator("#sitting")).to_have_attribute("data-state", "closed")
    write(tablet, NOTES[0], NOTES[1])
    for note, item in zip(NOTES, tablet.locator("#tray .tray-item").all(), strict=False):
        expect(item.locator("blockquote")).to_have_text(note)
    expect(tablet.locator("#tray .tray-item")).to_have_count(2)
    expect(tablet.locator("#tray .tray-why").first).to_have_text("Sesja jest już zamknięta.")
    expect(state_line(tablet)).to_contain_text("2 wpisy nie zostały przyjęte")
    tablet.reload()
    expect(tablet.locator("#tray blockquote")).to_have_text(NOTES[:2])
    sitting.locator("[data-say='sitting.open']").click()
    expect(tablet.locator("#sitting")).to_have_attribute("data-state", "open")
    expect(tablet.locator("#tray .tray-item")).to_have_count(2)
    tablet.locator("#tray .tray-item", has_text=NOTES[0]).get_by_role("button", name="Wyślij jeszcze raz").click()
    sees(tablet, NOTES[0])
    tablet.locator("#tray .tray-item").get_by_role("button", name="Odrzuć").click()
    expect(tablet.locator("#tray .tray-item")).to_have_count(0)
    assert texts(organiser, hall.url) == [NOTES[0]]
    assert said(tablet).count() == 1


def test_a_note_typed_before_the_closing_comes_late_and_is_marked(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.route(COMMANDS, lambda route: route.abort())
    write(tablet, NOTES[0])
    waits_for(tablet, NOTES[0])
    organiser.locator(".sitting", has_text="Stoliki tematyczne").locator("[data-say='sitting.close']").click()
    expect(tablet.locator("#sitting")).to_have_attribute("data-state", "closed")
    tablet.unroute(COMMANDS)
    sees(tablet, NOTES[0])
    expect(tablet.locator("#log .issue-mark")).to_have_text("po czasie")
    assert [issue["late"] for issue in exported(organiser, hall.url)["issues"]] == [True]


def test_who_loses_the_seat_keeps_the_notes_and_sends_them_with_the_card(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.context.clear_cookies()
    write(tablet, *FIVE)
    expect(state_line(tablet)).to_contain_text("Zeskanuj kartę stolika, nic nie zginie.")
    expect(waiting(tablet)).to_have_text(FIVE)
    expect(tablet.locator("#rejoin")).to_be_visible()
    assert texts(organiser, hall.url) == []
    tablet.on("dialog", lambda dialog: dialog.accept())
    tablet.goto(hall.seat("moderator", 3).url)
    tablet.wait_for_url("**/stoliki/3")
    arrived_once(tablet, organiser, hall, *FIVE)


def test_hands_counted_without_network_arrive_as_they_were_counted(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    tablet.context.set_offline(True)
    tablet.locator("#log .issue-said").click()
    for _ in range(5):
        tablet.locator("#log [data-do=hand-more]").click()
    expect(tablet.locator("#log .hands .figure")).to_have_text("5")
    expect(state_line(tablet)).to_contain_text("Czeka 1 wpis")
    tablet.context.set_offline(False)
    expect(second.locator("#log .hands .figure")).to_have_text("5")
    expect(state_line(tablet)).not_to_contain_text("Czeka")
    expect(tablet.locator("#log .hands .figure")).to_have_text("5")


TAPS_WHILE_KEPT = """() => {
  const put = IDBObjectStore.prototype.put;
  let taps = 2;
  IDBObjectStore.prototype.put = function (row) {
    if (row.kind === "tally.count" && taps-- > 0) document.querySelector("#log [data-do=hand-more]").click();
    return put.call(this, row);
  };
}"""


def test_a_tap_that_comes_while_the_count_before_it_is_being_kept_is_counted_too(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    tablet.locator("#log .issue-said").click()
    tablet.evaluate(TAPS_WHILE_KEPT)
    tablet.locator("#log [data-do=hand-more]").click()
    expect(second.locator("#log .hands .figure")).to_have_text("3")
    expect(tablet.locator("#log .hands .figure")).to_have_text("3")
