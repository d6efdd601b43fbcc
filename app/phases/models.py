"""A sitting's scenario, and the part of it that is on now."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from app.editions.models import STANDS


class Scenario(SQLModel, table=True):
    """A template of an edition. `steps`: a JSON list (app/phases/steps.py); `born`: the journal's seq that made it."""

    id: str = Field(primary_key=True, max_length=36)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    name: str
    steps: str = Field(sa_type=Text)
    born: int
    withdrawn: bool = Field(default=False, sa_column_kwargs=STANDS)


class Phase(SQLModel, table=True):
    """Where a sitting is in its scenario, which it carries with it: a template may change meanwhile. `step` counts from 0, `seconds`:
    how long it is, extensions too. It runs until `ends_at` (ms, server's clock), or stands still with `left_ms`; below zero: over."""

    sitting_id: int = Field(primary_key=True, foreign_key="sitting.id")
    name: str
    steps: str = Field(sa_type=Text)
    step: int
    seconds: int
    ends_at: int | None = Field(default=None, sa_type=BigInteger)
    left_ms: int | None = Field(default=None, sa_type=BigInteger)
    opened_at: int = Field(sa_type=BigInteger)
