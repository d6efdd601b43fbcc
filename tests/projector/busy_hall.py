"""A hall in which everything that the map may show happens at random, through the recorder, as tablets and desk would say it."""

import random
from collections import Counter
from typing import Any

from sqlalchemy import text
from uuid_utils.compat import uuid7

from app.live.commands import parse
from app.live.seat import HOUSE, Seat
from app.main import House
from tests.projector.made_hall import TITLES

ORGANISER, EDITION, SITTING, AT = Seat("organiser-1", "organiser"), 1, 2, 1_900_000_000_000
KINDS = ("problem", "idea", "question", "tool", "quote")


class BusyHall:
    """`recorded`: how often each kind was taken; what is refused is part of life."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.rng = house, random.Random(seed)
        self.recorded: Counter[str] = Counter()
        self.round = ""
        self.rules: dict[str, int] = {
            "record": 14, "tally": 10, "reword": 3, "classify": 4, "sort": 5, "park": 3, "withdraw": 3, "restore": 3, "merge": 3,
            "split": 2, "undo": 3, "redact": 1, "settle": 1, "headcount": 4, "topic": 5, "vote": 14, "plan": 2, "elsewhere": 2,
        }  # fmt: skip

    def step(self) -> None:
        getattr(self, self.rng.choices(list(self.rules), list(self.rules.values()))[0])()

    def say(self, kind: str, seat: Seat = ORGANISER, **fields: Any) -> str:
        one = parse({"kind": kind, "id": str(uuid7())} | fields)
        [answer] = self.house.recorder.record_now(seat, AT, [one])
        self.recorded[kind] += answer.refusal is None
        return one.id if answer.refusal is None else ""

    def any(self, words: str) -> Any:
        """A row of the tables, by chance."""
        with self.house.db.read() as db:
            rows = db.execute(text(words)).all()
        return self.rng.choice(rows) if rows else None

    def about(self, verb: str, where: str = "1", **fields: Any) -> None:
        """Something happens to an issue."""
        if (one := self.any(f"SELECT id, stolik_id FROM issue WHERE {where}")) is not None:
            self.say(f"issue.{verb}", stolik_id=one.stolik_id, issue_id=one.id, **fields)

    def stolik(self) -> int:
        return int(self.any("SELECT id FROM stolik WHERE NOT withdrawn").id)

    def topic_at(self, stolik_id: int) -> str | None:
        one = self.any(f"SELECT topic_id FROM topic_place WHERE stolik_id = {stolik_id}")
        return one.topic_id if one is not None and self.rng.random() < 0.8 else None

    def record(self) -> None:
        at, kind = self.stolik(), self.rng.choice(("issue.record", "issue.record", "issue.transcribe"))
        said: dict[str, Any] = {"text": f"{self.rng.choice(TITLES)} {self.rng.random()}", "parked": self.rng.random() < 0.1}
        self.say(kind, stolik_id=at, topic_id=self.topic_at(at), issue_kind=self.rng.choice(KINDS), **said)

    def tally(self) -> None:
        hands = "(SELECT count FROM tally WHERE issue_id = issue.id AND round_id = '') AS hands"
        if (one := self.any(f"SELECT id, stolik_id, {hands} FROM issue")) is None:
            return
        mine: dict[str, Any] = {"stolik_id": one.stolik_id, "issue_id": one.id}
        if one.hands is not None and self.rng.random() < 0.3:
            self.say("tally.recount", count=None, seen=one.hands, **mine)
        else:
            inside: dict[str, Any] = {"round_id": self.round} if self.round and self.rng.random() < 0.4 else {}
            self.say("tally.count", count=self.rng.randint(0, 30), **mine, **inside)

    def reword(self) -> None:
        self.about("reword", text=f"Inaczej {self.rng.random()}", revision=self.rng.randint(1, 2))

    def classify(self) -> None:
        self.about("classify", issue_kind=self.rng.choice(KINDS))

    def sort(self) -> None:
        if (one := self.any("SELECT id, stolik_id FROM issue")) is not None:
            self.say("issue.sort", stolik_id=one.stolik_id, issue_id=one.id, topic_id=self.topic_at(one.stolik_id))

    def park(self) -> None:
        self.about("park", parked=self.rng.random() < 0.5)

    def withdraw(self) -> None:
        self.about("withdraw", "state = 'live'")

    def restore(self) -> None:
        self.about("restore", "state = 'withdrawn'")

    def merge(self) -> None:
        pairs = "SELECT a.id, a.stolik_id, b.id AS into_id FROM issue a JOIN issue b ON a.stolik_id = b.stolik_id AND a.id != b.id"
        if (one := self.any(f"{pairs} WHERE a.state = 'live'")) is not None:
            self.say("issue.merge", stolik_id=one.stolik_id, issue_id=one.id, into_id=one.into_id)

    def split(self) -> None:
        if (one := self.any("SELECT id, stolik_id, merged_into FROM issue WHERE state = 'merged'")) is not None:
            self.say("issue.split", stolik_id=one.stolik_id, issue_id=one.id, into_id=one.merged_into)

    def undo(self) -> None:
        one = self.any("SELECT id, stolik_id, parked, kind FROM issue WHERE state = 'live'")
        if one is not None:
            seen, back = {"issue_kind": one.kind, "parked": bool(one.parked)}, {"issue_kind": "tool", "parked": self.rng.random() < 0.3}
            self.say("issue.undo", stolik_id=one.stolik_id, issue_id=one.id, seen=seen, back=back, variants=[])

    def redact(self) -> None:
        self.about("redact", text="[usunięto]")

    def settle(self) -> None:
        self.about("settle", text_of="current", seen=[])

    def headcount(self) -> None:
        self.say("headcount.count", stolik_id=self.stolik(), count=self.rng.randint(0, 14))

    def topic(self) -> None:
        one = self.any("SELECT p.topic_id, p.stolik_id, t.revision FROM topic_place p JOIN topic t ON t.id = p.topic_id")
        mine: dict[str, Any] = {"stolik_id": one.stolik_id, "topic_id": one.topic_id}
        verb = self.rng.choice(("push", "name", "withdraw", "restore", "sort"))
        more: dict[str, dict[str, Any]] = {"name": {"title": self.rng.choice(TITLES), "revision": one.revision}, "sort": {"after": None}}
        if verb == "push":
            self.say("topic.push", stolik_id=one.stolik_id, title=self.rng.choice(TITLES), after=None)
        else:
            self.say(f"topic.{verb}", **mine, **more.get(verb, {}))

    def vote(self) -> None:
        """A round begins, people vote in it, it ends; a later count comes, too."""
        if not self.round:
            here = {"stolik_ids": sorted({self.stolik() for _ in range(3)}), "methods": ["counted", "tablet", "phones"]}
            self.round = self.say("round.open", HOUSE, title="R", about="issues", rule="dots", dots=3, most=2, **here)
        elif (deed := self.rng.random()) < 0.8:
            if (one := self.any(f"SELECT choice_id, stolik_id FROM choice WHERE round_id = '{self.round}'")) is not None:
                cast = {"round_id": self.round, "stolik_id": one.stolik_id, "dots": {one.choice_id: self.rng.randint(1, 2)}}
                self.say("ballot.cast", Seat(f"participant-{self.rng.random()}", "participant"), **cast)
        else:
            self.say("round.close", HOUSE, round_id=self.round)
            if deed < 0.85:
                self.say("round.withdraw", HOUSE, round_id=self.round)
            self.round = ""

    def plan(self) -> None:
        """The programme takes another shape."""
        deeds = [
            lambda: self.say("sitting.close", sitting_id=SITTING) and self.say("sitting.open", sitting_id=SITTING),
            lambda: self.say("stolik.open", stolik_id=None, number=None, sitting_id=SITTING, theme_id=self.rng.randint(1, 11)),
            lambda: self.say("edition.choose", edition_id=EDITION),
            lambda: self.say("stolik.withdraw", stolik_id=self.stolik()) if self.rng.random() < 0.3 else "",
            lambda: self.say("theme.name", theme_id=3, number=3, name=self.rng.choice(TITLES), colour=4, working=False),
            lambda: self.say("theme.push", edition_id=EDITION, name=self.rng.choice(TITLES)),
            lambda: self.say("theme.withdraw", theme_id=self.rng.randint(1, 14)),
        ]
        self.rng.choice(deeds)()

    def elsewhere(self) -> None:
        """What the map does not show."""
        self.say("help.open", stolik_id=self.stolik())
        self.say("room.open", edition_id=EDITION, minutes=10)
