"""Votes: hands that were counted, rounds with their rules, and what was given in them. A total is nowhere: it is a recount of rows."""

from sqlalchemy import BigInteger, Index, Text, false
from sqlmodel import Field, SQLModel

NO = {"server_default": false()}
UNORDERED = {"sqlite_with_rowid": False}  # rows stand by their key and have no number that tells which came first


class Tally(SQLModel, table=True):
    """The running count of hands for an issue as screens show it (`round_id` ''): what was counted for it, or, of issues that were
    merged and not counted since, the least it can be."""

    issue_id: str = Field(primary_key=True, foreign_key="issue.id", max_length=36)
    round_id: str = Field(primary_key=True, max_length=36)
    count: int


class Counted(SQLModel, table=True):
    """A number typed by a moderator, absolute. `round_id` '': the running count of hands. `members`: what was counted: the id of one
    issue or topic, or a sign for the issues that were one at that moment (app/votes/groups.py). `seq`: the entry that said it."""

    round_id: str = Field(primary_key=True, max_length=36)
    stolik_id: int = Field(primary_key=True, foreign_key="stolik.id")
    members: str = Field(primary_key=True, max_length=36)
    count: int
    seq: int


class Round(SQLModel, table=True):
    """One opening of the vote. `about`: issues (each stolik its own) or topics (of `theme_id`, or of the whole hall). `rule`: dots, hand
    or scale. `dots` of one person, at most `most` of them on one thing. `methods`: any of counted, tablet, phones. `token`: one ballot
    for each paper token, else for each phone. `threshold` in percent. `open_totals`: totals may be seen before the close.
    `state`: open, closed, sealed. `late`: '' nobody has decided, admitted, refused. `born`: the journal's seq; `opened_at` (ms)."""

    id: str = Field(primary_key=True, max_length=36)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    nth: int
    title: str
    about: str
    theme_id: int | None = Field(default=None, foreign_key="theme.id")
    rule: str
    dots: int
    most: int
    methods: str
    token: bool
    threshold: int | None = None
    open_totals: bool
    state: str
    late: str
    withdrawn: bool = Field(default=False, sa_column_kwargs=NO)
    born: int
    opened_at: int = Field(sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)


class RoundStolik(SQLModel, table=True):
    """Who votes in a round. `headcount`: how many sat there when it was closed; while it is open, the stolik's own number counts."""

    __tablename__ = "round_stolik"

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    stolik_id: int = Field(primary_key=True, foreign_key="stolik.id", index=True)
    headcount: int | None = None


class Choice(SQLModel, table=True):
    """What can be voted for, fixed when the round opens: an issue of `stolik_id`, or a topic (then no stolik). `nth`: its place."""

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    choice_id: str = Field(primary_key=True, max_length=36)
    stolik_id: int | None = Field(default=None, foreign_key="stolik.id")
    nth: int


class Ballot(SQLModel, table=True):
    """One person in a round. `voter`: a token, a phone or one turn at the tablet, and `holder`: the seat, both as an HMAC under the
    round's key, which is in no database. `method`: tablet or phones."""

    __table_args__ = (Index("ix_ballot_at", "round_id", "stolik_id"), UNORDERED)

    round_id: str = Field(primary_key=True, foreign_key="round.id", max_length=36)
    voter: str = Field(primary_key=True, max_length=64)
    stolik_id: int | None = Field(default=None, foreign_key="stolik.id")
    method: str
    holder: str
    late: bool


class Dot(SQLModel, table=True):
    """What a ballot gives to one choice: so many dots; on the scale 1 to 5, or 0 for "unclear"."""

    __tablename__ = "ballot_dot"
    __table_args__ = UNORDERED

    round_id: str = Field(primary_key=True, max_length=36)
    voter: str = Field(primary_key=True, max_length=64)
    choice_id: str = Field(primary_key=True, max_length=36)
    count: int


class TieBreak(SQLModel, table=True):
    """How a tie was broken: the order and the reason, as people decided. `stolik_id` null: in the hall's result. `choices`: JSON."""

    __tablename__ = "tie_break"

    id: str = Field(primary_key=True, max_length=36)
    round_id: str = Field(foreign_key="round.id", index=True, max_length=36)
    stolik_id: int | None = Field(default=None, foreign_key="stolik.id")
    choices: str = Field(sa_type=Text)
    reason: str
    born: int


class Receipt(SQLModel, table=True):
    """What answers a ballot that is sent again, until the seal: the client's id and the content, as HMACs under the round's key.
    `seq` null: it came late and was refused. Not built from the journal, which knows nothing of it."""

    id: str = Field(primary_key=True, max_length=64)
    round_id: str = Field(index=True, max_length=36)
    content: str = Field(max_length=64)
    seq: int | None = None
