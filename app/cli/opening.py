"""A house is furnished: the programme, its stoliki and topic lists, and a card for every seat. All of it by commands.

Ids are made from names, not drawn: furnished again after a loss, everything a tablet still holds fits where it was.
"""

import time
from collections.abc import Iterable
from uuid import UUID, uuid5

from app.editions.commands import OpenEdition, OpenSitting
from app.editions.document import EditionDocument
from app.editions.queries import current_edition
from app.live.commands import Command
from app.live.seat import HOUSE, Role
from app.main import House
from app.seats.codes import code_of, fingerprint, read_secret
from app.seats.commands import OpenSeat
from app.stoliki.commands import OpenStolik
from app.topics.commands import PushTopic

NAMES = UUID("7d1f6c0e-5b0a-5c57-9a6d-2f5a4c9be0a1")
COMMON_SEATS: tuple[tuple[Role, str], ...] = (("organiser", "Organizator"), ("projector", "Ekran w sali"), ("themer", "Zespół tematu"))


class Unfurnished(Exception):
    """A command of the furnishing was refused: the edition document is wrong."""


def furnish(house: House, document: EditionDocument, also: Iterable[Command] = ()) -> bool:
    """Install an edition into an empty house, and `also` this, all or nothing. Returns whether there was anything to do."""
    with house.db.read() as db:
        if current_edition(db) is not None:
            return False
    secret = read_secret(house.settings.secret_file)
    commands = [*programme(document), *lists(document), *cards(document, secret), *also]
    tell(house, commands)
    return True


def tell(house: House, commands: Iterable[Command]) -> None:
    """The house itself says these commands. Raises Unfurnished when one is refused."""
    answers = house.recorder.record_now(HOUSE, time.time_ns() // 1_000_000, list(commands))
    for answer in answers:
        if answer.refusal is not None:
            raise Unfurnished(f"{answer.id}: {answer.refusal.code} {answer.refusal.message}")


def open_tables(house: House, document: EditionDocument) -> None:
    tell(house, openings(document))


def openings(document: EditionDocument) -> list[Command]:
    """The sittings with themed tables are open from the start: for a demo."""
    tables = [part for part in document.sittings if part.format == "tables"]
    year = document.edition.id
    return [OpenSitting(id=fixed(f"{year}/sitting.open/{part.id}"), sitting_id=part.id) for part in tables]


def fixed(name: str) -> str:
    """The same name gives the same id, in every installation."""
    return str(uuid5(NAMES, name))


def programme(document: EditionDocument) -> list[Command]:
    """The edition and its stoliki."""
    year = document.edition.id
    return [
        OpenEdition(id=fixed(f"{year}/edition"), **document.model_dump(include={"edition", "units", "sittings", "themes"})),
        *(
            OpenStolik(
                id=fixed(f"{year}/stolik/{one.id}"), stolik_id=one.id, **one.model_dump(include={"number", "sitting_id", "theme_id"})
            )
            for one in document.stoliki
        ),
    ]


def lists(document: EditionDocument) -> list[Command]:
    """Topics in their order: each goes to the end of its lists; a topic on several lists is pushed to each."""
    last: dict[int, str] = {}
    commands: list[Command] = []
    for topic in document.topics:
        for nth, stolik_id in enumerate(topic.on):
            id = fixed(f"{topic.id}/{stolik_id}") if nth else topic.id
            what = {"topic_id": topic.id} if nth else {"title": topic.title}
            commands.append(PushTopic.model_validate({"id": id, "stolik_id": stolik_id, "after": last.get(stolik_id)} | what))
            last[stolik_id] = topic.id
    return commands


def cards(document: EditionDocument, secret: bytes) -> list[Command]:
    """One seat for organisers, projector and theme team each, one for every stolik's moderator."""
    common: list[tuple[str, Role, int | None, str]] = [(f"{role}-1", role, None, label) for role, label in COMMON_SEATS]
    moderators: list[tuple[str, Role, int | None, str]] = [
        (f"moderator-{one.id}", "moderator", one.id, f"Stolik {one.number}") for one in document.stoliki
    ]
    year = document.edition.id
    return [
        OpenSeat(id=fixed(f"{year}/seat/{seat_id}/{fingerprint(code)}"), seat_id=seat_id, edition_id=year, role=role, stolik_id=stolik_id,
                 label=label, generation=1, code_hash=fingerprint(code))
        for seat_id, role, stolik_id, label in [*common, *moderators]
        for code in [code_of(secret, seat_id, 1)]
    ]  # fmt: skip
