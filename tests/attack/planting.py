"""Sixty payloads in every text of a hall: what is typed at tables and at the desk, the programme, seats, people, the clause."""

import time
from typing import Any

from uuid_utils.compat import uuid7

from app.live.commands import Command
from app.live.seat import HOUSE
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.commands import OpenSeat
from app.seats.organisers import AcceptInvitation, InviteOrganiser
from tests.architecture.rights import seated
from tests.attack.payloads import STORED, chunks
from tests.running import Person, RunningHall

PACKED = chunks()
DAY = "2024-09-10"


def plant(hall: RunningHall, organiser: Person) -> None:
    """All that may be there in any number: each payload by itself where there is room, packed where titles are few."""
    said(organiser, [topic(n, one) for n, one in enumerate(STORED)])
    said(organiser, [issue(n, one) for n, one in enumerate(STORED)])
    said(organiser, [{"kind": "unit.push", "edition_id": 1, "name": one} for one in STORED])
    more = [{"kind": "sitting.push", "edition_id": 1, "format": "meeting", "day": DAY, "title": one, "room": one} for one in PACKED]
    said(organiser, more)
    themes(hall, organiser, 0)
    said(
        organiser,
        [{"kind": "edition.inform", "edition_id": 1, "language": lang, "text": "\n\n".join(STORED)} for lang in ("pl", "en", "uk")],
    )
    people(hall)
    ideas(hall, organiser)
    versions(hall, organiser)
    phases(organiser)


def phases(organiser: Person) -> None:
    """Templates, the phase that is on with its sentence, the summaries that are read back."""
    steps = [{"key": "other", "minutes": 1, "title": one[:60], "sentence": one} for one in STORED if len(one) <= 280][:24]
    said(organiser, [{"kind": "scenario.push", "edition_id": 1, "name": one, "steps": steps} for one in PACKED])
    said(organiser, [{"kind": "phase.open", "sitting_id": 2, "name": PACKED[0], "steps": steps, "step": 3}])
    words = [" ".join(STORED[nth::4])[:600] for nth in range(4)]
    said(organiser, [{"kind": "summary.record", "stolik_id": 3 + nth, "text": one, "revision": 0} for nth, one in enumerate(words)])


def rename(hall: RunningHall, organiser: Person, nth: int) -> None:
    """What there is only one of, or eleven: in each round other payloads."""
    name, venue = PACKED[nth], PACKED[-1 - nth]
    said(organiser, [{"kind": "edition.name", "edition_id": 1, "name": name, "venue": venue, "days": [DAY], "language": "pl"}])
    fields = {"format": "tables", "day": DAY, "starts_at": None, "ends_at": None}
    said(organiser, [{"kind": "sitting.name", "sitting_id": 2, "title": name, "room": venue} | fields])
    themes(hall, organiser, nth)


def themes(hall: RunningHall, organiser: Person, nth: int) -> None:
    with hall.house.db.read() as db:
        ids = list(db.exec_driver_sql("SELECT id FROM theme WHERE edition_id = 1 ORDER BY id").scalars())
    words = [PACKED[(n + nth) % len(PACKED)] for n in range(len(ids))]
    said(
        organiser,
        [
            {"kind": "theme.name", "theme_id": id, "number": n, "name": name, "colour": n, "working": False}
            for n, (id, name) in enumerate(zip(ids, words, strict=True), 1)
        ],
    )


def topic(n: int, title: str) -> dict[str, Any]:
    return {"kind": "topic.push", "stolik_id": 3 + n % 4, "title": title[:200], "after": None}


def issue(n: int, text: str) -> dict[str, Any]:
    return {"kind": "issue.record", "stolik_id": 3 + n % 4, "topic_id": None, "issue_kind": "quote", "text": text, "parked": n % 7 == 0}


def versions(hall: RunningHall, organiser: Person) -> None:
    """A text and another version beside it."""
    id = str(uuid7())
    said(organiser, [issue(1, STORED[0]) | {"id": id}])
    reworded = [{"kind": "issue.reword", "stolik_id": 4, "issue_id": id, "revision": 1, "text": one} for one in STORED[:3]]
    said(organiser, reworded)


def ideas(hall: RunningHall, organiser: Person) -> None:
    """From two phones; some are let in, some refused, some wait."""
    said(organiser, [{"kind": "sitting.open", "sitting_id": 4}])
    texts = [{"id": str(uuid7()), "kind": "idea.record", "sitting_id": 4, "text": " ".join(STORED[nth::6])[:500]} for nth in range(6)]
    said(seated(hall, "participant"), texts[:3])
    said(seated(hall, "participant"), texts[3:])
    let_in = {"kind": "issue.admit", "stolik_id": 4, "topic_id": None, "issue_kind": "idea", "parked": False}
    said(organiser, [let_in | {"idea_id": one["id"], "text": one["text"]} for one in texts[:2]])
    said(organiser, [{"kind": "idea.refuse", "stolik_id": None, "idea_id": one["id"]} for one in texts[2:4]])


def people(hall: RunningHall) -> None:
    secret, commands = read_secret(hall.house.settings.secret_file), list[Command]()
    for n, label in enumerate(PACKED):
        code_hash = fingerprint(code_of(secret, f"clerk-{n}", 1))
        words = {"seat_id": f"clerk-{n}", "edition_id": 1, "label": label, "generation": 1, "code_hash": code_hash}
        commands.append(OpenSeat(id=str(uuid7()), role="clerk", **words))  # type: ignore[arg-type]
    link = {"seat_id": "organiser-9", "link_hash": fingerprint("link")}
    commands.append(InviteOrganiser(id=str(uuid7()), expires_at=2**45, **link))  # type: ignore[arg-type]
    commands.append(AcceptInvitation(id=str(uuid7()), name=STORED[14], password_hash="$argon2id$", **link))  # type: ignore[arg-type]
    answers = hall.house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, commands)
    assert not [one.refusal for one in answers if one.refusal]


def said(person: Person, commands: list[dict[str, Any]]) -> None:
    for nth in range(0, len(commands), 40):
        answer = person.post([{"id": str(uuid7())} | one for one in commands[nth : nth + 40]]).json()
        assert {one["status"] for one in answer["answers"]} == {"recorded"}, answer
