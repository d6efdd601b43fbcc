"""A hall of phones: what residents hear of the map, how often a stolik is told of ballots, what is remembered and until when."""

import json
import time
from typing import Any

from websockets.sync.client import ClientConnection

from app.live.ears import SLOW_BYTES, SLOW_SECONDS, pause_after
from app.live.journal import Entry
from app.live.newest import Newest
from tests.architecture.rights import seated
from tests.running import Person, RunningHall, hear

STOLIK = 3
PATIENCE = 20.0


def entry(kind: str, seq: int, late: bool = False) -> Entry:
    return Entry(seq, f"{seq}", kind, 0, 0, "house", None, None, late, "{}")


def pushes(screen: ClientConnection, until: str) -> list[dict[str, Any]]:
    """All of them, up to the one that names this command."""
    heard: list[dict[str, Any]] = []
    while not heard or until not in heard[-1]["ids"]:
        heard.append(hear(screen, "push", PATIENCE))
    return heard


def test_a_resident_hears_all_of_the_map_in_fewer_pushes_than_the_screen(house_hall: RunningHall) -> None:
    moderator, projector, resident = house_hall.sit("moderator", STOLIK), house_hall.sit("projector"), seated(house_hall, "participant")
    with projector.live("map") as screen, resident.live("map") as phone:
        heads = [hear(one, "welcome")["channels"]["map"] for one in (screen, phone)]
        said, begun = list[str](), time.monotonic()
        for nth in range(8):
            said.append(str(moderator.record(f"Na mapę {nth}", STOLIK)["id"]))
            time.sleep(0.1)  # so that the screen has a push of its own for most of them
        seen, heard = pushes(screen, said[-1]), pushes(phone, said[-1])
        took = time.monotonic() - begun
    assert len(heard) <= 2 + took / 1.0
    for told, head in ((seen, heads[0]), (heard, heads[1])):
        assert [one for push in told for one in push["ids"]] == said
        assert {push["channel"] for push in told} == {"map"}
        assert [push["prev"] for push in told][1:] == [push["seq"] for push in told][:-1]
        assert told[0]["prev"] <= max(head, told[0]["seq"] - 1)
        assert {one["id"] for push in told for one in push["data"]["issues"]} == set(said)
    assert heard[-1]["data"]["counts"] == seen[-1]["data"]["counts"]


def test_a_resident_whose_page_is_older_than_what_was_said_while_nobody_listened_is_told_to_heal(house_hall: RunningHall) -> None:
    moderator, resident = house_hall.sit("moderator", STOLIK), seated(house_hall, "participant")
    before = int(moderator.record("Strona jest z tej chwili", STOLIK)["seq"])
    after = int(moderator.record("A to powiedziano potem", STOLIK)["seq"])
    with house_hall.sit("projector").live("map") as screen:
        hear(screen, "welcome")
        last = moderator.record("Teraz już to wszyscy wiedzą", STOLIK)
        pushes(screen, str(last["id"]))
    with resident.live("map", since=before) as phone:
        assert hear(phone, "welcome")["channels"]["map"] >= after
        hear(phone, "heal")
    with resident.live("map", since=last["seq"]) as phone:
        hear(phone, "welcome")
        phone.send('{"t":"ping","k":1}')
        assert json.loads(phone.recv(timeout=PATIENCE))["t"] in ("pong", "beat")


def test_a_slow_place_rests_as_long_as_what_was_told_takes() -> None:
    assert pause_after(1, 1) == SLOW_SECONDS
    assert pause_after(10_000, SLOW_BYTES) == 10_000.0
    assert pause_after(10_000, 1) == 10.0


def cast(resident: Person, round_id: str, choice_id: str) -> None:
    said = resident.say("ballot.cast", round_id=round_id, stolik_id=STOLIK, dots={choice_id: 1})
    assert said["status"] == "recorded", said


def test_a_stolik_is_told_of_many_ballots_at_once_and_what_is_recorded_between_them_does_not_wait(house_hall: RunningHall) -> None:
    organiser, moderator = house_hall.sit("organiser"), house_hall.sit("moderator", STOLIK)
    choice_id = str(moderator.record("Na to głosujemy", STOLIK)["id"])
    moderator.say("headcount.count", stolik_id=STOLIK, count=50)
    rules = {"title": "Runda", "about": "issues", "rule": "hand", "methods": ["phones"]}
    round_id = str(organiser.say("round.open", stolik_ids=[STOLIK], **rules)["id"])
    phones = [seated(house_hall, "participant") for _ in range(20)]
    with moderator.live("stolik-3") as tablet:
        hear(tablet, "welcome")
        begun = time.monotonic()
        for phone in phones[:-1]:
            cast(phone, round_id, choice_id)
        between = str(moderator.record("Powiedziane w trakcie głosowania", STOLIK)["id"])
        first, took = pushes(tablet, between), time.monotonic() - begun
        cast(phones[-1], round_id, choice_id)
        last = hear(tablet, "push", PATIENCE)
        while 'id="turnout"' not in last.get("html", ""):
            last = hear(tablet, "push", PATIENCE)
    organiser.say("round.close", round_id=round_id)
    assert len(first) <= 2 + took / 0.5
    assert "20" in last["html"]
    assert between in first[-1]["ids"]


def test_what_depends_on_few_kinds_is_remembered_until_one_of_them_comes() -> None:
    newest, made = Newest(), list[int]()

    def make() -> int:
        made.append(len(made))
        return made[-1]

    def asked() -> int:
        return newest.kept("answer", ("round", "issue.merge", "ballot.late"), make, seconds=60)

    assert (asked(), asked()) == (0, 0)
    newest.heard([entry("issue.record", 1), entry("ballot.cast", 2), entry("topic.push", 3)])
    assert asked() == 0
    for seq, kind in enumerate(("round.open", "issue.merge"), 4):
        newest.heard([entry(kind, seq)])
        assert asked() == seq - 3
    newest.heard([entry("ballot.cast", 6, late=True)])
    assert (asked(), asked()) == (3, 3)
    assert newest.kept("answer", (), make, seconds=0) == 4  # asked for otherwise it is another answer


def test_what_is_remembered_is_asked_for_again_after_a_while() -> None:
    newest, made = Newest(), iter(range(9))
    assert [newest.kept("answer", (), lambda: next(made), seconds=-1.0) for _ in range(3)] == [0, 1, 2]
