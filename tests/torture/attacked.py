"""A hall under attack: the real server in a process of its own, the attacker's seat, and a tablet that must not notice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.torture import hostile
from bench.torture.hall import Hall
from bench.torture.hostile_wire import Target
from tests.aside import aside

MOST_SECONDS, USUAL_SECONDS = 5.0, 1.0  # for an answer: the machine may stall, the median not
OWN = 48  # descriptors of database readers, which are opened when first needed and kept
GROWN_MB = 60.0  # first buffers, first statements; the long run looks at what grows on


@dataclass(frozen=True)
class Attacked:
    """Where to knock, and the process that answers."""

    target: Target
    server: psutil.Process


@contextmanager
def attacked(data: Path) -> Iterator[Attacked]:
    """At the end: nobody else was harmed, every descriptor is back, memory is what it was."""
    with Hall(data).start() as hall:
        server = psutil.Process(hall.pid)
        target = aside(hostile.target(hall))
        aside(hostile.drop_in_a_loop(target, 100))
        descriptors, before = server.num_fds(), hostile.rss(server)
        with hostile.victim(hall) as told:
            yield Attacked(target, server)
            suffered = told()
        assert suffered["recorded"] >= 5, suffered
        assert not suffered["unheard"], suffered
        assert not suffered["faults"], suffered
        assert suffered["answered_s"]["max"] < MOST_SECONDS, suffered
        assert suffered["answered_s"]["p50"] < USUAL_SECONDS, suffered
        assert aside(hostile.calm(server, descriptors + OWN)) <= descriptors + OWN
        assert hostile.rss(server) - before < GROWN_MB
