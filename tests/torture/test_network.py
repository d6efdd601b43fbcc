"""Real tablets on a bad network: what is typed waits in sight, arrives once, and every page is right again."""

from pathlib import Path
from random import Random

from playwright.sync_api import Browser

from bench.torture.network import dead_link, room, round_of, weather, woken
from bench.torture.run import Run

FAULTS = ("slow", "down", "up lost", "down lost", "half-open", "cut in mid-frame", "reset", "portal")
SLACK = 6.0  # s that a busy machine may add to a promise


def test_each_tablet_has_a_fault_of_its_own_and_all_arrives_once(tmp_path: Path, chromium: Browser) -> None:
    with room(Run(1, folder=tmp_path), chromium, tablets=len(FAULTS)) as here:
        faults = weather(Random(1))
        round_of(here, [(name, faults[name]) for name in (*FAULTS, "cut by RST")], 1.5, "Runda 1")
        assert here.audit()["recorded"] == len(FAULTS) + 1


def test_a_dead_link_is_left_by_the_page_and_freed_by_the_server(tmp_path: Path, chromium: Browser) -> None:
    with room(Run(2, folder=tmp_path), chromium, tablets=1) as here:
        dead_link(here)
        woken(here, here.tablets[0])
        here.agree()
        took = here.durations
        assert max(took["dead link left by the page"]) < 8 + SLACK
        assert max(took["dead link left after waking"]) < 2.5 + SLACK
        assert max(took["half-open freed by the server"]) < 12 + SLACK
