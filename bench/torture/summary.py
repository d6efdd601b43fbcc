"""uv run python -m bench.torture.summary F.json: what many runs come to together."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

SUMMED = ("kills", "acknowledged", "lost", "doubled", "diverged", "compared", "cuts", "times full")


def sums(runs: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Scenario -> its figures added up, its slowest p95 and max, its seeds."""
    found: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for run in runs:
        total = found[run["scenario"]]
        total["runs"] += 1
        total["broken"] += not run["ok"]
        total.setdefault("seeds", []).append(run["seed"])
        for name, value in run.items():
            if name in SUMMED:
                total[name] += value
            elif isinstance(value, dict) and "p95" in value:
                slowest = total.setdefault(name, {"worst p95": 0.0, "max": 0.0, "n": 0})
                slowest["worst p95"], slowest["max"] = max(slowest["worst p95"], value["p95"]), max(slowest["max"], value["max"])
                slowest["n"] += value["n"]
    return {name: dict(total) for name, total in found.items()}


if __name__ == "__main__":
    print(json.dumps(sums(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), indent=1, ensure_ascii=False))
