"""One year's Congress: the edition, its sittings and themes, the city's units."""

from typing import Any, Literal

from sqlalchemy import BigInteger, false
from sqlmodel import Field, SQLModel

Format = Literal["tables", "cafe", "workshop", "meeting", "plenary"]
ALL_LANGUAGES = "pl,en,uk"
STANDS: dict[str, Any] = {"server_default": false()}  # whatever is put on the plan stands there until it is withdrawn


class Edition(SQLModel, table=True):
    """`days`: ISO dates as a JSON list. `language`: what its pages speak unasked; `languages`: what they offer, "pl,uk"."""

    id: int = Field(primary_key=True)
    name: str
    venue: str
    days: str
    language: str
    languages: str = Field(default=ALL_LANGUAGES, sa_column_kwargs={"server_default": ALL_LANGUAGES})
    current: bool


class Unit(SQLModel, table=True):
    """A city department, office or company asked for an opinion."""

    id: int = Field(primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    name: str
    withdrawn: bool = Field(default=False, sa_column_kwargs=STANDS)


class Sitting(SQLModel, table=True):
    """A timeboxed part of the programme. `starts_at`, `ends_at`: "10:00"; `opened_at`, `closed_at`: ms since 1970, server's clock."""

    id: int = Field(primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    title: str
    format: str
    state: str
    day: str
    starts_at: str | None
    place: int
    opened_at: int | None = Field(default=None, sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
    ends_at: str | None = None
    room: str | None = None
    withdrawn: bool = Field(default=False, sa_column_kwargs=STANDS)


class Theme(SQLModel, table=True):
    """What a stolik is given to talk about. `colour`: number in the palette; `working`: the name is a "nazwa robocza"."""

    id: int = Field(primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    number: int
    name: str
    colour: int
    working: bool
    withdrawn: bool = Field(default=False, sa_column_kwargs=STANDS)
