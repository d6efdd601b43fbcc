"""One browser, several pages: two tabs of a stolik, and a tablet handed over to another stolik."""

from playwright.sync_api import Browser, expect

from tests.story.demo import Hall, sit, take_seat
from tests.story.people import NOTES, sees, state_line, texts, waiting, write


def test_two_tabs_of_one_browser_send_the_same_outbox_once_and_both_know_it(browser: Browser, hall: Hall) -> None:
    one, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    two = one.context.new_page()
    two.goto(f"{hall.url}/stoliki/3")
    one.context.set_offline(True)
    write(one, *NOTES[:3])
    write(two, *NOTES[3:5])
    for tab in (one, two):
        expect(waiting(tab)).to_have_text(NOTES[:5])
    one.context.set_offline(False)
    for tab in (one, two):
        expect(waiting(tab)).to_have_count(0)
        expect(state_line(tab)).to_contain_text("zapisane")
    assert sorted(texts(organiser, hall.url)) == sorted(NOTES[:5])


def test_a_tab_sends_what_another_tab_said_and_did_not_live_to_send(browser: Browser, hall: Hall) -> None:
    one, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    two = one.context.new_page()
    two.goto(f"{hall.url}/stoliki/3")
    one.route("**/commands", lambda route: route.abort())
    write(one, NOTES[0])
    expect(waiting(two)).to_have_text([NOTES[0]])
    one.close()
    sees(two, NOTES[0])
    assert texts(organiser, hall.url) == [NOTES[0]]


def test_what_one_tab_throws_away_from_the_tray_is_gone_from_the_other(browser: Browser, hall: Hall) -> None:
    one, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    two = one.context.new_page()
    two.goto(f"{hall.url}/stoliki/3")
    organiser.locator(".sitting", has_text="Stoliki tematyczne").locator("[data-say='sitting.close']").click()
    expect(one.locator("#sitting")).to_have_attribute("data-state", "closed")
    write(one, NOTES[0])
    for tab in (one, two):
        expect(tab.locator("#tray blockquote")).to_have_text([NOTES[0]])
    one.locator("#tray").get_by_role("button", name="Odrzuć").click()
    for tab in (one, two):
        expect(tab.locator("#tray .tray-item")).to_have_count(0)
    two.reload()
    expect(two.locator("#tray .tray-item")).to_have_count(0)


def test_a_tablet_handed_over_shows_what_the_other_stolik_wrote_and_never_sends_it_as_its_own(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.on("dialog", lambda dialog: dialog.accept())
    posted: list[str] = []
    tablet.route("**/commands", lambda route: route.abort())
    write(tablet, *NOTES[:2])
    expect(waiting(tablet)).to_have_text(NOTES[:2])
    tablet.context.clear_cookies()
    tablet.goto(hall.url + take_seat(tablet.context, hall, "moderator", 4))
    tablet.unroute("**/commands")
    tablet.on("request", lambda request: posted.append(request.post_data or "") if request.url.endswith("/commands") else None)
    expect(tablet.locator("#strangers h2")).to_have_text("2 wpisy innego stolika czekają na tym tablecie")
    expect(tablet.locator("#strangers li")).to_have_text(NOTES[:2])
    expect(tablet.locator(".strangers-home")).to_contain_text("Stolik 3")
    expect(tablet.locator("#strangers")).to_contain_text("Zeskanuj kartę tamtego stolika")
    tablet.locator("#text").focus()
    write(tablet, NOTES[2])
    sees(tablet, NOTES[2])
    assert not [body for body in posted if NOTES[0] in body]
    assert texts(organiser, hall.url) == [NOTES[2]]
    take_seat(tablet.context, hall, "moderator", 3)
    tablet.locator("#strangers a").click()
    tablet.wait_for_url("**/stoliki/3")
    sees(tablet, *NOTES[:2])
    assert sorted(texts(organiser, hall.url)) == sorted(NOTES[:3])
    tablet.goto(f"{hall.url}/stoliki/4")
    expect(tablet.locator("#strangers li")).to_have_count(0)
