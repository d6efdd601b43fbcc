"""stoliki backup, restore: one file from a hall that may be running, and a hall from that file."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.hall import Data, existing, settings_with
from app.cli.running import fail, locked
from app.cli.soundness import RESTORING
from app.live.backup import AUTHORITY, CARRIED, DATABASE, BrokenBackup, back_up, unpack
from app.live.db import FAULTS
from app.live.files import flush, write_whole
from app.live.installation import another_epoch
from app.live.redactions import BrokenRedactions, Redactions, read
from app.live.upgrades import NewerDatabase
from app.main import House
from app.settings import Settings

To = Annotated[Path | None, typer.Option(help="Folder albo plik na kopię; bez tego folder z STOLIKI_BACKUP_DIR, a bez niego bieżący.")]
Backup = Annotated[Path, typer.Argument(help="Plik kopii, stoliki-….zip.")]
Force = Annotated[bool, typer.Option("--force", help="Odłóż na bok bazę, która tam jest.")]
FILES = (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE, AUTHORITY, *CARRIED)
REHEARSAL = "rehearsal"


def backup(data: Data = None, to: To = None) -> None:
    """Zrób kopię całej sali w jednym pliku i sprawdź ją; także gdy serwer działa."""
    settings = settings_with(None, None, data)
    if settings.database_url:
        raise fail("Ta baza jest poza katalogiem danych: kopię robi jej własny program (pg_dump).")
    existing(settings).close()
    try:
        made = back_up(settings.data, to or settings.backup_dir or Path.cwd())
    except (OSError, sqlite3.Error, BrokenBackup) as problem:
        raise fail(f"Kopia się nie udała: {problem}") from None
    Console(highlight=False).print(f"{made.file}: {made.seq} wpisów dziennika, sprawdzona. Trzymaj ją jak klucze do sali.", soft_wrap=True)


def restore(backup: Backup, data: Data = None, force: Force = False) -> None:
    """Przywróć salę z kopii. Tablety, które pamiętają więcej, same to doślą."""
    settings = settings_with(None, None, data)
    lock = locked(settings.data)
    try:
        rehearsed = (settings.data / REHEARSAL / DATABASE).exists()
        told, aside = restored(backup, settings, force)
    finally:
        os.close(lock)
    out = Console(highlight=False)
    out.print(f"Przywrócono {told['seq']} wpisów dziennika do {settings.data}. Tablety doślą, co wpisano później.", soft_wrap=True)
    if aside:
        out.print(f"To, co tam było, leży w {aside}.", soft_wrap=True)
    if rehearsed:
        out.print("Próba, która trwała, jest zakończona; jej baza leży tam też.", soft_wrap=True)


def restored(backup: Path, settings: Settings, force: bool) -> tuple[dict[str, Any], Path | None]:
    """What the backup says of itself, and where the files went that were there before."""
    there = [name for name in (*FILES, REHEARSAL) if (settings.data / name).exists()]
    if DATABASE in there and not force:
        raise fail(f"W katalogu {settings.data} jest już baza. Podaj inny --data albo --force: wtedy zostanie odłożona na bok.")
    with TemporaryDirectory(dir=settings.data, prefix=f".{RESTORING}-") as scratch:
        told = prepared(backup, Path(scratch), settings)
        return told, put_in(Path(scratch), settings.data, there)


def prepared(backup: Path, scratch: Path, settings: Settings) -> dict[str, Any]:
    """The hall of the backup, whole, of this program's schema, with an epoch of its own and redacted as of now."""
    try:
        told = unpack(backup, scratch)
        if settings.redactions_file.exists():
            Redactions(scratch / settings.redactions_file.name).add(read(settings.redactions_file))
        another_epoch(scratch / DATABASE)
        House(Settings(data=scratch, database_url="")).close()
    except NewerDatabase:
        raise fail(f"Kopia {backup} jest z nowszej wersji programu. Zainstaluj nowszą wersję Stolików.") from None
    except (BrokenBackup, BrokenRedactions, *FAULTS) as problem:
        raise fail(f"Nie da się przywrócić kopii {backup}: {problem}. Niczego nie zmieniono.") from None
    return told


def put_in(scratch: Path, data: Path, there: Iterable[str]) -> Path | None:
    """Old files aside, new ones in. Until all of them are in, a mark keeps the server from opening half a hall."""
    write_whole(data / RESTORING, b"")
    aside = data / time.strftime("replaced-%Y%m%dT%H%M%SZ", time.gmtime())
    if there:
        aside.mkdir(mode=0o700)
        for name in there:
            shutil.move(data / name, aside / name)
        flush(aside)
    for name in FILES:
        if (scratch / name).exists():
            for file in (scratch / name).rglob("*"):
                flush(file)
            flush(scratch / name)
            os.replace(scratch / name, data / name)
    flush(data)
    (data / RESTORING).unlink()
    flush(data)
    return aside if there else None
