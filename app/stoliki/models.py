"""A moderated themed table: it sits in one sitting; its number is unique in the edition."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.editions.models import STANDS


class Stolik(SQLModel, table=True):
    """`headcount`: how many people sit here now, None until the moderator has counted. One that was withdrawn keeps its number
    until another takes it; then its own becomes negative."""

    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: int = Field(primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    sitting_id: int = Field(foreign_key="sitting.id")
    theme_id: int = Field(foreign_key="theme.id")
    number: int
    headcount: int | None = None
    withdrawn: bool = Field(default=False, sa_column_kwargs=STANDS)
