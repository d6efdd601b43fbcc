"""The chain of organisers' acts: whoever takes one out, puts one in or changes one is found out; what was redacted breaks nothing."""

from sqlalchemy import Connection, text
from uuid_utils.compat import uuid7

from app.live.acts import Chain, examined
from tests.issues.test_redact import STAYS, with_a_history
from tests.running import RunningHall

NEWEST_TOPIC = "seq = (SELECT max(seq) FROM entry WHERE kind = 'topic.push')"
TAMPERED = {
    "another text": (
        f"UPDATE entry SET payload = replace(payload, 'Rowery', 'Rowerki') WHERE {NEWEST_TOPIC}",
        "other words",
    ),
    "another seat": (
        "UPDATE entry SET seat_id = 'organiser-2' WHERE kind = 'topic.push' AND seat_id = 'organiser-1'",
        "not what was linked",
    ),
    "an act that never was": ("UPDATE entry SET seat_id = 'organiser-1' WHERE kind = 'headcount.count'", "no act"),
    "another time": ("UPDATE entry SET recorded_at = recorded_at - 60000 WHERE kind = 'sitting.close'", "not what was linked"),
    "words gone without a redaction": ("UPDATE act SET salt = NULL WHERE seq = (SELECT max(seq) FROM act)", "nothing says why"),
    "an act taken out": ("DELETE FROM act WHERE seq = (SELECT max(seq) - 1 FROM act)", "no act"),
    "act and entry taken out": ("DELETE FROM entry WHERE kind = 'sitting.close'", "acts without an entry"),
    "a new seal for new words": ("UPDATE act SET seal = hash WHERE seq = (SELECT max(seq) FROM act)", "not what was linked"),
}


def chain_of(db: Connection) -> Chain:
    return examined(db, ["organiser-1"])


def with_acts(hall: RunningHall) -> None:
    organiser, moderator = hall.sit("organiser"), hall.sit("moderator", 4)
    assert organiser.say("topic.push", stolik_id=4, title="Rowery", after=None)["status"] == "recorded"
    assert moderator.say("headcount.count", stolik_id=4, count=9)["status"] == "recorded"
    assert organiser.say("sitting.close", sitting_id=2)["status"] == "recorded"
    assert organiser.say("sitting.open", sitting_id=2)["status"] == "recorded"


def test_every_act_of_the_house_and_of_organisers_is_in_the_chain_and_no_moderators(house_hall: RunningHall) -> None:
    with_acts(house_hall)
    with house_hall.house.db.read() as db:
        chain = chain_of(db)
        entries = db.execute(text("SELECT count(*) FROM entry WHERE seat_id IN ('house', 'organiser-1')")).scalar_one()
        chained = db.execute(text("SELECT count(*) FROM act JOIN entry USING (seq) WHERE kind = 'headcount.count'")).scalar_one()
    assert chain.faults == []
    assert (chain.acts, chained) == (entries, 0)


def test_whoever_changes_the_past_is_found_out(house_hall: RunningHall) -> None:
    with_acts(house_hall)
    for what, (changed, found) in TAMPERED.items():
        with house_hall.house.db.writer.connect() as db:
            assert chain_of(db).faults == [], what
            assert db.execute(text(changed)).rowcount == 1, what
            assert any(found in fault for fault in chain_of(db).faults), (what, chain_of(db))
            db.rollback()


def test_a_redaction_breaks_nothing_and_leaves_nothing_to_try_words_on(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said = {"id": str(uuid7()), "stolik_id": 3}
    organiser.record("Jan Nowak prosi o ławkę", 3, id=said["id"])
    _, commands = with_a_history(house_hall)
    for issue_id in (said["id"], commands[0]["id"]):
        assert organiser.say("issue.redact", stolik_id=3, issue_id=issue_id, text=STAYS)["status"] == "recorded"
    with house_hall.house.db.read() as db:
        assert chain_of(db).faults == []
        salts = db.execute(text("SELECT salt FROM act JOIN entry USING (seq) WHERE kind = 'issue.record'")).scalars().all()
    assert salts == [None]


def test_the_acts_can_be_taken_home(house_hall: RunningHall) -> None:
    with_acts(house_hall)
    lines = house_hall.sit("organiser").client.get("/export/acts.csv").text.splitlines()
    assert lines[0].startswith('\ufeff"seq";"at";"seat"')
    assert any('"topic.push"' in line and "organiser-1" in line for line in lines)
    assert not any("Rowery" in line for line in lines)
