"""What organisers press: every open sitting with the phase it is in, or the scenarios with which it can begin."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from app.editions.queries import current_edition, sittings
from app.phases.queries import PhaseNow, phase_now, phase_row, scenarios
from app.phases.steps import Step, read, shipped, titles

MINUTE = 60
Values = dict[str, Any]


def phases(db: Connection, lang: str) -> Values:
    """The open sittings in the order of the programme: what is on there, what can begin."""
    edition = current_edition(db)
    held = [one for one in sittings(db, edition.id) if one.state == "open"] if edition else []
    ours = {row.name: read(row.steps) for row in scenarios(db, edition.id)} if edition and held else {}
    return {"sitting_phases": [of_sitting(one, phase_now(db, one.id), ours, lang) for one in held]}


def of_sitting(one: Row[Any], now: PhaseNow | None, ours: dict[str, tuple[Step, ...]], lang: str) -> Values:
    """What is on, or what can begin: the organisers' own scenarios before the house's."""
    known: Values = {"sitting": one, "phase": phase_row(now, lang) if now else None}
    if now is None:
        beginnings = ours | shipped(lang, one.format == "cafe")
        return known | {"starts": [beginning(one.id, name, steps) for name, steps in beginnings.items()]}
    named = titles(lang)
    parts = [(nth, step.title or named[step.key], step.minutes) for nth, step in enumerate(now.steps)]
    return known | {"name": now.name, "parts": parts, "minute": MINUTE}


def beginning(sitting_id: int, name: str, steps: Sequence[Step]) -> Values:
    """A button: its name, how many minutes it takes in all, and its command."""
    fields = {"sitting_id": sitting_id, "name": name, "steps": [step.model_dump() for step in steps], "step": 0}
    return {"name": name, "minutes": sum(step.minutes for step in steps), "fields": fields}
