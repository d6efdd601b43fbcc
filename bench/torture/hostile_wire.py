"""Peers that do not keep to the rules, over plain sockets: they say their bytes and tell how it ended."""

import asyncio
import contextlib
import os
import socket
import struct
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

GONE_SECONDS = 12.0  # by then a peer that is stuck, silent or dripping has been freed
PATIENCE = 20.0  # and this long we wait before saying that it has not
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
READ = 65_536
TEXT, BINARY, CONT, CLOSE, PING, PONG = 0x81, 0x82, 0x80, 0x88, 0x89, 0x8A


@dataclass(frozen=True)
class Target:
    """Where the attackers knock, and with whose cookie."""

    port: int
    cookie: str
    channels: str
    host: str = "127.0.0.1"

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def head(self, first: str = "", drop: tuple[str, ...] = (), **more: str) -> bytes:
        """The head of a proper handshake, with headers left out, changed or added (names with _ for -)."""
        headers = {
            "Host": f"{self.host}:{self.port}", "Origin": self.origin, "Cookie": self.cookie, "Upgrade": "websocket",
            "Connection": "Upgrade", "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13",
        } | {name.replace("_", "-"): value for name, value in more.items()}  # fmt: skip
        lines = [first or f"GET /live?channels={self.channels} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items() if name not in drop]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def request(self, first: str, *lines: str, body: bytes = b"") -> bytes:
        """A plain request with the seat's cookie, exactly these further header lines, and whatever follows."""
        head = [first, f"Host: {self.host}:{self.port}", f"Origin: {self.origin}", f"Cookie: {self.cookie}", "X-Stoliki: 1", *lines]
        return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + body


@dataclass
class Fate:
    """How it ended: the status or the close code the server gave, `dropped` when it went without, `alive` when it did not go."""

    code: int | None = None
    reason: str = ""
    alive: bool = False
    seconds: float = 0.0
    said: bytes = b""
    frames: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def dropped(self) -> bool:
        return not self.alive and self.code is None

    def __str__(self) -> str:
        how = "alive" if self.alive else "dropped" if self.code is None else f"{self.code} {self.reason}"
        return f"{how} after {self.seconds:.1f} s"


Say = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def framed(first: int, payload: bytes = b"", masked: bool = True) -> bytes:
    """A client's frame, its length said as it should be."""
    size, mask = len(payload), 0x80 if masked else 0
    if size < 126:
        head = bytes((first, mask | size))
    elif size < 65_536:
        head = struct.pack("!BBH", first, mask | 126, size)
    else:
        head = struct.pack("!BBQ", first, mask | 127, size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + xored(payload, key)


def xored(payload: bytes, key: bytes) -> bytes:
    wide = (key * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(wide, "big")).to_bytes(len(payload), "big")


async def connected(target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    line = socket.socket()
    line.setblocking(False)
    await asyncio.wait_for(asyncio.get_running_loop().sock_connect(line, (target.host, target.port)), PATIENCE)
    return await asyncio.open_connection(sock=line, limit=2**20)


async def welcomed(target: Target, head: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A socket that has been let in and greeted. Raises AssertionError."""
    reader, writer = await connected(target)
    writer.write(head or target.head())
    said = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    assert said.startswith(b"HTTP/1.1 101"), said
    first, payload = await asyncio.wait_for(one_frame(reader), PATIENCE)
    assert b"welcome" in payload, (first, payload)
    return reader, writer


async def one_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """A server's frame. Raises IncompleteReadError or ConnectionError at the end."""
    first, size = await reader.readexactly(2)
    if size == 126:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", await reader.readexactly(8))
    return first, await reader.readexactly(size)


async def on_socket(target: Target, say: Say, patience: float = PATIENCE, answers_pings: bool = False) -> Fate:
    """Be let in, misbehave, listen until the end."""
    reader, writer = await welcomed(target)
    return await watched(reader, writer, say, socket_end(reader, writer, answers_pings), patience)


async def on_http(target: Target, say: Say, patience: float = PATIENCE) -> Fate:
    """Connect, misbehave, read until the end."""
    reader, writer = await connected(target)
    return await watched(reader, writer, say, http_end(reader), patience)


async def watched(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, say: Say, end: Awaitable[Fate], patience: float) -> Fate:
    saying, start = asyncio.create_task(quietly(say(reader, writer))), time.monotonic()
    try:
        fate = await asyncio.wait_for(end, patience)
    except TimeoutError:
        fate = Fate(alive=True)
    fate.seconds = time.monotonic() - start
    saying.cancel()
    writer.transport.abort()
    return fate


async def quietly(saying: Awaitable[None]) -> None:
    with contextlib.suppress(OSError, asyncio.CancelledError):
        await saying


async def socket_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers_pings: bool) -> Fate:
    fate = Fate()
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            first, payload = await one_frame(reader)
            fate.frames.append((first, payload))
            if first == CLOSE and fate.code is None:
                fate.code, fate.reason = struct.unpack("!H", payload[:2])[0], payload[2:].decode()
            if first == PING and answers_pings:
                writer.write(framed(PONG, payload))
    return fate


async def http_end(reader: asyncio.StreamReader) -> Fate:
    fate = Fate()
    with contextlib.suppress(OSError):
        while data := await reader.read(READ):
            fate.said += data
    if fate.said.startswith(b"HTTP/1.1 "):
        fate.code = int(fate.said[9:12])
    return fate


def saying(*pieces: bytes, every: float = 0.0) -> Say:
    """These bytes, one after another, so far apart; a full pipe is waited for."""

    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return say


def dripping(data: bytes, first: bytes = b"") -> Say:
    """Some at once, then a byte a second for as long as anyone listens."""

    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        for byte in data:
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(1)

    return say
