"""stoliki recount: all votes counted a second time, from the journal alone."""

import tempfile
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy import Connection

from app.cli.hall import Data, existing, settings_with
from app.cli.running import fail
from app.live.db import Database
from app.live.replay import BrokenEntry, replay
from app.votes.queries import rounds
from app.votes.recount import Differs, differing
from app.votes.results import results

MOST_SHOWN = 50


def recount(data: Data = None) -> None:
    """Policz wszystkie głosy jeszcze raz, z samego dziennika, i wypisz każdą różnicę."""
    settings, out = settings_with(None, None, data), Console(highlight=False, soft_wrap=True)
    db = existing(settings)
    with tempfile.TemporaryDirectory() as folder:
        empty = Database(f"sqlite:///{Path(folder) / 'recount.db'}")
        empty.create_tables()
        with db.read() as stored, empty.write() as replayed:
            count = replayed_all(stored, replayed)
            tell(out, replayed)
            found = list(differing(stored, replayed))
        empty.close()
    db.close()
    for one in found[:MOST_SHOWN]:
        out.print(in_words(one), markup=False)
    if found:
        out.print(f"Różnice: {len(found)}. (differences)")
        raise typer.Exit(1)
    out.print(f"Równe: głosy policzone z {count} wpisów dziennika są takie same. (equal: {count} entries)")


def replayed_all(stored: Connection, replayed: Connection) -> int:
    try:
        return replay(stored, replayed)
    except BrokenEntry as broken:
        raise fail(f"Dziennika nie da się odtworzyć: wpis {broken} nie mógł tak powstać. (broken entry)") from None


def tell(out: Console, db: Connection) -> None:
    """What was counted."""
    for row in db.execute(rounds.select().order_by(rounds.c.born)).all():
        found = results(db, row.id)
        given = sum(sum(line.dots.values()) for line in found.lines)
        hands = sum(line.hands.low for line in found.lines if line.hands)
        numbers = f"kart {sum(found.ballots.values())}, kropek {given}, policzonych ręcznie {hands}"
        out.print(f"Runda {row.nth}: {row.title}: {numbers}", markup=False)


def in_words(one: Differs) -> str:
    about = f"Runda {one.round_id}, {one.what}" if one.round_id else one.what
    return f"{about}: zapisane {one.stored}, z dziennika {one.recounted}"
