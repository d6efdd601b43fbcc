"""The fault suite itself: an auditor that cannot see a loss proves nothing."""

from random import Random
from typing import Any

import pytest

from bench.torture.disk import Disk, Record
from bench.torture.oracle import Typed, expected, judge_journal, same
from bench.torture.page import live_blocks, upserted
from bench.torture.run import Lost
from bench.torture.seated import Seated
from bench.torture.tablet import Store, Tablet

TEXT = {"stolik_id": 1, "topic_id": None, "issue_kind": "idea", "text": "Ławka", "parked": False}


def entry(seq: int, id: str, kind: str = "issue.record", **fields: Any) -> dict[str, Any]:
    return {"seq": seq, "command_id": id, "kind": kind, "seat_id": "moderator-1", "fields": fields or TEXT}


TYPED = {"a": Typed(0, 1, "issue.record", TEXT), "b": Typed(0, 2, "issue.record", TEXT)}
GOOD = [entry(1, "a"), entry(2, "b")]


def test_the_auditor_is_content_with_what_is_right() -> None:
    judge_journal(GOOD, TYPED, {"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("entries", "promised", "why"),
    [
        ([entry(1, "a")], {"a": 1, "b": 2}, "not in the journal"),
        ([entry(1, "a"), entry(2, "a")], {"a": 1}, "twice"),
        ([entry(1, "a"), entry(3, "b")], {"a": 1}, "hole"),
        ([entry(1, "b"), entry(2, "a")], {}, "then 1"),
        (GOOD, {"a": 2}, "another seq"),
        ([entry(1, "a", text="Ławki")], {}, "typed"),
        ([entry(1, "x")], {}, "nobody said"),
    ],
)
def test_the_auditor_sees(entries: list[dict[str, Any]], promised: dict[str, int], why: str) -> None:
    with pytest.raises(Lost, match=why):
        judge_journal(entries, TYPED, promised)


def test_the_oracle_keeps_both_texts_when_two_saw_the_same_revision() -> None:
    first, second = (Typed(n, 9, "issue.reword", {"issue_id": "a", "text": text, "revision": 1}) for n, text in enumerate("xy"))
    typed = {"a": TYPED["a"], "r": first, "s": second}
    issue = expected([entry(1, "a"), entry(2, "r"), entry(3, "s")], typed, 3).issues["a"]
    assert (issue.text, issue.revision, issue.variants) == ("x", 2, 1)
    with pytest.raises(Lost, match="tables"):
        same("tables", {"a": "x"}, {"a": "y"})


def played(*steps: tuple[str, int, int, bytes]) -> Disk:
    disk = Disk()
    for step in steps:
        disk.play(Record(*step))
    return disk


def test_a_cut_takes_what_was_not_flushed_and_leaves_what_was() -> None:
    steps = [("C", 1, 0, b"hall.db"), ("W", 1, 0, b"old"), ("B", 1, 0, b""), ("W", 1, 0, b"new"), ("S", 1, 0, b"")]
    assert played(*steps).after_cut("drop", Random(1)) == ({}, 0), "its name was never flushed"
    named = [("B", 0, 0, b""), ("S", 0, 0, b"")]
    assert played(*steps, *named).after_cut("drop", Random(1)) == ({"hall.db": b"old"}, 1)
    flushed = [("B", 1, 0, b""), ("S", 1, 0, b"")]
    assert played(*steps, *named, *flushed).after_cut("some", Random(1)) == ({"hall.db": b"new"}, 0)


def test_a_cut_takes_back_a_rename_that_was_not_flushed() -> None:
    flushed = [("B", 0, 0, b""), ("S", 0, 0, b"")]
    made = [("C", 1, 0, b"part"), ("W", 1, 0, b"x"), ("B", 1, 0, b""), ("S", 1, 0, b""), *flushed, ("R", 0, 0, b"part\0whole")]
    assert played(*made).after_cut("drop", Random(1))[0] == {"part": b"x"}
    assert played(*made, *flushed).after_cut("drop", Random(1))[0] == {"whole": b"x"}


def test_a_simulated_page_puts_rows_in_by_their_place_and_never_twice() -> None:
    page = '<ol id="log" data-live><li id="i-1" data-born="5">a</li> <li id="i-2" data-born="30">c</li></ol><p id="p" data-live>x</p>'
    page = upserted(page, "log", "data-born", '<li id="i-3" data-born="7">b</li>')
    page = upserted(page, "log", "data-born", '<li id="i-1" data-born="5">A</li>')
    wanted = '<li id="i-1" data-born="5">A</li><li id="i-3" data-born="7">b</li><li id="i-2" data-born="30">c</li>'
    assert live_blocks(page)["log"] == f'<ol id="log" data-live>{wanted}</ol>'
    assert set(live_blocks(page)) == {"log", "p"}


def test_a_simulated_tablet_opened_again_from_its_store_sends_what_it_had_and_its_tail_to_another_hall() -> None:
    seat, store = Seated(None, "", "stoliki_1_moderator-1=x", ""), Store()  # type: ignore[arg-type]
    tablet = Tablet(seat, 1, "AAAA", store=store)
    first, second = tablet.type("issue.record", text="1"), tablet.type("issue.record", text="2")
    tablet._settle(first, {"status": "recorded", "seq": 7})
    assert [row.id for row in Tablet(seat, 1, "AAAA", store=store).queued()] == [second.id]
    assert [row.id for row in Tablet(seat, 1, "BBBB", store=store).queued()] == [first.id, second.id]
