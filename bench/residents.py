"""What a phone, a listening page and a probe say to the server, byte by byte: as little work for the client as there can be."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from uuid_utils.compat import uuid7

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
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


async def socket(hall: Hall, cookie: str, channels: str, heard: list[int]) -> asyncio.StreamWriter:
    """A page that listens; what it hears is read and thrown away. `heard`: welcomes, bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hall.port)
    lines = [f"GET /live?channels={channels} HTTP/1.1", f"Host: 127.0.0.1:{hall.port}", f"Origin: {hall.origin}", f"Cookie: {cookie}",
             "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13"]  # fmt: skip
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    await reader.readuntil(b"\r\n\r\n")
    await reader.read(65536)
    heard[0] += 1

    async def listen() -> None:
        """A ping is not answered: the server's own patience is longer than the run needs, and its page answers instead."""
        while some := await reader.read(65536):
            heard[1] += len(some)
            for at in range(len(some) - 1):
                if some[at] == 0x89 and some[at + 1] < 126 and at + 2 + some[at + 1] == len(some):
                    writer.write(bytes([0x8A, 0x80 | some[at + 1], 0, 0, 0, 0]) + some[at + 2 :])

    KEPT.append(asyncio.create_task(listen()))
    return writer


KEPT: list[asyncio.Task[None]] = []


async def probe(hall: Hall) -> None:
    """On one connection, one question after another."""
    line = await asyncio.open_connection("127.0.0.1", hall.port)
    while hall.probing:
        await hall.ask("probe", "GET", "/healthz", on=line)
        await asyncio.sleep(PROBE)
    line[1].close()
