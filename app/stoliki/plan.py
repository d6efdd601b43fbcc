"""What leaves the plan, and may not while a stolik needs it."""

from typing import Any, ClassVar

from sqlalchemy import Column, Connection, select

from app.editions.planning import WithdrawCommand
from app.editions.sittings import PlannedSittingCommand
from app.editions.themes import ThemeCommand
from app.live.recorder import Arrival, Refusal
from app.stoliki.queries import stolik


class WithdrawSitting(PlannedSittingCommand, WithdrawCommand):
    """Off the programme; it can be restored."""

    kind: ClassVar[str] = "sitting.withdraw"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.row(db).state == "open":
            raise Refusal("stale", "Ta sesja trwa. Najpierw ją zamknij.")
        if needed(db, stolik.c.sitting_id, self.sitting_id):
            raise Refusal("stale", "W tej sesji siedzą stoliki. Najpierw przenieś je lub wycofaj.")


class WithdrawTheme(ThemeCommand, WithdrawCommand):
    """Off the plan; it can be restored."""

    kind: ClassVar[str] = "theme.withdraw"

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if needed(db, stolik.c.theme_id, self.theme_id):
            raise Refusal("stale", "O tym temacie rozmawia stolik. Najpierw daj mu inny temat lub go wycofaj.")


def needed(db: Connection, column: Column[Any], id: int) -> bool:
    """Whether a stolik of the plan stands on this."""
    return db.execute(select(stolik.c.id).where(column == id, stolik.c.withdrawn.is_(False))).first() is not None
