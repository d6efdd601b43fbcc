"""Tablets in a network namespace of their own, with real lost packets, narrow links and a link that is down. Needs root."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.torture.run import Figures, Run, must, spread
from bench.torture.watching import Watched, exactly_once, until, watch
from tests.browser import find_browser
from tests.conftest import CHROMIUM
from tests.story.demo import Hall, free_port

NEEDS = ("ip", "nft", "tc")
DROPS = (5, 15, 30)  # % of the packets, each way
RATES = (256, 1000)  # kbit/s
DOWN_SECONDS = 60.0
RECOVERED = 3.0  # s after a partition: live, and everything delivered, p95


class NotHere(Exception):
    """Why this machine cannot do it."""


def must_be_able() -> None:
    """Raises NotHere."""
    if os.geteuid() != 0:
        raise NotHere("needs root: network namespaces, nftables and traffic control are the kernel's")
    if missing := [name for name in NEEDS if shutil.which(name) is None]:
        raise NotHere(f"needs {', '.join(missing)} (Debian: apt-get install iproute2 nftables)")


def do(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


@dataclass
class Wire:
    """A cable between this machine (where the server is) and a namespace (where the tablets are)."""

    name: str
    near: str
    far: str
    server: str
    tablets: str

    def inside(self, *words: str) -> None:
        do("ip", "netns", "exec", self.name, *words)

    def lay(self) -> None:
        do("ip", "netns", "add", self.name)
        do("ip", "link", "add", self.near, "type", "veth", "peer", "name", self.far, "netns", self.name)
        do("ip", "address", "add", f"{self.server}/30", "dev", self.near)
        do("ip", "link", "set", self.near, "up")
        self.inside("ip", "address", "add", f"{self.tablets}/30", "dev", self.far)
        self.inside("ip", "link", "set", "lo", "up")
        self.inside("ip", "link", "set", self.far, "up")

    def remove(self) -> None:
        for words in (("ip", "link", "delete", self.near), ("ip", "netns", "delete", self.name)):
            subprocess.run(words, capture_output=True, timeout=20)

    def drop(self, percent: int) -> None:
        """So many of the packets are lost, in each direction, at random. 0: none any more."""
        self.inside("nft", "flush", "ruleset")
        if not percent:
            return
        self.inside("nft", "add", "table", "inet", "loss")
        chance = f"numgen random mod 100 < {percent}" if percent < 100 else ""
        for hook in ("input", "output"):
            self.inside("nft", f"add chain inet loss {hook} {{ type filter hook {hook} priority 0; }}")
            self.inside("nft", f"add rule inet loss {hook} meta iifname != lo meta oifname != lo {chance} drop")

    def narrow(self, kbit: int) -> None:
        """A token bucket each way. 0: as wide as it was."""
        for run, device in ((do, self.near), (self.inside, self.far)):
            with contextlib.suppress(RuntimeError):
                run("tc", "qdisc", "delete", "dev", device, "root")
            if kbit:
                run("tc", "qdisc", "add", "dev", device, "root", "tbf", "rate", f"{kbit}kbit", "burst", "8kb", "latency", "800ms")

    def cut(self, how: str) -> None:
        """The cable is pulled, or, without anybody's noticing, no packet comes through any more."""
        if how == "cable":
            do("ip", "link", "set", self.near, "down")
        else:
            self.drop(100)

    def mend(self) -> None:
        do("ip", "link", "set", self.near, "up")
        self.drop(0)


@contextlib.contextmanager
def laid() -> Iterator[Wire]:
    """A wire with names of this process's own, always removed."""
    mark = os.getpid() % 10_000
    third = mark % 250
    wire = Wire(f"stoliki-{mark}", f"stol{mark}a", f"stol{mark}b", f"10.77.{third}.1", f"10.77.{third}.2")
    try:
        try:
            wire.lay()
        except RuntimeError as reason:
            raise NotHere(f"this system gives no namespaces: {reason}") from None
        yield wire
    finally:
        wire.remove()


def browser_inside(wire: Wire, folder: Path) -> Path:
    """A program that starts Chromium in the namespace; Playwright speaks to it through pipes."""
    script = folder / "chromium-inside"
    script.write_text(f'#!/bin/sh\nexec ip netns exec {wire.name} {find_browser()} "$@"\n')
    script.chmod(0o755)
    return script


@dataclass
class Hearers:
    """The pages behind the wire."""

    hall: Hall
    wire: Wire
    tablets: list[Watched]
    projector: Watched
    typed: list[str] = field(default_factory=list)
    took: dict[str, list[float]] = field(default_factory=dict)

    def type(self, mark: str, each: int, pause: float) -> list[tuple[Watched, str]]:
        """Everybody types so many notes, in turn."""
        said = []
        for nth in range(each):
            for number, seen in enumerate(self.tablets):
                note = f"{mark}, wpis {nth + 1} z tabletu {number + 1}"
                seen.write(note)
                said.append((seen, note))
                self.typed.append(note)
            self.tablets[0].page.wait_for_timeout(pause * 1000)
        return said

    def measure(self, what: str, seconds: float) -> None:
        self.took.setdefault(what, []).append(seconds)

    def agree(self) -> None:
        for seen in [*self.tablets, self.projector]:
            seen.same(60)
            must(not seen.errors, f"{seen.page.url} threw {seen.errors}")


@contextlib.contextmanager
def seated(run: Run, browser: Browser, wire: Wire, tablets: int) -> Iterator[Hearers]:
    hall = Hall(data=run.folder / "data", port=free_port(), host=wire.server)
    try:
        hall.start()
        seats = [watch(browser.new_context(), hall, "moderator", 3 + nth % 4) for nth in range(tablets)]
        yield Hearers(hall, wire, seats, watch(browser.new_context(), hall, "projector"))
    finally:
        hall.stop()


def typing_through(here: Hearers, what: str, each: int) -> None:
    """How long a note waits for its place in the log while the network is like this."""
    said = here.type(what, each, 2.0)
    for seen, note in said:
        at = seen.when("saved", note, seconds=120)
        here.measure(f"typed to saved, {what}", at - seen.when("shown", note))


def partition(here: Hearers, nth: int, how: str, seconds: float) -> None:
    """The network is gone while people type; from its return: until each page is live, and has delivered all."""
    here.wire.cut(how)
    began = time.monotonic()
    said = here.type(f"Bez sieci {nth} ({how})", 3, 1.0)
    for seen, note in said:
        seen.shows(note)
    until(lambda: time.monotonic() - began > seconds, seconds + 60, "", here.tablets[0].page)
    here.wire.mend()
    back = time.time()
    for seen in [*here.tablets, here.projector]:
        here.measure(f"live after {seconds:.0f} s without {how}", max(0.0, seen.when("link", "live", back, 60) - back))
    for seen in here.tablets:
        last = max(seen.when("saved", note, seconds=60) for owner, note in said if owner is seen)
        here.measure(f"drained after {seconds:.0f} s without {how}", max(0.0, last - back))
    here.agree()
    here.measure("all pages right after a partition", time.time() - back)


def all_of_it(run: Run, here: Hearers) -> Figures:
    chance = run.random("namespaces")
    for percent in DROPS:
        run.report(f"{percent} % of the packets are lost")
        here.wire.drop(percent)
        typing_through(here, f"{percent} % lost", 3 if not run.long else 12)
    here.wire.drop(0)
    for kbit in RATES:
        run.report(f"{kbit} kbit/s")
        here.wire.narrow(kbit)
        typing_through(here, f"{kbit} kbit/s", 3 if not run.long else 10)
    here.wire.narrow(0)
    here.agree()
    for nth in range(run.much(2, 10)):
        how = ("packets", "cable")[nth % 2]
        seconds = DOWN_SECONDS + chance.uniform(0, 4) if run.long else 15.0
        run.report(f"partition {nth + 1}: {seconds:.1f} s without {how}")
        partition(here, nth, how, round(seconds) if not run.long else DOWN_SECONDS)
    here.agree()
    return {"notes": exactly_once(here.hall, here.typed), "took, s": {name: spread(times) for name, times in here.took.items()}}


def namespaces(run: Run) -> Figures:
    """As root: tablets behind real packet loss (5, 15, 30 %), narrow links and a network that is gone for 60 s."""
    try:
        must_be_able()
        with sync_playwright() as playwright, laid() as wire:
            program = browser_inside(wire, run.folder)
            browser = playwright.chromium.launch(executable_path=str(program), args=CHROMIUM)
            with seated(run, browser, wire, tablets=6) as here:
                found = all_of_it(run, here)
            browser.close()
    except NotHere as reason:
        run.report(f"left out: {reason}")
        return {"left out": str(reason)}
    if run.long:
        for what, times in found["took, s"].items():
            must(not what.startswith(("live", "drained")) or times["p95"] < RECOVERED, f"{what}: {times}")
    return found


SCENARIOS = {"namespaces": namespaces}
