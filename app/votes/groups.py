"""Issues that were merged are one group: which, in what order, and under which sign their hands were counted together."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from app.issues.queries import issue
from app.live.bare import Bare
from app.votes.arithmetic import members, root_of

MERGED = "merged"
HAS_CHILDREN = Bare(select(issue.c.id).where(issue.c.merged_into == bindparam("issue"), issue.c.state == MERGED).limit(1))
Children = Mapping[str, Sequence[str]]


class Groups(NamedTuple):
    """`merged`: who is one with whom; `children`: of each, in the order in which they were merged."""

    merged: Mapping[str, str]
    children: Children

    def root(self, choice: str) -> str:
        return root_of(choice, self.merged)

    def members(self, choice: str) -> frozenset[str]:
        return members(choice, self.children)


def groups(db: Connection, stoliki: Iterable[int]) -> Groups:
    """What is merged at these stoliki now."""
    mine = (issue.c.stolik_id.in_(list(stoliki)), issue.c.state == MERGED)
    rows = db.execute(select(issue.c.id, issue.c.merged_into).where(*mine).order_by(issue.c.merged_at)).all()
    children: dict[str, list[str]] = {}
    for row in rows:
        children.setdefault(row.merged_into, []).append(row.id)
    return Groups({row.id: row.merged_into for row in rows}, children)


def is_group(db: Connection, issue_id: str) -> bool:
    return HAS_CHILDREN.first(db, {"issue": issue_id}) is not None


def sign(ids: Iterable[str]) -> str:
    """Under which a count of these is kept: alone by its own id, together by all of theirs."""
    found = sorted(ids)
    return found[0] if len(found) == 1 else hashlib.sha256(",".join(found).encode()).hexdigest()[:32]
