"""What waits to be shown at one place, and until when it may wait."""

from dataclasses import dataclass, field

from app.live.journal import Entry

CALM = {("", "ballot"): 0.5, ("hall", "issue"): 0.5, ("hall", "tally"): 0.5}


def rest_of(place: str, noun: str) -> float:
    """How long a place (or any) rests before it hears of these (s): a hall casts hundreds of ballots at once, and its overview counts
    what all tables say; two numbers a second will do."""
    return max(CALM.get((place, noun), 0.0), CALM.get(("", noun), 0.0))


@dataclass
class Stale:
    """Keys per fragment, the ids of the commands behind them, the seq of the last of these."""

    keys: dict[int, dict[str, None]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    seq: int = 0
    due: float = float("inf")

    def note(self, number: int, key: str, entry: Entry, rendered: float, rest: float) -> None:
        """One more. `rendered`: when the place was last told anything, `rest`: how long it is left alone then (0: not at all)."""
        self.due = min(self.due, rendered + rest if rest else 0.0)
        self.keys.setdefault(number, {})[key] = None
        if not self.ids or self.ids[-1] != entry.command_id:
            self.ids.append(entry.command_id)
        self.seq = entry.seq
