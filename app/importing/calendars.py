"""iCalendar: every event is a sitting."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from app.importing.book import Unreadable, _

HALL = ZoneInfo("Europe/Warsaw")
HEAD = ["sesja", "dzień", "początek", "koniec", "sala", "rodzaj"]
REPEATED = _("Wydarzenie „%(title)s” się powtarza. Wpisz w kalendarzu każdy dzień osobno i zapisz plik jeszcze raz.")
NO_START = _("Wydarzenie „%(title)s” nie ma początku.")
NO_EVENTS = _("W tym kalendarzu nie ma żadnego wydarzenia.")


def sheets(content: bytes) -> list[dict[str, Any]]:
    """The events in the order of time."""
    events: list[Any] = [event for calendar in Calendar.from_ical(content, multiple=True) for event in calendar.walk("VEVENT")]
    rows = sorted(row_of(event) for event in events if str(event.get("STATUS", "")) != "CANCELLED")
    if not rows:
        raise Unreadable(NO_EVENTS)
    return [{"name": "sesje", "line": "event", "rows": [HEAD, *[[title, day, *rest] for day, title, *rest in rows]]}]


def row_of(event: Any) -> list[str]:
    """Day first, so that the rows can be put in order."""
    title = " ".join(str(event.get("SUMMARY", "")).split())
    if "RRULE" in event or "RDATE" in event:
        raise Unreadable(REPEATED, title=title[:80])
    if "DTSTART" not in event:
        raise Unreadable(NO_START, title=title[:80])
    day, start = local(event.decoded("DTSTART"))
    return [day, title, start, end_of(event), " ".join(str(event.get("LOCATION", "")).split()), ""]


def end_of(event: Any) -> str:
    if "DTEND" in event:
        return local(event.decoded("DTEND"))[1]
    length = event.decoded("DURATION") if "DURATION" in event else None
    start = event.decoded("DTSTART")
    return local(start + length)[1] if isinstance(length, timedelta) and isinstance(start, datetime) else ""


def local(when: Any) -> tuple[str, str]:
    """Day and hour on the clock of the hall: what the calendar says in a zone of its own stays, UTC is reckoned."""
    if not isinstance(when, datetime):
        return (when.isoformat() if isinstance(when, date) else "", "")
    if when.tzinfo is not None and when.utcoffset() == timedelta(0) and when.tzinfo in (UTC, ZoneInfo("UTC")):
        when = when.astimezone(HALL)
    return when.date().isoformat(), when.strftime("%H:%M")
