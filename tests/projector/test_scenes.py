"""What each scene has to say: the right texts, in the right order, and nothing that is hidden."""

from typing import Any

import pytest

from app.projector.rows_on_map import Heap, Share
from app.projector.scenes import Part, programme
from app.projector.support import heap_of, people_at_a_table
from tests.projector.test_pages import island_of
from tests.running import Person, RunningHall

TABLES = 2  # the sitting of the themed tables


def read(person: Person) -> dict[str, list[str]]:
    """Scene -> the texts it reads out."""
    island = island_of(person.client.get("/map").text)["read"]
    return {scene: [one["text"].replace("\u00a0", " ") for one in told] for scene, told in island.items()}


def topics_of(organiser: Person, stolik_id: int) -> list[str]:
    document = organiser.client.get("/export/hall.json").json()
    return [topic["id"] for topic in document["topics"] if any(place["stolik_id"] == stolik_id for place in topic["on"])]


def test_the_most_supported_come_by_counted_hands_with_how_many_sat_there(house_hall: RunningHall) -> None:
    moderator, other = house_hall.sit("moderator", 3), house_hall.sit("moderator", 5)
    for text, hands in (("Ławki", 4), ("Kosze", 9), ("Cień", 0)):
        issue = moderator.record(text, 3)["id"]
        moderator.say("tally.count", stolik_id=3, issue_id=issue, count=hands)
    first = other.record("Parki", 5)["id"]
    other.say("tally.count", stolik_id=5, issue_id=first, count=4)
    moderator.say("headcount.count", stolik_id=3, count=12)
    told = island_of(moderator.client.get("/map").text)["read"]["supported"]
    assert [(one["text"], one["hands"], one["people"]) for one in told] == [("Kosze", 9, 12), ("Ławki", 4, 12), ("Parki", 4, None)]


def test_only_what_one_stolik_said_is_a_minority_voice_and_of_the_least_spoken_topic(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    first, second = topics_of(organiser, 3)[:2]
    for text, topic in (("Drogi raz", first), ("Drogi dwa", first), ("Drogi trzy", first), ("Most", second)):
        organiser.record(text, 3, topic_id=topic)
    assert read(organiser)["minority"] == ["Most"]
    organiser.say("stolik.open", stolik_id=77, number=12, sitting_id=TABLES, theme_id=3)
    organiser.say("topic.push", stolik_id=77, topic_id=second, after=None)
    assert organiser.record("Most też u nas", 77, topic_id=second)["status"] == "recorded"
    assert read(organiser)["minority"] == ["Drogi raz"]


def test_a_minority_is_read_from_every_theme_before_a_second_of_one(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    for stolik in (3, 5):
        organiser.record(f"Pierwszy {stolik}", stolik)
        organiser.record(f"Drugi {stolik}", stolik)
    assert read(organiser)["minority"] == ["Pierwszy 3", "Pierwszy 5"]


def test_tools_are_the_issues_of_that_kind(house_hall: RunningHall) -> None:
    moderator = house_hall.sit("moderator", 2)
    moderator.record("Panel obywatelski", 2, issue_kind="tool")
    moderator.record("Drzewa", 2, issue_kind="idea")
    loved = moderator.record("Budżet w szkołach", 2, issue_kind="tool")["id"]
    moderator.record("Spotkania z radą", 2, issue_kind="tool")
    moderator.say("tally.count", stolik_id=2, issue_id=loved, count=3)
    assert read(moderator)["tools"] == ["Budżet w szkołach", "Spotkania z radą", "Panel obywatelski"]


@pytest.mark.parametrize(("kind", "fields"), [("issue.withdraw", {}), ("issue.park", {"parked": True})])
def test_what_is_hidden_is_read_out_in_no_scene(house_hall: RunningHall, kind: str, fields: dict[str, Any]) -> None:
    moderator = house_hall.sit("moderator", 2)
    issue = moderator.record("Tajne", 2, issue_kind="tool")["id"]
    moderator.say("tally.count", stolik_id=2, issue_id=issue, count=7)
    assert all(texts == ["Tajne"] for texts in read(moderator).values())
    moderator.say(kind, stolik_id=2, issue_id=issue, **fields)
    assert not any(read(moderator).values())


def test_a_count_of_people_and_an_opened_sitting_reach_the_screens(house_hall: RunningHall) -> None:
    organiser = house_hall.sit("organiser")
    organiser.say("headcount.count", stolik_id=3, count=8)
    island = island_of(organiser.client.get("/map").text)
    assert island["counts"]["people"] == 8
    assert [part["title"].replace("\u00a0", " ") for part in island["programme"]["now"]] == ["Stoliki tematyczne"]
    organiser.say("sitting.close", sitting_id=TABLES)
    assert island_of(organiser.client.get("/map").text)["programme"]["now"] == []


def test_a_full_table_does_not_outweigh_a_small_one() -> None:
    mean = people_at_a_table([12, 4, None])
    large, small = heap_of([Share(1, "large", 1, 12, 1, 6)], mean), heap_of([Share(2, "small", 2, 4, 1, 2)], mean)
    assert large == Heap(1, "large", 1, 6, stoliki=1, votes=4.0)
    assert small.support == large.support


def test_without_a_headcount_hands_count_as_they_were_counted() -> None:
    assert heap_of([Share(1, "t", 1, None, 3, 5), Share(1, "t", 2, 0, 1, 2)], people_at_a_table([None, 0])).support == 2 + 7


def part(title: str, state: str, day: str = "2024-11-16") -> Part:
    return Part(title, state, day, "10:00", "12:00", None)


def titles(parts: list[Part]) -> tuple[list[str], list[str]]:
    told = programme(parts)
    return [one["title"] for one in told["now"]], [one["title"] for one in told["soon"]]


def test_the_programme_tells_what_is_on_and_what_comes_after_it() -> None:
    day = [part("A", "closed"), part("B", "open"), part("C", "planned"), part("D", "planned"), part("E", "planned", "2024-11-17")]
    assert titles(day) == (["B"], ["C", "D"])
    assert titles([part("A", "closed"), part("E", "planned", "2024-11-17")]) == ([], ["E"])
    assert titles([part("A", "planned"), part("B", "planned")]) == ([], ["A", "B"])
    assert titles([]) == ([], [])
