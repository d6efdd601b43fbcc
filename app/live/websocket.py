"""uvicorn's WebSocket class with what it lacks: RFC 6455 to the letter, a budget of frames, an end that waits for nobody.

Of the RFC the library checks all but lengths that could be shorter; and it reads a control frame of 60 kB to its end before it
finds it too long. Here every frame is judged by its head, before a byte of its payload is kept.
"""

import asyncio
from collections.abc import Generator
from http import HTTPStatus

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ProtocolError
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.streams import StreamReader

EXTENSION = "stoliki.wire"
CLOSING_SECONDS = 1.0  # for a peer to read our last words
SLICE_BYTES = 1024  # read so much, then count: a packet of 40,000 empty frames is not parsed to its end
MOST_FRAMES, FRAMES_SECONDS = 200, 10.0  # of one peer; a page sends a ping when it wakes and a pong every 5 s
MOST_FRAGMENTS = 64  # of one message; empty ones cost memory without adding to its size
TEXT_ONLY, TOO_MUCH = 1003, 1008
RESERVED, FINAL, MASKED, CONTROL, SHORT, LONGEST_CONTROL = 0x70, 0x80, 0x80, 0x08, 0x7F, 125


class StrictReader(StreamReader):
    """What the library reads from: the parser asks for the end of the stream before each frame, then for 2 bytes of head,
    then perhaps for 2 or 8 bytes of length."""

    _next = ""

    def at_eof(self) -> Generator[None, None, bool]:
        self._next = "head"
        return (yield from super().at_eof())

    def read_exact(self, n: int) -> Generator[None, None, bytearray]:
        data = yield from super().read_exact(n)
        if self._next == "head":
            check_head(data)
            self._next = "length" if data[1] & SHORT > LONGEST_CONTROL else ""
        elif self._next == "length":
            check_length(data)
            self._next = ""
        return data


def check_head(head: bytearray) -> None:
    """RFC 6455, section 5.2 and 5.5. Raises ProtocolError; the opcode is looked at by the library right after."""
    if head[0] & RESERVED:
        raise ProtocolError("reserved bits must be 0")
    if not head[1] & MASKED:
        raise ProtocolError("incorrect masking")
    if head[0] & CONTROL and not head[0] & FINAL:
        raise ProtocolError("fragmented control frame")
    if head[0] & CONTROL and head[1] & SHORT > LONGEST_CONTROL:
        raise ProtocolError("control frame too long")


def check_length(length: bytearray) -> None:
    """The minimal number of bytes, and never the top bit."""
    size = int.from_bytes(length, "big")
    if size <= LONGEST_CONTROL or (len(length) == 8 and size < 1 << 16):
        raise ProtocolError("length could be shorter")
    if size >> 63:
        raise ProtocolError("length out of range")


class StolikiWebSocket(WebSocketsSansIOProtocol):
    """It also shows itself to the application, which writes prebuilt frames to it (wire.py)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.close_timeout = CLOSING_SECONDS
        self.conn.reader, self.conn.parser = StrictReader(), self.conn.parse()
        next(self.conn.parser)
        self._last_call: asyncio.TimerHandle | None = None
        self._frames, self._counted_since = 0, self.loop.time()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._last_call is not None:
            self._last_call.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE_BYTES):
            super().data_received(data[start : start + SLICE_BYTES])
            if self.transport.is_closing():
                break
        if not self.handshake_initiated and not self.transport.is_closing():
            self._turn_away()
        self._see_off()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: dict[str, object] = self.scope["extensions"]  # type: ignore[assignment]
            extensions[EXTENSION] = self

    def handle_events(self) -> None:
        if self._within_budget(len(self.conn.events)):
            super().handle_events()
        else:
            self._fail("too many frames")

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < MOST_FRAGMENTS:
            super().handle_cont(event)
        else:
            self._fail("too many fragments")

    def handle_bytes(self, event: Frame) -> None:
        self._fail("text only", TEXT_ONLY)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._see_off()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self._see_off()

    def shutdown(self) -> None:
        super().shutdown()
        self._see_off()

    def farewell(self, code: int, reason: str = "") -> None:
        """Close at once, whether it can be written or not: nothing more is said to this peer."""
        if self.close_sent or self.transport.is_closing() or self.conn.state is not OPEN:
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)
        if self.read_paused:  # its own close may wait behind what we have not read
            self.read_paused = False
            self.transport.resume_reading()

    def _within_budget(self, frames: int) -> bool:
        now = self.loop.time()
        if now - self._counted_since > FRAMES_SECONDS:
            self._frames, self._counted_since = 0, now
        self._frames += frames
        return self._frames <= MOST_FRAMES

    def _fail(self, reason: str, code: int = TOO_MUCH) -> None:
        self.conn.events.clear()
        if self.conn.state is OPEN:
            self.conn.fail(code, reason)
            self.handle_parser_exception()
        self.transport.close()

    def _turn_away(self) -> None:
        """A handshake that was no request; the library has an answer for some of them."""
        said = b"".join(self.conn.data_to_send())
        if not said:
            said = b"HTTP/1.1 %d Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % HTTPStatus.BAD_REQUEST
        self.close_sent = self.handshake_complete = True
        self.transport.write(said)
        self.transport.close()

    def _see_off(self) -> None:
        """What is closing is gone in a second, whether the peer reads our last words or not."""
        if self._last_call is None and (self.close_sent or self.transport.is_closing()):
            self._last_call = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)
