"""Real tablets that are killed, reloaded and frozen, a server that is killed while they type, a database that is gone."""

from pathlib import Path

from bench.torture.browsers import empty_hall, kills, mishaps
from bench.torture.run import Run
from tests.aside import apart

WAYS = [("killed", True), ("reloaded", False), ("frozen", True)]


def test_whatever_happens_to_a_tablet_nothing_it_showed_is_lost(tmp_path: Path) -> None:
    found = apart(lambda: mishaps(Run(1, folder=tmp_path), WAYS, many=1))
    assert found["mishaps"] == {"killed": 1, "reloaded": 1, "frozen": 1}
    assert found["notes"]["shown"] >= 6


def test_a_server_killed_while_tablets_type_loses_nothing(tmp_path: Path) -> None:
    found = apart(lambda: kills(Run(2, amount=2, folder=tmp_path)))
    assert found["server kills"] == 2
    assert found["notes"]["shown"] > 2


def test_tablets_bring_back_a_hall_whose_database_is_gone(tmp_path: Path) -> None:
    found = apart(lambda: empty_hall(Run(3, folder=tmp_path)))
    assert found["losses"] == 1
