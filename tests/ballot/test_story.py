"""A vote in real browsers: the tablet that is passed around, a resident's phone, the desk, the screen."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.at_desk import browser_of, listening
from tests.desk.test_looks import axe, looked_at
from tests.running import RunningHall, running
from tests.story.people import hears_keys, held
from tests.votes.voting import STOLIK, Voting, cast, voting

TABLET = {"viewport": {"width": 800, "height": 1280}, "has_touch": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SMALL = 60_000  # bytes of everything a phone fetches
FETCHED = "() => performance.getEntries().filter((one) => 'decodedBodySize' in one).map((one) => [one.name, one.decodedBodySize])"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("votes") / "hall") as found:
        yield found


@pytest.fixture(scope="module")
def votes(hall: RunningHall) -> Voting:
    return voting(hall)


def key(page: Page, name: str, nth: int = 0) -> None:
    page.get_by_role("button", name=name).nth(nth).tap()


def accessible(page: Page) -> None:
    """By our own eyes, and by those of axe if it is installed."""
    assert looked_at(page, axe()) == []


def all_sent(page: Page) -> None:
    """Out of the outbox: whatever left the tray was only on its way until it was answered."""
    deadline = time.monotonic() + 20
    while held(page):
        assert time.monotonic() < deadline, held(page)
        page.wait_for_timeout(50)


def one_votes_by_touch(page: Page, *choices: int) -> None:
    key(page, "Zaczynam głosować")
    for choice in choices:
        key(page, "+ kropka", choice)
    key(page, "Dalej: sprawdź głos")
    key(page, "Oddaj głos")


def one_votes_by_keys(page: Page) -> None:
    """Nobody touches anything: the first issue gets two dots, one is taken back."""
    expect(page.get_by_role("button", name="Zaczynam głosować")).to_be_enabled()
    page.get_by_role("button", name="Zaczynam głosować").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # from the question to the first issue
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "Zabierz kropkę")
    page.keyboard.press(" ")
    while page.locator(":focus").inner_text() != "Dalej: sprawdź głos":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Oddaj głos")
    page.keyboard.press("Enter")


def test_ten_people_vote_in_a_row_on_one_tablet_and_none_sees_another(chromium: Browser, hall: RunningHall, votes: Voting) -> None:
    a, b, c, _ = votes.issues
    round_id = votes.open(title="Co najpierw?", methods=["tablet", "counted"])
    context = browser_of(chromium, votes.moderator, **TABLET)
    page = context.new_page()
    page.goto(f"{hall.url}/stoliki/{STOLIK}")
    page.get_by_role("link", name="Podaj tablet: urna").tap()
    expect(page.get_by_role("heading", name="Co najpierw?")).to_be_visible()
    accessible(page)
    page.get_by_label("PIN").fill("2468")
    key(page, "Zamknij urnę i podaj tablet")
    accessible(page)
    key(page, "Zaczynam głosować")
    expect(page.locator("#box")).to_match_aria_snapshot("""
    - heading "Które sprawy są dla Ciebie najważniejsze?" [level=2]
    - status: Masz 3 kropki. Na jedną sprawę najwyżej 2.
    - list:
      - listitem:
        - paragraph: Za mało ławek
        - button "+ kropka"
    """)
    accessible(page)
    key(page, "+ kropka", 0)
    key(page, "+ kropka", 0)
    page.get_by_role("button", name="+ kropka").first.tap(force=True)  # a third one there may not be
    expect(page.locator(".purse [role=status]")).to_have_text("Została 1 kropka z 3.")
    key(page, "Dalej: sprawdź głos")
    accessible(page)
    key(page, "Wróć i zmień")
    key(page, "Zabierz kropkę")
    key(page, "Dalej: sprawdź głos")
    key(page, "Oddaj głos")
    expect(page.locator("#turnout")).to_have_attribute("data-ballots", "1")
    accessible(page)

    page.go_back()
    page.go_forward()
    expect(page.get_by_role("button", name="Zaczynam głosować")).to_be_visible()
    assert not re.search(r"ławek|koszy|data-on", page.locator("#box").inner_html())
    one_votes_by_keys(page)
    for nth in range(7):
        expect(page.locator("#turnout")).to_have_attribute("data-ballots", str(nth + 2))
        one_votes_by_touch(page, 1, 2)
    expect(page.locator("#turnout")).to_have_attribute("data-ballots", "9")
    all_sent(page)

    context.set_offline(True)
    one_votes_by_touch(page, 2)
    expect(page.get_by_role("heading", name="Głosowali już wszyscy")).to_be_visible()
    expect(page.get_by_role("button", name="Zaczynam głosować")).to_have_count(0)
    page.wait_for_timeout(1000)  # it was cast a while before the close, whatever the way of a batch takes on a busy machine
    votes.close(round_id)
    context.set_offline(False)
    expect(page.locator("#box-line")).to_contain_text("zanim to dotarło")

    key(page, "Dla osoby prowadzącej")
    page.get_by_label("Wpisz PIN").fill("1111")
    key(page, "Otwórz")
    expect(page.get_by_role("alert").filter(has_text="To nie ten PIN")).to_be_visible()
    page.get_by_label("Wpisz PIN").fill("2468")
    key(page, "Otwórz")
    tray = page.locator("#tray")
    expect(tray).to_contain_text("głos oddany na tym tablecie (treści nie widać)")
    desk = browser_of(chromium, votes.organiser).new_page()
    desk.goto(f"{hall.url}/desk/rounds")
    accessible(desk)
    expect(desk.locator("#rounds-now")).to_contain_text("Po zamknięciu dotarł 1 głos")
    desk.get_by_role("button", name="Przyjmij").click()
    expect(desk.locator("#rounds-now")).to_contain_text("Spóźnione głosy są przyjmowane")
    tray.get_by_role("button", name="Wyślij jeszcze raz").tap()
    expect(tray.locator(".tray-item")).to_have_count(0)
    all_sent(page)
    assert votes.dots(round_id) == {a: 2, b: 7, c: 8}
    page.get_by_role("link", name="Wynik").tap()
    expect(page.locator("#vote-all")).to_contain_text("po czasie: 1")
    accessible(page)
    for one in (desk.context, context):
        one.close()


def test_a_phone_votes_with_sixty_kilobytes_and_no_socket(chromium: Browser, hall: RunningHall, votes: Voting) -> None:
    votes.organiser.say("room.open", edition_id=1, minutes=5)
    code = votes.organiser.client.get("/room/code").json()["code"]
    round_id = votes.open(title="Co najpierw?", methods=["phones"])
    context = chromium.new_context(**PHONE, locale="pl-PL")
    context.set_default_timeout(20_000)
    page = context.new_page()
    sockets: list[object] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    page.goto(f"{hall.url}/vote?stolik={STOLIK}")
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Wejdź").tap()
    page.get_by_role("link", name="Głosowanie").tap()
    expect(page.get_by_role("heading", name="Co najpierw?")).to_be_visible()
    page.wait_for_load_state("networkidle")
    fetched = dict(page.evaluate(FETCHED))
    assert 10_000 < sum(fetched.values()) < SMALL, fetched
    assert not sockets
    assert all(url.startswith(hall.url) for url in fetched)
    accessible(page)
    key(page, "+ kropka", 1)
    key(page, "Dalej: sprawdź głos")
    context.set_offline(True)
    key(page, "Oddaj głos")
    expect(page.locator("#vote-line")).to_contain_text("Brak sieci. Telefon pamięta")
    context.set_offline(False)
    expect(page.get_by_role("heading", name="Głos oddany. Dziękujemy!")).to_be_visible()
    accessible(page)
    kept = page.evaluate("() => JSON.stringify(localStorage)")
    assert round_id in kept
    assert votes.issues[1] not in kept
    key(page, "Zmień swój głos")
    key(page, "+ kropka", 2)
    key(page, "Dalej: sprawdź głos")
    key(page, "Oddaj głos")
    expect(page.get_by_role("heading", name="Głos oddany. Dziękujemy!")).to_be_visible()
    assert votes.dots(round_id) == {votes.issues[2]: 1}
    page.get_by_role("link", name="Українська").tap()
    expect(page.get_by_role("heading", name="Голос віддано. Дякуємо!")).to_be_visible()
    votes.close(round_id)
    again = votes.open(title="Z kartką", methods=["phones"], token=True)
    page.goto(f"{hall.url}/vote")
    page.get_by_label("Код із вашої картки").fill("AAAA2222")
    key(page, "+ крапка", 1)
    key(page, "Далі")
    key(page, "Віддати голос")
    expect(page.locator("#vote-line")).to_contain_text("Я не знаю цього коду")
    expect(page.get_by_role("button", name="Забрати крапку")).to_have_count(1)
    votes.close(again)
    context.close()


def test_the_desk_opens_a_vote_and_the_screen_shows_who_has_voted_and_reveals_what_came_out(
    chromium: Browser, hall: RunningHall, votes: Voting
) -> None:
    desk, screen = browser_of(chromium, votes.organiser).new_page(), browser_of(chromium, hall.sit("projector")).new_page()
    desk.goto(f"{hall.url}/desk/rounds")
    screen.goto(f"{hall.url}/map?scene=vote")
    listening(hall, 2)
    hears_keys(desk)
    desk.get_by_label("Pytanie albo nazwa").fill("Od czego zacząć?")
    desk.get_by_role("button", name="Żaden").click()
    desk.get_by_role("button", name="Otwórz głosowanie").click()
    expect(desk.locator("#round-problem")).to_contain_text("Zaznacz co najmniej jeden stolik")
    desk.locator(f'.round-places .choice:has([value="{STOLIK}"])').click()
    desk.get_by_text("Jedna ręka").click()
    expect(desk.get_by_label("Kropek na osobę")).to_be_hidden()
    desk.get_by_role("button", name="Otwórz głosowanie").click()
    close = desk.get_by_role("button", name="Zamknij głosowanie")
    expect(screen.locator("#title-vote")).to_have_text("Od czego zacząć?")
    round_id = (close.get_attribute("id") or "").removeprefix("round-close-")
    assert cast(votes.moderator, round_id, {votes.issues[3]: 1})["status"] == "recorded"
    expect(desk.locator(f"#round-turnout-{round_id} b")).to_have_text("1")
    expect(screen.locator("#vote-figure")).to_have_text("1 z 10 osób")
    expect(screen.locator("#vote-list")).to_be_hidden()
    close.click()
    desk.get_by_role("button", name="Naciśnij jeszcze raz").click()
    expect(screen.locator("#vote-list[data-reveals] .vote-line .scene-text")).to_have_text(["Rowery po chodniku"])
    expect(desk.locator("#round-outcome")).to_contain_text("Od czego zacząć?")
    expect(desk.locator("#round-outcome tbody tr").first).to_contain_text("Rowery po chodniku")
    desk.get_by_role("button", name="Zapieczętuj wynik").first.click()
    desk.get_by_role("button", name="tego nie da się cofnąć").click()
    expect(desk.locator(f"#round-{round_id}")).to_have_count(0)
    screen.goto(f"{hall.url}/map?scene=vote&calm=1")
    expect(screen.locator("#vote-list:not([data-reveals]) .vote-line")).to_have_count(1)
    for page in (desk, screen):
        page.context.close()
