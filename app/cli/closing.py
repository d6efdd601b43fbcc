"""stoliki close-edition: when all is said and counted, what could point to a person goes for good: from the database, from its
files, from the backups."""

import os
import shutil
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from uuid_utils.compat import uuid7

from app.cli.backup import To
from app.cli.hall import Data, existing, settings_with
from app.cli.running import fail, locked, open_house
from app.editions.queries import current_edition, edition_of
from app.issues.closing import CloseEdition, forget, redactions, summaries_to_redact, titles_to_mask, to_redact
from app.live.backup import BrokenBackup, Made, back_up
from app.live.commands import Command
from app.live.db import FAULTS
from app.live.seat import HOUSE
from app.main import House, backup_folder
from app.settings import Settings
from app.votes.rounds import sealing
from app.votes.secrecy import unsealed_rounds

Which = Annotated[int | None, typer.Option("--edition", help="Numer edycji; bez tego bieżąca.")]
Yes = Annotated[bool, typer.Option("--yes", help="Nie pytaj.")]
ASIDE = ("replaced-*", "rehearsal", "rehearsals")  # databases that were put aside: they hold what the hall held
OURS = "seats.secret"


def close_edition(data: Data = None, edition: Which = None, to: To = None, yes: Yes = False) -> None:
    """Zamknij edycję: usuń na zawsze wszystko, co może wskazywać na osoby; zrób świeżą kopię, a stare usuń."""
    settings, out = settings_with(None, None, data), Console(highlight=False, soft_wrap=True)
    existing(settings).close()
    lock = locked(settings.data)
    try:
        house, folder = open_house(settings), to or backup_folder(settings)
        known = plan(house, edition)
        tell(out, known, stale(settings, folder))
        if not yes:
            typer.confirm("Tego nie da się cofnąć. Zamknąć edycję?", abort=True)
        rewritten = closed(house, known)
        house.close()
        out.print(
            f"Zamknięte. Z dziennika zniknęły dane w {rewritten} wpisach. Konta organizatorów usunięto: `stoliki serve` poda nowy link."
        )
        clean(out, settings, folder)
    finally:
        os.close(lock)


def plan(house: House, edition_id: int | None) -> dict[str, Any]:
    """What will be done."""
    with house.db.read() as db:
        found = edition_of(db, edition_id) if edition_id is not None else current_edition(db)
        if found is None:
            raise fail("Nie ma takiej edycji.")
        summaries = summaries_to_redact(db, found.id, lambda: str(uuid7()))
        sealed = sealing(db, found.id, lambda: str(uuid7()))
        known = {"edition": found, "issues": to_redact(db, found.id), "titles": titles_to_mask(db, found.id)}
        return known | {"summaries": summaries, "sealed": sealed}


def tell(out: Console, known: dict[str, Any], old: Sequence[Path]) -> None:
    """What goes, before it goes."""
    out.print(f"Zamykam edycję: {known['edition'].name}", markup=False)
    out.print(f"  wpisy, z których znikną zauważone dane osobowe: {len(known['issues'])}")
    out.print(f"  podsumowania stolików, z których znikną: {len(known['summaries'])}")
    out.print(f"  zagadnienia, z których nazw znikną: {len(known['titles'])}")
    out.print("  znikną etykiety stanowisk, kto i kiedy przy nich siedział, nazwy i hasła organizatorów")
    for file in old:
        out.print(f"  do usunięcia: {file}", markup=False)
    out.print("Program zauważa tylko to, co wygląda na imię i nazwisko, telefon, e-mail albo PESEL. Resztę usuń najpierw na biurku.")


def closed(house: House, known: dict[str, Any]) -> int:
    """By commands, then out of the journal and of every file of the database. Said twice it does no harm."""
    close = CloseEdition(id=str(uuid7()), edition_id=known["edition"].id, titles=known["titles"])
    said: list[Command] = [*redactions(known["issues"], lambda: str(uuid7())), *known["summaries"], *known["sealed"], close]
    for answer in house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, said):
        if answer.refusal is not None:
            raise fail(f"Nie zamknięto: {answer.refusal.message}")
    with house.db.read() as db:
        needed = unsealed_rounds(db)
    house.recorder.forget(name for name in house.recorder.keys.names() if name not in needed)
    with house.db.write() as db:
        rewritten = forget(db, close, int(answer.seq or 0))
    try:
        if not house.db.scrub():
            raise fail("Bazę czyta inny program: zamknij go i uruchom to jeszcze raz.")
    except FAULTS as problem:
        raise fail(f"Baza nie dała się wyczyścić: {problem}. Zwolnij miejsce i uruchom to jeszcze raz.") from None
    return rewritten


def clean(out: Console, settings: Settings, folder: Path | None) -> None:
    """A fresh backup first, then the old ones go."""
    old = stale(settings, folder)
    if folder is not None:
        fresh = backed_up(settings, folder)
        old = [file for file in old if file != fresh.file]
        out.print(f"Świeża kopia: {fresh.file}", markup=False)
    for file in old:
        if file.is_dir():
            shutil.rmtree(file)
        else:
            file.unlink(missing_ok=True)
        out.print(f"Usunięto: {file}", markup=False)
    if settings.database_url:
        out.print("Ta baza jest poza katalogiem danych: wykonaj w niej VACUUM FULL i usuń jej starsze kopie.")
    out.print("Pliki pobrane wcześniej i kopie w innych miejscach usuń sam. Zniszcz też kartki z formularzami.")


def backed_up(settings: Settings, folder: Path) -> Made:
    try:
        return back_up(settings.data, folder)
    except (OSError, sqlite3.Error, BrokenBackup) as problem:
        raise fail(f"Edycja jest zamknięta, ale kopia się nie udała ({problem}). Stare kopie zostały: uruchom to jeszcze raz.") from None


def stale(settings: Settings, folder: Path | None) -> list[Path]:
    """Backups of this house, by whatever epoch, and databases put aside."""
    secret = settings.secret_file.read_bytes() if settings.secret_file.exists() else b""
    places = {settings.data, *([folder if folder.is_dir() else folder.parent] if folder else [])}
    backups = [file for place in places for file in sorted(place.glob("*.zip")) if secret and holds(file, secret)]
    return [*backups, *(file for pattern in ASIDE for file in sorted(settings.data.glob(pattern)))]


def holds(file: Path, secret: bytes) -> bool:
    """Whether this is a backup of the same house: it carries the same secret."""
    try:
        with zipfile.ZipFile(file) as packed:
            return packed.read(OURS) == secret
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error):
        return False
