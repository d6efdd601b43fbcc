"""What is said, as the map asks the tables for it: lightly, without its words, and the words of the few texts that are read out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select

from app.issues.queries import issue, on_map
from app.live.bare import Bare, Listed
from app.projector.rows import BY_TABLE, HANDS_OF
from app.projector.rows_on_map import Share, Voice
from app.stoliki.queries import stolik
from app.votes.queries import tally


class Light(NamedTuple):
    """An issue without its words."""

    id: str
    theme_id: int
    topic_id: str | None
    stolik_id: int
    kind: str
    born: int
    hands: int


def lights() -> Select[Any]:
    """What may be shown."""
    hands = func.coalesce(tally.c.count, 0).label("hands")
    wanted = select(issue.c.id, stolik.c.theme_id, issue.c.topic_id, issue.c.stolik_id, issue.c.kind, issue.c.born, hands)
    return wanted.select_from(BY_TABLE.outerjoin(tally, HANDS_OF)).where(on_map())


ALL = Bare(lights().where(stolik.c.edition_id == bindparam("edition")).order_by(issue.c.born, issue.c.id))
SOME = Listed(lambda ids: lights().add_columns(stolik.c.edition_id).where(issue.c.id.in_(ids)))
VOICE = (issue.c.id, issue.c.text, stolik.c.number, stolik.c.theme_id, issue.c.at, issue.c.source, tally.c.count, stolik.c.headcount)
WORDS = Listed(lambda ids: select(*VOICE).select_from(BY_TABLE.outerjoin(tally, HANDS_OF)).where(issue.c.id.in_(ids)))


def light_issues(db: Connection, edition_id: int) -> list[Light]:
    """All of an edition, in the journal's order."""
    return [Light(*row) for row in ALL.all(db, {"edition": edition_id})]


def lights_now(db: Connection, edition_id: int, ids: Iterable[str]) -> dict[str, Light]:
    """Those of these issues that may be shown."""
    return {row.id: Light(*row[:-1]) for row in SOME.all(db, ids) if row.edition_id == edition_id}


def voices(db: Connection, ids: Iterable[str]) -> dict[str, Voice]:
    return {row.id: Voice(*row) for row in WORDS.all(db, sorted(ids))}


def shares_of(lights: Iterable[Light], headcounts: Mapping[int, int | None]) -> list[Share]:
    """What each stolik said of one topic."""
    sums: dict[tuple[int, str | None, int], list[int]] = {}
    for _, theme, topic, at, _, _, hands in lights:
        share = sums.setdefault((theme, topic, at), [0, 0])
        share[0] += 1
        share[1] += hands
    return [Share(*key, headcounts.get(key[2]), *share) for key, share in sums.items()]


def first_alone(lights: Sequence[Light]) -> Light | None:
    """Of what was said of one topic, or of one theme outside of topics, the issue that speaks for a single stolik: none where two spoke.
    Without a topic each stands for itself."""
    if len({one.stolik_id for one in lights}) > 1 and lights[0].topic_id is not None:
        return None
    return min(lights, key=lambda one: (one.hands, one.born, one.id))
