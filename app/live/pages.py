"""A whole page: rendered at one seq, in one snapshot, and remembered until the journal grows."""

import time
from collections.abc import Callable
from typing import Any

from markupsafe import escape
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.live import journal
from app.live.fragments import whole
from app.live.languages import LANGUAGES
from app.live.seat import Seat
from app.live.seated import language

MOST_REMEMBERED = 200
NO_CLOCK = 'data-now=""'  # a remembered page is told the time when it is given
ANYBODY, A_MINUTE = "anybody-in-the-hall", 60.0  # for whom a shared page is made; s that it is kept
Build = Callable[[Connection], dict[str, Any]]


class PageCache:
    """(page, language, seat) -> the HTML at a seq: a hall that heals at once costs one rendering per page."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, ...], tuple[int, str]] = {}

    def get(self, key: tuple[str, ...], seq: int) -> str | None:
        known = self._pages.get(key)
        return known[1] if known and known[0] == seq else None

    def forget(self) -> None:
        """Something changed that the journal does not tell of."""
        self._pages.clear()

    def put(self, key: tuple[str, ...], seq: int, html: str) -> None:
        if len(self._pages) >= MOST_REMEMBERED:
            self._pages.clear()
        self._pages[key] = (seq, html)


def page(request: Request, template: str, channels: str, seat: Seat | None, build: Build, spoken: str | None = None) -> HTMLResponse:
    """The page with everything link.js needs to go on from here: epoch, seq, channels, seat. `spoken`: what a screen speaks, whatever
    its browser speaks otherwise.

    A page without a seat (joining) speaks to one person alone and is never remembered."""
    lang, state = spoken or language(request), request.app.state
    key = (request.url.path, request.url.query, lang, seat.id) if seat else None
    with state.db.read() as db:
        seq = journal.latest(db)
        html = state.pages.get(key, seq) if key else None
        if html is None:
            html = whole(template, shell(request, seat, seq, channels) | build(db), lang)
            if key:
                state.pages.put(key, seq, html)
    told = html.replace(NO_CLOCK, f'data-now="{time.time_ns() // 1_000_000}"', 1)
    answer = HTMLResponse(told, headers={"Cache-Control": "no-store", "X-Stoliki": "1"})
    return answer if spoken else with_language(answer, request)


def shared(request: Request, template: str, seat: Seat | None, kinds: tuple[str, ...], build: Build = lambda db: {}) -> HTMLResponse:
    """A page that hears no channel and says the same to everybody: made once for a whole hall until one of these kinds is recorded,
    and given the seat's name."""
    lang, state = language(request), request.app.state

    def made() -> str:
        with state.db.read() as db:
            return whole(template, shell(request, seat and Seat(ANYBODY, seat.role), journal.latest(db), "") | build(db), lang)

    html = state.recorder.newest.kept((template, lang), kinds, made, A_MINUTE)
    told = html.replace(NO_CLOCK, f'data-now="{time.time_ns() // 1_000_000}"', 1).replace(ANYBODY, str(escape(seat.id)) if seat else "")
    return with_language(HTMLResponse(told, headers={"Cache-Control": "no-store", "X-Stoliki": "1"}), request)


def shell(request: Request, seat: Seat | None, seq: int, channels: str) -> dict[str, Any]:
    """What every page's <body> says."""
    names = {"seat_id": seat.id, "role": seat.role} if seat else {"seat_id": "", "role": ""}
    state = request.app.state
    rehearsal = state.settings.is_rehearsal
    says = {"epoch": state.epoch, "rehearsal": rehearsal, "version": state.version, "seq": seq, "channels": channels}
    return names | says | {"languages": {code: LANGUAGES[code] for code in state.tongues.offered()}, "path": request.url.path}


def with_language(response: HTMLResponse, request: Request) -> HTMLResponse:
    """`?lang=` is remembered in a cookie."""
    if (wanted := request.query_params.get("lang")) in LANGUAGES:
        secure = request.url.scheme == "https"
        response.set_cookie("lang", str(wanted), max_age=365 * 24 * 3600, httponly=True, samesite="lax", secure=secure)
    return response
