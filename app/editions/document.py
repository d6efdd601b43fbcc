"""The edition as a document: what `edition.open` carries and what is shipped."""

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.editions.models import Format
from app.live.commands import Id, Number, Title

SHIPPED = Path(__file__).parent / "torun2024.json"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EditionPart(Part):
    id: Number
    name: Title
    venue: Title
    days: list[str]
    language: Literal["pl", "en", "uk"] = "pl"


class SittingPart(Part):
    id: Number
    title: Title
    format: Format
    day: str
    starts_at: str | None = None
    place: int


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
