"""The 14 broken protocols of protocol.md. Each is switched on from outside, for tests alone: in the server by replacing a function of
the running process, in the tablet by other words in a script on its way to the browser (which must still be there to be replaced)."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from uuid_utils.compat import uuid7

from app.issues.commands import RewordIssue
from app.issues.queries import issue_of
from app.live import door, judging, recorder, routes
from app.votes.queries import hands
from app.votes.tallies import CountTally
from tests.torture.mortal import SCRIPTS
from tests.torture.tablets import Troupe

A_DAY_MS = 24 * 3_600_000
HEARD_SECONDS = 10.0
Switch = Callable[[Troupe], AbstractContextManager[None]]


@dataclass(frozen=True)
class Mutant:
    """What is broken, how it is switched on, and which detector must notice."""

    name: str
    on: Switch
    detector: str


@contextmanager
def replaced(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    """These attributes have other values for a while."""
    with ExitStack() as back:
        for owner, name, value in changes:
            plain = owner.__dict__[name]
            back.callback(setattr, owner, name, plain)
            setattr(owner, name, value)
        yield


def script(name: str, old: str, new: str) -> Switch:
    """A script of the page has other words in it. Fails when the words are not there any more."""

    @contextmanager
    def on(troupe: Troupe) -> Iterator[None]:
        times = (SCRIPTS / name).read_text(encoding="utf-8").count(old)
        assert times == 1, f"{name} has this {times} times, so this mutant says nothing: {old}"
        troupe.rewrite({name: [(old, new)]})
        try:
            yield
        finally:
            troupe.rewrite({})

    return on


def in_server(*changes: Callable[[], tuple[Any, str, Any]]) -> Switch:
    return lambda _: replaced(*(change() for change in changes))


# What is remembered of an id


def forgets(old_enough: Callable[[Any, Any], bool]) -> Switch:
    """A known id for which `old_enough(entry, batch)` is true is taken for a new one."""

    def change() -> tuple[Any, str, Any]:
        plain = judging._entry

        def entry(group: Any, command: Any, batch: Any) -> int:
            old = group.known.get(command.id)
            if old is not None and old_enough(old, batch):
                command = command.model_copy(update={"id": str(uuid7())})
            return plain(group, command, batch)

        return judging, "_entry", entry

    return in_server(change)


# What happens before the commit


@contextmanager
def answers_early(troupe: Troupe) -> Iterator[None]:
    """Everybody is answered, then it is committed."""
    plain, batches = recorder.Recorder._write, list[Any]()

    def write(self: Any, group: list[Any]) -> Any:
        batches[:] = group
        return plain(self, group)

    def answer(_: Connection) -> None:
        house = troupe.hall.running
        for batch in batches:
            house.recorder.post(batch.done, list(batch.answers))
            batch.done = nobody
        batches.clear()
        sent(troupe)

    with replaced((recorder.Recorder, "_write", write)), hooked(troupe, answer):
        yield


def nobody(_: Any) -> None:
    """It has been answered already."""


@contextmanager
def pushes_early(troupe: Troupe) -> Iterator[None]:
    """The hub renders what the writer has not committed yet."""

    def push(db: Connection) -> None:
        hub = troupe.hall.hub

        class Uncommitted:
            @contextmanager
            def read(self) -> Iterator[Connection]:
                yield db

        def step() -> None:
            plain, hub.db = hub.db, Uncommitted()  # type: ignore[assignment]
            try:
                hub.step()
            finally:
                hub.db = plain

        troupe.hall.in_loop(step)
        sent(troupe)

    with hooked(troupe, push):
        yield


@contextmanager
def hooked(troupe: Troupe, call: Callable[[Connection], None]) -> Iterator[None]:
    troupe.hall.mutations.append(call)
    try:
        yield
    finally:
        troupe.hall.mutations.clear()


def sent(troupe: Troupe) -> None:
    """What was said too early has reached somebody: when a detector listens, as soon as it has heard; else in a moment."""
    if troupe.hall.armed and troupe.hall.listened:
        troupe.hall.heard.wait(HEARD_SECONDS)
    else:
        time.sleep(0.02)


@contextmanager
def numbers_outside(troupe: Troupe) -> Iterator[None]:
    """The next seq is counted in memory: a group that is rolled back has used its numbers up."""
    made, plain, taken = recorder.Group, judging._entry, {"": 0}

    def group(db: Connection, seq: int, *rest: Any) -> Any:
        epoch = troupe.hall.running.epoch + str(troupe.hall.lives)
        return made(db, max(seq, taken.get(epoch, 0)), *rest)

    def entry(group: Any, command: Any, batch: Any) -> int:
        seq = plain(group, command, batch)
        epoch = troupe.hall.running.epoch + str(troupe.hall.lives)
        taken[epoch] = max(taken.get(epoch, 0), group.seq)
        return seq

    with replaced((recorder, "Group", group), (judging, "_entry", entry)):
        yield


# What a command does


def last_writer() -> tuple[Any, str, Any]:
    """Whoever comes last has the word, whatever was seen."""
    plain = RewordIssue.apply

    def apply(self: RewordIssue, db: Connection, entry: Any) -> None:
        known = issue_of(db, self.issue_id)
        plain(self.model_copy(update={"revision": known.revision if known else 1}), db, entry)

    return RewordIssue, "apply", apply


def counters() -> tuple[Any, str, Any]:
    """A count is added to what was there."""
    plain = CountTally.apply

    def apply(self: CountTally, db: Connection, entry: Any) -> None:
        before = hands(db, [self.issue_id]).get(self.issue_id, 0)
        plain(self.model_copy(update={"count": before + self.count}), db, entry)

    return CountTally, "apply", apply


# Who may


def any_origin(*modules: Any) -> Switch:
    return in_server(*((lambda module=module: (module, "is_ours", lambda *_: True)) for module in modules))


ANYBODY = in_server(lambda: (door, "may", lambda *_: None), lambda: (routes, "hears", lambda *_: True))

SEND = "const outcome = await post(batch, SEAT);"
JUDGE = "async function judge(answer, rows) {"
PORTAL = """
  if (answer.ok && answer.headers.get("X-Stoliki") !== "1") {
    return { answers: rows.map((row) => ({ id: row.id, status: "recorded", seq: 0 })) };
  }"""
GAP, TWICE = "if (prev > known) { heal(0); return; }", "if (known === undefined || seq <= known) return;"
BACK = "const back = theirs === epoch() && seq < newest();"

MUTANTS = [
    Mutant("no dedupe", forgets(lambda old, batch: True), "an_id_has_one_effect"),
    Mutant("answer before commit", answers_early, "what_was_answered_survives_a_kill"),
    Mutant("delete on send", script("outbox.js", SEND, f"await keep([], batch.map((row) => row.id)); {SEND}"),
           "a_command_is_kept_until_it_is_answered"),
    Mutant("no gap check", script("hearing.js", GAP, ""), "a_lost_push_is_noticed_by_the_next"),
    Mutant("no duplicate check", script("hearing.js", TWICE, "if (known === undefined) return;"),
           "an_old_push_changes_nothing"),
    Mutant("last-writer text", in_server(last_writer), "both_wordings_are_kept"),
    Mutant("counter votes", in_server(counters), "two_who_count_the_same_hands_count_them_once"),
    Mutant("old page accepted", script("hearing.js", BACK, "const back = false;"),
           "an_old_page_is_not_taken"),
    Mutant("no Origin check", any_origin(door, routes), "a_foreign_page_may_neither_write_nor_listen"),
    Mutant("no right check", ANYBODY, "nobody_reaches_beyond_the_own_seat"),
    Mutant("dedupe with a time limit", forgets(lambda old, batch: batch.now - old.recorded_at > A_DAY_MS), "an_id_is_remembered_for_days"),
    Mutant("push before commit", pushes_early, "nobody_sees_what_is_not_on_disk"),
    Mutant("seq outside the transaction", numbers_outside, "a_group_that_could_not_be_written_leaves_no_hole"),
    Mutant("portal 200 taken for an answer", script("post.js", JUDGE, JUDGE + PORTAL), "a_portal_answers_for_nobody"),
]  # fmt: skip
