"""Ideas from phones: nobody sees one until a person has let it in; then it is an issue like any other, and says where it came from."""

import json
import re
from collections.abc import Iterator

import pytest
from uuid_utils.compat import uuid7

from tests.ideas.at_cafe import CAFE, COUNTER, admit, at_counter, idea, open_cafe, resident
from tests.running import Person, RunningHall, hear, running

PART = re.compile(r'<hx-partial hx-target="(#[\w-]+)"[^>]*>(.*?)</hx-partial>', re.DOTALL)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    with running(tmp_path_factory.mktemp("ideas") / "hall", commands_per_seat=10_000) as found:
        yield found


@pytest.fixture(scope="module")
def organiser(hall: RunningHall) -> Person:
    return open_cafe(hall)


@pytest.fixture(scope="module")
def counter(hall: RunningHall, organiser: Person) -> Person:
    return at_counter(hall)


def mine(person: Person) -> dict[str, str]:
    found: dict[str, str] = person.client.get("/cafe/mine", headers={"Accept": "application/json"}).json()["ideas"]
    return found


def public(organiser: Person) -> str:
    """Everything that leaves but the full journal."""
    return "".join(
        organiser.client.get(path).text
        for path in ("/map", "/hall", "/export/hall.json", "/export/issues.csv", "/export/journal.csv", "/stoliki/12")
    )


def test_idea_record_waits_where_its_café_reads_it_and_is_on_no_screen_and_in_no_file(
    hall: RunningHall, organiser: Person, counter: Person
) -> None:
    phone, screen = resident(hall), hall.sit("projector")
    with counter.live(f"stolik-{COUNTER}") as inbox, screen.live("map,hall") as wall:
        hear(inbox, "welcome"), hear(wall, "welcome")
        said = idea(phone, "TAJNE: fontanna na rynku")
        assert "TAJNE" in hear(inbox, "push")["html"]
        told = counter.record("JAWNE przy ladzie", COUNTER)
        heard = [wall.recv(timeout=5) for _ in range(2)]
    assert said["status"] == told["status"] == "recorded"
    assert any("JAWNE" in str(one) for one in heard)
    assert "TAJNE" not in str(heard)
    assert "TAJNE" not in public(organiser)
    assert "TAJNE" in organiser.client.get("/desk/ideas").text
    assert "TAJNE" in counter.client.get(f"/stoliki/{COUNTER}/counter").text
    assert mine(phone) == {said["id"]: "waiting"}


def test_what_is_pushed_to_the_inbox_is_what_its_pages_say(hall: RunningHall, organiser: Person, counter: Person) -> None:
    with counter.live(f"stolik-{COUNTER}") as ear:
        hear(ear, "welcome")
        idea(resident(hall), "Ławki w cieniu")
        parts = dict(PART.findall(hear(ear, "push")["html"]))
    pages = [organiser.client.get(path).text for path in ("/desk/ideas", f"/stoliki/{COUNTER}/counter", f"/stoliki/{COUNTER}")]
    assert {f"#ideas-waiting-{CAFE}", f"#ideas-refused-{CAFE}", f"#ideas-waits-{CAFE}", "#ideas-key"} <= set(parts)
    for target, html in parts.items():
        assert any(html.strip() in page for page in pages), target
        assert not re.search(r"<(input|select|textarea)\b", html), target


def test_issue_admit_puts_an_idea_on_the_map_and_only_one_person_decides(hall: RunningHall, organiser: Person, counter: Person) -> None:
    phone = resident(hall)
    said = idea(phone, "Kino letnie nad Wisłą")
    with phone.live("map") as ear:
        hear(ear, "welcome")
        told = admit(counter, said["id"], "Kino letnie nad Wisłą")
        pushed = hear(ear, "push")["data"]
    assert told["status"] == "recorded"
    assert [one["source"] for one in pushed["issues"]] == ["phone"]
    assert f'data-issue-id="{said["id"]}" data-source="phone"' in organiser.client.get("/map").text
    found = {one["id"]: one for one in organiser.client.get("/export/hall.json").json()["issues"]}[said["id"]]
    assert (found["text"], found["source"], found["stolik_id"], found["kind"]) == ("Kino letnie nad Wisłą", "phone", COUNTER, "idea")
    assert "z telefonu" in counter.client.get(f"/stoliki/{COUNTER}").text
    assert "Kino letnie" not in organiser.client.get("/desk/ideas").text
    assert admit(organiser, said["id"], "Inaczej")["code"] == "stale"
    assert organiser.say("idea.refuse", stolik_id=None, idea_id=said["id"])["code"] == "stale"
    assert mine(phone)[said["id"]] == "admitted"
    assert counter.say("issue.withdraw", stolik_id=COUNTER, issue_id=said["id"])["status"] == "recorded"
    assert mine(phone)[said["id"]] == "refused"


def test_an_organiser_puts_an_idea_at_any_stolik_and_a_moderator_at_the_café_alone(
    hall: RunningHall, organiser: Person, counter: Person
) -> None:
    said, other = idea(resident(hall), "Autobus do Barbarki"), hall.sit("moderator", 4)
    assert admit(other, said["id"], "x", stolik_id=4)["code"] == "wrong_stolik"
    assert other.say("idea.refuse", stolik_id=4, idea_id=said["id"])["code"] == "wrong_stolik"
    assert counter.say("idea.refuse", stolik_id=None, idea_id=said["id"])["code"] == "wrong_stolik"
    assert admit(counter, str(uuid7()), "x")["code"] == "unknown_reference"
    assert admit(organiser, said["id"], "Autobus do Barbarki, także w niedzielę", stolik_id=4)["status"] == "recorded"
    texts = {one["id"]: one["text"] for one in organiser.client.get("/export/hall.json").json()["issues"]}
    assert texts[said["id"]].endswith("niedzielę")


def test_idea_refuse_and_idea_restore(hall: RunningHall, organiser: Person, counter: Person) -> None:
    phone = resident(hall)
    said = idea(phone, "Spam spam spam")
    about = {"stolik_id": COUNTER, "idea_id": said["id"]}
    assert counter.say("idea.refuse", **about)["status"] == "recorded"
    assert mine(phone)[said["id"]] == "refused"
    assert "Spam" not in public(organiser)
    assert "Spam" not in organiser.client.get("/export/journal.jsonl").text
    assert counter.say("idea.refuse", **about)["code"] == "stale"
    assert organiser.say("idea.restore", **about)["status"] == "recorded"
    assert counter.say("idea.restore", **about)["code"] == "stale"
    assert mine(phone)[said["id"]] == "waiting"
    assert "Spam" in organiser.client.get("/export/journal.jsonl").text


def test_one_phone_cannot_flood_the_people_who_read(hall: RunningHall, organiser: Person) -> None:
    phone, another = resident(hall), resident(hall)
    codes = [idea(phone, f"Pomysł {n}").get("code") for n in range(4)]
    assert codes == [None, None, None, "too_many"]
    old = [idea(another, f"Wczorajszy {n}", age_ms=120_000).get("code") for n in range(6)]
    assert old == [None] * 5 + ["too_many"], "what is said to be old still waits"
    assert idea(resident(hall), "Ktoś inny")["status"] == "recorded"


def test_a_server_whose_clock_was_put_back_locks_no_phone_out(hall: RunningHall, organiser: Person) -> None:
    phone = resident(hall)
    for n in range(3):
        assert idea(phone, f"Pomysł {n}")["status"] == "recorded"
    with hall.house.db.write() as db:
        db.exec_driver_sql("UPDATE idea SET at = at + 3600000")  # the clock was an hour ahead when they were typed
    told = idea(phone, "Po przestawieniu zegara")
    with hall.house.db.write() as db:
        db.exec_driver_sql("UPDATE idea SET at = at - 3600000 WHERE id <> ?", (told["id"],))
    assert told["status"] == "recorded", told


@pytest.mark.parametrize(
    ("fields", "code"), [({"text": "ą" * 501}, "too_long"), ({"text": " "}, "invalid"), ({"sitting_id": 2}, "not_found")]
)
def test_what_is_no_idea_of_a_café_is_refused(hall: RunningHall, organiser: Person, fields: dict[str, object], code: str) -> None:
    assert idea(resident(hall), **({"text": "x"} | fields))["code"] == code  # type: ignore[arg-type]


def test_a_redaction_takes_the_words_out_of_the_phones_entry_too(hall: RunningHall, organiser: Person, counter: Person) -> None:
    said = idea(resident(hall), "Pytać panią ZDRADZONA z Bydgoskiej")
    admit(counter, said["id"], "Pytać panią ZDRADZONA z Bydgoskiej")
    assert "ZDRADZONA" in organiser.client.get("/export/journal.jsonl").text
    assert organiser.say("issue.redact", stolik_id=COUNTER, issue_id=said["id"], text="Pytać na Bydgoskiej")["status"] == "recorded"
    journal = [json.loads(line) for line in organiser.client.get("/export/journal.jsonl").text.splitlines()]
    assert "ZDRADZONA" not in str(journal)
    texts = {one["kind"]: one["payload"]["text"] for one in journal if one["subject"] == said["id"]}
    assert texts == dict.fromkeys(("idea.record", "issue.admit", "issue.redact"), "Pytać na Bydgoskiej")


def test_a_café_that_is_closed_takes_what_was_typed_before(hall: RunningHall, organiser: Person) -> None:
    """The last of this file: it closes the café."""
    phone = resident(hall)
    assert organiser.say("sitting.close", sitting_id=CAFE)["status"] == "recorded"
    assert idea(phone, "Po czasie")["code"] == "sitting_closed"
    assert idea(phone, "Przed końcem, ale bez sieci", age_ms=60_000)["status"] == "recorded"
    assert "Kawiarenka jest teraz zamknięta" in phone.client.get("/cafe").text
    assert "Przed końcem" in organiser.client.get("/desk/ideas").text
