"""/desk/screens: every screen in the hall, what it shows now and whether it is alive; what it shall show next, seen before it is sent."""

import time
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import Connection

from app.editions.queries import current_edition, themes
from app.live.door import answer_json
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.live.languages import LANGUAGES
from app.live.pages import page
from app.live.seat import DESK, ORGANISER
from app.live.seated import fitting, has_role
from app.stage.queries import State, projectors, states

router = APIRouter()
TEMPLATE = "desk/screens.html"
TOLD = ("screen_id", "scene", "theme_id", "turn", "frozen", "black", "size", "scheme", "languages", "calm")
SPEAKS = ["pl"]  # what a screen that was told nothing is told with the first button


@router.get("/desk/screens", response_class=HTMLResponse)
def screens(request: Request, screen: str = "") -> Response:
    """The page, with the form for the screen that was asked for, else for the first."""
    seat = fitting(request, has_role(ORGANISER))
    return page(request, TEMPLATE, f"hall,{DESK}", seat, lambda db: everything(db, screen))


@router.get("/desk/screens/presence")
def presence(request: Request) -> Response:
    """Which screens are heard now: memory only, so it is asked for every few seconds."""
    fitting(request, has_role(ORGANISER))
    state = request.app.state
    with state.db.read() as db:
        known = [one.id for one in projectors(db)]
    now, found = time.time_ns() // 1_000_000, alive(known, state.hub.listeners, state.presence.all())
    return answer_json(200, {"now": now, "screens": found})


def alive(screen_ids: Iterable[str], listeners: Iterable[Any], reports: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Screen -> the windows that hear the map now, when it was heard last, what it said of itself (null: nobody knows)."""
    ears, said = list(listeners), sorted(reports, key=lambda one: int(one.at))
    found = {}
    for one in screen_ids:
        windows = sum(ear.seat_id == one and "map" in ear.channels for ear in ears)
        last = next((report for report in reversed(said) if report.seat.id == one), None)
        found[one] = {"windows": windows, "at": last.at if last else None} | seen(last)
    return found


def seen(last: Any) -> dict[str, Any]:
    """Whether anybody can see it, whether its computer is dark: the desk's pictures of it are, too."""
    return {"visible": last.said.visible if last else None, "dark": last.said.dark if last else None}


def everything(db: Connection, wanted: str) -> dict[str, Any]:
    edition, known = current_edition(db), projectors(db)
    shown = states(db, [one.id for one in known])
    chosen = next((one.id for one in known if one.id == wanted), known[0].id if known else "")
    cards = [card(db, one.id, one.label, shown[one.id]) for one in known]
    return {"edition": edition, "cards": cards, "chosen": chosen, "states": shown} | {"themes": listed(db)}


def listed(db: Connection) -> list[Any]:
    edition = current_edition(db)
    return list(themes(db, edition.id)) if edition else []


def card(db: Connection, screen_id: str, label: str, state: State) -> dict[str, Any]:
    """A screen in words; `dark`, `still`: all it is told when the key is pressed."""
    told = {name: state[name] for name in TOLD}
    told["languages"] = told["languages"] or SPEAKS
    names = {one.id: f"{one.number}. {one.name}" for one in listed(db)}
    keys = {"dark": told | {"black": not state["black"]}, "still": told | {"frozen": not state["frozen"]}}
    spoken = [LANGUAGES[one] for one in state["languages"]]
    return {"id": screen_id, "label": label, "state": state, "theme": names.get(state["theme_id"], ""), "spoken": spoken} | keys


@shown_on("screen", where=lambda db, entry: told_card(entry))
def desk_cards(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    """What the desks see of it: in words; the picture beside it hears for itself."""
    labels, shown = {one.id: one.label for one in projectors(db)}, states(db, keys)
    cards = [card(db, key, labels[key], shown[key]) for key in keys if key in labels]
    return "".join(partial(f"#screen-{one['id']}", block(TEMPLATE, "card", {"card": one}, lang)) for one in cards)


def told_card(entry: Entry) -> Iterable[tuple[str, str]]:
    return [(DESK, str(entry.subject))]
