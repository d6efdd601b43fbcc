"""A moderator types. What is typed stands once, in order, on every screen that should show it."""

from playwright.sync_api import Browser, Page, expect

from tests.story.demo import Hall, sit
from tests.story.people import (
    NOTES,
    choose_topic,
    exported,
    on_map,
    open_row,
    press,
    row,
    said,
    sees,
    slow_disk,
    state_line,
    write,
)

WATCH_FOCUS = "() => { window.left = 0; document.addEventListener('focusout', () => { window.left += 1; }); }"
FOCUSED = "() => document.activeElement.id"


def hall_figure(overview: Page, stolik: int, name: str, wanted: str) -> None:
    """A number in the row of a stolik on the overview."""
    expect(overview.locator(f'#hall-row-{stolik} td[data-name="{name}"]')).to_have_text(wanted)


def test_ten_notes_typed_fast_stand_once_and_in_order_everywhere(browser: Browser, hall: Hall) -> None:
    tablet, second, projector = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "projector")
    organiser = sit(browser, hall, "organiser")
    expect(tablet.locator("#text")).to_be_focused()
    tablet.evaluate(WATCH_FOCUS)
    for n, note in enumerate(NOTES):
        write(tablet, note, delay=n % 6)
        assert tablet.evaluate(FOCUSED) == "text"
    sees(tablet, *NOTES)
    sees(second, *NOTES)
    expect(on_map(projector)).to_have_text(NOTES)
    expect(projector.locator("#map-figures")).to_contain_text("10 wpisów")
    assert tablet.evaluate("() => [window.left, document.activeElement.id, document.activeElement.value]") == [0, "text", ""]
    assert [issue["text"] for issue in exported(organiser, hall.url)["issues"]] == NOTES
    expect(state_line(tablet)).to_contain_text("Wszystko zapisane")


def test_two_tablets_of_one_stolik_type_at_once_and_agree(browser: Browser, hall: Hall) -> None:
    first, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    for mine, theirs in zip(NOTES[:5], NOTES[5:], strict=True):
        write(first, mine)
        write(second, theirs)
    expect(said(first)).to_have_count(10)
    expect(said(second)).to_have_count(10)
    order = said(first).all_text_contents()
    assert said(second).all_text_contents() == order
    assert [note for note in order if note in NOTES[:5]] == NOTES[:5]
    assert [note for note in order if note in NOTES[5:]] == NOTES[5:]


def test_shift_enter_makes_a_new_line(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    tablet.keyboard.type("Most jest zamknięty")
    tablet.keyboard.press("Shift+Enter")
    write(tablet, "objazd trwa pół godziny")
    expect(said(tablet)).to_have_count(1)
    assert said(tablet).first.text_content() == "Most jest zamknięty\nobjazd trwa pół godziny"


def test_kind_topic_and_parked_are_remembered_until_changed(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    tablet.locator("#composer .choice", has_text="Pomysł").click()
    choose_topic(tablet, "Drogi i organizacja ruchu")
    tablet.locator(".composer-park").click()
    assert tablet.evaluate(FOCUSED) == "text"
    write(tablet, NOTES[0], NOTES[1])
    sees(tablet, *NOTES[:2])
    tablet.reload()
    write(tablet, NOTES[2])
    sees(tablet, *NOTES[:3])
    tablet.locator(".composer-park").click()
    tablet.locator("#composer .choice", has_text="Pytanie").click()
    choose_topic(tablet, "Bez zagadnienia")
    write(tablet, NOTES[3])
    sees(tablet, *NOTES[:4])
    document = exported(organiser, hall.url)
    titles = {topic["id"]: topic["title"] for topic in document["topics"]}
    told = [(issue["kind"], titles.get(issue["topic_id"]), issue["parked"]) for issue in document["issues"]]
    assert told == [("idea", "Drogi i organizacja ruchu", True)] * 3 + [("question", None, False)]


def test_hands_are_counted_and_everyone_sees_the_number(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    organiser.goto(f"{hall.url}/hall")
    write(tablet, *NOTES[:2])
    sees(second, *NOTES[:2])
    press(tablet, NOTES[0], "hand-more", times=7)
    press(tablet, NOTES[0], "hand-less")
    expect(row(tablet, NOTES[0]).locator(".hands .figure")).to_have_text("6")
    expect(row(second, NOTES[0]).locator(".hands .figure")).to_have_text("6")
    hall_figure(organiser, 3, "Głosy", "6")
    press(second, NOTES[0], "hand-more", times=2)
    expect(row(tablet, NOTES[0]).locator(".hands .figure")).to_have_text("8")
    expect(row(tablet, NOTES[0]).locator("[data-hands]")).to_have_text("8")
    hall_figure(organiser, 3, "Głosy", "8")
    assert [issue["tally"] for issue in exported(organiser, hall.url)["issues"]] == [8, None]


def test_people_at_the_table_are_counted(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    organiser.goto(f"{hall.url}/hall")
    for _ in range(9):
        tablet.locator("[data-do=more]").click()
    tablet.locator("[data-do=fewer]").click()
    expect(second.locator("#headcount")).to_have_text("8")
    hall_figure(organiser, 3, "Osoby", "8")
    assert tablet.locator("#headcount").text_content() == "8"


def test_a_note_is_reworded_and_what_was_being_typed_comes_back(browser: Browser, hall: Hall) -> None:
    tablet, second, projector = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "projector")
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    tablet.keyboard.type("zaczęte zdanie")
    press(tablet, NOTES[0], "reword")
    expect(tablet.locator("#text")).to_have_value(NOTES[0])
    write(tablet, " i przy szkole")
    better = f"{NOTES[0]} i przy szkole"
    sees(tablet, better)
    sees(second, better)
    expect(on_map(projector)).to_have_text([better])
    expect(tablet.locator("#text")).to_have_value("zaczęte zdanie")
    expect(tablet.locator("#text")).to_be_focused()


def test_two_who_reword_at_once_lose_nothing(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, NOTES[0])
    sees(second, NOTES[0])
    press(tablet, NOTES[0], "reword")
    press(second, NOTES[0], "reword")
    write(tablet, " (pierwszy)")
    sees(second, f"{NOTES[0]} (pierwszy)")
    write(second, " (drugi)")
    for page in (tablet, second):
        expect(page.locator(".version p")).to_have_text([f"{NOTES[0]} (pierwszy)", f"{NOTES[0]} (drugi)"])
    tablet.locator(".version", has_text="(drugi)").locator("[data-do=settle]").click()
    for page in (tablet, second):
        sees(page, f"{NOTES[0]} (drugi)")
        expect(page.locator(".version")).to_have_count(0)


def test_a_note_is_withdrawn_and_restored(browser: Browser, hall: Hall) -> None:
    tablet, second, projector = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "projector")
    write(tablet, *NOTES[:3])
    sees(second, *NOTES[:3])
    press(tablet, NOTES[1], "withdraw")
    sees(tablet, NOTES[0], NOTES[2])
    sees(second, NOTES[0], NOTES[2])
    expect(on_map(projector)).to_have_text([NOTES[0], NOTES[2]])
    second.locator(".more").click()
    second.locator("#menu .choice", has_text="Pokaż wycofane").click()
    second.keyboard.press("Escape")
    press(second, NOTES[1], "restore")
    sees(tablet, *NOTES[:3])
    expect(on_map(projector)).to_have_count(3)


def test_cofnij_takes_back_the_last_deeds_one_by_one(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, *NOTES[:2])
    sees(tablet, *NOTES[:2])
    press(tablet, NOTES[0], "hand-more", times=4)
    expect(row(second, NOTES[0]).locator(".hands .figure")).to_have_text("4")
    press(tablet, NOTES[1], "withdraw")
    sees(second, NOTES[0])
    undo = tablet.locator(".status [data-do=undo]")
    undo.click()
    sees(second, *NOTES[:2])
    undo.click()
    expect(row(second, NOTES[0]).locator(".hands .figure")).to_have_text("0")
    undo.click()
    sees(second, NOTES[0])
    undo.click()
    sees(second)
    sees(tablet)


def test_a_note_is_moved_to_another_topic(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "organiser")
    write(tablet, NOTES[4])
    sees(tablet, NOTES[4])
    press(tablet, NOTES[4], "move")
    expect(state_line(tablet)).to_contain_text("Dokąd przenieść")
    choose_topic(tablet, "Zamknięty most na Drwęcy")
    expect(row(second, NOTES[4]).locator(".issue-turn")).to_have_text("Zamknięty most na Drwęcy")
    document = exported(organiser, hall.url)
    moved = document["issues"][0]["topic_id"]
    assert [topic["title"] for topic in document["topics"] if topic["id"] == moved] == ["Zamknięty most na Drwęcy"]
    expect(tablet.locator("#text")).to_be_focused()


def test_a_parked_note_leaves_the_map_and_comes_back(browser: Browser, hall: Hall) -> None:
    tablet, second, projector = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3), sit(browser, hall, "projector")
    write(tablet, *NOTES[:2])
    expect(on_map(projector)).to_have_count(2)
    press(tablet, NOTES[0], "park")
    expect(on_map(projector)).to_have_text([NOTES[1]])
    expect(row(second, NOTES[0]).locator(".issue-mark")).to_have_text("na później")
    press(second, NOTES[0], "park")
    expect(on_map(projector)).to_have_count(2)


def test_a_single_word_is_saved_at_once_and_gently_asked_for_more(browser: Browser, hall: Hall) -> None:
    tablet = sit(browser, hall, "moderator", 3)
    write(tablet, "zieleń")
    sees(tablet, "zieleń")
    tablet.locator(".ask [data-do=add]").click()
    expect(tablet.locator("#text")).to_have_value("zieleń")
    write(tablet, " przy szkole")
    sees(tablet, "zieleń przy szkole")
    expect(tablet.locator(".ask").first).not_to_be_visible()
    assert open_row(tablet, "zieleń").get_attribute("data-revision") == "2"


def test_a_slow_disk_mixes_no_notes_and_clears_nothing_early(browser: Browser, hall: Hall) -> None:
    tablet, second = sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    slow_disk(tablet)
    write(tablet, *NOTES[:3])
    tablet.keyboard.type("niedokończone")
    assert NOTES[0] in tablet.locator("#text").input_value()
    assert said(tablet).count() == 0
    tablet.evaluate("() => { window.diskFree = true; }")
    sees(tablet, *NOTES[:3])
    sees(second, *NOTES[:3])
    expect(tablet.locator("#text")).to_have_value("niedokończone")
