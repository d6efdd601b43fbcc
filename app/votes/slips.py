"""What one person gets to vote on, as data: the phone and the tablet that is passed around build the same ballot from it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from app.issues.queries import issue
from app.live.bare import Bare, Listed
from app.topics.queries import topic
from app.votes.arithmetic import root_of
from app.votes.groups import MERGED
from app.votes.queries import ISSUES, choices_of, methods_of

Slip = dict[str, Any]
RULES = ("id", "nth", "title", "about", "rule", "dots", "most", "token")
SAID = Listed(lambda ids: select(issue.c.id, issue.c.text, issue.c.state, issue.c.merged_into).where(issue.c.id.in_(ids)))
TITLES = Listed(lambda ids: select(topic.c.id, topic.c.title).where(topic.c.id.in_(ids)))
PARENT = Bare(select(issue.c.id, issue.c.text, issue.c.state, issue.c.merged_into).where(issue.c.id == bindparam("issue")))


def slip(db: Connection, round_: Row[Any], stolik_id: int | None) -> Slip:
    """The rules, and what there is to choose from at this stolik; what was withdrawn meanwhile is left out, what was merged is one."""
    rows = choices_of(db, round_.id)
    here = [row.choice_id for row in rows if row.stolik_id in (None, stolik_id)]
    named = called(db, round_.about, here)
    choices = [{"id": one, "text": text} for one, text in named.items()]
    rules = {name: getattr(round_, name) for name in RULES} | {"methods": sorted(methods_of(round_))}
    return rules | {"stolik_id": stolik_id, "choices": choices}


def called(db: Connection, about: str, ids: Iterable[str]) -> dict[str, str]:
    """Choice -> what it is called, in the order of the choices."""
    wanted = list(ids)
    return issues_called(db, wanted) if about == ISSUES else titles(db, wanted)


def titles(db: Connection, ids: list[str]) -> dict[str, str]:
    found = {row.id: row.title for row in TITLES.all(db, ids)}
    return {one: found[one] for one in ids if one in found}


def issues_called(db: Connection, ids: list[str]) -> dict[str, str]:
    """Each under the text of the one it is part of now, and that one only once: under its own id where it can be chosen itself."""
    rows = {row.id: row for row in SAID.all(db, ids)}
    merged = dict(up(db, rows))
    roots = {one: root_of(one, merged) for one in rows}
    texts = {root: PARENT.first(db, {"issue": root}) if root not in rows else rows[root] for root in {*roots.values()}}
    shown: dict[str, str] = {}
    for one in sorted(ids, key=lambda one: one not in texts):
        root = roots.get(one, "")
        if root in texts and texts[root].state == "live" and root not in shown.values():
            shown[one] = root
    return {one: texts[shown[one]].text for one in ids if one in shown}


def up(db: Connection, rows: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Who is part of whom, up to the ones that stand for all."""
    left = list(rows.values())
    while left:
        row = left.pop()
        if row.state == MERGED:
            yield row.id, row.merged_into
            if row.merged_into not in rows:
                left.append(PARENT.first(db, {"issue": row.merged_into}))
