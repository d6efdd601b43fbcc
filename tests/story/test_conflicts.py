"""Two who touch the same thing: nothing typed is overwritten unseen, everything can be taken back, and what moved on is not."""

import json

from playwright.sync_api import Browser, Page, Route, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, Held, exported, press, row, sees, state_line, texts, waiting, write

FIRST, SECOND = f"{NOTES[0]} (pierwszy)", f"{NOTES[0]} (drugi)"


def two_versions(browser: Browser, hall: Hall) -> tuple[Page, Page]:
    """Two tablets that have reworded the same note at once."""
    one, two = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(one, NOTES[0])
    sees(two, NOTES[0])
    press(one, NOTES[0], "reword")
    press(two, NOTES[0], "reword")
    write(one, " (pierwszy)")
    sees(two, FIRST)
    expect(state_line(two)).to_contain_text(f"Ktoś właśnie zmienił ten wpis na „{FIRST}”. Zapisz, a zostaną obie wersje")
    write(two, " (drugi)")
    for tablet in (one, two):
        expect(tablet.locator(".versions")).to_contain_text("2 wersje tego wpisu.")
        expect(tablet.locator(".version p")).to_have_text([FIRST, SECOND])
    return one, two


def undo(tablet: Page) -> None:
    tablet.locator(".status [data-do=undo]").click()


def test_a_version_is_chosen_and_the_choice_is_taken_back(browser: Browser, hall: Hall) -> None:
    one, two = two_versions(browser, hall)
    one.locator(".version", has_text="(drugi)").locator("[data-do=settle]").click()
    for tablet in (one, two):
        sees(tablet, SECOND)
        expect(tablet.locator(".version")).to_have_count(0)
    undo(one)
    for tablet in (one, two):
        expect(tablet.locator(".version p")).to_have_text([FIRST, SECOND])


def test_versions_are_merged_into_one_text_that_starts_from_both(browser: Browser, hall: Hall) -> None:
    one, two = two_versions(browser, hall)
    one.locator("[data-do=merge]").click()
    expect(one.locator("#text")).to_have_value(f"{FIRST}\n{SECOND}")
    expect(state_line(one)).to_contain_text("Łączysz wersje w jeden tekst")
    one.reload()
    expect(one.locator("#text")).to_have_value(f"{FIRST}\n{SECOND}")
    one.locator("#text").fill("Oba razem")
    one.keyboard.press("Enter")
    for tablet in (one, two):
        sees(tablet, "Oba razem")
        expect(tablet.locator(".version")).to_have_count(0)
    undo(one)
    for tablet in (one, two):
        expect(tablet.locator(".version p")).to_have_text([FIRST, SECOND])


def test_all_versions_stay_as_issues_of_their_own_once_even_if_two_ask_for_it_twice(browser: Browser, hall: Hall) -> None:
    one, two = two_versions(browser, hall)
    one.context.set_offline(True)
    two.context.set_offline(True)
    for tablet in (one, two):
        tablet.locator("[data-do=both]").dblclick()
        expect(tablet.locator(".versions")).to_be_hidden()
    one.context.set_offline(False)
    two.context.set_offline(False)
    for tablet in (one, two):
        sees(tablet, FIRST, SECOND)
        expect(tablet.locator("#tray .tray-item")).to_have_count(0)


def test_a_choice_pressed_twice_is_made_once(browser: Browser, hall: Hall) -> None:
    one, two = two_versions(browser, hall)
    one.locator(".version", has_text="(drugi)").locator("[data-do=settle]").dblclick()
    for tablet in (one, two):
        sees(tablet, SECOND)
    expect(one.locator("#tray .tray-item")).to_have_count(0)


def test_an_undo_of_what_somebody_changed_since_is_refused_and_says_so(browser: Browser, hall: Hall) -> None:
    one, two = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(one, NOTES[0])
    sees(two, NOTES[0])
    press(two, NOTES[0], "reword")
    write(two, " (drugi)")
    sees(one, SECOND)
    undo(one)
    expect(one.locator("#tray .tray-why")).to_have_text("Ktoś zmienił to później, więc nie można tego cofnąć.")
    for tablet in (one, two):
        sees(tablet, SECOND)


def test_everything_done_and_undone_is_as_before(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    write(tablet, *NOTES[:2])
    sees(tablet, *NOTES[:2])
    before = [{name: one[name] for name in one if name != "revision"} for one in exported(organiser, hall.url)["issues"]]
    press(tablet, NOTES[0], "hand-more", times=3)
    press(tablet, NOTES[0], "park")
    press(tablet, NOTES[0], "move")
    tablet.locator("#topics .choice").first.click()
    press(tablet, NOTES[0], "reword")
    write(tablet, " inaczej")
    press(tablet, f"{NOTES[0]} inaczej", "reword")
    tablet.locator("#composer .choice", has_text="Pytanie").click()
    write(tablet, " i jeszcze inaczej")
    press(tablet, f"{NOTES[0]} inaczej i jeszcze inaczej", "withdraw")
    sees(tablet, NOTES[1])
    for _ in range(6):
        undo(tablet)
    sees(tablet, *NOTES[:2])
    expect(row(tablet, NOTES[0])).to_have_attribute("data-revision", "5")
    expect(row(tablet, NOTES[0]).locator(".hands .figure")).to_have_attribute("data-count", "")
    expect(tablet.locator("#tray .tray-item")).to_have_count(0)
    after = [{name: one[name] for name in one if name != "revision"} for one in exported(organiser, hall.url)["issues"]]
    assert after == before


def test_own_rewordings_without_network_follow_each_other_and_make_no_second_version(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    sees(tablet, NOTES[0])
    tablet.context.set_offline(True)
    press(tablet, NOTES[0], "reword")
    write(tablet, " raz")
    press(tablet, f"{NOTES[0]} raz", "reword")
    write(tablet, " dwa")
    press(tablet, f"{NOTES[0]} raz dwa", "reword")
    write(tablet, " trzy")
    expect(row(tablet, f"{NOTES[0]} raz dwa trzy")).to_be_visible()
    tablet.context.set_offline(False)
    for page in (tablet, second):
        sees(page, f"{NOTES[0]} raz dwa trzy")
        expect(page.locator(".version")).to_have_count(0)
    expect(state_line(tablet)).not_to_contain_text("Czeka")
    assert texts(organiser, hall.url) == [f"{NOTES[0]} raz dwa trzy"]


def test_own_rewordings_without_network_never_overwrite_what_somebody_wrote_between(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    sees(tablet, NOTES[0])
    tablet.context.set_offline(True)
    press(tablet, NOTES[0], "reword")
    write(tablet, " raz")
    press(tablet, f"{NOTES[0]} raz", "reword")
    write(tablet, " dwa")
    press(second, NOTES[0], "reword")
    write(second, " (drugi)")
    sees(second, SECOND)
    tablet.context.set_offline(False)
    for page in (tablet, second):
        expect(page.locator(".version p")).to_have_text([SECOND, f"{NOTES[0]} raz", f"{NOTES[0]} raz dwa"])
    expect(waiting(tablet)).to_have_count(0)


def test_a_refused_rewording_goes_back_into_the_box_as_a_rewording(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])

    def refuse(route: Route) -> None:
        said = {"status": "refused", "code": "sitting_closed", "message": "Sesja jest już zamknięta."}
        answers = [said | {"id": one["id"]} for one in (route.request.post_data_json or {})["commands"]]
        body = json.dumps({"v": 1, "epoch": "x", "answers": answers})
        route.fulfill(status=200, headers={"X-Stoliki": "1", "Content-Type": "application/json"}, body=body)

    tablet.route("**/commands", refuse)
    press(tablet, NOTES[0], "reword")
    write(tablet, " lepiej")
    expect(tablet.locator("#tray blockquote")).to_have_text([f"{NOTES[0]} lepiej"])
    sees(tablet, NOTES[0])
    tablet.unroute("**/commands")
    tablet.locator("#tray").get_by_role("button", name="Popraw").click()
    expect(tablet.locator("#text")).to_have_value(f"{NOTES[0]} lepiej")
    expect(state_line(tablet)).to_contain_text("Poprawiasz")
    tablet.keyboard.press("Enter")
    sees(tablet, f"{NOTES[0]} lepiej")


def test_a_rewording_begun_before_the_one_before_it_was_pushed_is_no_second_version(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    on_its_way = Held(tablet)
    press(tablet, NOTES[0], "reword")
    write(tablet, " raz")
    press(tablet, f"{NOTES[0]} raz", "reword")
    on_its_way.first().continue_()
    on_its_way.let_go()
    sees(second, f"{NOTES[0]} raz")
    expect(tablet.locator("#log > li")).to_have_attribute("data-revision", "2")
    expect(state_line(tablet)).to_contain_text("Poprawiasz")
    write(tablet, " dwa")
    for page in (tablet, second):
        sees(page, f"{NOTES[0]} raz dwa")
        expect(page.locator(".version")).to_have_count(0)
