"""Somebody goes there: what an organiser has seen to at a stolik."""

from typing import Literal

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

About = Literal["silence", "help", "tablet"]


class Notice(SQLModel, table=True):
    """The newest of each kind. `mark`: which one it was, by the moment (ms) at which it began: when it is quiet, or help is called, or
    a tablet waits another time, the mark is another one and nobody has taken it."""

    stolik_id: int = Field(primary_key=True, foreign_key="stolik.id")
    about: str = Field(primary_key=True)
    mark: int = Field(sa_type=BigInteger)
    taken_at: int = Field(sa_type=BigInteger)
