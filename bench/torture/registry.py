"""The scenarios there are: every module of this package that has a `SCENARIOS` puts its own in.

A module that plugs in says `SCENARIOS = {"name": function}`; the function takes a Run (run.py), returns its figures as a
dict that JSON can hold, and raises AssertionError with the evidence when something promised is not so. The first line
of its docstring is what `--list` prints. A module that cannot be imported here (no Playwright, say) is named with its reason.
"""

import importlib
import pkgutil
import time
import traceback
from pathlib import Path

from bench.torture.run import Figures, Run, Scenario

PROGRAMS = {"__main__", "registry", "launch", "summary"}  # run by themselves, hold no scenario
ORDER = ("kill", "points", "power", "full", "total-loss", "soak", "clocks")


def scenarios() -> tuple[dict[str, Scenario], dict[str, str]]:
    """Name -> scenario, in a fixed order; and module -> why it could not be loaded."""
    found: dict[str, Scenario] = {}
    missing: dict[str, str] = {}
    for name in sorted(one.name for one in pkgutil.iter_modules([str(Path(__file__).parent)])):
        if name in PROGRAMS:
            continue
        try:
            module = importlib.import_module(f"bench.torture.{name}")
        except Exception as problem:  # one broken module does not stop the others; the command says so and ends with 1
            missing[name] = repr(problem)
            continue
        found |= getattr(module, "SCENARIOS", {})
    first = {name: found[name] for name in ORDER if name in found}
    return first | {name: found[name] for name in sorted(found) if name not in first}, missing


def once(name: str, run: Run) -> Figures:
    """One scenario; whatever it raises becomes a figure, so that the others still run."""
    start = time.monotonic()
    figures: Figures = {"scenario": name, "seed": run.seed, "long": run.long, "amount": run.amount, "at": time.strftime("%Y-%m-%d %H:%M")}
    try:
        figures |= {"ok": True} | scenarios()[0][name](run)
    except Exception as problem:  # the evidence is printed and kept; the exit code says the rest
        traceback.print_exc()
        figures |= {"ok": False, "problem": f"{type(problem).__name__}: {problem}"[:4000]}
    return figures | {"seconds": round(time.monotonic() - start, 1)}
