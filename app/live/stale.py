"""What waits to be shown at one place, and until when it may wait."""

from dataclasses import dataclass, field

from app.live.journal import Entry

CALM = {"ballot": 0.5}  # s that a place rests before it hears of these: a hall casts hundreds at once, two numbers a second will do


@dataclass
class Stale:
    """Keys per fragment, the ids of the commands behind them, the seq of the last of these."""

    keys: dict[int, dict[str, None]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    seq: int = 0
    due: float = float("inf")

    def note(self, number: int, key: str, entry: Entry, rendered: float, spacing: float) -> None:
        """One more. `rendered`: when the place was last told anything, `spacing`: how long it rests in any case."""
        rest = max(spacing, CALM.get(entry.noun, 0.0))
        self.due = min(self.due, rendered + rest if rest else 0.0)
        self.keys.setdefault(number, {})[key] = None
        if not self.ids or self.ids[-1] != entry.command_id:
            self.ids.append(entry.command_id)
        self.seq = entry.seq
