"""Data are kept for as long as people were told, and no longer: whoever starts the hall hears when the time is over."""

import json
from datetime import UTC, date, datetime, timedelta

from app.editions.queries import editions
from app.main import House


def overdue(house: House) -> list[str]:
    """A sentence for each edition that should have been closed, with anything left in it to forget."""
    with house.db.read() as db:
        held = [(edition.id, edition.name, json.loads(edition.days)) for edition in editions(db)]
        closed = {row.subject for row in db.exec_driver_sql("SELECT subject FROM entry WHERE kind = 'edition.close'")}
    today, kept = datetime.now(UTC).date(), timedelta(days=house.settings.retention_days)
    return [
        f"{name}: termin przechowywania danych minął. Zamknij tę edycję: stoliki close-edition --edition {id}"
        for id, name, days in held
        if days and str(id) not in closed and max(map(date.fromisoformat, days)) + kept < today
    ]
