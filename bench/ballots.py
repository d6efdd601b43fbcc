"""uv run python -m bench.ballots [FILE]: real ballots through the public protocol, and whether they give the published points and
voters. Without a file ballots of our own, drawn by chance and added up by hand.

FILE is a JSON of tables: {"tables": [{"table", "max_points_per_person", "ideas": [{"id", "text", "published_points",
"published_voters"}], "ballots": [{idea: points}]}]}. The server is a process of its own and is killed (-9) in the middle; what was
said just before comes again, as an outbox would send it. At the end the hall is counted again and replayed from its journal."""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from uuid_utils.compat import uuid7

from bench.servers import ROOT, free_port

CHANGED_LIMITS = {"STOLIKI_COMMANDS_PER_SEAT": "1000000", "STOLIKI_ENTRIES": "100000"}
BATCH, AGAIN = 50, 200
Command = dict[str, Any]


@dataclass
class Hall:
    """A running server, and how to speak to it. `said`: what was answered, to be said again after the kill."""

    data: Path
    port: int
    process: subprocess.Popen[str] | None = None
    epoch: str = ""
    codes: dict[tuple[str, int | None], str] = field(default_factory=dict)
    clients: dict[tuple[str, int | None], httpx.Client] = field(default_factory=dict)
    said: list[tuple[httpx.Client, Command]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        words = [sys.executable, "-m", "app", "demo", "--json", "--port", str(self.port), "--data", str(self.data)]
        self.process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | CHANGED_LIMITS)
        assert self.process.stdout
        told = json.loads(self.process.stdout.readline())
        self.codes = {(seat["role"], seat["stolik"]): seat["code"] for seat in told["seats"]}

    def stop(self, how: int = signal.SIGINT) -> None:
        assert self.process
        self.process.send_signal(how)
        self.process.wait(30)

    def seat(self, role: str, stolik: int | None = None) -> httpx.Client:
        if (role, stolik) not in self.clients:
            self.clients[role, stolik] = self.join(self.codes[role, stolik])
        return self.clients[role, stolik]

    def join(self, code: str) -> httpx.Client:
        client = httpx.Client(base_url=self.url, timeout=30)
        answer = client.post("/join", data={"code": code}, headers={"Origin": self.url})
        assert answer.status_code == 303, answer.text[-500:]
        return client

    def post(self, client: httpx.Client, commands: list[Command]) -> list[Command]:
        """A batch; every command must be recorded."""
        answer = client.post(
            "/commands", json={"v": 1, "epoch": self.epoch, "commands": commands}, headers={"Origin": self.url, "X-Stoliki": "1"}
        )
        answers: list[Command] = answer.json()["answers"]
        assert all(one["status"] == "recorded" for one in answers), answers
        return answers

    def say(self, client: httpx.Client, kind: str, **fields: Any) -> str:
        return str(self.post(client, [{"id": str(uuid7()), "kind": kind, "age_ms": 0} | fields])[0]["id"])


@contextmanager
def opened() -> Iterator[Hall]:
    with tempfile.TemporaryDirectory() as folder:
        hall = Hall(Path(folder) / "hall", free_port())
        hall.start()
        try:
            hall.epoch = json.loads(hall.seat("organiser").get("/export/hall.json").content)["epoch"]
            yield hall
        finally:
            if hall.process and hall.process.poll() is None:
                hall.stop()


def prepare(hall: Hall, tables: list[dict[str, Any]]) -> tuple[str, list[dict[str, str]]]:
    """The ideas of each table as issues of a stolik, as many people as there are ballots, one round. Its id, and idea -> issue by table."""
    organiser, known = hall.seat("organiser"), []
    for stolik_id, table in enumerate(tables, 1):
        moderator, ideas = hall.seat("moderator", stolik_id), table["ideas"]
        said = [issue(stolik_id, idea["text"]) for idea in ideas]
        for some in batches(said):
            hall.post(moderator, some)
        hall.say(moderator, "headcount.count", stolik_id=stolik_id, count=len(table["ballots"]))
        known.append({idea["id"]: one["id"] for idea, one in zip(ideas, said, strict=True)})
    most = max(table["max_points_per_person"] for table in tables)
    rules = {"title": "Punkty", "about": "issues", "rule": "dots", "dots": most, "most": most, "methods": ["tablet", "phones"]}
    return hall.say(organiser, "round.open", stolik_ids=list(range(1, len(tables) + 1)), **rules), known


def issue(stolik_id: int, text: str) -> Command:
    head = {"id": str(uuid7()), "kind": "issue.record", "age_ms": 0, "stolik_id": stolik_id}
    return head | {"topic_id": None, "issue_kind": "idea", "text": text, "parked": False}


def batches(commands: list[Command]) -> Iterator[list[Command]]:
    for start in range(0, len(commands), BATCH):
        yield commands[start : start + BATCH]


def ballots(round_id: str, stolik_id: int, table: dict[str, Any], known: dict[str, str]) -> list[Command]:
    """Points of nothing are none."""
    head = {"kind": "ballot.cast", "age_ms": 0, "round_id": round_id, "stolik_id": stolik_id}
    given = [{known[idea]: points for idea, points in one.items() if points} for one in table["ballots"]]
    return [head | {"id": str(uuid7()), "dots": dots} for dots in given]


def phones(hall: Hall, many: int) -> list[httpx.Client]:
    """Residents who come in with the figures on the screen."""
    organiser = hall.seat("organiser")
    hall.say(organiser, "room.open", edition_id=1, minutes=240)
    code = organiser.get("/room/code").json()["code"]
    return [hall.join(code) for _ in range(many)]


def cast(hall: Hall, tables: list[dict[str, Any]], round_id: str, known: list[dict[str, str]], by_phone: int) -> int:
    """Some of each table on phones, one by one; the others at the tablet that is passed around. In the middle the server is killed."""
    residents, turns = iter(phones(hall, by_phone * len(tables))), list[tuple[httpx.Client, list[Command]]]()
    for stolik_id, (table, ideas) in enumerate(zip(tables, known, strict=True), 1):
        mine = ballots(round_id, stolik_id, table, ideas)
        turns += [(next(residents), [one]) for one in mine[:by_phone]]
        turns += [(hall.seat("moderator", stolik_id), some) for some in batches(mine[by_phone:])]
    for nth, (client, commands) in enumerate(turns):
        if nth == len(turns) // 2:
            kill(hall, client, commands)
        hall.post(client, commands)
        hall.said += [(client, one) for one in commands]
    return sum(len(commands) for _, commands in turns)


def kill(hall: Hall, client: httpx.Client, commands: list[Command]) -> None:
    """While it is being asked. What it had answered comes again, and must be known."""
    hall.post(client, commands)  # said, and the answer lost
    hall.stop(signal.SIGKILL)
    hall.start()
    for speaker, command in hall.said[-AGAIN:]:
        hall.post(speaker, [command])


def verdict(hall: Hall, tables: list[dict[str, Any]], known: list[dict[str, str]]) -> int:
    """How many tables come out exactly as published."""
    told = json.loads(hall.seat("organiser").get("/export/hall.json").content)["rounds"][-1]["results"]
    right = 0
    for table, ideas, part in zip(tables, known, told, strict=True):
        lines = {line["id"]: line for line in part["lines"]}
        wrong = [idea["id"] for idea in table["ideas"] if not same(lines[ideas[idea["id"]]], idea)]
        points = sum(line["total"]["least"] for line in part["lines"])
        right += not wrong and sum(part["ballots"].values()) == len(table["ballots"])
        print(f"{table['table']:28} {sum(part['ballots'].values()):5} ballots {points:6} points  {wrong or 'as published'}")
    return right


def same(line: dict[str, Any], idea: dict[str, Any]) -> bool:
    found = (sum(line["dots"].values()), sum(line["voters"].values()))
    return found == (idea["published_points"], idea["published_voters"])


def afterwards(hall: Hall) -> bool:
    """Counted again and replayed, by the commands an organiser has."""
    good = True
    for word in ("recount", "replay"):
        said = [sys.executable, "-m", "app", word, "--data", str(hall.data)]
        done = subprocess.run(said, cwd=ROOT, capture_output=True, text=True, check=False)
        print(done.stdout.strip() or done.stderr.strip())
        good = good and done.returncode == 0
    return good


def own_table(name: str, chance: random.Random, many: int = 200) -> dict[str, Any]:
    """Ideas, ballots by chance, and what they add up to."""
    names = [f"{name}-{nth}" for nth in range(15)]
    cast = [{idea: chance.randint(1, 2) for idea in chance.sample(names, chance.randint(1, 5))} for _ in range(many)]
    ideas = [
        {"id": idea, "text": f"Pomysł {idea}", "published_points": sum(one.get(idea, 0) for one in cast),
         "published_voters": sum(idea in one for one in cast)}
        for idea in names
    ]  # fmt: skip
    return {"table": name, "max_points_per_person": 10, "ideas": ideas, "ballots": cast}


def tables_of(file: Path | None) -> list[dict[str, Any]]:
    if file is None:
        chance = random.Random(2027)
        return [own_table(name, chance) for name in ("bulwary", "rowery", "zieleń")]
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["tables"]
    return found


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m bench.ballots", description=__doc__)
    words.add_argument("file", type=Path, nargs="?")
    words.add_argument("--phones", type=int, default=40, help="how many ballots of each table come from phones; the others from the tablet")
    asked = words.parse_args()
    tables = tables_of(asked.file)
    print("Limits raised:", ", ".join(f"{name}={value}" for name, value in CHANGED_LIMITS.items()))
    with opened() as hall:
        round_id, known = prepare(hall, tables)
        begun = time.monotonic()
        many = cast(hall, tables, round_id, known, asked.phones)
        print(f"{many} ballots in {time.monotonic() - begun:.1f} s, one kill -9 among them")
        hall.say(hall.seat("organiser"), "round.close", round_id=round_id)
        right = verdict(hall, tables, known)
        hall.stop()
        good = afterwards(hall)
    print(f"{right} of {len(tables)} tables as published")
    raise SystemExit(0 if good and right == len(tables) else 1)


if __name__ == "__main__":
    main()
