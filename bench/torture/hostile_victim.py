"""The tablet beside the attackers: it records ten times a second, and hears every word of it. Run by hostile.py as a process of its
own, so that its figures are the server's and not the attackers'; it ends when its standard input does, with its figures as JSON."""

import asyncio
import contextlib
import json
import sys
import time
from dataclasses import dataclass, field

import httpx
from uuid_utils.compat import uuid7
from websockets.asyncio.client import connect

from bench.torture.run import spread
from bench.torture.seated import Seated, browser, sit

EVERY = 0.1
LAST_SECONDS, FEWEST = 10.0, 5


@dataclass
class Victim:
    """What it has said and heard, by id."""

    seated: Seated
    epoch: str
    stolik: int
    said: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    heard: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    async def speak(self) -> None:
        while True:
            id = str(uuid7())
            command = {"id": id, "kind": "issue.record", "age_ms": 0, "stolik_id": self.stolik, "topic_id": None}
            command |= {"issue_kind": "idea", "text": f"Mimo wszystko {len(self.said)}"}
            self.said[id] = time.monotonic()
            try:
                content = json.dumps({"v": 1, "epoch": self.epoch, "commands": [command]}).encode()
                answer = (await self.seated.post("/commands", content, **{"X-Stoliki": "1"})).json()
                assert answer["answers"][0]["status"] == "recorded", answer
                self.answered[id] = time.monotonic() - self.said[id]
            except (httpx.HTTPError, AssertionError, KeyError, ValueError) as fault:
                self.faults.append(repr(fault)[:300])
            await asyncio.sleep(EVERY)

    async def listen(self, ready: asyncio.Event) -> None:
        address = f"ws{self.seated.url[4:]}/live?channels=stolik-{self.stolik}"
        async with connect(address, origin=self.seated.url, additional_headers={"Cookie": self.seated.cookie}) as socket:  # type: ignore[arg-type]
            async for text in socket:
                message = json.loads(text)
                ready.set()
                if message["t"] == "heal":
                    self.faults.append("told to heal")
                for id in message.get("ids", ()):
                    if id in self.said:
                        self.heard[id] = time.monotonic() - self.said[id]
        self.faults.append("its socket was closed")

    def figures(self) -> dict[str, object]:
        unheard = len(self.answered.keys() - self.heard.keys())
        counted = {"said": len(self.said), "recorded": len(self.answered), "unheard": unheard, "faults": self.faults[:10]}
        return counted | {"answered_s": spread(list(self.answered.values())), "heard_s": spread(list(self.heard.values()))}


async def suffer(url: str, code: str, stolik: int) -> dict[str, object]:
    async with browser() as http:
        seated = await sit(http, url, code)
        epoch = (await seated.get("/readyz")).json()["epoch"]
        victim, ready = Victim(seated, epoch, stolik), asyncio.Event()
        listening = asyncio.create_task(victim.listen(ready))
        await asyncio.wait_for(ready.wait(), 10)
        speaking = asyncio.create_task(victim.speak())
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        while len(victim.answered) + len(victim.faults) < FEWEST:  # noqa: ASYNC110  however short the attack was
            await asyncio.sleep(EVERY)
        speaking.cancel()
        deadline = time.monotonic() + LAST_SECONDS
        while victim.answered.keys() - victim.heard.keys() and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        return victim.figures()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(suffer(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
