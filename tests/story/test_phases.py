"""The shared clock and the facilitator's card in real browsers, with clocks of their own that are hours off."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from uuid_utils.compat import uuid7

from tests.story.demo import Hall, sit
from tests.story.people import exported, held, script, write

OFF = "Date = class extends Date { constructor(...all) { all.length ? super(...all) : super(Date.now()); } static now() { return %s; } };"
TURNS = """() => { window.turns = {};
  const at = () => performance.timeOrigin + performance.now();
  const note = () => { for (const clock of document.querySelectorAll('[data-clock], #clock')) window.turns[clock.textContent] ??= at(); };
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true }); }"""
TOGETHER = 250  # ms
AHEAD = "async (address) => (await import(address)).serverNow() - Date.now()"


def with_clock(browser: Browser, hall: Hall, hours: float, role: str, stolik: int | None = None) -> Page:
    """Somebody whose device says another time."""
    page = sit(browser, hall, role, stolik)
    page.context.add_init_script(f"{{ const real = Date.now; {OFF % f'real.call(Date) + {hours * 3_600_000}'} }}")
    page.reload()
    assert abs(page.evaluate("() => Date.now()") / 1000 - time.time() - hours * 3600) < 60
    page.evaluate(TURNS)
    return page


def turned(page: Page, text: str) -> float:
    """When the countdown came to say this (ms, by the machine's own clock)."""
    found: float = page.wait_for_function("(text) => window.turns[text]", arg=text).json_value()
    return found


def test_all_countdowns_agree_however_wrong_the_devices_clocks_are(browser: Browser, hall: Hall) -> None:
    desk = with_clock(browser, hall, 5, "organiser")
    early, late = with_clock(browser, hall, -30, "moderator", 3), with_clock(browser, hall, 0, "moderator", 4)
    desk.get_by_role("button", name="Stoliki tematyczne 30 min").click()
    screen = with_clock(browser, hall, 11, "projector")
    screen.goto(f"{hall.url}/map?scene=countdown")
    screen.evaluate(TURNS)
    pages = [desk, early, late]
    for page in pages:
        expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^2:5\d$"))
    early.reload()
    early.evaluate(TURNS)
    second = early.locator("[data-clock]").inner_text()
    turns = [[turned(page, f"2:{int(second[2:]) - n:02d}") for page in (*pages, screen)] for n in (3, 4, 5)]
    apart = [max(at) - min(at) for at in turns]
    assert min(apart) < TOGETHER, turns  # a machine that is out of breath may paint one of them late
    later = "(ms) => document.dispatchEvent(new CustomEvent('stoliki:now', { detail: { now: Date.now() + ms } }))"
    late.evaluate(later, -5000)  # a message that was long on its way says nothing
    assert late.evaluate(AHEAD, script(late, "clock")) == pytest.approx(0, abs=TOGETHER)
    late.evaluate(later, 3_600_000)  # the stopwatch stood still while the tablet slept: the first word after it is believed at once
    assert late.evaluate(AHEAD, script(late, "clock")) == pytest.approx(3_600_000, abs=TOGETHER)
    late.reload()
    desk.get_by_role("button", name="+1 minuta").click()
    expect(late.locator("[data-clock]")).to_have_text(re.compile(r"^3:[45]\d$"))
    desk.get_by_role("button", name="Zatrzymaj").click()
    expect(desk.get_by_role("button", name="Wznów")).to_be_visible()
    stood = [page.locator("[data-clock]").inner_text() for page in pages]
    for page in pages:
        expect(page.locator(".phase-clock")).to_have_text(stood[0])
    desk.get_by_role("button", name="Dalej: Pytanie").click()
    for page in (early, late):
        expect(page.locator("#phase")).to_contain_text("Pytanie")
        expect(page.locator("[data-clock]")).to_have_text(re.compile(r"^1:5\d$"))


def test_the_card_says_what_is_missing_until_the_table_has_confirmed_its_summary(browser: Browser, hall: Hall) -> None:
    organiser, tablet, second = sit(browser, hall, "organiser"), sit(browser, hall, "moderator", 3), sit(browser, hall, "moderator", 3)
    write(tablet, "zieleń", "Brak ławek przy przystanku")
    organiser.get_by_role("button", name="Stoliki tematyczne 30 min").click()
    expect(tablet.locator("#phase")).to_contain_text("Powitanie")
    expect(tablet.locator("#phase-missing")).to_have_text("Policz osoby")
    organiser.get_by_text("Wszystkie części", exact=True).click()
    organiser.get_by_role("button", name=re.compile("Przejdź tu.*Podsumowanie")).click()
    expect(tablet.locator("#phase-missing li")).to_have_text(["Policz osoby", "1 wpis z jednego słowa", "Napisz podsumowanie"])
    tablet.get_by_role("button", name="Jedna osoba więcej").click()
    tablet.locator("#phase-missing").get_by_text("Napisz podsumowanie").click()
    tablet.keyboard.type("Raz. Dwa. Trzy. Cztery.")
    expect(tablet.locator("#summary-count")).to_have_text("To już 4 zdania, wystarczą trzy.")
    tablet.reload()
    tablet.get_by_role("button", name="Podsumowanie stolika").click()
    expect(tablet.locator("#summary-text")).to_have_value("Raz. Dwa. Trzy. Cztery.")
    tablet.locator("#summary-text").fill("Chcemy ławek i cienia.")
    tablet.get_by_role("button", name="Zapisz podsumowanie").click()
    expect(second.locator("#phase-missing")).to_contain_text("Przeczytaj podsumowanie stołowi")
    tablet.get_by_role("button", name="Stół potwierdza").click()
    expect(second.locator("#phase-missing")).not_to_contain_text("odsumowanie")
    expect(tablet.locator("#phase-missing")).not_to_contain_text("Policz osoby")
    assert told(exported(organiser, hall.url)["summaries"]) == [("Chcemy ławek i cienia.", True)]
    say = {"kind": "summary.redact", "id": str(uuid7()), "age_ms": 0, "stolik_id": 3, "text": "Chcemy cienia."}
    batch = {"v": 1, "epoch": exported(organiser, hall.url)["epoch"], "commands": [say]}
    organiser.request.post(f"{hall.url}/commands", data=batch, headers={"Origin": hall.url, "X-Stoliki": "1"})
    expect(second.locator("#summary-words")).to_have_text("Chcemy cienia.")
    forgotten(tablet, "ławek i")
    second.get_by_role("button", name="Potrzebuję pomocy").click()
    expect(tablet.locator("#help")).to_have_attribute("aria-pressed", "true")


def forgotten(tablet: Page, words: str) -> None:
    """Nor does the outbox of the tablet on which they were typed remember the words."""
    for _ in range(500):
        if not any(words in str(row["fields"]) for row in held(tablet)):
            return
        tablet.wait_for_timeout(20)
    raise AssertionError(words)


def told(summaries: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(one["text"], one["sealed"]) for one in summaries]


def test_a_scenario_is_copied_changed_part_by_part_and_survives_a_reload_while_it_is_typed(browser: Browser, hall: Hall) -> None:
    desk = sit(browser, hall, "organiser")
    desk.goto(f"{hall.url}/desk/scenarios")
    desk.get_by_role("button", name=re.compile("Skopiuj i zmień.*World café")).click()
    expect(desk.locator(".scenario-step")).to_have_count(7)
    desk.locator("#scenario-name").fill("Nasza kawiarnia")
    desk.locator(".scenario-step").first.get_by_role("button", name="Usuń").click()
    desk.locator(".scenario-step").first.get_by_label("Minuty").fill("20")
    desk.locator(".scenario-step").first.get_by_label("Własna nazwa").fill("Kawa")
    desk.reload()
    expect(desk.locator("#scenario-name")).to_have_value("Nasza kawiarnia")
    expect(desk.locator("#scenario-sum")).to_have_text("Razem 59 min")
    desk.get_by_role("button", name="Zapisz").click()
    expect(desk.locator("#scenario-dialog")).not_to_be_visible()
    expect(desk.locator("#scenarios-mine ~ ul .scenario-parts li").first).to_have_text("Kawa 20")
    desk.goto(f"{hall.url}/desk")
    expect(desk.get_by_role("button", name="Nasza kawiarnia 59 min")).to_be_visible()
