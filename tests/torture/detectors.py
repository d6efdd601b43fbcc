"""Short stories in which a broken protocol shows itself. Each guards the product in its own right, and each catches a mutant (mutants.py).

Nothing here is left to luck: which message arrives and when the server dies is said, not drawn."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from uuid_utils.compat import uuid7
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from app.live import door
from tests.running import Person, RunningHall
from tests.torture.tablets import Tablet, Troupe
from tests.torture.watch import same

STOLIK, OTHER = 3, 4
HOUR_MS = 3_600_000
SECONDS = 10.0


def sit(troupe: Troupe, role: str = "moderator", stolik: int | None = STOLIK) -> Person:
    """Somebody with a seat who speaks HTTP by hand; that somebody sits there is on disk."""
    before = taken(troupe)
    person = RunningHall(troupe.hall.running, troupe.hall.url).sit(role, stolik)
    deadline = time.monotonic() + SECONDS
    while taken(troupe) == before:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return person


def taken(troupe: Troupe) -> int:
    return sum(entry.kind == "seat.take" for entry in troupe.hall.entries())


def note(text: str, stolik: int = STOLIK, id: str = "") -> dict[str, Any]:
    said = {"stolik_id": stolik, "topic_id": None, "issue_kind": "problem", "text": text, "parked": False}
    return {"id": id or str(uuid7()), "kind": "issue.record", "age_ms": 0} | said


def about(issue: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "kind": kind, "age_ms": 0, "stolik_id": STOLIK, "issue_id": issue} | fields


def said(person: Person, *commands: dict[str, Any]) -> list[dict[str, Any]]:
    """One batch and its answers."""
    answer = person.post(list(commands))
    assert answer.status_code == 200, answer.text
    answers: list[dict[str, Any]] = answer.json()["answers"]
    return answers


def recorded(person: Person, *commands: dict[str, Any]) -> None:
    answers = said(person, *commands)
    assert [answer["status"] for answer in answers] == ["recorded"] * len(commands), answers


def texts(troupe: Troupe) -> list[str]:
    return [str(entry.fields["text"]) for entry in troupe.hall.entries() if entry.kind == "issue.record"]


def calm(tablet: Tablet) -> None:
    """All links healed, time passes: nothing waits, and the page is as the server renders it."""
    for _ in range(10):
        tablet.advance(3000, flowing=True)
        if not (tablet.state["queued"] or tablet.state["waiting"] or tablet.state["items"]):
            break
    assert not tablet.state["queued"], tablet.state["queued"]
    assert not tablet.errors, tablet.errors
    same(tablet.state["digest"], tablet.fresh()["digest"], tablet.name)


# The server


def an_id_has_one_effect(troupe: Troupe) -> None:
    """The same batch again, whole and in part: the same answers, one issue each (I3)."""
    person = sit(troupe)
    first, second = note("raz"), note("dwa")
    answers = said(person, first, second)
    assert said(person, first, second) == answers
    assert said(person, second) == answers[1:]
    assert texts(troupe) == ["raz", "dwa"]


def an_id_is_remembered_for_days(troupe: Troupe) -> None:
    """71 hours later by the server's clock the same id gets the same answer (I3, I14)."""
    person, command = sit(troupe), note("dawno")
    answers = said(person, command)
    with clock_of_the_server(71 * HOUR_MS):
        assert said(person, command) == answers
    assert texts(troupe) == ["dawno"]


@contextmanager
def clock_of_the_server(ahead_ms: int) -> Iterator[None]:
    """The machine's clock is so far ahead now."""

    class Ahead:
        def __getattr__(self, name: str) -> Any:
            return getattr(time, name)

        def time_ns(self) -> int:
            return time.time_ns() + ahead_ms * 1_000_000

    plain, door.time = door.time, Ahead()  # type: ignore[assignment]
    try:
        yield
    finally:
        door.time = plain


def what_was_answered_survives_a_kill(troupe: Troupe) -> None:
    """Killed just before a commit: if an answer got out, the journal has it; sent again it is there once (I1)."""
    person, command, hall = sit(troupe), note("przed zapisem"), troupe.hall
    answers: list[dict[str, Any]] = []

    def send() -> None:
        try:
            answers.extend(said(person, command))
        except (httpx.HTTPError, AssertionError):
            return
        hall.heard.set()

    hall.armed, hall.listened = "before", True
    with beside(send):
        assert hall.died.wait(SECONDS)
    ids = [entry.command_id for entry in hall.entries()]
    assert all(answer["id"] in ids for answer in answers if answer["status"] == "recorded"), "I1: answered, then lost"
    hall.come_back()
    recorded(person, command)
    assert texts(troupe) == ["przed zapisem"]


def nobody_sees_what_is_not_on_disk(troupe: Troupe) -> None:
    """Killed just before a commit: nothing of it was pushed (I6)."""
    person, command, hall = sit(troupe), note("przed zapisem"), troupe.hall
    pushed: list[str] = []
    with person.live(f"stolik-{STOLIK}") as ear:

        def listen() -> None:
            try:
                while True:
                    if command["id"] in str(ear.recv(timeout=SECONDS)):
                        pushed.append(command["id"])
                        hall.heard.set()
            except (ConnectionClosed, TimeoutError):
                return

        def send() -> None:
            try:
                person.post([command])
            except httpx.HTTPError:
                return

        hall.armed, hall.listened = "before", True
        with beside(listen), beside(send):
            assert hall.died.wait(SECONDS)
    ids = [entry.command_id for entry in hall.entries()]
    assert all(id in ids for id in pushed), "pushed, then lost"


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    thread.join(SECONDS)


def a_group_that_could_not_be_written_leaves_no_hole(troupe: Troupe) -> None:
    """One commit fails; what is sent again gets the next number (I8)."""
    person, hall = sit(troupe), troupe.hall
    recorded(person, note("raz"))
    faults = ["disk I/O error"]

    def fail(_: Any) -> None:
        if faults:
            raise OSError(faults.pop())

    hall.before_commit.append(fail)
    command = note("dwa")
    assert person.post([command]).status_code == 503
    deadline = time.monotonic() + SECONDS
    while person.post([command]).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    recorded(person, note("trzy"))
    seqs = [entry.seq for entry in hall.entries()]
    assert seqs == list(range(1, len(seqs) + 1)), "I8: a hole"
    assert texts(troupe) == ["raz", "dwa", "trzy"]


def both_wordings_are_kept(troupe: Troupe) -> None:
    """Two people reword what both saw at the same revision: nothing is overwritten unseen (I5)."""
    first, second, issue = sit(troupe), sit(troupe), note("pierwotny tekst")
    recorded(first, issue)
    recorded(first, about(issue["id"], "issue.reword", text="wersja pierwszej osoby", revision=1))
    recorded(second, about(issue["id"], "issue.reword", text="wersja drugiej osoby", revision=1))
    page = second.client.get(f"/stoliki/{STOLIK}").text
    assert "wersja pierwszej osoby" in page
    assert "wersja drugiej osoby" in page


def two_who_count_the_same_hands_count_them_once(troupe: Troupe) -> None:
    """A count is a number, not a step (I4)."""
    first, second, issue = sit(troupe), sit(troupe), note("ławki")
    recorded(first, issue, about(issue["id"], "tally.count", count=4))
    recorded(second, about(issue["id"], "tally.count", count=4))
    shown = re.search(rf'id="hands-{issue["id"]}"[^>]*>(\d+)<', second.client.get(f"/stoliki/{STOLIK}").text)
    assert shown
    assert shown[1] == "4", "I4"


def a_foreign_page_may_neither_write_nor_listen(troupe: Troupe) -> None:
    """Origin decides (I11)."""
    person, foreign = sit(troupe), "http://zle.example"
    before = len(troupe.hall.entries())
    for origin in (foreign, None, "null"):
        assert person.post([note("obce")], headers={"Origin": origin}).status_code == 403, origin
    assert len(troupe.hall.entries()) == before
    cookies = "; ".join(f"{name}={value}" for name, value in person.client.cookies.items())
    assert status_of_listening(f"ws{troupe.hall.url[4:]}/live?channels=hall", foreign, cookies) == 403


def status_of_listening(url: str, origin: str, cookies: str) -> int:
    """101 when the WebSocket opens."""
    try:
        with connect(url, origin=origin, additional_headers={"Cookie": cookies}):  # type: ignore[call-overload]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def nobody_reaches_beyond_the_own_seat(troupe: Troupe) -> None:
    """A moderator writes at one stolik and hears one; a projector writes nothing (I11)."""
    moderator, projector = sit(troupe), sit(troupe, "projector", None)
    assert said(moderator, note("u sąsiadów", OTHER))[0].get("code") == "wrong_stolik"
    assert said(projector, note("z ekranu"))[0].get("code") == "forbidden"
    for person in (moderator, projector):
        assert code_of_listening(person, f"stolik-{OTHER}") == 4403
    assert texts(troupe) == []


def code_of_listening(person: Person, channel: str) -> int:
    """How the link is closed; 0 when a word is heard."""
    with person.live(channel) as ear:
        try:
            ear.recv(timeout=SECONDS)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
    return 0


# The tablet


def a_command_is_kept_until_it_is_answered(troupe: Troupe) -> None:
    """The request is lost, then the answer: it is sent until one comes, and is there once (I2, I3)."""
    (tablet,) = troupe.begin("A")
    tablet.write("nie zginie")
    assert tablet.fate("post", "request", "fail") == "post"
    tablet.advance(3000)
    assert tablet.state["queued"], "forgotten before it was answered"
    tablet.fate("post", "request", "deliver")
    tablet.fate("post", "answer", "fail")
    calm(tablet)
    assert texts(troupe) == ["nie zginie"]


def a_portal_answers_for_nobody(troupe: Troupe) -> None:
    """200 from a captive portal is no answer (I2)."""
    (tablet,) = troupe.begin("A")
    tablet.write("przez portal")
    assert tablet.fate("post", "request", "portal") == "post"
    assert tablet.state["queued"], "the portal was believed"
    calm(tablet)
    assert texts(troupe) == ["przez portal"]


def a_lost_push_is_noticed_by_the_next(troupe: Troupe) -> None:
    """A gap makes the page fetch itself again (I6)."""
    reader, writer = troupe.begin("AC")
    put(writer, "pierwszy")
    assert reader.fate("frame", "answer", "drop") == "frame"
    put(writer, "drugi")
    assert reader.fate("frame", "answer", "deliver") == "frame"
    reader.advance(3000, flowing=True)
    assert reader.texts() == ["pierwszy", "drugi"], "the gap was not noticed"
    calm(reader)


def an_old_push_changes_nothing(troupe: Troupe) -> None:
    """A frame that comes once more, after a newer one (I6, I7)."""
    reader, writer = troupe.begin("AC")
    put(writer, "ławki")
    reader.flow()
    for times in (1, 1):
        writer.count(0, times)
        writer.flow()
    assert reader.fate("frame", "answer", "keep") == "frame"
    assert reader.fate("frame", "answer", "deliver", 1) == "frame"
    newest = reader.state["newest"]
    assert [row["hands"] for row in reader.state["digest"]["rows"]] == ["2"]
    reader.fate("frame", "answer", "deliver")
    assert [row["hands"] for row in reader.state["digest"]["rows"]] == ["2"], "an old number is shown"
    assert reader.state["newest"] == newest, "I7: last fell"
    calm(reader)


def an_old_page_is_not_taken(troupe: Troupe) -> None:
    """What a heal brings may be older than what is known already: it is asked for again (I6, I7)."""
    reader, writer = troupe.begin("AC")
    put(writer, "pierwszy")
    heals(reader, troupe)
    put(writer, "drugi")
    reader.flow()
    put(writer, "trzeci")
    newest = reader.state["newest"]
    assert reader.fate("frame", "answer", "drop") == "frame"
    troupe.hall.beat()
    reader.fate("frame", "answer", "deliver")
    reader.fate("heal", "request", "deliver")
    assert reader.fate("heal", "answer", "stale") == "heal"
    assert reader.state["newest"] >= newest, "I7: last fell"
    assert "drugi" in reader.texts(), "an old page is shown"
    calm(reader)
    assert reader.texts() == ["pierwszy", "drugi", "trzeci"]


def put(writer: Tablet, text: str) -> None:
    """Somebody else writes, the server has it, and has told so."""
    writer.write(text)
    writer.flow()
    for _ in range(100):
        if not writer.state["waiting"]:
            return
        writer.flow()


def heals(reader: Tablet, troupe: Troupe) -> None:
    """Its push is lost, the beat tells, the page is fetched."""
    assert reader.fate("frame", "answer", "drop") == "frame"
    troupe.hall.beat()
    reader.flow()
    assert reader.texts() == ["pierwszy"]


@dataclass(frozen=True)
class Detector:
    """`pages`: whether it needs a browser."""

    run: Callable[[Troupe], None]
    pages: bool = False

    def __call__(self, troupe: Troupe) -> None:
        hall = troupe.hall
        hall.before_commit.clear()
        hall.heard.clear()
        if not self.pages:
            hall.begin(troupe.base)
        try:
            self.run(troupe)
        finally:
            hall.armed, hall.listened = "", False
            hall.before_commit.clear()


SERVER = (
    an_id_has_one_effect, an_id_is_remembered_for_days, what_was_answered_survives_a_kill, nobody_sees_what_is_not_on_disk,
    a_group_that_could_not_be_written_leaves_no_hole, both_wordings_are_kept, two_who_count_the_same_hands_count_them_once,
    a_foreign_page_may_neither_write_nor_listen, nobody_reaches_beyond_the_own_seat,
)  # fmt: skip
TABLET = (
    a_command_is_kept_until_it_is_answered, a_portal_answers_for_nobody, a_lost_push_is_noticed_by_the_next, an_old_push_changes_nothing,
    an_old_page_is_not_taken,
)  # fmt: skip
DETECTORS = {run.__name__: Detector(run) for run in SERVER} | {run.__name__: Detector(run, pages=True) for run in TABLET}
