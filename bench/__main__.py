"""uv run python -m bench [--quick | --full]: the whole path, ours beside the tutorial's server, in the same run."""

import argparse
import json
import os
import platform
import time
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.client import Load
from bench.rounds import Scenario
from bench.servers import CHANGED_LIMITS

RESULTS = Path(__file__).parent / "results"
FIGURES = (
    ("durable commands/s", ("commands_per_s",), 0),
    ("deliveries/s", ("deliveries_per_s",), 0),
    ("typed to answer p50, ms", ("confirmed_ms", "p50"), 1),
    ("typed to answer p99, ms", ("confirmed_ms", "p99"), 1),
    ("typed to last listener p50, ms", ("last_listener_ms", "p50"), 1),
    ("typed to last listener p99, ms", ("last_listener_ms", "p99"), 1),
    ("typed to last listener max, ms", ("last_listener_ms", "max"), 1),
    ("not heard by everyone", ("unheard",), 0),
    ("memory at the end, MB", ("mb_end",), 0),
    ("server CPU, of one core", ("server_cpu",), 2),
    ("client CPU, of one core", ("client_cpu",), 2),
)
RATIOS = ("commands_per_s", "deliveries_per_s")


def scenarios(quick: bool) -> list[Scenario]:
    """Saturation with few and with many waiting, and latency at a pace a real hall never reaches."""
    seconds, warmup, rounds = (3.0, 1.0, 2) if quick else (8.0, 2.0, 5)
    timed = {"seconds": seconds, "warmup": warmup}
    return [
        Scenario(Load("up to 4 waiting a tablet", waiting=4, **timed), rounds),
        Scenario(Load("batches of 20", waiting=20, **timed), rounds),
        Scenario(Load("100 commands a second", rate=100, **timed), rounds),
    ]


def tell(out: Console, scenario: Scenario) -> None:
    table = Table(title=f"{scenario.load.name}: {scenario.tables} stoliki x {scenario.load.listeners} listeners, {scenario.rounds} rounds")
    for head in ("median of rounds", "stoliki", "tutorial", "ratio of pairs"):
        table.add_column(head, justify="left" if head == "median of rounds" else "right")
    for words, path, digits in FIGURES:
        cells = [
            "" if value is None else f"{value:,.{digits}f}"
            for value in (scenario.median("stoliki", *path), scenario.median("tutorial", *path))
        ]
        ratio = scenario.ratio(*path) if path[0] in RATIOS and not scenario.load.rate else None
        table.add_row(words, *cells, "{:.1f}x [{:.1f}-{:.1f}]".format(*ratio) if ratio else "")
    out.print(table)


def keep(done: list[Scenario]) -> Path:
    """All rounds as they were, for whoever doubts the medians."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    file.write_text(json.dumps({"machine": machine, "limits": CHANGED_LIMITS, "scenarios": [asdict(one) for one in done]}, indent=1))
    return file


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = words.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="two short rounds: does it run, roughly how fast")
    size.add_argument("--full", action="store_true", help="five rounds (the default)")
    words.add_argument("--only", default="", help="only scenarios whose name contains this")
    asked = words.parse_args()
    out, done = Console(), [one for one in scenarios(asked.quick) if asked.only in one.load.name]
    out.print("Limits changed for the benchmark:", ", ".join(f"{name}={value}" for name, value in CHANGED_LIMITS.items()))
    for scenario in done:
        for name, figures in scenario.run():
            commands, deliveries = figures["commands_per_s"], figures["deliveries_per_s"]
            out.print(f"  {scenario.load.name}: {name} {commands:,.0f} commands/s, {deliveries:,.0f} deliveries/s")
        tell(out, scenario)
    out.print(f"All rounds: {keep(done)}")


if __name__ == "__main__":
    main()
