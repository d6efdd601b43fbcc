"""What has happened since the picture was drawn, as the map sees it: which issues it touches, and which of its parts. Whatever is not known
here touches everything."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, case, select

from app.live.bare import Bare
from app.live.journal import journal
from app.votes.queries import OPEN, round_of

ELSEWHERE = {"seat", "organiser", "room", "token", "help", "notice", "idea", "summary", "screen", "scenario", "phase"}
KNOWN = ELSEWHERE | {"issue", "tally", "ballot", "headcount", "topic", "round"}  # nouns
ALONE = {"record", "transcribe", "admit", "reword", "settle", "redact", "sort", "classify", "park", "withdraw", "restore", "undo"}  # verbs
MOST = 400  # entries; after more it is drawn from nothing
SAID = Bare(
    select(journal.c.kind, journal.c.subject, case((journal.c.kind.like("tally.%"), journal.c.payload)).label("payload"))
    .where(journal.c.seq > bindparam("after"))
    .distinct()
    .limit(MOST + 1)
)


class News(NamedTuple):
    """`issues` that may look otherwise now, those of them whose hands were `counted`; whether headcounts, topics, results of votes changed;
    `plan`: anything may have."""

    issues: set[str]
    counted: set[str]
    people: bool = False
    topics: bool = False
    votes: bool = False
    plan: bool = False

    def matters(self) -> bool:
        return any(self)


def news_since(db: Connection, seq: int) -> News:
    rows = SAID.all(db, {"after": seq})
    deeds = [(*row.kind.split(".", 1), row.subject) for row in rows]
    nouns = {noun for noun, _, _ in deeds}
    said = {subject for noun, verb, subject in deeds if noun == "issue" and verb in ALONE}
    several = any(noun == "issue" and verb not in ALONE for noun, verb, _ in deeds)
    hands, inside = counted_in(rows)
    votes = "round" in nouns or any(is_over(db, one) for one in inside | {subject for noun, _, subject in deeds if noun == "ballot"})
    return News(said | hands, hands, "headcount" in nouns, "topic" in nouns, votes, bool(nouns - KNOWN) or several or len(rows) > MOST)


def counted_in(rows: Iterable[Any]) -> tuple[set[str], set[str]]:
    """For which issues hands were counted that belong to no round, and in which rounds others were."""
    counts = [(row.subject, orjson.loads(row.payload).get("round_id") or "") for row in rows if row.payload]
    return {subject for subject, inside in counts if not inside}, {inside for _, inside in counts if inside}


def is_over(db: Connection, round_id: str) -> bool:
    """What is cast and counted in a round is on the map when the round is over."""
    found = round_of(db, round_id)
    return found is None or found.state != OPEN
