"""/export/hall.json: the hall as one document, in the shape that docs/protocol.md promises."""

from typing import Any

from sqlalchemy import Connection, Row

from app.editions.queries import current_edition, sittings, themes
from app.exports import asked, rounds
from app.exports.times import days, now, starts
from app.live import journal
from app.live.installation import epoch_of
from app.stoliki.queries import stoliki
from app.summaries.queries import summaries

Document = dict[str, Any]


def hall(db: Connection) -> Document:
    """Everything visible in the current edition, read in one snapshot."""
    head: Document = {"v": 1, "epoch": epoch_of(db), "seq": journal.latest(db), "at": now()}
    edition = current_edition(db)
    parts: Document = _parts(db, edition.id) if edition else {name: [] for name in ("sittings", "themes", "stoliki", "topics", "issues")}
    known = {"id": edition.id, "name": edition.name, "days": days(edition)} if edition else None
    told = [_summary(row) for row in summaries(db, edition.id)] if edition else []
    voted = rounds.document(db, edition.id) if edition else []
    return head | {"edition": known} | parts | {"counts": _counts(parts), "summaries": told, "rounds": voted}


def _parts(db: Connection, edition_id: int) -> Document:
    listed, merged = asked.lists(db), asked.merged(db, edition_id)
    return {
        "sittings": [_sitting(row) for row in sittings(db, edition_id)],
        "themes": [{"id": row.id, "name": row.name, "colour": row.colour} for row in themes(db, edition_id)],
        "stoliki": [_stolik(row) for row in stoliki(db, edition_id)],
        "topics": [_topic(row, listed.get(row.id, [])) for row in asked.topics(db, edition_id)],
        "issues": [_issue(row, merged.get(row.id, [])) for row in asked.issues(db, edition_id)],
    }


def _sitting(row: Row[Any]) -> Document:
    return {"id": row.id, "title": row.title, "format": row.format, "state": row.state, "starts_at": starts(row)}


def _stolik(row: Row[Any]) -> Document:
    known = {"id": row.id, "number": row.number, "sitting_id": row.sitting_id, "theme_id": row.theme_id}
    return known | {"theme": row.theme, "headcount": row.headcount}


def _topic(row: Row[Any], on: list[dict[str, int]]) -> Document:
    known = {"id": row.id, "theme_id": row.theme_id, "title": row.title, "state": "listed" if on else "withdrawn"}
    carried = {"carried_from": row.carried_from} if row.carried_from else {}
    return known | {"origin": row.origin, "revision": row.revision, "on": on} | carried


def _issue(row: Row[Any], merged: list[Row[Any]]) -> Document:
    names = ("id", "stolik_id", "topic_id", "kind", "text", "revision", "state", "parked", "late", "source")
    parts = [{"id": one.id, "kind": one.kind, "text": one.text} for one in merged]
    return {name: getattr(row, name) for name in names} | {"tally": row.hands} | ({"merged": parts} if parts else {})


def _summary(row: Row[Any]) -> Document:
    return {name: getattr(row, name) for name in ("stolik_id", "text", "revision", "sealed")}


def _counts(parts: Document) -> Document:
    hands = sum(issue["tally"] or 0 for issue in parts["issues"])
    return {"stoliki": len(parts["stoliki"]), "issues": len(parts["issues"]), "hands": hands}
