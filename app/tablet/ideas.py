"""On the tablet of a café's stolik: the way to its counter, and how many ideas from phones wait there."""

from typing import Any

from sqlalchemy import Connection

from app.ideas.queries import WAITING, counted, idea_of
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.stoliki.queries import stolik_of, stoliki_in

PAGE = "tablet/tablet.html"


def ideas_count(db: Connection, sitting_id: int) -> dict[str, Any]:
    return {"ideas_count": counted(db, sitting_id).get(WAITING, 0)}


def of_cafe(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """An idea came, was refused or let in."""
    known = idea_of(db, entry.subject or "") if entry.noun == "idea" or entry.kind == "issue.admit" else None
    return [(f"stolik-{one}", str(one)) for one in stoliki_in(db, known.sitting_id)] if known else []


@shown_on("idea", "issue", where=of_cafe)
def ideas_key(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    stolik = stolik_of(db, int(keys[0]))
    if stolik is None:
        return ""
    return partial("#ideas-key", block(PAGE, "ideas", {"stolik": stolik} | ideas_count(db, stolik.sitting_id), lang))
