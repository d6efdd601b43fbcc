"""The vote on the tablet: what is voted on, how many have voted, and the ways to the ballot box and to the counts."""

from typing import Any

from sqlalchemy import Connection

from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.stoliki.queries import stolik_of
from app.votes.queries import people_of, round_of
from app.votes.voting import vote_at

PAGE = "tablet/tablet.html"


def vote(db: Connection, stolik_id: int) -> dict[str, Any]:
    return {"vote": vote_at(db, stolik_id)}


def of_round(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """Every tablet of the round."""
    round_ = round_of(db, str(entry.subject))
    return [(f"stolik-{one}", "") for one in people_of(db, round_)] if round_ else []


@shown_on("round", where=of_round)
def tablet_vote(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    stolik_id = int(channel.removeprefix("stolik-"))
    return partial("#vote", block(PAGE, "vote", {"stolik": stolik_of(db, stolik_id)} | vote(db, stolik_id), lang))


@shown_on("ballot", "headcount", where=lambda db, entry: [(f"stolik-{entry.stolik_id}", "")] if entry.stolik_id else [])
def turnout(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """One number, at the tablet, on its ballot box and on the page of the vote."""
    now = vote_at(db, int(channel.removeprefix("stolik-")))
    return partial("#turnout", block(PAGE, "turnout", {"vote": now}, lang)) if now and now.is_open else ""
