"""The hall's shared clock at the desk: every open sitting with the phase it is in, or the scenarios with which it can begin. And what
the whole hall hears of it, in one frame: the desk's block, and the row for screens."""

from typing import Any

from sqlalchemy import Connection, Row

from app.editions.queries import current_edition, sittings
from app.live.fragments import block, partial, shown_on
from app.live.journal import Entry
from app.phases.queries import PhaseNow, hall_phase, phase_now, phase_row, phases_on, scenarios
from app.phases.steps import Step, read, shipped, titles

TEMPLATE = "desk/desk.html"
MINUTE = 60
Values = dict[str, Any]


def phases(db: Connection, lang: str) -> Values:
    """The open sittings in the order of the programme: what is on there, what can begin."""
    edition = current_edition(db)
    held = [one for one in sittings(db, edition.id) if one.state == "open"] if edition else []
    beginnings = plans(db, edition.id, lang) if edition and held else {}
    return {"sitting_phases": [of_sitting(one, phase_now(db, one.id), beginnings, lang) for one in held]}


def plans(db: Connection, edition_id: int, lang: str) -> dict[str, list[Step]]:
    """Every scenario that can begin, by name: the organisers' own before the house's."""
    return {one.name: read(one.steps) for one in scenarios(db, edition_id)} | shipped(lang)


def of_sitting(one: Row[Any], now: PhaseNow | None, beginnings: dict[str, list[Step]], lang: str) -> Values:
    known: Values = {"sitting": one, "phase": phase_row(now, lang) if now else None}
    if now is None:
        return known | {"starts": [beginning(one.id, name, steps) for name, steps in beginnings.items()]}
    named = titles(lang)
    parts = [(nth, step.title or named[step.key], step.minutes) for nth, step in enumerate(now.steps)]
    return known | {"name": now.name, "parts": parts, "minute": MINUTE}


def beginning(sitting_id: int, name: str, steps: list[Step]) -> Values:
    """A button: its name, how many minutes it takes in all, and its command."""
    fields = {"sitting_id": sitting_id, "name": name, "steps": [step.model_dump() for step in steps], "step": 0}
    return {"name": name, "minutes": sum(step.minutes for step in steps), "fields": fields}


def everywhere(db: Connection, entry: Entry) -> list[tuple[str, str]]:
    return [("hall", "")]


@shown_on("phase", "sitting", "scenario", "edition", where=everywhere)
def phase_control(db: Connection, channel: str, keys: list[str], lang: str) -> str:
    return partial("#phase-control", block(TEMPLATE, "phases", phases(db, lang), lang))


@shown_on("phase", "sitting", "edition", where=everywhere)
def phase_data(db: Connection, channel: str, keys: list[str], lang: str) -> Values:
    """For screens: the phase the whole hall looks at, and those of all sittings that are open side by side."""
    return hall_data(db, lang)


def hall_data(db: Connection, lang: str) -> Values:
    newest, edition = hall_phase(db), current_edition(db)
    all_on = phases_on(db, edition.id) if edition else []
    return {"phase": phase_row(newest, lang) if newest else None, "phases": [phase_row(one, lang) for one in all_on]}
