"""The moderator's tablet: one stolik's topic list and everything said at it, as a page and as the pushed parts of that page."""

import re
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, Row
from starlette.exceptions import HTTPException

from app.editions.queries import current_edition
from app.issues.personal import personal_in
from app.issues.queries import issue_of, issues_at, joined_to, standing_for, variants_of
from app.live.fragments import block, partial, shown_on, upsert
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import MODERATOR, ORGANISER
from app.live.seated import NotYours, fitting, has_role, language
from app.stoliki.queries import stolik_numbered, stolik_of, stoliki_about, stoliki_in
from app.tablet.card import card
from app.tablet.ideas import ideas_count
from app.tablet.queries import issues_under, titles
from app.tablet.voting import vote
from app.topics.queries import lists_with, topic_list
from app.votes.queries import hands, is_running
from app.votes.running import hands_between

router = APIRouter()
PAGE = "tablet/tablet.html"
NUMBER = re.compile(r"[1-9][0-9]{0,5}")
KINDS = ("problem", "idea", "question", "tool", "quote")
BORN = ("issue.record", "issue.transcribe", "issue.admit")
OF_TWO = ("issue.merge", "issue.split")


@router.get("/stoliki/{number}", response_class=HTMLResponse)
def tablet(request: Request, number: str) -> HTMLResponse:
    """The stolik's tablet: for its moderators, and for the organisers."""
    stolik = numbered(request, int(number) if NUMBER.fullmatch(number) else 0)
    seat = fitting(request, lambda one: one.role == MODERATOR and one.stolik_id == stolik.id, has_role(ORGANISER))
    lang = language(request)
    return page(request, PAGE, f"stolik-{stolik.id}", seat, lambda db: whole_page(db, stolik.id, lang))


def numbered(request: Request, number: int) -> Row[Any]:
    """The stolik with this number; who has no seat is not told which numbers there are."""
    with request.app.state.db.read() as db:
        edition = current_edition(db)
        found = stolik_numbered(db, edition.id, number) if edition else None
    if found is None:
        fitting(request, has_role(MODERATOR, ORGANISER))
        raise HTTPException(404)
    return found


def whole_page(db: Connection, stolik_id: int, lang: str) -> dict[str, Any]:
    stolik = stolik_of(db, stolik_id)
    if stolik is None:
        raise NotYours
    edition = current_edition(db)
    values = {"stolik": stolik, "topics": topic_list(db, stolik_id), "rows": rows_of(db, issues_at(db, stolik_id)), "kinds": KINDS}
    values |= card(db, stolik_id, stolik.sitting_id, lang) | ideas_count(db, stolik.sitting_id) | vote(db, stolik_id)
    return values | {"edition_id": edition.id if edition else 0, "edition_name": edition.name if edition else ""}


def rows_of(db: Connection, issues: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    """What the rows of the log show: the issue, its topic's title, its hands, its other versions, signs of personal data."""
    found = list(issues)
    ids = [issue.id for issue in found]
    counted, versions, joined = hands(db, ids), variants_of(db, ids), joined_to(db, ids)
    named = titles(db, {issue.topic_id for issue in found if issue.topic_id})
    return [
        {"issue": issue, "topic": named.get(issue.topic_id, ""), "hands": counted.get(issue.id), "variants": versions.get(issue.id, []),
         "personal": personal_in(issue.text)} | with_others(db, issue, joined.get(issue.id, []))
        for issue in found
    ]  # fmt: skip


def with_others(db: Connection, issue: Row[Any], joined: list[Row[Any]]) -> dict[str, Any]:
    """What was merged into it; `between`: its hands where they are not known exactly."""
    between = hands_between(db, issue.stolik_id, issue.id) if joined else None
    return {"joined": joined, "between": between if between and not between.exact else None}


def of_stolik(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """The tablets of the stolik the entry is about; the key says what was new and what only changed."""
    if entry.kind in BORN:
        return [(f"stolik-{entry.stolik_id}", f"new:{entry.subject}")]
    mine = str(entry.subject)
    whole = standing_for(db, str(entry.fields["into_id"]) if entry.kind in OF_TWO else mine)
    return [(f"stolik-{entry.stolik_id}", f"changed:{one}") for one in dict.fromkeys((mine, whole))]


@shown_on("issue", where=of_stolik)
def issue_rows(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """A new issue is put in by its place in the journal, a changed one morphs where it stands."""
    new = {key[4:] for key in keys if key.startswith("new:")}
    asked = dict.fromkeys(key.partition(":")[2] for key in keys)
    found = [issue for issue in (issue_of(db, issue_id) for issue_id in asked) if issue is not None]
    return "".join(shown(row, row["issue"].id in new, lang) for row in rows_of(db, found))


def shown(row: dict[str, Any], new: bool, lang: str) -> str:
    html = block(PAGE, "issue_row", {"row": row}, lang)
    return upsert("#log", html, "data-born") if new else partial(f"#issue-{row['issue'].id}", html)


@shown_on("tally", where=lambda db, entry: [(f"stolik-{entry.stolik_id}", entry.subject or "")] if is_running(entry) else [])
def hands_counted(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """One changed vote sends one number; of what was merged the row, which says how sure the number is."""
    counted, joined = hands(db, keys), joined_to(db, keys)
    alone = [partial(f"#hands-{key}", block(PAGE, "hands", {"row": number(key, counted)}, lang)) for key in keys if key not in joined]
    merged = [issue for issue in (issue_of(db, key) for key in keys if key in joined) if issue is not None]
    return "".join(alone) + "".join(shown(row, False, lang) for row in rows_of(db, merged))


def number(issue_id: str, counted: dict[str, int]) -> dict[str, Any]:
    """As much of a row as the number of its hands needs."""
    return {"issue": {"id": issue_id}, "hands": counted.get(issue_id)}


@shown_on("headcount", where=lambda db, entry: [(f"stolik-{entry.stolik_id}", "")])
def headcount(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return stolik_block(db, channel, "headcount", lang)


def of_sitting(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    return [(f"stolik-{stolik_id}", "") for stolik_id in stoliki_in(db, int(entry.subject or 0))]


@shown_on("sitting", where=of_sitting)
def sitting(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """Opened and closed: every tablet of the sitting says so."""
    return stolik_block(db, channel, "sitting", lang)


def renamed(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """A stolik has another number, theme or colour."""
    if entry.verb != "name":
        return []
    stoliki = [entry.stolik_id] if entry.noun == "stolik" else stoliki_about(db, int(entry.subject or 0))
    return [(f"stolik-{stolik_id}", "") for stolik_id in stoliki]


@shown_on("stolik", "theme", where=renamed)
def named(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return stolik_block(db, channel, "named", lang)


def stolik_block(db: Connection, channel: str, name: str, lang: str) -> str:
    stolik = stolik_of(db, stolik_in(channel))
    return partial(f"#{name}", block(PAGE, name, {"stolik": stolik}, lang)) if stolik else ""


def of_topic(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """A topic's name is everywhere it stands; its place is the matter of one list."""
    if entry.kind == "topic.name":
        return [(f"stolik-{stolik_id}", entry.subject or "") for stolik_id in lists_with(db, entry.subject or "")]
    return [(f"stolik-{entry.stolik_id}", "")]


@shown_on("topic", where=of_topic)
def topics(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """The list, and the rows under a topic that was renamed."""
    stolik_id = stolik_in(channel)
    listed = partial("#topics", block(PAGE, "topic_list", {"topics": topic_list(db, stolik_id)}, lang))
    renamed = issues_under(db, stolik_id, [key for key in keys if key])
    return listed + "".join(shown(row, False, lang) for row in rows_of(db, renamed))


def stolik_in(channel: str) -> int:
    return int(channel.removeprefix("stolik-"))
