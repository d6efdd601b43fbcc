"""Peers whose frames break RFC 6455: they are dropped, the tablet beside them notices nothing."""

from collections.abc import Iterator

import pytest

from bench.torture import hostile
from bench.torture.hostile_frames import faults
from tests.aside import aside
from tests.torture.attacked import Attacked, attacked


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with attacked(tmp_path_factory.mktemp("frames") / "hall") as under_attack:
        yield under_attack


def test_every_malformed_frame_ends_its_sender_with_the_code_it_deserves(hall: Attacked) -> None:
    assert len(faults()) > 110
    assert aside(hostile.malformed(hall.target)) == []


def test_a_text_without_meaning_harms_nothing_and_every_answer_is_json(hall: Attacked) -> None:
    assert aside(hostile.odd(hall.target)) == []
