"""The command line as a person or a program meets it: what is printed, what is refused, and what the codes open."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.story.demo import ROOT, Hall, clean_environment, free_port


def stoliki(*words: str) -> subprocess.CompletedProcess[str]:
    said = [sys.executable, "-m", "app", *words]
    return subprocess.run(said, cwd=ROOT, capture_output=True, text=True, timeout=60, env=clean_environment())


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(data=tmp_path / "data", port=free_port()).start()
    yield hall
    hall.stop()


def test_the_demo_has_an_organiser_a_projector_and_a_moderator_for_each_of_eleven_stoliki(demo: Hall) -> None:
    assert {seat.role for seat in demo.seats} >= {"organiser", "projector", "moderator"}
    assert [seat.stolik for seat in demo.seats if seat.role == "moderator"] == list(range(1, 12))
    assert all(seat.url == f"{demo.url}/join#{seat.code}" and len(seat.code) == 8 for seat in demo.seats)


def test_the_codes_can_be_printed_again_at_any_time(demo: Hall) -> None:
    printed = json.loads(stoliki("seats", "--json", "--data", str(demo.data)).stdout)
    assert printed["url"] == demo.url
    assert [(seat["role"], seat["stolik"], seat["code"], seat["url"]) for seat in printed["seats"]] == [
        (seat.role, seat.stolik, seat.code, seat.url) for seat in demo.seats
    ]
    table = stoliki("seats", "--data", str(demo.data)).stdout
    assert all(seat.code in table and seat.url in table for seat in demo.seats)


def test_started_again_on_the_same_data_the_codes_are_the_same(demo: Hall) -> None:
    before = demo.seats
    assert demo.restart().seats == before


def test_two_servers_on_one_directory_are_one_too_many(demo: Hall) -> None:
    second = stoliki("demo", "--port", "0", "--data", str(demo.data))
    assert second.returncode == 1
    assert "już działa" in second.stderr


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        answer = stoliki("demo", "--port", str(other.getsockname()[1]), "--data", str(tmp_path))
    assert answer.returncode == 1
    assert "Nie mogę słuchać" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_replay_says_that_the_tables_are_equal_also_while_the_hall_is_open(demo: Hall) -> None:
    answer = stoliki("replay", "--data", str(demo.data))
    assert answer.returncode == 0
    assert "Równe" in answer.stdout


def test_export_writes_every_file(demo: Hall, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer = stoliki("export", "--data", str(demo.data), "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    sheets = {f"{name}.csv" for name in ("issues", "topics", "stoliki", "journal", "summaries", "rounds", "ballots")}
    assert {file.name for file in out.iterdir()} == {"hall.json", "hall.xlsx", *sheets}
    assert json.loads((out / "hall.json").read_text(encoding="utf-8"))["counts"]["stoliki"] == 11
    assert (out / "issues.csv").read_bytes().startswith("\ufeff".encode())


@pytest.mark.parametrize("command", ["seats", "replay", "export"])
def test_where_there_is_no_database_none_is_made(command: str, tmp_path: Path) -> None:
    answer = stoliki(command, "--data", str(tmp_path / "nothing"))
    assert answer.returncode == 1
    assert "nie ma bazy" in answer.stderr
    assert not (tmp_path / "nothing").exists()


def test_a_lost_secret_is_said_before_cards_are_printed_that_open_nothing(demo: Hall) -> None:
    (demo.data / "seats.secret").write_bytes(b"another" * 5)
    answer = stoliki("seats", "--data", str(demo.data))
    assert answer.returncode == 1
    assert "kody na kartach" in answer.stderr


def test_on_any_free_port_the_last_one_is_taken_again_so_that_cookies_are_still_good(tmp_path: Path) -> None:
    hall = Hall(data=tmp_path / "data", port=0).start()
    first = hall.url
    assert hall.restart().url == first
    hall.stop()
