"""The machine of faults, in small (bench/torture has it in large), and what it has found, told shortly."""

import os

from tests.torture.detectors import put
from tests.torture.machine import run_machine
from tests.torture.tablets import Troupe
from tests.torture.watch import same

SEED = int(os.environ.get("STOLIKI_TORTURE_SEED", "20261123"))
EXAMPLES, STEPS = 4, 25


def test_tablets_and_a_mortal_server_lose_nothing_whatever_happens_between_them(troupe: Troupe) -> None:
    print(f"seed {SEED} (STOLIKI_TORTURE_SEED)")
    run_machine(troupe, SEED, EXAMPLES, STEPS)


def test_a_number_painted_over_goes_when_the_answer_comes_after_a_newer_page(troupe: Troupe) -> None:
    mine, other = troupe.begin("AC")
    mine.headcount(1)
    assert mine.fate("post", "request", "deliver") == "post"
    assert mine.fate("frame", "answer", "drop") == "frame"
    other.flow()
    other.headcount(2)
    other.flow()
    assert mine.fate("frame", "answer", "deliver") == "frame"
    mine.fate("heal", "request", "deliver")
    mine.fate("heal", "answer", "deliver")
    assert mine.fate("post", "answer", "deliver") == "post"
    mine.flow()
    same(mine.state["digest"], mine.fresh()["digest"], "painted over")
    assert mine.state["digest"]["headcount"] == "3"


def test_what_was_answered_but_never_heard_comes_back_when_the_log_was_cut_off(troupe: Troupe) -> None:
    (tablet,) = troupe.begin("A")
    earlier = troupe.hall.snapshot()
    tablet.write("potwierdzony")
    tablet.fate("post", "request", "deliver")
    tablet.fate("post", "answer", "deliver")
    assert tablet.fate("frame", "answer", "drop") == "frame"
    assert not tablet.state["queued"]
    troupe.hall.kill()
    troupe.down()
    troupe.hall.come_back(earlier)
    troupe.up()
    tablet.advance(12_000, flowing=True)
    assert [str(entry.fields["text"]) for entry in troupe.hall.entries() if entry.kind == "issue.record"] == ["potwierdzony"]
    put(tablet, "następny")
    assert tablet.texts() == ["potwierdzony", "następny"]
