"""/desk/rounds: votes are opened with their rules, watched, closed, decided about and sealed here, and their results are read."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from app.desk.seats import qr
from app.editions.queries import current_edition, themes
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.pages import page
from app.live.seat import DESK, ORGANISER
from app.live.seated import fitting, has_role
from app.seats.addresses import addresses
from app.stoliki.queries import stoliki
from app.votes.queries import ISSUES, OPEN, SEALED, late_of, open_rounds, people_of, round_of, rounds_in, totals_may_be_seen
from app.votes.telling import Outcome, outcome
from app.votes.turnout import Turnout, turnout

router = APIRouter()
TEMPLATE = "desk/rounds.html"
SAME = ("about", "theme_id", "rule", "dots", "most", "token", "threshold", "open_totals")
ANOTHER, MOST_TITLE = " (2)", 200
Values = dict[str, Any]


class RoundCard(NamedTuple):
    """A round as the desk sees it. `late`: ballots that came after the close and wait for a decision; `again`: what opens another one
    by the same rules."""

    round: Any
    turnout: Turnout
    late: int
    numbers: list[int]
    again: Values


class Tie(NamedTuple):
    """What shares a place, for people to decide about."""

    place: int
    choices: list[dict[str, str]]


@router.get("/desk/rounds", response_class=HTMLResponse)
def rounds(request: Request, round: str = "", stolik: str = "") -> Response:
    """The votes of this edition; the result of the one that was asked for, of one stolik or of all of them."""
    seat = fitting(request, has_role(ORGANISER))
    return page(request, TEMPLATE, f"hall,{DESK}", seat, lambda db: everything(db, round, stolik))


@router.get("/desk/rounds/cards", response_class=HTMLResponse)
def table_cards(request: Request) -> Response:
    """A sheet for every stolik, to be printed: the way for residents' phones. No card of a seat has this code, and this opens no seat."""
    seat, base = fitting(request, has_role(ORGANISER)), addresses(request).base

    def build(db: Connection) -> Values:
        edition = current_edition(db)
        found = stoliki(db, edition.id) if edition else []
        return {"edition": edition, "sheets": [(one, url := f"{base}/vote?stolik={one.number}", qr(url)) for one in found]}

    return page(request, "desk/rounds/cards.html", "", seat, build)


def everything(db: Connection, wanted: str, number: str) -> Values:
    edition = current_edition(db)
    places = stoliki(db, edition.id) if edition else []
    known = {"edition": edition, "place": edition.id if edition else 0, "places": {one.id: one.number for one in places}, "stoliki": places}
    return known | {"themes": themes(db, edition.id) if edition else []} | listed(db) | chosen(db, wanted, number, places)


def listed(db: Connection) -> Values:
    """The cards: what is open, what waits for a decision or the seal, what is over, what was withdrawn."""
    edition = current_edition(db)
    found = [card(db, one) for one in rounds_in(db, edition.id)] if edition else []
    gone = rounds_in(db, edition.id, withdrawn=True) if edition else []
    parts = {"open": [], "closed": [], "sealed": []}  # type: dict[str, list[RoundCard]]
    for one in found:
        parts[one.round.state].append(one)
    return {"cards": parts, "withdrawn": gone, "nth": max((one.round.nth for one in found), default=0) + 1}


def card(db: Connection, round_: Any) -> RoundCard:
    edition = current_edition(db)
    voting = people_of(db, round_)
    here = [one for one in stoliki(db, edition.id) if one.id in voting] if edition else []
    late = late_of(db, round_.id) if round_.state != SEALED else 0
    return RoundCard(round_, turnout(db, round_), late, [one.number for one in here], again(round_, [one.id for one in here]))


def again(round_: Any, stolik_ids: list[int]) -> Values:
    """A round that was closed by mistake is not opened again, for its totals were seen: people vote anew, on what is there now."""
    rules = {name: getattr(round_, name) for name in SAME}
    title = round_.title if round_.title.endswith(ANOTHER) else round_.title[: MOST_TITLE - len(ANOTHER)] + ANOTHER
    return rules | {"title": title, "stolik_ids": stolik_ids, "methods": round_.methods.split(), "only": None}


def chosen(db: Connection, wanted: str, number: str, places: Iterable[Any]) -> Values:
    """The result: of the round that was asked for, else of the newest whose totals may be seen."""
    edition = current_edition(db)
    shown = [one for one in rounds_in(db, edition.id) if totals_may_be_seen(one)] if edition else []
    round_ = next((one for one in shown if one.id == wanted), shown[0] if shown else None)
    if round_ is None:
        return {"chosen": None, "here": None, "voting": [], "outcome": None, "ties": []}
    voting = [one for one in places if one.id in people_of(db, round_)]
    here = next((one for one in voting if str(one.number) == number), None)
    told = outcome(db, round_, here.id if here else None)
    return {"chosen": round_, "here": here, "voting": voting, "outcome": told, "ties": ties(told, round_, here)}


def ties(told: Outcome | None, round_: Any, here: Any) -> list[Tie]:
    """Those that people may still decide about. In a round on issues each stolik has its own first place."""
    if told is None or round_.state == OPEN or (round_.about == ISSUES and here is None):
        return []
    groups: dict[int, list[dict[str, str]]] = {}
    for line in told.lines:
        if line.tied and not line.reason:
            groups.setdefault(line.place, []).append({"id": line.id, "text": line.text})
    return [Tie(place, choices) for place, choices in groups.items() if len(choices) > 1]


@shown_on("round", "ballot", where=lambda db, entry: [(DESK, "")] if entry.noun == "round" or entry.late else [])
def desk_rounds(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#rounds-now", block(TEMPLATE, "now", listed(db), lang))


def voted(db: Connection, entry: Entry) -> Iterable[tuple[str, str]]:
    """A ballot changes its round's number, a headcount that of every round that is open."""
    if entry.noun == "ballot":
        return [("hall", str(entry.subject))]
    edition = current_edition(db)
    return [("hall", one.id) for one in open_rounds(db, edition.id)] if edition else []


@shown_on("ballot", "headcount", where=voted)
def desk_turnout(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    found = [round_of(db, key) for key in keys]
    now = [RoundCard(one, turnout(db, one), 0, [], {}) for one in found if one is not None]
    return "".join(partial(f"#round-turnout-{one.round.id}", block(TEMPLATE, "turnout", {"card": one}, lang)) for one in now)
