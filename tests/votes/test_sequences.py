"""No sequence of casts, casts again, counts, recounts, merges, splits, undos, retries and reorderings makes a total differ from a
recount of rows, or a person count twice. A small model of the hall, written in another way, goes along."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from uuid_utils.compat import uuid7

from app.live.commands import Command, parse
from app.live.db import Database
from app.live.recorder import Answer
from app.live.replay import check
from app.live.seat import HOUSE, Seat
from app.main import House
from app.settings import Settings
from app.votes.queries import late_of
from app.votes.recount import differing
from app.votes.results import each
from tests.running import furnished
from tests.votes.voting import STOLIK

MOST, DOTS, PEOPLE = 2, 3, 4
PHONES = [Seat(f"participant-{nth}", "participant") for nth in range(4)]
MODERATOR = Seat("moderator-3", "moderator", STOLIK)
ISSUES = range(4)
GIVEN = st.dictionaries(st.sampled_from(ISSUES), st.integers(1, MOST), max_size=2).filter(lambda dots: sum(dots.values()) <= DOTS)


class Votes(RuleBasedStateMachine):
    """`cast`: voter -> (the issues' dots); `into`: who is merged into whom; `hands`: whose hands go up for an issue, all the time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        data = Path(self.folder.name) / "hall"
        shutil.copytree(furnished(), data)
        self.house = House(Settings(data=data))
        self.issues = [self.said(MODERATOR, "issue.record", topic_id=None, issue_kind="problem", text=f"Sprawa {nth}") for nth in ISSUES]
        self.said(MODERATOR, "headcount.count", count=PEOPLE)
        rules = {"title": "R", "about": "issues", "rule": "dots", "dots": DOTS, "most": MOST}
        self.round = self.said(HOUSE, "round.open", stolik_ids=[STOLIK], methods=["counted", "tablet", "phones"], **rules)
        self.cast: dict[str, dict[int, int]] = {}
        self.into: dict[int, int] = {}
        self.sent: list[tuple[Seat, Command]] = []
        self.people, self.state, self.late = PEOPLE, "open", set[str]()
        self.gone: set[int] = set()
        self.hands = {nth: {(nth + step) % 7 for step in range(nth + 2)} for nth in ISSUES}

    def record(self, seat: Seat, commands: list[Command]) -> list[Answer]:
        return self.house.recorder.record_now(seat, 1_900_000_000_000, commands)

    def said(self, seat: Seat, kind: str, **fields: Any) -> str:
        """One command that must be taken; its id."""
        known = {"kind": kind, "id": str(uuid7())} | fields | ({} if kind.startswith("round.") else {"stolik_id": STOLIK})
        [answer] = self.record(seat, [parse(known)])
        assert answer.refusal is None, answer.refusal
        return str(known["id"])

    def ballot(self, dots: dict[int, int]) -> Command:
        named = {self.issues[nth]: count for nth, count in dots.items()}
        return parse({"kind": "ballot.cast", "id": str(uuid7()), "round_id": self.round, "stolik_id": STOLIK, "dots": named})

    def keep(self, voter: str, dots: dict[int, int], answer: Answer) -> None:
        """A full table takes no new voter, and always the old ones; a round that is over takes what comes late when it was admitted."""
        if voter not in self.cast and len(self.cast) >= self.people:
            assert answer.refusal is not None
            assert answer.refusal.code == "over_budget"
        elif self.state == "closed":
            assert answer.refusal is not None
            assert answer.refusal.code == "round_closed"
            self.late.add(voter)
        else:
            assert answer.refusal is None
            self.cast[voter] = dots
            self.late.discard(voter)

    @rule(phone=st.sampled_from(PHONES), dots=GIVEN)
    def vote(self, phone: Seat, dots: dict[int, int]) -> None:
        ballot = self.ballot(dots)
        [answer] = self.record(phone, [ballot])
        self.keep(phone.id, dots, answer)
        if answer.refusal is None:
            self.sent.append((phone, ballot))

    @rule(dots=GIVEN)
    def pass_the_tablet(self, dots: dict[int, int]) -> None:
        ballot = self.ballot(dots)
        [answer] = self.record(MODERATOR, [ballot])
        self.keep(ballot.id, dots, answer)
        if answer.refusal is None:
            self.sent.append((MODERATOR, ballot))

    @rule(which=st.randoms(use_true_random=False))
    def come_again_in_any_order(self, which: Any) -> None:
        """Everything that was answered comes once more, shuffled."""
        again = which.sample(self.sent, len(self.sent))
        for seat, ballot in again:
            [answer] = self.record(seat, [ballot])
            assert answer.refusal is None

    @rule(phone=st.sampled_from(PHONES), dots=st.lists(GIVEN, min_size=2, max_size=3))
    def vote_in_one_batch(self, phone: Seat, dots: list[dict[int, int]]) -> None:
        ballots = [self.ballot(one) for one in dots]
        for given, answer in zip(dots, self.record(phone, [*ballots]), strict=True):
            self.keep(phone.id, given, answer)

    @rule(one=st.sampled_from(ISSUES), other=st.sampled_from(ISSUES))
    def merge(self, one: int, other: int) -> None:
        if one != other and not {one, other} & (self.into.keys() | self.gone):
            self.said(MODERATOR, "issue.merge", issue_id=self.issues[one], into_id=self.issues[other])
            self.into[one] = other

    @rule(one=st.sampled_from(ISSUES))
    def split(self, one: int) -> None:
        if one in self.into:
            self.said(MODERATOR, "issue.split", issue_id=self.issues[one], into_id=self.issues[self.into.pop(one)])

    @rule(one=st.sampled_from(ISSUES), running=st.booleans(), undone=st.booleans())
    def count(self, one: int, running: bool, undone: bool) -> None:
        """Somebody counts the hands that are up for what the issue is now; perhaps it is taken back."""
        if self.state == "closed" and not running:
            return
        about = {"issue_id": self.issues[one], "round_id": None if running else self.round}
        up = len(set().union(*(self.hands[nth] for nth in self.group(one))))
        self.said(MODERATOR, "tally.count", count=up, **about)
        if undone:
            self.said(MODERATOR, "tally.recount", count=None, seen=up, **about)

    @rule(people=st.integers(0, PEOPLE + 2))
    def sit_down_or_go_home(self, people: int) -> None:
        """Never fewer than have voted while it is open; afterwards the round does not care."""
        command = parse({"kind": "headcount.count", "id": str(uuid7()), "stolik_id": STOLIK, "count": people})
        [answer] = self.record(MODERATOR, [command])
        assert (answer.refusal is not None) == (self.state == "open" and people < len(self.cast))
        if self.state == "open" and answer.refusal is None:
            self.people = people

    @rule(one=st.sampled_from(ISSUES))
    def withdraw_or_restore(self, one: int) -> None:
        """No ballot is lost with a word that was taken back, and what is one with others stays."""
        if one not in self.into:
            self.said(MODERATOR, "issue.restore" if one in self.gone else "issue.withdraw", issue_id=self.issues[one])
            self.gone ^= {one}

    @precondition(lambda self: len(self.cast) > 1)
    @rule()
    def close_or_admit(self) -> None:
        if self.state != "admitted":
            self.said(HOUSE, "round.close" if self.state == "open" else "round.admit", round_id=self.round)
            self.state = "closed" if self.state == "open" else "admitted"

    def root(self, nth: int) -> int:
        return self.root(self.into[nth]) if nth in self.into else nth

    def group(self, nth: int) -> list[int]:
        """What is merged into it, however far."""
        return [nth, *(one for child, parent in self.into.items() if parent == nth for one in self.group(child))]

    @invariant()
    def totals_are_what_the_model_says(self) -> None:
        with self.house.db.read() as db:
            found = each(db, self.round)[STOLIK]
            assert late_of(db, self.round) == len(self.late)
        assert (sum(found.ballots.values()), found.people) == (len(self.cast), self.people)
        assert len(self.cast) <= self.people
        assert {line.id for line in found.lines} == {self.issues[nth] for nth in ISSUES if nth not in self.into}
        for line in found.lines:
            mine = self.group(self.issues.index(line.id))
            given = [sum(dots.get(nth, 0) for nth in mine) for dots in self.cast.values()]
            assert sum(line.dots.values()) == sum(min(MOST, dots) for dots in given)
            assert sum(line.voters.values()) == sum(dots > 0 for dots in given)
            if line.hands:
                assert line.hands.low <= len(set().union(*(self.hands[nth] for nth in mine)))

    def teardown(self) -> None:
        """The seal changes no number. The journal alone gives the same tables, and the same results."""
        for kind in {"open": ["close", "refuse", "seal"], "closed": ["refuse", "seal"], "admitted": ["seal"]}[self.state]:
            self.said(HOUSE, f"round.{kind}", round_id=self.round)
        self.late.clear()
        self.totals_are_what_the_model_says()
        empty = Database(f"sqlite:///{self.folder.name}/empty.db")
        assert check(self.house.db, empty)[1] == []
        with self.house.db.read() as stored, empty.read() as replayed:
            assert list(differing(stored, replayed)) == []
        empty.close()
        self.house.close()
        self.folder.cleanup()


Votes.TestCase.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TestVotes = Votes.TestCase
