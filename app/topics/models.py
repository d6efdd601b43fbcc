"""One line of a stolik's topic list, and one place on the map: issues are collected under it."""

from sqlmodel import Field, SQLModel


class Topic(SQLModel, table=True):
    """It belongs to a theme and stands on the lists of one or more of that theme's stoliki. `born`: the journal's seq that made it.
    `carried_from`: the topic of another edition that it was copied from."""

    id: str = Field(primary_key=True, max_length=36)
    theme_id: int = Field(foreign_key="theme.id", index=True)
    title: str
    origin: str
    revision: int
    born: int
    carried_from: str | None = Field(default=None, max_length=36)


class TopicPlace(SQLModel, table=True):
    """Where a topic stands on a stolik's list. `state`: listed, or withdrawn from this list."""

    __tablename__ = "topic_place"

    topic_id: str = Field(primary_key=True, foreign_key="topic.id", max_length=36)
    stolik_id: int = Field(primary_key=True, foreign_key="stolik.id", index=True)
    place: int
    state: str
