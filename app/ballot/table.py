"""At a stolik: the tablet that is passed around as a ballot box, and the page on which the moderator counts hands and reads the result."""

import re
from functools import lru_cache
from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlalchemy import Connection, Row
from starlette.exceptions import HTTPException

from app.editions.queries import current_edition
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import MODERATOR, ORGANISER, Seat
from app.live.seated import NotYours, fitting, has_role
from app.seats.addresses import addresses
from app.stoliki.queries import stolik_numbered, stolik_of
from app.votes.counts import counts_at, typed_at
from app.votes.queries import PHONES, is_running, methods_of, people_of, round_of, totals_may_be_seen
from app.votes.slips import slip
from app.votes.telling import outcome
from app.votes.voting import Vote, vote_at

router = APIRouter()
BOX, COUNT = "ballot/box.html", "ballot/count.html"
NUMBER = re.compile(r"[1-9][0-9]{0,5}")
CHANGES_SLIP = {f"issue.{verb}" for verb in ("merge", "split", "withdraw", "restore", "reword", "settle", "undo", "redact")}
Values = dict[str, Any]


@router.get("/stoliki/{number}/ballot", response_class=HTMLResponse)
def box(request: Request, number: str) -> Response:
    """The ballot box: one person after another. It shows nothing of the one before."""
    stolik, seat = stolik_and_seat(request, number, MODERATOR)
    return page(request, BOX, f"stolik-{stolik.id}", seat, lambda db: here(db, stolik.id))


@router.get("/stoliki/{number}/vote", response_class=HTMLResponse)
def count(request: Request, number: str) -> Response:
    """The moderator's own page of the vote: how many have voted, the counts of hands, and when it is over the result."""
    stolik, seat = stolik_and_seat(request, number, MODERATOR, ORGANISER)
    url = f"{addresses(request).base}/vote?stolik={stolik.number}"
    mine = seat.role == MODERATOR
    channels = f"stolik-{stolik.id}" + (f",count-{stolik.id}" if mine else "")
    return page(request, COUNT, channels, seat, lambda db: counting(db, stolik.id, mine) | {"url": url, "qr": qr(url)})


def stolik_and_seat(request: Request, number: str, *roles: str) -> tuple[Row[Any], Seat]:
    """Who has no seat is not told which numbers there are; a moderator's seat is at home at its own stolik."""
    with request.app.state.db.read() as db:
        edition = current_edition(db)
        found = stolik_numbered(db, edition.id, int(number)) if edition and NUMBER.fullmatch(number) else None
    if found is None:
        fitting(request, has_role(*roles))
        raise HTTPException(404)
    return found, fitting(request, lambda seat: seat.role in roles and (seat.role != MODERATOR or seat.stolik_id == found.id))


def here(db: Connection, stolik_id: int) -> Values:
    """The stolik, its vote, and what there is to choose from."""
    stolik, edition = stolik_of(db, stolik_id), current_edition(db)
    if stolik is None:
        raise NotYours
    return {"stolik": stolik, "edition_id": edition.id if edition else 0} | paper(db, stolik_id)


def paper(db: Connection, stolik_id: int) -> Values:
    vote = vote_at(db, stolik_id)
    return {"vote": vote, "slip": slip(db, vote.round, stolik_id) if vote and vote.is_open else None}


def counting(db: Connection, stolik_id: int, mine: bool) -> Values:
    """What was counted by hand is a total, too: before totals may be seen only who counts here sees it."""
    known = here(db, stolik_id)
    vote: Vote | None = known["vote"]
    phones = vote is not None and PHONES in methods_of(vote.round)
    sees = mine or vote is None or totals_may_be_seen(vote.round)
    return known | {"phones": phones} | rows(db, vote if sees else None, stolik_id)


def rows(db: Connection, vote: Vote | None, stolik_id: int) -> Values:
    """What can be counted, with the numbers that stand and stood; what came out, as soon as it may be seen."""
    if vote is None:
        return {"rows": [], "outcome": None}
    counts, typed = counts_at(db, vote.round.id, stolik_id), typed_at(db, vote.round.id, stolik_id)
    choices = slip(db, vote.round, stolik_id)["choices"] if vote.by_count and vote.is_open else []
    made = [row(vote.round.id, one["id"], one["text"], counts.get(one["id"]), typed.get(one["id"], [])) for one in choices]
    return {"rows": made, "outcome": outcome(db, vote.round, stolik_id)}


def row(round_id: str, choice_id: str, text: str, span: Any, typed: list[Any]) -> Values:
    return {"round": round_id, "id": choice_id, "text": text, "span": span, "typed": typed[:5]}


@lru_cache(maxsize=200)
def qr(url: str) -> Markup:
    return Markup(segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))


def of_round(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """Every stolik of a round that was opened, closed, sealed, withdrawn, or about whose late ballots somebody has decided."""
    round_ = round_of(db, str(entry.subject))
    return [(f"stolik-{one}", "") for one in people_of(db, round_)] if round_ else []


@shown_on("round", where=of_round)
def box_paper(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#paper", block(BOX, "paper", paper(db, stolik_in(channel)), lang))


@shown_on("issue", where=lambda db, entry: [(f"stolik-{entry.stolik_id}", "")] if entry.kind in CHANGES_SLIP else [])
def box_texts(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """What can be chosen is fixed, but what it is called, or is one with what, may change."""
    known = paper(db, stolik_in(channel))
    return partial("#paper", block(BOX, "paper", known, lang)) if known["slip"] else ""


@shown_on("round", where=of_round)
def count_mark(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """The page of the vote fetches itself again when this changes."""
    return partial("#vote-mark", block(COUNT, "mark", paper(db, stolik_in(channel)), lang))


def of_count(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    """Heard by the moderator's tablets alone until the totals may be seen."""
    round_ = None if is_running(entry) else round_of(db, entry.fields["round_id"])
    if round_ is None:
        return []
    return [(f"{'stolik' if totals_may_be_seen(round_) else 'count'}-{entry.stolik_id}", f"{round_.id}:{entry.subject}")]


@shown_on("tally", where=of_count)
def counted_hands(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """One number, with those that stood before."""
    stolik_id, parts = stolik_in(channel), []
    for round_id, choice_id in (key.split(":") for key in keys):
        counts, typed = counts_at(db, round_id, stolik_id), typed_at(db, round_id, stolik_id)
        shown = row(round_id, choice_id, "", counts.get(choice_id), typed.get(choice_id, []))
        parts.append(partial(f"#counted-{choice_id}", block(COUNT, "counted", {"row": shown}, lang)))
    return "".join(parts)


def stolik_in(channel: str) -> int:
    return int(channel.rpartition("-")[2])
