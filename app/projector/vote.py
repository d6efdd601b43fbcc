"""The scene of a vote: while it is open how many have voted, and when it is over what came out. Numbers and texts, in no language."""

from typing import Any

from sqlalchemy import Connection

from app.editions.queries import current_edition
from app.live.fragments import shown_on
from app.live.journal import Entry
from app.projector.scenes import OLDER
from app.projector.text_width import clip
from app.stoliki.queries import stoliki
from app.votes.queries import CLOSED, OPEN, is_running, round_of, rounds_in
from app.votes.telling import Outcome, Told, outcome
from app.votes.turnout import turnout

MOST = 7  # lines on one screen
LINE, TITLE = 1400, 1690  # as wide as a text may be
WORDS = {  # what changes the words of a result, or takes one of its lines away
    *("issue.reword", "issue.settle", "issue.withdraw", "issue.restore", "issue.redact", "issue.merge", "issue.split", "issue.undo"),
    "topic.name",
}


def round_on(db: Connection) -> Any:
    """The round the hall looks at: one that is open, else the one that was closed last; None: there was none."""
    edition = current_edition(db)
    found = rounds_in(db, edition.id) if edition else []
    known = [one for one in found if one.state == OPEN] or sorted(found, key=lambda one: -(one.closed_at or 0))
    return known[0] if known else None


def vote_on(db: Connection) -> dict[str, Any] | None:
    """No totals while it is open, whatever the round says: only the desk and the tablets may see those."""
    round_ = round_on(db)
    if round_ is None:
        return None
    now = turnout(db, round_)
    head = {"id": round_.id, "title": " ".join(clip(round_.title, OLDER, TITLE, 2)), "open": round_.state == OPEN, "rule": round_.rule}
    told = outcome(db, round_, most=MOST) if round_.state != OPEN else None
    return head | {"ballots": now.ballots, "people": now.people, "threshold": round_.threshold, "lines": lines(db, told)}


def lines(db: Connection, told: Outcome | None) -> list[dict[str, Any]] | None:
    """The first ones of those that got anything."""
    if told is None:
        return None
    edition = current_edition(db)
    numbers = {one.id: one.number for one in stoliki(db, edition.id)} if edition else {}
    return [line(one, numbers) for one in told.lines if one.part][:MOST]


def line(told: Told, numbers: dict[int, int]) -> dict[str, Any]:
    stolik = numbers.get(told.stolik_id) if told.stolik_id is not None else None
    number = {"least": told.least, "most": told.most, "share": told.share, "per": told.per_person, "reached": told.reached}
    text = " ".join(clip(told.text, OLDER, LINE, 1))
    return {"id": told.id, "text": text, "stolik": stolik, "place": told.place, "tied": told.tied, "part": told.part} | number


def of_vote(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """Ballots, headcounts and counts of an open round change its turnout; those of a closed one its result, and so do other words."""
    if entry.noun in ("issue", "topic"):
        shown = round_on(db) if entry.kind in WORDS else None
        return [("hall", "")] if shown is not None and shown.state != OPEN else []
    if entry.noun == "tally" and (is_running(entry) or not is_over(db, entry.fields["round_id"])):
        return []
    return [("hall", "")]


def is_over(db: Connection, round_id: str) -> bool:
    found = round_of(db, round_id)
    return found is not None and found.state == CLOSED


@shown_on("round", "ballot", "headcount", "tally", "issue", "topic", where=of_vote)
def vote_data(db: Connection, channel: str, keys: list[str], lang: str) -> dict[str, Any]:
    """The same as the page carries in its island."""
    return {"vote": vote_on(db)}
