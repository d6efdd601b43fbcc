"""What is asked about topics and the lists they stand on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from app.live.bare import Bare
from app.live.recorder import Refusal
from app.live.tables import table_of
from app.stoliki.queries import theme_of
from app.topics.models import Topic, TopicPlace

topic, topic_place = table_of(Topic), table_of(TopicPlace)
LISTED_AT = Bare(
    select(topic_place.c.stolik_id, topic.c.theme_id)
    .select_from(topic)
    .outerjoin(topic_place, (topic_place.c.topic_id == topic.c.id) & (topic_place.c.stolik_id == bindparam("stolik")))
    .where(topic.c.id == bindparam("topic"))
)
ORDER = Bare(select(topic_place.c.topic_id).where(topic_place.c.stolik_id == bindparam("stolik")).order_by(topic_place.c.place))
PUT = Bare(
    update(topic_place)
    .where(topic_place.c.topic_id == bindparam("topic"), topic_place.c.stolik_id == bindparam("stolik"))
    .values(place=bindparam("nth"))
)


def topic_list(db: Connection, stolik_id: int, state: str = "listed") -> Sequence[Row[Any]]:
    """The stolik's topics in their order: id, title, origin, revision, place."""
    listed: Select[Any] = (
        select(topic.c.id, topic.c.title, topic.c.origin, topic.c.revision, topic_place.c.place)
        .join(topic_place, topic_place.c.topic_id == topic.c.id)
        .where(topic_place.c.stolik_id == stolik_id, topic_place.c.state == state)
        .order_by(topic_place.c.place)
    )
    return db.execute(listed).all()


def order_of(db: Connection, stolik_id: int) -> list[str]:
    """Every topic that stands or stood on this list, in order: a withdrawn one keeps its place."""
    return [row.topic_id for row in ORDER.all(db, {"stolik": stolik_id})]


def put_in_order(db: Connection, stolik_id: int, order: list[str]) -> None:
    """Write the places 1..n."""
    PUT.run_each(db, [{"topic": topic_id, "stolik": stolik_id, "nth": nth} for nth, topic_id in enumerate(order, 1)])


def lists_with(db: Connection, topic_id: str) -> list[int]:
    """The stoliki on whose list the topic stands or stood."""
    return list(db.execute(select(topic_place.c.stolik_id).where(topic_place.c.topic_id == topic_id)).scalars())


def topic_of(db: Connection, topic_id: str) -> Row[Any] | None:
    return db.execute(select(topic).where(topic.c.id == topic_id)).first()


def belongs(db: Connection, topic_id: str, stolik_id: int) -> None:
    """Refuse a topic that is not, and never was, on this stolik's list.

    One that was withdrawn a moment ago is still accepted: a resident's words must not bounce for that."""
    row = LISTED_AT.first(db, {"topic": topic_id, "stolik": stolik_id})
    if row is None:
        raise Refusal("unknown_reference", "Nie ma takiego zagadnienia.")
    if row.stolik_id is None and row.theme_id == theme_of(db, stolik_id):
        raise Refusal("unknown_reference", "Tego zagadnienia nie ma jeszcze na liście stolika.")
    if row.stolik_id is None:
        raise Refusal("wrong_stolik", "Tego zagadnienia nie ma na liście stolika.")
