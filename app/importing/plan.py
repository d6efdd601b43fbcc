"""What would be written: one deed for everything the file names, with the commands that do it. Pure: a file, what is there, a plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from uuid_utils.compat import uuid7

from app.importing.book import At, Problem, _
from app.importing.facts import Told
from app.importing.known import Known
from app.live.commands import Command

PARTS = {
    "edition": _("Edycja"),
    "sitting": _("Sesje"),
    "theme": _("Tematy"),
    "stolik": _("Stoliki"),
    "topic": _("Zagadnienia"),
    "unit": _("Jednostki"),
}
NEW, CHANGED, SAME = "new", "changed", "same"
CHANGES = {NEW: _("nowe"), CHANGED: _("zmienione"), SAME: _("bez zmian")}


@dataclass(slots=True)
class Deed:
    """`was`, `now`: what a person compares, for a change. `commands`: nothing when it stays as it is."""

    part: str
    name: str
    at: At | None
    change: str = SAME
    was: str = ""
    now: str = ""
    commands: list[Command] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """Deeds in the order in which they are done. Nothing may be written while there are problems."""

    edition_id: int
    name: str
    deeds: list[Deed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def commands(self) -> list[Command]:
        return [command for deed in self.deeds for command in deed.commands]

    def count(self, part: str, change: str) -> int:
        return sum(deed.part == part and deed.change == change for deed in self.deeds)

    def changes(self) -> bool:
        return any(deed.commands for deed in self.deeds)

    def digest(self) -> str:
        """The same plan says the same: whoever confirms confirms what was shown."""
        return "|".join(f"{one.part}:{one.name}:{one.change}:{one.was}:{one.now}" for one in self.deeds if one.commands)


@dataclass(slots=True)
class Making:
    """A plan while it is made: ids that are given out, what each fact became."""

    told: Told
    known: Known
    plan: Plan
    ids: dict[int, int] = field(default_factory=dict)  # id(fact) -> the row's id

    def next(self, table: str) -> int:
        number = self.known.next[table]
        self.known.next[table] = number + 1
        return number

    def wrong(self, message: str, at: At | None, **values: Any) -> None:
        self.plan.problems.append(Problem(message, at, values))

    def note(self, message: str, **values: Any) -> None:
        self.plan.notes.append(Problem(message, None, values))

    def add(self, deed: Deed) -> None:
        self.plan.deeds.append(deed)


def fresh() -> str:
    """A command's id."""
    return str(uuid7())


def told_change(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, str]:
    """Only what differs, both sides."""
    names = [name for name in after if before[name] != after[name]]
    return tuple(", ".join(shown(side[name]) for name in names) for side in (before, after))  # type: ignore[return-value]


def shown(value: Any) -> str:
    return "–" if value in (None, "") else str(value)


def settled(part: str, name: str, at: At | None, row: Any, after: dict[str, Any], named: Command, restored: Iterable[Command]) -> Deed:
    """The deed for a row that is there: named anew when something differs, restored when it had been withdrawn."""
    before = {field: getattr(row, field) for field in after}
    commands = [*(restored if row.withdrawn else ()), *([named] if before != after else [])]
    if not commands:
        return Deed(part, name, at)
    was, now = told_change(before, after)
    return Deed(part, name, at, CHANGED, was, now, commands)
