"""Who may print, from the desk and from the command line, and what is said when nothing can be printed."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_commands import stoliki
from tests.papers.reading import page_count
from tests.running import RunningHall, furnished

PAPERS = ("cards", "notes", "script")
PEOPLE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize("name", PAPERS)
def test_organisers_alone_print(house_hall: RunningHall, name: str) -> None:
    address = f"/desk/papers/{name}.pdf"
    answer = house_hall.sit("organiser").client.get(address, params={"stolik": 3, "lang": "uk", "paper": "a4"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="stoliki-{name}-a4-uk.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")
    for role, stolik in (("moderator", 3), ("themer", None), ("projector", None)):
        assert house_hall.sit(role, stolik).client.get(address).status_code == 403, role
    stranger = house_hall.stranger().client
    assert stranger.get(address).headers["location"] == "/join"
    assert stranger.get(address, headers={"Accept": "application/json"}).status_code == 401


def test_what_is_not_offered_is_said_plainly(house_hall: RunningHall) -> None:
    client = house_hall.sit("organiser").client
    for wrong in ("paper=a3", "lang=xx", "stolik=trzy", "stolik=-1", "stolik=٣", "stolik=9999999", "paper=../../etc", "stolik=1&stolik="):
        answer = client.get(f"/desk/papers/cards.pdf?{wrong}")
        assert answer.status_code == 400, wrong
        assert answer.json()["error"]
    missing = client.get("/desk/papers/notes.pdf?stolik=3&stolik=99", headers=PEOPLE)
    assert missing.status_code == 404
    assert "Nie ma stolika 99." in missing.text
    told = client.get("/desk/papers/cards.pdf", params={"paper": "<script>alert(1)</script>"}, headers=PEOPLE)
    assert told.status_code == 400
    assert "<script>alert" not in told.text
    assert "&lt;script&gt;alert" in told.text


def test_cards_are_not_printed_with_a_lost_secret(house_hall: RunningHall) -> None:
    client = house_hall.sit("organiser").client
    secret = house_hall.house.settings.secret_file
    kept = secret.read_bytes()
    secret.write_bytes(b"another" * 5)
    answer = client.get("/desk/papers/cards.pdf", headers=PEOPLE)
    secret.write_bytes(kept)
    assert answer.status_code == 409
    assert "seats.secret" in answer.text
    assert client.get("/desk/papers/cards.pdf", params={"stolik": 1}).status_code == 200


def test_the_desk_offers_what_can_be_printed(house_hall: RunningHall) -> None:
    client = house_hall.sit("organiser").client
    page = client.get("/desk/seats").text
    form = re.search(r'<form class="seats-papers" action="([^"]+)"(.*?)</form>', page, re.DOTALL)
    assert form
    for address in (form[1], *re.findall(r'formaction="([^"]+)"', form[2])):
        for paper in re.findall(r'<option value="(a[^"]+)"', form[2]):
            answer = client.get(address, params={"paper": paper, "lang": "en", "stolik": 2})
            assert answer.status_code == 200, (address, paper)


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ((), 14),
        (("--paper", "a4x2", "--lang", "uk"), 7),
        (("--stolik", "3", "--stolik", "5"), 2),
        (("--what", "notes", "--stolik", "3"), 2),
        (("--what", "script", "--lang", "en"), 2),
    ],
)
def test_the_command_line_prints_too(tmp_path: Path, words: tuple[str, ...], pages: int) -> None:
    file = tmp_path / "karty.pdf"
    answer = stoliki("cards", "--data", str(furnished()), "--public-url", "http://10.0.0.5:8000", "--to", str(file), *words)
    assert answer.returncode == 0, answer.stderr
    assert page_count(file.read_bytes()) == pages
    assert file.stat().st_mode & 0o777 == 0o600


def refused(answer: subprocess.CompletedProcess[str], why: str) -> bool:
    return answer.returncode == 1 and why in answer.stderr and "Traceback" not in answer.stderr


def test_the_command_line_says_why_it_prints_nothing(tmp_path: Path) -> None:
    data, file = str(furnished()), str(tmp_path / "karty.pdf")
    assert refused(stoliki("cards", "--data", str(tmp_path / "nothing"), "--to", file), "nie ma bazy")
    assert refused(stoliki("cards", "--data", data, "--to", file, "--stolik", "99"), "Nie ma stolika 99.")
    assert refused(stoliki("cards", "--data", data, "--to", str(tmp_path / "no" / "where.pdf")), "Nie mogę zapisać")
    assert not Path(file).exists()
