"""What each projector shows: one row per screen, put there by the desk."""

from sqlalchemy import BigInteger, false
from sqlmodel import Field, SQLModel


class Screen(SQLModel, table=True):
    """The last state that was sent to a screen; a screen nobody sent anything to has no row.

    `turn`: [{scene, theme_id, seconds}] as JSON; `size`: percent; `languages`: "pl", or two that alternate: "pl,uk".
    `calm`: nothing is revealed step by step.
    `since`: when the turn began, `frozen_at`: when the picture was stopped, None while it goes on (ms since 1970, server's clock)."""

    screen_id: str = Field(primary_key=True, foreign_key="seat.id", max_length=40)
    scene: str
    theme_id: int | None = Field(default=None, foreign_key="theme.id")
    turn: str
    frozen: bool
    black: bool
    size: int
    scheme: str
    languages: str
    calm: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    since: int = Field(sa_type=BigInteger)
    frozen_at: int | None = Field(default=None, sa_type=BigInteger)
