"""What stands on the paper form for notes: the stolik and its topics. No name is asked for."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from app.papers.cards import about, chosen, heading
from app.papers.words import NOTES, TITLES, in_language
from app.topics.queries import topic_list


def notes_data(db: Connection, lang: str, numbers: Collection[int] = (), paper: str = "a4") -> dict[str, Any]:
    """A form for each stolik, or for those with these numbers. Raises NoStolik."""
    forms = [form(db, one, lang) for one in chosen(db, numbers)]
    return heading(db, lang, TITLES["notes"]) | {"paper": paper, "words": in_language(lang, NOTES), "forms": forms}


def form(db: Connection, place: Any, lang: str) -> dict[str, Any]:
    """With the topics of its list, in order."""
    return about(place, lang) | {"topics": [row.title for row in topic_list(db, place.id)]}
