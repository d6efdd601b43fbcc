"""A seat is a card; a seating is one device that has joined with it. Only hashes of codes and cookies are stored."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class Seat(SQLModel, table=True):
    """`generation` grows when a card is replaced: the old code is then no longer derived from the secret."""

    id: str = Field(primary_key=True, max_length=40)
    edition_id: int = Field(foreign_key="edition.id")
    role: str
    stolik_id: int | None = Field(default=None, foreign_key="stolik.id")
    label: str
    generation: int
    code_hash: str = Field(index=True)


class Seating(SQLModel, table=True):
    """One device. `token_hash`: SHA-256 of its cookie; times in ms since 1970."""

    token_hash: str = Field(primary_key=True, max_length=64)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    taken_at: int = Field(sa_type=BigInteger)
    released_at: int | None = Field(default=None, sa_type=BigInteger)
