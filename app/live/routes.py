"""The doors of the spine: POST /commands, /live (WebSocket, or long poll), health."""

import asyncio
import contextlib
import json
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.live.db import Database
from app.live.door import answer_json, commands
from app.live.hub import Hub, Listener
from app.live.journal import latest
from app.live.origin import is_ours
from app.live.seat import Seat, hears
from app.live.seated import language, named_seat
from app.live.wire import line_to

LONGEST_POLL_SECONDS = 25.0
MOST_CHANNELS = 64
JOIN_AGAIN, FORBIDDEN = 4401, 4403


def wanted_channels(query: Any) -> tuple[str, ...]:
    """The channels of `channels=a,b`, each once, in order."""
    return tuple(dict.fromkeys(one for one in query.get("channels", "").split(",") if one))


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def refused(seat: Seat | None, channels: tuple[str, ...]) -> int | None:
    """The close code for who may not hear this, None for who may."""
    if seat is None:
        return JOIN_AGAIN
    if not channels or len(channels) > MOST_CHANNELS or not all(hears(seat, channel) for channel in channels):
        return FORBIDDEN
    return None


async def live(socket: WebSocket) -> None:
    """Pushes down; up come only pings."""
    state, query = socket.app.state, socket.query_params
    if not is_ours(socket.headers, socket.url.scheme, state.settings.public_url):
        await socket.send_denial_response(PlainTextResponse("foreign origin", 403))
        return
    await socket.accept()
    seat, channels = named_seat(socket, query.get("seat")), wanted_channels(query)
    if (code := refused(seat, channels)) is not None:
        await socket.close(code)
        return
    assert seat is not None
    limits = state.settings.listener_bytes, state.settings.listener_frames, state.settings.listener_blocked_seconds
    listener = Listener(channels, language(socket), line_to(socket, *limits), seat.id, token_of(socket, seat))
    state.hub.join(listener, whole_number(query.get("since")), query.get("epoch"))
    try:
        await _answer_pings(socket, listener)
    finally:
        state.hub.leave(listener)


async def _answer_pings(socket: WebSocket, listener: Listener) -> None:
    with contextlib.suppress(WebSocketDisconnect, KeyError):
        while True:
            said = await socket.receive_text()
            with contextlib.suppress(ValueError, RecursionError):
                message = json.loads(said)
                if isinstance(message, dict) and message.get("t") == "ping":
                    await socket.send_text(json.dumps({"t": "pong", "k": message.get("k")}))


def token_of(connection: HTTPConnection, seat: Seat) -> str:
    """The cookie behind a seat, so that its release can end this page's listening."""
    return str(connection.cookies.get(connection.app.state.doorkeeper.cookie_name(seat.id), ""))


class Basket:
    """A line for one long poll: what would have been sent, gathered."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.filled = asyncio.Event()

    def send(self, message: bytes, framed: bytes) -> None:
        self.messages.append(json.loads(message))
        if self.messages[-1]["t"] in ("push", "heal"):
            self.filled.set()

    def look(self) -> None:
        """A basket is emptied by its own request."""

    def close(self, code: int) -> None:
        self.filled.set()


async def poll(request: Request) -> Response:
    """The same messages by long poll, for networks where no WebSocket opens."""
    state, query = request.app.state, request.query_params
    seat, channels = named_seat(request, query.get("seat")), wanted_channels(query)
    if (code := refused(seat, channels)) is not None:
        return answer_json(401 if code == JOIN_AGAIN else 403, {"v": 1, "epoch": state.epoch, "messages": []})
    basket, hub = Basket(), state.hub
    assert seat is not None
    listener = Listener(channels, language(request), basket, seat.id, token_of(request, seat))
    hub.join(listener, whole_number(query.get("since")), query.get("epoch"))
    try:
        wait = min(float(whole_number(query.get("wait")) or 0), LONGEST_POLL_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(basket.filled.wait(), wait)
    finally:
        hub.leave(listener)
    return answer_json(200, {"v": 1, "epoch": state.epoch, "messages": basket.messages})


async def healthz(request: Request) -> JSONResponse:
    """The process is alive."""
    return JSONResponse({"status": "ok"})


def readyz(request: Request) -> JSONResponse:
    """It can read its database and its follower keeps up."""
    db: Database = request.app.state.db
    hub: Hub = request.app.state.hub
    with db.read() as connection:
        seq = latest(connection)
    return JSONResponse(
        {"status": "ready", "epoch": request.app.state.epoch, "seq": seq, "pushed": hub.seq, "listeners": len(hub.listeners)}
    )


ROUTES = [
    Route("/commands", commands, methods=["POST"]),
    WebSocketRoute("/live", live),
    Route("/live", poll, methods=["GET"]),
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
]
