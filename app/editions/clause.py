"""What people are told about their personal data, edition by edition and language by language. Where nothing was written, the
page has words of its own."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field
from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from app.editions.document import Language
from app.editions.tables import edition
from app.live.commands import Command, Number, clean_text
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import HOUSE_ROLE, ORGANISER
from app.live.tables import table_of

LONGEST = 20_000


def clean_words(value: object) -> object:
    """As any text; an empty one means: the words the page has of its own."""
    return value if value == "" else clean_text(value)


class Clause(SQLModel, table=True):
    """Paragraphs are parted by empty lines."""

    edition_id: int = Column(primary_key=True, foreign_key="edition.id")
    language: str = Column(primary_key=True)
    text: str


clause = table_of(Clause)


class InformEdition(Command):
    """The clause about personal data in one language; an empty text brings the usual words back."""

    kind: ClassVar[str] = "edition.inform"
    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, HOUSE_ROLE})

    edition_id: Number
    language: Language
    text: Annotated[str, BeforeValidator(clean_words), Field(max_length=LONGEST)]

    def subject(self) -> str | None:
        return str(self.edition_id)

    def check(self, db: Connection, arrival: Arrival) -> None:
        if not db.execute(select(edition.c.id).where(edition.c.id == self.edition_id)).first():
            raise Refusal("not_found", "Nie ma takiej edycji.")

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(delete(clause).where(clause.c.edition_id == self.edition_id, clause.c.language == self.language))
        if self.text:
            db.execute(insert(clause).values(self.model_dump(include={"edition_id", "language", "text"})))


def clauses(db: Connection, edition_id: int) -> dict[str, str]:
    """Language -> what was written."""
    rows = db.execute(select(clause.c.language, clause.c.text).where(clause.c.edition_id == edition_id)).all()
    return {row.language: row.text for row in rows}
