"""One idea that somebody typed on their own phone: nobody sees it until a person has let it in."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class Idea(SQLModel, table=True):
    """`state`: waiting, admitted, refused. An admitted one is an issue with the same id, and its words are the issue's: here they are
    gone. `at`: when it was typed (ms); `born`: the journal's seq that made it."""

    id: str = Field(primary_key=True, max_length=36)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    seat_id: str = Field(index=True, max_length=40)
    text: str
    state: str
    at: int = Field(sa_type=BigInteger)
    born: int = Field(index=True)
