"""What must be in the hall, worked out from what the tablets typed and from the order the journal gave it: a second,
small and slow implementation of the rules, which shares no code with the product."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.torture.run import must

MOST_SHOWN = 5


@dataclass(frozen=True)
class Typed:
    """A command as a tablet kept it; `n` is its place in that tablet's own order."""

    tablet: int
    n: int
    kind: str
    fields: dict[str, Any]


@dataclass
class Issue:
    stolik_id: int
    topic_id: str | None
    kind: str
    text: str
    parked: bool
    revision: int = 1
    state: str = "live"
    tally: int | None = None
    variants: int = 0


@dataclass
class Expected:
    """The hall after some entries of the journal."""

    issues: dict[str, Issue] = field(default_factory=dict)
    headcounts: dict[int, int] = field(default_factory=dict)

    def apply(self, id: str, said: Typed) -> None:
        fields = said.fields
        if said.kind == "issue.record":
            known = (fields["stolik_id"], fields["topic_id"], fields["issue_kind"], fields["text"], fields.get("parked", False))
            self.issues[id] = Issue(*known)
        elif said.kind == "headcount.count":
            self.headcounts[fields["stolik_id"]] = fields["count"]
        else:
            self._about(self.issues[fields["issue_id"]], said.kind, fields)

    def _about(self, issue: Issue, kind: str, fields: dict[str, Any]) -> None:
        if kind == "tally.count":
            issue.tally = fields["count"]
        elif kind == "issue.park":
            issue.parked = fields["parked"]
        elif kind == "issue.withdraw":
            issue.state = "withdrawn"
        elif kind == "issue.restore":
            issue.state = "live"
        elif kind == "issue.reword" and issue.revision == fields["revision"]:
            issue.text, issue.revision = fields["text"], issue.revision + 1
        elif kind == "issue.reword" and issue.text != fields["text"]:
            issue.variants += 1

    def exported(self) -> dict[str, tuple[Any, ...]]:
        """Issue -> what every export must say of it."""
        return {id: (one.stolik_id, one.topic_id, one.kind, one.text, one.revision, one.parked, one.tally or 0)
                for id, one in self.issues.items() if one.state == "live"}  # fmt: skip

    def on_map(self) -> dict[str, str]:
        return {id: one.text for id, one in self.issues.items() if one.state == "live" and not one.parked}


def expected(entries: Iterable[dict[str, Any]], typed: dict[str, Typed], until: int) -> Expected:
    """The hall at seq `until`."""
    hall = Expected()
    for entry in entries:
        if entry["seq"] <= until and entry["command_id"] in typed:
            hall.apply(entry["command_id"], typed[entry["command_id"]])
    return hall


def judge_journal(entries: list[dict[str, Any]], typed: dict[str, Typed], promised: dict[str, int], ordered: bool = True) -> None:
    """Every promise kept once and at its place; nothing nobody said; no hole; each tablet's words in its own order.

    Not `ordered`: after a total loss a tablet's word about a neighbour's issue waits until the neighbour has brought it back."""
    seqs = [entry["seq"] for entry in entries]
    must(seqs == list(range(1, len(seqs) + 1)), f"the journal's seq has a hole or a double: {holes(seqs)}")
    places: dict[str, int] = {}
    for entry in entries:
        must(entry["command_id"] not in places, f"twice in the journal: {entry}")
        places[entry["command_id"]] = entry["seq"]
    lost = [id for id in promised if id not in places]
    must(not lost, f"{len(lost)} acknowledged commands are not in the journal: {[(id, promised[id]) for id in lost[:MOST_SHOWN]]}")
    moved = [(id, seq, places[id]) for id, seq in promised.items() if places[id] != seq]
    must(not moved, f"acknowledged under another seq: {moved[:MOST_SHOWN]}")
    last: dict[int, tuple[int, int]] = {}
    for entry in entries:
        said = typed.get(entry["command_id"])
        if said is None:
            must(entry["seat_id"] == "house", f"nobody said this: {entry}")
            continue
        must(entry["kind"] == said.kind and contains(entry["fields"], said.fields), f"typed {said}, journal {entry}")
        before = last.get(said.tablet, (0, 0))
        must(said.n > before[1] or not ordered, f"tablet {said.tablet}: {before[1]} at seq {before[0]}, then {said.n} at {entry['seq']}")
        last[said.tablet] = (entry["seq"], said.n)


def contains(recorded: dict[str, Any], fields: dict[str, Any]) -> bool:
    return all(recorded.get(name) == value for name, value in fields.items())


def holes(seqs: list[int]) -> list[tuple[int, int]]:
    return [(one, other) for one, other in zip([0, *seqs], seqs, strict=False) if other != one + 1][:MOST_SHOWN]


def same(place: str, wanted: Mapping[Any, Any], there: Mapping[Any, Any]) -> None:
    """Exactly these, each as it must be."""
    wrong = [(id, wanted.get(id), there.get(id)) for id in {*wanted, *there} if wanted.get(id) != there.get(id)]
    must(not wrong, f"{place}: {len(wrong)} differ: (id, must be, is) {wrong[:MOST_SHOWN]}")
