"""stoliki export: the same files as the desk gives, written into a folder; also while the server runs."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.bundle.pages import packed
from app.cli.hall import Data, existing, settings_with
from app.exports.document import hall
from app.exports.files import csv_of, workbook
from app.exports.history import archive
from app.exports.sheets import SHEETS
from app.live.languages import LANGUAGES

Out = Annotated[Path, typer.Option(help="Folder na pliki.")]
Parcel = Annotated[bool, typer.Option("--zip", help="Także wszystko w jednym pliku everything.zip, z mapą i drukami.")]
Full = Annotated[bool, typer.Option("--full-journal", help="Także pełny dziennik, tylko dla organizatorów.")]


def export(data: Data = None, out: Out = Path("eksport"), full_journal: Full = False, parcel: Parcel = False) -> None:
    """Zapisz wszystko, co widać: hall.json, hall.xlsx i po jednym CSV na arkusz, z jednej chwili."""
    settings = settings_with(None, None, data)
    db = existing(settings)
    out.mkdir(parents=True, exist_ok=True)
    with db.read() as connection:
        (out / "hall.json").write_text(json.dumps(hall(connection), ensure_ascii=False, indent=1), encoding="utf-8")
        workbook(connection, str(out / "hall.xlsx"))
        for sheet in SHEETS:
            (out / f"{sheet.name}.csv").write_bytes(csv_of(connection, sheet))
        if full_journal:
            (out / "journal.jsonl").write_bytes(b"".join(archive(connection)))
    if parcel:
        (out / "everything.zip").write_bytes(packed(db, next(iter(LANGUAGES)), settings.is_rehearsal))
    db.close()
    for file in sorted(out.iterdir()):
        Console(highlight=False).print(str(file), soft_wrap=True)
