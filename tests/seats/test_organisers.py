"""The first organiser comes by a link that works once; organisers sign in with a name, a password, and perhaps an app's figures."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyotp
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from websockets.exceptions import ConnectionClosed

from app.cli.first import first_link
from app.main import House
from app.seats import passwords
from app.settings import Settings
from tests.running import Person, RunningHall, hear, running
from tests.story.demo import ROOT, clean_environment, free_port

PASSWORD = "cztery zwykłe słowa razem"
LINK = re.compile(r"(http://127\.0\.0\.1:\d+)/welcome#(\S+)")
SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """argon2 with less memory and time: here it is hashed dozens of times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1),)))
        yield


def begun(data: Path) -> str:
    """A house where nobody has been; the link its terminal shows."""
    house = House(Settings(data=data))
    link = first_link(house)
    house.close()
    return link


@pytest.fixture(scope="module")
def link() -> list[str]:
    return []


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, link: list[str]) -> Iterator[RunningHall]:
    """Biuro organises already, by the first link."""
    data = tmp_path_factory.mktemp("first") / "hall"
    link.append(begun(data))
    with running(data, failed_sign_ins=100) as found:
        assert sends(found.stranger(), "/welcome", link=link[0], name="Biuro", password=PASSWORD).status_code == 303
        yield found


def sends(person: Person, path: str, **fields: str) -> httpx.Response:
    return person.client.post(path, data=fields, headers={"Origin": person.url})


def token_of(person: Person) -> str:
    (token,) = [value for name, value in person.client.cookies.items() if "organiser" in name]
    return token


def test_the_link_makes_the_first_organiser_once(tmp_path: Path) -> None:
    link = begun(tmp_path / "hall")
    with running(tmp_path / "hall") as hall:
        person = hall.stranger()
        assert sends(person, "/welcome", link=link, name="Biuro", password="krótkie").status_code == 422
        assert sends(person, "/welcome", link=link + "x", name="Biuro", password=PASSWORD).status_code == 401
        assert person.client.post("/welcome", data={"link": link}, headers={"Origin": "http://evil.example"}).status_code == 403
        answer = sends(person, "/welcome", link=link, name="Biuro", password=PASSWORD)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        assert person.client.get("/desk/seats").status_code == 200
        assert person.client.get("/desk/seats").status_code == 200
        assert "Ten link już nie działa" in sends(hall.stranger(), "/welcome", link=link, name="Ktoś", password=PASSWORD).text
        assert first_link(hall.house) == ""


def test_organisers_sign_in_with_name_and_password_from_any_computer(hall: RunningHall) -> None:
    person = hall.stranger()
    assert sends(person, "/sign-in", name="Biuro", password="inne hasło tutaj").status_code == 401
    assert sends(person, "/sign-in", name="Nikt", password=PASSWORD).status_code == 401
    answer = sends(person, "/sign-in", name=" biuro ", password=PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    first = token_of(person)
    sends(person, "/sign-in", name="Biuro", password=PASSWORD)
    assert token_of(person) != first
    left = sends(person, "/sign-out", leave="organiser-1")
    assert left.status_code == 303
    assert person.client.get("/desk/seats").status_code == 303


def test_a_cookie_somebody_planted_never_becomes_a_seat(hall: RunningHall) -> None:
    victim, planted = hall.stranger(), "a" * 43
    name = f"stoliki_{hall.house.settings.port}_organiser-1"
    victim.client.cookies.set(name, planted)
    answer = sends(victim, "/sign-in", name="Biuro", password=PASSWORD)
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    assert httpx.get(f"{hall.url}/desk/seats", cookies={name: planted}).status_code == 303


def test_another_is_invited_and_a_new_password_ends_what_was_open_before(hall: RunningHall) -> None:
    organiser, other, thief = hall.stranger(), hall.stranger(), hall.stranger()
    sends(organiser, "/sign-in", name="Biuro", password=PASSWORD)
    headers = {"Origin": hall.url, "X-Stoliki": "1"}
    link = organiser.client.post("/desk/seats/invite", headers=headers).json()["url"].partition("#")[2]
    assert sends(other, "/welcome", link=link, name="biuro", password=PASSWORD).status_code == 403
    assert sends(other, "/welcome", link=link, name="Ola", password=PASSWORD).status_code == 303
    assert "Ola" in organiser.client.get("/desk/seats").text
    sends(thief, "/sign-in", name="Ola", password=PASSWORD)
    with thief.live("desk") as page:
        hear(page, "welcome")
        assert sends(other, "/desk/account/password", password="nie to", next="zupełnie inne słowa").status_code == 422
        began = time.monotonic()
        assert sends(other, "/desk/account/password", password=PASSWORD, next="zupełnie inne słowa").status_code == 303
        with pytest.raises(ConnectionClosed):
            hear(page, "never", seconds=2.0)
        assert time.monotonic() - began < 2.0
    assert thief.client.get("/desk/seats").status_code == 303
    assert other.client.get("/desk/seats").status_code == 200
    assert sends(hall.stranger(), "/sign-in", name="Ola", password="zupełnie inne słowa").status_code == 303


def test_the_second_step_asks_for_figures_that_work_once(hall: RunningHall) -> None:
    organiser = hall.stranger()
    sends(organiser, "/sign-in", name="Biuro", password=PASSWORD)
    page = organiser.client.get("/desk/account").text
    found, totp = SECRET.search(page), re.search(r'name="totp" value="(\d+)"', page)
    assert found
    assert totp
    app = pyotp.TOTP(found[1])
    assert sends(organiser, "/desk/account/guard", password=PASSWORD, totp=totp[1], figures="000000").status_code == 422
    now = int(time.time())
    proof = app.at(now - 30)
    assert sends(organiser, "/desk/account/guard", password=PASSWORD, totp=totp[1], figures=proof).status_code == 303
    assert found[1].encode() not in b"".join(file.read_bytes() for file in hall.house.settings.data.glob("stoliki.db*"))
    other = hall.stranger()
    assert sends(other, "/sign-in", name="Biuro", password=PASSWORD).status_code == 401
    assert sends(other, "/sign-in", name="Biuro", password=PASSWORD, figures=proof).status_code == 401
    figures = app.at(now)
    assert sends(other, "/sign-in", name="Biuro", password=PASSWORD, figures=f"{figures[:3]} {figures[3:]}").status_code == 303
    assert sends(hall.stranger(), "/sign-in", name="Biuro", password=PASSWORD, figures=figures).status_code == 401
    assert sends(organiser, "/desk/account/guard", password=PASSWORD, totp="0").status_code == 303


def test_guessing_passwords_ends_with_waiting_even_for_the_right_one(tmp_path: Path) -> None:
    link = begun(tmp_path / "hall")
    with running(tmp_path / "hall", failed_sign_ins=3) as hall:
        assert sends(hall.stranger(), "/welcome", link=link, name="Biuro", password=PASSWORD).status_code == 303
        statuses = [sends(hall.stranger(), "/sign-in", name="Biuro", password=f"próba numer {n}").status_code for n in range(5)]
        assert statuses == [401, 401, 401, 429, 429]
        assert sends(hall.stranger(), "/sign-in", name="Biuro", password=PASSWORD).status_code == 429


def test_until_somebody_organises_each_start_prints_a_new_link_and_the_old_one_is_void(tmp_path: Path) -> None:
    before = begun(tmp_path / "data")
    words = ["serve", "--host", "127.0.0.1", "--port", str(free_port()), "--data", str(tmp_path / "data"), "--no-local-name"]
    served = subprocess.Popen([sys.executable, "-m", "app", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True,
                              env=clean_environment() | {"COLUMNS": "300"})  # fmt: skip
    try:
        assert served.stdout
        told = next(found for line in served.stdout if (found := LINK.search(line)))
        person = httpx.Client(base_url=told[1], headers={"Origin": told[1]})
        assert person.post("/welcome", data={"link": before, "name": "Biuro", "password": PASSWORD}).status_code == 401
        assert person.post("/welcome", data={"link": told[2], "name": "Biuro", "password": PASSWORD}).status_code == 303
        assert person.get("/desk/seats").status_code == 200
        person.close()
    finally:
        served.terminate()
        served.wait(20)
