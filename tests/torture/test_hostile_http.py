"""Requests that are none, without measure or a byte a second: whoever sends them is dropped, the tablet beside them notices nothing."""

from collections.abc import Iterator

import pytest

from bench.torture import hostile
from tests.aside import aside
from tests.torture.attacked import Attacked, attacked


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with attacked(tmp_path_factory.mktemp("http") / "hall") as under_attack:
        yield under_attack


def test_a_handshake_with_a_fault_opens_nothing(hall: Attacked) -> None:
    assert aside(hostile.bad_handshakes(hall.target)) == []


def test_two_readings_of_a_request_are_no_request(hall: Attacked) -> None:
    assert aside(hostile.smuggled(hall.target)) == []


def test_10_mb_where_64_kb_are_allowed_are_turned_away(hall: Attacked) -> None:
    assert aside(hostile.oversized(hall.target)) == []


def test_whoever_is_silent_or_says_a_byte_a_second_is_gone_within_12_s(hall: Attacked) -> None:
    """Sockets that never read or stop in the middle of a frame, requests that drip, 1,000 connections that say nothing."""
    assert aside(hostile.slow_ones(hall.target, hall.server)) == []


def test_connections_opened_and_dropped_in_a_loop_leave_nothing_behind(hall: Attacked) -> None:
    assert aside(hostile.drop_in_a_loop(hall.target, 600)) == []
