"""What is asked about scenarios and phases."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, false, select

from app.editions.queries import current_edition
from app.editions.tables import sitting
from app.live.bare import Bare
from app.live.tables import table_of
from app.phases import steps as scenario_steps
from app.phases.models import Phase, Scenario
from app.phases.steps import Step

phase, scenario = table_of(Phase), table_of(Scenario)
RUNNING: Select[Any] = (
    select(phase, sitting.c.title.label("sitting"))
    .join(sitting, sitting.c.id == phase.c.sitting_id)
    .where(sitting.c.state == "open", sitting.c.withdrawn == false())
)
OF_SITTING = Bare(RUNNING.where(phase.c.sitting_id == bindparam("sitting")))


class PhaseNow(NamedTuple):
    """Where an open sitting is. Of `ends_at` and `left_ms` one is None: it runs, or it stands still."""

    sitting_id: int
    sitting: str
    name: str
    steps: tuple[Step, ...]
    step: int
    seconds: int
    ends_at: int | None
    left_ms: int | None


def phase_now(db: Connection, sitting_id: int) -> PhaseNow | None:
    """The part a sitting is in; None before the first, after the last, and while the sitting is not open."""
    row = OF_SITTING.first(db, {"sitting": sitting_id})
    return _now(row) if row else None


def phases_on(db: Connection, edition_id: int) -> list[PhaseNow]:
    """Of all open sittings of an edition, the one that began last first."""
    newest = RUNNING.where(sitting.c.edition_id == edition_id).order_by(phase.c.opened_at.desc(), phase.c.sitting_id)
    return [_now(row) for row in db.execute(newest)]


def hall_phase(db: Connection) -> PhaseNow | None:
    """What the whole hall looks at: of sittings side by side the one that began last."""
    edition = current_edition(db)
    found = phases_on(db, edition.id) if edition else []
    return found[0] if found else None


def phase_row(now: PhaseNow, lang: str = "pl") -> dict[str, Any]:
    """As screens and tablets get it; docs/protocol.md has its fields."""
    titles = scenario_steps.titles(lang)
    step, after = now.steps[now.step], now.steps[now.step + 1 : now.step + 2]
    return {
        "sitting_id": now.sitting_id,
        "step": now.step,
        "steps": len(now.steps),
        "key": step.key,
        "title": step.title or titles[step.key],
        "sentence": step.sentence or scenario_steps.sentences(lang)[step.key],
        "next": (after[0].title or titles[after[0].key]) if after else None,
        "running": now.ends_at is not None,
        "ends_at": now.ends_at,
        "left_ms": now.left_ms,
        "seconds": now.seconds,
    }


def scenarios(db: Connection, edition_id: int, withdrawn: bool = False) -> Sequence[Row[Any]]:
    """The templates of an edition, in the order in which they were made."""
    mine = (scenario.c.edition_id == edition_id, scenario.c.withdrawn == withdrawn)
    return db.execute(select(scenario).where(*mine).order_by(scenario.c.born)).all()


def _now(row: Any) -> PhaseNow:
    steps = scenario_steps.read(row.steps)
    return PhaseNow(row.sitting_id, row.sitting, row.name, steps, row.step, row.seconds, row.ends_at, row.left_ms)
