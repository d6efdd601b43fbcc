"""A hall that votes: what tests need to open a round, to sit down as a resident, to look at what came out."""

from dataclasses import dataclass, field
from typing import Any

from app.votes.results import Result, each, results
from tests.architecture.rights import seated
from tests.running import Person, RunningHall

STOLIK, OTHER = 3, 4
WORDS = ("Za mało ławek", "Brak koszy", "Ciemno przy szkole", "Rowery po chodniku")


@dataclass
class Voting:
    """An organiser, a moderator and a few issues at one stolik, and rounds on them."""

    hall: RunningHall
    organiser: Person
    moderator: Person
    issues: list[str] = field(default_factory=list)

    def open(self, **rules: Any) -> str:
        """A round; its id."""
        usual = {"title": "Runda", "stolik_ids": [STOLIK], "about": "issues", "rule": "dots", "dots": 3, "most": 2}
        said = self.organiser.say("round.open", **usual | {"methods": ["counted", "tablet", "phones"]} | rules)
        assert said["status"] == "recorded", said
        return str(said["id"])

    def close(self, round_id: str) -> None:
        assert self.organiser.say("round.close", round_id=round_id)["status"] == "recorded"

    def resident(self) -> Person:
        return seated(self.hall, "participant")

    def result(self, round_id: str) -> Result:
        """Of the stolik."""
        with self.hall.house.db.read() as db:
            return each(db, round_id)[STOLIK]

    def whole(self, round_id: str) -> Result:
        with self.hall.house.db.read() as db:
            return results(db, round_id)

    def dots(self, round_id: str) -> dict[str, int]:
        """Issue -> what ballots gave it; those that got nothing are left out."""
        return {line.id: sum(line.dots.values()) for line in self.result(round_id).lines if line.dots}


def voting(hall: RunningHall, people: int | None = 10) -> Voting:
    """A stolik with issues, and so many people at it."""
    found = Voting(hall, hall.sit("organiser"), hall.sit("moderator", STOLIK))
    clear(found)
    found.issues = [str(found.moderator.record(text, STOLIK)["id"]) for text in WORDS]
    if people is not None:
        assert found.moderator.say("headcount.count", stolik_id=STOLIK, count=people)["status"] == "recorded"
    return found


def clear(here: Voting) -> None:
    """What an earlier test has left: its round is closed, its issues are off the map."""
    with here.hall.house.db.read() as db:
        left = [row.id for row in db.exec_driver_sql("SELECT id FROM round WHERE state = 'open'")]
        said = db.exec_driver_sql(f"SELECT id, stolik_id FROM issue WHERE state = 'live' AND stolik_id IN ({STOLIK}, {OTHER})").all()
    for round_id in left:
        here.close(round_id)
    for row in said:
        assert here.organiser.say("issue.withdraw", stolik_id=row.stolik_id, issue_id=row.id)["status"] == "recorded"


def cast(person: Person, round_id: str, dots: dict[str, int], **more: Any) -> dict[str, Any]:
    return person.say("ballot.cast", **{"round_id": round_id, "stolik_id": STOLIK, "dots": dots} | more)
