"""stoliki import: what the desk's import does, from the command line, into a house that is not running."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.cli.hall import LOST, Data, settings_with
from app.cli.running import fail, locked, open_house
from app.importing.apart import MIB, OVER, read_apart
from app.importing.book import Book, Unreadable
from app.importing.plan import CHANGES, PARTS
from app.importing.planning import Target
from app.importing.preview import Preview, previewed, spoken
from app.importing.values import Wrong
from app.importing.values import day as a_day
from app.importing.wording import told
from app.live.languages import say
from app.live.seat import HOUSE
from app.main import House
from app.seats.codes import LostSecret, read_secret

File = Annotated[Path, typer.Argument(help="XLSX, ODS, CSV, iCalendar (.ics) albo schedule.json.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tylko pokaż, co by się zmieniło.")]
NewEdition = Annotated[str, typer.Option(help="Wczytaj jako nową edycję o tej nazwie; stanie się bieżąca.")]
Day = Annotated[str, typer.Option(help="Dzień nowej edycji, gdy plik go nie podaje: 2025-09-10.")]
MOST_TOLD, STEPS = 50, 4
LANG = "pl"


def import_file(file: File, data: Data = None, dry_run: DryRun = False, new_edition: NewEdition = "", day: Day = "") -> None:
    """Wczytaj program z pliku: sesje, tematy, stoliki, zagadnienia, jednostki. Serwer nie może w tym czasie działać."""
    settings, out = settings_with(None, None, data), Console(highlight=False)
    lock = locked(settings.data)
    try:
        with steps() as progress:
            task = progress.add_task("Czytam plik", total=STEPS)
            book = read_file(file, settings.import_bytes)
            progress.update(task, advance=1, description="Otwieram bazę")
            house = open_house(settings)
            try:
                progress.update(task, advance=1, description="Porównuję z programem")
                preview = compared(house, book, Target(bool(new_edition), new_edition, days(day), file.name))
                progress.update(task, advance=1, description="Zapisuję" if not dry_run else "Nic nie zapisuję")
                if not dry_run:
                    write(house, preview)
                progress.update(task, advance=1, description="Gotowe")
            finally:
                house.close()
    finally:
        os.close(lock)
    tell(out, preview, dry_run)


def steps() -> Progress:
    """On the terminal, not in what a program reads."""
    return Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True))


def days(said: str) -> tuple[str, ...]:
    try:
        return (a_day(said),) if said else ()
    except Wrong as wrong:
        raise fail(say(LANG, wrong.message, **wrong.values)) from None


def read_file(file: Path, most: int) -> Book:
    """The sheets, or why not."""
    try:
        if (size := file.stat().st_size) > most:
            raise Unreadable(OVER, size=-(-size // MIB), most=most // MIB)
        return read_apart(file.read_bytes(), most)
    except Unreadable as problem:
        raise fail(f"{file}: {say(LANG, problem.message, **problem.values)}") from None
    except OSError as problem:
        raise fail(f"Nie mogę przeczytać {file}: {problem.strerror}.") from None


def compared(house: House, book: Book, target: Target) -> Preview:
    """What would be written; exit code 1 and every complaint when it may not be."""
    with house.db.read() as db:
        preview = previewed(db, book, target)
    problems = [told(book, one, LANG) for one in preview.plan.problems]
    if problems:
        more = [f"I jeszcze {len(problems) - MOST_TOLD}."] if len(problems) > MOST_TOLD else []
        raise fail("\n".join([*problems[:MOST_TOLD], *more, "Niczego nie zapisano."]))
    return preview


def write(house: House, preview: Preview) -> None:
    """All of it, or nothing and why."""
    try:
        commands, _by_house = spoken(preview, read_secret(house.settings.secret_file))
    except LostSecret as lost:
        raise fail(LOST.format(lost)) from None
    if not preview.plan.changes():
        return
    for answer in house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, commands, whole=True):
        if answer.refusal is not None and answer.refusal.code != "undone":
            raise fail(f"Niczego nie zapisano. {say(LANG, answer.refusal.message, **answer.refusal.values)}")


def tell(out: Console, preview: Preview, dry_run: bool) -> None:
    """How many of each were new, changed, the same."""
    table = Table(title=preview.plan.name)
    for head in ("", *CHANGES.values()):
        table.add_column(head, justify="right" if head else "left")
    for part, label in PARTS.items():
        counts = [preview.plan.count(part, one) for one in CHANGES]
        if any(counts):
            table.add_row(label, *map(str, counts))
    out.print(table)
    for note in preview.plan.notes:
        out.print(told(preview.book, note, LANG), markup=False, soft_wrap=True)
    verdict = "Niczego nie zapisano: to była próba." if dry_run else "Zapisano."
    out.print(verdict if preview.plan.changes() else "Wszystko z tego pliku już jest w programie.")
