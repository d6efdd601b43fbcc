"""Votes: so far the hands a moderator has counted."""

from sqlmodel import Field, SQLModel


class Tally(SQLModel, table=True):
    """A counted number, absolute. `round_id` '' is the running count of hands."""

    issue_id: str = Field(primary_key=True, foreign_key="issue.id", max_length=36)
    round_id: str = Field(primary_key=True, max_length=36)
    count: int
