"""What can happen to the themes and to the city's units: they are put down, named, withdrawn and restored (a theme is withdrawn in
app/stoliki/plan.py, where it is known whether a stolik talks about it)."""

from typing import ClassVar

from sqlalchemy import Connection, Table, insert

from app.editions.document import Colour, NewId, NewNumber
from app.editions.planning import PlanCommand, PushCommand, RestoreCommand, WithdrawCommand
from app.editions.queries import next_of, themes
from app.editions.tables import theme, unit
from app.live.commands import Number, Title
from app.live.journal import Entry

COLOURS = range(1, 12)


class PushTheme(PushCommand):
    """A new theme. `number` null: the next; `colour` null: the one fewest themes have."""

    kind: ClassVar[str] = "theme.push"
    table: ClassVar[Table] = theme
    about: ClassVar[str] = "theme_id"

    theme_id: NewId = None
    number: NewNumber | None = None
    name: Title
    colour: Colour | None = None
    working: bool = False

    def apply(self, db: Connection, entry: Entry) -> None:
        id = self.theme_id or next_of(db, theme.c.id)
        number = self.number or next_of(db, theme.c.number, theme.c.edition_id == self.edition_id, theme.c.withdrawn.is_(False))
        row = {"number": number, "colour": self.colour or rarest_colour(db, self.edition_id), "name": self.name, "working": self.working}
        db.execute(insert(theme).values(id=id, edition_id=self.edition_id, withdrawn=False, **row))


class ThemeCommand(PlanCommand):
    """About a theme that stands, or stood, on the plan."""

    table: ClassVar[Table] = theme
    about: ClassVar[str] = "theme_id"
    theme_id: Number


class NameTheme(ThemeCommand):
    """Its name, number and colour, and whether the name is a working one."""

    kind: ClassVar[str] = "theme.name"

    number: NewNumber
    name: Title
    colour: Colour
    working: bool

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, **self.model_dump(include={"number", "name", "colour", "working"}))


class RestoreTheme(ThemeCommand, RestoreCommand):
    """Back among the themes."""

    kind: ClassVar[str] = "theme.restore"


class PushUnit(PushCommand):
    """Another department, office or company of the city."""

    kind: ClassVar[str] = "unit.push"
    table: ClassVar[Table] = unit
    about: ClassVar[str] = "unit_id"

    unit_id: NewId = None
    name: Title

    def apply(self, db: Connection, entry: Entry) -> None:
        id = self.unit_id or next_of(db, unit.c.id)
        db.execute(insert(unit).values(id=id, edition_id=self.edition_id, name=self.name, withdrawn=False))


class UnitCommand(PlanCommand):
    """About a unit that stands, or stood, on the list."""

    table: ClassVar[Table] = unit
    about: ClassVar[str] = "unit_id"
    unit_id: Number


class NameUnit(UnitCommand):
    """What it is called."""

    kind: ClassVar[str] = "unit.name"

    name: Title

    def apply(self, db: Connection, entry: Entry) -> None:
        self.put(db, name=self.name)


class WithdrawUnit(UnitCommand, WithdrawCommand):
    """Off the list."""

    kind: ClassVar[str] = "unit.withdraw"


class RestoreUnit(UnitCommand, RestoreCommand):
    """Back on the list."""

    kind: ClassVar[str] = "unit.restore"


def rarest_colour(db: Connection, edition_id: int) -> int:
    """The colour that fewest themes of the edition have; of several the first."""
    worn = [one.colour for one in themes(db, edition_id)]
    return min(COLOURS, key=lambda colour: (worn.count(colour), colour))
