"""uvicorn's HTTP class with what it lacks: deadlines and sizes for a request's head and body, and for reading the answer.

A connection that says nothing goes, one that sends a byte a second goes, and so does one that never reads.
"""

import asyncio
import resource

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES, MOST_HEADERS = 64 * 1024, 100
BODY_BYTES = 1024 * 1024  # of any request; POST /commands says 413 much earlier
UPLOADS, UPLOAD_BYTES, UPLOAD_SECONDS = {b"/desk/import"}, 64 * 1024 * 1024, 60.0  # so that one too large is told so in words
GRACE_SECONDS = 1.0  # after the deadline, in which the application may say 408 itself
WRITE_SECONDS = 30.0  # a page is read by then even on the worst network
MOST_PIPELINED = 16
VERSIONS = ("1.0", "1.1")
SPARE_DESCRIPTORS = 100  # for the database, its readers, and a log


class Unheard(Exception):
    """Raised into the parser: the answer is 400 and the end of the connection."""


class StolikiHttp(HttpToolsProtocol):
    """One clock: it runs from the connection, or from the first byte of a further request, to the end of its head, then of its body."""

    request_seconds = 10.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._in_head, self._unread, self._head_bytes, self._body_bytes, self._most = True, 0, 0, 0, BODY_BYTES
        self._clock: asyncio.TimerHandle | None = self.loop.call_later(self.request_seconds, transport.abort)
        self._last_call: asyncio.TimerHandle | None = None
        if len(self.connections) > most_connections():
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        if self._last_call is not None:
            self._last_call.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._clock is not None and self._unread > (HEAD_BYTES if self._in_head else self._most):
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._unread, self._head_bytes, self._body_bytes, self._most = True, 0, 0, 0, BODY_BYTES
        if self._clock is None:
            self._run_clock(self.request_seconds)

    def on_url(self, url: bytes) -> None:
        self._count_head(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count_head(name + value)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= MOST_PIPELINED or len(self.headers) > MOST_HEADERS:
            raise Unheard
        if self.parser.get_http_version() not in VERSIONS:
            raise Unheard
        self._in_head, self._unread = False, 0
        is_upload = self.url.partition(b"?")[0] in UPLOADS
        self._most = UPLOAD_BYTES if is_upload else BODY_BYTES
        self._run_clock((UPLOAD_SECONDS if is_upload else self.request_seconds) + GRACE_SECONDS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self._body_bytes > self._most:
            raise Unheard
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._stop_clock()
        self._unread = 0
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._stop_clock()
        if self.scope["http_version"] == "1.1":
            super().handle_websocket_upgrade()
        else:
            self.send_400_response("Invalid HTTP request received.")

    def pause_writing(self) -> None:
        super().pause_writing()
        self._see_off()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._last_call is not None and not self.transport.is_closing():
            self._last_call.cancel()
            self._last_call = None

    def send_400_response(self, msg: str) -> None:
        super().send_400_response(msg)
        self._see_off()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._see_off()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._see_off()

    def shutdown(self) -> None:
        super().shutdown()
        self._see_off()

    def _count_head(self, part: bytes) -> None:
        self._head_bytes += len(part)
        if self._head_bytes > HEAD_BYTES:
            raise Unheard

    def _see_off(self) -> None:
        """An answer that nobody reads to the end does not keep its connection."""
        if self._last_call is None:
            self._last_call = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def _run_clock(self, seconds: float) -> None:
        self._stop_clock()
        self._clock = self.loop.call_later(seconds, self.transport.abort)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None


def http_within(seconds: float) -> type[StolikiHttp]:
    """The class with this deadline for a request."""
    return type("StolikiHttp", (StolikiHttp,), {"request_seconds": seconds})


def most_connections() -> int:
    """As many as there are file descriptors, less what the house itself needs."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_DESCRIPTORS
