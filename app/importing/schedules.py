"""schedule.json, as pretalx and frab export it: every talk is a sitting."""

import json
from datetime import datetime
from typing import Any

from app.importing.book import Unreadable, _

HEAD = ["sesja", "dzień", "początek", "koniec", "sala", "rodzaj"]
EDITION = [["nazwa", ""], ["dni", ""], ["miejsce", ""]]
NOT_JSON = _("To nie jest poprawny JSON: %(why)s (wiersz %(line)s).")
NO_SCHEDULE = _("Ten JSON nie jest programem schedule.json z pretalx ani frab.")
WRONG_TALK = _("W programie schedule.json coś jest nie tak: dzień %(day)s, „%(title)s”.")


def sheets(content: bytes) -> list[dict[str, Any]]:
    """The edition's own words and its sittings."""
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as problem:
        raise Unreadable(NOT_JSON, why=problem.msg, line=problem.lineno) from None
    except (UnicodeDecodeError, RecursionError):
        raise Unreadable(NO_SCHEDULE) from None
    conference, days = parts_of(told)
    rows = [row for day in days for row in rows_of(day)]
    dates = ", ".join(str(day.get("date", "")) for day in days)
    about = [["nazwa", text(conference.get("title"))], ["dni", dates], ["miejsce", text(conference.get("venue"))]]
    return [{"name": "edycja", "rows": about}, {"name": "sesje", "line": "event", "rows": [HEAD, *rows]}]


def parts_of(told: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The conference and its days, wherever the exporter has put them. Raises Unreadable."""
    try:
        conference = told["schedule"]["conference"]
        days = conference["days"]
        assert all(isinstance(day["rooms"], dict) for day in days)
    except (KeyError, TypeError, AssertionError):
        raise Unreadable(NO_SCHEDULE) from None
    return conference, days


def rows_of(day: dict[str, Any]) -> list[list[str]]:
    """The talks of one day in the order of time."""
    talks = [(room, talk) for room, held in day["rooms"].items() for talk in held]
    rows = []
    for room, talk in talks:
        try:
            rows.append(row_of(str(day["date"]), room, talk))
        except (KeyError, ValueError, TypeError, AttributeError):
            title = text(talk.get("title")) if isinstance(talk, dict) else ""
            raise Unreadable(WRONG_TALK, day=str(day.get("date", ""))[:20], title=title[:80]) from None
    return sorted(rows, key=lambda row: (row[2], row[4], row[0]))


def row_of(day: str, room: str, talk: dict[str, Any]) -> list[str]:
    start = str(talk["start"])
    return [text(talk["title"]), day, start, end_of(start, str(talk.get("duration") or "")), text(talk.get("room") or room), kind_of(talk)]


def end_of(start: str, duration: str) -> str:
    """Two clock times added: 23:30 and 1:00 give 00:30."""
    if not duration:
        return ""
    minutes = sum(minutes_of(one) for one in (start, duration)) % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes_of(clock: str) -> int:
    when = datetime.strptime(clock, "%H:%M")
    return when.hour * 60 + when.minute


def kind_of(talk: dict[str, Any]) -> str:
    return text(talk.get("type") or talk.get("track"))


def text(value: Any) -> str:
    """pretalx gives names in several languages as an object."""
    if isinstance(value, dict):
        value = value.get("pl") or value.get("en") or next(iter(value.values()), "")
    return " ".join(str(value or "").split())
