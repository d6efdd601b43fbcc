"""uv run python -m bench.torture [SCENARIO ...] [--seed N] [--long] [--amount N] [--times N] [--jobs N] [--out F.json] [--list]

Faults against the real product. The seed is printed first; the same seed gives the same schedule of faults.
Exits with 1 when anything that was promised is not so.
"""

import argparse
import json
import multiprocessing
import os
import platform
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.torture.registry import once, scenarios
from bench.torture.run import Figures, Run

ROOT = Path(__file__).parents[2]
out = Console(highlight=False)


def asked() -> argparse.Namespace:
    plain = argparse.RawDescriptionHelpFormatter
    words = argparse.ArgumentParser(prog="python -m bench.torture", description=__doc__, formatter_class=plain)
    words.add_argument("scenario", nargs="*", help="which (default: all)")
    words.add_argument("--seed", type=int, help="the schedule of faults (default: a new one, printed)")
    words.add_argument("--long", action="store_true", help="the amounts of docs/reliability.md instead of the short ones of the tests")
    words.add_argument("--amount", type=int, help="how much, in the scenario's own unit")
    words.add_argument("--jobs", type=int, default=1, help="the same scenario so many times at once, each with a seed of its own")
    words.add_argument("--times", type=int, default=1, help="again and again, each time with further seeds; each is kept when it is done")
    words.add_argument("--out", type=Path, help="append the figures to this JSON file")
    words.add_argument("--keep", action="store_true", help="keep the data directories")
    words.add_argument("--list", action="store_true", help="name the scenarios")
    return words.parse_args()


def several(name: str, run: Run) -> list[Figures]:
    """`--jobs`: the same scenario in so many processes, each with the next seed."""
    if run.jobs <= 1:
        return [once(name, run)]
    runs = [Run(run.seed + nth, run.long, run.amount, 1, run.folder / str(nth)) for nth in range(run.jobs)]
    for one in runs:
        one.folder.mkdir(parents=True)
    with multiprocessing.get_context("spawn").Pool(run.jobs) as pool:
        return pool.starmap(once, [(name, one) for one in runs])


def machine() -> Figures:
    """On what, and which sources: a figure without them means little."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    return {"commit": commit, "cores": os.cpu_count(), "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}


def keep(file: Path, done: list[Figures]) -> None:
    """Runs are appended: many short ones make a long one."""
    before: list[Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(before + done, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def flat(figures: Figures, before: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in figures.items():
        rows += flat(value, f"{before}{name} ") if isinstance(value, dict) else [(before + name, str(value))]
    return rows


def tell(done: list[Figures]) -> None:
    """One table for each run."""
    for figures in done:
        table = Table(title=f"{figures['scenario']}: {'all promises kept' if figures['ok'] else 'BROKEN'}", title_justify="left")
        table.add_column("figure")
        table.add_column("value", justify="right", overflow="fold")
        for name, value in flat({key: value for key, value in figures.items() if key != "scenario"}):
            table.add_row(name, value)
        out.print(table)


def main() -> int:
    words = asked()
    known, missing = scenarios()
    for module, reason in missing.items():
        out.print(f"left out: {module}: {reason}", markup=False)
    if words.list:
        for name, scenario in known.items():
            out.print(f"{name:16}{(scenario.__doc__ or '').strip().splitlines()[0]}", markup=False)
        return 0
    seed = words.seed if words.seed is not None else secrets.randbelow(10**6)
    out.print(f"seed {seed}")
    if unknown := [name for name in words.scenario if name not in known]:
        out.print(f"no such scenario: {', '.join(unknown)}; there are: {', '.join(known)}")
        return 2
    done: list[Figures] = []
    for name in words.scenario or known:
        folder = Path(tempfile.mkdtemp(prefix=f"stoliki-{name}-"))
        out.print(f"{name}: {(known[name].__doc__ or '').strip().splitlines()[0]}", markup=False)
        mine: list[Figures] = []
        for nth in range(words.times):
            run = Run(seed + nth * words.jobs, words.long, words.amount, words.jobs, folder / f"time-{nth}")
            run.folder.mkdir()
            mine += (told := [machine() | one for one in several(name, run)])
            if words.out:
                keep(words.out, told)
            if all(one["ok"] for one in told) and not words.keep:
                shutil.rmtree(run.folder, ignore_errors=True)
        done += mine
        if words.keep or not all(one["ok"] for one in mine):
            out.print(f"data kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    tell(done)
    return 0 if all(one["ok"] for one in done) and (words.scenario or not missing) else 1


if __name__ == "__main__":
    sys.exit(main())
