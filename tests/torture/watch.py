"""What must always hold, watched while a run goes on and demanded at its end (the numbers are protocol.md's I1 to I15)."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.live.journal import Entry
from tests.running import replays
from tests.torture.tablets import Tablet, Troupe

ROUND_MS, ROUNDS, LONG_ROUND_MS = 3000, 8, 60_000
Digest = dict[str, Any]


@dataclass
class Watch:
    """Everything the tablets kept and were told, and how the pages looked at each seq."""

    troupe: Troupe
    tablets: list[Tablet]
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    looks: dict[int, Digest] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)
    unsure: dict[str, int] = field(default_factory=dict)  # heals until a page of a lost branch may be judged again
    older: bool = False  # a database came back that is older than what was answered
    checks: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.base = {entry.command_id for entry in self.troupe.hall.entries()}
        for tablet in self.tablets:
            self.look(tablet)

    # While it runs

    def look(self, tablet: Tablet) -> None:
        """Gather what this page has kept and heard; judge what can be judged at any time."""
        state = tablet.state
        assert not tablet.errors, (tablet.name, tablet.errors)
        for row in state["kept"]:
            if row["id"] not in self.kept:
                self.kept[row["id"]] = row | {"tablet": tablet.name}
                self.order.setdefault(tablet.name, []).append(row["id"])
        self.answered |= dict(state["answered"])
        self._last_never_falls(tablet)
        self._right_at_its_seq(tablet)

    def _last_never_falls(self, tablet: Tablet) -> None:
        newest = tablet.state["newest"]
        if not self.older:
            assert newest >= self.newest.get(tablet.name, 0), ("I7", tablet.name, newest, self.newest[tablet.name])
        self.newest[tablet.name] = newest
        self.checks["I7"] += 1

    def _right_at_its_seq(self, tablet: Tablet) -> None:
        """I6: a page at seq k looks as the server renders k, as far as nothing of its own waits."""
        house, state = self.troupe.hall.house, tablet.state
        if house is None or state["waiting"] or state["attention"] or state["heals"] < self.unsure.get(tablet.name, 0):
            return
        fresh = tablet.fresh()
        if fresh["epoch"] == house.epoch:
            self.looks[fresh["seq"]] = fresh["digest"]
        if state["epoch"] == house.epoch and state["newest"] in self.looks:
            same(state["digest"], self.looks[state["newest"]], ("I6", tablet.name, state["newest"]))
            self.checks["I6"] += 1

    def answered_is_on_disk(self) -> None:
        """I1, I8: whatever was answered is in the journal, which has no hole."""
        entries = self.troupe.hall.entries()
        seqs = [entry.seq for entry in entries]
        assert seqs == list(range(1, len(seqs) + 1)), ("I8", seqs)
        if not self.older:
            there = {entry.command_id: entry.seq for entry in entries}
            gone = {id: seq for id, seq in self.answered.items() if there.get(id) != seq}
            assert not gone, ("I1", gone)
        self.checks["I1"] += 1

    def reloaded(self, tablet: Tablet) -> None:
        """Another life of the page."""
        self.newest.pop(tablet.name, None)
        self.unsure[tablet.name] = 1 if self.older else 0

    def came_back_older(self) -> None:
        self.older = True
        self.looks.clear()
        for tablet in self.tablets:
            self.unsure[tablet.name] = tablet.state["heals"] + 1

    # At its end

    def settle(self) -> None:
        """All links are healed and time passes until nothing waits and every page is as the server renders it."""
        for nth in range(ROUNDS):
            for tablet in self.tablets:
                tablet.advance(ROUND_MS if nth < ROUNDS / 2 else LONG_ROUND_MS, flowing=True)
                self.look(tablet)
            self.troupe.hall.beat()
            for tablet in self.tablets:
                tablet.flow()
                self.look(tablet)
            if all(self._calm(tablet) for tablet in self.tablets):
                return
        raise AssertionError(("never calm", [self._unrest(tablet) for tablet in self.tablets]))

    def _calm(self, tablet: Tablet) -> bool:
        state = tablet.state
        busy = state["items"] or state["queued"] or state["waiting"] or state["shownWaiting"]
        return not busy and state["epoch"] == self.troupe.hall.running.epoch and tablet.fresh()["digest"] == state["digest"]

    def _unrest(self, tablet: Tablet) -> Any:
        names = ("items", "queued", "waiting", "shownWaiting", "epoch", "newest", "trouble")
        fresh = tablet.fresh()
        state = {name: tablet.state[name] for name in names} | {"head": fresh["seq"]}
        return tablet.name, state, tablet.stored(), unlike(tablet.state["digest"], fresh["digest"])

    def demand(self) -> None:
        """Nothing lost, nothing doubled, in order, and the journal alone makes the same tables."""
        entries = [entry for entry in self.troupe.hall.entries() if entry.command_id not in self.base]
        tray = {row["id"] for tablet in self.tablets for row in tablet.stored() if row["state"] == "attention"}
        recorded = [entry.command_id for entry in entries]
        lost = [row for id, row in self.kept.items() if id not in recorded and id not in tray]
        assert not lost, ("I2", lost)
        assert len(recorded) == len(set(recorded)), "I3"
        assert set(recorded) <= set(self.kept), ("I3", set(recorded) - set(self.kept))
        self._each_text_once(entries)
        self._first_in_first_out(recorded, tray)
        self.answered_is_on_disk()
        house = self.troupe.hall.running
        replays(house.db, self.troupe.hall.data)
        self.checks["run"] += 1

    def _each_text_once(self, entries: list[Entry]) -> None:
        texts = Counter(str(entry.fields["text"]) for entry in entries if entry.kind == "issue.record")
        assert not [text for text, times in texts.items() if times > 1], ("I3", texts)
        shown = Counter(row["text"] for row in self.tablets[0].fresh()["digest"]["rows"] if row["revision"] == "1")
        assert not [text for text, times in shown.items() if times > 1], ("I3", shown)

    def _first_in_first_out(self, recorded: list[str], tray: set[str]) -> None:
        """I9, for what depends on nothing else; what once lay in the tray has no turn any more."""
        place = {id: nth for nth, id in enumerate(recorded)}
        for name, ids in self.order.items():
            mine = [place[id] for id in ids if id in place and id not in tray and self.kept[id]["kind"] == "issue.record"]
            assert mine == sorted(mine), ("I9", name, mine)

    def files(self) -> Path:
        return self.troupe.hall.data


def unlike(shown: Digest, right: Digest) -> list[Any]:
    """Where two looks differ: what is shown, what is right."""
    found: list[Any] = [(name, shown[name], right[name]) for name in ("headcount", "sitting", "topics") if shown[name] != right[name]]
    here, there = {row["id"]: row for row in shown["rows"]}, {row["id"]: row for row in right["rows"]}
    for id in {**here, **there}:
        mine, theirs = here.get(id), there.get(id)
        if mine is None or theirs is None:
            found.append((id, mine, theirs))
        else:
            found += [(id, name, mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]]
    if not found and list(here) != list(there):
        found.append(("order", list(here), list(there)))
    return found


def same(shown: Digest, right: Digest, where: Any) -> None:
    found = unlike(shown, right)
    assert not found, (where, found)
