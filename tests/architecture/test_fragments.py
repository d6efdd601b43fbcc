"""R4 and R5: a push is a block of a page that a GET serves, and it never holds what someone types in."""

import re
from typing import Any

import pytest

from tests.running import Person, RunningHall, hear

PART = re.compile(r"<hx-(partial|upsert) hx-target=\"([^\"]+)\"[^>]*>(.*?)</hx-\1>", re.DOTALL)
TYPED_IN = re.compile(r"<(input|textarea|select)\b")


def everything_that_can_happen(moderator: Person, organiser: Person) -> list[dict[str, Any]]:
    """One of each command that a page shows, at stolik 3."""
    listed = [
        topic for topic in organiser.client.get("/export/hall.json").json()["topics"] if topic["on"] and topic["on"][0]["stolik_id"] == 3
    ]
    first, second = listed[0]["id"], listed[1]["id"]
    said = moderator.record("Brak ławek", 3, topic_id=first)
    mine, same = {"stolik_id": 3, "issue_id": said["id"]}, moderator.record("Za mało ławek", 3)
    one = {"stolik_id": 3, "issue_id": same["id"], "into_id": said["id"]}
    return [
        said,
        same,
        moderator.say("issue.reword", **mine, text="Brak ławek w parku", revision=1),
        moderator.say("issue.reword", **mine, text="Brak ławek na skwerze", revision=1),
        moderator.say("issue.sort", **mine, topic_id=second),
        moderator.say("issue.classify", **mine, issue_kind="idea"),
        moderator.say("issue.park", **mine, parked=True),
        moderator.say("issue.withdraw", **mine),
        moderator.say("issue.restore", **mine),
        moderator.say("tally.count", **mine, count=7, round_id=None),
        *(moderator.say(f"issue.{verb}", **one) for verb in ("merge", "split", "merge")),
        moderator.say("headcount.count", stolik_id=3, count=9),
        organiser.say("topic.push", stolik_id=3, title="Nowe zagadnienie", after=None),
        organiser.say("topic.name", stolik_id=3, topic_id=second, title="Inna nazwa", revision=1),
        organiser.say("topic.sort", stolik_id=3, topic_id=first, after=second),
        organiser.say("topic.withdraw", stolik_id=3, topic_id=first),
        organiser.say("topic.restore", stolik_id=3, topic_id=first),
        organiser.say("sitting.close", sitting_id=2),
        organiser.say("sitting.open", sitting_id=2),
    ]


def pushed(person: Person, channel: str, last: int, act: Any) -> dict[str, str]:
    """What was pushed on a channel while something happened: the newest part for each target."""
    parts: dict[str, str] = {}
    with person.live(channel) as socket:
        hear(socket, "welcome")
        answers = act()
        assert all(answer["status"] == "recorded" for answer in answers), answers
        while True:
            push = hear(socket, "push")
            for how, target, html in PART.findall(push["html"]):
                key = re.search(r'id="([^"]+)"', html)
                parts[f"#{key[1]}" if how == "upsert" and key else target] = html.strip()
            if push["seq"] >= answers[last]["seq"]:
                return parts


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", html)


@pytest.mark.parametrize(("channel", "page", "least"), [("stolik-3", "/stoliki/3", 5), ("hall", "/hall", 3)])
def test_what_is_pushed_is_what_the_pages_say(house_hall: RunningHall, channel: str, page: str, least: int) -> None:
    moderator, organiser = house_hall.sit("moderator", 3), house_hall.sit("organiser")
    parts = pushed(organiser, channel, -1, lambda: everything_that_can_happen(moderator, organiser))
    pages = squeezed(organiser.client.get(page).text) + squeezed(organiser.client.get("/desk?stolik=3").text)
    assert len(parts) >= least
    for target, html in parts.items():
        assert squeezed(html) in pages, target
        assert not TYPED_IN.search(html), target
