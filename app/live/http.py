"""uvicorn's HTTP class with what it lacks: a deadline and a size for a request's head. A connection that says nothing goes, too."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS, HEAD_BYTES = 10.0, 64 * 1024


class StolikiHttp(HttpToolsProtocol):
    """The clock runs from the connection, or from the first byte of a further request, to the end of its head."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._head_bytes = 0
        self._clock: asyncio.TimerHandle | None = self.loop.call_later(HEAD_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._clock is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._clock is not None and self._head_bytes > HEAD_BYTES:
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._clock is None:
            self._head_bytes = 0
            self._clock = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def on_headers_complete(self) -> None:
        self._stop_clock()
        super().on_headers_complete()

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
