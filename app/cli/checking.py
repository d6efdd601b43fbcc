"""stoliki replay: does the journal alone give the same tables?"""

import tempfile
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy import select

from app.cli.hall import Data, existing, settings_with
from app.cli.running import fail
from app.live.acts import examined
from app.live.db import Database
from app.live.replay import BrokenEntry, Difference, check
from app.live.seat import ORGANISER
from app.seats.queries import seat
from app.settings import Settings

MOST_SHOWN = 5


def replay(data: Data = None) -> None:
    """Odbuduj wszystkie tabele z dziennika w pustej bazie i powiedz, czy są równe."""
    settings, out = settings_with(None, None, data), Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        empty = Database(f"sqlite:///{Path(folder) / 'replay.db'}")
        count, found = checked(existing(settings), empty)
        empty.close()
    if not found:
        out.print(f"Równe: {count} wpisów dziennika daje te same tabele. (equal: {count} entries)")
    for difference in found:
        out.print(f"Różnica w tabeli {difference.table}:")
        for side, rows in (("zapisane", difference.stored_only), ("z dziennika", difference.replayed_only)):
            for row in rows[:MOST_SHOWN]:
                out.print(f"  {side}: {row}")
    if not unbroken(settings, out) or found:
        raise typer.Exit(1)


def checked(db: Database, empty: Database) -> tuple[int, list[Difference]]:
    try:
        return check(db, empty)
    except BrokenEntry as broken:
        raise fail(f"Dziennika nie da się odtworzyć: wpis {broken} nie mógł tak powstać. (broken entry)") from None


def unbroken(settings: Settings, out: Console) -> bool:
    """The chain of what organisers and the house did: its head is worth writing down, on paper."""
    db = existing(settings)
    with db.read() as reading:
        chain = examined(reading, reading.execute(select(seat.c.id).where(seat.c.role == ORGANISER)).scalars())
    db.close()
    if chain.faults:
        out.print("Łańcuch czynności organizatorów jest przerwany. (chain broken)")
        for fault in chain.faults[:MOST_SHOWN]:
            out.print(f"  {fault}", markup=False)
    elif chain.acts:
        out.print(f"Łańcuch: {chain.acts} czynności organizatorów, cały. Skrót: {chain.head[:16]} (chain: {chain.acts} acts)")
    return not chain.faults
