"""The short runs of the fault suite (bench/torture): the same scenarios, with small amounts, on a fixed seed.

No latency is judged here: a busy machine may stand still for a second. The long runs judge it (docs/reliability.md).
"""

from pathlib import Path

import pytest

from bench.torture.clocks import clocks
from bench.torture.full import full
from bench.torture.kill import kill
from bench.torture.loss import total_loss
from bench.torture.points import points
from bench.torture.power import power
from bench.torture.run import Run
from bench.torture.shim import ELSEWHERE, shim
from bench.torture.soak import soak
from tests.aside import apart

SEED = 20261123


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(SEED, folder=tmp_path)


def test_a_server_killed_under_typing_tablets_keeps_every_acknowledged_command_once(run: Run) -> None:
    run.amount = 3
    figures = apart(lambda: kill(run))
    assert figures["kills"] == 3
    assert figures["acknowledged"] == figures["typed"] > 60
    assert figures["heals"] > figures["pages"]


def test_a_kill_at_named_points_around_the_commit_the_answer_and_the_push_loses_nothing(run: Run) -> None:
    figures = apart(lambda: points(run))
    assert figures["kills"] == figures["points"] == 6 + (1 if shim() else 0)
    assert figures["acknowledged"] > 30


@pytest.mark.skipif(shim() is None, reason=ELSEWHERE)
def test_a_power_cut_takes_nothing_that_was_answered_and_the_harness_sees_normal_lose(run: Run) -> None:
    figures = apart(lambda: power(run))
    assert figures["FULL"]["cuts"] == 8
    assert figures["FULL"]["writes gone"] > 0
    assert figures["FULL"]["promises at the cuts"] > 100
    assert figures["control NORMAL"]["lost"] > 0


@pytest.mark.skipif(shim() is None, reason=ELSEWHERE)
def test_a_disk_that_fills_up_under_load_loses_nothing_and_is_written_to_again_by_itself(run: Run) -> None:
    assert apart(lambda: full(run))["times full"] == 2


def test_tablets_bring_back_every_command_to_an_empty_server(run: Run) -> None:
    figures = apart(lambda: total_loss(run))
    lost = figures["the whole directory, new cards"]
    assert lost["brought back"] > lost["acknowledged before"] > 70


def test_hundreds_of_commands_beside_slow_readers_leave_descriptors_and_wal_bounded(run: Run) -> None:
    figures = apart(lambda: soak(run))
    assert figures["acknowledged"] == 600
    assert figures["largest WAL, MB"] > 0


def test_clocks_ten_years_off_change_no_order_and_no_time(run: Run) -> None:
    figures = apart(lambda: clocks(run))
    assert figures["typed"] == 60
    assert len(figures["clocks"]) == 6
