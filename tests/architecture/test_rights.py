"""docs/rights.toml is the whole of who may do what: no gap, nothing too much, and each cell is what a real server says."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.routing import Route
from websockets.exceptions import ConnectionClosed

import app.main
from app.live.commands import KINDS, Command
from app.live.seat import HOUSE_ROLE, Seat, may
from tests.architecture.rights import CASES, OTHER, OWN, ROLES, cases, may_say, opens, routes, sample, seated, table
from tests.running import Person, RunningHall, hear, running

BY_NAME = {"own": OWN, "other": OTHER}
COLUMNS = {"commands": {*ROLES, HOUSE_ROLE}, "routes": {"nobody", *ROLES}, "channels": {"nobody", *ROLES}}
WORDS = {"commands": {*CASES, "any"}, "routes": {"yes", "no", "join", "own", "channels"}, "channels": {"yes", "no", "join"}}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("rights") / "hall", commands_per_seat=100_000) as found:
        yield found


@pytest.fixture(scope="module")
def people(hall: RunningHall) -> dict[str, Person]:
    return {name: seated(hall, name) for name in ("nobody", *ROLES)}


@pytest.fixture(scope="module")
def said(hall: RunningHall, people: dict[str, Person]) -> dict[tuple[str, str], set[str]]:
    """(role, case) -> the kinds it may say. The tables are open at first; then all of them are closed."""
    found = {(role, case): tried(people, role, stolik_id) for role in ROLES for case, stolik_id in BY_NAME.items()}
    assert people["organiser"].say("sitting.close", sitting_id=sitting_of(hall, OWN))["status"] == "recorded"
    return found | {(role, "closed"): tried(people, role, OWN) for role in ROLES}


def tried(people: dict[str, Person], role: str, stolik_id: int) -> set[str]:
    """What a role may say; a stolik that it took off the plan comes back, and so does the edition it put aside."""
    found = may_say(people[role], stolik_id, sorted(KINDS, key=lambda kind: (kind.endswith(".withdraw"), kind)))
    people["organiser"].say("stolik.restore", stolik_id=stolik_id)
    people["organiser"].say("edition.choose", edition_id=1)
    return found


def sitting_of(hall: RunningHall, stolik_id: int) -> int:
    with hall.house.db.read() as db:
        return int(db.exec_driver_sql(f"SELECT sitting_id FROM stolik WHERE id = {stolik_id}").scalar_one())


def gaps(part: str, there: set[str]) -> list[str]:
    """What is wrong with a part of the table, in words."""
    rows = table()[part]
    found = [f"{part}: no row for {one}" for one in sorted(there - set(rows))]
    found += [f"{part}: a row for {one}, which is not there" for one in sorted(set(rows) - there)]
    for name, row in rows.items():
        roles = {role: cell for role, cell in row.items() if role != "about"}
        if set(roles) != COLUMNS[part]:
            found.append(f"{part}: {name} lacks or has too much: {sorted(set(roles) ^ COLUMNS[part])}")
        found += [f"{part}: {name}: {cell!r} of {role}" for role, cell in roles.items() if not set(cell.split()) <= WORDS[part]]
    return found


def test_every_kind_every_address_and_every_channel_has_a_row_and_every_row_has_a_kind(hall: RunningHall) -> None:
    assert gaps("commands", set(KINDS)) == []
    assert gaps("routes", routes(hall)) == []
    assert gaps("channels", {"desk", "hall", "map", "stolik-own", "stolik-other", "count-own", "count-other", "no-such"}) == []


def test_a_new_command_without_a_row_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Whisper(Command):
        """Nobody said who may."""

    monkeypatch.setitem(KINDS, "issue.whisper", Whisper)
    assert gaps("commands", set(KINDS)) == ["commands: no row for issue.whisper"]


def test_a_new_address_without_a_row_fails(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    more: list[Any] = [*app.main.ROUTES, Route("/whisper", lambda request: None, methods=["GET"])]
    monkeypatch.setattr(app.main, "ROUTES", more)
    assert gaps("routes", routes(hall)) == ["routes: no row for GET /whisper"]


def test_a_row_too_much_and_a_role_too_few_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(table(), "commands", table()["commands"] | {"issue.forget": {"organiser": "any"}})
    assert "commands: a row for issue.forget, which is not there" in gaps("commands", set(KINDS))
    assert any("issue.forget lacks" in one for one in gaps("commands", set(KINDS)))


@pytest.mark.parametrize("role", ROLES)
def test_a_server_takes_from_each_role_the_commands_of_the_table_and_no_other(said: dict[tuple[str, str], set[str]], role: str) -> None:
    found = {kind: {case for case in CASES if kind in said[role, case]} for kind in KINDS}
    assert found == {kind: cases(row[role]) for kind, row in table()["commands"].items()}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_judge_of_rights_agrees_with_the_table_about(kind: str) -> None:
    row = table()["commands"][kind]
    assert row[HOUSE_ROLE] == ("any" if HOUSE_ROLE in KINDS[kind].roles else "")
    for role in ROLES:
        seat = Seat(role, role, OWN if role == "moderator" else None)
        for case, stolik_id in BY_NAME.items():
            command = KINDS[kind].model_construct(**{"stolik_id": stolik_id} if "stolik_id" in KINDS[kind].model_fields else {})
            assert (may(seat, command) is None) == (case in cases(row[role])), (role, case)


def test_every_kind_has_a_sample_a_server_understands() -> None:
    assert {sample(kind, OWN)["kind"] for kind in KINDS} == set(KINDS)


@pytest.mark.parametrize("name", ["nobody", *reversed(ROLES)])
def test_each_address_opens_for_the_roles_of_the_table_and_for_no_other(hall: RunningHall, people: dict[str, Person], name: str) -> None:
    """Who writes does so at a seat of their own: to leave it is one of the things that can be asked for."""
    found, expected = {}, {}
    for route, row in table()["routes"].items():
        if row[name] == "channels" or route.startswith("WS"):
            continue
        about = dict(one.split("=", 1) for one in row.get("about", "").split())
        expected[route] = row[name].replace("own", "yes")
        found[route] = opens(people[name] if route.startswith("GET") else seated(hall, name), route, about)
        if row[name] == "own":
            assert opens(people[name], route, about | {"number": str(OTHER)}) == "no", route
    assert found == expected


@pytest.mark.parametrize("name", ["nobody", *ROLES])
def test_each_channel_is_heard_by_the_roles_of_the_table_and_by_no_other(people: dict[str, Person], name: str) -> None:
    for channel, row in table()["channels"].items():
        asked = channel.replace("own", str(OWN)).replace("other", str(OTHER))
        assert heard(people[name], asked) == row[name], channel
        polled = people[name].client.get("/live", params={"channels": asked, "wait": "0"}).status_code
        assert polled == {"yes": 200, "no": 403, "join": 401}[row[name]], channel


def heard(person: Person, channel: str) -> str:
    with person.live(channel) as ear:
        try:
            hear(ear, "welcome")
        except ConnectionClosed as closed:
            return {4403: "no", 4401: "join"}[closed.rcvd.code if closed.rcvd else 0]
        return "yes"
