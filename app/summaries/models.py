"""A stolik's own words about what was said at it, and its call for help."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel


class Summary(SQLModel, table=True):
    """Read back to the table: `sealed` when the people there have said that it is so. Another wording has to be read back again.
    `redacted`: the journal's seq that took words out of it for good."""

    stolik_id: int = Field(primary_key=True, foreign_key="stolik.id")
    text: str = Field(sa_type=Text)
    revision: int
    sealed: bool
    at: int = Field(sa_type=BigInteger)
    redacted: int | None = Field(default=None)


class HelpCall(SQLModel, table=True):
    """A stolik waits for an organiser since `opened_at` (ms)."""

    __tablename__ = "help_call"

    stolik_id: int = Field(primary_key=True, foreign_key="stolik.id")
    opened_at: int = Field(sa_type=BigInteger)
