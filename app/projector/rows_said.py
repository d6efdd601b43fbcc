"""Everything that is said, read once and lightly: how much of it stands at each place, and what of it the scenes of voices read out.

At 3,000 issues each further question costs as much as all of this, and a full hall asks twenty times a second.
"""

from collections.abc import Iterable, Sequence
from heapq import nlargest, nsmallest
from typing import Any, Final

from sqlalchemy import Connection, func, select

from app.issues.queries import issue, on_map
from app.projector.rows import BY_TABLE, HANDS_OF
from app.projector.rows_on_map import Share, Voice
from app.projector.scenes import MOST, ReadOut
from app.stoliki.queries import stolik
from app.votes.queries import tally

Light = tuple[str, int, str | None, int, str, int, int]  # id, theme, topic, stolik, kind, born, hands: an issue without its words
ID: Final = 0
KIND: Final = 4
BORN: Final = 5
HANDS: Final = 6


def light_issues(db: Connection, edition_id: int) -> Sequence[Light]:
    """What may be shown, in the journal's order."""
    hands = func.coalesce(tally.c.count, 0)
    said = select(issue.c.id, stolik.c.theme_id, issue.c.topic_id, stolik.c.id, issue.c.kind, issue.c.born, hands)
    mine = said.select_from(BY_TABLE.outerjoin(tally, HANDS_OF)).where(on_map(), stolik.c.edition_id == edition_id)
    return db.execute(mine.order_by(issue.c.born)).tuples().all()


def shares_of(said: Iterable[Light], headcounts: dict[int, int | None]) -> list[Share]:
    """What each stolik said of each topic."""
    sums: dict[tuple[int, str | None, int], list[int]] = {}
    for _, theme, topic, at, _, _, hands in said:
        share = sums.setdefault((theme, topic, at), [0, 0])
        share[0] += 1
        share[1] += hands
    return [Share(*key, headcounts.get(key[2]), *share) for key, share in sums.items()]


def supported(said: Iterable[Light]) -> list[Light]:
    """By counted hands; of two with as many the one that was said first."""
    return nsmallest(MOST, (one for one in said if one[HANDS]), key=lambda one: (-one[HANDS], one[BORN]))


def tools(said: Iterable[Light]) -> list[Light]:
    """Ways of taking part, by counted hands, then the newest first."""
    return nlargest(MOST, (one for one in said if one[KIND] == "tool"), key=lambda one: (one[HANDS], one[BORN]))


def minority(said: Sequence[Light]) -> list[Light]:
    """Said at one stolik only: no other said anything of the same topic. One from every theme, from the topic that was spoken of least.
    An issue without a topic stands for itself, and comes after those that have one."""
    sizes: dict[str, int] = {}
    alone: dict[str, int] = {}  # topic -> the stolik that said it, 0 when there are more
    for id, _, topic, at, _, _, _ in said:
        heap = topic or id
        sizes[heap] = sizes.get(heap, 0) + 1
        if alone.setdefault(heap, at) != at:
            alone[heap] = 0
    first: dict[int, tuple[tuple[bool, int, int, int], Light]] = {}
    for one in said:
        id, theme, topic, _, _, born, hands = one
        heap = topic or id
        turn = (topic is None, sizes[heap], hands, born)
        if alone[heap] and (theme not in first or turn < first[theme][0]):
            first[theme] = (turn, one)
    return [one for _, one in nsmallest(MOST, first.values())]


def read_out(db: Connection, said: Sequence[Light]) -> ReadOut:
    """The texts of the scenes: seven at most for each, all with one question."""
    scenes = [list(said[: -MOST - 1 : -1]), supported(said), minority(said), tools(said)]
    words = voices(db, {one[ID] for scene in scenes for one in scene})
    return ReadOut(*([words[one[ID]] for one in scene] for scene in scenes))


def voices(db: Connection, ids: Iterable[str]) -> dict[str, Voice]:
    what = (issue.c.id, issue.c.text, stolik.c.number, stolik.c.theme_id, issue.c.at, issue.c.source, tally.c.count, stolik.c.headcount)
    wanted = select(*what).select_from(BY_TABLE.outerjoin(tally, HANDS_OF)).where(issue.c.id.in_(sorted(ids)))
    rows: Iterable[Any] = db.execute(wanted)
    return {row[0]: Voice(*row) for row in rows}
