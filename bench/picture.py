"""uv run python -m bench.picture [--rounds 200]: what one more issue, or one more count, costs the thread in which the hub works.

No server and no browser: a house, its recorder, and the map's fragment as the hub asks for it, in CPU time of this thread alone. Told, too:
how large a push is, and what the picture costs when it is drawn from nothing."""

import argparse
import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import orjson
from uuid_utils.compat import uuid7

from app.cli.opening import furnish, open_tables
from app.editions.document import shipped
from app.live.commands import Command, parse
from app.live.ears import Listener
from app.live.fragments import FRAGMENTS
from app.live.hub import Hub
from app.live.journal import latest
from app.live.seat import HOUSE, Seat
from app.main import House
from app.projector import drawn
from app.settings import Settings
from tests.projector.made_hall import TITLES

SITTING, BATCH = 2, 50  # the themed tables of the shipped edition
ORGANISER = Seat("organiser-1", "organiser")
WORDS = ("ławki", "cień", "przystanek", "rower", "chodnik", "drzewa", "Wisła", "szkoła", "autobus", "park", "latarnie", "zieleń", "plac")


class Hall(NamedTuple):
    name: str
    stoliki: int
    themes: int
    issues: int


HALLS = (Hall("11 x 61", 11, 11, 671), Hall("100 x 30, 11 themes", 100, 11, 3000), Hall("100 x 30, 100 themes", 100, 100, 3000))


class Ear:
    """A listener's line: it counts bytes."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def send(self, content: bytes, framed: bytes) -> None:
        self.sizes.append(len(content))

    def look(self) -> None: ...

    def close(self, code: int) -> None: ...


class Crowd:
    """Everybody who types and counts, through the recorder."""

    def __init__(self, house: House, rng: random.Random) -> None:
        self.house, self.rng, self.nth = house, rng, itertools.count(1)
        self.places: list[tuple[int, str]] = []
        self.issues: list[tuple[int, str]] = []

    def say(self, *commands: dict[str, Any], seat: Seat = ORGANISER) -> list[str]:
        said: list[Command] = [parse({"id": str(uuid7())} | one) for one in commands]
        for answer in self.house.recorder.record_now(seat, time.time_ns() // 1_000_000, said):
            assert answer.refusal is None, answer.refusal
        return [one.id for one in said]

    def furnish(self, hall: Hall) -> None:
        """Stoliki 12 and on sit in the same sitting; every stolik has four topics of its own theme."""
        year = shipped().edition.id
        themes = [{"kind": "theme.push", "edition_id": year, "theme_id": n, "name": f"Temat {n}"} for n in range(12, hall.themes + 1)]
        more = [
            {"kind": "stolik.open", "stolik_id": n, "number": n, "sitting_id": SITTING, "theme_id": (n - 1) % hall.themes + 1}
            for n in range(12, hall.stoliki + 1)
        ]
        self.say(*themes, *more, seat=HOUSE)
        with self.house.db.read() as db:
            listed = db.exec_driver_sql("SELECT stolik_id, topic_id FROM topic_place WHERE state = 'listed'").all()
        self.places = [(stolik, topic) for stolik, topic in listed if stolik <= hall.stoliki]
        for n in range(12, hall.stoliki + 1):
            titles = [TITLES[(n + k) % len(TITLES)] for k in range(4)]
            said = [{"kind": "topic.push", "stolik_id": n, "title": title, "after": None} for title in titles]
            self.places += [(n, id) for id in self.say(*said, seat=HOUSE)]

    def issue(self) -> dict[str, Any]:
        stolik, topic = self.places[self.rng.randrange(len(self.places))]
        text = f"{' '.join(self.rng.choices(WORDS, k=self.rng.randint(5, 22)))} {next(self.nth)}"
        said = {"stolik_id": stolik, "topic_id": topic, "issue_kind": "idea", "text": text, "parked": False}
        return {"kind": "issue.record", "id": str(uuid7())} | said

    def record(self, count: int) -> None:
        said = [self.issue() for _ in range(count)]
        self.say(*said)
        self.issues += [(one["stolik_id"], one["id"]) for one in said]

    def tally(self) -> None:
        stolik, id = self.rng.choice(self.issues)
        self.say({"kind": "tally.count", "stolik_id": stolik, "issue_id": id, "count": self.rng.randint(0, 12)})


@contextmanager
def furnished(hall: Hall) -> Iterator[tuple[House, Crowd]]:
    with TemporaryDirectory(prefix="stoliki-bench-") as folder:
        house = House(Settings(data=Path(folder)))
        furnish(house, shipped())
        open_tables(house, shipped())
        crowd = Crowd(house, random.Random(5))
        crowd.furnish(hall)
        for _ in range(0, hall.issues, BATCH):
            crowd.record(min(BATCH, hall.issues - len(crowd.issues)))
        for _ in range(hall.issues // 4):
            crowd.tally()
        yield house, crowd
        house.close()


class Figures(NamedTuple):
    """CPU of one step of the hub, ms; size of what it sent, bytes."""

    cost: list[float]
    size: list[int]

    def told(self) -> str:
        cost, size = sorted(self.cost), sorted(self.size)
        took = f"p50 {statistics.median(cost):5.2f}, p95 {cost[int(len(cost) * 0.95)]:5.2f}, worst {cost[-1]:5.2f} ms of CPU"
        return f"{took}; a push of {size[len(size) // 2]:,} bytes (largest {size[-1]:,})"


def steps(hub: Hub, ear: Ear, deed: Callable[[], object], rounds: int) -> Figures:
    """After each deed the hub follows: reads the journal, draws, says it once."""
    cost, before = [], len(ear.sizes)
    for _ in range(rounds):
        deed()
        start = time.thread_time()
        hub.step()
        cost.append(1000 * (time.thread_time() - start))
    return Figures(cost, ear.sizes[before:])


def measured(hall: Hall, rounds: int) -> None:
    with furnished(hall) as (house, crowd):
        ear = Ear()
        hub = Hub(house.db, FRAGMENTS, house.epoch, 3000, {}, 10**9)
        with house.db.read() as db:
            hub.seq = hub._baseline = latest(db)
        hub.join(Listener(("map",), "pl", ear, "projector-1", ""), None, None)
        ear.sizes.clear()
        print(f"{hall.name}: {hall.issues} issues")
        steps(hub, ear, lambda: crowd.record(1), 5)
        print("  one issue:", steps(hub, ear, lambda: crowd.record(1), rounds).told())
        print("  one count:", steps(hub, ear, crowd.tally, rounds).told())
        print(f"  from nothing: {from_nothing(house):.1f} ms, the whole picture {whole(house):,} bytes")


def from_nothing(house: House) -> float:
    cost = []
    with house.db.read() as db:
        for _ in range(7):
            start = time.thread_time()
            drawn.from_nothing(db)
            cost.append(1000 * (time.thread_time() - start))
    return min(cost)


def whole(house: House) -> int:
    with house.db.read() as db:
        return len(orjson.dumps(drawn.drawn_now(db).island))


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.picture", description=__doc__)
    words.add_argument("--rounds", type=int, default=200)
    words.add_argument("--only", default="", help="only halls whose name contains this")
    asked = words.parse_args()
    for hall in HALLS:
        if asked.only in hall.name:
            measured(hall, asked.rounds)


if __name__ == "__main__":
    main()
