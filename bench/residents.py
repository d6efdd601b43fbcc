"""What a phone, a listening page and a probe say to the server, byte by byte: as little work for the client as there can be."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from uuid_utils.compat import uuid7

KEY, PING, PONG = "dGhlIHNhbXBsZSBub25jZQ==", 0x89, 0x8A
PROBE = 0.02  # s between two questions of the probe
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Hall:
    port: int
    epoch: str = ""
    round_id: str = ""
    opened: float = 0.0
    probing: bool = True
    issues: dict[int, list[str]] = field(default_factory=dict)
    took: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(
        self, name: str, method: str, path: str, cookie: str = "", body: bytes = b"", kind: str = "application/json", on: Line | None = None
    ) -> tuple[int, str, bytes]:
        """One request, on a connection of its own unless one is given; how long it took is kept under `name`."""
        begun = time.perf_counter()
        reader, writer = on or await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(self.head(method, path, cookie, body, kind) + body)
            found = await answer(reader)
        finally:
            if on is None:
                writer.close()
        self.took.setdefault(name, []).append(time.perf_counter() - begun)
        return found

    def head(self, method: str, path: str, cookie: str, body: bytes, kind: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Origin: {self.origin}", "X-Stoliki: 1"]
        lines += [f"Cookie: {cookie}"] if cookie else []
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"] if method == "POST" else []
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def join(self, code: str, on: Line | None = None) -> str:
        """The cookie for a code."""
        body = urlencode({"code": code}).encode()
        status, head, _ = await self.ask("join", "POST", "/join", "", body, "application/x-www-form-urlencoded", on)
        if status != 303:
            raise RuntimeError(f"/join said {status}")
        cookies = [line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("set-cookie: stoliki")]
        return cookies[0].partition(";")[0]

    async def say(self, name: str, cookie: str, kind: str, **fields: Any) -> str:
        command = {"id": str(uuid7()), "kind": kind, "age_ms": 0} | fields
        body = json.dumps({"v": 1, "epoch": self.epoch, "commands": [command]}).encode()
        status, _, said = await self.ask(name, "POST", "/commands", cookie, body)
        if status != 200 or json.loads(said)["answers"][0]["status"] != "recorded":
            self.failed.append(f"{kind}: {status} {said[:200]!r}")
        return str(command["id"])


async def answer(reader: asyncio.StreamReader) -> tuple[int, str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lengths = [line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("content-length")]
    body = await reader.readexactly(int(lengths[0])) if lengths else b""
    return int(head.split(" ", 2)[1]), head, body


class Ear(asyncio.Protocol):
    """A page that listens: pings are answered, everything else is counted and thrown away. `heard`: welcomes, bytes."""

    def __init__(self, heard: list[int]) -> None:
        self.heard, self.greeted = heard, asyncio.get_running_loop().create_future()
        self.rest, self.skip = b"", 0  # what is not yet understood; bytes of a frame that are still to come

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard[1] += len(data)
        data = self.rest + data
        if not self.greeted.done():
            head, found, data = data.partition(b"\r\n\r\n")
            self.rest = b"" if found else head
            if not found:
                return
            self.greeted.set_result(head)
            self.heard[0] += head.startswith(b"HTTP/1.1 101")
        self.rest = self._frames(data)

    def _frames(self, data: bytes) -> bytes:
        """By their heads (RFC 6455, 5.2); what is left is the begin of a head."""
        while True:
            data, self.skip = data[self.skip :], max(0, self.skip - len(data))
            wide = {126: 2, 127: 8}.get(data[1], 0) if len(data) > 1 else 0
            if len(data) < 2 + wide:
                return data
            size = int.from_bytes(data[2 : 2 + wide], "big") if wide else data[1]
            if data[0] == PING:
                self.transport.write(bytes([PONG, 0x80 | size, 0, 0, 0, 0]) + data[2 : 2 + size])
            self.skip = 2 + wide + size

    def connection_lost(self, fault: Exception | None) -> None:
        if not self.greeted.done():
            self.greeted.set_exception(fault or ConnectionResetError())


async def socket(hall: Hall, cookie: str, channels: str, heard: list[int]) -> None:
    """Open it and leave it open."""
    transport, ear = await asyncio.get_running_loop().create_connection(lambda: Ear(heard), "127.0.0.1", hall.port)
    lines = [f"GET /live?channels={channels} HTTP/1.1", f"Host: 127.0.0.1:{hall.port}", f"Origin: {hall.origin}", f"Cookie: {cookie}",
             "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13"]  # fmt: skip
    transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    await ear.greeted
    OPEN.append(transport)


OPEN: list[asyncio.Transport] = []


async def probe(hall: Hall) -> None:
    """On one connection, one question after another; and how late this program itself is, which nobody may blame on the server."""
    line = await asyncio.open_connection("127.0.0.1", hall.port)
    while hall.probing:
        await hall.ask("probe", "GET", "/healthz", on=line)
        begun = time.perf_counter()
        await asyncio.sleep(PROBE)
        hall.took.setdefault("client", []).append(time.perf_counter() - begun - PROBE)
    line[1].close()
