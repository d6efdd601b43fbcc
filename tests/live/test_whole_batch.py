"""What belongs together is recorded together or not at all."""

import threading
import time
from typing import Any

from uuid_utils.compat import uuid7

from app.live import journal
from app.live.commands import Command
from app.live.recorder import Answer, Batch
from app.live.seat import HOUSE, Seat
from app.seats.codes import fingerprint
from app.topics.commands import PushTopic
from tests.running import RunningHall


def said(hall: RunningHall, commands: list[Command], seat: Seat = HOUSE, **how: Any) -> list[Answer]:
    heard: list[Any] = []
    done = threading.Event()
    hall.house.recorder.submit(Batch(seat, time.time_ns() // 1_000_000, commands, lambda what: (heard.append(what), done.set()), **how))
    assert done.wait(10)
    return list(heard[0])


def topic(title: str, stolik_id: int = 3) -> PushTopic:
    return PushTopic(id=str(uuid7()), stolik_id=stolik_id, title=title)


def seq_of(hall: RunningHall) -> int:
    with hall.house.db.read() as db:
        return journal.latest(db)


def test_one_refusal_takes_a_whole_batch_back_and_its_neighbours_stay(house_hall: RunningHall) -> None:
    before = seq_of(house_hall)
    first, wrong, last = topic("Pierwsze"), topic("Donikąd", 999), topic("Ostatnie")
    answers = said(house_hall, [first, wrong, last], whole=True)
    assert [answer.refusal.code for answer in answers if answer.refusal] == ["undone", "not_found", "undone"]
    assert seq_of(house_hall) == before
    assert all(answer.refusal is None for answer in said(house_hall, [first, last], whole=True))
    assert seq_of(house_hall) == before + 2
    titles = [one["title"] for one in house_hall.sit("organiser").client.get("/export/hall.json").json()["topics"]]
    assert {"Pierwsze", "Ostatnie"} <= set(titles)


def test_the_house_says_its_part_of_what_a_seat_says(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    token = next(iter(organiser.client.cookies.values()))
    own, added = topic("Od organizatora"), topic("Od domu")
    seat = Seat("organiser-1", "organiser", None, fingerprint(token))
    said(house_hall, [own, added], seat, whole=True, by_house=frozenset({added.id}))
    with house_hall.house.db.read() as db:
        entries = journal.known(db, {own.id, added.id})
    assert (entries[own.id].seat_id, entries[added.id].seat_id) == ("organiser-1", "house")
