"""The rehearsal crowd against a real demo: it says everything once, and its audit sees what is missing or doubled."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.cli.audit import once, same_hands
from app.cli.crowd import Said, Tablet
from app.cli.script import own_hall, read_script, script_of
from tests.aside import aside
from tests.story.demo import ROOT, Hall

TABLES = [
    {"number": 1, "issues": [{"text": "Ławka przed „Żabką”", "votes_source": 400}, {"text": "=1+1 <b>Źdźbło</b>"}]},
    {"number": 4, "issues": [{"text": "Ławka przed „Żabką”", "votes_source": 9}, {"text": "'; DROP TABLE issue; --"}]},
]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    hall = Hall(tmp_path_factory.mktemp("rehearsal") / "data", 0).start()
    yield hall
    hall.stop()


def rehearse(hall: Hall, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    seats = [{"role": seat.role, "stolik": seat.stolik, "code": seat.code, "url": seat.url} for seat in hall.seats]
    (folder / "seats.json").write_text(json.dumps({"url": hall.url, "seats": seats}))
    (folder / "hall.json").write_text(json.dumps({"tables": TABLES}))
    line = [sys.executable, "-m", "app", "rehearse", "--seats", str(folder / "seats.json"), *words]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False)


def test_everything_typed_is_found_once_everywhere_also_the_second_time(hall: Hall, tmp_path: Path) -> None:
    for _ in range(2):
        done = rehearse(hall, tmp_path, "--file", str(tmp_path / "hall.json"), "--pace", "40")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Potwierdzone wpisy: 4 z 4" in done.stdout
        for place in ("tabele", "mapa", "XLSX", "słowo w słowo", "zliczone ręce"):
            assert f"{place}: 4 z 4" in done.stdout


def test_without_a_file_the_crowd_says_its_own_issues_and_stops_in_time(hall: Hall, tmp_path: Path) -> None:
    done = rehearse(hall, tmp_path, "--pace", "30", "--for", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Potwierdzone wpisy: 31 z 31" in done.stdout


def test_a_hall_without_the_stolik_is_refused_in_words(hall: Hall, tmp_path: Path) -> None:
    TABLES.append({"number": 77, "issues": [{"text": "x"}]})
    try:
        done = rehearse(hall, tmp_path, "--file", str(tmp_path / "hall.json"))
    finally:
        TABLES.pop()
    assert done.returncode == 1
    assert "77" in done.stderr


def test_a_file_of_another_shape_is_refused_in_words(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("[]")
    done = rehearse(hall, tmp_path, "--file", str(tmp_path / "other.json"))
    assert done.returncode == 1
    assert "nie jest plikiem sali" in " ".join(done.stderr.split())


def test_the_audit_sees_what_is_missing_and_what_is_doubled() -> None:
    finding = once("mapa", ["a", "b", "c"], ["a", "c", "c", "older", "older"])
    assert (finding.missing, finding.doubled, finding.found, finding.good) == (("b",), ("c",), 1, False)


def test_the_audit_compares_with_the_last_count_by_seq() -> None:
    counts = [Said({"id": str(seq), "kind": "tally.count", "issue_id": "i", "count": count}, 0.0, seq) for seq, count in ((9, 3), (7, 8))]
    assert same_hands(counts, {"issues": [{"id": "i", "tally": 3}]}).good
    assert same_hands(counts, {"issues": [{"id": "i", "tally": 8}]}).missing == ("i",)


def test_tables_are_heard_in_turn_and_no_text_is_too_long() -> None:
    long, other = {"number": 1, "issues": [{"text": "ą" * 5000}, {"text": "b"}]}, {"number": 2, "issues": [{"text": "c"}]}
    script = script_of({"tables": [long, other]})
    assert [line.number for line in script] == [1, 2, 1]
    assert len(script[0].text) == 4000
    assert len(read_script(None, [1, 2])) == sum(len(table["issues"]) for table in own_hall([1, 2])["tables"])


class Server(httpx.AsyncBaseTransport):
    """Answers with what the test has laid ready, and remembers what was asked."""

    def __init__(self, *answers: httpx.Response | Exception | None) -> None:
        self.answers, self.asked = list(answers), []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        self.asked.append((asked["epoch"], [one["id"] for one in asked["commands"]]))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        said = [{"id": one["id"], "status": "recorded", "seq": nth} for nth, one in enumerate(asked["commands"], 1)]
        return answer or httpx.Response(200, json={"epoch": asked["epoch"], "answers": said}, headers={"X-Stoliki": "1"})


def test_a_tablet_keeps_its_commands_through_every_trouble_and_sends_the_same_ids() -> None:
    async def troubled() -> None:
        portal, busy = httpx.Response(200, json={"answers": []}), httpx.Response(429, headers={"Retry-After": "3", "X-Stoliki": "1"})
        server = Server(httpx.ConnectError("gone"), portal, busy, None, httpx.Response(409, json={"epoch": "NEW"}), None)
        async with httpx.AsyncClient(transport=server, base_url="http://hall") as client:
            tablet = Tablet(client, 1, "OLD")
            first = tablet.type("issue.record", text="a")
            waits = [await tablet.send() for _ in range(4)]
            assert (waits[2], waits[3], first.seq) == (3.0, 0, 1)
            second = tablet.type("issue.record", text="b")
            await tablet.send()
            await tablet.send()
        assert [ids for _, ids in server.asked[:4]] == [[first.id]] * 4
        assert server.asked[5] == ("NEW", [first.id, second.id])
        assert not tablet.waiting

    aside(troubled())
