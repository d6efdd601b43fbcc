"""The edition as a document: what `edition.open` carries and what is shipped."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.editions.models import ALL_LANGUAGES, Format
from app.live.commands import Id, Number, Title, clean_text

SHIPPED = Path(__file__).parent / "torun2024.json"


def clean_or_nothing(value: object) -> object:
    """As other texts, but it may be left empty."""
    return "" if isinstance(value, str) and not value.strip() else clean_text(value)


def a_day(value: str) -> str:
    """2024-09-10, and a day that there is."""
    return date.fromisoformat(value).isoformat()


Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(a_day)]
Days = Annotated[list[Day], Field(min_length=1, max_length=31)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Words = Annotated[str, BeforeValidator(clean_or_nothing), Field(max_length=200)]
Language = Literal["pl", "en", "uk"]
Languages = Annotated[list[Language], Field(max_length=3)]
Colour = Annotated[int, Field(ge=1, le=11)]
NewId = Annotated[int, Field(ge=1, le=999_999_999)] | None
NewNumber = Annotated[int, Field(ge=1, le=9_999)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


def in_order(first: str, others: Iterable[str] | None) -> str:
    """As it stands in the tables: each language once, the edition's own first. None: all there are."""
    return ",".join(dict.fromkeys([first, *(ALL_LANGUAGES.split(",") if others is None else others)]))


class EditionWords(Part):
    """What an edition is called, where, when and in which languages it is held; `languages` left out: in all."""

    name: Title
    venue: Words
    days: Days
    language: Language = "pl"
    languages: Languages | None = None

    def in_order(self) -> str:
        return in_order(self.language, self.languages)


class EditionPart(EditionWords):
    id: Number


class NewEdition(EditionWords):
    """`id` null: the next one."""

    id: NewId = None


class SittingPart(Part):
    id: Number
    title: Title
    format: Format
    day: str
    starts_at: str | None = None
    place: int
    ends_at: Hour | None = None
    room: Words | None = None


class ThemePart(Part):
    id: Number
    number: int
    name: Title
    colour: int
    working: bool = False


class StolikPart(Part):
    id: Number
    number: int
    sitting_id: int
    theme_id: int


class TopicPart(Part):
    id: Id
    theme_id: int
    title: Title
    on: list[int]


class EditionDocument(Part):
    """A whole programme: sittings, themes, stoliki with their topic lists, units. Ids are fixed by whoever ships it."""

    edition: EditionPart
    units: list[str] = []
    sittings: list[SittingPart]
    themes: list[ThemePart]
    stoliki: list[StolikPart]
    topics: list[TopicPart] = []


def shipped() -> EditionDocument:
    """Toruński Kongres Dialogu 2024, as far as it was published."""
    return EditionDocument.model_validate(json.loads(SHIPPED.read_text(encoding="utf-8")))
