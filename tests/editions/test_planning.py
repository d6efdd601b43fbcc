"""The plan of an edition is made by commands: pushed, named, sorted, withdrawn, restored; what is needed or was said stays.

Every hall of these tests is rebuilt from its journal when the test is over (tests/running.py)."""

import json
import re
import time
from typing import Any

import pytest
from sqlalchemy import select

from app.editions.queries import current_edition, sittings, themes, units
from app.editions.tables import edition
from app.stoliki.queries import stoliki
from app.topics.queries import topic, topic_list, topic_place
from tests.running import Person, RunningHall

TORUN, TABLES = 1, 2


def said(person: Person, kind: str, **fields: Any) -> dict[str, Any]:
    """A command that must be taken."""
    answer = person.say(kind, **fields)
    assert answer["status"] == "recorded", answer
    return answer


def offered_at_the_door(hall: RunningHall, spoken: str) -> list[str]:
    """The languages to choose from, as soon as the door speaks this one: the bus rings after the answer."""
    deadline = time.monotonic() + 10
    while f'<html lang="{spoken}">' not in (page := hall.stranger().client.get("/join").text):
        assert time.monotonic() < deadline, page[:200]
        time.sleep(0.05)
    return re.findall(r'hreflang="(\w+)"', page)


def sitting_of(person: Person, hall: RunningHall, title: str, **fields: Any) -> int:
    """A new sitting in the programme; its id."""
    plan = {
        "edition_id": TORUN,
        "title": title,
        "format": "workshop",
        "day": "2024-09-11",
        "starts_at": None,
        "ends_at": None,
        "room": None,
    }
    said(person, "sitting.push", **(plan | fields))
    with hall.house.db.read() as db:
        found: int = max(one.id for one in sittings(db, TORUN))
    return found


def order(hall: RunningHall) -> list[str]:
    with hall.house.db.read() as db:
        return [one.title for one in sittings(db, TORUN)]


def numbers(hall: RunningHall, withdrawn: bool = False) -> dict[int, int]:
    """Number -> id of the stoliki on the plan."""
    with hall.house.db.read() as db:
        return {one.number: one.id for one in stoliki(db, TORUN, withdrawn)}


def test_edition_open_by_an_organiser_makes_the_current_edition_with_the_next_id(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said(organiser, "edition.open", edition={"name": "Kongres 2025", "venue": "", "days": ["2025-09-09"], "language": "uk"})
    with house_hall.house.db.read() as db:
        now = current_edition(db)
        assert now
        assert (now.id, now.name, json.loads(now.days), now.language) == (TORUN + 1, "Kongres 2025", ["2025-09-09"], "uk")
        assert db.execute(select(edition.c.id).where(edition.c.current)).scalars().all() == [TORUN + 1]
    assert organiser.say("edition.open", edition={"id": TORUN, "name": "Znowu", "venue": "", "days": ["2025-09-09"]})["code"] == "stale"


@pytest.mark.parametrize("days", [[], ["wtorek"], ["2025-02-30"], ["2025-2-3"]])
def test_edition_name_takes_days_that_there_are(house_hall: RunningHall, days: list[str]) -> None:
    answer = house_hall.sit("organiser").say("edition.name", edition_id=TORUN, name="Kongres", venue="", days=days, language="pl")
    assert answer["code"] == "invalid"


def test_edition_name_and_choose_change_what_every_page_is_called(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said(organiser, "edition.open", edition={"name": "Kongres 2025", "venue": "", "days": ["2025-09-09"]})
    said(organiser, "edition.name", edition_id=TORUN, name="Kongres w Toruniu", venue="CKK Jordanki", days=["2024-09-10"], language="pl")
    said(organiser, "edition.choose", edition_id=TORUN)
    assert "<h1>Kongres w Toruniu</h1>" in organiser.client.get("/desk").text
    assert organiser.say("edition.choose", edition_id=99)["code"] == "not_found"


def test_pages_speak_the_editions_language_to_whoever_has_not_chosen_and_offer_its_languages(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    new = {"name": "Конгрес", "venue": "", "days": ["2026-09-09"], "language": "uk"}
    said(organiser, "edition.open", edition=new | {"languages": ["pl", "uk"]})
    assert offered_at_the_door(house_hall, "uk") == ["uk", "pl"]
    assert '<html lang="en">' in house_hall.stranger().client.get("/join?lang=en").text  # whoever asks for it may have it
    said(organiser, "edition.name", edition_id=TORUN + 1, **new | {"name": "Kongres", "language": "pl"})
    assert offered_at_the_door(house_hall, "pl") == ["pl", "uk"]
    assert organiser.say("edition.name", edition_id=TORUN, **new | {"languages": ["de"]})["code"] == "invalid"


def test_sitting_push_finds_its_place_by_day_and_hour(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    before = order(house_hall)
    sitting_of(organiser, house_hall, "Poranny", starts_at="08:30", ends_at="09:15", room="Sala kominkowa")
    sitting_of(organiser, house_hall, "Pierwszego dnia", day="2024-09-10")
    sitting_of(organiser, house_hall, "Na początku", after=None, starts_at="00:00", day="2024-01-01")
    after = order(house_hall)
    assert (after[0], after[4], after[5]) == ("Na początku", "Pierwszego dnia", "Poranny")
    assert [title for title in after if title in before] == before


def test_sitting_sort_and_name_change_the_programme(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    first, second = order(house_hall)[:2]
    said(organiser, "sitting.sort", sitting_id=1, after=2)
    assert order(house_hall)[:2] == [second, first]
    plan = {"format": "tables", "day": "2024-09-10", "starts_at": "10:15", "ends_at": "12:00", "room": None}
    said(organiser, "sitting.name", sitting_id=2, title="Rozmowy przy stolikach", **plan)
    assert order(house_hall)[0] == "Rozmowy przy stolikach"
    assert organiser.say("sitting.name", sitting_id=2, title="x", **(plan | {"starts_at": "25:00"}))["code"] == "invalid"
    assert organiser.say("sitting.sort", sitting_id=2, after=99)["code"] == "unknown_reference"


def test_sitting_withdraw_waits_for_its_stoliki_and_is_taken_back(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    before = order(house_hall)
    assert organiser.say("sitting.withdraw", sitting_id=TABLES)["code"] == "stale"
    said(organiser, "sitting.close", sitting_id=TABLES)
    assert organiser.say("sitting.withdraw", sitting_id=TABLES)["code"] == "stale"
    said(organiser, "sitting.withdraw", sitting_id=1)
    assert order(house_hall) == before[1:]
    assert organiser.say("sitting.open", sitting_id=1)["code"] == "stale"
    said(organiser, "sitting.restore", sitting_id=1)
    assert order(house_hall) == before


def test_theme_push_takes_the_next_number_and_the_rarest_colour(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said(organiser, "theme.push", edition_id=TORUN, name="Energia")
    said(organiser, "theme.push", edition_id=TORUN, name="Woda", number=40, colour=7, working=True)
    with house_hall.house.db.read() as db:
        energy, water = themes(db, TORUN)[-2:]
    assert (energy.number, energy.colour, energy.working) == (12, 1, False)
    assert (water.number, water.colour, water.working) == (40, 7, True)
    assert organiser.say("theme.push", edition_id=TORUN, name="Ogień", colour=12)["code"] == "invalid"
    assert organiser.say("theme.push", edition_id=99, name="Ogień")["code"] == "not_found"


def test_theme_withdraw_waits_for_the_stoliki_that_talk_about_it(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said(organiser, "theme.push", edition_id=TORUN, name="Energia", theme_id=300)
    assert organiser.say("theme.withdraw", theme_id=1)["code"] == "stale"
    said(organiser, "theme.withdraw", theme_id=300)
    assert organiser.say("stolik.open", sitting_id=TABLES, theme_id=300)["code"] == "unknown_reference"
    said(organiser, "theme.restore", theme_id=300)
    said(organiser, "theme.name", theme_id=300, number=12, name="Energia i klimat", colour=3, working=False)
    said(organiser, "stolik.open", sitting_id=TABLES, theme_id=300)
    assert "Energia i klimat" in organiser.client.get("/stoliki/12").text


def test_unit_push_name_withdraw_and_restore(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said(organiser, "unit.push", edition_id=TORUN, name="Wydział Zieleni", unit_id=900)
    said(organiser, "unit.name", unit_id=900, name="Wydział Zieleni i Parków")
    with house_hall.house.db.read() as db:
        before = [one.name for one in units(db, TORUN)]
    assert "Wydział Zieleni i Parków" in before
    said(organiser, "unit.withdraw", unit_id=900)
    with house_hall.house.db.read() as db:
        assert [one.name for one in units(db, TORUN)] == [name for name in before if name != "Wydział Zieleni i Parków"]
    said(organiser, "unit.restore", unit_id=900)
    assert organiser.say("unit.name", unit_id=1_000_000, name="x")["code"] == "not_found"


def test_stolik_open_gives_the_next_number_and_refuses_one_that_is_taken(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said(organiser, "stolik.open", sitting_id=TABLES, theme_id=1)
    assert max(numbers(house_hall)) == 12
    assert organiser.say("stolik.open", sitting_id=TABLES, theme_id=1, number=12)["code"] == "stale"
    assert organiser.say("stolik.open", sitting_id=TABLES, theme_id=99)["code"] == "unknown_reference"
    said(organiser, "edition.open", edition={"name": "Kongres 2025", "venue": "", "days": ["2025-09-09"]})
    said(organiser, "theme.push", edition_id=TORUN + 1, name="Woda", theme_id=500)
    assert organiser.say("stolik.open", sitting_id=TABLES, theme_id=500)["code"] == "invalid"


def test_stolik_name_keeps_a_theme_that_has_topics_and_a_number_that_is_on_a_table(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    assert organiser.say("stolik.name", stolik_id=3, number=3, sitting_id=TABLES, theme_id=4)["code"] == "stale"
    assert organiser.say("stolik.name", stolik_id=3, number=4, sitting_id=TABLES, theme_id=3)["code"] == "stale"
    assert organiser.say("stolik.name", stolik_id=3, number=33, sitting_id=TABLES, theme_id=3)["code"] == "stale"
    said(organiser, "sitting.close", sitting_id=TABLES)
    said(organiser, "stolik.name", stolik_id=3, number=33, sitting_id=TABLES, theme_id=3)
    assert numbers(house_hall)[33] == 3
    said(organiser, "stolik.open", stolik_id=50, sitting_id=TABLES, theme_id=1)
    said(organiser, "stolik.name", stolik_id=50, number=3, sitting_id=TABLES, theme_id=2)
    assert organiser.client.get("/stoliki/3").status_code == 200


def test_stolik_withdraw_hides_nothing_that_was_said(house_hall: RunningHall) -> None:
    organiser, moderator = house_hall.sit("organiser"), house_hall.sit("moderator", 5)
    issue = moderator.record("Brakuje ławek", 5)
    assert organiser.say("stolik.withdraw", stolik_id=5)["code"] == "stale"
    said(moderator, "issue.withdraw", stolik_id=5, issue_id=issue["id"])
    said(organiser, "stolik.withdraw", stolik_id=5)
    assert 5 not in numbers(house_hall)
    assert moderator.record("A jednak", 5)["code"] == "sitting_closed"
    assert organiser.say("issue.restore", stolik_id=5, issue_id=issue["id"])["code"] == "sitting_closed"
    said(organiser, "stolik.restore", stolik_id=5)
    assert numbers(house_hall)[5] == 5
    assert moderator.record("A jednak", 5)["status"] == "recorded"


def test_stolik_restore_takes_the_next_number_when_its_own_was_given_away(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    said(organiser, "stolik.withdraw", stolik_id=5)
    said(organiser, "stolik.open", stolik_id=60, sitting_id=TABLES, theme_id=1, number=5)
    assert numbers(house_hall, withdrawn=True) == {-5: 5}
    said(organiser, "stolik.restore", stolik_id=5)
    assert (numbers(house_hall)[5], numbers(house_hall)[12]) == (60, 5)


def test_edition_copy_takes_the_structure_and_no_words(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    house_hall.sit("moderator", 4).record("Tego nikt nie kopiuje", 4)
    said(organiser, "edition.copy", from_edition_id=TORUN, name="Kongres 2025", venue="Toruń", days=["2025-09-09", "2025-09-10"])
    with house_hall.house.db.read() as db:
        new = TORUN + 1
        assert (current_edition(db) or edition).id == TORUN
        assert [one.title for one in sittings(db, new)] == [one.title for one in sittings(db, TORUN)]
        assert {one.state for one in sittings(db, new)} == {"planned"}
        assert {one.day for one in sittings(db, new)} == {"2025-09-09", "2025-09-10"}
        assert [(one.number, one.theme, one.headcount) for one in stoliki(db, new)] == [(n, t, None) for n, t in of_torun(db)]
        assert len(units(db, new)) == len(units(db, TORUN))
        assert not [one for table in stoliki(db, new) for one in topic_list(db, table.id)]


def of_torun(db: Any) -> list[tuple[int, str]]:
    return [(one.number, one.theme) for one in stoliki(db, TORUN)]


def test_edition_copy_carries_chosen_topics_and_says_where_they_came_from(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    with house_hall.house.db.read() as db:
        chosen = [one.id for one in topic_list(db, 4)[:2]] + [topic_list(db, 7)[0].id]
        titles = [one.title for one in topic_list(db, 4)[:2]]
    copy = {"from_edition_id": TORUN, "name": "Kongres 2025", "venue": "", "days": ["2025-09-09"]}
    assert organiser.say("edition.copy", topics=["0198f3c2-7d10-7c3e-9a41-0c6f2b1d8e55"], **copy)["code"] == "unknown_reference"
    said(organiser, "edition.copy", topics=chosen, edition_id=3000, **copy)
    with house_hall.house.db.read() as db:
        mine = {one.number: one.id for one in stoliki(db, 3000)}
        assert [one.title for one in topic_list(db, mine[4])] == titles
        assert [len(topic_list(db, mine[number])) for number in (4, 7, 8)] == [2, 1, 0]
        carried = db.execute(select(topic).where(topic.c.origin == "carried")).all()
        assert {one.carried_from for one in carried} == set(chosen)
        assert db.execute(select(topic_place.c.place).where(topic_place.c.stolik_id == mine[7])).scalars().all()
    assert organiser.say("edition.copy", edition_id=3000, **copy)["code"] == "stale"


def test_a_themer_and_a_moderator_plan_nothing(house_hall: RunningHall) -> None:
    for person in (house_hall.sit("themer"), house_hall.sit("moderator", 4)):
        assert person.say("theme.push", edition_id=TORUN, name="Woda")["code"] == "forbidden"
        assert person.say("edition.choose", edition_id=TORUN)["code"] == "forbidden"
