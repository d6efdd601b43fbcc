"""Scenario `mutants`: the 14 broken protocols of docs/protocol.md, switched on one at a time; the suite must notice each of them."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import sync_playwright

from bench.torture.run import Figures, Run, must
from tests.browser import find_browser
from tests.conftest import CHROMIUM
from tests.torture.detectors import DETECTORS
from tests.torture.mutants import MUTANTS, Mutant
from tests.torture.tablets import Troupe

COMPLAINTS = ("app.live.recorder", "app.live.disk")  # of houses that are killed while they write


@contextmanager
def a_troupe(run: Run) -> Iterator[Troupe]:
    """A hall that can be killed, three tablets in a real browser."""
    for name in COMPLAINTS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        folder = run.folder / "troupe"
        folder.mkdir(parents=True)
        troupe = Troupe(browser, folder)
        yield troupe
        troupe.close()
        browser.close()


def mutants(run: Run) -> Figures:
    """14 broken protocols, one at a time: each must be noticed, and nothing may be noticed without them."""
    with a_troupe(run) as troupe:
        for detector in DETECTORS.values():
            detector(troupe)
        run.report(f"the product passes {len(DETECTORS)} detectors")
        table = [caught(troupe, mutant) for mutant in MUTANTS]
    for row in table:
        run.report(f"{row['mutant']:32} {'caught' if row['caught'] else 'MISSED':7} {row['seconds']:5.1f} s  by {row['detector']}")
    figures: Figures = {"mutants": len(table), "caught": sum(row["caught"] for row in table)}
    figures |= {"by": {row["mutant"]: row["detector"] for row in table if row["caught"]}}
    must(figures["caught"] == len(MUTANTS), f"a broken protocol was not noticed: {[row for row in table if not row['caught']]}")
    return figures


def caught(troupe: Troupe, mutant: Mutant) -> dict[str, Any]:
    """Whether its detector fails with it."""
    start, noticed = time.monotonic(), ""
    with mutant.on(troupe):
        try:
            DETECTORS[mutant.detector](troupe)
        except AssertionError as evidence:
            noticed = str(evidence) or "an assertion"
    seconds = round(time.monotonic() - start, 1)
    return {"mutant": mutant.name, "caught": bool(noticed), "detector": mutant.detector, "seconds": seconds, "evidence": noticed[:200]}


SCENARIOS = {"mutants": mutants}
