"""scenario.* and phase.*: the hall's shared clock runs by the entries' times, is told to all at once, and is the same after a replay."""

import json
import re
import time
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from app.live import journal
from app.phases.queries import PhaseNow, hall_phase, phase_now, phase_row
from app.phases.steps import TABLES, shipped
from tests.running import Person, RunningHall, hear, running

SITTING, NOT_OPEN, STOLIK = 2, 4, 3
STEPS = [{"key": key, "minutes": minutes} for key, minutes in TABLES]


@pytest.fixture(scope="module")
def moderator(hall: RunningHall) -> Person:
    return hall.sit("moderator", STOLIK)


def now(hall: RunningHall, sitting_id: int = SITTING) -> PhaseNow:
    with hall.house.db.read() as db:
        found = phase_now(db, sitting_id)
    assert found
    return found


def recorded_at(hall: RunningHall, seq: int) -> int:
    with hall.house.db.read() as db:
        return journal.since(db, seq - 1)[0].recorded_at


def began(person: Person, step: int = 0, steps: list[dict[str, Any]] | None = None, sitting_id: int = SITTING) -> dict[str, Any]:
    """A scenario begins; what was on is over."""
    person.say("phase.close", sitting_id=sitting_id)
    answer = person.say("phase.open", sitting_id=sitting_id, name="Stoliki tematyczne", steps=steps or STEPS, step=step)
    assert answer["status"] == "recorded", answer
    return answer


def test_phase_open_runs_from_the_moment_it_was_recorded(hall: RunningHall, organiser: Person) -> None:
    """However long it waited on the desk: the hall hears it now."""
    command = {"id": "0198f3c2-7d10-7c3e-9a41-0c6f2b1d8e01", "kind": "phase.open", "age_ms": 600_000}
    answer = organiser.post([command | {"sitting_id": SITTING, "name": "Stoliki tematyczne", "steps": STEPS, "step": 2}]).json()["answers"][
        0
    ]
    found = now(hall)
    assert (found.step, found.seconds, found.left_ms) == (2, 600, None)
    assert found.ends_at == recorded_at(hall, answer["seq"]) + 600_000
    assert abs(found.ends_at - 600_000 - time.time() * 1000) < 5000


def test_phase_pause_keeps_what_is_left_and_phase_go_goes_on_from_there(hall: RunningHall, organiser: Person) -> None:
    began(organiser)
    ends_at = now(hall).ends_at or 0
    paused = organiser.say("phase.pause", sitting_id=SITTING, step=0)
    left = ends_at - recorded_at(hall, paused["seq"])
    assert (now(hall).ends_at, now(hall).left_ms) == (None, left)
    organiser.say("phase.pause", sitting_id=SITTING, step=0)
    assert now(hall).left_ms == left
    went_on = organiser.say("phase.go", sitting_id=SITTING, step=0)
    assert (now(hall).ends_at, now(hall).left_ms) == (recorded_at(hall, went_on["seq"]) + left, None)


def test_phase_go_said_on_two_desks_goes_one_step_and_does_not_begin_it_again(hall: RunningHall, organiser: Person) -> None:
    began(organiser)
    first = organiser.say("phase.go", sitting_id=SITTING, step=1)
    second = organiser.say("phase.go", sitting_id=SITTING, step=1)
    assert (first["status"], second["status"]) == ("recorded", "recorded")
    assert (now(hall).step, now(hall).ends_at) == (1, recorded_at(hall, first["seq"]) + 120_000)
    assert organiser.say("phase.go", sitting_id=SITTING, step=6)["code"] == "invalid"


def test_phase_go_that_waited_on_a_desk_takes_the_hall_neither_back_nor_on(hall: RunningHall, organiser: Person) -> None:
    """Two desks: one lost its network with a button pressed, the other led the hall on meanwhile."""
    began(organiser)
    for step in (1, 2):
        assert organiser.say("phase.go", sitting_id=SITTING, step=step, seen=step - 1)["status"] == "recorded"
    assert organiser.say("phase.go", sitting_id=SITTING, step=1, seen=0)["code"] == "stale"
    assert organiser.say("phase.close", sitting_id=SITTING, step=0)["code"] == "stale"
    organiser.say("phase.pause", sitting_id=SITTING, step=2)
    assert organiser.say("phase.go", sitting_id=SITTING, step=2, seen=1)["status"] == "recorded"
    assert (now(hall).step, now(hall).ends_at) == (2, None), "who pressed next did not ask for the clock to go on"
    assert organiser.say("phase.go", sitting_id=SITTING, step=2, seen=2)["status"] == "recorded"
    assert now(hall).ends_at is not None
    assert organiser.say("phase.close", sitting_id=SITTING, step=2)["status"] == "recorded"


def test_phase_open_pressed_on_two_desks_begins_once(hall: RunningHall, organiser: Person) -> None:
    first = began(organiser)
    again = organiser.say("phase.open", sitting_id=SITTING, name="World café", steps=STEPS, step=3)
    assert again["code"] == "stale"
    assert (now(hall).name, now(hall).step, now(hall).ends_at) == ("Stoliki tematyczne", 0, recorded_at(hall, first["seq"]) + 180_000)


def test_the_desks_buttons_say_which_part_they_were_pressed_in(organiser: Person) -> None:
    began(organiser, 1)
    said = re.findall(r"data-say=\"phase\.(\w+)\" data-fields='([^']+)'", organiser.client.get("/desk").text)
    assert {kind for kind, _ in said} == {"pause", "extend", "go", "close"}
    for kind, fields in said:
        assert json.loads(unescape(fields))["seen" if kind == "go" else "step"] == 1, kind


def test_phase_extend_gives_a_minute_to_the_part_its_author_saw_and_to_no_other(hall: RunningHall, organiser: Person) -> None:
    began(organiser)
    before = now(hall).ends_at or 0
    assert organiser.say("phase.extend", sitting_id=SITTING, step=0, seconds=60)["status"] == "recorded"
    assert (now(hall).ends_at, now(hall).seconds) == (before + 60_000, 240)
    assert organiser.say("phase.extend", sitting_id=SITTING, step=1, seconds=60)["code"] == "stale"
    organiser.say("phase.pause", sitting_id=SITTING, step=0)
    left = now(hall).left_ms or 0
    organiser.say("phase.extend", sitting_id=SITTING, step=0, seconds=60)
    assert now(hall).left_ms == left + 60_000


def test_phase_extend_when_the_time_is_over_counts_from_now(hall: RunningHall, organiser: Person) -> None:
    began(organiser)
    with hall.house.db.write() as db:
        db.exec_driver_sql("UPDATE phase SET ends_at = ends_at - 900000")  # a quarter of an hour passes
    answer = organiser.say("phase.extend", sitting_id=SITTING, step=0, seconds=60)
    assert now(hall).ends_at == recorded_at(hall, answer["seq"]) + 60_000
    began(organiser)  # and the tables are again what the journal says


def test_phase_close_stops_the_clock_and_so_does_a_sitting_that_is_closed(hall: RunningHall, organiser: Person) -> None:
    began(organiser)
    organiser.say("phase.close", sitting_id=SITTING)
    with hall.house.db.read() as db:
        assert phase_now(db, SITTING) is None
        assert hall_phase(db) is None
    assert organiser.say("phase.close", sitting_id=SITTING)["code"] == "stale"
    began(organiser)
    organiser.say("sitting.close", sitting_id=SITTING)
    with hall.house.db.read() as db:
        assert phase_now(db, SITTING) is None
    for kind, fields in (("phase.pause", {"step": 0}), ("phase.go", {"step": 1}), ("phase.extend", {"step": 0, "seconds": 60})):
        assert organiser.say(kind, sitting_id=SITTING, **fields)["code"] == "stale"
    organiser.say("sitting.open", sitting_id=SITTING)
    assert now(hall).step == 0


def test_phase_open_is_refused_where_no_sitting_is_open_and_to_everybody_but_organisers(organiser: Person, moderator: Person) -> None:
    fields = {"name": "x", "steps": STEPS}
    assert organiser.say("phase.open", sitting_id=NOT_OPEN, **fields)["code"] == "stale"
    assert organiser.say("phase.open", sitting_id=999, **fields)["code"] == "not_found"
    assert organiser.say("phase.open", sitting_id=SITTING, **fields, step=6)["code"] == "invalid"
    assert organiser.say("phase.open", sitting_id=SITTING, name="x", steps=[])["code"] == "invalid"
    assert moderator.say("phase.open", sitting_id=SITTING, **fields)["code"] == "forbidden"


def test_a_phase_reaches_screens_and_desks_in_one_frame_and_tablets_as_a_block_of_their_page(organiser: Person, moderator: Person) -> None:
    organiser.say("phase.close", sitting_id=SITTING)
    with organiser.live("hall") as screen, moderator.live(f"stolik-{STOLIK}") as tablet:
        hear(screen, "welcome")
        hear(tablet, "welcome")
        seq = began(organiser, 4)["seq"]
        told, shown = hear(screen, "push"), hear(tablet, "push")
    assert told["seq"] == shown["seq"] == seq
    assert told["data"]["phase"] == told["data"]["phases"][0]
    assert (told["data"]["phase"]["key"], told["data"]["phase"]["next"], told["data"]["phase"]["steps"]) == ("vote", "Podsumowanie", 6)
    assert squeezed(part(told["html"], "#phase-control")) in squeezed(organiser.client.get("/desk").text)
    assert squeezed(part(shown["html"], "#phase")) in squeezed(moderator.client.get(f"/stoliki/{STOLIK}").text)
    assert f'data-ends="{told["data"]["phase"]["ends_at"]}"' in shown["html"]


def test_everybody_hears_a_phase_in_their_own_language(hall: RunningHall, organiser: Person) -> None:
    began(organiser)
    guest = hall.sit("moderator", 4)
    guest.client.cookies.set("lang", "uk")
    assert "Вітання" in guest.client.get("/stoliki/4").text
    organiser.say("phase.close", sitting_id=SITTING)
    with guest.live("stolik-4") as tablet:
        hear(tablet, "welcome")
        began(organiser, 5)
        assert "Підсумок" in hear(tablet, "push")["html"]


def test_the_words_of_a_scenario_are_its_authors_and_nothing_in_them_is_markup(hall: RunningHall, organiser: Person) -> None:
    rude = [{"key": "other", "title": "<b>Ławka</b>", "minutes": 1, "sentence": "</p><script>x</script>"}]
    began(organiser, steps=rude)
    row = phase_row(now(hall))
    assert (row["title"], row["sentence"], row["next"]) == ("<b>Ławka</b>", "</p><script>x</script>", None)
    for path in ("/desk", f"/stoliki/{STOLIK}"):
        page = organiser.client.get(path).text
        assert "&lt;b&gt;Ławka&lt;/b&gt;" in page
        assert "<script>x" not in page


def test_scenario_push_offers_another_beginning_and_what_runs_goes_on_as_it_began(hall: RunningHall, organiser: Person) -> None:
    quick = [{"key": "talk", "title": None, "minutes": 7, "sentence": None}]
    scenario_id = organiser.say("scenario.push", edition_id=edition(hall), name="Krótki <dzień>", steps=quick)["id"]
    organiser.say("phase.close", sitting_id=SITTING)
    starts = beginnings(organiser)
    assert list(starts) == ["Krótki <dzień>", *shipped("pl")]
    assert (
        organiser.post([{"id": "0198f3c2-7d10-7c3e-9a41-0c6f2b1d8e02", "kind": "phase.open"} | starts["Krótki <dzień>"]]).status_code == 200
    )
    organiser.say("scenario.name", scenario_id=scenario_id, name="Dłuższy", steps=[quick[0] | {"minutes": 9}])
    assert (now(hall).name, now(hall).seconds) == ("Krótki <dzień>", 420)
    page = organiser.client.get("/desk/scenarios").text
    assert "Dłuższy" in page
    assert "Krótki" not in page


def test_scenario_withdraw_takes_it_off_the_list_and_scenario_restore_brings_it_back(hall: RunningHall, organiser: Person) -> None:
    steps = [{"key": "round", "minutes": 15}]
    scenario_id = organiser.say("scenario.push", edition_id=edition(hall), name="Na próbę", steps=steps)["id"]
    organiser.say("phase.close", sitting_id=SITTING)
    organiser.say("scenario.withdraw", scenario_id=scenario_id)
    assert "Na próbę" not in beginnings(organiser)
    organiser.say("scenario.restore", scenario_id=scenario_id)
    assert beginnings(organiser)["Na próbę"]["steps"] == [steps[0] | {"title": None, "sentence": None}]
    assert (
        organiser.say("scenario.name", scenario_id="0198f3c2-7d10-7c3e-9a41-0c6f2b1d8eff", name="x", steps=steps)["code"]
        == "unknown_reference"
    )


def test_a_server_that_is_started_again_in_the_middle_of_a_part_shows_the_same_end(tmp_path: Path) -> None:
    ends = set()
    for again in (False, True):
        with running(tmp_path / "hall") as house_hall:
            organiser = house_hall.sit("organiser")
            if not again:
                began(organiser, 2)
                organiser.say("phase.extend", sitting_id=SITTING, step=2, seconds=60)
            ends.add((now(house_hall).step, now(house_hall).ends_at))
            told = re.search(r'data-ends="(\d+)"', organiser.client.get(f"/stoliki/{STOLIK}").text)
            assert told
            assert int(told[1]) == now(house_hall).ends_at
    assert len(ends) == 1


def test_every_message_and_every_page_tells_the_servers_clock(organiser: Person) -> None:
    before = time.time() * 1000
    with organiser.live("hall") as socket:
        times = [datetime.fromisoformat(hear(socket, "welcome")["now"]).timestamp() * 1000, hear(socket, "beat", 10)["now"]]
    polled = organiser.client.get("/live", params={"channels": "hall", "wait": "0"}).json()["now"]
    pages = [re.search(r'data-now="(\d+)"', organiser.client.get("/desk").text) for _ in range(2)]  # the second one is remembered
    after = time.time() * 1000
    heard = [*times, polled, *(int(page[1]) for page in pages if page)]
    assert len(heard) == 5
    assert all(before - 5 <= one <= after + 5 for one in heard), (before, heard, after)


def edition(hall: RunningHall) -> int:
    with hall.house.db.read() as db:
        return int(db.exec_driver_sql("SELECT id FROM edition WHERE current").scalar_one())


def beginnings(organiser: Person) -> dict[str, dict[str, Any]]:
    """The scenarios with which the desk can begin: what each button says."""
    found = re.findall(rf'id="phase-start-{SITTING}-[^>]*data-fields=\'([^\']+)\'', organiser.client.get("/desk").text)
    said = [json.loads(unescape(one)) for one in found]
    return {one["name"]: one for one in said}


def part(html: str, target: str) -> str:
    found = re.search(rf'<hx-partial hx-target="{target}"[^>]*>(.*?)</hx-partial>', html, re.DOTALL)
    assert found, html
    return found[1].strip()


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", html)
