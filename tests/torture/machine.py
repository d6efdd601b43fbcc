"""A machine of faults over the real tablets and the real server: it types, counts, corrects and takes back while messages are lost,
doubled, late and out of order, the server dies before or after a commit, comes back, or comes back older, and pages are reloaded."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, get_state_machine_test, precondition, rule

from tests.torture.tablets import Tablet, Troupe
from tests.torture.watch import Watch, same

WHO, NTH = st.integers(0, 2), st.integers(0, 7)
YEARS_MS = 365 * 24 * 3600 * 1000
REQUEST = st.sampled_from(["deliver", "twice", "drop", "fail", "later", "portal", "busy"])
ANSWER = st.sampled_from(["deliver", "drop", "fail", "portal"])
FRAME = st.sampled_from(["deliver", "drop", "twice", "keep"])
DEEDS = st.sampled_from(["withdraw", "restore", "park"])


class Machine(RuleBasedStateMachine):
    """One run. `troupe` is set by `machine_of`: pages and the server's address are used again, everything else is new."""

    troupe: Troupe
    sums: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.tablets = self.troupe.begin()
        self.hall = self.troupe.hall
        self.watch = Watch(self.troupe, self.tablets)
        self.words, self.snapshots, self.stale = 0, [self.hall.snapshot()], set[str]()
        self.used = False

    def text(self, what: str) -> str:
        self.words += 1
        return f"{what} {self.words}"

    def seen(self, tablet: Tablet) -> None:
        self.used = True
        self.watch.look(tablet)

    # People

    @rule(who=WHO)
    def write(self, who: int) -> None:
        tablet = self.tablets[who]
        tablet.write(self.text("wpis"))
        self.seen(tablet)

    @rule(who=WHO, nth=NTH, times=st.integers(1, 3))
    def count_hands(self, who: int, nth: int, times: int) -> None:
        tablet = self.tablets[who]
        tablet.count(nth, times)
        self.seen(tablet)

    @rule(who=WHO)
    def count_people(self, who: int) -> None:
        tablet = self.tablets[who]
        tablet.headcount(1)
        self.seen(tablet)

    @rule(who=WHO, nth=NTH)
    def reword(self, who: int, nth: int) -> None:
        tablet = self.tablets[who]
        tablet.reword(nth, self.text("poprawka"))
        self.seen(tablet)

    @rule(who=WHO, nth=NTH, wish=DEEDS)
    def deed(self, who: int, nth: int, wish: str) -> None:
        tablet = self.tablets[who]
        tablet.press(wish, nth)
        self.seen(tablet)

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        tablet = self.tablets[who]
        tablet.undo()
        self.seen(tablet)

    # Messages

    @rule(who=WHO)
    def flow(self, who: int) -> None:
        tablet = self.tablets[who]
        tablet.flow()
        self.seen(tablet)

    @rule(who=WHO, ms=st.sampled_from([500, 2000, 12_000]))
    def live_on(self, who: int, ms: int) -> None:
        """A while with a good network."""
        tablet = self.tablets[who]
        tablet.advance(ms, flowing=True)
        self.seen(tablet)

    @rule(who=WHO, how=REQUEST, nth=NTH)
    def command(self, who: int, how: str, nth: int) -> None:
        tablet = self.tablets[who]
        tablet.fate("post", "request", how, nth)
        self.seen(tablet)

    @rule(who=WHO, how=ANSWER)
    def answer(self, who: int, how: str) -> None:
        tablet = self.tablets[who]
        tablet.fate("post", "answer", how)
        self.seen(tablet)

    @rule(who=WHO, how=REQUEST)
    def heal(self, who: int, how: str) -> None:
        tablet = self.tablets[who]
        tablet.fate("heal", "request", how)
        self.seen(tablet)

    @rule(who=WHO, how=st.sampled_from(["deliver", "drop", "fail", "stale", "portal"]))
    def healed(self, who: int, how: str) -> None:
        """The answer to a heal; an older page once, then a newer one: a proxy's cache is not that of one page alone."""
        tablet = self.tablets[who]
        if how == "stale" and tablet.name in self.stale:
            how = "deliver"
        if tablet.fate("heal", "answer", how):
            (self.stale.add if how == "stale" else self.stale.discard)(tablet.name)
        self.seen(tablet)

    @rule(who=WHO, how=FRAME, nth=NTH)
    def push(self, who: int, how: str, nth: int) -> None:
        tablet = self.tablets[who]
        tablet.fate("frame", "answer", how, nth)
        self.seen(tablet)

    @rule(who=WHO, how=st.sampled_from(["deliver", "drop", "fail"]))
    def link(self, who: int, how: str) -> None:
        tablet = self.tablets[who]
        tablet.fate("open", "", how)
        tablet.fate("close", "", how)
        self.seen(tablet)

    @precondition(lambda self: self.hall.house)
    @rule()
    def beat(self) -> None:
        self.hall.beat()

    # Time

    @rule(who=WHO, ms=st.sampled_from([300, 2500, 9000, 12_000]))
    def time_passes(self, who: int, ms: int) -> None:
        """And nothing arrives."""
        tablet = self.tablets[who]
        tablet.advance(ms)
        self.seen(tablet)

    @rule(who=WHO)
    def sleep(self, who: int) -> None:
        tablet = self.tablets[who]
        tablet.sleep(600_000)
        self.seen(tablet)

    @rule(who=WHO, years=st.sampled_from([-10, 10]))
    def clock_is_set(self, who: int, years: int) -> None:
        for tablet in self.tablets[:2] if who < 2 else self.tablets[2:]:
            tablet.jump(years * YEARS_MS)

    # Lives

    @precondition(lambda self: self.hall.house)
    @rule(who=WHO, stale=st.booleans())
    def reload(self, who: int, stale: bool) -> None:
        """The page is loaded anew; what was on its way to it is lost."""
        tablet = self.tablets[who]
        tablet.see()
        self.seen(tablet)
        self.hall.old_page = self.hall.pages[0] if stale and self.hall.pages else None
        tablet.reload()
        self.watch.reloaded(tablet)
        self.seen(tablet)

    @precondition(lambda self: self.hall.house)
    @rule(who=WHO, when=st.sampled_from(["before", "after"]))
    def crash_at_a_commit(self, who: int, when: str) -> None:
        tablet = self.tablets[who]
        self.hall.armed = when
        tablet.fate("post", "request", "deliver")
        self.hall.armed = ""
        if self.hall.house is None:
            self.troupe.down()
            self.watch.answered_is_on_disk()
        self.seen(tablet)

    @precondition(lambda self: self.hall.house)
    @rule()
    def kill(self) -> None:
        self.hall.kill()
        self.troupe.down()

    @precondition(lambda self: not self.hall.house)
    @rule()
    def restart(self) -> None:
        self.hall.come_back()
        self.troupe.up()
        self.watch.answered_is_on_disk()

    @precondition(lambda self: not self.hall.house)
    @rule()
    def restart_soon(self) -> None:
        self.restart()

    @rule()
    def snapshot(self) -> None:
        self.snapshots.append(self.hall.snapshot())

    @precondition(lambda self: self.used)
    @rule(nth=NTH, another=st.booleans())
    def come_back_older(self, nth: int, another: bool) -> None:
        """The disk was put back as it once was: by restoring a backup (another epoch), or a log cut off (the same, until noticed)."""
        self.hall.kill()
        self.troupe.down()
        self.watch.came_back_older()
        self.hall.come_back(self.snapshots[nth % len(self.snapshots)], f"{0xABC00000 + self.hall.lives:X}" if another else "")
        self.troupe.up()

    # The end

    def teardown(self) -> None:
        if self.hall.house is None:
            self.hall.come_back()
        self.troupe.up()
        for tablet in self.tablets:
            tablet.see()
            self.watch.look(tablet)
        self.watch.settle()
        self.watch.demand()
        self.sums.update(self.watch.checks)
        if self.used:
            self.do_and_undo(self.tablets[-1])

    def do_and_undo(self, tablet: Tablet) -> None:
        """I10."""
        tablet.write(self.text("ostatni wpis"))
        arrived(tablet)
        before = visible(tablet)
        wishes = [lambda wish=wish: tablet.press(wish) for wish in ("park", "withdraw")]
        for deed in (lambda: tablet.count(0, 2), *wishes):
            assert deed(), "no row to do it to"
            arrived(tablet)
            tablet.undo()
            arrived(tablet)
        same(visible(tablet), before, "I10")


def arrived(tablet: Tablet) -> None:
    """The network is good until nothing waits."""
    for _ in range(40):  # after sockets that failed three times the page tries its long poll for a minute
        tablet.advance(3000, flowing=True)
        if not tablet.state["waiting"]:
            return
    raise AssertionError((tablet.name, tablet.state["waiting"], tablet.stored()))


def visible(tablet: Tablet) -> dict[str, Any]:
    """What everyone sees, without its marks of age."""
    digest = tablet.fresh()["digest"]
    return digest | {"rows": [row | {"revision": ""} for row in digest["rows"] if row["state"] == "live"]}


def run_machine(
    troupe: Troupe, number: int, examples: int, steps: int, shrink: bool = False, sums: Counter[str] | None = None
) -> None:
    """So many runs of so many steps. The same number makes the same runs. `sums`: what was checked how often."""

    class Here(Machine):
        pass

    Here.troupe, Here.sums = troupe, Counter() if sums is None else sums
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None, database=None, print_blob=True,
                      suppress_health_check=list(HealthCheck), phases=[Phase.generate, *([Phase.shrink] if shrink else [])])  # fmt: skip
    seed(number)(get_state_machine_test(Here, settings=chosen))()

