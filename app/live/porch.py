"""The porch: the busiest doors stand here, before the framework's middleware, which would cost them more than what they do.

The same doors are routes of the application, too; there everybody finds them who looks for what there is.
"""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from app.live.seated import NotYours, Unseated
from app.live.statics import Shelf
from app.live.turned import not_yours, unseated

Door = Callable[[Request], Awaitable[Response]]
Ear = Callable[[WebSocket], Awaitable[None]]


class Porch:
    """`doors`: (method, path) -> who answers there; `ears`: path -> who listens at a WebSocket. Files stand on a shelf beside them."""

    def __init__(self, web: FastAPI, doors: Mapping[tuple[str, str], Door], ears: Mapping[str, Ear]) -> None:
        self.web, self.doors, self.ears, self.shelf = web, doors, ears, Shelf()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (door := self.doors.get((scope["method"], scope["path"]))) is not None:
            scope["app"] = self.web
            answer = await answered(door, Request(scope, receive))
            await answer(scope, receive, send)
        elif scope["type"] == "websocket" and (ear := self.ears.get(scope["path"])) is not None:
            scope["app"] = self.web
            await ear(WebSocket(scope, receive, send))
        elif scope["type"] == "http" and scope["method"] == "GET" and (file := self.shelf.at(scope["path"])) is not None:
            await file(scope, receive, send)
        else:
            await self.web(scope, receive, send)


async def answered(door: Door, request: Request) -> Response:
    """Who has no seat, or the wrong one, hears it in the same words as everywhere."""
    try:
        return await door(request)
    except Unseated as nobody:
        return await unseated(request, nobody)
    except NotYours as other:
        return await not_yours(request, other)
