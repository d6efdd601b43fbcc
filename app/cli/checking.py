"""stoliki replay: does the journal alone give the same tables?"""

import tempfile
from pathlib import Path

import typer
from rich.console import Console

from app.cli.hall import Data, existing, settings_with
from app.live.db import Database
from app.live.replay import check

MOST_SHOWN = 5


def replay(data: Data = None) -> None:
    """Odbuduj wszystkie tabele z dziennika w pustej bazie i powiedz, czy są równe."""
    settings, out = settings_with(None, None, data), Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        empty = Database(f"sqlite:///{Path(folder) / 'replay.db'}")
        count, found = check(existing(settings), empty)
        empty.close()
    if not found:
        out.print(f"Równe: {count} wpisów dziennika daje te same tabele. (equal: {count} entries)")
        return
    for difference in found:
        out.print(f"Różnica w tabeli {difference.table}:")
        for side, rows in (("zapisane", difference.stored_only), ("z dziennika", difference.replayed_only)):
            for row in rows[:MOST_SHOWN]:
                out.print(f"  {side}: {row}")
    raise typer.Exit(1)
