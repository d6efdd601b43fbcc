"""One thing residents said, as the moderator typed it."""

from typing import Literal

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

IssueKind = Literal["problem", "idea", "question", "tool", "quote"]
TABLET = {"server_default": "tablet"}


class Issue(SQLModel, table=True):
    """`state`: live, withdrawn, or merged: it is one with `merged_into` since the entry `merged_at`;
    `parked`: set aside for later; `late`: came after its sitting was closed;
    `at`: when it was typed (ms); `born`: the journal's seq that made it, `redacted`: the one that took words out of it for good;
    `source`: typed on a tablet, later from a sheet of paper, or by a resident on a phone and let in."""

    id: str = Field(primary_key=True, max_length=36)
    stolik_id: int = Field(foreign_key="stolik.id", index=True)
    topic_id: str | None = Field(default=None, foreign_key="topic.id", index=True, max_length=36)
    kind: str
    text: str
    revision: int
    state: str
    parked: bool
    late: bool
    at: int = Field(sa_type=BigInteger)
    born: int = Field(index=True)
    redacted: int | None = Field(default=None)
    source: str = Field(default="tablet", sa_column_kwargs=TABLET)
    merged_into: str | None = Field(default=None, index=True, max_length=36)
    merged_at: int | None = Field(default=None)


class IssueVariant(SQLModel, table=True):
    """A rewording whose author had not seen the newest text: kept beside it until somebody chooses."""

    __tablename__ = "issue_variant"

    id: str = Field(primary_key=True, max_length=36)
    issue_id: str = Field(foreign_key="issue.id", index=True, max_length=36)
    text: str
    revision: int
    at: int = Field(sa_type=BigInteger)
