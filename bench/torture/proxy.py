"""A bad network between real clients and the real server: a TCP proxy whose faults are switched while it runs."""

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

UP, DOWN = "up", "down"
CHUNK = 65_536
RESET = struct.pack("ii", 1, 0)  # SO_LINGER 0: closing sends RST
WELCOME = b"<!doctype html><title>Hotel</title><h1>Witamy w sieci Hotel</h1>"
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(WELCOME), WELCOME)


@dataclass(frozen=True)
class Fault:
    """What is wrong with the network now. As it stands here: nothing."""

    delay: float = 0.0  # s, every byte
    jitter: float = 0.0  # s, up to so much more; the order stays
    rate: int = 0  # bytes a second each way
    hold: tuple[str, ...] = ()  # these ways stand still and go on where they stopped, as a link that is down
    lose: tuple[str, ...] = ()  # what goes these ways is swallowed; the connection is a ghost from then on
    cut: int = 0  # after so many bytes more towards the client every connection ends, in the middle of whatever it is
    reset: bool = False  # a cut is a RST, not a FIN
    refuse: bool = False  # new connections get a RST
    mute: bool = False  # new connections are taken and never answered
    portal: bool = False  # every new connection is answered by the hotel's welcome page


CLEAR = Fault()


@dataclass(eq=False)
class Pair:
    """One client and its connection to the server."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    ghost: bool = False  # neither end hears of the other any more, nor of its end
    passed: int = 0  # bytes towards the client since the fault was switched on

    def end(self, abruptly: bool) -> None:
        for end in (self.near, self.far):
            if abruptly:
                with contextlib.suppress(OSError):
                    end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                end.transport.abort()
            else:
                end.close()


@dataclass
class Proxy:
    """`url` is what clients are given; `become` switches the fault, `vanish` and `reset` hit the connections there are."""

    target: tuple[str, int]
    seed: int = 0
    host: str = "127.0.0.1"
    port: int = 0
    fault: Fault = CLEAR
    pairs: set[Pair] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> "Proxy":
        self._random, self._loop, self._tasks = random.Random(self.seed), asyncio.new_event_loop(), set[asyncio.Task[None]]()
        self._changed = asyncio.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10), "the proxy does not listen"
        return self

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(10)

    def become(self, fault: Fault) -> None:
        """From now on the network is like this."""
        self._call(self._switch, fault)

    def clear(self) -> None:
        self.become(CLEAR)

    def vanish(self) -> None:
        """Every client there is goes out of reach without a FIN: half-open at the server and at the page. New ones pass."""
        self._call(self._each, lambda pair: setattr(pair, "ghost", True))

    def reset(self) -> None:
        """Both ends of every connection get a RST."""
        self._call(self._each, lambda pair: pair.end(abruptly=True))

    def _call(self, what: Any, *with_: Any) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (what(*with_), done.set()))
        assert done.wait(10), "the proxy hangs"

    def _switch(self, fault: Fault) -> None:
        self.fault = fault
        self._each(lambda pair: setattr(pair, "passed", 0))
        self._changed.set()
        self._changed = asyncio.Event()

    def _each(self, what: Any) -> None:
        for pair in list(self.pairs):
            what(pair)

    def _run(self, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._ended = asyncio.Event()
        server = await asyncio.start_server(self._client, self.host, self.port)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._ended.wait()
        server.close()
        self._each(lambda pair: pair.end(abruptly=True))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            await self._treat(reader, writer)
        writer.transport.abort()

    async def _treat(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.fault.refuse:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        elif self.fault.mute:
            await self._swallow(reader)
        elif self.fault.portal:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(PORTAL)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        else:
            far_reader, far = await asyncio.open_connection(*self.target)
            await self._couple(Pair(writer, far), reader, far_reader)

    async def _swallow(self, reader: asyncio.StreamReader) -> None:
        while await reader.read(CHUNK):
            pass

    async def _couple(self, pair: Pair, near: asyncio.StreamReader, far: asyncio.StreamReader) -> None:
        self.pairs.add(pair)
        ways = [self._pump(pair, UP, near, pair.far), self._pump(pair, DOWN, far, pair.near)]
        try:
            await asyncio.gather(*ways)
        finally:
            self.pairs.discard(pair)
            pair.far.transport.abort()

    async def _pump(self, pair: Pair, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Bytes of one way, in order, each with its moment; the end of the stream (b"") travels like a byte."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(256)
        reading = asyncio.create_task(self._read(pair, way, reader, queue))
        try:
            await self._write(pair, way, queue, writer)
        except OSError:
            if not pair.ghost:
                pair.end(abruptly=True)
        finally:
            reading.cancel()

    async def _read(self, pair: Pair, way: str, reader: asyncio.StreamReader, queue: "asyncio.Queue[tuple[float, bytes]]") -> None:
        due, data = 0.0, b"-"
        while data:
            await self._moving(way)
            try:
                data = await reader.read(CHUNK)
            except OSError:
                data = b""
            pair.ghost |= way in self.fault.lose
            due = max(due, self._loop.time() + self.fault.delay + self._random.random() * self.fault.jitter)
            await queue.put((due, data))

    async def _write(self, pair: Pair, way: str, queue: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter) -> None:
        data = b"-"
        while data:
            due, data = await queue.get()
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            await self._moving(way)
            if not pair.ghost:
                await self._deliver(pair, way, data, writer)
        if not pair.ghost:
            writer.write_eof()
        await self._haunt(pair)

    async def _haunt(self, pair: Pair) -> None:
        """A ghost's one end has gone and the other is not told."""
        if pair.ghost:
            await self._ended.wait()

    async def _deliver(self, pair: Pair, way: str, data: bytes, writer: asyncio.StreamWriter) -> None:
        for piece in pieces(data, self.fault.rate // 20 or CHUNK):
            left = self.fault.cut - pair.passed
            cut = bool(self.fault.cut) and way == DOWN and len(piece) >= left
            writer.write(piece[: max(0, left)] if cut else piece)
            await writer.drain()
            pair.passed += len(piece) if way == DOWN else 0
            if cut:
                await asyncio.sleep(0.01)
                pair.end(self.fault.reset)
                return
            if self.fault.rate:
                await asyncio.sleep(len(piece) / self.fault.rate)

    async def _moving(self, way: str) -> None:
        while way in self.fault.hold:
            await self._changed.wait()


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """In lumps of at most `size`."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


@contextlib.contextmanager
def proxy(port: int, seed: int = 0, host: str = "127.0.0.1") -> Iterator[Proxy]:
    """A proxy before the server at this port, gone at the end with every connection."""
    running = Proxy((host, port), seed).start()
    try:
        yield running
    finally:
        running.stop()
