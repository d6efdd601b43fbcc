"""The organisers see what organisers did, a hundred at a time, and at once when somebody has meddled with it."""

import re
from html import unescape

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from app.desk.act_words import ABOUT, ALONE, DONE, UNKNOWN, WRONG, done_in_words, wrong_in_words
from app.live.languages import translations
from tests.running import Person, RunningHall

ROW = re.compile(r'<tr><td class="number">(\d+)</td>')
BROKEN = "Łańcuch jest przerwany."


def page(person: Person, query: str = "") -> str:
    answer = person.client.get(f"/desk/acts{query}")
    assert answer.status_code == 200
    return unescape(answer.text)


def test_what_organisers_did_stands_there_in_words_and_what_moderators_said_does_not(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    organiser.say("theme.push", edition_id=1, name="Rowery & hulajnogi")
    house_hall.sit("moderator", 3).record("Tego tu nie ma", 3)
    said = page(organiser)
    assert "Temat: dodanie" in said
    assert "„Rowery & hulajnogi”" in said
    assert "Tego tu nie ma" not in said
    assert "Łańcuch jest cały." in said
    assert "<td>Organizator</td>" in said


def test_older_acts_follow_page_by_page_and_none_is_missing_or_doubled(house_hall: RunningHall) -> None:
    organiser, found, query = house_hall.sit("organiser"), list[int](), ""
    organiser.post([{"id": str(uuid7()), "kind": "unit.push", "age_ms": 0, "edition_id": 1, "name": f"Wydział {n}"} for n in range(50)])
    for _ in range(20):
        said = page(organiser, query)
        rows = [int(seq) for seq in ROW.findall(said)]
        found += rows
        older = re.search(r'href="/desk/acts(\?before=\d+)"', said)
        if older is None:
            break
        assert len(rows) == 100
        query = older[1]
    with house_hall.house.db.read() as db:
        assert found == list(db.execute(text("SELECT seq FROM act ORDER BY seq DESC")).scalars())
    assert len(found) > 100


def test_a_changed_act_is_told_with_its_number(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    seq = organiser.say("theme.push", edition_id=1, name="Rowery")["seq"]
    assert BROKEN not in page(organiser)
    with house_hall.house.db.write() as db:
        db.execute(text("UPDATE entry SET payload = replace(payload, 'Rowery', 'Rowerki') WHERE seq = :seq"), {"seq": seq})
    organiser.say("sitting.close", sitting_id=2)
    said = page(organiser)
    assert BROKEN in said
    assert f"{seq} (Temat: dodanie): ma inne słowa" in said
    with house_hall.house.db.write() as db:  # as it was: when the test is over the journal is replayed
        db.execute(text("UPDATE entry SET payload = replace(payload, 'Rowerki', 'Rowery') WHERE seq = :seq"), {"seq": seq})


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30, "' OR 1=1"])
def test_nonsense_for_a_page_harms_nobody(house_hall: RunningHall, before: str) -> None:
    assert house_hall.sit("organiser").client.get("/desk/acts", params={"before": before}).status_code == 200


@pytest.mark.parametrize("lang", ["pl", "en", "uk"])
def test_acts_and_faults_have_words_in(lang: str) -> None:
    assert done_in_words("comet.watch", lang) == "comet.watch", "what nobody gave words to is told by its name"
    assert ":" in done_in_words("theme.push", lang)
    assert wrong_in_words("12 theme.push: no act", lang).startswith("12 (")
    words = {*ABOUT.values(), *DONE.values(), *ALONE.values(), *WRONG.values(), UNKNOWN}
    assert lang == "pl" or {one for one in words if translations(lang).gettext(one) == one} <= {"Stolik", "start"}
