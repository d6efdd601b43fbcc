"""What can happen to a stolik's topic list."""

from typing import Any, ClassVar, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Connection, bindparam, insert, select, update

from app.live.bare import Bare
from app.live.commands import Command, Id, Number, Title
from app.live.journal import Entry
from app.live.recorder import Arrival, Refusal
from app.live.seat import HOUSE_ROLE, ORGANISER, THEMER
from app.seats.queries import seat
from app.stoliki.queries import theme_of
from app.topics.queries import belongs, order_of, put_in_order, topic, topic_of, topic_place

NEW, LISTED = Bare(insert(topic)), Bare(insert(topic_place))  # an import pushes a thousand of them in one transaction
ROLE = Bare(select(seat.c.role).where(seat.c.id == bindparam("seat")))


class TopicCommand(Command):
    """About the topic list of one stolik."""

    roles: ClassVar[frozenset[str]] = frozenset({ORGANISER, THEMER, HOUSE_ROLE})
    stolik_id: Number


class PushTopic(TopicCommand):
    """A new topic, or one of the same theme, comes onto this stolik's list; `after` null means first."""

    kind: ClassVar[str] = "topic.push"

    title: Title | None = None
    topic_id: Id | None = None
    after: Id | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.title is None) == (self.topic_id is None):
            raise PydanticCustomError("one_of_two", "title or topic_id")
        return self

    def subject(self) -> str | None:
        return self.topic_id or self.id

    def check(self, db: Connection, arrival: Arrival) -> None:
        theme_id = theme_of(db, self.stolik_id)
        if self.after is not None:
            belongs(db, self.after, self.stolik_id)
        if self.topic_id is not None:
            known = topic_of(db, self.topic_id)
            if known is None:
                raise Refusal("unknown_reference", "Nie ma takiego zagadnienia.")
            if known.theme_id != theme_id:
                raise Refusal("wrong_stolik", "To zagadnienie należy do innego tematu.")

    def apply(self, db: Connection, entry: Entry) -> None:
        topic_id = self.topic_id or self.id
        if self.topic_id is None:
            row = {"theme_id": theme_of(db, self.stolik_id), "title": self.title, "revision": 1, "born": entry.seq}
            NEW.run(db, row | {"id": topic_id, "origin": origin_of(db, entry.seat_id), "carried_from": None})
        order = order_of(db, self.stolik_id)
        if topic_id in order:
            set_state(db, self.stolik_id, topic_id, "listed")
        else:
            LISTED.run(db, {"topic_id": topic_id, "stolik_id": self.stolik_id, "place": 0, "state": "listed"})
        put_in_order(db, self.stolik_id, moved(order, topic_id, self.after))


class ListedCommand(TopicCommand):
    """About a topic that stands, or stood, on this stolik's list."""

    topic_id: Id

    def subject(self) -> str | None:
        return self.topic_id

    def check(self, db: Connection, arrival: Arrival) -> None:
        theme_of(db, self.stolik_id)
        if topic_of(db, self.topic_id) is None:
            raise Refusal("unknown_reference", "Nie ma takiego zagadnienia.")
        belongs(db, self.topic_id, self.stolik_id)


class NameTopic(ListedCommand):
    """A new title, seen on every list with this topic. `revision`: the one the author saw."""

    kind: ClassVar[str] = "topic.name"

    title: Title
    revision: Number

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        known = topic_of(db, self.topic_id)
        if known is None or known.revision != self.revision:
            raise Refusal("stale", "Ktoś zmienił tę nazwę wcześniej. Zobacz nową i spróbuj jeszcze raz.")

    def apply(self, db: Connection, entry: Entry) -> None:
        db.execute(update(topic).where(topic.c.id == self.topic_id).values(title=self.title, revision=self.revision + 1))


class SortTopic(ListedCommand):
    """To another place on the list: after that topic, or first."""

    kind: ClassVar[str] = "topic.sort"

    after: Id | None

    def check(self, db: Connection, arrival: Arrival) -> None:
        super().check(db, arrival)
        if self.after is not None:
            belongs(db, self.after, self.stolik_id)

    def apply(self, db: Connection, entry: Entry) -> None:
        put_in_order(db, self.stolik_id, moved(order_of(db, self.stolik_id), self.topic_id, self.after))


class WithdrawTopic(ListedCommand):
    """Off this stolik's list; what was said under it stays."""

    kind: ClassVar[str] = "topic.withdraw"

    def apply(self, db: Connection, entry: Entry) -> None:
        set_state(db, self.stolik_id, self.topic_id, "withdrawn")


class RestoreTopic(ListedCommand):
    """Back onto the list, where it stood."""

    kind: ClassVar[str] = "topic.restore"

    def apply(self, db: Connection, entry: Entry) -> None:
        set_state(db, self.stolik_id, self.topic_id, "listed")


def moved(order: list[str], topic_id: str, after: str | None) -> list[str]:
    """The order with one topic put after another, or first; after itself means: where it is."""
    if after == topic_id:
        return order
    rest = [one for one in order if one != topic_id]
    at = rest.index(after) + 1 if after is not None else 0
    return [*rest[:at], topic_id, *rest[at:]]


def set_state(db: Connection, stolik_id: int, topic_id: str, state: str) -> None:
    at: tuple[Any, ...] = (topic_place.c.stolik_id == stolik_id, topic_place.c.topic_id == topic_id)
    db.execute(update(topic_place).where(*at).values(state=state))


def origin_of(db: Connection, seat_id: str) -> str:
    """Made by the theme team it is `found`, given by the organisers it is `prepared`."""
    known = ROLE.first(db, {"seat": seat_id})
    return "found" if known is not None and known.role == THEMER else "prepared"
