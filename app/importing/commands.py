"""What can happen to imports as such: somebody says what a column means."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, delete, insert

from app.editions.planning import PLANNERS
from app.importing.queries import column_meaning
from app.live.commands import Command
from app.live.journal import Entry

Head = Annotated[str, Field(min_length=1, max_length=200)]
Meaning = Annotated[str, Field(pattern=r"^[a-z_]{0,20}$")]


class ColumnPart(BaseModel):
    """One column: its head as it is remembered, and what it means."""

    model_config = ConfigDict(extra="forbid")

    head: Head
    meaning: Meaning


class NameColumns(Command):
    """These heads mean this; nothing: the column is left out. Remembered for every file that comes later."""

    kind: ClassVar[str] = "column.name"
    roles: ClassVar[frozenset[str]] = PLANNERS

    columns: Annotated[list[ColumnPart], Field(min_length=1, max_length=500)]

    def apply(self, db: Connection, entry: Entry) -> None:
        meanings = {one.head: one.meaning for one in self.columns}
        db.execute(delete(column_meaning).where(column_meaning.c.head.in_(meanings)))
        db.execute(insert(column_meaning), [{"head": head, "meaning": meaning} for head, meaning in meanings.items()])
