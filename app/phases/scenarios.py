"""What can happen to the templates of scenarios: they are put down, named (all of it), withdrawn and restored by the organisers."""

from typing import Any, ClassVar

from sqlalchemy import Connection, insert, select, update

from app.editions.planning import PLANNERS
from app.editions.queries import edition_of
from app.live.commands import Command, Id, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.phases.queries import scenario
from app.phases.steps import Steps, written


class PushScenario(Command):
    """A new template; it has the command's id."""

    kind: ClassVar[str] = "scenario.push"
    roles: ClassVar[frozenset[str]] = PLANNERS

    edition_id: Number
    name: Title
    steps: Steps

    def check(self, db: Connection, arrival: Arrival) -> None:
        if edition_of(db, self.edition_id) is None:
            raise Refusal("not_found", "Nie ma takiej edycji.")

    def apply(self, db: Connection, entry: Entry) -> None:
        row = {"id": self.id, "edition_id": self.edition_id, "name": self.name, "steps": written(self.steps)}
        db.execute(insert(scenario).values(**row, born=entry.seq, withdrawn=False))


class ScenarioCommand(Command):
    """About a template."""

    roles: ClassVar[frozenset[str]] = PLANNERS
    scenario_id: Id

    def subject(self) -> str | None:
        return self.scenario_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        if db.execute(select(scenario.c.id).where(scenario.c.id == self.scenario_id)).first() is None:
            raise Refusal("unknown_reference", "Nie ma takiego scenariusza.")

    def put(self, db: Connection, **values: Any) -> None:
        db.execute(update(scenario).where(scenario.c.id == self.scenario_id).values(values))


class NameScenario(ScenarioCommand):
    """Its name and all of its steps. What is running goes on as it began."""

    kind: ClassVar[str] = "scenario.name"

    name: Title
    steps: Steps

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, name=self.name, steps=written(self.steps))


class WithdrawScenario(ScenarioCommand):
    """Off the list."""

    kind: ClassVar[str] = "scenario.withdraw"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, withdrawn=True)


class RestoreScenario(ScenarioCommand):
    """Back on the list."""

    kind: ClassVar[str] = "scenario.restore"

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, withdrawn=False)
