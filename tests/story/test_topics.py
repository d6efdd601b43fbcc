"""The organiser edits a topic list while a moderator types. Every tablet shows it within a second and nobody's typing is touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.story.demo import Hall, sit
from tests.story.people import NOTES, choose_topic, press, row, sees, write

SOON = 1000  # ms from the organiser's click until a tablet shows it
NOW = "performance.timeOrigin + performance.now()"
REMEMBER_ACTS = f"() => {{ for (const act of ['click', 'submit']) addEventListener(act, () => {{ window.acted = {NOW}; }}, true); }}"
REMEMBER_SHOWN = f"""() => new MutationObserver(() => {{ window.shown = {NOW}; }})
  .observe(document.querySelector('.topics'), {{ childList: true, subtree: true, characterData: true }})"""
TYPING = """() => { const text = document.activeElement;
  return [text.id, text.value, text.selectionStart, text.selectionEnd, window.sameLife]; }"""
IN_THE_MIDDLE = ["text", "Brak ławek przy przyst", 16, 16, True]


def titles(page: Page) -> list[str]:
    """The topic list as the tablet shows it, without "Bez zagadnienia"."""
    return page.locator("#topics .choice:not(#topic-none) .topic-title").all_text_contents()


def typing(browser: Browser, hall: Hall) -> Page:
    """A moderator who has stopped in the middle of a word, the caret between two letters."""
    tablet = sit(browser, hall, "moderator", 3)
    tablet.evaluate("() => { window.sameLife = true; }")
    tablet.keyboard.type("Brak ławek przy przyst")
    for _ in range(6):
        tablet.keyboard.press("ArrowLeft")
    assert tablet.evaluate(TYPING) == IN_THE_MIDDLE
    return tablet


def at_desk(browser: Browser, hall: Hall, stolik: int = 3) -> Page:
    organiser = sit(browser, hall, "organiser")
    organiser.goto(f"{hall.url}/desk?stolik={stolik}")
    organiser.evaluate(REMEMBER_ACTS)
    return organiser


@contextmanager
def soon_and_untouched(organiser: Page, *tablets: Page, wanted: list[str]) -> Iterator[None]:
    """What is done inside is shown by every tablet within a second, by the machine's own clock, and moves no caret."""
    for tablet in tablets:
        tablet.evaluate(REMEMBER_SHOWN)
    before: list[Any] = [tablet.evaluate(TYPING) for tablet in tablets]
    yield
    for tablet, was in zip(tablets, before, strict=True):
        expect(tablet.locator("#topics .choice:not(#topic-none) .topic-title")).to_have_text(wanted)
        assert tablet.evaluate(TYPING) == was
        assert 0 < tablet.evaluate("() => window.shown") - organiser.evaluate("() => window.acted") < SOON


def test_a_topic_is_added_renamed_moved_withdrawn_and_restored_under_typing_hands(browser: Browser, hall: Hall) -> None:
    tablet, second, organiser = typing(browser, hall), typing(browser, hall), at_desk(browser, hall)
    bystander = sit(browser, hall, "moderator", 4)
    first, *rest = titles(tablet)
    others = titles(bystander)
    with soon_and_untouched(organiser, tablet, second, wanted=[first, *rest, "Ławki i cień"]):
        organiser.locator("#desk-new").fill("Ławki i cień")
        organiser.keyboard.press("Enter")
    with soon_and_untouched(organiser, tablet, second, wanted=["Drogi, ruch i światła", *rest, "Ławki i cień"]):
        organiser.locator("#desk-listed [data-rename]").first.click()
        organiser.locator("#rename-title").fill("Drogi, ruch i światła")
        organiser.locator("#desk-rename [value=save]").click()
    with soon_and_untouched(organiser, tablet, second, wanted=[rest[0], "Drogi, ruch i światła", *rest[1:], "Ławki i cień"]):
        organiser.locator("#desk-listed > li").first.locator("[id^=down-]").click()
    with soon_and_untouched(organiser, tablet, second, wanted=[rest[0], *rest[1:], "Ławki i cień"]):
        organiser.locator("#desk-listed > li", has_text="Drogi, ruch i światła").locator("[id^=off-]").click()
    with soon_and_untouched(organiser, tablet, second, wanted=[rest[0], "Drogi, ruch i światła", *rest[1:], "Ławki i cień"]):
        organiser.locator("[id^=back-]").click()
    assert titles(bystander) == others
    tablet.keyboard.press("End")
    write(tablet, "anku")
    sees(second, "Brak ławek przy przystanku")


def test_an_organiser_puts_five_topics_down_one_after_another_in_order(browser: Browser, hall: Hall) -> None:
    tablet, organiser = typing(browser, hall), at_desk(browser, hall)
    before, new = titles(tablet), [f"Zagadnienie {word}" for word in ("pierwsze", "drugie", "trzecie", "czwarte", "piąte")]
    organiser.locator("#desk-new").focus()
    with soon_and_untouched(organiser, tablet, wanted=before + new):
        write(organiser, *new)
    expect(organiser.locator("#desk-listed > li")).to_have_count(len(before) + 5)
    expect(organiser.locator("#desk-state")).to_contain_text("Wszystko zapisane")


def test_two_desks_see_each_other_and_a_name_is_not_overwritten_unseen(browser: Browser, hall: Hall) -> None:
    one, two = at_desk(browser, hall), at_desk(browser, hall)
    first = one.locator("#desk-listed > li").first
    first.locator("[data-rename]").click()
    two.locator("#desk-listed [data-rename]").first.click()
    two.locator("#rename-title").fill("Ulice")
    two.locator("#desk-rename [value=save]").click()
    expect(one.locator("#rename-moved")).to_contain_text("Ulice")
    expect(first).to_have_attribute("data-title", "Ulice")
    one.locator("#rename-title").fill("Drogi")
    one.locator("#desk-rename [value=save]").click()
    expect(two.locator("#desk-listed > li").first).to_have_attribute("data-title", "Drogi")


def test_notes_under_a_topic_carry_its_new_name_and_keep_it_when_it_is_withdrawn(browser: Browser, hall: Hall) -> None:
    tablet, organiser, projector = sit(browser, hall, "moderator", 3), at_desk(browser, hall), sit(browser, hall, "projector")
    topic = titles(tablet)[0]
    choose_topic(tablet, topic)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    organiser.locator("#desk-listed [data-rename]").first.click()
    organiser.locator("#rename-title").fill("Ulice")
    organiser.locator("#desk-rename [value=save]").click()
    expect(row(tablet, NOTES[0]).locator(".issue-turn")).to_have_text("Ulice")
    expect(tablet.locator("#topics [aria-pressed=true] .topic-title")).to_have_text("Ulice")
    expect(projector.locator("[data-place]", has=projector.locator("li[data-issue-id]")).locator("h3")).to_have_text("Ulice")
    write(tablet, NOTES[1])
    sees(tablet, *NOTES[:2])
    organiser.locator("#desk-listed > li", has_text="Ulice").locator("[id^=off-]").click()
    expect(tablet.locator("#topics .choice", has_text="Ulice")).to_have_count(0)
    expect(tablet.locator("#topics [aria-pressed=true] .topic-title")).to_have_text("Bez zagadnienia")
    write(tablet, NOTES[2])
    sees(tablet, *NOTES[:3])
    expect(projector.locator("li[data-issue-id]")).to_have_count(3)


def test_rewording_goes_on_while_the_list_changes(browser: Browser, hall: Hall) -> None:
    tablet, organiser = sit(browser, hall, "moderator", 3), at_desk(browser, hall)
    write(tablet, NOTES[0])
    sees(tablet, NOTES[0])
    press(tablet, NOTES[0], "reword")
    tablet.keyboard.type(" i tam")
    before = tablet.evaluate(TYPING)
    organiser.locator("#desk-new").fill("Ławki i cień")
    organiser.keyboard.press("Enter")
    expect(tablet.locator("#topics .choice", has_text="Ławki i cień")).to_be_visible()
    assert tablet.evaluate(TYPING) == before
    tablet.keyboard.press("Enter")
    sees(tablet, f"{NOTES[0]} i tam")
