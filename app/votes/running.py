"""The running count of hands of issues that are one: exact when they were counted together, else between two numbers."""

from sqlalchemy import Connection

from app.votes.arithmetic import Span, span
from app.votes.groups import groups, sign
from app.votes.tallies import number


def hands_between(db: Connection, stolik_id: int, issue_id: str) -> Span | None:
    """None: nobody has counted any of them."""
    return span(issue_id, groups(db, [stolik_id]).children, lambda ids: number(db, stolik_id, sign(ids)))
