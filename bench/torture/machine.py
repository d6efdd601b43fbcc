"""Scenario `machine`: hypothesis types, loses, doubles, delays, kills and brings back older databases, on real tablet pages in Chromium
and the real server; at the end of every run everything that was kept is there once, and every page is as the server renders it."""

from collections import Counter

from bench.torture.mutants import a_troupe
from bench.torture.run import Figures, Run
from tests.torture.machine import run_machine


def machine(run: Run) -> Figures:
    """Runs of a random machine of faults over 3 tablets and a server that dies; `--amount`: how many runs."""
    runs, steps = run.much(10, 200), 40 if run.long else 25
    sums: Counter[str] = Counter()
    with a_troupe(run) as troupe:
        run_machine(troupe, run.seed, runs, steps, sums=sums)
    return {"runs": sums.pop("run", 0), "steps": steps, "checks": dict(sums)}


SCENARIOS = {"machine": machine}
