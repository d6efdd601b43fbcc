"""uv run python -m bench.phases [--tablets 1000] [--stoliki 100] [--rounds 12]: from an organiser's button to the last tablet.

A real `stoliki demo` on the first core; on the second a thousand WebSockets that note when the phase reached them."""

import argparse
import asyncio
import base64
import contextlib
import http.client
import json
import os
import statistics
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from bench.servers import Server, get, stoliki

HEADROOM = {"STOLIKI_SOCKETS_PER_SEAT": "2000"}
STEPS = [{"key": "talk", "minutes": 10}, {"key": "vote", "minutes": 5}]
SITTING = 2
PING, PONG = 9, 10


@dataclass
class Ear:
    """What all listeners have in common: what they wait for now, and when each of them heard it."""

    tablets: int
    wanted: bytes = b"nothing yet"
    heard: list[float] = field(default_factory=list)
    all_heard: asyncio.Event = field(default_factory=asyncio.Event)
    stoliki: list[int] = field(default_factory=list)
    languages: tuple[str, ...] = ("pl",)


class Listener(asyncio.Protocol):
    """A WebSocket as light as can be."""

    def __init__(self, ear: Ear, request: bytes, greeted: asyncio.Future[None]) -> None:
        self.ear, self.request, self.greeted, self.have, self.upgraded = ear, request, greeted, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.have += data
        if not self.upgraded and b"\r\n\r\n" in self.have:
            self.upgraded, self.have = True, self.have.partition(b"\r\n\r\n")[2]
        while self.upgraded and (found := whole_frame(self.have)):
            opcode, payload, size = found
            self.have = self.have[size:]
            self.heard(opcode, payload)

    def heard(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self.transport.write(bytes((0x80 | PONG, 0x80 | len(payload), 0, 0, 0, 0)) + payload)
        elif self.ear.wanted in payload:
            self.ear.heard.append(time.perf_counter())
            if len(self.ear.heard) == self.ear.tablets:
                self.ear.all_heard.set()
        elif not self.greeted.done():
            self.greeted.set_result(None)


def whole_frame(have: bytes) -> tuple[int, bytes, int] | None:
    """The first frame: its opcode, its payload, how long it was in all; None while some of it is missing."""
    if len(have) < 2:
        return None
    size, head = have[1] & 127, 2
    if size >= 126:
        head = 4 if size == 126 else 10
        size = int.from_bytes(have[2:head])
    return (have[0] & 15, have[head : head + size], head + size) if len(have) >= head + size else None


def upgrade(server: Server, stolik_id: int, lang: str) -> bytes:
    """The request for one listener. The organiser's seat hears every stolik: a thousand cards need not be handed in."""
    origin, key = f"127.0.0.1:{server.port}", base64.b64encode(os.urandom(16)).decode()
    head = [f"GET /live?channels=stolik-{stolik_id} HTTP/1.1", f"Host: {origin}", f"Origin: http://{origin}"]
    head += [f"Cookie: {server.organiser}; lang={lang}", "Upgrade: websocket", "Connection: Upgrade"]
    return "\r\n".join([*head, f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]).encode()


async def seated(server: Server, ear: Ear) -> None:
    """All of them, in every language in turn, greeted."""
    loop = asyncio.get_running_loop()
    for nth in range(ear.tablets):
        greeted: asyncio.Future[None] = loop.create_future()
        request = upgrade(server, ear.stoliki[nth % len(ear.stoliki)], ear.languages[nth // len(ear.stoliki) % len(ear.languages)])
        await loop.create_connection(lambda r=request, g=greeted: Listener(ear, r, g), "127.0.0.1", server.port)  # type: ignore[misc]
        await asyncio.wait_for(greeted, 20)


def say(server: Server, kind: str, **fields: object) -> None:
    """One command of the organiser, answered."""
    link = http.client.HTTPConnection("127.0.0.1", server.port)
    body = {"v": 1, "epoch": server.epoch, "commands": [{"id": str(uuid7()), "kind": kind, "age_ms": 0, **fields}]}
    origin = f"http://127.0.0.1:{server.port}"
    headers = {"Origin": origin, "Cookie": server.organiser, "X-Stoliki": "1", "Content-Type": "application/json"}
    link.request("POST", "/commands", json.dumps(body), headers)
    answer = json.loads(link.getresponse().read())
    link.close()
    assert answer["answers"][0]["status"] == "recorded", answer


def uuid7() -> uuid.UUID:
    """Time first, as the protocol wants it."""
    random = int.from_bytes(os.urandom(10)) & ~(0xF << 76 | 3 << 62)
    return uuid.UUID(int=int(time.time() * 1000) << 80 | 7 << 76 | 2 << 62 | random)


async def change(server: Server, ear: Ear, step: int) -> tuple[float, float, int]:
    """One phase change: ms to the median and to the last tablet, and how many heard."""
    ear.wanted, ear.heard = f'data-phase=\\"{step}\\"'.encode(), []
    ear.all_heard.clear()
    began = time.perf_counter()
    await asyncio.to_thread(say, server, "phase.go", sitting_id=SITTING, step=step)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(ear.all_heard.wait(), 5)
    took = sorted(1000 * (at - began) for at in ear.heard)
    return statistics.median(took), took[-1], len(took)


async def measured(server: Server, ear: Ear, rounds: int) -> list[tuple[float, float, int]]:
    await seated(server, ear)
    say(server, "phase.open", sitting_id=SITTING, name="bench", steps=STEPS, step=0)
    await asyncio.sleep(1)
    return [await change(server, ear, (nth + 1) % 2) for nth in range(rounds)]


def opened(server: Server, wanted: int) -> list[int]:
    """The ids of so many stoliki of the sitting: those of the demo, and more."""
    for nth in range(wanted - len(server.tablets)):
        say(server, "stolik.open", stolik_id=None, number=None, sitting_id=SITTING, theme_id=1 + nth % 11)
    found = json.loads(get(f"http://127.0.0.1:{server.port}/export/hall.json", server.organiser))["stoliki"]
    return [one["id"] for one in found if one["sitting_id"] == SITTING][:wanted]


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.phases", description=__doc__)
    words.add_argument("--tablets", type=int, default=1000)
    words.add_argument("--stoliki", type=int, default=100)
    words.add_argument("--rounds", type=int, default=12)
    words.add_argument("--languages", default="pl,en,uk", help="the listeners speak them in turn")
    asked = words.parse_args()
    os.environ |= HEADROOM
    with tempfile.TemporaryDirectory(prefix="stoliki-bench-") as folder, stoliki(Path(folder) / "data", 11) as server:
        ear = Ear(asked.tablets, stoliki=opened(server, asked.stoliki), languages=tuple(asked.languages.split(",")))
        rounds = asyncio.run(measured(server, ear, asked.rounds))
    for half, last, heard in rounds:
        print(f"  heard by {heard}: half of them after {half:.0f} ms, the last after {last:.0f} ms")
    lasts = sorted(last for _, last, _ in rounds)
    about = f"{asked.tablets} tablets at {len(ear.stoliki)} stoliki, {len(ear.languages)} languages, {asked.rounds} changes"
    print(f"{about}: the last tablet after {statistics.median(lasts):.0f} ms (median), {lasts[-1]:.0f} ms (worst)")


if __name__ == "__main__":
    main()
