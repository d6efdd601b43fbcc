"""A seat is a card; a seating is one device that has joined with it. Only hashes of codes, cookies, links and passwords are stored."""

from sqlalchemy import BigInteger, false, true
from sqlmodel import Field, SQLModel


class Seat(SQLModel, table=True):
    """`generation` grows when a card is replaced: the old code is then no longer derived from the secret. `code_hash` is "" where
    no card leads: an organiser signs in, a participant has come with a room code or a token.

    The rules of its card: `again`: it may be used more than once; `approval`: a person at the desk lets the device in;
    `opens_at`, `closes_at`: when it may be used (ms since 1970, by the server's clock), None: always."""

    id: str = Field(primary_key=True, max_length=40)
    edition_id: int | None = Field(default=None, foreign_key="edition.id")
    role: str
    stolik_id: int | None = Field(default=None, foreign_key="stolik.id")
    label: str
    generation: int
    code_hash: str = Field(index=True)
    again: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    approval: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    opens_at: int | None = Field(default=None, sa_type=BigInteger)
    closes_at: int | None = Field(default=None, sa_type=BigInteger)


class Seating(SQLModel, table=True):
    """One device. `token_hash`: SHA-256 of its cookie; `generation`: of the card it came with; times in ms since 1970."""

    token_hash: str = Field(primary_key=True, max_length=64)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    generation: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    taken_at: int = Field(sa_type=BigInteger)
    released_at: int | None = Field(default=None, sa_type=BigInteger)


class Asking(SQLModel, table=True):
    """A device that waits to be let in. `state`: waiting, admitted, refused, seated. Its cookie is another one than it will sit with."""

    token_hash: str = Field(primary_key=True, max_length=64)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    generation: int
    asked_at: int = Field(sa_type=BigInteger)
    state: str


class SeatAlarm(SQLModel, table=True):
    """A card that may be used once was used again. It stands on the desk until somebody has seen to it."""

    __tablename__ = "seat_alarm"

    id: str = Field(primary_key=True, max_length=36)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    at: int = Field(sa_type=BigInteger)
    hushed_at: int | None = Field(default=None, sa_type=BigInteger)


class Organiser(SQLModel, table=True):
    """Who signs in with a name and a password (argon2). `totp`: the generation of the app's secret, 0: no second factor."""

    seat_id: str = Field(primary_key=True, foreign_key="seat.id", max_length=40)
    name: str
    password_hash: str
    totp: int


class Invitation(SQLModel, table=True):
    """A link that makes somebody an organiser, once. Whoever forgot a password is invited again to the same seat."""

    link_hash: str = Field(primary_key=True, max_length=64)
    seat_id: str = Field(foreign_key="seat.id", index=True)
    expires_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)


class Room(SQLModel, table=True):
    """A time in which residents come in with six figures; they change every so many minutes and are derived from the secret."""

    id: str = Field(primary_key=True, max_length=36)
    edition_id: int = Field(foreign_key="edition.id")
    minutes: int
    opened_at: int = Field(sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)


class PaperToken(SQLModel, table=True):
    """A slip of paper that lets one resident in, once."""

    __tablename__ = "paper_token"

    code_hash: str = Field(primary_key=True, max_length=64)
    edition_id: int = Field(foreign_key="edition.id")
    batch: int
    nth: int
    seat_id: str | None = Field(default=None, foreign_key="seat.id")
