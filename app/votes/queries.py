"""What is asked about votes: the running count of hands, rounds, and what stands in them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, select

from app.live.bare import Bare, Listed
from app.live.journal import Entry
from app.live.recorder import Refusal
from app.live.tables import table_of
from app.stoliki.queries import stolik
from app.votes.models import Ballot, Choice, Counted, Dot, Receipt, Round, RoundStolik, Tally, TieBreak

tally, counted, rounds, round_stolik = table_of(Tally), table_of(Counted), table_of(Round), table_of(RoundStolik)
choice, ballot, ballot_dot = table_of(Choice), table_of(Ballot), table_of(Dot)
tie_break, receipt = table_of(TieBreak), table_of(Receipt)
HANDS = ""
OPEN, CLOSED, SEALED = "open", "closed", "sealed"
COUNTED, TABLET, PHONES = "counted", "tablet", "phones"
ISSUES, TOPICS = "issues", "topics"
COUNTED_HANDS = Listed(
    lambda ids: select(tally.c.issue_id, tally.c.count.label("hands")).where(tally.c.issue_id.in_(ids), tally.c.round_id == HANDS)
)
ROUND = Bare(select(rounds).where(rounds.c.id == bindparam("round")))
AT = Bare(
    select(round_stolik.c.stolik_id, round_stolik.c.headcount, stolik.c.headcount.label("now"))
    .join_from(round_stolik, stolik, stolik.c.id == round_stolik.c.stolik_id)
    .where(round_stolik.c.round_id == bindparam("round"))
    .order_by(stolik.c.number)
)
CHOICES = Bare(select(choice).where(choice.c.round_id == bindparam("round")).order_by(choice.c.nth))
VOTED = Bare(
    select(ballot.c.stolik_id, func.count().label("ballots")).where(ballot.c.round_id == bindparam("round")).group_by(ballot.c.stolik_id)
)
IN_ROUND = choice.c.round_id == bindparam("round")
CHOICE = Bare(select(choice.c.stolik_id).where(IN_ROUND, choice.c.choice_id == bindparam("choice")))
PEOPLE_AT = Bare(
    select(round_stolik.c.headcount, stolik.c.headcount.label("now"))
    .join_from(round_stolik, stolik, stolik.c.id == round_stolik.c.stolik_id)
    .where(round_stolik.c.round_id == bindparam("round"), round_stolik.c.stolik_id == bindparam("stolik"))
)
VOTED_AT = Bare(
    select(func.count().label("ballots"))
    .select_from(ballot)
    .where(ballot.c.round_id == bindparam("round"), ballot.c.stolik_id == bindparam("stolik"))
)


class Room(NamedTuple):
    """How many people may vote at a stolik; None: nobody has counted."""

    people: int | None


def hands(db: Connection, issue_ids: Iterable[str]) -> dict[str, int]:
    """The running count of hands for these issues (of merged ones the least it can be); an issue nobody counted is not in it."""
    return {row.issue_id: row.hands for row in COUNTED_HANDS.all(db, issue_ids)}


def is_running(entry: Entry) -> bool:
    """Whether a count belongs to no round: only such counts are on the map and in the lists."""
    return not entry.fields.get("round_id")


def round_of(db: Connection, round_id: str) -> Any:
    return ROUND.first(db, {"round": round_id})


def known_round(db: Connection, round_id: str) -> Any:
    """Refuses a round that is not there: another database may still bring it."""
    found = round_of(db, round_id)
    if found is None:
        raise Refusal("unknown_reference", "Nie ma takiego głosowania.")
    return found


def rounds_in(db: Connection, edition_id: int, withdrawn: bool = False) -> Sequence[Row[Any]]:
    """The rounds of an edition, the newest first."""
    mine = (rounds.c.edition_id == edition_id, rounds.c.withdrawn == withdrawn)
    return db.execute(select(rounds).where(*mine).order_by(rounds.c.nth.desc())).all()


def open_round_at(db: Connection, stolik_id: int) -> Row[Any] | None:
    """The round in which this stolik votes now; there is never more than one."""
    mine = (round_stolik.c.stolik_id == stolik_id, rounds.c.state == OPEN)
    return db.execute(select(rounds).join(round_stolik, round_stolik.c.round_id == rounds.c.id).where(*mine)).first()


def open_rounds(db: Connection, edition_id: int) -> Sequence[Row[Any]]:
    """All that are open in the edition, by number."""
    return db.execute(select(rounds).where(rounds.c.edition_id == edition_id, rounds.c.state == OPEN).order_by(rounds.c.nth)).all()


def choices_of(db: Connection, round_id: str) -> Sequence[Any]:
    """What can be voted for, in its order: choice_id, stolik_id (of an issue), nth."""
    return CHOICES.all(db, {"round": round_id})


def people_of(db: Connection, round_: Any) -> dict[int, int | None]:
    """Stolik -> how many people may vote there: when the round was closed, and until then now. None: nobody has counted."""
    rows = AT.all(db, {"round": round_.id})
    return {row.stolik_id: row.now if round_.state == OPEN else row.headcount for row in rows}


def room_at(db: Connection, round_: Any, stolik_id: int) -> Room | None:
    """The same of one stolik, as `people`; None when it does not vote in this round."""
    row = PEOPLE_AT.first(db, {"round": round_.id, "stolik": stolik_id})
    return None if row is None else Room(row.now if round_.state == OPEN else row.headcount)


def ballots_at(db: Connection, round_id: str, stolik_id: int) -> int:
    """How many ballots were cast at one stolik."""
    return int(VOTED_AT.first(db, {"round": round_id, "stolik": stolik_id}).ballots)


def ballots_of(db: Connection, round_id: str) -> dict[int | None, int]:
    """Stolik -> how many ballots were cast there; None: without a stolik."""
    return {row.stolik_id: row.ballots for row in VOTED.all(db, {"round": round_id})}


def late_of(db: Connection, round_id: str) -> int:
    """How many voters' ballots came after the close, typed before it, and were refused."""
    mine = (receipt.c.round_id == round_id, receipt.c.seq.is_(None))
    return int(db.execute(select(func.count()).select_from(receipt).where(*mine)).scalar_one())


def methods_of(round_: Any) -> frozenset[str]:
    return frozenset(round_.methods.split())


def totals_may_be_seen(round_: Any) -> bool:
    """Not before the close, unless the round says otherwise."""
    return bool(round_.state != OPEN or round_.open_totals)
