"""stoliki cards: the cards of the seats, the paper forms and the script, written as PDF; also while the server runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy import Connection

from app.cli.hall import LOST, Data, address_of, existing, settings_with
from app.cli.running import fail
from app.papers.cards import LostSecret, NoStolik, cards_data
from app.papers.notes import notes_data
from app.papers.press import printed
from app.papers.script import script_data
from app.seats.addresses import printed_at
from app.settings import Settings


class Paper(StrEnum):
    A4 = "a4"
    A5 = "a5"
    A4X2 = "a4x2"


class Lang(StrEnum):
    PL = "pl"
    EN = "en"
    UK = "uk"


class What(StrEnum):
    CARDS = "cards"
    NOTES = "notes"
    SCRIPT = "script"


To = Annotated[Path, typer.Option(help="Plik PDF.")]
Size = Annotated[Paper | None, typer.Option(help="Papier: a4, a5 albo a4x2, czyli dwie karty A5 na A4. Bez tego a5, formularze a4.")]
Spoken = Annotated[Lang, typer.Option(help="Język: pl, en, uk.")]
Numbers = Annotated[list[int] | None, typer.Option(help="Numer stolika; można podać kilka razy. Bez tego: wszystkie stanowiska.")]
Kind = Annotated[What, typer.Option(help="Co: cards (karty), notes (formularze na wpisy), script (scenariusz).")]
Public = Annotated[str | None, typer.Option(help="Adres na kartach; bez tego ostatni adres serwera.")]


def cards(
    to: To, data: Data = None, paper: Size = None, lang: Spoken = Lang.PL, stolik: Numbers = None,
    what: Kind = What.CARDS, public_url: Public = None,
) -> None:  # fmt: skip
    """Wydrukuj do PDF karty stanowisk, formularze na wpisy albo scenariusz rozmowy."""
    settings = settings_with(None, None, data, public_url=public_url)
    db = existing(settings)
    try:
        with db.read() as connection:
            content = data_for(connection, settings, what, lang, paper or usual(what), set(stolik or ()))
    except LostSecret as lost:
        raise fail(LOST.format(lost)) from None
    except NoStolik as missing:
        raise fail(f"Nie ma stolika {missing}.") from None
    written(to, printed(what, content))
    db.close()
    Console(highlight=False).print(str(to), soft_wrap=True)


def usual(what: What) -> Paper:
    """Forms are to be written on."""
    return Paper.A4 if what is What.NOTES else Paper.A5


def data_for(db: Connection, settings: Settings, what: What, lang: str, paper: Paper, numbers: set[int]) -> dict[str, Any]:
    """What the paper says."""
    if what is What.NOTES:
        return notes_data(db, lang, numbers, paper[:2])
    if what is What.SCRIPT:
        return script_data(db, lang, paper[:2])
    base = settings.public_url or settings.cards_url or printed_at(settings.data) or address_of(settings)
    return cards_data(db, settings.secret_file, base, lang, paper, numbers)


def written(file: Path, content: bytes) -> None:
    """Cards open seats: the file is for its owner alone."""
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError as problem:
        raise fail(f"Nie mogę zapisać {file}: {problem.strerror}.") from None
