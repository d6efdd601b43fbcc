"""Cards name an address. When it leads nowhere any more the desk says so, and the cards are printed again with the same codes."""

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.cli.addresses import choose, urls
from app.cli.watch import watch
from app.live.origin import is_ours
from app.settings import Settings
from tests.running import Person, RunningHall

OLD, NEW, NAMED = "http://192.168.1.5:8000", "http://10.0.0.7:8000", "http://stoliki.local:8000"
CODE = re.compile(r'class="seat-code">([^<]+)<')


def reached_at(hall: RunningHall, *addresses: str) -> None:
    """The server is in a network where these lead to it."""
    hall.house.addresses = lambda: [*addresses, "http://127.0.0.1:8000"]


def prints(person: Person, base: str, **headers: str) -> int:
    said = {"Origin": person.url, "X-Stoliki": "1"} | headers
    return person.client.post("/desk/seats/printed", content=base.encode(), headers=said).status_code


def told(person: Person) -> tuple[bool, str, str]:
    said = person.client.get("/desk/address").json()
    return said["moved"], said["printed"], said["base"]


def test_the_desk_says_that_printed_cards_lead_nowhere_and_prints_them_again_with_the_same_codes(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    reached_at(house_hall, OLD, NAMED)
    before = organiser.client.get("/desk/seats").text
    assert f"{OLD}/join#" in before
    assert told(organiser) == (False, "", OLD)
    assert prints(organiser, OLD) == 200
    assert told(organiser) == (False, OLD, OLD)
    reached_at(house_hall, NEW, NAMED)
    assert told(organiser) == (True, OLD, NEW)
    after = organiser.client.get("/desk/seats").text
    assert "który już tu nie prowadzi" in after
    assert f"{OLD}/join#" not in after
    assert f"{NEW}/join#" in after
    assert CODE.findall(after) == CODE.findall(before)
    assert prints(organiser, NEW) == 200
    assert told(organiser) == (False, NEW, NEW)


def test_among_several_addresses_the_organiser_chooses_and_the_printed_one_stays(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    reached_at(house_hall, OLD, NEW, NAMED)
    page = organiser.client.get(f"/desk/seats?address={NAMED}").text
    assert f"{NAMED}/join#" in page
    assert all(f"address={one.replace(':', '%3A')}" in page for one in (OLD, NEW))
    assert prints(organiser, NAMED) == 200
    assert f"{NAMED}/join#" in organiser.client.get("/desk/seats").text
    foreign = organiser.client.get("/desk/seats?address=http://example.org").text
    assert "example.org" not in foreign


def test_only_the_organiser_remembers_an_address_and_only_one_of_ours(house_hall: RunningHall) -> None:
    organiser, moderator, stranger = house_hall.sit("organiser"), house_hall.sit("moderator", 3), house_hall.stranger()
    reached_at(house_hall, OLD)
    assert prints(organiser, "http://example.org") == 400
    assert prints(organiser, "x" * 100_000) == 413
    assert prints(organiser, OLD, Origin="http://example.org") == 403
    assert prints(organiser, OLD, **{"X-Stoliki": "0"}) == 403
    assert prints(moderator, OLD) == 403
    assert prints(stranger, OLD) in (303, 401)
    assert moderator.client.get("/desk/address", headers={"Accept": "application/json"}).status_code == 403
    assert told(organiser) == (False, "", OLD)


def test_an_open_desk_notices_by_itself(browser_at_desk: tuple[RunningHall, Person], chromium: Browser) -> None:
    hall, organiser = browser_at_desk
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="pl-PL")
    context.add_cookies([{"name": name, "value": value, "url": hall.url} for name, value in organiser.client.cookies.items()])
    desk = context.new_page()
    desk.clock.install()
    desk.goto(f"{hall.url}/desk")
    notice = desk.locator("#desk-address")
    expect(notice).to_be_hidden()
    reached_at(hall, NEW)
    desk.clock.run_for(21_000)
    expect(notice).to_be_visible(timeout=10_000)
    expect(notice).to_contain_text(f"Na kartach stoi {OLD}, a sala jest teraz pod {NEW}.")
    notice.get_by_role("link", name="Wydrukuj karty jeszcze raz").click()
    desk.wait_for_url("**/desk/seats*")
    desk.wait_for_load_state("load")
    with desk.expect_response("**/desk/seats/printed") as answer:
        desk.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert answer.value.ok
    assert told(organiser) == (False, NEW, NEW)
    context.close()


@pytest.fixture
def browser_at_desk(house_hall: RunningHall) -> tuple[RunningHall, Person]:
    organiser = house_hall.sit("organiser")
    reached_at(house_hall, OLD)
    assert prints(organiser, OLD) == 200
    return house_hall, organiser


def test_a_public_url_of_this_machine_is_a_choice_and_any_other_is_a_proxy(tmp_path: Path) -> None:
    chosen = Settings(data=tmp_path, host="127.0.0.1", port=8000, public_url="http://127.0.0.1:8000/")
    assert choose(chosen) == chosen.cards_url == "http://127.0.0.1:8000"
    assert chosen.public_url == ""
    proxied = Settings(data=tmp_path, host="127.0.0.1", port=8000, public_url="https://kongres.example.org")
    assert choose(proxied) == proxied.public_url == "https://kongres.example.org"
    assert urls(proxied) == ["https://kongres.example.org"]
    secure = Settings(data=tmp_path, host="127.0.0.1", port=443, https=True)
    assert choose(secure) == "https://127.0.0.1"
    everywhere = Settings(data=tmp_path, host="0.0.0.0", port=8000, local_name=True)
    assert urls(everywhere)[-1] == "http://stoliki.local:8000"
    assert choose(Settings(data=tmp_path, host="0.0.0.0", port=8000, local_name=True, public_url="http://stoliki.local:8000")) == NAMED


def test_behind_a_proxy_the_public_origin_alone_is_ours() -> None:
    public = "https://kongres.example.org"
    assert is_ours({"origin": public, "host": "127.0.0.1:8000"}, "http", public)
    assert not is_ours({"origin": "http://127.0.0.1:8000", "host": "127.0.0.1:8000"}, "http", public)
    assert is_ours({"origin": OLD, "host": "192.168.1.5:8000"}, "http", "")


def test_hsts_is_for_real_names_alone(tmp_path: Path) -> None:
    def lasting(public_url: str) -> bool:
        return Settings(data=tmp_path, public_url=public_url).has_real_name

    assert lasting("https://kongres.example.org")
    for local in ("", "http://kongres.example.org", "https://stoliki.local:8443", "https://192.168.1.5", "https://[fd00::1]", "https://localhost"):
        assert not lasting(local), local


def test_a_change_of_network_is_told_once() -> None:
    now, told_of, changed = [OLD], list[list[str]](), threading.Event()

    def hear(addresses: list[str]) -> None:
        told_of.append(addresses)
        changed.set()

    over = watch(lambda: list(now), hear, every=0.01)
    now[0] = NEW
    assert changed.wait(10)
    over.set()
    assert told_of == [[NEW]]
