"""The picture is drawn again only where something changed, and told only as far as it changed: it must never be told from the whole one."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.live.journal import latest
from app.main import House
from app.projector.drawn import drawn_now, drawn_since, from_nothing
from app.settings import Settings
from bench.torture.picture import heard
from tests.projector.busy_hall import BusyHall
from tests.running import furnished

STEPS = 80


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    shutil.copytree(furnished(), tmp_path / "hall")
    house = House(Settings(data=tmp_path / "hall"))
    yield house
    house.close()


def same(one: Any, other: Any) -> bool:
    """To the byte."""
    return orjson.dumps(one) == orjson.dumps(other)


class Page:
    """A page that hears some of the pushes: what it shows, and where it stands. Each push tells what changed after the one before, whether
    the page has come since or not."""

    def __init__(self, island: dict[str, Any], seq: int, every: int) -> None:
        self.shown, self.seq, self.every, self.parts = island, seq, every, 0

    def hear(self, house: House) -> None:
        with house.db.read() as db:
            _, told = drawn_since(db, self.seq)
            self.seq = latest(db)
        told = orjson.loads(orjson.dumps(told))
        self.parts += "part" in told
        self.shown = heard(heard(self.shown, told), told)  # twice is harmless

    def stands_right(self, island: dict[str, Any]) -> bool:
        return bool(orjson.loads(orjson.dumps(island)) == orjson.loads(orjson.dumps(self.shown)))


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_the_picture_and_every_part_of_it_are_those_of_a_page_fetched_anew(house: House, seed: int) -> None:
    hall = BusyHall(house, seed)
    pages: list[Page] = []
    for nth in range(STEPS):
        hall.step()
        with house.db.read() as db:
            island, seq = drawn_now(db).island, latest(db)
            assert same(island, from_nothing(db).island), hall.recorded
        for page in pages:
            if nth % page.every == 0:
                page.hear(house)
                assert page.stands_right(island), (nth, hall.recorded)
        if nth % 20 == 0:
            pages.append(Page(island, seq, every=1 + len(pages) % 4))
    assert sum(page.parts for page in pages) > STEPS
    assert hall.recorded["issue.record"] > 5
    assert len([kind for kind, count in hall.recorded.items() if count]) > 15


def test_a_page_that_was_read_before_the_picture_went_on_gets_all_of_it(house: House) -> None:
    """Its snapshot is older than what the hub has drawn: nobody knows what it shows."""
    hall = BusyHall(house, 4)
    issue = hall.say("issue.record", stolik_id=3, topic_id=None, issue_kind="idea", text="Ławki", parked=False)
    count: dict[str, Any] = {"stolik_id": 3, "issue_id": issue}
    with house.db.read() as db:
        drawn_now(db)
    hall.say("tally.count", count=5, **count)
    with house.db.read() as late:
        seq = latest(late)
        hall.say("tally.recount", count=None, seen=5, **count)
        with house.db.read() as db:
            drawn_now(db)
        assert same(drawn_now(late).island, from_nothing(late).island)
    hall.say("headcount.count", stolik_id=3, count=5)
    with house.db.read() as db:
        assert "part" not in drawn_since(db, seq)[1]


def test_a_part_says_little_where_little_changed(house: House) -> None:
    hall = BusyHall(house, 5)
    for _ in range(60):
        hall.record()
    with house.db.read() as db:
        whole, seq = len(orjson.dumps(drawn_now(db).island)), latest(db)
    sizes = []
    for _ in range(10):
        hall.record()
        with house.db.read() as db:
            sizes.append(len(orjson.dumps(drawn_since(db, seq)[1])))
            seq = latest(db)
    assert sorted(sizes)[len(sizes) // 2] < whole / 4
    with house.db.read() as db:
        assert drawn_since(db, seq)[1] == {"part": True, "places": [], "garden": {}, "read": {}}
