"""WS /live: who may hear, what is pushed, and how a page knows that it missed something."""

import json

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.running import RunningHall, hear


def test_a_welcome_names_epoch_seq_and_heads(house_hall: RunningHall) -> None:
    with house_hall.sit("moderator", 3).live("stolik-3") as socket:
        welcome = hear(socket, "welcome")
    assert welcome["epoch"] == house_hall.house.epoch
    assert set(welcome["channels"]) == {"stolik-3"}
    assert welcome["channels"]["stolik-3"] <= welcome["seq"]
    assert welcome["beat_ms"] == 3000


def test_a_push_carries_the_command_and_chains_to_the_one_before(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    with moderator.live("stolik-3") as socket:
        head = hear(socket, "welcome")["channels"]["stolik-3"]
        for text in ("Brak ławek", "Za mało drzew"):
            answer = moderator.record(text, 3)
            push = hear(socket, "push")
            assert push["ids"] == [answer["id"]]
            assert (push["seq"], push["prev"]) == (answer["seq"], head)
            assert text in push["html"]
            head = push["seq"]


def test_another_stolik_hears_nothing(house_hall: RunningHall) -> None:
    with house_hall.sit("moderator", 4).live("stolik-4") as socket:
        hear(socket, "welcome")
        house_hall.sit("moderator", 3).record("tylko u nas", 3)
        assert hear(socket, "beat")["channels"]["stolik-4"] < house_hall.sit("moderator", 4).record("x", 4)["seq"]


def test_the_map_hears_data_that_names_the_command(house_hall: RunningHall) -> None:
    with house_hall.sit("projector").live("map") as socket:
        hear(socket, "welcome")
        answer = house_hall.sit("moderator", 3).record("Na mapę", 3)
        push = hear(socket, "push")
    assert answer["id"] in push["ids"]
    assert "html" not in push
    assert push["data"]


def test_a_page_from_before_is_told_to_heal_at_once(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    with moderator.live("stolik-3") as socket:
        before = hear(socket, "welcome")["seq"]
        moderator.record("nowe", 3)
        hear(socket, "push")
    with moderator.live("stolik-3", since=before, epoch=house_hall.house.epoch) as socket:
        hear(socket, "heal")


def test_a_page_of_another_epoch_is_told_to_heal(house_hall: RunningHall) -> None:
    with house_hall.sit("moderator", 3).live("stolik-3", since=99999, epoch="00000000") as socket:
        hear(socket, "heal")


def test_a_ping_is_answered_and_nonsense_is_ignored(house_hall: RunningHall) -> None:
    with house_hall.sit("moderator", 3).live("stolik-3") as socket:
        for nonsense in ("[]", "{", '"x"', "[" * 10_000):
            socket.send(nonsense)
        socket.send(json.dumps({"t": "ping", "k": 7}))
        assert hear(socket, "pong")["k"] == 7


def test_beats_come_without_being_asked(house_hall: RunningHall) -> None:
    with house_hall.sit("moderator", 3).live("stolik-3") as socket:
        assert set(hear(socket, "beat")["channels"]) == {"stolik-3"}


@pytest.mark.parametrize("origin", ["http://evil.example", None])
def test_a_foreign_origin_is_turned_away_before_the_accept(house_hall: RunningHall, origin: str | None) -> None:
    address = f"ws{house_hall.url[4:]}/live?channels=map"
    with pytest.raises(InvalidStatus) as refused, connect(address, origin=origin):  # type: ignore[arg-type]
        pass
    assert refused.value.response.status_code == 403


def closed(hall: RunningHall, role: str, stolik: int | None, channels: str) -> int:
    person = hall.sit(role, stolik) if role else hall.stranger()
    with person.live(channels) as socket, pytest.raises(ConnectionClosed) as gone:
        hear(socket, "never")
    assert gone.value.rcvd
    return gone.value.rcvd.code


def test_without_a_seat_the_socket_is_closed_with_4401(house_hall: RunningHall) -> None:
    assert closed(house_hall, "", None, "map") == 4401


@pytest.mark.parametrize(
    ("role", "stolik", "channels"),
    [("moderator", 3, "stolik-4"), ("projector", None, "stolik-3"), ("moderator", 3, ""), ("moderator", 3, "stolik-3,stolik-4")],
)
def test_a_channel_without_the_right_is_closed_with_4403(house_hall: RunningHall, role: str, stolik: int | None, channels: str) -> None:
    assert closed(house_hall, role, stolik, channels) == 4403


def test_a_message_over_64_kib_drops_its_sender_alone(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    with moderator.live("stolik-3") as calm, moderator.live("stolik-3") as loud:
        loud.send("x" * 70_000)
        with pytest.raises(ConnectionClosed):
            hear(loud, "never")
        answer = moderator.record("dalej", 3)
        assert answer["id"] in hear(calm, "push")["ids"]


def test_long_poll_says_the_same(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 3)
    first = moderator.client.get("/live", params={"channels": "stolik-3", "wait": 0}).json()
    assert [message["t"] for message in first["messages"]] == ["welcome"]
    seq = first["messages"][0]["seq"]
    moderator.record("nowe", 3)
    again = moderator.client.get("/live", params={"channels": "stolik-3", "since": seq, "epoch": first["epoch"], "wait": 5}).json()
    assert {"heal", "push"} & {message["t"] for message in again["messages"]}


def test_long_poll_needs_a_seat(house_hall: RunningHall) -> None:
    assert httpx.get(f"{house_hall.url}/live?channels=map").status_code == 401
