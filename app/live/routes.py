"""The doors of the spine: POST /commands, /live (WebSocket, or long poll), health."""

import asyncio
import contextlib
import json
from typing import Any

import orjson
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.live.db import Database
from app.live.door import answer_json, commands
from app.live.ears import Listener
from app.live.hub import Hub, now_ms
from app.live.journal import latest
from app.live.origin import is_ours
from app.live.presence import ROUTES as PRESENCE
from app.live.seat import PARTICIPANT, Seat, hears
from app.live.seated import language, named_seat
from app.live.wire import line_to, ping_seldom

LONGEST_POLL_SECONDS = 25.0
MOST_CHANNELS = 64
LARGEST_WHOLE, BEHIND_SECONDS = 2**53, 3.0
TEXT_ONLY, OVERLOAD, JOIN_AGAIN, FORBIDDEN, RELOAD = 1003, 1013, 4401, 4403, 4409
STATUSES = {JOIN_AGAIN: 401, FORBIDDEN: 403, RELOAD: 409, OVERLOAD: 503}


def wanted_channels(query: Any) -> tuple[str, ...]:
    """The channels of `channels=a,b`, each once, in order."""
    return tuple(dict.fromkeys(one for one in query.get("channels", "").split(",") if one))


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def refused(state: Any, seat: Seat | None, channels: tuple[str, ...], version: str | None) -> int | None:
    """The close code for who may not hear this, or not now; None for who may."""
    if seat is None:
        return JOIN_AGAIN
    if version is not None and version != state.version:
        return RELOAD
    if not channels or len(channels) > MOST_CHANNELS or not all(hears(seat, channel) for channel in channels):
        return FORBIDDEN
    settings, hub = state.settings, state.hub
    if len(hub.listeners) >= settings.sockets or hub.pages[seat.id] >= settings.sockets_per_seat:
        return OVERLOAD
    return None


async def live(socket: WebSocket) -> None:
    """Pushes down; up come only pings."""
    state, query = socket.app.state, socket.query_params
    if not is_ours(socket.headers, socket.url.scheme, state.settings.public_url):
        await socket.send_denial_response(PlainTextResponse("foreign origin", 403))
        return
    await socket.accept()
    seat, channels = named_seat(socket, query.get("seat")), wanted_channels(query)
    if (code := refused(state, seat, channels, query.get("version"))) is not None:
        await socket.close(code)
        return
    assert seat is not None
    limits = state.settings.listener_bytes, state.settings.listener_frames, state.settings.listener_blocked_seconds
    if slow := seat.role == PARTICIPANT:
        ping_seldom(socket)
    listener = Listener(channels, language(socket), line_to(socket, *limits), seat.id, token_of(socket, seat), slow)
    state.hub.join(listener, whole_number(query.get("since")), query.get("epoch"))
    try:
        await _answer_pings(socket)
    finally:
        state.hub.leave(listener)


async def _answer_pings(socket: WebSocket) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        while (message := await socket.receive())["type"] == "websocket.receive":
            if message.get("text") is None:
                await socket.close(TEXT_ONLY, "text only")
                return
            if (answer := pong(message["text"])) is not None:
                with contextlib.suppress(RuntimeError):  # what the library raises when the hub has let go of this page meanwhile
                    await socket.send_text(answer)


def pong(said: str) -> str | None:
    """The answer to a ping; nonsense has none. Only a number a browser can count to is echoed."""
    try:
        message = orjson.loads(said)
    except ValueError:  # no JSON, numbers beyond all numbers, nested without end
        return None
    if not isinstance(message, dict) or message.get("t") != "ping":
        return None
    k = message.get("k")
    return json.dumps({"t": "pong", "k": k if isinstance(k, int) and abs(k) <= LARGEST_WHOLE else None})


def token_of(connection: HTTPConnection, seat: Seat) -> str:
    """The cookie behind a seat, so that its release can end this page's listening."""
    return str(connection.cookies.get(connection.app.state.doorkeeper.cookie_name(seat.id), ""))


class Basket:
    """A line for one long poll: what would have been sent, gathered."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.filled = asyncio.Event()
        self.closed: int | None = None

    def send(self, message: bytes, framed: bytes) -> None:
        if self.closed is not None:
            return
        self.messages.append(json.loads(message))
        if self.messages[-1]["t"] in ("push", "heal"):
            self.filled.set()

    def look(self) -> None:
        """A basket is emptied by its own request."""

    def close(self, code: int) -> None:
        self.closed = code
        self.filled.set()


async def poll(request: Request) -> Response:
    """The same messages by long poll, for networks where no WebSocket opens. A close code is told in the status and in words."""
    state, query = request.app.state, request.query_params
    seat, channels = named_seat(request, query.get("seat")), wanted_channels(query)
    if (code := refused(state, seat, channels, query.get("version"))) is not None:
        return turned_away(state.epoch, code)
    assert seat is not None
    basket, hub = Basket(), state.hub
    listener = Listener(channels, language(request), basket, seat.id, token_of(request, seat), seat.role == PARTICIPANT)
    hub.join(listener, whole_number(query.get("since")), query.get("epoch"))
    try:
        await filled(basket, request, min(float(whole_number(query.get("wait")) or 0), LONGEST_POLL_SECONDS))
    finally:
        hub.leave(listener)
    if basket.closed is not None:
        return turned_away(state.epoch, basket.closed)
    return answer_json(200, {"v": 1, "epoch": state.epoch, "messages": basket.messages, "now": now_ms()})


def turned_away(epoch: str, code: int) -> Response:
    """A long poll that may not go on."""
    return answer_json(STATUSES.get(code, 503), {"v": 1, "epoch": epoch, "code": code, "messages": []}, 5 if code == OVERLOAD else None)


async def filled(basket: Basket, request: Request, seconds: float) -> None:
    """Until there is something to tell, the time is up, or nobody is there to be told."""
    gone = asyncio.create_task(disconnected(request))
    full = asyncio.create_task(basket.filled.wait())
    await asyncio.wait((gone, full), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in (gone, full):
        task.cancel()


async def disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def healthz(request: Request) -> JSONResponse:
    """The process is alive."""
    return JSONResponse({"status": "ok"})


def readyz(request: Request) -> JSONResponse:
    """It can read its database, its writer and its follower keep up, and it can write; 503 when not."""
    db: Database = request.app.state.db
    hub: Hub = request.app.state.hub
    with db.read() as connection:
        seq = latest(connection)
    behind = max(hub.behind_seconds(), request.app.state.recorder.stuck_seconds()) > BEHIND_SECONDS
    said = {"epoch": request.app.state.epoch, "seq": seq, "pushed": hub.seq, "listeners": len(hub.listeners)}
    status = "behind" if behind else "ready" if hub.writable() else "read-only"
    return JSONResponse({"status": status} | said, 200 if status == "ready" else 503)


ROUTES = [
    Route("/commands", commands, methods=["POST"]),
    WebSocketRoute("/live", live),
    Route("/live", poll, methods=["GET"]),
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
    *PRESENCE,
]
