"""What can happen to a sitting's phase: the hall's shared clock. Times are those of the entry: when it reached the server."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import Connection, delete, insert, select, update

from app.editions.planning import PLANNERS
from app.editions.queries import row_of
from app.editions.tables import sitting
from app.live.commands import Command, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.phases.queries import phase, phase_now
from app.phases.steps import MOST_STEPS, Step, Steps, read, written

Nth = Annotated[int, Field(ge=0, lt=MOST_STEPS)]
LONGEST_EXTENSION = 3600


class PhaseCommand(Command):
    """About the phase of one sitting."""

    roles: ClassVar[frozenset[str]] = PLANNERS
    sitting_id: Number

    def subject(self) -> str | None:
        return str(self.sitting_id)

    def row(self, db: Connection) -> Any:
        return db.execute(select(phase).where(phase.c.sitting_id == self.sitting_id)).one()

    def put(self, db: Connection, **values: Any) -> None:
        db.execute(update(phase).where(phase.c.sitting_id == self.sitting_id).values(values))


class OpenPhase(PhaseCommand):
    """A scenario begins, at its first step or at another. It is written down whole: a template may change while it runs."""

    kind: ClassVar[str] = "phase.open"

    name: Title
    steps: Steps
    step: Nth = 0

    def check(self, db: Connection, arrival: Arrival) -> None:
        found = row_of(db, sitting, self.sitting_id)
        if found is None:
            raise Refusal("not_found", "Nie ma takiej sesji.")
        if found.state != "open" or found.withdrawn:
            raise Refusal("stale", "Ta sesja nie jest otwarta.")
        within(self.step, self.steps)
        if phase_now(db, self.sitting_id) is not None:
            raise Refusal("stale", "W tej sesji już coś trwa. Najpierw zakończ to, co trwa.")

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(delete(phase).where(phase.c.sitting_id == self.sitting_id))
        row = {"sitting_id": self.sitting_id, "name": self.name, "steps": written(self.steps), "opened_at": entry.recorded_at}
        db.execute(insert(phase).values(**row, **begun(self.steps, self.step, entry)))


class RunningPhaseCommand(PhaseCommand):
    """About a phase that is on."""

    def check(self, db: Connection, arrival: Arrival) -> None:
        if phase_now(db, self.sitting_id) is None:
            raise Refusal("stale", "W tej sesji nic teraz nie trwa.")


class StepCommand(RunningPhaseCommand):
    """Meant for the step its author saw: time for one part is not given to the next."""

    step: Nth

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.row(db).step != self.step:
            raise elsewhere()


class PausePhase(StepCommand):
    """The clock stands still."""

    kind: ClassVar[str] = "phase.pause"

    def apply(self, db: Connection, entry: Entry) -> None:
        now = self.row(db)
        if now.ends_at is not None:
            self.put(db, ends_at=None, left_ms=now.ends_at - entry.recorded_at)


class GoPhase(RunningPhaseCommand):
    """To this step, from its beginning; where it is already, the clock goes on. Said twice it is done once. `seen`: the step its author
    saw, so that what waited on a desk without network does not take the hall back."""

    kind: ClassVar[str] = "phase.go"

    step: Nth
    seen: Nth | None = None

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        now = self.row(db)
        within(self.step, read(now.steps))
        if self.seen is not None and now.step not in (self.seen, self.step):
            raise elsewhere()

    def apply(self, db: Connection, entry: Entry) -> None:
        now = self.row(db)
        if now.step != self.step:
            self.put(db, **begun(read(now.steps), self.step, entry))
        elif now.ends_at is None and self.seen in (None, now.step):
            self.put(db, ends_at=entry.recorded_at + now.left_ms, left_ms=None)


class ExtendPhase(StepCommand):
    """So many seconds more; when the time is over already, from now on."""

    kind: ClassVar[str] = "phase.extend"

    seconds: Annotated[int, Field(ge=1, le=LONGEST_EXTENSION)]

    def apply(self, db: Connection, entry: Entry) -> None:
        now, more = self.row(db), self.seconds * 1000
        if now.ends_at is not None:
            self.put(db, ends_at=max(now.ends_at, entry.recorded_at) + more, seconds=now.seconds + self.seconds)
        else:
            self.put(db, left_ms=max(now.left_ms, 0) + more, seconds=now.seconds + self.seconds)


class ClosePhase(RunningPhaseCommand):
    """The scenario is over: no clock runs any more. `step`: the one its author saw."""

    kind: ClassVar[str] = "phase.close"

    step: Nth | None = None

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.step not in (None, self.row(db).step):
            raise elsewhere()

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(delete(phase).where(phase.c.sitting_id == self.sitting_id))


def begun(steps: Sequence[Step], step: int, entry: Entry) -> dict[str, Any]:
    """A step from its beginning, running."""
    seconds = steps[step].minutes * 60
    return {"step": step, "seconds": seconds, "ends_at": entry.recorded_at + seconds * 1000, "left_ms": None}


def elsewhere() -> Refusal:
    return Refusal("stale", "Sala jest już w innej części.")


def within(step: int, steps: Sequence[Step]) -> None:
    if step >= len(steps):
        raise Refusal("invalid", "Ten scenariusz nie ma takiej części.")
